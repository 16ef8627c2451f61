"""hard-days: what fires, what is quiet, what cannot be known.

One word a day: `E` an easy run, `H` a hard one (10 minutes in zones 4 and 5), `R` a race, `U` a run of which nothing is
told, `L` an easy run of 11,001 m where the others have 10,000, `0` a day without a run, `_` a missing day. Today is the
last day when it has a run, or else the day after.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from rules.body import body_of
from rules.history import History
from rules.records import Run
from rules.recovery.hard_days import Settings, hard_days
from rules.said import Injury, Site
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.efforts import run_on
from tests.rules.series import day, judge, life_of, placeholders

EASY = "E " * 40
KINDS: dict[str, dict[str, Any]] = {
    "E": {"hard_s": 0},
    "H": {"hard_s": 600},
    "R": {"hard_s": 0, "is_race": True},
    "U": {},
    "L": {"hard_s": 0, "distance_m": 11_001},
}
PLAIN = "{hard_count} hard days in the last {window_days}."
BESIDE = "{hard_count} hard days in the last {window_days}, after {usual_count} in the {usual_days} before."
NOTHING_TOLD = (
    "Whether {unknown_day} was hard is not known. Heart rate zones tell it, heart rate and threshold_heart_rate under "
    "[runner], a mark, or `shinguard log exertion`."
)
BEHIND = "Whether {unknown_day} was hard is not known: its runs may not have come in yet."
DEPENDS = "Hard days in {window_days}: {hard_count}; of {unknown_count} more it is not known whether they were hard."


def runs(words: list[str]) -> Iterator[Run]:
    for index, word in enumerate(words):
        if word in KINDS:
            yield run_on(index, **KINDS[word])


def state(series: str, *, judges_last: bool = True, more: tuple[Run, ...] = ()) -> RunnerState:
    words = series.split()
    today = len(words) - (words[-1] in KINDS)
    missing = words.index("_") if "_" in words else today
    past = History((*runs(words), *more), known_through=day(min(missing, today) - 1))
    now = datetime.combine(day(today), time(21), UTC)
    return RunnerState(now=now, history=past, judged=past.sessions[-1:] if judges_last else ())


def say(series: str, settings: Settings | None = None) -> list[Verdict]:
    return judge(hard_days, state(series), settings)


@pytest.mark.parametrize(
    ("series", "hard_count"),
    [
        pytest.param(EASY + "H H H", 3, id="three in a row"),
        pytest.param(EASY + "H E H H", 3, id="three of four, the second easy"),
        pytest.param(EASY + "H H E H", 3, id="three of four, the third easy"),
        pytest.param(EASY + "H H 0 H", 3, id="three of four, with a day off"),
        pytest.param(EASY + "H H H H", 4, id="all four"),
        pytest.param(EASY + "H H H H H", 4, id="only four days count"),
        pytest.param(EASY + "H R H", 3, id="a race on the day before counts"),
        pytest.param(EASY + "R H H", 3, id="and two days before"),
        pytest.param(EASY + "H H U H", 3, id="whatever the unknown day was"),
        pytest.param(EASY + "H H _ H", 3, id="whatever the missing day was"),
        pytest.param(EASY + "H H L", 3, id="a run above the ceiling of session-spike"),
        pytest.param("H H H", 3, id="the very first three days"),
    ],
)
def test_fires(series: str, hard_count: int) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.stage) == (Severity.NOTICE, "-", 0)
    assert verdict.values["hard_count"] == hard_count
    assert verdict.do == "Make the next day easy or a rest day, then take hard and easy days by turns."


def test_a_finding_names_the_day_its_numbers_and_its_runs() -> None:
    runner = state(EASY + "H E H H")
    (verdict,) = judge(hard_days, runner)
    assert isinstance(verdict, Finding)
    assert (verdict.day, verdict.at) == (day(43), datetime.combine(day(43), time(8), UTC))
    assert verdict.runs == ("40-7", "42-7", "43-7")
    assert verdict.values == {
        "hard_count": 3,
        "window_days": 4,
        "usual_count": 0,
        "usual_days": 28,
        "needed_count": 3,
        "hard_s": 600,
        "hard_percent": 20.0,
        "near_s": 1200,
        "exertion_count": 7,
    }
    assert verdict.formula == (
        "{hard_count} of {window_days} are hard, {needed_count} or more are told. Hard is {hard_s} or "
        "{hard_percent} of a day's running in heart rate zones 4 and 5, {near_s} at a mean heart rate near "
        "threshold, a race, a workout, an exertion of {exertion_count} or more, or a run above the ceiling of "
        "session-spike."
    )
    assert placeholders(verdict.formula) <= set(verdict.values)


@pytest.mark.parametrize(
    ("series", "usual_count"),
    [
        # The window of four is the last four days; the 28 before them begin 31 days before the last.
        pytest.param("E " * 9 + "H " + "E " * 27 + "E H H H", 1, id="31 days before: the first of the 28"),
        pytest.param("E " * 8 + "H E " + "E " * 27 + "E H H H", 0, id="32 days before"),
        pytest.param("E " * 9 + "E " * 27 + "H " + "E H H H", 1, id="the day before the four"),
        pytest.param("E " * 9 + "H E E 0 E E E " * 4 + "E H H H", 4, id="once a week"),
        pytest.param("E " * 9 + "U " * 3 + "E " * 25 + "E H H H", 0, id="25 of the 28 known"),
    ],
)
def test_a_finding_tells_how_it_was_in_the_four_weeks_before(series: str, usual_count: int) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Finding)
    assert (verdict.says, verdict.values["usual_count"]) == (BESIDE, usual_count)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param("E " * 9 + "U " * 4 + "E " * 24 + "E H H H", id="24 of the 28 known"),
        pytest.param("E " * 24 + "E H H H", id="the first run was 27 days ago"),
    ],
)
def test_a_finding_without_four_known_weeks_tells_only_itself(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Finding)
    assert verdict.says == PLAIN


@pytest.mark.parametrize(
    ("series", "easy_day"),
    [
        pytest.param(EASY + "E", 39, id="easy days: the last one that is over"),
        pytest.param(EASY + "H H", 39, id="two hard days"),
        pytest.param("E E H H", 1, id="two hard days, and all four known"),
        pytest.param(EASY + "H E E H H", 42, id="the third hard day in five"),
        pytest.param(EASY + "H H H E E", 43, id="over: the easy day after the third is over"),
        pytest.param(EASY + "H H H 0", 43, id="over: a day without a run"),
        pytest.param(EASY + "H H H E 0", 44, id="over: two of them"),
        pytest.param(EASY + "R E R", 41, id="two races"),
    ],
)
def test_is_quiet(series: str, easy_day: int) -> None:
    runner = state(series)
    (verdict,) = judge(hard_days, runner)
    assert isinstance(verdict, Clear)
    assert (verdict.because, verdict.subject) == ("{easy_day} was not a hard day.", "-")
    assert verdict.values == {"easy_day": day(easy_day)}


def test_a_run_at_its_ceiling_is_no_hard_day() -> None:
    runner = state(EASY + "H H 0", judges_last=False)
    at_most = state(EASY + "H H", more=(run_on(42, distance_m=11_000, hard_s=0),)).history
    above = state(EASY + "H H", more=(run_on(42, distance_m=11_001, hard_s=0),)).history
    now = datetime.combine(day(42), time(21), UTC)
    (quiet,) = judge(hard_days, replace(runner, now=now, history=at_most, judged=at_most.sessions[-1:]))
    (told,) = judge(hard_days, replace(runner, now=now, history=above, judged=above.sessions[-1:]))
    assert isinstance(quiet, Clear)
    assert isinstance(told, Finding)


def test_after_an_injury_the_ceiling_is_lower() -> None:
    # 1.05 x 24 km = 25.2 km; without an injury 26.4 km.
    long = [run_on(index, distance_m=24_000, hard_s=0) for index in range(40)]
    hard = [run_on(40, distance_m=24_000, hard_s=600), run_on(41, distance_m=24_000, hard_s=600)]
    runs_then = [*long, *hard, run_on(42, distance_m=25_201, hard_s=0)]
    injury = body_of((), (Injury(injury_id=1, day=day(1), site=Site.KNEE),))
    now = datetime.combine(day(42), time(21), UTC)
    for history, kind in (
        (History(runs_then, known_through=day(41)), Clear),
        (History(runs_then, known_through=day(41), body=injury), Finding),
    ):
        (verdict,) = judge(hard_days, RunnerState(now=now, history=history, judged=history.sessions[-1:]))
        assert isinstance(verdict, kind)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(EASY + "H H R", id="the third hard day is a race"),
        pytest.param(EASY + "H H H E", id="the easy day is not over: a second run may come"),
        pytest.param(EASY + "H H H R", id="a race after the third"),
    ],
)
def test_says_nothing(series: str) -> None:
    assert say(series) == []


def test_a_day_that_is_not_judged_is_not_told_and_not_over() -> None:
    assert judge(hard_days, state(EASY + "H H H", judges_last=False)) == []


@pytest.mark.parametrize(
    ("series", "kinds", "lacks", "values"),
    [
        pytest.param(EASY + "U", [Clear, NoData], NOTHING_TOLD, {"unknown_day": day(40)}, id="nothing told of the run"),
        pytest.param(EASY + "H H U", [Clear, NoData], NOTHING_TOLD, {"unknown_day": day(42)}, id="perhaps the third"),
        pytest.param(
            EASY + "H U H",
            [Clear, NoData],
            DEPENDS,
            {"hard_count": 2, "window_days": 4, "unknown_count": 1},
            id="two hard, one unknown",
        ),
        pytest.param(
            EASY + "H _ H",
            [Clear, NoData],
            DEPENDS,
            {"hard_count": 2, "window_days": 4, "unknown_count": 1},
            id="two hard, one missing",
        ),
        pytest.param(
            EASY + "U U H",
            [Clear, NoData],
            DEPENDS,
            {"hard_count": 1, "window_days": 4, "unknown_count": 2},
            id="one hard, two unknown",
        ),
        pytest.param(EASY + "H H H U U", [NoData], NOTHING_TOLD, {"unknown_day": day(44)}, id="it may be over or not"),
        pytest.param(EASY + "_", [Clear, NoData], BEHIND, {"unknown_day": day(40)}, id="only yesterday is missing"),
        pytest.param("U " * 5, [NoData], NOTHING_TOLD, {"unknown_day": day(4)}, id="never any heart rate"),
    ],
)
def test_cannot_know(series: str, kinds: list[type], lacks: str, values: dict[str, Any]) -> None:
    verdicts = say(series)
    assert [type(verdict) for verdict in verdicts] == kinds
    doubt = verdicts[-1]
    assert isinstance(doubt, NoData)
    assert (doubt.lacks, doubt.values, doubt.speaks_from, doubt.subject) == (lacks, values, None, "-")


def test_while_a_source_is_behind_it_may_be_over_or_not() -> None:
    (doubt,) = judge(hard_days, state(EASY + "H H H _ _", judges_last=False))
    assert isinstance(doubt, NoData)
    assert (doubt.lacks, doubt.values) == (BEHIND, {"unknown_day": day(44)})


@pytest.mark.parametrize(("series", "unknown_count"), [("H", 3), ("H H", 2), ("E H H", 1)])
def test_a_cold_start_ends_on_the_fourth_day(series: str, unknown_count: int) -> None:
    doubt = say(series)[-1]
    assert isinstance(doubt, NoData)
    assert (doubt.lacks, doubt.values["unknown_count"], doubt.speaks_from) == (DEPENDS, unknown_count, day(3))
    assert isinstance(say("E E H H")[0], Clear)


def test_the_fourth_day_can_be_in_doubt_for_another_reason() -> None:
    clear, doubt = say("E U H H")
    assert isinstance(clear, Clear)
    assert isinstance(doubt, NoData)
    assert (doubt.values["unknown_count"], doubt.speaks_from) == (1, None)


def test_today_is_not_over_in_a_replay_either() -> None:
    words = (EASY + "H H H E").split()
    history = History(runs(words), known_through=day(99))
    now = datetime.combine(day(43), time(21), UTC)
    assert judge(hard_days, RunnerState(now=now, history=history, judged=history.sessions[-1:])) == []
    (verdict,) = judge(hard_days, RunnerState(now=now + timedelta(hours=10), history=history))
    assert isinstance(verdict, Clear)


def test_an_easy_run_on_a_day_that_is_not_known_ends_nothing() -> None:
    # The run of day 43 came from a watch; the other source was last read on day 42.
    words = (EASY + "H H H E").split()
    history = History(runs(words), known_through=day(42))
    (doubt,) = judge(hard_days, RunnerState(now=datetime.combine(day(44), time(21), UTC), history=history))
    assert isinstance(doubt, NoData)
    assert (doubt.lacks, doubt.values) == (BEHIND, {"unknown_day": day(43)})


@pytest.mark.parametrize(("unknown_days", "kinds"), [(7, [Clear, NoData]), (8, [NoData])])
def test_it_looks_back_for_seven_days(unknown_days: int, kinds: list[type]) -> None:
    # Today is the last unknown day: the easy day is 7 or 8 days ago.
    assert [type(verdict) for verdict in say(EASY + "U " * unknown_days)] == kinds


def test_nothing_is_said_of_who_never_ran() -> None:
    nobody = RunnerState(now=datetime(2025, 1, 1, tzinfo=UTC), history=History((), known_through=None))
    assert judge(hard_days, nobody) == []


@pytest.mark.parametrize(
    ("morning", "evening", "kind"),
    [
        pytest.param({"hard_s": 300}, {"hard_s": 300}, Finding, id="hard together"),
        pytest.param({"hard_s": 300}, {"hard_s": 299}, Clear, id="not hard together"),
        pytest.param({"hard_s": 600}, {"hard_s": 0, "is_race": True}, None, id="a race in the evening"),
    ],
)
def test_the_sessions_of_a_day_count_together(morning: Any, evening: Any, kind: type | None) -> None:
    runner = state(EASY + "H H", more=(run_on(42, **morning), run_on(42, hour=19, **evening)))
    runner = replace(runner, now=datetime.combine(day(42), time(21), UTC), judged=runner.history.sessions[-2:])
    assert [type(verdict) for verdict in judge(hard_days, runner)] == ([kind] if kind else [])


def test_a_run_later_on_the_day_is_not_known_in_a_replay() -> None:
    runner = state(EASY + "H H", more=(run_on(42, hard_s=600), run_on(42, hour=19, is_race=True)))
    morning = runner.history.sessions[-2]
    (verdict,) = judge(hard_days, replace(runner, now=morning.end, judged=(morning,)))
    assert isinstance(verdict, Finding)
    assert (verdict.at, verdict.runs) == (morning.end, ("40-7", "41-7", "42-7"))
    evening = datetime.combine(day(42), time(21), UTC)
    assert judge(hard_days, replace(runner, now=evening, judged=runner.history.sessions[-2:])) == []
    (again,) = judge(hard_days, replace(runner, now=morning.end, judged=(morning,)))
    assert again == verdict


def test_what_comes_later_on_the_day_is_known_when_it_is_over() -> None:
    runner = state(EASY + "H H", more=(run_on(42, hard_s=0), run_on(42, hour=19, hard_s=600)))
    morning = runner.history.sessions[-2]
    (before,) = judge(hard_days, replace(runner, now=morning.end, judged=(morning,)))
    assert isinstance(before, Clear)
    evening = datetime.combine(day(42), time(21), UTC)
    (after,) = judge(hard_days, replace(runner, now=evening, judged=runner.history.sessions[-1:]))
    assert isinstance(after, Finding)


def test_the_newest_of_several_judged_days_is_told() -> None:
    runner = state(EASY + "H H H H")
    (verdict,) = judge(hard_days, replace(runner, judged=runner.history.sessions[-2:]))
    assert isinstance(verdict, Finding)
    assert verdict.day == day(43)


def test_a_hard_day_is_told_on_the_next_day_too() -> None:
    runner = state(EASY + "H H H")
    tomorrow = datetime.combine(day(43), time(8), UTC)
    (verdict,) = judge(hard_days, replace(runner, now=tomorrow))
    assert isinstance(verdict, Finding)
    assert (verdict.day, verdict.values["hard_count"]) == (day(42), 3)


def test_a_run_on_the_runners_tomorrow_counts_after_a_flight_east() -> None:
    # Judged while it is still the day before where the runner's clock is: it is over, and counts.
    runner = state(EASY + "H H H")
    (verdict,) = judge(hard_days, replace(runner, now=datetime.combine(day(41), time(23), UTC)))
    assert isinstance(verdict, Finding)
    assert verdict.day == day(42)


@pytest.mark.parametrize(
    ("settings", "fires"),
    [
        (Settings(hard_minutes=10.5), False),  # 600 of 3600 s is 16.7 %
        (Settings(hard_minutes=10.5, hard_percent=16), True),
        (Settings(hard_minutes=10), True),
    ],
)
def test_a_day_may_be_hard_otherwise(settings: Settings, fires: bool) -> None:
    assert isinstance(say(EASY + "H H H", settings)[0], Finding) is fires


def test_the_options_stand_in_the_values() -> None:
    (verdict,) = say(EASY + "H H H", Settings(hard_minutes=7.5, hard_percent=15, hard_exertion=6))
    values = verdict.values
    assert (values["hard_s"], values["hard_percent"], values["exertion_count"]) == (450, 15, 6)


def test_a_logged_exertion_makes_a_day_hard_from_seven_on() -> None:
    for exertion, kind in ((7, Finding), (6, Clear)):
        runner = state(EASY + "H H", more=(run_on(42, exertion=exertion),))
        runner = replace(runner, now=datetime.combine(day(42), time(21), UTC))
        assert [type(verdict) for verdict in judge(hard_days, runner)] == [kind]


def test_the_threshold_that_the_runner_set_counts_where_no_zones_are_told() -> None:
    # 0.95 x 170 = 161.5
    beats = [run_on(index, average_heart_rate_bpm=161.5 if index > 39 else 140.0) for index in range(43)]
    history = History(beats, known_through=day(41))
    now = datetime.combine(day(42), time(21), UTC)
    runner = RunnerState(now=now, history=history, judged=history.sessions[-1:])
    for threshold_bpm, kinds in ((170, [Finding]), (171, [Clear]), (None, [NoData])):
        verdicts = judge(hard_days, replace(runner, threshold_bpm=threshold_bpm))
        assert [type(verdict) for verdict in verdicts] == kinds


def test_it_is_told_again_after_seven_days() -> None:
    life = life_of(hard_days)
    assert (life.repeat, life.ends_after, life.standing, life.sign) == (timedelta(days=7), None, False, None)
