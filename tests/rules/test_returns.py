"""Breaks, what a runner was used to before them, and the caps of the way back."""

import pytest

from rules.returns import Break, BreakKind
from tests.rules.series import day, history

WEEKS = "5 0 10 0 5 0 0 " * 8  # 20 km in any seven days; the last run is on day 53, then two zero days
# After it: "0 " * (g - 2) makes g days off.


def the_break(series: str) -> Break:
    """Return the last break of a series."""
    return history(series).breaks[-1]


def layoff(gap_days: int) -> Break:
    """Return the break after WEEKS and so many days off: B = 20 km, the old longest 10 km."""
    return the_break(WEEKS + "0 " * (gap_days - 2) + "4")


@pytest.mark.parametrize(("gap_days", "breaks"), [(6, 0), (7, 1), (13, 1), (14, 1)])
def test_seven_days_off_make_a_break(gap_days: int, breaks: int) -> None:
    assert len(history(WEEKS + "0 " * (gap_days - 2) + "4").breaks) == breaks


@pytest.mark.parametrize(("gap_days", "kind"), [(7, BreakKind.LINE), (13, BreakKind.LINE), (14, BreakKind.LAYOFF)])
def test_fourteen_days_off_make_a_layoff(gap_days: int, kind: BreakKind) -> None:
    assert layoff(gap_days).kind is kind


def test_the_base_is_the_median_of_eight_weeks_that_end_on_the_last_run() -> None:
    # Seven-day totals, the newest last: 10 20 30 40 50 60 70 80; the median of eight is (40 + 50) / 2 = 45.
    weeks = " ".join(f"0 0 0 0 0 0 {week}" for week in (10, 20, 30, 40, 50, 60, 70, 80))
    found = the_break(f"3 {weeks} " + "0 " * 14 + "4")  # and a run before them: all eight are on record
    assert found.base_m == 45000
    assert found.longest_m == 80000
    assert found.gap_days == 14


@pytest.mark.parametrize(
    ("weeks", "base_m"),
    [
        pytest.param([40], 40_000, id="one week"),
        pytest.param([20, 40], 30_000, id="two"),
        pytest.param([40, 40, 40], 40_000, id="three, of which 5 x 0 would make a median of 0"),
        pytest.param([50, 40, 30, 20], 35_000, id="four: (30 + 40) / 2"),
        pytest.param([10, 20, 30, 40, 50, 60, 70], 40_000, id="seven"),
        pytest.param([10, 20, 30, 40, 50, 60, 70, 80], 45_000, id="eight"),
        pytest.param([99, 10, 20, 30, 40, 50, 60, 70, 80], 45_000, id="nine, of which the last eight count"),
        pytest.param([10], 10_000, id="10 km"),
    ],
)
def test_of_a_young_record_the_base_is_the_median_of_its_whole_weeks(weeks: list[int], base_m: int) -> None:
    # Each week has a run on its first day and one of a metre on its last, the day from which weeks are counted back.
    found = the_break(" ".join(f"{week - 0.001} 0 0 0 0 0 0.001" for week in weeks) + " 0" * 14 + " 4")
    assert (found.base_m, found.is_young, found.kind) == (base_m, False, BreakKind.LAYOFF)


def test_a_week_that_began_before_the_first_run_on_record_is_not_counted() -> None:
    # Two whole weeks of 40 km, and before them six days with 10: what the seventh held nobody knows.
    weeks = "10 0 0 0 0 0 " + "39.999 0 0 0 0 0 0.001 " * 2
    assert the_break(weeks + "0 " * 14 + "4").base_m == 40_000


@pytest.mark.parametrize(
    ("weeks", "kind", "base_m"),
    [
        # Four weeks of 9 km: with four of 40 km before them the median would be 24.5 km.
        pytest.param(4, BreakKind.UNSURE, None, id="four"),
        # Five: whatever the other three were, the fourth and the fifth of eight are 9 km.
        pytest.param(5, BreakKind.LINE, 9_000, id="five"),
        pytest.param(8, BreakKind.LINE, 9_000, id="eight"),
    ],
)
def test_little_running_is_said_of_a_young_record_only_where_the_rest_cannot_change_it(
    weeks: int, kind: BreakKind, base_m: int | None
) -> None:
    found = the_break("8.999 0 0 0 0 0 0.001 " * weeks + "0 " * 14 + "4")
    assert (found.kind, found.base_m, found.is_young) == (kind, base_m, base_m is None)


@pytest.mark.parametrize(
    ("best", "kind"),
    [
        # In order 9, 9, 9, 9.999 and 10 km: whatever the other three weeks were, the middle of eight is 9.9995 km.
        pytest.param((9.999, 10), BreakKind.LINE, id="below 10 km"),
        pytest.param((10, 10), BreakKind.UNSURE, id="10 km"),
    ],
)
def test_of_five_weeks_the_fourth_and_the_fifth_tell_whether_there_was_little(
    best: tuple[float, float], kind: BreakKind
) -> None:
    weeks = " ".join(f"{km - 0.001} 0 0 0 0 0 0.001" for km in (9, 9, 9, *best))
    assert the_break(weeks + " 0" * 14 + " 4").kind is kind


@pytest.mark.parametrize("series", ["40 ", "10 10 10 10 10 10 "])
def test_of_less_than_a_week_on_record_the_base_is_not_known(series: str) -> None:
    found = the_break(series + "0 " * 14 + "4")
    assert (found.kind, found.base_m, found.is_young) == (BreakKind.UNSURE, None, True)
    week_off = the_break(series + "0 " * 13 + "4")
    assert (week_off.kind, week_off.base_m) == (BreakKind.LINE, None)


def test_the_old_longest_is_of_thirty_days_that_end_on_the_last_run() -> None:
    # Last run on day 40: the window is days 11-40. A 20 on day 11 counts, on day 10 it does not.
    assert the_break("5 " * 11 + "20 " + "5 " * 29 + "0 " * 14 + "4").longest_m == 20000
    assert the_break("5 " * 10 + "20 " + "5 " * 30 + "0 " * 14 + "4").longest_m == 5000


@pytest.mark.parametrize(
    ("week_km", "kind"),
    [("9.999", BreakKind.LINE), ("10", BreakKind.LAYOFF)],
)
def test_below_ten_kilometres_a_week_there_is_nothing_to_come_back_to(week_km: str, kind: BreakKind) -> None:
    assert the_break(f"{week_km} 0 0 0 0 0 0 " * 8 + "0 " * 20 + "4").kind is kind


@pytest.mark.parametrize(
    ("gap_days", "week_m", "run_m", "over_after"),
    [
        # B = 20 km, L = 10 km. The first week's cap is s B, the first run's 0.6 L = 6 km.
        (14, 10000, 6000, 28),  # s = 0.5
        (27, 10000, 6000, 54),
        (28, 8000, 6000, 56),  # s = 0.4
        (55, 8000, 6000, 110),
        (56, 6000, 6000, 112),  # s = 0.3
        (100, 6000, 6000, 112),  # G = min(100, 56)
    ],
)
def test_the_longer_the_break_the_lower_and_longer_the_caps(
    gap_days: int, week_m: int, run_m: int, over_after: int
) -> None:
    found = layoff(gap_days)
    first = 53 + gap_days + 1
    assert found.day == day(first)
    assert found.week_cap_m(day(first)) == found.week_cap_m(day(first + 6)) == week_m
    assert found.run_cap_m(day(first)) == found.run_cap_m(day(first + 6)) == run_m
    over_day = day(first + over_after)
    assert (found.is_over(day(first + over_after - 1)), found.is_over(over_day)) == (False, True)
    assert found.week_cap_m(over_day) == 20000
    assert found.run_cap_m(over_day) == 10000
    assert found.is_long == (gap_days >= 56)


@pytest.mark.parametrize(
    ("t", "week_m", "run_m"),
    [
        # 14 days off: s = 0.5, the line rises over 2 * 14 - 6 = 22 days.
        (6, 10000, 6000),
        (7, 10454, 6181),  # 10000 + 10000 * 1/22 = 10454.5; 6000 + 4000 * 1/22 = 6181.8
        (17, 15000, 8000),  # 11/22: half of the way
        (27, 19545, 9818),  # 21/22: 10000 + 9545.4; 6000 + 3818.1
        (28, 20000, 10000),
        (40, 20000, 10000),
    ],
)
def test_after_a_week_the_caps_rise_in_a_straight_line(t: int, week_m: int, run_m: int) -> None:
    found = layoff(14)
    first = 53 + 15
    assert found.week_cap_m(day(first + t)) == week_m
    assert found.run_cap_m(day(first + t)) == run_m


def test_a_layoff_inside_a_return_keeps_the_older_base_and_longest_run() -> None:
    # The return lasts 28 days; its last run is on its day 4, and then there are 20 days off.
    past = history(WEEKS + "0 " * 12 + "2 0 2 0 2 " + "0 " * 20 + "3")
    older, newer = past.layoffs
    assert (older.base_m, older.longest_m) == (20000, 10000)
    assert (newer.base_m, newer.longest_m) == (20000, 10000)
    assert (newer.gap_days, newer.is_young) == (20, False)
    assert newer.week_cap_m(newer.day) == 10000


def test_a_third_layoff_keeps_the_first_base() -> None:
    past = history(WEEKS + "0 " * 12 + "2 " + "0 " * 14 + "2 " + "0 " * 14 + "3")
    assert [layoff.base_m for layoff in past.layoffs] == [20000, 20000, 20000]


def test_a_layoff_after_the_return_is_over_has_its_own_base() -> None:
    # The return is over 28 days after its first run; the week of 12 km goes on for 8 weeks = 56 days.
    past = history(WEEKS + "0 " * 12 + "4 0 4 0 4 0 0 " * 8 + "0 " * 12 + "4")
    assert [(layoff.base_m, layoff.longest_m) for layoff in past.layoffs] == [(20000, 10000), (12000, 4000)]


def test_a_layoff_that_begins_on_the_last_day_of_a_return_keeps_the_base_and_a_day_later_does_not() -> None:
    # 14 days off, so the return has days 0 to 27. Runs of 2 km on days 0, 6, 12, 18, 24, and then the last one.
    every_sixth = WEEKS + "0 " * 12 + "2 0 0 0 0 0 " * 4 + "2 0 0 "
    inside, outside = every_sixth + "2 " + "0 " * 14 + "2", every_sixth + "0 2 " + "0 " * 14 + "2"
    assert history(inside).breaks[-1].base_m == 20000  # last run on day 27
    assert history(inside).breaks[-1].longest_m == 10000  # though in the 30 days before there were only 2 km
    # Last run on day 28: the totals of the eight weeks that end there are, newest first, 4 (days 24 and 28), 2 (18),
    # 2 (12), 2 (6), 2 (0), 0, then 20 (days -20 to -14) and 20. In order 0 2 2 2 2 4 20 20: the median is 2.
    assert history(outside).breaks[-1].base_m == 2000


def test_a_gap_with_missing_days_is_unsure() -> None:
    found = the_break(WEEKS + "0 " * 12 + "_ 4")
    assert found.gap_days == 15
    assert found.kind is BreakKind.UNSURE


def test_an_unknown_distance_before_the_gap_is_unsure() -> None:
    found = the_break("5 0 10 0 5 0 0 ? 0 10 0 5 0 0 " + WEEKS[30:] + "0 " * 12 + "4")
    assert found.base_m is None  # day 7 is in the oldest week that is all on record
    assert not found.is_young
    assert found.longest_m == 10000
    assert found.kind is BreakKind.UNSURE
    with pytest.raises(ValueError, match=r"^a return without a known base has no cap$"):
        found.week_cap_m(found.day)


def test_a_break_after_the_very_first_run_counts() -> None:
    (found,) = history("5 " + "0 " * 7 + "4").breaks
    assert (found.position, found.day, found.gap_days) == (1, day(8), 7)


def test_a_base_is_rounded_down_to_a_metre() -> None:
    # Four weeks of 20,001 m and four of 20,000 m: the median is 20,000.5 m.
    base_m = the_break("1 0 0 0 0 0 0 " + "20.001 0 0 0 0 0 0 " * 4 + "20 0 0 0 0 0 0 " * 4 + "0 " * 14 + "4").base_m
    assert base_m == 20_000
