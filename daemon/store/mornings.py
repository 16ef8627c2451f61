"""Mornings as they are stored: which came last, and from which day on they count."""

from dataclasses import fields
from datetime import date

from sqlalchemy import Connection, func, select

from daemon import schema
from daemon.store.rows import ATHLETE, SINCE
from daemon.store.upsert import upsert
from rules.records import DailyWellness

_FIELDS = tuple(field.name for field in fields(DailyWellness))
_MORNINGS = (
    select(*(schema.mornings.c[name] for name in _FIELDS))
    .where(schema.mornings.c.athlete == ATHLETE, schema.mornings.c.day >= SINCE)
    .order_by(schema.mornings.c.day, schema.mornings.c.source)
)
_MORNINGS_FROM = select(schema.athletes.c.mornings_from).where(schema.athletes.c.name == ATHLETE)


def last_morning(connection: Connection, athlete: str, source: str) -> date | None:
    """Return the newest day whose resting heart rate the source has told."""
    table = schema.mornings
    newest: date | None = connection.scalar(
        select(func.max(table.c.day)).where(
            table.c.athlete == athlete, table.c.source == source, table.c.resting_heart_rate_bpm.is_not(None)
        )
    )
    return newest


def reset_mornings(connection: Connection, athlete: str, day: date) -> None:
    """Start every baseline anew: mornings before `day` belong to another watch or another life."""
    upsert(connection, schema.athletes, [{"name": athlete, "mornings_from": day}], key=("name",))


def mornings_from(connection: Connection, athlete: str) -> date | None:
    """Return the day on which the runner started the baseline anew, None where that never was."""
    begins: date | None = connection.scalar(_MORNINGS_FROM, {"athlete": athlete})
    return begins


def load_mornings(connection: Connection, athlete: str, *, since: date) -> tuple[DailyWellness, ...]:
    """Return the mornings from a day on, oldest first."""
    rows = connection.execute(_MORNINGS, {"athlete": athlete, "since": since}).all()
    return tuple(DailyWellness(**dict(zip(_FIELDS, row, strict=True))) for row in rows)
