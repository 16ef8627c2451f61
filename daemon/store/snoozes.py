"""What the runner does not want to hear of for a while."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from daemon.records import Snooze
from daemon.schema import snoozes
from daemon.store.rows import ATHLETE

_SNOOZES = (
    select(snoozes.c.rule, snoozes.c.subject, snoozes.c.until)
    .where(snoozes.c.athlete == ATHLETE, snoozes.c.until > bindparam("now"))
    .order_by(snoozes.c.until, snoozes.c.rule)
)


def load_snoozes(connection: Connection, athlete: str, *, now: datetime) -> tuple[Snooze, ...]:
    """Return the snoozes that hold now, the first to end first."""
    rows = connection.execute(_SNOOZES, {"athlete": athlete, "now": now})
    return tuple(Snooze(rule=rule, subject=subject, until=until) for rule, subject, until in rows)


def add_snooze(connection: Connection, athlete: str, snooze: Snooze) -> None:
    """Store a snooze in the place of an earlier one of the same rule and subject."""
    remove_snooze(connection, athlete, rule=snooze.rule, subject=snooze.subject)
    connection.execute(
        insert(snoozes).values(athlete=athlete, rule=snooze.rule, subject=snooze.subject, until=snooze.until)
    )


def remove_snooze(connection: Connection, athlete: str, *, rule: str, subject: str | None) -> int:
    """Remove a snooze. Return how many there were."""
    same_subject = snoozes.c.subject.is_(None) if subject is None else snoozes.c.subject == subject
    removed = connection.execute(
        delete(snoozes).where(snoozes.c.athlete == athlete, snoozes.c.rule == rule, same_subject)
    )
    return removed.rowcount
