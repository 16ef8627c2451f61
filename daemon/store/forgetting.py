"""All that came from a source, and how to be rid of it: an account that its runner left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, select, tuple_, update

from daemon.copies import LOG
from daemon.merge import merge
from daemon.schema import (
    activities,
    alerts,
    digest_lines,
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
from daemon.store.pairings import load_pairings
from daemon.store.records import ON_FOOT
from daemon.store.renaming import all_records, let_go, rename_shoes
from daemon.store.rows import of
from daemon.store.shoes import OWN, load_shoes
from daemon.store.sources import imports_of
from daemon.store.tidying import take_back
from rules import discover
from rules.verdicts import Text

_SAID_HERE = (LOG, OWN)
"""Sources of what the runner told Shinguard: nothing of it came from elsewhere."""
_FORGOTTEN = Text("What it was about was forgotten.")
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

    What the runner said of a run or a pair that another source knows too stays with that, and so does what was told. An
    alert about what nobody else knows is over. Raise ValueError for what the runner logged here.
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
    _end_alerts(connection, athlete, source, now=now)


def _end_alerts(connection: Connection, athlete: str, source: str, *, now: datetime) -> None:
    """Close what is open of runs, pairs and plans that are gone, and take back what of it was not told yet.

    By now what another source knows too is named after that. Where no source is left, rules that need one are not asked
    any more: what they found is over, too.
    """
    is_alone = not imports_of(connection, athlete, now=now).done
    need_none = {rule.name for rule in discover() if rule.needs_no_source}
    columns = (alerts.c.id, alerts.c.rule, alerts.c.subject, alerts.c.runs)
    found = connection.execute(select(*columns).where(alerts.c.athlete == athlete, alerts.c.is_open)).all()
    name = f"{source}-"
    over = [
        alert
        for alert in found
        if alert.subject.startswith(name)
        or (alert.runs and all(run.startswith(name) for run in alert.runs))
        or (is_alone and alert.rule not in need_none)
    ]
    numbers = [alert.id for alert in over]
    end = {
        "is_open": False,
        "closed_at": now,
        "closed_because": _FORGOTTEN,
        "no_data_since": None,
        "held_because": None,
    }
    connection.execute(update(alerts).where(alerts.c.id.in_(numbers)).values(end))
    take_back(connection, athlete, numbers)
    lines = digest_lines
    about = tuple_(lines.c.rule, lines.c.subject).in_([(alert.rule, alert.subject) for alert in over])
    gone = lines.c.subject.startswith(name, autoescape=True)
    connection.execute(delete(lines).where(lines.c.athlete == athlete, about | gone))


def _count(connection: Connection, table: Table, athlete: str, source: str) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(of(table, athlete, source))) or 0
