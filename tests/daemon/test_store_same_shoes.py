"""One pair in several services and in their exports, in a real database: counted once, split, joined, proposed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from daemon.store.database import Database
from daemon.store.pairings import load_merged
from daemon.store.same_shoes import load_proposals, load_split, set_alias, split, unsplit
from daemon.store.shoe_options import set_initial
from rules.records import Activity, Shoe
from tests.daemon.brought import DAY, NOW
from tests.daemon.test_store_shoes import TODAY, default, load, named, pair, put, run, say, totals


def in_places(at: int, days_ago: float, *, strava: str = "", garmin: str = "", **exports: str) -> list[Activity]:
    """One run as each of these places knows it, in the shoe that it names there: nothing else differs."""
    made = []
    if strava:
        made.append(run(f"{at}", days_ago, gear_id=strava))
    if garmin:
        made.append(run(f"{at}", days_ago, source="garmin", gear_id=garmin))
    for service, gear in exports.items():
        made.append(run(f"{service.removesuffix('s_export')}-{at}", days_ago, source="files", gear_id=gear))
    return made


def test_the_totals_of_three_places_are_never_added(database: Database) -> None:
    runs = [in_places(at, at, strava="g1", garmin="abc", stravas_export="strava-pegasus") for at in range(1, 6)]
    put(
        database,
        *(each for copies in runs for each in copies),
        shoes=(
            pair("g1", "Pegasus", 512_000),
            pair("abc", "Pegasus", 498_000, source="garmin"),
            pair("strava-pegasus", "Pegasus", 505_000, source="files"),
        ),
    )
    assert totals(database) == {"Pegasus": 512_000}


def test_an_export_that_keeps_no_total_tells_what_was_run_since_the_service_was_asked_last(database: Database) -> None:
    shoes = (pair("g1", "Pegasus", 30_000), pair("strava-pegasus", "Pegasus", None, source="files"))
    known = [in_places(at, at, strava="g1", stravas_export="strava-pegasus") for at in (3, 4, 5)]
    put(database, *(each for copies in known for each in copies), shoes=shoes)
    # The service's 30,000, not 30,000 and three runs of 10,000.
    assert totals(database) == {"Pegasus": 30_000}
    put(database, *in_places(2, 2, stravas_export="strava-pegasus"), *in_places(1, 1, stravas_export="strava-pegasus"))
    assert totals(database) == {"Pegasus": 50_000}


def test_a_pair_that_only_files_tell_of_has_each_of_its_runs_once(database: Database) -> None:
    both = [in_places(at, at, stravas_export="strava-pegasus", garmins_export="garmin-abc") for at in (2, 3, 4)]
    alone = [*in_places(5, 5, stravas_export="strava-pegasus"), *in_places(1, 1, garmins_export="garmin-abc")]
    shoes = (
        pair("strava-pegasus", "Pegasus", None, source="files"),
        pair("garmin-abc", "Pegasus", None, source="files", limit_m=600_000),
    )
    put(database, *(each for copies in both for each in copies), *alone, shoes=shoes)
    # Five runs; each export knows four.
    assert totals(database) == {"Pegasus": 50_000}
    say(database, set_initial, named(database, "Pegasus"), 120_000)
    assert totals(database) == {"Pegasus": 170_000}
    assert named(database, "Pegasus").limit_m == 600_000


def test_a_run_by_default_counts_once_though_two_places_know_it(database: Database) -> None:
    put(
        database,
        *in_places(3, 3, strava="g1", garmin="abc"),
        run("2", 2),
        run("2", 2, source="garmin"),
        run("strava-2", 2, source="files"),
        shoes=(pair("g1", "Pegasus", 512_000), pair("abc", "Pegasus", 498_000, source="garmin")),
    )
    default(database, "Pegasus", days_ago=9)
    # Neither service counts that run: 512,000 + 10,000.
    assert totals(database) == {"Pegasus": 522_000}


def two_pairs(*, at_strava: str, at_garmin: str) -> tuple[list[Activity], tuple[Shoe, ...]]:
    """Ten runs in Pegasus, then ten in Kestrel, as both services know them; the sixth is where somebody says."""
    worn = ["Pegasus" if at > 10 else "Kestrel" for at in range(1, 21)]
    strava, garmin = [list(worn) for _ in range(2)]
    strava[14], garmin[14] = at_strava, at_garmin
    records = [
        each
        for at in range(20)
        for each in in_places(at + 1, at + 1, strava=f"g-{strava[at]}", garmin=f"x-{garmin[at]}")
    ]
    shoes = tuple(
        pair(f"{prefix}-{name}", name, told.count(name) * 10_000, source=source)
        for source, prefix, told in (("strava", "g", strava), ("garmin", "x", garmin))
        for name in ("Pegasus", "Kestrel")
    )
    return records, shoes


@pytest.mark.parametrize(
    ("at_strava", "at_garmin", "pegasus_m", "kestrel_m"),
    [
        ("Pegasus", "Pegasus", 100_000, 100_000),
        ("Kestrel", "Kestrel", 90_000, 110_000),
        # The services disagree: Garmin's word goes first, and what Strava counts is not added to the other pair.
        ("Kestrel", "Pegasus", 100_000, 100_000),
        ("Pegasus", "Kestrel", 90_000, 110_000),
    ],
)
def test_a_shoe_reassigned_in_its_service_moves_its_kilometres(
    database: Database, at_strava: str, at_garmin: str, pegasus_m: int, kestrel_m: int
) -> None:
    records, shoes = two_pairs(at_strava="Pegasus", at_garmin="Pegasus")
    put(database, *records, shoes=shoes)
    assert totals(database) == {"Pegasus": 100_000, "Kestrel": 100_000}
    records, shoes = two_pairs(at_strava=at_strava, at_garmin=at_garmin)
    put(database, *records, shoes=shoes)
    assert totals(database) == {"Pegasus": pegasus_m, "Kestrel": kestrel_m}
    worn = [each.gear for each in load(database).on_foot.every.all if each.run_id.endswith("-15")]
    assert {name.partition("-")[2] for gear in worn for _source, name in gear} == {at_garmin}


def test_a_run_of_long_ago_about_whose_shoe_two_services_disagree_counts_for_one_pair(database: Database) -> None:
    # 350 runs, one every second day: the newest 300 of them are loaded, and the last two are older. Of the one before
    # the last only Strava says that it was in Kestrel.
    records = [
        each
        for at in range(350)
        for each in in_places(at, 2 * at, strava="g2" if at >= 348 else "g1", garmin="x2" if at == 349 else "x1")
    ]
    shoes = (
        pair("g1", "Pegasus", 3_480_000),
        pair("g2", "Kestrel", 40_000),
        pair("x1", "Pegasus", 3_490_000, source="garmin"),
        pair("x2", "Kestrel", 30_000, source="garmin"),
    )
    put(database, *records, shoes=shoes)
    assert totals(database) == {"Pegasus": 3_490_000, "Kestrel": 30_000}


def test_a_copy_on_the_day_before_the_oldest_loaded_run_is_no_run_more(database: Database) -> None:
    # 301 runs at a quarter past midnight, of which 300 are loaded. Of the oldest of those the export tells a time in
    # UTC: on the day before.
    night = [
        run(f"{at}", 2 * at, gear_id="g1", start=NOW.replace(hour=0, minute=15) - 2 * at * DAY) for at in range(301)
    ]
    oldest = night[299]
    copy = replace(oldest, source="files", source_id="strava-299", start=oldest.start.astimezone(UTC), gear_id="s")
    assert copy.day == oldest.day - DAY
    put(database, *night, copy, shoes=(pair("g1", "Pegasus", None), pair("s", "Pegasus", None, source="files")))
    assert totals(database) == {"Pegasus": 3_010_000}


def test_two_pairs_of_one_name_are_split_and_unsplit_without_a_trace(database: Database) -> None:
    runs = [each for at in range(1, 6) for each in in_places(at, at, strava="g1", garmin="abc")]
    put(database, *runs, shoes=(pair("g1", "Pegasus", 512_000), pair("abc", "Pegasus", 498_000, source="garmin")))
    before = load(database).shoes
    (joined,) = before
    say(database, split, joined)
    with database.begin() as connection:
        split(connection, "anna", joined)
    assert [(shoe.key, shoe.total_m) for shoe in load(database).shoes] == [
        ("garmin-abc", 498_000),
        ("strava-g1", 512_000),
    ]
    # What is said twice is said once; a sync changes nothing of it.
    say(database, split, joined)
    put(database, shoes=(pair("g1", "Pegasus", 512_000), pair("abc", "Pegasus", 498_000, source="garmin")))
    garmin, strava = load(database).shoes
    with database.read() as connection:
        assert load_split(connection, "me", (garmin, strava)) == (garmin, strava)
    say(database, unsplit, strava)
    assert load(database).shoes == before
    with database.read() as connection:
        assert load_split(connection, "me", before) == ()
        assert load_split(connection, "anna", before) == before


def test_an_alias_takes_a_split_back_for_good(database: Database) -> None:
    runs = [each for at in range(1, 6) for each in in_places(at, at, strava="g1", garmin="abc")]
    put(database, *runs, shoes=(pair("g1", "Pegasus", 512_000), pair("abc", "Pegasus", 498_000, source="garmin")))
    say(database, split, named(database, "Pegasus"))
    garmin, strava = load(database).shoes
    say(database, set_alias, garmin, strava)
    assert totals(database) == {"Pegasus": 512_000}
    say(database, set_alias, garmin, None)
    assert totals(database) == {"Pegasus": 512_000}


def test_what_may_be_one_pair_is_proposed_until_it_is_answered(database: Database) -> None:
    runs = [each for at in range(1, 6) for each in in_places(at, at, strava="g1", garmin="abc")]
    put(database, *runs, shoes=(pair("g1", "Pegasus", 512_000), pair("abc", "Nike Peg", 498_000, source="garmin")))
    shoes = load(database).shoes

    def proposed(since: date) -> list[tuple[str, str, int]]:
        with database.read() as connection:
            found = load_proposals(connection, "me", shoes, since=since)
        return [(each.one.name, each.other.name, each.runs) for each in found]

    assert proposed(TODAY - 9 * DAY) == [("Nike Peg", "Pegasus", 5)]
    # Two runs since then.
    assert proposed(TODAY - 2 * DAY) == []
    say(database, split, *shoes)
    assert proposed(TODAY - 9 * DAY) == []


def test_a_run_of_the_first_day_is_whole_where_another_zone_has_it_on_the_day_before(database: Database) -> None:
    shoes = (pair("g1", "Nike Peg", 200_000), pair("abc", "Pegasus", 200_000, source="garmin"))
    runs = [in_places(at, at, strava="g1", garmin="abc") for at in (1, 2)]
    # In Amsterdam at half past midnight on 17 March, in UTC at half past eleven on the 16th.
    start = datetime(2026, 3, 16, 23, 30, tzinfo=UTC)
    late = [run("3", 3, start=start, gear_id="g1")]
    late += [run("3", 3, start=start.astimezone(NOW.tzinfo), source="garmin", gear_id="abc")]
    assert [each.day for each in late] == [TODAY - 4 * DAY, TODAY - 3 * DAY]
    put(database, *(each for copies in runs for each in copies), *late, shoes=shoes)
    with database.read() as connection:
        found = load_proposals(connection, "me", shoes, since=TODAY - 3 * DAY)
        [night] = [
            each for each in load_merged(connection, "me", since=TODAY - 3 * DAY) if "strava-3" in each.run.copies
        ]
    assert night.run.day == TODAY - 3 * DAY
    assert [each.runs for each in found] == [3]
