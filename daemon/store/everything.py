"""All that is kept of an athlete, read at once for an export."""

from datetime import date

from sqlalchemy import Connection, Table, select

from daemon.everything import Everything, Row
from daemon.merge import excluded, explain, merge
from daemon.schema import (
    alerts,
    planned_workouts,
    purged_days,
    shoe_options,
    shoe_splits,
    shoes,
)
from daemon.store.logs import load_exertions, load_injuries, load_marks, load_pain
from daemon.store.mornings import load_mornings, mornings_from
from daemon.store.pairings import load_pairings
from daemon.store.put_aside import quarantine
from daemon.store.records import ON_FOOT
from daemon.store.renaming import all_records
from daemon.store.shoes import load_defaults, load_shoes


def load_everything(connection: Connection, athlete: str, *, today: date) -> Everything:
    """Read all of it."""
    records = all_records(connection, athlete)
    pairings = load_pairings(connection, athlete)
    on_foot = tuple(each for each in records if each.sport in ON_FOOT)
    pairs, dressed = load_shoes(connection, athlete, merge(on_foot, pairings=pairings), today=today)
    return Everything(
        athlete=athlete,
        records=records,
        runs=explain(on_foot, pairings=pairings),
        left_out=excluded(on_foot, pairings=pairings),
        pairs=pairs,
        dressed=dressed,
        shoes=_rows(connection, shoes, athlete),
        shoe_options=_rows(connection, shoe_options, athlete),
        shoe_splits=_rows(connection, shoe_splits, athlete),
        defaults=load_defaults(connection, athlete),
        mornings=load_mornings(connection, athlete, since=date.min),
        mornings_from=mornings_from(connection, athlete),
        planned=_rows(connection, planned_workouts, athlete),
        pain=load_pain(connection, athlete),
        injuries=load_injuries(connection, athlete),
        marks=load_marks(connection, athlete, since=date.min),
        exertions=load_exertions(connection, athlete),
        pairings=pairings,
        alerts=_rows(connection, alerts, athlete),
        unreadable=quarantine(connection, athlete),
        purged_days=_rows(connection, purged_days, athlete),
    )


def _rows(connection: Connection, table: Table, athlete: str) -> tuple[Row, ...]:
    return tuple(row._asdict() for row in connection.execute(select(table).where(table.c.athlete == athlete)))
