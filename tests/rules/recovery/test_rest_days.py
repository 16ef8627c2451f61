"""rest-days: what fires, what is quiet, what cannot be known."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from rules.history import History
from rules.recovery.rest_days import Settings, rest_days
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.series import day, judge, life_of, runs, state

# Finished streaks of 10, 10 and 20 days. 90th percentile, linear: position 0.9 * 2 = 1.8 of 10, 10, 20 is
# 10 + 0.8 * 10 = 18, and 1.5 * 18 = 27.
STREAKS = "5 " * 10 + "0 " + "5 " * 10 + "0 " + "5 " * 20 + "0 "  # the next streak begins on day 43


def of_session(series: str, settings: Settings | None = None) -> Verdict:
    """Return the verdict on the last session; how older streaks ended comes after it."""
    verdict, *ends = judge(rest_days, state(series), settings)
    assert all(not isinstance(end, Finding) and end.subject != verdict.subject for end in ends)
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
    assert verdict.do == "Take {off_weekday} off, or swap it for cycling."
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
    assert verdict.values["rest_day"] == day(9)


def test_a_streak_that_goes_on_is_said_again_without_a_new_run() -> None:
    (first,) = judge(rest_days, state("5 " * 7))
    assert isinstance(first, Finding)
    assert judge(rest_days, state("5 " * 7, judges_last=False)) == [first]


def test_a_streak_does_not_end_today() -> None:
    # A replay knows all days of the file; the day on which it stands is not over all the same.
    runner = state("5 0 " + "5 " * 7 + "0", judges_last=False)
    morning_after = replace(runner, now=runner.now.replace(day=10))
    assert morning_after.today == day(9)
    still, older = judge(rest_days, morning_after)
    assert isinstance(still, Finding)
    assert (still.subject, still.day) == ("streak-2025-01-03", day(8))
    assert isinstance(older, Clear)
    assert older.subject == "streak-2025-01-01"


def test_a_streak_ends_not_and_is_not_found_again_while_the_day_after_it_is_not_known() -> None:
    # The streak of 7 days ends on day 6. Day 7 is missing; today is day 8, and then day 30.
    for missing in (1, 23):
        (verdict,) = judge(rest_days, state("5 " * 7 + "_ " * missing, judges_last=False))
        assert isinstance(verdict, NoData)
        assert (verdict.subject, verdict.values) == ("streak-2025-01-01", {"unknown_day": day(7)})


def test_a_streak_that_comes_in_when_the_day_after_it_is_not_known_is_found() -> None:
    found, lacking = judge(rest_days, state("5 " * 7 + "_"))
    assert isinstance(found, Finding)
    assert isinstance(lacking, NoData)
    assert found.subject == lacking.subject == "streak-2025-01-01"


def test_a_short_streak_is_clear_whatever_the_day_after_it_was() -> None:
    # A day off on day 3: six days in a row until day 9 are fewer than seven, and day 10 is missing.
    verdict, older = judge(rest_days, state("5 5 5 0 " + "5 " * 6 + "_", judges_last=False))
    assert [type(verdict), type(older)] == [Clear, Clear]
    assert verdict.subject == "streak-2025-01-05"


def test_no_streak_ends_whose_end_is_not_known_however_many_follow() -> None:
    # One source has been behind since day 8; the other brings runs on days 8, 10 and 12.
    verdicts = judge(rest_days, state("5 " * 7 + "_ 5 _ 5 _ 5", judges_last=False))
    assert {verdict.subject: type(verdict) for verdict in verdicts} == {
        "streak-2025-01-01": NoData,
        "streak-2025-01-09": NoData,
        "streak-2025-01-11": NoData,
        "streak-2025-01-13": NoData,
    }


def test_the_streak_before_a_new_one_ends_and_of_older_ones_nothing_is_said() -> None:
    # Two streaks of seven days from day 0 and from day 8, and the run of day 16, which is today.
    new, before = judge(rest_days, state("5 " * 7 + "0 " + "5 " * 7 + "0 5", judges_last=False))
    assert isinstance(new, Clear)
    assert new.subject == f"streak-{day(16)}"
    assert isinstance(before, Clear)
    assert (before.subject, before.values) == (f"streak-{day(8)}", {"rest_day": day(15)})


def test_a_streak_that_is_joined_at_its_front_is_said_under_its_new_first_day_alone() -> None:
    # Seven days from day 5. The runs of days 3 and 4 come in late, and it is ten days with that of day 2.
    apart, before = judge(rest_days, state("0 0 5 0 0 " + "5 " * 7, judges_last=False))
    assert isinstance(apart, Finding)
    assert (apart.subject, apart.values["streak_days"]) == (f"streak-{day(5)}", 7)
    assert before.subject == f"streak-{day(2)}"
    (joined,) = judge(rest_days, state("0 0 5 5 5 " + "5 " * 7, judges_last=False))
    assert isinstance(joined, Finding)
    assert (joined.subject, joined.values["streak_days"]) == (f"streak-{day(2)}", 10)


def test_a_streak_whose_seventh_run_was_deleted_is_clear_before_its_end_is_known() -> None:
    # Days 2 to 7; day 8 is missing and today is day 9.
    six = judge(rest_days, state("5 0 " + "5 " * 6 + "_", judges_last=False))[0]
    assert isinstance(six, Clear)
    assert six.subject == f"streak-{day(2)}"


def test_an_old_streak_that_comes_in_late_is_found_and_then_nothing_is_said_of_it() -> None:
    runner = state("5 " * 7 + "0 5 0 5 0 5 0 5 0")
    everything = replace(runner, judged=runner.history.sessions)
    verdicts = [verdict for verdict in judge(rest_days, everything) if verdict.subject == "streak-2025-01-01"]
    assert [type(verdict) for verdict in verdicts] == [NoData] * 6 + [Finding]
    assert {verdict.subject for verdict in judge(rest_days, replace(runner, judged=()))} == {f"streak-{day(14)}"}


def test_what_is_judged_and_newest_is_said_once() -> None:
    (verdict,) = judge(rest_days, state("5 " * 7))
    assert verdict.subject == "streak-2025-01-01"


def test_a_streak_goes_on_on_a_journey_on_which_the_runners_tomorrow_has_begun() -> None:
    # The seventh run is at 7:00 UTC on day 6; an hour after its end it is 21:30 on day 5 in Honolulu.
    runner = state("5 " * 7, judges_last=False)
    ended = runner.history.sessions[-1].end
    at_home = replace(runner, now=(ended + timedelta(hours=1)).astimezone(timezone(timedelta(hours=-10))))
    assert at_home.today == day(5)
    (verdict,) = judge(rest_days, at_home)
    assert isinstance(verdict, Finding)
    assert verdict.values["streak_days"] == 7


def test_later_runs_of_a_replay_are_not_looked_at() -> None:
    # The file holds twelve days in a row; the replay stands on the evening of day 6, the seventh.
    past = History(runs("5 " * 12), known_through=day(20))
    seventh = replace(state("5 " * 7), history=past, judged=())
    (verdict,) = judge(rest_days, seventh)
    assert isinstance(verdict, Finding)
    assert verdict.values["streak_days"] == 7


def test_each_pass_says_how_it_stands() -> None:
    assert life_of(rest_days).standing
