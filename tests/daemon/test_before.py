"""The answer before the run: the minimum over the rules, which rule it is, and what cannot be known."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any

import pytest

from daemon.before import Answer, Reply, answer, morning, shoe_after
from daemon.before_text import how_far, in_short
from daemon.wording import Format
from rules import discover
from rules.mornings import Mornings
from rules.pains import PainLog
from rules.records import DailyWellness, Shoe
from rules.said import NO_END, Mark, MarkKind, Moment, PainEntry, Site
from rules.shoes.shoe_worn import Settings as ShoeWorn
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity
from tests.rules.series import day, state

DAY = timedelta(days=1)
SETTINGS = {rule.name: rule.settings_type() for rule in discover()}
WEEK = "5 0 10 0 5 0 0 "
STEADY = WEEK * 6  # today is day 42: session-spike allows 11 km, weekly-ramp 22 - 15 = 7 km
RETURN = WEEK * 8 + "0 " * 12 + "4 0 0"  # 14 days off; the caps are 10 km in seven days, 4 km of it run, and 6 km


def ask(series: str, distance_m: int | None = None, *, ahead: int = 0, **settings: Any) -> Any:
    runner = state(series, judges_last=False)
    chosen = SETTINGS | {name.replace("_", "-"): value for name, value in settings.items()}
    return answer(runner, day=runner.today + timedelta(days=ahead), settings=chosen, distance_m=distance_m)


def test_the_nearest_limit_binds_and_is_named() -> None:
    found = ask(STEADY)
    assert (found.binding.rule, found.binding.most_m) == ("weekly-ramp", 7_000)
    assert (found.week.rule, found.week.ceiling.week_room_m) == ("weekly-ramp", 7_000)
    assert [(limit.rule, limit.most_m) for limit in found.nearest] == [
        ("weekly-ramp", 7_000),
        ("session-spike", 11_000),
    ]


def test_in_two_days_another_one_binds() -> None:
    # On day 44 the seven days hold 5 km: 17 km are left of 22, and session-spike's 11 km are nearer.
    found = ask(STEADY, ahead=2)
    assert (found.binding.rule, found.binding.most_m) == ("session-spike", 11_000)
    assert (found.week.rule, found.week.ceiling.week_room_m) == ("weekly-ramp", 17_000)
    assert found.supposes_rest
    assert not ask(STEADY).supposes_rest


@pytest.mark.parametrize(
    ("series", "distance_m", "reply", "told"),
    [
        pytest.param(STEADY, 7_000, Reply.YES, {}, id="at the limit"),
        pytest.param(STEADY, 7_001, Reply.NO, {"weekly-ramp": Severity.NOTICE}, id="a metre longer"),
        # 1.30 x 20 - 15 = 11 km: there the one warns and the other begins.
        pytest.param(
            STEADY,
            11_001,
            Reply.NO,
            {"weekly-ramp": Severity.WARNING, "session-spike": Severity.NOTICE},
            id="two rules",
        ),
        pytest.param(RETURN, 6_000, Reply.YES, {}, id="at the cap of a return"),
        pytest.param(RETURN, 6_001, Reply.NO, {}, id="more than the return asks for, and nothing is told"),
        pytest.param(RETURN, 7_000, Reply.NO, {"layoff-return": Severity.NOTICE}, id="a cap clearly passed"),
        pytest.param("5 " * 20, 4_000, Reply.UNKNOWN, {}, id="cold start"),
        pytest.param("5 0 10 0 5 0 0 " * 4 + "0", 12_000, Reply.NO, {"session-spike": Severity.NOTICE}, id="one knows"),
        pytest.param("5 0 10 0 5 0 0 " * 4 + "0", 11_000, Reply.UNKNOWN, {}, id="one knows, the other does not"),
    ],
)
def test_a_distance(series: str, distance_m: int, reply: Reply, told: dict[str, Severity]) -> None:
    found = ask(series, distance_m)
    assert (found.reply, found.told) == (reply, told)


def test_a_return_holds_back_the_notices_of_others_and_not_their_warnings() -> None:
    spikes = [limit for limit in ask(RETURN).limits if limit.rule == "session-spike"]
    # The 10 km from before the break are still in the 30 days: 1.10 x 10 is a notice, 2 x 10 a warning.
    assert [(limit.ceiling.severity, limit.most_m) for limit in spikes] == [(Severity.WARNING, 20_000)]
    assert [limit.rule for limit in ask(RETURN, 20_000).nearest] == ["layoff-return"]
    assert {limit.rule for limit in ask(RETURN, 20_001).nearest} >= {"layoff-return", "session-spike"}


def test_what_a_held_back_rule_lacks_is_no_lack() -> None:
    # The first run after 54 days: neither a run in 30 days nor a week to compare with.
    found = ask(WEEK * 8 + "0 " * 52, 4_000)
    assert (found.lacking, found.reply) == ((), Reply.YES)
    assert [limit.rule for limit in found.limits] == ["layoff-return"]


def test_what_is_lacking_is_named_with_the_day_it_ends() -> None:
    found = ask("5 " * 20)
    assert [(rule, no_data.speaks_from) for rule, no_data in found.lacking] == [
        ("session-spike", day(28)),
        ("weekly-ramp", day(35)),
    ]
    assert (found.binding, found.week) == (None, None)


def test_less_room_than_a_run_is_no_room() -> None:
    # 299 m are no run: whatever counts as one is 300 m long at least.
    assert ask(STEADY + "6.701").binding.is_no_room
    assert not ask(STEADY + "6.7").binding.is_no_room
    assert ask(STEADY + "30").binding.most_m == 0


def test_a_day_off_that_is_due_is_advice_and_no_limit() -> None:
    found = ask("5 " * 45, 4_000, ahead=1)
    assert [rule for rule, _advice in found.advice] == ["rest-days"]
    assert found.reply is Reply.YES


def written(found: Answer) -> list[str]:
    return list(how_far(found, Format("en", "metric", UTC)))


@pytest.mark.parametrize(
    ("series", "lines"),
    [
        pytest.param(
            STEADY,
            ["Up to 7 km in one run (weekly-ramp).", "7 km left in the 7 days that end today (weekly-ramp)."],
            id="a run and a week",
        ),
        pytest.param(WEEK * 4 + "0", ["Up to 11 km in one run (session-spike)."], id="only a run"),
        # 22 km less the 15 before and 6.8 today: 200 m are no run.
        pytest.param(
            STEADY + "6.8",
            ["There is no room for a run (weekly-ramp)."],
            id="hardly anything left of the week: it is said once",
        ),
        pytest.param("5 " * 20, ["How far you can go cannot be known."], id="cold start"),
    ],
)
def test_the_answer_in_words(series: str, lines: list[str]) -> None:
    assert written(ask(series)) == lines


def test_the_answer_in_words_without_any_rule() -> None:
    runner = state(STEADY)
    assert written(answer(runner, day=runner.today, settings={})) == ["No rule limits your run."]


def test_while_a_pain_stops_every_run_the_answer_says_nothing_of_what_the_week_has_left() -> None:
    runner = state(STEADY, judges_last=False)
    entry = PainEntry(entry_id=1, at=runner.now, site=Site.KNEE, moment=Moment.AFTER, level=6)
    found = answer(replace(runner, pain=PainLog((entry,))), day=runner.today, settings=SETTINGS)
    assert (found.limits, found.reply) == ((), Reply.NO)
    assert written(found) == [
        "Pain 6 of 10 (knee): more than the 5 that can be run on. Stop and step back: 1-2 weeks without running, with "
        "cross-training that is pain-free. Run again when you are pain-free."
    ]


def unwell(kind: MarkKind, *, last: date | None = None, series: str = STEADY, distance_m: int = 1_000) -> Answer:
    """The answer on a day that is marked since the day before, and up to it unless `last` says more."""
    runner = state(series, judges_last=False)
    runner = replace(runner, marks=(Mark(mark_id=1, kind=kind, first=runner.today - DAY, last=last or runner.today),))
    return answer(runner, day=runner.today, settings=SETTINGS, distance_m=distance_m)


@pytest.mark.parametrize(
    ("kind", "series", "distance_m", "reply"),
    [
        (MarkKind.ILL, STEADY, 1_000, Reply.NO),
        (MarkKind.ILL, STEADY, 30_000, Reply.NO),
        (MarkKind.ILL, "0 0 0", 1_000, Reply.NO),  # nothing is known, and nothing need be
        (MarkKind.INJURED, STEADY, 1_000, Reply.UNKNOWN),
        # Of load only the return speaks: its cap is 6 km.
        (MarkKind.INJURED, RETURN, 6_000, Reply.UNKNOWN),
        (MarkKind.INJURED, RETURN, 6_001, Reply.NO),
        (MarkKind.HOLIDAY, STEADY, 7_000, Reply.YES),
        (MarkKind.HOLIDAY, STEADY, 7_001, Reply.NO),
    ],
)
def test_who_is_not_well_is_never_told_yes(kind: MarkKind, series: str, distance_m: int, reply: Reply) -> None:
    assert unwell(kind, last=NO_END, series=series, distance_m=distance_m).reply is reply


def test_a_rule_that_rests_for_a_mark_lacks_nothing() -> None:
    found = unwell(MarkKind.INJURED)
    rests = (("rest-days", MarkKind.INJURED), ("session-spike", MarkKind.INJURED), ("weekly-ramp", MarkKind.INJURED))
    assert (found.resting, found.lacking) == (rests, ())
    assert unwell(MarkKind.HOLIDAY).resting == (("rest-days", MarkKind.HOLIDAY),)


ILL = "You marked this day as ill: while you feel ill, do not run."
SINCE = "You marked yourself as {} from 11 February 2025 on"


@pytest.mark.parametrize("words", [how_far, in_short])
def test_to_who_is_ill_no_number_of_metres_is_told(words: Callable[[Answer, Format], Iterator[str]]) -> None:
    style = Format("en", "metric", UTC, "anna")
    assert list(words(unwell(MarkKind.ILL), style)) == [ILL]
    over = "When it is over: shinguard mark over ill --athlete anna"
    assert list(words(unwell(MarkKind.ILL, last=NO_END), style)) == [
        f"{SINCE.format('ill')}: while you feel ill, do not run. {over}"
    ]


def test_to_who_is_injured_the_return_alone_says_how_far() -> None:
    since = f"{SINCE.format('injured')}. When it is over: shinguard mark over injured"
    assert written(unwell(MarkKind.INJURED)) == [
        "You marked this day as injured.",
        "How far you can go cannot be known.",
    ]
    assert written(unwell(MarkKind.INJURED, last=NO_END))[0] == since
    assert written(unwell(MarkKind.INJURED, last=NO_END, series=RETURN))[1:] == [
        "Up to 6 km in one run (layoff-return).",
        "6 km left in the 7 days that end today (layoff-return).",
    ]


def test_of_two_marks_the_one_without_an_end_is_told() -> None:
    runner = state(STEADY, judges_last=False)
    spans = ((1, runner.today - 9 * DAY, NO_END), (2, runner.today, runner.today))
    marks = tuple(Mark(mark_id=number, kind=MarkKind.ILL, first=first, last=last) for number, first, last in spans)
    found = answer(replace(runner, marks=marks), day=runner.today, settings=SETTINGS)
    assert found.unwell == marks[:1]


def test_after_a_race_only_the_week_is_a_limit() -> None:
    found = ask(STEADY + "5r")
    assert [rule for rule, _ceiling in found.unlimited] == ["session-spike"]
    assert {limit.rule for limit in found.limits} == {"weekly-ramp"}
    assert (found.is_of_race, ask(STEADY).is_of_race) == (True, False)
    # 0 + 10 + 0 + 5 + 0 + 0 and the race of 5 km: 2 km of 22 are left. What the week has left is no limit of the race.
    said = ["A race day: how far you race is not judged.", "2 km left in the 7 days that end today (weekly-ramp)."]
    style = Format("en", "metric")
    assert (list(how_far(found, style)), list(in_short(found, style))) == (said, said)


def test_with_every_rule_off_nothing_is_known() -> None:
    runner = state(STEADY)
    assert answer(runner, day=runner.today, settings={}, distance_m=4_000).reply is Reply.UNKNOWN


def test_days_that_may_still_bring_runs_are_named() -> None:
    assert ask(STEADY).unknown_since is None
    assert ask("5 " * 40 + "_ _").unknown_since == day(40)


def mornings(*values: float) -> RunnerState:
    """Return the runner after these mornings, the last one today's."""
    runner = state(STEADY, judges_last=False)
    known = tuple(
        DailyWellness(source="garmin", day=runner.today - timedelta(days=back), resting_heart_rate_bpm=value)
        for back, value in enumerate(reversed(values))
    )
    return RunnerState(now=runner.now, history=runner.history, mornings=Mornings(known))


@pytest.mark.parametrize(
    ("values", "kind"),
    [((50,) * 20 + (56, 56), Finding), ((50,) * 20 + (51,), Clear), ((), NoData)],
)
def test_the_morning(values: tuple[float, ...], kind: type) -> None:
    said = dict(morning(mornings(*values), SETTINGS, discover()))
    assert set(said) == {"heart-rate-variability", "resting-heart-rate", "sleep", "stress"}
    assert isinstance(said.pop("resting-heart-rate"), kind)
    # Of nights nothing is known here.
    assert all(isinstance(verdict, NoData) for verdict in said.values())


@pytest.mark.parametrize(
    ("total_m", "own_limit_m", "after_m", "limit_m", "has_advice"),
    [
        pytest.param(100_000, None, 110_000, 700_000, False, id="far from the default"),
        pytest.param(590_000, None, 600_000, 700_000, True, id="six sevenths of 700 km"),
        pytest.param(589_999, None, 599_999, 700_000, False, id="a metre short of them"),
        pytest.param(295_000, 300_000, 305_000, 300_000, True, id="beyond its own limit"),
        pytest.param(None, None, None, 700_000, False, id="unknown"),
    ],
)
def test_the_shoe(
    total_m: int | None, own_limit_m: int | None, after_m: int | None, limit_m: int, has_advice: bool
) -> None:
    pair = Shoe(source="garmin", source_id="1", name="Old", total_m=total_m, limit_m=own_limit_m)
    found = shoe_after(state(STEADY), pair, distance_m=10_000, settings=SETTINGS)
    assert (found.after_m, found.limit_m, found.do is not None) == (after_m, limit_m, has_advice)


def test_the_limit_of_a_shoe_is_the_runners_option() -> None:
    pair = Shoe(source="garmin", source_id="1", name="Old", total_m=1_000)
    settings = {"shoe-worn": ShoeWorn(limit_km=500)}
    assert shoe_after(state(STEADY), pair, distance_m=10_000, settings=settings).limit_m == 500_000
    assert shoe_after(state(STEADY), pair, distance_m=10_000, settings={}).limit_m == 700_000
