"""What is known of a runner's mornings, and what is usual on them, of which source."""

import random
from datetime import date
from math import fsum, sqrt
from statistics import fmean, median, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.mornings import Mornings, Series, resting, resting_bpm
from rules.records import DailyWellness
from tests.rules.series import day


def mornings(source: str, first: int, last: int, bpm: float) -> list[DailyWellness]:
    return [DailyWellness(source=source, day=day(at), resting_heart_rate_bpm=bpm) for at in range(first, last + 1)]


def usual(*of_sources: list[DailyWellness], on: date) -> float | None:
    return resting_bpm(Mornings(each for told in of_sources for each in told), on)


def test_what_is_usual_rests_on_the_fullest_source_of_the_28_mornings_before() -> None:
    # Before day 28 lie days 0 to 27: garmin has 14 of them and polar 13. From day 28 on polar has more.
    garmin, polar = mornings("garmin", 14, 27, 50), mornings("polar", 15, 30, 60)
    assert usual(garmin, polar, on=day(28)) == 50
    assert usual(garmin, polar, on=day(30)) == 60  # days 2 to 29: 14 of garmin, 15 of polar


def test_fourteen_mornings_of_one_source_are_needed() -> None:
    assert usual(mornings("garmin", 0, 13, 50), on=day(28)) == 50
    assert usual(mornings("garmin", 0, 13, 50), on=day(29)) is None  # day 0 is 29 days before
    assert usual(mornings("garmin", 15, 27, 50), mornings("polar", 14, 14, 60), on=day(28)) is None


def test_what_was_asked_once_is_not_asked_again_of_every_morning() -> None:
    asked: list[date] = []

    def noted(morning: DailyWellness) -> float | None:
        asked.append(morning.day)
        return morning.resting_heart_rate_bpm

    made = Mornings(mornings("garmin", 0, 3, 50))
    assert [made.known_on(noted, day(at)) != [] for at in (3, 4, 0)] == [True, False, True]
    assert asked == [day(0), day(1), day(2), day(3)]


def test_the_days_before_stand_beside_those_that_end_on_a_day() -> None:
    # Days 0 to 9 without 4 and 7, and each has its number.
    series = Series("garmin", {day(at).toordinal(): at for at in (9, 8, 6, 5, 3, 2, 1, 0)})

    def beside(last: int, lately_days: int, before_days: int) -> list[tuple[int, float]]:
        return [(span.count, span.total) for span in series.beside(day(last), lately_days, before_days)]

    assert beside(8, 3, 4) == [(2, 6 + 8), (3, 2 + 3 + 5)]
    assert beside(2, 2, 60) == [(2, 1 + 2), (1, 0)]
    assert beside(11, 2, 2) == [(0, 0), (2, 8 + 9)]
    assert series.known(day(5), days=2) == [day(5).toordinal()]
    assert (day(7) in series, day(8) in series, series[day(8)]) == (False, True, 8)


def test_of_today_is_the_fullest_of_those_that_have_today_and_the_first_by_name_of_equals() -> None:
    few, more, gone = mornings("polar", 5, 9, 50), mornings("garmin", 2, 9, 60), mornings("apple", 0, 8, 70)
    made = Mornings([*few, *more, *gone])

    def source(today: int, days: int) -> str | None:
        found = made.of_today(resting, day(today), days=days)
        return None if found is None else found.source

    assert [source(9, 28), source(9, 5), source(8, 28), source(8, 3), source(10, 28)] == [
        "garmin",
        "garmin",
        "apple",
        "apple",
        None,
    ]
    assert made.of_today(resting, day(9), days=6) is made.known_on(resting, day(9))[0]


def test_what_days_come_to_is_exact_whatever_came_before_them() -> None:
    # A running sum of floats would have lost the tenths beside a million million.
    wide = Series("garmin", dict(enumerate((1e12, 0.1, 0.2, 0.3), start=day(0).toordinal())))
    before, tenths = wide.beside(day(3), 3, 1)[::-1]
    assert (before.count, before.total, before.mean) == (1, 1e12, 1e12)
    assert (tenths.count, tenths.total, tenths.mean) == (3, 0.6, 0.6 / 3)
    # 2, 4 and 9: a mean of 5, squares of 9, 1 and 16, which are 26, by n - 1.
    whole = Series("garmin", dict(enumerate((2, 4, 9), start=day(0).toordinal())))
    lately, _before = whole.beside(day(2), 3, 1)
    assert (lately.total, lately.mean, lately.deviation) == (15, 5.0, sqrt(13))
    assert isinstance(lately.total, int)


def test_without_a_morning_there_are_none() -> None:
    assert not Mornings()
    assert Mornings(mornings("garmin", 0, 0, 50))


NUMBERS = st.one_of(st.integers(0, 10**6), st.floats(-1e6, 1e6), st.floats(0, 1e-300))


@given(values=st.lists(NUMBERS, min_size=3, max_size=40), lately_days=st.integers(2, 40))
def test_a_mean_is_that_of_its_window_alone_and_a_deviation_too(values: list[float], lately_days: int) -> None:
    series = Series("garmin", dict(enumerate(values, start=1)))
    lately, before = series.beside(date.fromordinal(len(values)), lately_days, len(values))
    for span, window in ((lately, values[-lately_days:]), (before, values[:-lately_days])):
        assert span.count == len(window)
        if window:
            assert (span.total, span.mean) == (fsum(window), fmean(window))
        if len(window) > 1:
            # A float has no room for the square of what is smaller.
            assert span.deviation == pytest.approx(stdev(window), rel=1e-15, abs=1e-150)


BPM = st.one_of(st.none(), st.integers(40, 60), st.floats(40, 60))


@given(
    told=st.dictionaries(st.tuples(st.integers(0, 60), st.sampled_from(["garmin", "polar"])), BPM, max_size=90),
    asked=st.lists(st.integers(0, 70), min_size=1, max_size=8),
    seed=st.integers(0, 10**6),
)
@settings(deadline=None)
def test_what_is_usual_is_that_of_the_mornings_before_whatever_came_later_and_was_asked(
    told: dict[tuple[int, str], float | None], asked: list[int], seed: int
) -> None:
    every = [
        DailyWellness(source=source, day=day(at), resting_heart_rate_bpm=bpm) for (at, source), bpm in told.items()
    ]
    random.Random(seed).shuffle(every)
    whole = Mornings(every)
    for today in asked:
        of_source = {
            source: [
                bpm
                for (at, name), bpm in told.items()
                if name == source and bpm is not None and today - 28 <= at < today
            ]
            for source in ("garmin", "polar")
        }
        fullest = max(of_source.values(), key=len)
        assert resting_bpm(whole, day(today)) == (median(fullest) if len(fullest) >= 14 else None)
