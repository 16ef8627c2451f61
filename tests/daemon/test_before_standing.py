"""Whether a day has a plan at all, and what gives way where it has none."""

import inspect
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from daemon.before import Reply, answer
from daemon.before_json import as_json, today_as_json
from daemon.before_standing import standing
from daemon.before_text import how_it_ends
from daemon.digest_chart import chart_of
from daemon.message import compose
from daemon.plans import plans_of
from daemon.records import Item, Kind
from daemon.status_json import alert_as_json
from daemon.wording import Format
from rules import discover
from rules.pains import PainLog
from rules.records import PlannedWorkout, Sport
from rules.said import Mark, MarkKind, Moment, PainEntry, RedFlag, Site
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Severity, Text
from tests.daemon.digests import alert, digest, line, written
from tests.daemon.weeks import DAY, MONDAY
from tests.daemon.weeks import runner as of_weeks
from tests.rules.series import state

EN = Format("en", "metric", UTC)
RULES = discover()
SETTINGS = {rule.name: rule.settings_type() for rule in RULES}
STEADY = "5 0 10 0 5 0 0 " * 6  # today is day 42, of which session-spike allows 11 km and weekly-ramp 7 km
SHIN = "shin-20250212T200000"
EMERGENCY = "Call the emergency number now (112 in the Netherlands)."
DOCTOR = "Do not run. Have it seen by your family doctor, or by the out-of-hours service if it cannot wait."
LIMP, SNAP, BONE = frozenset({RedFlag.LIMP}), frozenset({RedFlag.SNAP}), frozenset({RedFlag.BONE})
ILL = "You marked this day as ill: while you feel ill, do not run."


def hurts(
    level: int,
    *,
    site: Site = Site.SHIN,
    flags: frozenset[RedFlag] = frozenset(),
    days_ago: int = 0,
    number: int = 1,
    moment: Moment = Moment.AFTER,
) -> PainEntry:
    at = state(STEADY).now - timedelta(hours=1, days=days_ago)
    return PainEntry(entry_id=number, at=at, site=site, moment=moment, level=level, red_flags=flags)


def runner(*entries: PainEntry, ill: bool = False) -> RunnerState:
    known = state(STEADY, judges_last=False)
    marks = (Mark(mark_id=1, kind=MarkKind.ILL, first=known.today, last=known.today),) if ill else ()
    return replace(known, pain=PainLog(entries), marks=marks)


def item(rule: str, *, subject: str = "-", says: str = "14 km is long.", do: str = "No longer than 14 km.") -> Item:
    known = state(STEADY)
    values: Values = {"gap_days": 21, "cap_m": 10_000, "up_to_m": 9_000}
    values = {**values, "run_weekday": known.today, "distance_m": 16_000, "level_count": 4, "pain_site": "knee"}
    return Item(
        rule=rule,
        subject=subject,
        severity=Severity.NOTICE,
        says=Text(says),
        do=Text(do),
        values=values,
        day=known.today,
    )


def sent(who: RunnerState, *items: Item) -> list[str]:
    """The title and the lines of a push that goes out now."""
    stands = standing(who, settings=SETTINGS)
    message = compose(items, kind=Kind.ALERTS, today=who.today, style=EN, standing=stands)
    return [message.title.removeprefix("Shinguard: "), *message.body.splitlines()]


# An entry stands for 7 days, and its alert 14 days longer.
@pytest.mark.parametrize(
    ("level", "flags", "days_ago", "has_plan"),
    [
        (1, LIMP, 0, False),
        (1, BONE, 7, False),
        (1, BONE, 22, False),
        (1, BONE, 23, True),
        (6, frozenset(), 0, False),
        (5, frozenset(), 0, True),
        (2, frozenset(), 0, True),
    ],
)
def test_a_day_has_no_plan_while_a_pain_asks_not_to_run(
    level: int, flags: frozenset[RedFlag], days_ago: int, *, has_plan: bool
) -> None:
    who = runner(hurts(level, flags=flags, days_ago=days_ago))
    assert standing(who, settings=SETTINGS).has_plan is has_plan
    found = answer(who, day=who.today, settings=SETTINGS, distance_m=1_000)
    assert (found.reply is Reply.NO) is not has_plan
    told = as_json(found, athlete="me")
    assert (told["up_to_m"] is None, told["week_room_m"] is None, told["limits"] == []) == (not has_plan,) * 3


def test_rules_that_are_switched_off_stop_nothing() -> None:
    off = {name: own for name, own in SETTINGS.items() if name not in ("red-flags", "pain-response")}
    assert standing(runner(hurts(8, flags=LIMP)), settings=off).has_plan


def test_on_a_day_of_illness_programs_read_no_metres_either() -> None:
    who = runner(ill=True)
    told = as_json(answer(who, day=who.today, settings=SETTINGS), athlete="me")
    assert (told["ill"], told["up_to_m"], told["week_room_m"], told["limits"], told["advice"]) == (
        True,
        None,
        None,
        [],
        [],
    )
    assert as_json(answer(who, day=who.today + DAY, settings=SETTINGS), athlete="me")["up_to_m"] == 7_000


@pytest.mark.parametrize(
    ("entry", "reply", "stops"),
    [
        # Whoever is to be seen first is not told when to run again; else nobody knows how it will be.
        (hurts(1, flags=LIMP), Reply.NO, ["red-flags"]),
        (hurts(4, moment=Moment.NEXT_MORNING), Reply.NO, ["pain-response"]),  # 3 days of rest at least
        (hurts(6, days_ago=4), Reply.NO, ["pain-response"]),  # a week, of which 3 days are left
        (hurts(6, days_ago=5), Reply.UNKNOWN, []),
    ],
)
def test_on_a_day_to_come_there_are_no_metres_either(entry: PainEntry, reply: Reply, stops: list[str]) -> None:
    who = runner(entry)
    found = answer(who, day=who.today + 3 * DAY, settings=SETTINGS, distance_m=1_000)
    assert (found.reply, found.limits, [rule for rule, _stop in found.stops]) == (reply, (), stops)


def test_what_has_to_be_seen_goes_before_a_step_back_and_an_emergency_before_all() -> None:
    knee = hurts(8, site=Site.KNEE, number=1)
    shin = hurts(4, flags=LIMP, number=2)
    calf = hurts(4, site=Site.CALF, flags=SNAP, number=3)
    stops = answer(runner(knee), day=runner().today, settings=SETTINGS).stops
    assert [(rule, stop.values["pain_site"]) for rule, stop in stops] == [("pain-response", "knee")]
    stops = answer(runner(knee, shin, calf), day=runner().today, settings=SETTINGS).stops
    assert [(rule, stop.values["pain_site"]) for rule, stop in stops] == [("red-flags", "calf"), ("red-flags", "shin")]


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (runner(hurts(5, flags=LIMP)), DOCTOR),
        (runner(hurts(5, flags=SNAP)), EMERGENCY),
        (runner(ill=True), ILL),
    ],
    ids=["a sign", "an emergency", "ill"],
)
def test_a_push_about_a_run_keeps_its_finding_and_asks_what_the_day_asks(who: RunnerState, asked: str) -> None:
    assert sent(who, item("session-spike")) == ["no run today", "14 km is long.", asked]
    several = sent(who, item("session-spike"), item("resting-heart-rate", says="56 bpm.", do="Easy or rest today."))
    assert several == ["no run today", "• 56 bpm.", "• 14 km is long.", asked]


def test_with_a_plan_a_push_asks_what_its_rule_asks() -> None:
    push = ["that run was a big step", "14 km is long.", "No longer than 14 km."]
    assert sent(runner(), item("session-spike")) == push
    assert sent(runner(hurts(4)), item("session-spike")) == push


def test_what_is_no_training_keeps_its_action() -> None:
    who = runner(hurts(5, flags=LIMP))
    assert sent(who, item("shoe-worn", do="Check sole."))[-1] == "Check sole."


@pytest.mark.parametrize("rule", ["pain-response", "pain-returns", "pain-persists"])
@pytest.mark.parametrize(("flags", "asked"), [(LIMP, DOCTOR), (SNAP, EMERGENCY)], ids=["a sign", "an emergency"])
def test_beside_a_sign_of_another_pain_alert_only_the_fact_is_told(
    rule: str, flags: frozenset[RedFlag], asked: str
) -> None:
    who = runner(hurts(1, flags=flags), hurts(4, site=Site.KNEE, number=2))
    for subject in ("knee-20250212T200000", SHIN):
        if (rule, subject) != ("pain-response", SHIN):
            # How far a pain may be run with is nothing that was found.
            found = "Pain 4 of 10 (knee)." if rule == "pain-response" else "14 km is long."
            assert sent(who, item(rule, subject=subject, do="Look for the cause.")) == ["no run today", found, asked]


def test_while_ill_a_pain_that_allows_running_gives_way_and_what_is_no_training_does_not() -> None:
    who = runner(hurts(4), ill=True)
    told = sent(who, item("pain-response", subject=SHIN, says="Pain 4.", do="Up to 5 is allowed."))
    assert told == ["no run today", "Pain 4 of 10 (knee).", ILL]
    assert sent(who, item("pain-persists", subject=SHIN, do="See somebody."))[-1] == "See somebody."


def test_of_a_pain_that_asks_for_a_step_back_what_its_other_alerts_ask_is_told() -> None:
    who = runner(hurts(6))
    assert sent(who, item("pain-persists", subject=SHIN, do="See somebody."))[-1] == "See somebody."
    told = sent(who, item("pain-persists", subject="knee-20250212T200000", do="See somebody."))
    assert told[-1].startswith("Stop and step back: 1-2 weeks without running")


@pytest.mark.parametrize(
    ("rule", "says", "told"),
    [
        ("layoff-return", "Back after {gap_days} off: {cap_m}.", "Back after 21 days off."),
        (
            "planned-session",
            "{run_weekday}: {distance_m} is more than {up_to_m}.",
            "Wednesday 12 February: 16 km is planned.",
        ),
        ("layoff-return", "First run after {gap_days} off.", "Back after 21 days off."),
    ],
)
def test_what_a_return_or_a_day_would_allow_is_no_finding(rule: str, says: str, told: str) -> None:
    assert sent(runner(hurts(5, flags=LIMP)), item(rule, says=says))[1] == told


def test_while_injured_a_plan_of_before_does_not_say_how_far_the_day_would_let_one_go() -> None:
    who = runner()
    injured = replace(who, marks=(Mark(mark_id=1, kind=MarkKind.INJURED, first=who.today, last=who.today),))
    plan = alert("planned-session")._replace(
        says=Text("{distance_m} of {up_to_m}"), values=item("planned-session").values
    )
    told = standing(injured, settings=SETTINGS).told(plan)
    assert (told.says, told.do) == ("{run_weekday}: {distance_m} is planned.", "")
    assert told.values.keys() == {"run_weekday", "distance_m"}
    assert standing(who, settings=SETTINGS).told(plan) == plan


@pytest.mark.parametrize("rule", ["layoff-return", "planned-session", "pain-response"])
def test_what_is_told_while_no_run_is_the_answer_holds_no_allowance_for_programs_either(rule: str) -> None:
    stands = standing(runner(hurts(5, flags=LIMP)), settings=SETTINGS)
    told = stands.told(alert(rule)._replace(says=Text("{up_to_m} {cap_m}"), values=item(rule).values))
    read = alert_as_json(told, snoozed_until=None)
    assert "_m}" not in told.says.replace("{distance_m}", "")
    assert not {"up_to_m", "cap_m"} & read["values"].keys()
    assert {f"{{{name}}}" in told.says for name in read["values"]} == {True}


def test_today_for_programs_holds_no_cap_of_a_return_while_no_run_is_the_answer() -> None:
    back = alert("layoff-return")._replace(values={"gap_days": 21, "cap_m": 10_000, "run_cap_m": 6_000})
    for who, values in ((runner(), dict(back.values)), (runner(hurts(6)), {"gap_days": 21})):
        found = answer(who, day=who.today, settings=SETTINGS)
        (read,) = today_as_json(found, (), (), {1: back}, {1: None}, (), athlete="me")["alerts"]
        assert read["values"] == values


def test_each_rule_whose_finding_names_what_is_allowed_has_words_without_it() -> None:
    """What is allowed: the caps of a return, the ceiling of a day, the most of a pain."""
    allowances = ("{cap_m}", "{run_cap_m}", "{up_to_m}", "{most_count}")
    sources = {rule.name: Path(inspect.getfile(rule.function)).read_text(encoding="utf-8") for rule in RULES}
    naming = {rule for rule, source in sources.items() if any(name in source for name in allowances)}
    assert (
        naming == {rule.name for rule in RULES if rule.on_hold} == {"layoff-return", "planned-session", "pain-response"}
    )


@pytest.mark.parametrize(
    ("who", "is_on_hold"),
    [(runner(), False), (runner(hurts(5, flags=BONE, days_ago=2)), True), (runner(hurts(4)), False)],
)
def test_a_plan_of_the_week_waits_while_no_run_is_the_answer(who: RunnerState, *, is_on_hold: bool) -> None:
    workout = PlannedWorkout(
        source="garmin", source_id="w", day=who.today + 4 * DAY, title="Long", sport=Sport.RUN, distance_m=16_000
    )
    (plan,) = plans_of(who, [workout], settings=SETTINGS, rules=RULES)
    assert (plan.is_on_hold, plan.ceiling is None) == (is_on_hold, is_on_hold)


def test_the_digest_has_no_room_no_plans_and_no_tip_while_no_run_is_the_answer() -> None:
    at = datetime.combine(MONDAY, datetime.min.time(), of_weeks().now.tzinfo)
    entry = PainEntry(entry_id=1, at=at, site=Site.SHIN, moment=Moment.AFTER, level=5, red_flags=LIMP)
    who = replace(of_weeks(), pain=PainLog((entry,)))
    lines = (line("planned-session", subject="garmin-7", says="9 km would keep the limit."), line("session-spike"))
    tip = alert("easy-share", do="Run slower.")
    told = written(digest(who, *lines, tip=tip))
    assert f"Monday 9 March: Somebody should see this first (shin): a limp. {DOCTOR}" in told
    assert not [each for each in told if each.startswith(("Left up to", "Up to", "Tip", "What is left"))]
    assert not [each for each in told if "limit" in each or "slower" in each]
    # What was found is told all the same.
    assert [each for each in told if each.startswith("•")] == [
        "• Yesterday: 13 km is long. (The day's number of messages was reached.)"
    ]
    assert "• Easy-share speaks. Run slower." in written(digest(of_weeks(), *lines, tip=tip))


def test_a_day_that_is_asked_about_has_its_own_marks() -> None:
    who = runner(ill=True)
    assert standing(who, settings=SETTINGS).is_ill
    assert standing(who, settings=SETTINGS, day=who.today + DAY).has_plan
    assert who.today == date(2025, 2, 12)


def test_the_picture_has_no_limit_of_the_week_that_runs_while_no_run_is_the_answer() -> None:
    well, hurt = runner(), runner(hurts(5, flags=LIMP))
    charts = [chart_of(who, settings=SETTINGS, week_starts="monday") for who in (well, hurt)]
    weeks = [[week.limit_m for week in chart.weeks if week.is_running] for chart in charts if chart]
    # 1.10 x 20 km; what lies behind keeps its limits.
    assert weeks == [[22_000], [None]]
    behind = [[week.limit_m for week in chart.weeks if not week.is_running] for chart in charts if chart]
    assert behind[0] == behind[1]


def test_how_a_sign_ends_names_the_word_of_the_site_and_the_runner_of_a_household() -> None:
    style = Format("en", "metric", UTC, "Anna Lena")
    sign = hurts(2, site=Site.ACHILLES, flags=LIMP)
    assert list(how_it_ends([stop for _rule, stop in standing(runner(hurts(6)), settings=SETTINGS).stops], style)) == []
    # Both red-flags and pain-response say so.
    stops = standing(runner(sign), settings=SETTINGS).stops
    assert [rule for rule, _stop in stops] == ["red-flags", "pain-response"]
    assert list(how_it_ends([stop for _rule, stop in stops], style)) == [
        "The sign (Achilles tendon) stands until a later day is logged as 0-2 without one: shinguard log pain 0 --site "
        "achilles --athlete 'Anna Lena'"
    ]
