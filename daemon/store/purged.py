"""The days of what was purged: of a run that is not kept any more its day is known, and nothing else.

Such a day is no rest day, and how far it was run is unknown, until another source tells of that run.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, tzinfo

from sqlalchemy import Connection, select

from daemon.schema import purged_days
from rules.records import Run, Sport


def purged_runs(
    connection: Connection, athlete: str, runs: Collection[Run], *, since: date, zone: tzinfo | None
) -> Iterator[Run]:
    """Yield the days from `since` on of purged runs, as runs of unknown distance, given all runs that are on record.

    One that had a copy in another source stands there. One that had none may have come from another source since.
    """
    table = purged_days
    rows = connection.execute(
        select(table.c.source, table.c.day, table.c.alone, table.c.purged_at)
        .where(table.c.athlete == athlete, table.c.sport == Sport.RUN.value, table.c.day >= since)
        .order_by(table.c.day, table.c.source)
    ).all()
    on_day: dict[date, list[Run]] = {}
    for run in runs if rows else ():
        on_day.setdefault(run.day, []).append(run)
    for row in rows:
        others = [run for run in on_day.get(row.day, ()) if _tells(run, row.source)]
        if any(not row.alone or _came_after(run, row.purged_at) for run in others):
            continue
        key = f"{row.source}-{row.day.isoformat()}"
        start = datetime.combine(row.day, time(), tzinfo=zone)
        yield Run(run_id=key, sport=Sport.RUN, start=start, elapsed_s=0, moving_s=0, distance_m=None, copies=(key,))


def purged_strength(connection: Connection, athlete: str, *, since: date) -> Iterable[date]:
    """Return the days from `since` on of strength training that was purged."""
    table = purged_days
    of_athlete = (table.c.athlete == athlete) & (table.c.sport == Sport.STRENGTH.value)
    return connection.scalars(select(table.c.day).where(of_athlete, table.c.day >= since)).all()


def last_purged_day(connection: Connection, athlete: str, source: str) -> date | None:
    """Return the newest day of a purged run of a source."""
    table = purged_days
    of_source = (table.c.athlete == athlete) & (table.c.source == source) & (table.c.sport == Sport.RUN.value)
    last: date | None = connection.scalar(select(table.c.day).where(of_source).order_by(table.c.day.desc()).limit(1))
    return last


def _tells(run: Run, source: str) -> bool:
    """Say whether a run is told by another source than this one."""
    return run.sport.is_run and any(copy.partition("-")[0] != source for copy in run.copies)


def _came_after(run: Run, instant: datetime) -> bool:
    return run.arrived is not None and run.arrived > instant
