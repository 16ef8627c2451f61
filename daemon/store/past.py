"""All that is on record of a runner, however long: for a replay, not for a pass."""

from datetime import date, tzinfo

from sqlalchemy import Connection

from daemon.merge import merge
from daemon.records import Past
from daemon.store.days import strength_days, unknown_runs
from daemon.store.logs import load_exertions, load_injuries, load_marks, load_pain
from daemon.store.mornings import load_mornings, mornings_from
from daemon.store.pairings import load_pairings
from daemon.store.records import RECORDS, is_on_foot, read_records
from daemon.store.said import as_said
from daemon.store.shoes import load_shoes


def load_past(connection: Connection, athlete: str, *, zone: tzinfo) -> Past:
    """Return what is on record of an athlete. In `zone` lie the days of what is known of by its day alone."""
    marks = load_marks(connection, athlete, since=date.min)
    records = read_records(connection, RECORDS.where(is_on_foot), athlete)
    merged = merge(records, pairings=load_pairings(connection, athlete))
    said = as_said(merged, load_exertions(connection, athlete), marks)
    shoes, outings = load_shoes(connection, athlete, said, today=date.max)
    runs = (run for run in outings if run.sport.is_run)
    unknown = unknown_runs(connection, athlete, outings, since=date.min, zone=zone)
    return Past(
        runs=tuple(sorted((*runs, *unknown), key=lambda run: (run.start, run.run_id))),
        walks=tuple(run for run in outings if not run.sport.is_run),
        shoes=shoes,
        mornings=load_mornings(connection, athlete, since=date.min),
        mornings_from=mornings_from(connection, athlete),
        pain=load_pain(connection, athlete),
        injuries=load_injuries(connection, athlete),
        marks=marks,
        strength_days=strength_days(connection, athlete, since=date.min),
    )
