"""efficiency-drop: what fires, what is quiet, what cannot be known.

One word a day: metres run in an hour at 150 bpm, or `0`. 9,000 m are 1 m a heartbeat, 8,550 m are 0.95 m. Today is the
last day. A steady run has 0 m of climb unless told otherwise.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest

from rules.history import History
from rules.records import Run
from rules.recovery.efficiency_drop import Settings, efficiency_drop
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Sign, Verdict
from tests.rules.efforts import run_on, runner
from tests.rules.series import day, judge, life_of, placeholders

EIGHT = "9000 " * 8
STEADY: dict[str, Any] = {"average_heart_rate_bpm": 150.0, "climb_m": 0}


def runs(series: str, told: dict[int, dict[str, Any]] | None = None) -> Iterator[Run]:
    """Yield the runs of a series; of some days something else is told."""
    for index, word in enumerate(series.split()):
        if word != "0":
            yield run_on(index, **(STEADY | {"distance_m": int(word)} | (told or {}).get(index, {})))


def state(series: str, told: dict[int, dict[str, Any]] | None = None) -> RunnerState:
    return runner(runs(series, told), today=len(series.split()) - 1, judges_last=True)


def say(series: str, told: dict[int, dict[str, Any]] | None = None, settings: Settings | None = None) -> Verdict:
    (verdict,) = judge(efficiency_drop, state(series, told), settings)
    return verdict


@pytest.mark.parametrize(
    ("series", "drop_percent"),
    [
        pytest.param(EIGHT + "8550 8550 8550", 5, id="5 % less"),
        pytest.param(EIGHT + "9000 8325 8325", 5, id="their mean 5 % less"),
        pytest.param(EIGHT + "8500 8500 8500", 5, id="5.6 % less, rounded down"),
        pytest.param(EIGHT + "4500 4500 4500", 50, id="half"),
        # 4 of 9,000 and 5 of 9,900: the median is 9,900; beside the mean, 9,500, 9,405 would be 1 % less
        pytest.param("9000 " * 4 + "9900 " * 5 + "9405 9405 9405", 5, id="median, not mean"),
        # 4 of 8,100 and 4 of 9,900: the median is 9,000
        pytest.param("8100 9900 " * 4 + "8550 8550 8550", 5, id="the median of an even number"),
        pytest.param("0 " + EIGHT + "0 " * 17 + "8550 8550 8550", 5, id="the first of the eight 27 days ago"),
        pytest.param(EIGHT + "0 " * 18 + "8550 8550 8550", 5, id="28 days ago"),
    ],
)
def test_fires(series: str, drop_percent: int) -> None:
    verdict = say(series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.stage) == (Severity.NOTICE, "-", 0)
    assert verdict.values["drop_percent"] == drop_percent


def test_a_finding_names_the_run_its_numbers_and_what_to_do() -> None:
    # 5 % less a beat, at 160, 161 and 162 bpm: 161 on the mean, for a speed that takes 152.95 at 1 m a beat.
    told = {
        8: {"average_heart_rate_bpm": 160.0, "distance_m": 9120},
        9: {"average_heart_rate_bpm": 161.0, "distance_m": 9177},
        10: {"average_heart_rate_bpm": 162.0, "distance_m": 9234},
    }
    runner_then = state(EIGHT + "1 1 1", told)
    (verdict,) = judge(efficiency_drop, runner_then)
    assert isinstance(verdict, Finding)
    assert (verdict.day, verdict.at) == (day(10), datetime.combine(day(10), time(8), UTC))
    assert verdict.runs == ("8-7", "9-7", "10-7")
    assert verdict.says == (
        "Heart rate {value_bpm} on your last {run_count} steady runs, at a speed that usually takes {baseline_bpm}."
    )
    assert verdict.do == "Run easy or rest today; heat, little sleep or a cold can be behind it."
    assert verdict.values == {
        "value_bpm": 161,
        "baseline_bpm": 152,
        "run_count": 3,
        "before_count": 8,
        "span_days": 28,
        "drop_percent": 5,
        "needed_percent": 5.0,
    }
    assert verdict.formula == (
        "Speed by heart rate: the mean of the last {run_count} steady runs is {drop_percent} below the median of "
        "the {before_count} others in {span_days}; {needed_percent} or more is told."
    )
    assert placeholders(verdict.formula) <= set(verdict.values)


@pytest.mark.parametrize(
    ("series", "drop_percent"),
    [
        pytest.param(EIGHT + "8550 8550 8551", 4, id="a metre more than 5 % less"),
        pytest.param("8100 9900 " * 4 + "8550 8550 8551", 4, id="beside the median of an even number"),
        pytest.param(EIGHT + "9000 9000 9000", 0, id="as ever"),
        pytest.param(EIGHT + "9900 9900 9900", 0, id="faster"),
        pytest.param(EIGHT + "9000 9000 8000", 3, id="one bad run"),
    ],
)
def test_is_quiet(series: str, drop_percent: int) -> None:
    verdict = say(series)
    assert isinstance(verdict, Clear)
    assert verdict.subject == "-"
    assert verdict.because == (
        "Heart rate {value_bpm} on your last {run_count} steady runs, at a speed that usually takes {baseline_bpm}."
    )
    assert verdict.values["drop_percent"] == drop_percent


FEW = (
    "{steady_count} of {needed_count} steady runs in {span_days}: of {least_s} and more, nearly flat, with heart rate "
    "and climb."
)


@pytest.mark.parametrize(
    ("series", "steady_count"),
    [
        pytest.param("8550", 1, id="the very first run"),
        pytest.param("9000 " * 7 + "8550 8550 8550", 10, id="seven before the three"),
        pytest.param(EIGHT + "0 " * 19 + "8550 8550 8550", 10, id="the first of the eight 29 days ago"),
        pytest.param(EIGHT + "8550 8550 " + "0 " * 27 + "8550", 2, id="the three are too far apart"),
    ],
)
def test_cannot_know(series: str, steady_count: int) -> None:
    verdict = say(series)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == FEW
    assert verdict.values == {"steady_count": steady_count, "needed_count": 11, "span_days": 28, "least_s": 1800}
    assert (verdict.speaks_from, verdict.subject) == (None, "-")


@pytest.mark.parametrize(
    ("told", "is_steady"),
    [
        pytest.param({"moving_s": 1800, "distance_m": 4500}, True, id="30 minutes"),
        pytest.param({"moving_s": 1799, "distance_m": 4500}, False, id="a second less"),
        # 15 m a kilometre are 135 m on 9 km
        pytest.param({"climb_m": 134}, True, id="less than 15 m of climb a kilometre"),
        pytest.param({"distance_m": 100_000, "climb_m": 1499}, True, id="on 100 km too"),
        pytest.param({"climb_m": 135}, False, id="15 m of climb a kilometre"),
        pytest.param({"climb_m": None}, False, id="the climb is not known"),
        pytest.param({"average_heart_rate_bpm": None}, False, id="no heart rate"),
        pytest.param({"distance_m": None}, False, id="no distance that can be believed"),
        pytest.param({"is_race": True}, False, id="a race"),
        pytest.param({"is_workout": True}, False, id="a workout"),
    ],
)
def test_what_a_steady_run_is(told: dict[str, Any], is_steady: bool) -> None:
    # With the first run there are eleven, without it ten.
    verdict = say(EIGHT + "9000 9000 9000", {0: told})
    assert isinstance(verdict, Clear) is is_steady
    assert isinstance(verdict, NoData) is not is_steady


def test_a_run_that_is_not_steady_changes_nothing() -> None:
    assert judge(efficiency_drop, state(EIGHT + "8550 8550 8550 9000", {11: {"is_workout": True}})) == []


def test_without_a_new_run_nothing_is_said() -> None:
    assert judge(efficiency_drop, replace(state(EIGHT + "8550 8550 8550"), judged=())) == []


def test_a_steady_run_is_judged_also_beside_a_later_workout() -> None:
    past = state(EIGHT + "8550 8550 8550 9000", {11: {"is_workout": True}})
    (verdict,) = judge(efficiency_drop, replace(past, judged=past.history.sessions[-2:]))
    assert isinstance(verdict, Finding)
    assert verdict.day == day(10)


def test_the_28_days_are_those_before_the_steady_run() -> None:
    # The first of the eight is 28 days before the newest steady run, and 29 before the workout.
    past = state(EIGHT + "0 " * 18 + "8550 8550 8550 9000", {29: {"is_workout": True}})
    (verdict,) = judge(efficiency_drop, replace(past, judged=past.history.sessions[-2:]))
    assert isinstance(verdict, Finding)
    assert verdict.values["before_count"] == 8


def test_without_any_steady_run_it_says_what_it_lacks() -> None:
    verdict = say("9000", {0: {"average_heart_rate_bpm": None}})
    assert isinstance(verdict, NoData)
    assert verdict.values["steady_count"] == 0


def test_the_only_steady_run_is_counted_in_its_own_28_days() -> None:
    past = state("9000 " + "0 " * 29 + "9000", {30: {"is_workout": True}})
    (verdict,) = judge(efficiency_drop, replace(past, judged=past.history.sessions))
    assert verdict.values["steady_count"] == 1


def test_a_run_that_comes_in_late_has_not_the_last_word() -> None:
    past = state(EIGHT + "8550 8550 8550")
    late = past.history.sessions[5:6]
    assert judge(efficiency_drop, replace(past, judged=late)) == []
    (verdict,) = judge(efficiency_drop, replace(past, judged=(*late, past.history.sessions[-1])))
    assert isinstance(verdict, Finding)


def test_the_steady_runs_of_long_ago_say_nothing_of_a_runner_without_heart_rate() -> None:
    series = EIGHT + "9000 9000 9000 " + "0 " * 30 + "9000"
    verdict = say(series, {41: {"average_heart_rate_bpm": None}})
    assert isinstance(verdict, NoData)
    assert verdict.values["steady_count"] == 0


def test_what_comes_later_is_not_known_in_a_replay() -> None:
    past = state(EIGHT + "8550 8550 8550 9900")
    then = past.history.sessions[10]
    (verdict,) = judge(efficiency_drop, replace(past, now=then.end, judged=(then,)))
    assert isinstance(verdict, Finding)
    assert (verdict.day, verdict.values["before_count"]) == (day(10), 8)
    under_way = then.end - timedelta(seconds=1)
    (doubt,) = judge(efficiency_drop, replace(past, now=under_way, judged=(then,)))
    assert isinstance(doubt, NoData)
    assert doubt.values["steady_count"] == 10


def test_a_run_on_the_runners_tomorrow_counts_after_a_flight_east() -> None:
    # It started at 07:00 on day 10 where it was run (UTC+14), which is 17:00 on day 9 by the runner's clock.
    past = list(runs(EIGHT + "8550 8550 8550"))
    past[-1] = replace(past[-1], start=past[-1].start.replace(tzinfo=timezone(timedelta(hours=14))))
    history = History(past, known_through=day(8))
    now = datetime.combine(day(9), time(20), UTC)
    (verdict,) = judge(efficiency_drop, RunnerState(now=now, history=history, judged=history.sessions[-1:]))
    assert isinstance(verdict, Finding)
    assert verdict.day == day(10)


@pytest.mark.parametrize(("known_through", "kind"), [(10, Clear), (9, NoData)])
def test_it_is_quiet_only_where_every_day_since_the_first_of_the_runs_is_known(known_through: int, kind: type) -> None:
    # A steady run that is still to come in from day 10 would be one of the last three.
    steady = runner(runs(EIGHT + "9000 9000 0 9000"), today=11, known_through=known_through, judges_last=True)
    (verdict,) = judge(efficiency_drop, steady)
    assert isinstance(verdict, kind)
    if isinstance(verdict, NoData):
        assert verdict.values == {"recent_days": 11, "known_days": 10, "needed_days": 11}


def test_it_fires_whatever_a_missing_day_may_bring() -> None:
    drop = runner(runs(EIGHT + "8550 8550 8550"), today=10, known_through=8, judges_last=True)
    assert isinstance(judge(efficiency_drop, drop)[0], Finding)


@pytest.mark.parametrize(("drop_percent", "fires"), [(10, True), (10.1, False)])
def test_another_limit(drop_percent: float, fires: bool) -> None:
    verdict = say(EIGHT + "8100 8100 8100", settings=Settings(drop_percent=drop_percent))
    assert isinstance(verdict, Finding) is fires


def test_it_is_pushed_only_together_repeated_after_a_week_and_over_after_two_without_a_steady_run() -> None:
    life = life_of(efficiency_drop)
    assert (life.repeat, life.sign, life.tip) == (timedelta(days=7), Sign.TOGETHER, False)
    assert life.ends_after == timedelta(days=14)
