"""Which pairs are one by the runner's own word, and what runs that name no shoe were run in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from daemon.footwear import Defaults, ShoeId, default_of, dress, join_shoes, metres_by_default
from rules.records import Run, Shoe, Sport

FIRST = date(2026, 3, 1)
LONG_AGO, LATELY = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def run(day: int, *gear: ShoeId, distance_m: int | None = 10_000, sport: Sport = Sport.RUN) -> Run:
    start = datetime(2026, 3, day, 8, 0, tzinfo=UTC)
    return Run(
        run_id=f"strava-{day}-{len(gear)}",
        sport=sport,
        start=start,
        elapsed_s=3600,
        moving_s=3600,
        distance_m=distance_m,
        gear=gear,
    )


PEGASUS = Shoe(source="strava", source_id="g1", name="Pegasus", total_m=500_000)
PEG = Shoe(source="garmin", source_id="abc", name="Nike Peg 41", total_m=450_000, limit_m=650_000)
OLD = Shoe(source="strava", source_id="g0", name="pegasus  ", total_m=30_000, retired=True, retired_at=LONG_AGO)
OTHER = Shoe(source="garmin", source_id="xyz", name="Other", total_m=1_000)


def ids(*shoes: Shoe) -> list[ShoeId]:
    return [(shoe.source, shoe.source_id) for shoe in shoes]


def aliases(*names: tuple[Shoe, Shoe]) -> dict[ShoeId, ShoeId]:
    """Each time the other name, and what it is a name of."""
    return {ids(alias)[0]: ids(named)[0] for alias, named in names}


def test_an_alias_joins_pairs_of_other_names_that_have_no_run_in_common() -> None:
    assert join_shoes([PEGASUS, OTHER, PEG], [], aliases=aliases((PEG, PEGASUS))) == (
        replace(
            PEGASUS, total_m=500_000, limit_m=650_000, other_ids=(("garmin", "abc"),), other_names=("Nike Peg 41",)
        ),
        OTHER,
    )


def test_the_pair_that_has_the_alias_names_it_whichever_came_first() -> None:
    (first, second) = join_shoes([PEGASUS, OTHER, PEG], [], aliases=aliases((PEGASUS, PEG)))
    assert (first.name, second.name, second.key, second.other_ids) == (
        "Other",
        "Nike Peg 41",
        "garmin-abc",
        (("strava", "g1"),),
    )
    assert (second.total_m, second.other_names) == (500_000, ("Pegasus",))


def test_two_records_of_one_source_follow_each_other_and_add_up() -> None:
    # 500,000 + 30,000 in Strava, 450,000 in Garmin.
    (shoe,) = join_shoes([OLD, PEG, PEGASUS], [], aliases=aliases((OLD, PEGASUS), (PEG, PEGASUS)))
    assert (shoe.name, shoe.total_m, shoe.retired, shoe.retired_at) == ("Pegasus", 530_000, False, None)
    # The same name in other capitals is no other name.
    assert (shoe.other_ids, shoe.other_names) == ((("strava", "g0"), ("garmin", "abc")), ("Nike Peg 41",))


def test_a_pair_is_retired_when_all_its_records_are_and_since_the_last() -> None:
    gone = replace(PEGASUS, retired=True, retired_at=LATELY)
    (shoe,) = join_shoes([gone, OLD], [], aliases=aliases((OLD, PEGASUS)))
    assert (shoe.retired, shoe.retired_at) == (True, LATELY)
    (shoe,) = join_shoes([replace(gone, retired_at=None), OLD], [], aliases=aliases((OLD, PEGASUS)))
    assert (shoe.retired, shoe.retired_at) == (True, None)


@pytest.mark.parametrize("order", [(PEGASUS, PEG, OLD), (OLD, PEG, PEGASUS), (PEG, OLD, PEGASUS)])
def test_an_alias_of_an_alias_is_the_same_pair(order: tuple[Shoe, ...]) -> None:
    for named in (aliases((OLD, PEG), (PEG, PEGASUS)), aliases((PEG, PEGASUS), (OLD, PEG))):
        (shoe,) = join_shoes(order, [], aliases=named)
        assert (shoe.name, shoe.ids) == ("Pegasus", frozenset(ids(PEGASUS, PEG, OLD)))


def test_an_alias_takes_along_what_was_joined_by_its_runs() -> None:
    twin = replace(OTHER, source="strava", source_id="g9")
    runs = [run(day, *ids(OTHER, twin)) for day in range(1, 6)]
    runs = [replace(each, copies=(f"strava-{each.start.day}", f"garmin-{each.start.day}")) for each in runs]
    assert [shoe.name for shoe in join_shoes([OTHER, twin, PEG], runs)] == ["Other", "Nike Peg 41"]
    (shoe,) = join_shoes([OTHER, twin, PEG], runs, aliases=aliases((twin, PEG)))
    assert (shoe.name, shoe.ids) == ("Nike Peg 41", frozenset(ids(OTHER, twin, PEG)))


@pytest.mark.parametrize(
    "named",
    [
        {},
        aliases((PEG, PEG)),
        {("garmin", "abc"): ("garmin", "gone")},
        {("garmin", "gone"): ("garmin", "abc")},
    ],
)
def test_without_an_alias_or_with_one_of_nothing_pairs_stay_as_they_are(named: dict[ShoeId, ShoeId]) -> None:
    assert join_shoes([PEGASUS, PEG], [], aliases=named) == (PEGASUS, PEG)


BLUE, RED = ("garmin", "blue"), ("own", "1")
DEFAULTS: Defaults = {
    Sport.RUN: ((FIRST, BLUE), (FIRST + timedelta(days=9), RED), (FIRST + timedelta(days=19), None)),
    Sport.TRAIL_RUN: ((FIRST, RED),),
}


@pytest.mark.parametrize(
    ("worn", "pair"),
    [
        (run(1), BLUE),
        (run(9), BLUE),
        (run(10), RED),
        (run(19), RED),
        (run(20), None),
        (run(31), None),
        (run(1, sport=Sport.TRAIL_RUN), RED),
        (run(1, sport=Sport.WALK), None),
        # What names a shoe keeps it.
        (run(5, ("strava", "g1")), None),
    ],
)
def test_a_run_without_a_shoe_wears_the_pair_that_was_the_default_on_its_day(worn: Run, pair: ShoeId | None) -> None:
    assert default_of(worn, DEFAULTS) == pair
    assert dress([worn], DEFAULTS) == ((replace(worn, gear=(pair,)) if pair else worn),)


def test_the_day_before_a_default_was_set_has_none() -> None:
    before = replace(run(1), start=datetime(2026, 2, 28, 8, 0, tzinfo=UTC))
    assert default_of(before, DEFAULTS) is None
    assert default_of(run(1), {}) is None


def test_what_was_worn_by_default_is_counted_and_nothing_else() -> None:
    worn = [
        run(1),
        run(2, distance_m=5_000),
        run(3, ("strava", "g1")),
        run(10, distance_m=7_000),
        run(11, distance_m=None),
    ]
    counted = metres_by_default([*worn, run(4, sport=Sport.TRAIL_RUN, distance_m=1_000)], DEFAULTS)
    assert counted == {BLUE: 15_000, RED: 8_000}
