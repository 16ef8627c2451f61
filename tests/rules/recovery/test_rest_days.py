"""rest-days: what fires, what is quiet, what cannot be known."""

import pytest

from rules.recovery.rest_days import Settings, rest_days
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.series import day, judge, state

# Finished streaks of 10, 10 and 20 days. 90th percentile, linear: position 0.9 * 2 = 1.8 of 10, 10, 20 is
# 10 + 0.8 * 10 = 18, and 1.5 * 18 = 27.
STREAKS = "5 " * 10 + "0 " + "5 " * 10 + "0 " + "5 " * 20 + "0 "  # the next streak begins on day 43


def of_session(series: str, settings: Settings | None = None) -> Verdict:
    """Return the verdict on the last session; the ends of older streaks come after it."""
    verdict, *ends = judge(rest_days, state(series), settings)
    assert all(isinstance(end, Clear) and end.subject != verdict.subject for end in ends)
    return verdict


@pytest.mark.parametrize(
    ("series", "streak_days"),
    [
        pytest.param("5 0 " + "5 " * 7, 7, id="seven days in a row"),
        pytest.param("5 " * 7, 7, id="the very first seven days"),
        pytest.param("5 0 " + "5 5+5 ? 5 5r 5 5", 7, id="any run makes a run day"),
        pytest.param("5 5 0 " + "5 _ 5 5 5 5 5 5 5", 7, id="the missing day is eight days ago"),
        pytest.param(STREAKS + "5 " * 28, 28, id="a runner of streaks: beyond 27 days"),
        pytest.param("5 " * 10 + "0 " + "5 " * 20 + "0 " + "5 " * 7, 7, id="two streaks are no habit"),
        pytest.param(("5 " * 6 + "0 ") * 10 + "5 " * 7, 7, id="streaks of six days do not count"),
    ],
)
def test_fires(series: str, streak_days: int) -> None:
    verdict = of_session(series)
    assert isinstance(verdict, Finding)
    assert verdict.severity is Severity.NOTICE
    assert verdict.says == "{streak_days} of running in a row."
    assert verdict.do == "Take the next day off, or swap it for cycling."
    assert verdict.values["streak_days"] == streak_days


@pytest.mark.parametrize(
    "series",
    [
        pytest.param("5 0 " + "5 " * 6, id="six days in a row"),
        pytest.param("5 5 5 5 0 5 5 5", id="one day off in seven"),
        pytest.param("5 5 5 0 _ _ 5", id="one day off is known, whatever the missing days were"),
        pytest.param(STREAKS + "5 " * 27, id="a runner of streaks: 27 days"),
    ],
)
def test_is_quiet(series: str) -> None:
    assert isinstance(of_session(series), Clear)


@pytest.mark.parametrize(
    ("series", "speaks_from"),
    [
        pytest.param("5", 6, id="the very first run"),
        pytest.param("5 " * 6, 6, id="six days of history"),
        pytest.param("0 5 5 _ 5 5 5 5 5", None, id="a missing day that may have been rest"),
        pytest.param("5 5 _ _ 5 5 5 5", None, id="two of them"),
    ],
)
def test_cannot_know(series: str, speaks_from: int | None) -> None:
    verdict = of_session(series)
    assert isinstance(verdict, NoData)
    assert verdict.speaks_from == (None if speaks_from is None else day(speaks_from))


def test_the_subject_is_the_streak() -> None:
    seventh, eighth = of_session("5 0 " + "5 " * 7), of_session("5 0 " + "5 " * 8)
    assert seventh.subject == eighth.subject == "streak-2025-01-03"


def test_streaks_older_than_a_year_are_no_habit() -> None:
    # Three streaks of 10 days, then every second day; after 365 days and more seven in a row.
    old = ("5 " * 10 + "0 ") * 3
    assert isinstance(of_session(old + "5 0 " * 150 + "5 " * 7), Clear)  # day 339
    assert isinstance(of_session(old + "5 0 " * 200 + "5 " * 7), Finding)  # day 439


@pytest.mark.parametrize(
    ("series", "fires"),
    [
        ("5 5 5 5 5 0 5 5 5 5 5 5", True),  # of the last seven days one is free
        ("5 5 5 5 5 0 5 5 0 5 5 5", False),  # two
        ("5 0 " + "5 " * 7, True),
    ],
)
def test_two_days_off_may_be_asked_for(series: str, fires: bool) -> None:
    assert isinstance(of_session(series, Settings(min_rest_days=2)), Finding) is fires


def test_who_asks_for_two_days_is_told_how_many_there_were() -> None:
    verdict = of_session("5 5 5 5 5 0 5 5 5 5 5 5", Settings(min_rest_days=2))
    assert isinstance(verdict, Finding)
    assert verdict.says == "{rest_days} without a run in the last 7, where you asked for {wanted_days}."
    assert (verdict.values["rest_days"], verdict.values["wanted_days"]) == (1, 2)


def test_the_habit_of_streaks_counts_only_where_one_day_is_asked_for() -> None:
    assert isinstance(of_session(STREAKS + "5 " * 27, Settings(min_rest_days=2)), Finding)


def test_a_narrower_habit() -> None:
    # 1.0 * 18 days
    assert isinstance(of_session(STREAKS + "5 " * 18, Settings(streak_limit=1.0)), Clear)
    assert isinstance(of_session(STREAKS + "5 " * 19, Settings(streak_limit=1.0)), Finding)


def test_a_streak_ends_with_the_first_known_day_off_without_a_new_run() -> None:
    runner = state("5 0 " + "5 " * 7 + "0", judges_last=False)  # today is the day after the day off
    *_, verdict = judge(rest_days, runner)
    assert isinstance(verdict, Clear)
    assert verdict.subject == "streak-2025-01-03"
    assert (verdict.at, verdict.values["rest_day"]) == (runner.now, day(9))


@pytest.mark.parametrize(
    "series",
    [
        pytest.param("5 " * 7, id="it goes on"),
        pytest.param("5 " * 7 + "_", id="the day after is missing"),
    ],
)
def test_a_streak_does_not_end_with_a_day_that_is_not_known_to_be_free(series: str) -> None:
    assert judge(rest_days, state(series, judges_last=False)) == []


def test_a_streak_does_not_end_today() -> None:
    # A replay knows all days of the file; the day on which it stands is not over all the same.
    runner = state("5 0 " + "5 " * 7 + "0", judges_last=False)
    noon = type(runner)(now=runner.now.replace(day=10), history=runner.history)
    assert noon.today == day(9)
    assert [verdict.subject for verdict in judge(rest_days, noon)] == ["streak-2025-01-01"]


def test_an_old_streak_that_is_judged_again_ends_in_the_same_pass() -> None:
    runner = state("5 " * 7 + "0 5 0 5 0 5 0 5 0")
    everything = type(runner)(now=runner.now, history=runner.history, judged=runner.history.sessions)
    verdicts = [verdict for verdict in judge(rest_days, everything) if verdict.subject == "streak-2025-01-01"]
    assert isinstance(verdicts[6], Finding)
    assert isinstance(verdicts[-1], Clear)
