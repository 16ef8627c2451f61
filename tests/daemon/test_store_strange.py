"""What becomes of a record whose kind nobody knows, where something is known of it and where nothing is."""

from datetime import timedelta

import pytest

from connectors.base import KIND_LOST, Batch, Listing, Quarantined, strange_kind_there
from daemon import schema
from daemon.store.activities import Saved
from daemon.store.database import Database
from rules.records import Sport
from tests.daemon.test_store_saving import LATER, NOW, START, put, rows, run

DAY = timedelta(days=1)


def strange(*source_ids: str) -> tuple[Quarantined, ...]:
    what = strange_kind_there("TrackRun")
    return tuple(Quarantined(source="strava", source_id=each, what=what, day=START.date()) for each in source_ids)


@pytest.mark.parametrize("sport", [Sport.RUN, Sport.RIDE])
def test_what_is_of_an_unknown_kind_now_stays_what_it_was(database: Database, sport: Sport) -> None:
    put(database, Batch(activities=(run(sport=sport, is_race=True),)))
    before = rows(database, schema.activities)
    again = run(sport=Sport.OTHER, distance_m=0, gear_id=None)
    assert put(database, Batch(activities=(again,), quarantined=strange("1")), now=LATER) == Saved()
    assert rows(database, schema.activities) == before
    assert [row.what for row in rows(database, schema.quarantined)] == [KIND_LOST.text]
    # It is told of its kind again.
    put(database, Batch(activities=(run(sport=Sport.WALK),)), now=LATER)
    assert [row.sport for row in rows(database, schema.activities)] == ["walk"]
    assert rows(database, schema.quarantined) == []


def test_a_deleted_run_that_is_listed_again_without_a_kind_is_a_run_again(database: Database) -> None:
    put(database, Batch(activities=(run("1"), run("2"))))
    put(database, Batch(listing=Listing(since=None, source_ids=frozenset({"2"}))), now=LATER)
    assert [row.deleted_at for row in rows(database, schema.activities)] == [LATER, None]
    back = Batch(activities=(run("1", sport=Sport.OTHER),), quarantined=strange("1"))
    assert put(database, back, now=LATER + DAY) == Saved(changed=1)
    (first, _) = rows(database, schema.activities)
    assert (first.sport, first.deleted_at, first.changed_at) == ("run", None, LATER + DAY)


def test_what_was_never_known_as_another_kind_is_told_from_when_it_came(database: Database) -> None:
    for now, distance_m in ((NOW, 10_000), (LATER, 12_000)):
        batch = Batch(activities=(run(sport=Sport.OTHER, distance_m=distance_m),), quarantined=strange("1"))
        put(database, batch, now=now)
    assert [row.distance_m for row in rows(database, schema.activities)] == [12_000]
    assert [(row.what, row.at) for row in rows(database, schema.quarantined)] == [(strange("1")[0].what.text, NOW)]
