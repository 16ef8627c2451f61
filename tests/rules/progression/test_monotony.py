"""monotony: what fires, what is quiet, what cannot be known. The weeks stand in `weeks`."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from rules.history import History
from rules.progression.monotony import monotony
from rules.said import MarkKind
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.progression.weeks import ids, weeks
from tests.rules.series import day, judge, life_of, only, rule_of, run, runs, state

UNKNOWN = "The load of {unknown_day} is not known: its runs have not come in yet, or one has no plausible distance."


def said_of(verdict: Verdict) -> str:
    assert isinstance(verdict, NoData)
    assert verdict.subject == "-"
    return verdict.lacks


@pytest.mark.parametrize(
    "series",
    [
        # The seven days that end yesterday, 90, hold a run more, as do those that end on the five days before.
        pytest.param(weeks(91, more=(85,)), id="new"),
        # So do those of 82 to 90, nine of the 84: the 90th percentile lies at place 74.7, and place 75 is the lowest of
        # the nine. 1.1547 + 0.7 x 0.4264 = 1.4532 is still below 1.5811.
        pytest.param(weeks(92, more=(82, 89)), id="for ten days"),
    ],
)
def test_fires(series: str) -> None:
    verdict = only(monotony, series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.stage) == (Severity.INFO, "-", 0)
    assert verdict.values["monotony_ratio"] == pytest.approx(1.5811, abs=1e-4)


def test_what_is_said() -> None:
    runner = state(weeks(92, more=(82, 89)))
    (verdict,) = judge(monotony, runner)
    assert isinstance(verdict, Finding)
    assert (
        verdict.says == "Your last 7 days were alike: monotony {monotony_ratio}, while {usual_ratio} is high for you."
    )
    assert verdict.do == "Make an easy day easier, or take a day off."
    assert verdict.formula == (
        "{monotony_ratio} > {usual_ratio}: the mean of 7 days' load by its standard deviation, beside the 90th "
        "percentile of {window_days}"
    )
    assert verdict.values == {
        "monotony_ratio": pytest.approx(1.58114, abs=1e-5),
        "usual_ratio": pytest.approx(1.45321, abs=1e-5),
        "window_days": 84,
    }
    # The runs of the seven days that end yesterday, 91: neither 84 nor today's.
    assert verdict.runs == ids(86, 88, 89, 90, 91)
    assert (verdict.day, verdict.at) == (day(92), runner.now)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(weeks(91), id="as ever: at the limit"),
        # Ten of the 84 hold a run more: place 74 is one of them, and the percentile 1.5811 itself.
        pytest.param(weeks(93, more=(82, 89)), id="for eleven days"),
        pytest.param(weeks(85) + " 0 0 0 0 20", id="less even"),
    ],
)
def test_is_quiet(series: str) -> None:
    verdict = only(monotony, series)
    assert isinstance(verdict, Clear)
    assert verdict.because == (
        "Monotony {monotony_ratio}; 9 of 10 of your {window_days} before were below {usual_ratio}."
    )
    assert verdict.values.keys() == {"monotony_ratio", "usual_ratio", "window_days"}
    assert verdict.subject == "-"


def test_a_week_of_rest_is_quiet() -> None:
    runner = state(weeks(85) + " 0" * 7)
    (verdict,) = judge(monotony, runner)
    assert isinstance(verdict, Clear)
    assert verdict.because == "No run in the last 7 days."


def test_a_runner_whose_runs_are_too_old_to_be_at_hand_is_quiet() -> None:
    past = History((), known_through=day(199), first_run_day=day(0))
    runner = RunnerState(now=datetime.combine(day(200), time(8), UTC), history=past)
    (verdict,) = judge(monotony, runner)
    assert isinstance(verdict, Clear)
    assert verdict.because == "No run in the last 7 days."


def test_cold_start() -> None:
    # The first run on day 0: 84 days of history are over on day 84.
    verdict = only(monotony, weeks(84))
    assert said_of(verdict) == "{needed_days} of history needed, from the first run on {first_day}."
    assert verdict.values == {"needed_days": 84, "first_day": day(0)}
    assert isinstance(verdict, NoData)
    assert verdict.speaks_from == day(85)
    assert isinstance(only(monotony, weeks(85)), Clear)


def test_nothing_on_record() -> None:
    runner = RunnerState(now=datetime(2025, 1, 1, tzinfo=UTC), history=History((), known_through=None))
    (verdict,) = judge(monotony, runner)
    assert said_of(verdict) == "{needed_days} of history needed."
    assert verdict.values == {"needed_days": 84}


def test_on_the_day_of_the_first_run_nothing_is_over_yet() -> None:
    assert said_of(only(monotony, "5")) == "{needed_days} of history needed."
    assert said_of(only(monotony, "5 0")) == "{needed_days} of history needed, from the first run on {first_day}."


def test_56_of_the_84_days_need_a_figure() -> None:
    # 34 zero days after a run on day 39: the weeks that end on 46 to 73 are all rest, 28 of the 84 before day 99. With
    # 35 they are 29.
    months = ["6", "0"] * 50
    enough, too_few = (
        only(monotony, " ".join([*months[:39], "6", *["0"] * rest, "6", *months[: 59 - rest], "20"]))
        for rest in (34, 35)
    )
    assert isinstance(enough, Clear)
    assert said_of(too_few) == "Of the {window_days} before, {known_days} can be compared with; {needed_days} needed."
    assert too_few.values == {"window_days": 84, "known_days": 55, "needed_days": 56}


@pytest.mark.parametrize(
    ("series", "unknown"),
    [
        pytest.param(weeks(84) + " 0 6 ? 6 0 20", 87, id="a run of unknown distance"),
        pytest.param(weeks(84) + " 0 ? ? 6 0 20", 87, id="two: the newer one"),
        pytest.param(weeks(84) + " ? 0 6 0 6 0 6 20", 85, id="seven days ago"),
        pytest.param(weeks(84) + " 6 _ _", 87, id="a source is behind"),
        pytest.param(weeks(84) + " 6 6 _", 87, id="only yesterday is missing"),
    ],
)
def test_a_missing_day_is_not_a_rest_day(series: str, unknown: int) -> None:
    verdict = only(monotony, series)
    assert said_of(verdict) == UNKNOWN
    assert verdict.values == {"unknown_day": day(unknown)}


def test_a_run_of_unknown_distance_long_ago_leaves_seven_weeks_out() -> None:
    assert isinstance(only(monotony, "6 0 6 ? " + weeks(91)), Clear)


def test_days_that_are_all_alike_have_no_figure() -> None:
    assert said_of(only(monotony, "5 " * 100)) == "The last 7 days were all alike: monotony has no value."


def test_in_a_replay_a_run_of_yesterday_that_is_not_over_is_not_seen() -> None:
    late = run(datetime.combine(day(91), time(22), UTC), 60_000, elapsed_s=12 * 3600)  # until 10:00 on day 92
    past = History([*runs(weeks(91)), late], known_through=day(91))
    runner = RunnerState(now=datetime.combine(day(92), time(9, 59), UTC), history=past)
    (verdict,) = judge(monotony, runner)
    assert said_of(verdict) == UNKNOWN
    assert verdict.values == {"unknown_day": day(91)}
    (later,) = judge(monotony, replace(runner, now=late.end))
    assert not isinstance(later, NoData)


def test_in_a_replay_the_only_run_at_hand_may_be_the_one_that_is_not_over() -> None:
    late = run(datetime.combine(day(91), time(22), UTC), 60_000, elapsed_s=12 * 3600)
    past = History([late], known_through=day(91), first_run_day=day(0))
    (verdict,) = judge(monotony, RunnerState(now=datetime.combine(day(92), time(9), UTC), history=past))
    assert said_of(verdict) == UNKNOWN


def test_its_life() -> None:
    life = life_of(monotony)
    assert (life.repeat, life.tip, life.sign) == (timedelta(days=14), True, None)
    assert rule_of(monotony).rests == {MarkKind.INJURED}
    assert rule_of(monotony).title == "let your days differ"
