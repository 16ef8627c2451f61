"""Calendar weeks: where they begin, what was run in them, and what of them is not known."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from daemon.weeks import WeekSum, first_of_week, week_of
from rules.history import History
from rules.records import Run, Sport
from tests.daemon.weeks import MONDAY, SUNDAY, runner

LAST_WEEK = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "week_starts", "first"),
    [
        (date(2026, 3, 8), "monday", date(2026, 3, 2)),
        (date(2026, 3, 9), "monday", date(2026, 3, 9)),
        (date(2026, 3, 15), "monday", date(2026, 3, 9)),
        (date(2026, 3, 7), "sunday", date(2026, 3, 1)),
        (date(2026, 3, 8), "sunday", date(2026, 3, 8)),
        (date(2026, 3, 9), "sunday", date(2026, 3, 8)),
        # 2028 is a leap year; 29 February is a Tuesday.
        (date(2028, 3, 1), "monday", date(2028, 2, 28)),
        (date(2028, 3, 1), "sunday", date(2028, 2, 27)),
    ],
)
def test_a_week_begins_on_the_day_that_was_chosen(day: date, week_starts: str, first: date) -> None:
    assert first_of_week(day, week_starts=week_starts) == first


def test_a_week_that_is_known_has_its_sum() -> None:
    # 8 + 8 + 12 km on Tuesday, Thursday and Sunday.
    found = week_of(runner().history, LAST_WEEK, today=MONDAY)
    assert found == WeekSum(first=LAST_WEEK, distance_m=28_000, run_count=3)
    assert (found.is_known, found.last) == (True, SUNDAY)


def test_a_week_without_a_run_is_nothing_and_a_week_that_is_not_known_is_in_doubt() -> None:
    rest = {LAST_WEEK + timedelta(days=number): 0 for number in range(7)}
    assert week_of(runner(rest).history, LAST_WEEK, today=MONDAY) == WeekSum(first=LAST_WEEK, distance_m=0, run_count=0)
    behind = runner(known_through=date(2026, 3, 1))
    found = week_of(behind.history, LAST_WEEK, today=MONDAY)
    assert (found.distance_m, found.unknown_days, found.is_known) == (0, 7, False)


@pytest.mark.parametrize(("known_through", "unknown_days"), [(date(2026, 3, 6), 2), (date(2026, 3, 7), 1), (SUNDAY, 0)])
def test_days_of_which_something_may_still_come_in_are_counted(known_through: date, unknown_days: int) -> None:
    found = week_of(runner(known_through=known_through).history, LAST_WEEK, today=MONDAY)
    assert found.unknown_days == unknown_days
    assert found.is_known is (unknown_days == 0)


def test_a_run_of_unknown_distance_counts_as_a_run_and_leaves_the_sum_in_doubt() -> None:
    found = week_of(runner({date(2026, 3, 5): None}).history, LAST_WEEK, today=MONDAY)
    # 8 + ? + 12 km.
    assert (found.distance_m, found.run_count, found.unknown_run_count, found.is_known) == (20_000, 3, 1, False)


def test_days_before_the_first_run_on_record_are_not_known() -> None:
    # From Thursday 5 March on: Monday to Wednesday are not on record.
    found = week_of(runner(first=date(2026, 3, 5)).history, LAST_WEEK, today=MONDAY)
    assert (found.distance_m, found.unknown_days) == (20_000, 3)


@pytest.mark.parametrize(
    ("today", "unknown_days"), [(LAST_WEEK, 0), (date(2026, 3, 4), 0), (date(2026, 3, 7), 1), (MONDAY, 3)]
)
def test_of_a_week_that_runs_only_the_days_that_are_over_are_in_doubt(today: date, unknown_days: int) -> None:
    # Known through Thursday 5 March.
    found = week_of(runner(known_through=date(2026, 3, 5)).history, LAST_WEEK, today=today)
    assert found.unknown_days == unknown_days


def test_two_runs_that_follow_each_other_are_one_and_the_week_of_the_clock_change_has_seven_days() -> None:
    winter, summer = timezone(timedelta(hours=1)), timezone(timedelta(hours=2))
    starts = [
        datetime(2026, 3, 22, 23, 55, tzinfo=winter),  # Sunday: the week before
        datetime(2026, 3, 23, 0, 30, tzinfo=winter),  # 34 minutes after its end
        # 29 March: at 02:00 the clock jumps to 03:00. Between 01:50 and 03:10 lie 20 minutes: one run.
        datetime(2026, 3, 29, 1, 50, tzinfo=winter),
        datetime(2026, 3, 29, 3, 10, tzinfo=summer),
        datetime(2026, 3, 29, 23, 55, tzinfo=summer),
        datetime(2026, 3, 30, 0, 30, tzinfo=summer),  # the next week
    ]
    runs = [
        Run(run_id=f"file-{at.astimezone(UTC)}", sport=Sport.RUN, start=at, elapsed_s=60, moving_s=60, distance_m=1000)
        for at in starts
    ]
    history = History(runs, known_through=date(2026, 3, 29))
    found = week_of(history, date(2026, 3, 23), today=date(2026, 3, 30))
    assert found == WeekSum(first=date(2026, 3, 23), distance_m=4_000, run_count=3)
