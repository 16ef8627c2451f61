"""What the runner joins and splits, in a real database: for good, judged again, and taken back."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from connectors.base import Batch, Listing
from daemon import schema
from daemon.copies import Why
from daemon.store.database import Database
from daemon.store.judged import set_judged_through
from daemon.store.pairings import load_merged, load_pairings, outing_of, set_apart, set_together
from daemon.store.past import load_past
from daemon.store.runs import Listed, find_run, list_runs, load_runs
from daemon.store.said import set_excluded
from daemon.store.saving import save
from daemon.store.state import load_state
from rules.records import Activity, Sport
from rules.state import RunnerState
from tests.daemon import brought
from tests.daemon.brought import DAY, NOW

ZONE = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 3, 20)
EARLIER = timedelta(hours=1)


def run(source: str, source_id: str = "1", *, days_ago: float = 0, **changes: Any) -> Activity:
    """At eight in the morning."""
    return brought.run(source, source_id, days_ago, **{"start": NOW - timedelta(hours=4) - days_ago * DAY, **changes})


def put(database: Database, *records: Activity, now: datetime = NOW - EARLIER) -> None:
    with database.begin() as connection:
        for record in records:
            save(connection, "me", record.source, Batch(activities=(record,)), now=now)


def split(database: Database, key: str) -> tuple[str, ...]:
    with database.begin() as connection:
        return set_apart(connection, "me", key, now=NOW)


def join(database: Database, key: str, other: str) -> None:
    with database.begin() as connection:
        set_together(connection, "me", key, other, now=NOW)


def load(database: Database) -> RunnerState:
    with database.read() as connection:
        return load_state(connection, "me", now=NOW, intervals={"garmin": timedelta(hours=1)}, receivers=())


def counted(database: Database) -> list[set[str]]:
    """The copies of each run that counts, as the rules see them."""
    return [set(each.copies) for session in load(database).history.sessions for each in session.runs]


def listed(database: Database) -> list[Listed]:
    with database.read() as connection:
        return list(list_runs(connection, "me", since=TODAY - 9 * DAY, today=TODAY))


def said(database: Database) -> dict[tuple[str, str], bool]:
    with database.read() as connection:
        return dict(load_pairings(connection, "me"))


def test_a_record_that_was_split_off_is_a_run_of_its_own_everywhere(database: Database) -> None:
    put(database, run("garmin"), run("strava", "7"), run("files", "fit-1"))
    assert counted(database) == [{"garmin-1", "strava-7", "files-fit-1"}]
    assert set(split(database, "strava-7")) == {"garmin-1", "files-fit-1"}
    assert sorted(map(sorted, counted(database))) == [["files-fit-1", "garmin-1"], ["strava-7"]]
    assert {each.run.run_id: (each.is_split, each.is_joined) for each in listed(database)} == {
        "garmin-1": (True, False),
        "strava-7": (True, False),
    }
    with database.read() as connection:
        past = load_past(connection, "me", zone=ZONE)
        found = find_run(connection, "me", "strava-7")
        kept = load_runs(connection, "me", ["strava-7"])
        copies = outing_of(connection, "me", "garmin-1")
    assert sorted(each.run_id for each in past.runs) == ["garmin-1", "strava-7"]
    assert found is not None
    assert (found.copies, [each.copies for each in kept]) == (("strava-7",), [("strava-7",)])
    assert {copy.key for copy in copies} == {"garmin-1", "files-fit-1"}


def test_it_stays_apart_when_it_comes_in_again_and_when_another_copy_does(database: Database) -> None:
    put(database, run("garmin"), run("strava", "7"))
    split(database, "strava-7")
    put(database, run("strava", "7", distance_m=10_010), run("garmin", distance_m=9_990))
    assert sorted(map(sorted, counted(database))) == [["garmin-1"], ["strava-7"]]
    put(database, run("files", "fit-1"))
    assert sorted(len(copies) for copies in counted(database)) == [1, 2]


def test_to_split_what_was_joined_leaves_each_outing_its_copies(database: Database) -> None:
    # Two runs, two copies each, that were joined by mistake: no third run comes of it.
    first, second = {"garmin-1", "strava-1"}, {"garmin-2", "strava-2"}
    put(database, run("garmin", days_ago=0.5), run("strava", days_ago=0.5), run("garmin", "2"), run("strava", "2"))
    join(database, "garmin-1", "garmin-2")
    assert counted(database) == [first | second]
    assert split(database, "strava-2") == ("garmin-1", "strava-1")
    assert counted(database) == [first, second]
    assert said(database) == {}
    # What came in as one run is parted record by record.
    assert split(database, "strava-2") == ("garmin-2",)
    assert counted(database) == [first, {"garmin-2"}, {"strava-2"}]
    assert split(database, "garmin-9") == ()


def test_to_exclude_what_was_split_off_leaves_the_other(database: Database) -> None:
    put(database, run("garmin"), run("strava", "7"))
    split(database, "strava-7")
    with database.begin() as connection:
        assert set_excluded(connection, "me", "strava-7", counts=False, now=NOW)
    assert counted(database) == [{"garmin-1"}]


def test_a_record_alone_cannot_be_split_nor_what_is_not_there(database: Database) -> None:
    put(database, run("garmin"))
    assert split(database, "garmin-1") == split(database, "garmin-9") == ()
    assert said(database) == {}


def test_two_runs_that_look_unlike_are_one_by_the_runners_word(database: Database) -> None:
    # The watch was started after 6 km; the phone had it all.
    late = run("garmin", distance_m=4_000, elapsed_s=1_300, moving_s=1_300, start=NOW - timedelta(hours=2))
    put(database, late, run("strava", "7"))
    assert len(counted(database)) == 2
    join(database, "garmin-1", "strava-7")
    assert counted(database) == [{"garmin-1", "strava-7"}]
    assert [(each.is_joined, each.is_split) for each in listed(database)] == [(True, False)]
    put(database, run("strava", "7", distance_m=9_000))
    assert len(counted(database)) == 1


def test_a_join_takes_a_split_back_and_a_split_a_join(database: Database) -> None:
    put(database, run("garmin"), run("strava", "7"), run("files", "fit-1"))
    before = counted(database)
    split(database, "strava-7")
    # By the name of a copy that it was never compared with.
    join(database, "strava-7", "files-fit-1")
    assert counted(database) == before
    assert said(database) == {("files-fit-1", "strava-7"): True}
    split(database, "strava-7")
    assert sorted(map(sorted, counted(database))) == [["files-fit-1", "garmin-1"], ["strava-7"]]
    assert set(said(database).values()) == {False}


def test_a_join_that_lost_a_copy_is_no_join_any_more(database: Database) -> None:
    put(database, run("garmin"), run("strava", "7", days_ago=0.5))
    join(database, "garmin-1", "strava-7")
    with database.begin() as connection:
        gone = Batch(listing=Listing(since=None, source_ids=frozenset({"other"})))
        save(connection, "me", "strava", gone, now=NOW)
    assert counted(database) == [{"garmin-1"}]
    assert [each.is_joined for each in listed(database)] == [False]


def test_what_is_split_and_joined_is_judged_again(database: Database) -> None:
    put(database, run("garmin", days_ago=3), run("strava", "7", days_ago=3), now=NOW - 2 * DAY)
    for change in (lambda: split(database, "strava-7"), lambda: join(database, "strava-7", "garmin-1")):
        with database.begin() as connection:
            set_judged_through(connection, "me", NOW, known_through=TODAY)
        assert load(database).judged == ()
        change()
        assert len(load(database).judged) == 1


def test_what_one_runner_says_is_nothing_to_another(database: Database) -> None:
    put(database, run("garmin"), run("strava", "7"))
    with database.begin() as connection:
        for record in (run("garmin"), run("strava", "7")):
            save(connection, "anna", record.source, Batch(activities=(record,)), now=NOW)
        set_apart(connection, "anna", "strava-7", now=NOW)
    assert len(counted(database)) == 1
    with database.begin() as connection:
        set_together(connection, "anna", "strava-7", "garmin-1", now=NOW)
        set_apart(connection, "me", "strava-7", now=NOW)
        set_together(connection, "anna", "strava-7", "garmin-1", now=NOW)
    assert len(counted(database)) == 2


def test_what_was_merged_is_told_with_its_reasons_the_newest_first(database: Database) -> None:
    hidden = datetime(2026, 3, 18, 0, 0, 1, tzinfo=ZONE)
    put(
        database,
        run("garmin", "1", days_ago=2),
        run("strava", "7", start=hidden),
        run("garmin", "2", days_ago=1),
        run("strava", "8", days_ago=1, average_heart_rate_bpm=150.0),
        run("garmin", "3"),
        run("garmin", "4", days_ago=20),
        run("strava", "9", days_ago=20),
        run("garmin", "5", days_ago=1, sport=Sport.WALK, start=NOW - timedelta(days=1)),
        run("strava", "10", days_ago=1, sport=Sport.WALK, start=NOW - timedelta(days=1)),
    )
    with database.read() as connection:
        found = load_merged(connection, "me", since=TODAY - 9 * DAY)
        assert load_merged(connection, "anna", since=TODAY - 9 * DAY) == ()
    assert [[(copy.activity.key, copy.why) for copy in each.copies] for each in found] == [
        [("garmin-2", Why.FIRST), ("strava-8", Why.OVERLAP)],
        [("garmin-1", Why.FIRST), ("strava-7", Why.HIDDEN)],
    ]
    assert found[0].taken["average_heart_rate_bpm"] == "strava-8"


@pytest.mark.parametrize("with_pairing", [False, True])
def test_nothing_is_written_by_reading(database: Database, with_pairing: bool) -> None:
    put(database, run("garmin"), run("strava", "7"))
    if with_pairing:
        split(database, "strava-7")

    def stored() -> list[Any]:
        with database.read() as connection:
            tables = (schema.activities, schema.pairings)
            return [tuple(row) for table in tables for row in connection.execute(select(table))]

    before = stored()
    assert len(counted(database)) == len(listed(database)) == 1 + with_pairing
    assert stored() == before
