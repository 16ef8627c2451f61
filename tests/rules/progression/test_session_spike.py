"""session-spike: what fires, what is quiet, what cannot be known."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.progression.session_spike import Settings, ceiling_m, session_spike
from rules.verdicts import Clear, Finding, NoData, Severity
from tests.rules.series import day, judge, life_of, only, state, texts

TEN = "5 0 10 0 5 0 8 " * 5  # 35 days, the longest 10 km: the ceiling is 11 km
TWENTY = "5 0 20 0 5 0 8 " * 5  # the longest 20 km: the ceiling is 22 km
FIVE = "5 0 5 0 3 0 5 " * 5  # the longest 5 km: 5.5 km would be less than 1 km more, so the ceiling is 6 km


@pytest.mark.parametrize(
    ("series", "severity", "percent"),
    [
        pytest.param(TEN + "11.001", Severity.NOTICE, 10, id="one metre above 1.10"),
        pytest.param(TWENTY + "22.001", Severity.NOTICE, 10, id="one metre above 1.10 of 20 km"),
        pytest.param(FIVE + "6.001", Severity.NOTICE, 20, id="one metre above 1 km more"),
        pytest.param(TEN + "20", Severity.NOTICE, 100, id="twice as long"),
        pytest.param(TEN + "20.001", Severity.WARNING, 100, id="one metre above twice as long"),
        pytest.param("5 " * 9 + "20 " + "5 " * 30 + "12", Severity.WARNING, 140, id="the 20 km are 31 days ago"),
        pytest.param("5 " * 31 + "_ _ _ 12", Severity.WARNING, 140, id="25 of 28 days known"),
        pytest.param(TEN + "4+11.5", Severity.NOTICE, 15, id="the second session of a day"),
        pytest.param("10r 0 0 0 5 0 0 " * 5 + "11.5", Severity.NOTICE, 15, id="races count as longest runs"),
    ],
)
def test_fires(series: str, severity: Severity, percent: int) -> None:
    verdict = only(session_spike, series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.values["excess_percent"]) == (severity, percent)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(TEN + "11", id="at the ceiling"),
        pytest.param(TWENTY + "22", id="at the ceiling of 20 km"),
        pytest.param(FIVE + "6", id="1 km more"),
        pytest.param("5 " * 10 + "20 " + "5 " * 29 + "12", id="the 20 km are 30 days ago"),
        pytest.param(TEN + "12.5r", id="a race"),
        pytest.param(TEN + "10r+30", id="on the day of a race"),
        pytest.param("10r 0 0 0 5 0 0 " * 5 + "11.5r", id="a race, and the longest of them"),
        pytest.param(TEN + "10.9+11.9", id="the first of the day counts as longest: 11.99 allowed"),
    ],
)
def test_is_quiet(series: str) -> None:
    assert isinstance(only(session_spike, series), Clear)


@pytest.mark.parametrize(
    ("series", "speaks_from"),
    [
        pytest.param("5", 28, id="the very first run"),
        pytest.param("5 " * 27 + "20", 28, id="27 days after the first run"),
        pytest.param("5 " * 31 + "_ _ _ _ 12", None, id="24 of 28 days known"),
        pytest.param("10 " + "0 " * 40 + "12", None, id="no run in the window"),
        # Window of day 42: days 12 to 41 hold the sessions of days 14, 28 and 41 only.
        pytest.param("5 0 0 0 0 0 0 0 0 0 0 0 0 0 " * 3 + "9", None, id="fewer than 4 sessions"),
        pytest.param("2.999 0 " * 20 + "9", None, id="no session of 3 km"),
        pytest.param(TEN + "?", 66, id="its own distance is unknown"),  # day 35 leaves the window 31 days later
        pytest.param("5 " * 20 + "? " + "5 " * 20 + "12", 51, id="a distance in the window is unknown"),  # 20 + 31
    ],
)
def test_cannot_know(series: str, speaks_from: int | None) -> None:
    verdict = only(session_spike, series)
    assert isinstance(verdict, NoData)
    assert verdict.speaks_from == (None if speaks_from is None else day(speaks_from))


def test_a_cold_start_ends_after_28_days() -> None:
    assert isinstance(only(session_spike, "5 " * 28 + "20"), Finding)


def test_an_unknown_distance_leaves_the_window() -> None:
    assert isinstance(only(session_spike, "? " + "5 " * 30 + "12"), Finding)  # day 31: the window is days 1-30


def test_four_sessions_of_three_kilometres_are_enough() -> None:
    # Day 36: the window is days 6-35, with runs on days 9, 18, 27 and 35.
    series = "3 0 0 0 0 0 0 0 0 " * 4
    assert isinstance(only(session_spike, series[:-2] + "3 9"), Finding)


def test_a_stricter_limit_fires_earlier() -> None:
    thirty = "5 0 30 0 5 0 8 " * 5
    strict = Settings(limit=1.05)  # 31.5 km
    assert isinstance(only(session_spike, thirty + "31.5", strict), Clear)
    assert isinstance(only(session_spike, thirty + "31.501", strict), Finding)


def test_an_earlier_warning() -> None:
    verdict = only(session_spike, TEN + "15.001", Settings(warning=1.5))
    assert isinstance(verdict, Finding)
    assert verdict.severity is Severity.WARNING


def test_the_first_session_of_a_day_is_judged_without_the_second() -> None:
    runner = state(TEN + "12+30")
    first = runner.history.sessions[-2]
    (verdict,) = judge(session_spike, type(runner)(now=runner.now, history=runner.history, judged=(first,)))
    assert isinstance(verdict, Finding)
    assert (verdict.values["distance_m"], verdict.values["longest_m"]) == (12000, 10000)


@pytest.mark.parametrize("morning_and_evening", ["30+10r", "10r+30"])
def test_a_race_silences_its_whole_day(morning_and_evening: str) -> None:
    runner = state(TEN + morning_and_evening)
    verdicts = judge(session_spike, replace(runner, judged=runner.history.sessions[-2:]))
    assert [verdict.subject for verdict in verdicts] == ["file-20250205T0700", "file-20250205T1900"]
    assert [texts(verdict) for verdict in verdicts] == [("A race is not judged.",)] * 2


def test_a_race_that_is_still_to_come_silences_nothing_in_a_replay() -> None:
    runner = state(TEN + "30+12r")
    morning = runner.history.sessions[-2]
    (verdict,) = judge(session_spike, replace(runner, now=morning.end, judged=(morning,)))
    assert isinstance(verdict, Finding)


@pytest.mark.parametrize("series", [TEN + "12r 30", TEN + "30 12r"])
def test_a_race_does_not_silence_the_day_before_or_after_it(series: str) -> None:
    runner = state(series)
    verdicts = judge(session_spike, replace(runner, judged=runner.history.sessions[-2:]))
    assert [type(verdict) for verdict in verdicts].count(Finding) == 1
    assert [type(verdict) for verdict in verdicts].count(Clear) == 1


def test_each_judged_session_gets_its_verdict_in_order() -> None:
    runner = state(TEN + "12 14")
    both = type(runner)(now=runner.now, history=runner.history, judged=runner.history.sessions[-2:])
    verdicts = judge(session_spike, both)
    assert [verdict.subject for verdict in verdicts] == ["file-20250205T0700", "file-20250206T0700"]
    # 12 > 11 fires; the next day the longest is 12, the ceiling 13.2, and 14 fires.
    assert all(isinstance(verdict, Finding) for verdict in verdicts)


@given(longest_m=st.integers(3000, 100_000), limit=st.sampled_from([1.0, 1.05, 1.1, 1.25, 2.0]))
def test_a_run_at_its_ceiling_is_quiet_and_one_metre_longer_fires(longest_m: int, limit: float) -> None:
    settings = Settings(limit=limit)
    ceiling = ceiling_m(longest_m, settings)
    before = f"{longest_m / 1000} 0 3 " * 12
    assert isinstance(only(session_spike, before + f"{ceiling / 1000}", settings), Clear)
    assert isinstance(only(session_spike, before + f"{(ceiling + 1) / 1000}", settings), Finding)


@pytest.mark.parametrize(
    ("longest_m", "ceiling"),
    [(3000, 4000), (10000, 11000), (10001, 11001), (10009, 11009), (10011, 11012), (21097, 23206), (42195, 46414)],
)
def test_the_ceiling_is_rounded_down_to_a_metre(longest_m: int, ceiling: int) -> None:
    # 1.1 * 10001 = 11001.1; 10009: 11009.9; 10011: 11012.1; 21097: 23206.7; 42195: 46414.5. 3000 + 1000 > 3300.
    assert ceiling_m(longest_m, Settings()) == ceiling


def test_it_stands_for_48_hours_and_is_not_repeated() -> None:
    life = life_of(session_spike)
    assert (life.ends_after, life.repeat, life.standing) == (timedelta(hours=48), None, True)
