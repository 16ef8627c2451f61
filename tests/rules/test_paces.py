"""What is usual in a pair: on trails or not, and the median pace of some of its runs."""

import pytest

from rules.on_foot import OnFoot
from rules.paces import Paces, Stray, pace_of, paces_in
from rules.records import Run, Sport
from tests.rules.shoes.wearing import pair, run


@pytest.mark.parametrize(
    ("one", "pace"),
    [
        # 3,600 s over 10 km are 360 s a kilometre.
        (run(1, 10_000), 360_000),
        (run(1, 3_000), 1_200_000),
        # 3,600,000,000 / 7,000 is 514,285.7.
        (run(1, 7_000), 514_285),
        (run(1, 2_999), None),
        (run(1, None), None),
        (run(1, 10_000, moving_s=0), None),
        (run(1, 10_000, sport=Sport.TRAIL_RUN), None),
        (run(1, 10_000, sport=Sport.TREADMILL_RUN), None),
    ],
)
def test_a_run_on_the_road_of_some_length_has_a_pace(one: Run, pace: int | None) -> None:
    assert pace_of(one) == pace


def test_they_are_asked_by_places() -> None:
    runs = [
        run(6, 10_000, "Blue"),
        run(5, 12_000, "Blue", sport=Sport.TRAIL_RUN),
        run(4, 9_000, "Blue"),
        run(3, 12_000, "Blue"),
        run(2, 12_000),
        run(1, None, "Blue"),
    ]
    on_foot = OnFoot(runs, [pair("Blue")])
    its = on_foot.once(paces_in, "garmin-blue")
    assert on_foot.once(paces_in, "garmin-blue") is its
    assert its.all == [360_000, None, 400_000, 300_000, None]
    assert [its.count(*places) for places in ((0, 5), (1, 4), (1, 2), (2, 2))] == [3, 2, 0, 0]
    assert [its.trail_count(*places) for places in ((0, 5), (1, 2), (2, 5))] == [1, 1, 0]
    # The middle one of three, and half way between two.
    assert [its.usual(*places, needed=1) for places in ((0, 5), (0, 5), (0, 3), (2, 4), (2, 3))] == [
        360_000,
        360_000,
        380_000,
        350_000,
        400_000,
    ]
    assert [its.usual(0, 5, needed=needed) for needed in (3, 4)] == [360_000, None]
    assert its.usual(1, 2, needed=1) is None


def test_a_stray_is_further_off_the_median_of_eight_runs_before_it() -> None:
    # Eight at 360 s a kilometre; 270 s are 25 % less, 269.9 more.
    runs = [run(20 - at, 10_000, "Blue") for at in range(8)]
    runs += [run(2, 10_000, "Blue", moving_s=2_700), run(1, 10_000, "Blue", moving_s=2_699), run(0, None, "Blue")]
    its = OnFoot(runs, [pair("Blue")]).once(paces_in, "garmin-blue")
    stray = Stray(place=9, pace=269_900, usual=360_000)
    assert [its.stray(place, 0, percent=25) for place in (7, 8, 9, 10, 9)] == [None, None, stray, None, stray]
    # Another limit; and from the second or the third run on there are eight before it, or seven.
    assert [its.stray(9, 0, percent=percent) for percent in (26, 25)] == [None, stray]
    assert [its.stray(9, start, percent=25) for start in (1, 2)] == [stray, None]


def test_a_pair_that_wore_nothing_has_none() -> None:
    assert Paces(OnFoot().runs).all == []
