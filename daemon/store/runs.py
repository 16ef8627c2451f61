"""Runs by their names, however old."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from daemon.merge import merge
from daemon.schema import activities
from daemon.store.pairings import COPIES_WITHIN, load_pairings, named
from daemon.store.records import RECORDS, is_on_foot, read_records
from rules.records import Run


def load_runs(connection: Connection, athlete: str, run_ids: Iterable[str]) -> tuple[Run, ...]:
    """Return the runs of these names that are on record, oldest first."""
    wanted = set(run_ids)
    if not wanted:
        return ()
    of_these = (activities.c.athlete == athlete) & named(wanted)
    days: set[date] = set(connection.scalars(select(activities.c.local_day).where(of_these)))
    near = {day + away * COPIES_WITHIN for day in days for away in (-1, 0, 1)}
    records = read_records(connection, RECORDS.where(is_on_foot, activities.c.local_day.in_(near)), athlete)
    runs = merge(records, pairings=load_pairings(connection, athlete))
    return tuple(run for run in runs if run.run_id in wanted)
