"""The days of what was purged: of a run that is not kept any more its day is known, and nothing else.

Such a day is no rest day, and how far it was run is unknown, until another source tells of that run.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, tzinfo

from sqlalchemy import Connection, func, select

from daemon.schema import purged_days
from daemon.store.rows import ATHLETE, SINCE, SOURCE
from rules.records import Run, Sport

_OF_RUNS = (purged_days.c.athlete == ATHLETE) & (purged_days.c.sport == Sport.RUN.value)
_OF_STRENGTH = (purged_days.c.athlete == ATHLETE) & (purged_days.c.sport == Sport.STRENGTH.value)
_RUNS = (
    select(purged_days.c.source, purged_days.c.day, purged_days.c.alone, purged_days.c.purged_at)
    .where(_OF_RUNS, purged_days.c.day >= SINCE)
    .order_by(purged_days.c.day, purged_days.c.source)
)
_STRENGTH = select(purged_days.c.day).where(_OF_STRENGTH, purged_days.c.day >= SINCE)
_LAST = select(func.max(purged_days.c.day)).where(_OF_RUNS, purged_days.c.source == SOURCE)


def purged_runs(
    connection: Connection, athlete: str, runs: Collection[Run], *, since: date, zone: tzinfo
) -> Iterator[Run]:
    """Yield the days from `since` on of purged runs, as runs of unknown distance, given all runs that are on record.

    One that had a copy in another source stands there. One that had none may have come from another source since.
    """
    rows = connection.execute(_RUNS, {"athlete": athlete, "since": since}).all()
    on_day: dict[date, list[Run]] = {}
    for run in runs if rows else ():
        on_day.setdefault(run.day, []).append(run)
    for row in rows:
        others = [run for run in on_day.get(row.day, ()) if _tells(run, row.source)]
        if any(not row.alone or _came_after(run, row.purged_at) for run in others):
            continue
        yield run_of_day(f"{row.source}-{row.day.isoformat()}", row.day, zone, is_purged=True)


def run_of_day(key: str, day: date, zone: tzinfo, *, is_purged: bool = False) -> Run:
    """Return a run of which nothing but its day is known, at the midnight of `zone` that begins it."""
    return Run(
        run_id=key,
        sport=Sport.RUN,
        start=datetime.combine(day, time(), tzinfo=zone),
        elapsed_s=0,
        moving_s=0,
        distance_m=None,
        copies=(key,),
        is_purged=is_purged,
    )


def purged_strength(connection: Connection, athlete: str, *, since: date) -> Iterable[date]:
    """Return the days from `since` on of strength training that was purged."""
    return connection.scalars(_STRENGTH, {"athlete": athlete, "since": since}).all()


def last_purged_day(connection: Connection, athlete: str, source: str) -> date | None:
    """Return the newest day of a purged run of a source."""
    last: date | None = connection.scalar(_LAST, {"athlete": athlete, "source": source})
    return last


def _tells(run: Run, source: str) -> bool:
    """Say whether a run is told by another source than this one."""
    return run.sport.is_run and any(copy.partition("-")[0] != source for copy in run.copies)


def _came_after(run: Run, instant: datetime) -> bool:
    return run.arrived is not None and run.arrived > instant
