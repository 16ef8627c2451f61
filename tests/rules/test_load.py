"""The load of each day: what is known, what is missing, and in which unit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from itertools import count

import pytest

from rules.history import History
from rules.load import ByDay, DailyLoad, Heart, Unit, for_window, heart_of, trimp
from rules.records import Run
from tests.rules.series import day, history, run
from tests.rules.waking import awake, told

HEART = Heart(resting_bpm=50, maximal_bpm=190)
HALF_HOUR = 25_072  # thousandths: 30 min x 0.5 x 0.64 e^0.96 = 30 x 0.5 x 1.671486 = 25.072, at (120 - 50) / 140


def beating(index: int, bpm: float | None = 120, *, minutes: int = 30, distance_m: int | None = 5000) -> Run:
    made = run(datetime.combine(day(index), time(7), UTC), distance_m, elapsed_s=3600)
    return replace(made, moving_s=minutes * 60, average_heart_rate_bpm=bpm)


def impulses(*runs: Run, days: int) -> list[int | None]:
    past = History(runs, known_through=day(days - 1))
    return list(DailyLoad(past, HEART).between(day(0), day(days - 1)))


@pytest.mark.parametrize(
    ("minutes", "bpm", "expected"),
    [
        (60, 120, 50.1446),  # 60 x 0.5 x 0.64 e^0.96 = 60 x 0.5 x 0.64 x 2.611696
        (10, 190, 43.6541),  # 10 x 1 x 0.64 e^1.92 = 10 x 0.64 x 6.820958
        (60, 50, 0),
        (60, 45, 0),
        (0, 150, 0),
    ],
)
def test_trimp(minutes: float, bpm: float, expected: float) -> None:
    assert trimp(minutes, bpm, HEART) == pytest.approx(expected, abs=1e-4)


def test_distance_of_each_day_in_metres() -> None:
    load = DailyLoad(history("10 0 5+3 ? 4 _"), None)
    assert load.unit is Unit.DISTANCE
    # The day before the first run, and what was run on a day of unknown distance, are missing; day 5 is not known.
    assert list(load.between(day(-1), day(5))) == [None, 10_000, 0, 8000, None, 4000, None]


def test_it_is_the_same_in_whatever_order_days_are_asked_for() -> None:
    load = DailyLoad(history("10 0 5+3 ? 4 _"), None)
    assert list(load.between(day(2), day(2))) == [8000]
    assert list(load.between(day(4), day(4))) == [4000]
    assert list(load.between(day(1), day(3))) == [0, 8000, None]
    assert list(load.between(day(0), day(0))) == [10_000]


def count_from(begun: list[date], first: date) -> Iterator[int]:
    """Yield 0 for the first day, 1 for the next, and so on; note where it began."""
    begun.append(first)
    return count()


def test_a_stretch_of_days_is_made_once_and_goes_on() -> None:
    begun: list[date] = []
    by_day = ByDay(partial(count_from, begun))
    assert [by_day.on(day(index)) for index in (1, 2, 3)] == [0, 1, 2]
    assert [by_day.on(day(index)) for index in (2, 3, 4, 1)] == [1, 2, 3, 0]
    # Nobody asked for the 84 days from day 5 on.
    assert (by_day.on(day(89)), by_day.on(day(4)), by_day.on(day(60))) == (88, 3, 59)
    assert begun == [day(1)]


def test_for_an_older_day_or_one_long_after_a_stretch_begins_anew() -> None:
    begun: list[date] = []
    by_day = ByDay(partial(count_from, begun))
    assert [by_day.on(day(index)) for index in (1, 2, 3, 4, 90, 89, 90)] == [0, 1, 2, 3, 0, 0, 1]
    assert begun == [day(1), day(90), day(89)]


def test_trimp_of_each_day_in_thousandths() -> None:
    past = History((beating(0), beating(2), beating(2, minutes=60)), known_through=day(2))
    load = DailyLoad(past, HEART)
    assert load.unit is Unit.TRIMP
    assert list(load.between(day(0), day(2))) == [HALF_HOUR, 0, 75_217]  # 75.2169


def test_a_run_without_heart_rate_counts_at_the_mean_of_the_28_days_before() -> None:
    assert impulses(beating(0), beating(1, None), beating(2, None, minutes=60), days=3) == [HALF_HOUR, 25_072, 50_145]
    # 25.0723 of 30 minutes and 0 of 30 (at rest) are 0.417871 a minute; 12.536 for 30.
    assert impulses(beating(0), beating(1, 50), beating(2, None), days=3) == [HALF_HOUR, 0, 12_536]


def test_only_of_those_28_days() -> None:
    assert impulses(beating(0), beating(28, None), days=29)[28] == HALF_HOUR
    assert impulses(beating(0), beating(29, None), days=30)[29] is None
    # That of the day itself does not count: it may still change.
    assert impulses(beating(0, None), beating(0), days=1) == [None]


def test_a_run_of_unknown_distance_makes_its_day_missing_and_is_no_measure_for_others() -> None:
    assert impulses(beating(0), beating(1, 190, distance_m=None), beating(2, None), days=3) == [
        HALF_HOUR,
        None,
        HALF_HOUR,
    ]


@pytest.mark.parametrize(("with_it", "without", "is_trimp"), [(9, 1, True), (8, 1, False), (18, 2, True), (0, 0, True)])
def test_trimp_takes_90_per_cent_of_the_runs_of_the_window(with_it: int, without: int, is_trimp: bool) -> None:
    runs = [*(beating(index) for index in range(with_it)), *(beating(20 + index, None) for index in range(without))]
    # Those of the day before and the day after do not count.
    past = History([*runs, beating(-1, None), beating(30, None)], known_through=day(30))
    window = past.before(day(0)), past.before(day(30))
    assert for_window(past, HEART, *window) == (HEART if is_trimp else None)
    assert for_window(past, None, *window) is None


@pytest.mark.parametrize(("with_it", "without", "is_trimp"), [(9, 1, True), (17, 2, False)])
def test_a_window_may_begin_with_the_first_run(with_it: int, without: int, is_trimp: bool) -> None:
    # 17 of 19 are 89.5 %.
    bpms = [120] * with_it + [None] * without
    past = History([beating(index, bpm) for index, bpm in enumerate(bpms)], known_through=day(30))
    assert for_window(past, HEART, 0, len(bpms)) == (HEART if is_trimp else None)


def test_the_heart_of_a_runner() -> None:
    mornings = told("resting_heart_rate_bpm", "_ " * 14 + "50.6 " * 14)
    assert heart_of(replace(awake(28, mornings), maximal_bpm=190)) == Heart(resting_bpm=51, maximal_bpm=190)
    assert heart_of(awake(28, mornings)) is None
    assert heart_of(replace(awake(28, mornings[1:]), maximal_bpm=190)) is None
    assert heart_of(replace(awake(28, mornings), maximal_bpm=52)) == Heart(resting_bpm=51, maximal_bpm=52)
    assert heart_of(replace(awake(28, mornings), maximal_bpm=51)) is None


def test_resting_heart_rate_is_that_of_28_mornings_of_one_source_before_today() -> None:
    # The median of 28 mornings; today's 99 and the 20 of before do not count, nor does the other source.
    mine = told("resting_heart_rate_bpm", "20 " * 20 + "48 " * 14 + "52 " * 14 + "99")
    other = told("resting_heart_rate_bpm", "_ " * 21 + "90 " * 27, source="another")
    runner = replace(awake(48, mine, other), maximal_bpm=190)
    assert heart_of(runner) == Heart(resting_bpm=50, maximal_bpm=190)
