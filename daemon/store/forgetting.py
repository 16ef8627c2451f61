"""All that came from a source, and how to be rid of it: an account that its runner left."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, select

from daemon.copies import LOG
from daemon.merge import merge
from daemon.schema import (
    activities,
    mornings,
    planned_workouts,
    purged_days,
    quarantined,
    secrets,
    shoe_options,
    shoes,
    source_state,
    sync_runs,
)
from daemon.store.activities import ON_FOOT, of
from daemon.store.pairings import load_pairings
from daemon.store.renaming import all_records, let_go, rename_shoes
from daemon.store.shoes import OWN, load_shoes

_SAID_HERE = (LOG, OWN)
"""Sources of what the runner told Shinguard: nothing of it came from elsewhere."""
_TABLES = {
    "activities": activities,
    "shoes": shoes,
    "mornings": mornings,
    "planned": planned_workouts,
    "unreadable": quarantined,
    "purged": purged_days,
    "logins": secrets,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much of a source is kept."""

    activities: int
    shoes: int
    mornings: int
    planned: int
    unreadable: int
    purged: int
    """Days of runs of which nothing but the day is known any more."""
    logins: int
    """Tokens and the like."""

    @property
    def is_nothing(self) -> bool:
        """There is nothing to forget."""
        return not any(getattr(self, field.name) for field in fields(self))


def held(connection: Connection, athlete: str, source: str) -> Held:
    """Return how much is kept of what a source brought, what it has deleted since included."""
    counts = {name: _count(connection, table, athlete, source) for name, table in _TABLES.items()}
    return Held(**counts)


def sources_held(connection: Connection, athlete: str) -> tuple[str, ...]:
    """Return the sources of which something is kept, by name."""
    found: set[str] = set()
    for table in _TABLES.values():
        found.update(connection.scalars(select(table.c.source).where(table.c.athlete == athlete).distinct()))
    return tuple(sorted(found.difference(_SAID_HERE)))


def forget(connection: Connection, athlete: str, source: str, *, now: datetime) -> None:
    """Delete all that came from a source, and its login: the days are then what the other sources say.

    What the runner said of a run or a pair that another source knows too stays with that, and so does what was told.
    Raise ValueError for what the runner logged here.
    """
    if source in _SAID_HERE:
        raise ValueError(f"{source} did not come from elsewhere")
    records = all_records(connection, athlete)
    on_foot = merge((each for each in records if each.sport in ON_FOOT), pairings=load_pairings(connection, athlete))
    pairs, _dressed = load_shoes(connection, athlete, on_foot, today=now.date())
    worn = connection.scalars(select(shoes.c.source_id).where(of(shoes, athlete, source)))
    rename_shoes(connection, athlete, pairs, going={(source, each) for each in worn})
    let_go(connection, athlete, records, going={each.key for each in records if each.source == source})
    for table in (*_TABLES.values(), shoe_options, sync_runs, source_state):
        connection.execute(delete(table).where(of(table, athlete, source)))


def _count(connection: Connection, table: Table, athlete: str, source: str) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(of(table, athlete, source))) or 0
