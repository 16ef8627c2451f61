"""How long the rules wait for a first import; and a source whose list is not believed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from connectors.base import Batch, Listing
from daemon.store.database import Database
from daemon.store.health import source_health
from daemon.store.saving import save
from daemon.store.sources import imports_of
from daemon.store.syncs import begin_sync, finish_sync
from rules.health import Trouble
from rules.records import Activity, Sport

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def sync(database: Database, now: datetime, *, source: str = "strava", trouble: Trouble | None = None) -> None:
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", source, now=now)
        finish_sync(connection, "me", source, run_id=run_id, now=now, trouble=trouble)


def awaited(connection: Connection, *configured: str, now: datetime) -> Mapping[str, datetime]:
    return imports_of(connection, "me", configured=configured, now=now).awaited


def a_run_of(database: Database, source: str, now: datetime, *, days_ago: int = 0) -> None:
    run = Activity(
        source=source,
        source_id=str(days_ago),
        sport=Sport.RUN,
        start=NOW - days_ago * DAY,
        elapsed_s=3600,
        moving_s=3600,
        distance_m=9000,
    )
    with database.begin() as connection:
        save(connection, "me", source, Batch(activities=(run,)), now=now)


def test_a_first_import_is_waited_for_a_day_from_its_first_record_on_however_it_goes(database: Database) -> None:
    """Logged in and asked in vain for three days; then it brings, and every try is killed or breaks off."""
    for hours in (-72, -48, -24):
        sync(database, NOW + hours * HOUR, trouble=Trouble.FAILING)
    with database.read() as connection:
        assert awaited(connection, "strava", now=NOW) == {}
    for hours, trouble in ((0, None), (5, Trouble.RATE_LIMITED), (10, Trouble.FAILING), (20, Trouble.RATE_LIMITED)):
        with database.begin() as connection:
            begin_sync(connection, "me", "strava", now=NOW + hours * HOUR)
        a_run_of(database, "strava", NOW + hours * HOUR)
        a_run_of(database, "strava", NOW + hours * HOUR, days_ago=hours)
        if trouble is not None:
            sync(database, NOW + hours * HOUR, trouble=trouble)
        with database.read() as connection:
            assert awaited(connection, "strava", now=NOW + hours * HOUR) == {"strava": NOW + DAY}
    with database.read() as connection:
        last = imports_of(connection, "me", configured=("strava",), now=NOW + DAY - timedelta(seconds=1))
        over = imports_of(connection, "me", configured=("strava",), now=NOW + DAY)
    assert (last.awaited, last.settled, last.are_history) == ({"strava": NOW + DAY}, (), False)
    # From here on it is a history like any other: it counts from when it began to bring.
    assert (over.awaited, over.settled, over.are_history) == ({}, (NOW,), True)


def test_a_source_that_is_not_configured_any_more_is_neither_waited_for_nor_history(database: Database) -> None:
    with database.begin() as connection:
        begin_sync(connection, "me", "strava", now=NOW)
    a_run_of(database, "strava", NOW)
    sync(database, NOW + HOUR, source="garmin")
    with database.read() as connection:
        without = imports_of(connection, "me", configured=("garmin",), now=NOW + 2 * HOUR)
        later = imports_of(connection, "me", configured=("garmin",), now=NOW + 30 * DAY)
        again = imports_of(connection, "me", configured=("garmin", "strava"), now=NOW + 30 * DAY)
        at_once = imports_of(connection, "me", configured=("garmin", "strava"), now=NOW + 3 * HOUR)
    assert (without.awaited, without.settled) == ({}, (NOW + HOUR,))
    assert later == without
    # Switched on again within its day it is waited for as long as ever; a month later it has had its time.
    assert (at_once.awaited, at_once.settled) == ({"strava": NOW + DAY}, (NOW + HOUR,))
    assert (again.awaited, again.settled) == ({}, (NOW + HOUR, NOW))


@pytest.mark.parametrize("trouble", [Trouble.LOGIN_DEAD, Trouble.SUBSCRIPTION_LAPSED])
def test_what_only_a_person_ends_holds_up_no_other_source(database: Database, trouble: Trouble) -> None:
    sync(database, NOW, trouble=trouble)
    a_run_of(database, "strava", NOW)
    with database.read() as connection:
        # Alone it is all that there will be: a part of it is told of as late as any.
        assert awaited(connection, "strava", "garmin", now=NOW + HOUR) == {"strava": NOW + DAY}
    sync(database, NOW, source="garmin")
    with database.read() as connection:
        assert imports_of(connection, "me", configured=("strava", "garmin"), now=NOW + HOUR).are_history


def test_a_source_that_is_not_believed_is_asked_in_vain(database: Database) -> None:
    a_run_of(database, "strava", NOW)
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "strava", now=NOW + HOUR)
        empty = Batch(listing=Listing(since=None, source_ids=frozenset()))
        saved = save(connection, "me", "strava", empty, now=NOW + HOUR)
        finish_sync(connection, "me", "strava", run_id=run_id, now=NOW + HOUR, saved=saved)
        (health,) = source_health(connection, "me", {"strava": HOUR}, now=NOW + HOUR)
    assert (health.doubted_since, health.asked_in_vain, health.last_success) == (NOW + HOUR, True, None)


def test_import_that_was_broken_off_holds_up_nobody(database: Database) -> None:
    run = Activity(
        source="files", source_id="fit-1", sport=Sport.RUN, start=NOW, elapsed_s=3600, moving_s=3600, distance_m=9000
    )
    with database.begin() as connection:
        for source in ("files", "strava"):
            begin_sync(connection, "me", source, now=NOW)
        save(connection, "me", "files", Batch(activities=(run,)), now=NOW)
        assert not awaited(connection, "files", "strava", now=NOW)
        save(connection, "me", "strava", Batch(activities=(replace(run, source="strava"),)), now=NOW)
        assert list(awaited(connection, "files", "strava", now=NOW)) == ["strava"]
