"""Mornings as they are stored: which came last, and from which day on they count."""

from dataclasses import fields
from datetime import date

from sqlalchemy import Connection, func, select

from daemon import schema
from daemon.store.upsert import upsert
from rules.records import DailyWellness


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
    begins: date | None = connection.scalar(
        select(schema.athletes.c.mornings_from).where(schema.athletes.c.name == athlete)
    )
    return begins


def load_mornings(connection: Connection, athlete: str, *, since: date) -> tuple[DailyWellness, ...]:
    """Return the mornings from a day on, oldest first."""
    table = schema.mornings
    rows = connection.execute(
        select(*(table.c[field.name] for field in fields(DailyWellness)))
        .where(table.c.athlete == athlete, table.c.day >= since)
        .order_by(table.c.day, table.c.source)
    )
    return tuple(DailyWellness(**row._asdict()) for row in rows)
