"""All that came from a source, and how to be rid of it: an account that its runner left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, delete, func, select, update

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
from daemon.store.sources import first_imports_done
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
    """Close what is open of runs, pairs and plans that are gone, and take back what of them was not told yet.

    By now what another source knows too is named after that. Where no source is left, rules that need one are not asked
    any more: what they found is over, too.
    """
    is_alone = not first_imports_done(connection, athlete)
    need_none = {rule.name for rule in discover() if rule.needs_no_source}
    columns = [alerts.c[name] for name in ("id", "rule", "subject", "runs", "opened_at", "is_open")]
    known = connection.execute(select(*columns).where(alerts.c.athlete == athlete)).all()
    gone = [alert for alert in known if _was_of(alert, source)]
    unasked = [alert for alert in known if alert.is_open and is_alone and alert.rule not in need_none]
    over = {alert.id: alert for alert in (*gone, *unasked)}
    still_open = [alert.id for alert in over.values() if alert.is_open]
    end = {
        "is_open": False,
        "closed_at": now,
        "closed_because": _FORGOTTEN,
        "no_data_since": None,
        "held_because": None,
    }
    connection.execute(update(alerts).where(alerts.c.id.in_(still_open)).values(end))
    take_back(connection, athlete, still_open)
    _forget_lines(connection, athlete, source, over.values())


def _was_of(alert: Row[Any], source: str) -> bool:
    """Say whether an alert is about a record of a source, or rests on runs of that source alone."""
    name = f"{source}-"
    return alert.subject.startswith(name) or bool(alert.runs and all(run.startswith(name) for run in alert.runs))


def _forget_lines(connection: Connection, athlete: str, source: str, over: Iterable[Row[Any]]) -> None:
    """Take out of the digest what was written of these alerts since each was opened, and of records of the source.

    Of the same rule and subject another alert may have been open before, about runs that stay.
    """
    lines = digest_lines.c
    of_records = lines.subject.startswith(f"{source}-", autoescape=True)
    connection.execute(delete(digest_lines).where(lines.athlete == athlete, of_records))
    of_alert = (lines.rule == bindparam("of_rule")) & (lines.subject == bindparam("about"))
    rows = [{"of_rule": alert.rule, "about": alert.subject, "opened": alert.opened_at} for alert in over]
    if rows:
        of_its_life = delete(digest_lines).where(lines.athlete == athlete, of_alert, lines.at >= bindparam("opened"))
        connection.execute(of_its_life, rows)


def _count(connection: Connection, table: Table, athlete: str, source: str) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(of(table, athlete, source))) or 0
