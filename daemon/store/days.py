"""Days that the runs on record do not tell: of what could not be read, of what was purged, and of strength training."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, tzinfo

from sqlalchemy import Connection, select

from daemon.copies import origin_of_key
from daemon.merge import merge
from daemon.schema import activities, quarantined
from daemon.store.pairings import load_pairings
from daemon.store.purged import purged_runs, purged_strength, run_of_day
from daemon.store.records import RECORDS, is_present, read_records
from daemon.store.rows import ATHLETE, SINCE
from rules.records import Run, Sport

_UNREADABLE = select(quarantined.c.source, quarantined.c.source_id, quarantined.c.day).where(
    quarantined.c.athlete == ATHLETE,
    quarantined.c.day >= SINCE,
    ~select(activities.c.id)
    .where(
        activities.c.athlete == ATHLETE,
        is_present,
        activities.c.source == quarantined.c.source,
        activities.c.source_id == quarantined.c.source_id,
    )
    .exists(),
)
_STRENGTH = RECORDS.where(activities.c.sport == Sport.STRENGTH.value, activities.c.local_day >= SINCE)


def unknown_runs(
    connection: Connection, athlete: str, outings: Collection[Run], *, since: date, zone: tzinfo
) -> Iterator[Run]:
    """Yield what was run since a day and cannot be told how far, given all outings that are on record since then."""
    yield from _unreadable(connection, athlete, outings, since=since, zone=zone)
    yield from purged_runs(connection, athlete, outings, since=since, zone=zone)


def _unreadable(
    connection: Connection, athlete: str, runs: Iterable[Run], *, since: date, zone: tzinfo
) -> Iterator[Run]:
    """Yield the days of what could not be read, as runs of unknown distance.

    A day on which another source has a run is not one of them: that is the copy which could be read. Of files each kind
    is a source here: of a run that Garmin's export spoils, Strava's may tell.
    """
    rows = connection.execute(_UNREADABLE, {"athlete": athlete, "since": since}).all()
    readable = {(run.day, origin_of_key(copy)) for run in runs if rows and run.sport.is_run for copy in run.copies}
    for row in rows:
        key = f"{row.source}-{row.source_id}"
        if any(day == row.day and told != origin_of_key(key) for day, told in readable):
            continue
        yield run_of_day(key, row.day, zone)


def strength_days(connection: Connection, athlete: str, *, since: date) -> tuple[date, ...]:
    """Return the days with strength training from a day on, oldest first; one that came in twice counts once.

    Of a purged one only the day is known: it counts where no other training of that day is on record.
    """
    records = read_records(connection, _STRENGTH, athlete, since=since)
    days = [session.day for session in merge(records, pairings=load_pairings(connection, athlete))]
    purged = set(purged_strength(connection, athlete, since=since))
    return tuple(sorted((*days, *purged.difference(days))))
