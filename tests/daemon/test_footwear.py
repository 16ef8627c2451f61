"""Which pairs are one by the runner's own word, and what runs that name no shoe were run in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from daemon.footwear import Defaults, ShoeId, default_of, dress, join_shoes, metres_by_default, proposals
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
    assert dress([worn], [], DEFAULTS) == ((replace(worn, gear=(pair,)) if pair else worn),)


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


def in_shoes(*gear: ShoeId, days: range, known_to: tuple[str, ...] = ("garmin", "strava", "files-strava")) -> list[Run]:
    """Runs that all these origins know, in shoes that some of them name, the better origin's first."""
    copies = {
        "garmin": "garmin-{}",
        "strava": "strava-{}",
        "files-strava": "files-strava-{}",
        "files-fit": "files-fit-{}",
    }
    return [
        replace(run(day, *gear), run_id=f"garmin-{day}", copies=tuple(copies[each].format(day) for each in known_to))
        for day in days
    ]


STRAVA = Shoe(source="strava", source_id="g1", name="Pegasus", total_m=512_000)
GARMIN = Shoe(source="garmin", source_id="abc", name="pegasus", total_m=498_000)
EXPORT = Shoe(source="files", source_id="strava-pegasus", name="Pegasus ", total_m=505_000)
GARMINS_EXPORT = Shoe(source="files", source_id="garmin-abc", name="Pegasus", total_m=497_000)


def test_one_pair_in_three_places_is_as_far_as_the_one_that_has_most_of_it() -> None:
    runs = in_shoes(*ids(GARMIN, STRAVA, EXPORT), days=range(1, 11))
    (shoe,) = join_shoes([STRAVA, GARMIN, EXPORT], runs)
    # Never 512 + 498 + 505.
    assert (shoe.total_m, shoe.ids) == (512_000, frozenset(ids(STRAVA, GARMIN, EXPORT)))


def test_the_exports_of_two_services_are_two_places_though_both_are_files() -> None:
    runs = [
        replace(each, copies=(f"files-garmin-{each.run_id}", f"files-strava-{each.run_id}"))
        for each in in_shoes(*ids(GARMINS_EXPORT, EXPORT), days=range(1, 6))
    ]
    (shoe,) = join_shoes([EXPORT, GARMINS_EXPORT], runs)
    assert (shoe.key, shoe.total_m, shoe.other_ids) == ("files-strava-pegasus", 505_000, (("files", "garmin-abc"),))


def test_two_pairs_of_one_export_that_have_one_name_stay_two() -> None:
    other = replace(EXPORT, source_id="strava-pegasus-2")
    runs = in_shoes(*ids(EXPORT, other), days=range(1, 6))
    assert len(join_shoes([EXPORT, other], runs)) == 2


def test_what_the_runner_split_stays_two_until_an_alias_says_otherwise() -> None:
    runs = in_shoes(*ids(GARMIN, STRAVA, EXPORT), days=range(1, 11))
    splits = {frozenset(ids(STRAVA, GARMIN))}
    joined = join_shoes([STRAVA, GARMIN, EXPORT], runs, splits=splits)
    # The export's is joined with the one of them that came first.
    assert [shoe.ids for shoe in joined] == [frozenset(ids(STRAVA, EXPORT)), frozenset(ids(GARMIN))]
    assert len(join_shoes([STRAVA, GARMIN], runs, splits=splits, aliases=aliases((GARMIN, STRAVA)))) == 1


def test_a_pair_that_its_service_retired_is_retired_whatever_an_export_tells() -> None:
    runs = in_shoes(*ids(STRAVA, EXPORT), days=range(1, 6))
    gone = replace(STRAVA, retired=True, retired_at=LATELY)
    (shoe,) = join_shoes([EXPORT, gone], runs)
    assert (shoe.retired, shoe.retired_at) == (True, LATELY)
    (shoe,) = join_shoes([replace(EXPORT, retired=True, retired_at=LONG_AGO), STRAVA], runs)
    assert (shoe.retired, shoe.retired_at) == (False, None)


KESTREL = Shoe(source="garmin", source_id="kes", name="Kestrel", total_m=100_000)
KESTREL_TOO = Shoe(source="strava", source_id="g2", name="Kestrel", total_m=110_000)
BOTH_KNOW = ("garmin", "strava")


def test_a_run_about_whose_shoe_two_places_disagree_counts_for_one_pair() -> None:
    # Worn on days 1 to 9 by both; on day 10 Garmin says Pegasus and Strava Kestrel, in which it counts the 10,000 m.
    runs = [
        *in_shoes(*ids(GARMIN, STRAVA), days=range(1, 10), known_to=BOTH_KNOW),
        *in_shoes(*ids(GARMIN, KESTREL_TOO), days=range(10, 11), known_to=BOTH_KNOW),
        *in_shoes(*ids(KESTREL, KESTREL_TOO), days=range(11, 21), known_to=BOTH_KNOW),
    ]
    shoes = join_shoes([replace(GARMIN, total_m=500_000), replace(STRAVA, total_m=490_000), KESTREL, KESTREL_TOO], runs)
    # 500,000; 110,000 - 10,000 beside 100,000.
    assert [(shoe.name, shoe.total_m) for shoe in shoes] == [("pegasus", 500_000), ("Kestrel", 100_000)]
    dressed = dress(runs, shoes, {})
    assert [each.gear for each in dressed[8:11]] == [
        (("garmin", "abc"), ("strava", "g1")),
        (("garmin", "abc"),),
        (("garmin", "kes"), ("strava", "g2")),
    ]


def test_who_has_both_pairs_knows_better_than_who_has_one() -> None:
    # Garmin puts every run in the one pair that it has; Strava has Kestrel besides, and says it was that one.
    runs = [
        *in_shoes(*ids(GARMIN, STRAVA), days=range(1, 10), known_to=BOTH_KNOW),
        *in_shoes(*ids(GARMIN, KESTREL_TOO), days=range(10, 12), known_to=BOTH_KNOW),
    ]
    shoes = join_shoes([replace(GARMIN, total_m=110_000), replace(STRAVA, total_m=90_000), KESTREL_TOO], runs)
    # 110,000 - 20,000 beside 90,000.
    assert [(shoe.name, shoe.total_m) for shoe in shoes] == [("pegasus", 90_000), ("Kestrel", 110_000)]
    assert [each.gear for each in dress(runs, shoes, {})][-1] == (("strava", "g2"),)


def test_pairs_that_may_be_one_under_two_names_keep_what_their_services_count() -> None:
    runs = in_shoes(*ids(KESTREL, STRAVA), days=range(1, 11), known_to=BOTH_KNOW)
    shoes = join_shoes([STRAVA, KESTREL], runs)
    assert [(shoe.name, shoe.total_m) for shoe in shoes] == [("Pegasus", 512_000), ("Kestrel", 100_000)]
    assert {each.gear for each in dress(runs, shoes, {})} == {(("garmin", "kes"),)}


def test_a_shoe_that_nobody_lists_is_no_word_against_one_that_is_listed() -> None:
    unlisted = run(1, ("garmin", "unknown"), *ids(STRAVA))
    assert dress([unlisted], [STRAVA], {})[0].gear == (("strava", "g1"),)
    nothing_else = run(1, ("garmin", "unknown"))
    assert dress([nothing_else], [STRAVA], DEFAULTS) == (nothing_else,)


ODD = Shoe(source="garmin", source_id="abc", name="Nike Air Zoom 41")


@pytest.mark.parametrize(
    ("both", "strava_else", "garmin_else", "runs"),
    [
        (3, 0, 0, 3),
        # Two runs prove nothing.
        (2, 0, 0, None),
        # 4 of the 5 of the one that was worn on fewer: 80 %.
        (4, 1, 6, 4),
        # 3 of 4: 75 %.
        (3, 1, 1, None),
    ],
)
def test_pairs_of_other_names_on_the_same_runs_are_proposed(
    both: int, strava_else: int, garmin_else: int, runs: int | None
) -> None:
    lived = [
        *in_shoes(*ids(ODD, STRAVA), days=range(1, 1 + both), known_to=BOTH_KNOW),
        *in_shoes(("garmin", "x"), *ids(STRAVA), days=range(11, 11 + strava_else), known_to=BOTH_KNOW),
        *in_shoes(*ids(ODD), ("strava", "x"), days=range(21, 21 + garmin_else), known_to=BOTH_KNOW),
    ]
    shoes = join_shoes([STRAVA, ODD], lived)
    assert len(shoes) == 2
    assert [each.runs for each in proposals(shoes, lived, splits=())] == ([] if runs is None else [runs])


def test_what_was_answered_is_not_proposed_nor_what_is_over() -> None:
    lived = in_shoes(*ids(ODD, STRAVA), days=range(1, 11), known_to=BOTH_KNOW)
    shoes = join_shoes([STRAVA, ODD], lived)
    (found,) = proposals(shoes, lived, splits=())
    assert (found.one.name, found.other.name, found.runs) == ("Pegasus", "Nike Air Zoom 41", 10)
    assert not list(proposals(shoes, lived, splits={frozenset(ids(STRAVA, ODD))}))
    assert not list(proposals(join_shoes([STRAVA, ODD], lived, aliases=aliases((ODD, STRAVA))), lived, splits=()))
    assert not list(proposals([replace(each, retired=True) for each in shoes], lived, splits=()))
    assert len(list(proposals([replace(shoes[0], retired=True), shoes[1]], lived, splits=()))) == 1
    # Two of one place are two by its runner's own word.
    twin = replace(ODD, source="strava")
    assert not list(proposals([STRAVA, twin], in_shoes(*ids(STRAVA, twin), days=range(1, 11)), splits=()))
