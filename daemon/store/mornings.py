"""Mornings as they are stored: which came last, and from which day on they count."""

from datetime import date

from sqlalchemy import Connection, func, select

from daemon import schema
from daemon.store.upsert import upsert


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
