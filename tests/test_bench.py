import io

import pytest
from rich.console import Console

from tests.bench.asking import garmin_import, garmin_mornings, strava_import
from tests.bench.pairs import in_turn
from tests.bench.rows import Row, as_json, table


def row(measured: float | None, *, unit: str = "ms", floor: float | None = 10.0, at_most: float | None = 50) -> Row:
    return Row(what="sending", unit=unit, measured=measured, floor=floor, floor_is="one request", at_most=at_most)


@pytest.mark.parametrize(("activities", "requests"), [(0, 2), (199, 2), (200, 3), (939, 6), (1000, 7)])
def test_strava_needs_a_page_for_every_200_activities_one_more_and_one_for_the_shoes(
    activities: int, requests: int
) -> None:
    assert strava_import(activities) == requests


# 28 nights fit in an answer: 1 range of heart rates, and one or two or three each of sleep and variability.
@pytest.mark.parametrize(("days", "requests"), [(1, 3), (28, 3), (29, 5), (31, 5), (61, 7)])
def test_mornings_come_in_ranges(days: int, requests: int) -> None:
    assert garmin_mornings(days) == requests


def test_garmin_needs_a_list_the_shoes_two_a_pair_the_mornings_and_the_months() -> None:
    # 1 + 1 + 2 x 2 + 7 and a month of the calendar; one page more for the 1,000th activity, and a second month.
    assert garmin_import(939, pairs=2, mornings=61, months=1) == 14
    assert garmin_import(1000, pairs=2, mornings=61, months=2) == 16


@pytest.mark.parametrize(("measured", "met"), [(50.0, True), (50.1, False), (None, None)])
def test_a_goal_in_the_unit_of_the_figure(measured: float | None, met: bool | None) -> None:
    assert row(measured).met is met


def test_a_goal_in_times_the_floor_takes_the_ratio_of_the_rounds() -> None:
    # The medians say 2.9 times, the rounds 3.1.
    missed = Row(what="import", unit="ms", measured=29, floor=10, floor_is="bare", ratio_at_most=3, median_ratio=3.1)
    assert (missed.ratio, missed.met, missed.goal) == (3.1, False, "3 x")


def test_a_floor_of_nothing_has_no_ratio() -> None:
    assert (row(4.0, floor=0.0).ratio, row(4.0, floor=0.0).met) == (None, True)


def test_the_median_ratio_is_that_of_the_rounds() -> None:
    # Ratios 4/1, 9/3, 8/4: the median is 3; the medians are 8 and 3.
    above, below = iter([4.0, 9.0, 8.0]), iter([1.0, 3.0, 4.0])
    pair = in_turn(lambda: next(above), lambda: next(below), rounds=3)
    assert (pair.measured, pair.floor, pair.ratio) == (8.0, 3.0, 3.0)


def test_the_table_says_which_goals_are_missed() -> None:
    printed = io.StringIO()
    rows = [row(12.3), row(60.0), row(None)]
    Console(file=printed, width=140).print(table(rows))
    text = printed.getvalue()
    assert "12.3 ms" in text
    assert "1.23" in text
    assert text.count("MISSED") == 1
    assert "Linux only" in text
    assert "1 of 3 goals missed." in text
    assert [each["met"] for each in map(as_json, rows)] == [True, False, None]
