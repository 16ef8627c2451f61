"""Mornings into their table and out of it: which came last, and from which day on they count."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from daemon import schema
from daemon.store.rows import ATHLETE, SINCE, of
from daemon.store.upsert import upsert
from rules.records import DailyWellness

_FIELDS = tuple(field.name for field in fields(DailyWellness))
_MEASURED = tuple(name for name in _FIELDS if name not in ("day", "source"))
_MORNINGS = (
    select(*(schema.mornings.c[name] for name in _FIELDS))
    .where(schema.mornings.c.athlete == ATHLETE, schema.mornings.c.day >= SINCE)
    .order_by(schema.mornings.c.day, schema.mornings.c.source)
)
_MORNINGS_FROM = select(schema.athletes.c.mornings_from).where(schema.athletes.c.name == ATHLETE)


def save_mornings(
    connection: Connection,
    athlete: str,
    source: str,
    arrived: tuple[DailyWellness, ...],
    now: datetime,
    *,
    only_new: bool,
) -> None:
    """Store the mornings. What a source does not tell now it may have told before: None never overwrites.

    With `only_new` what is known stays as it is.
    """
    if not arrived:
        return
    table = schema.mornings
    days = {morning.day: morning for morning in arrived}
    stored = {
        row.day: row
        for row in connection.execute(select(table).where(of(table, athlete, source), table.c.day.in_(days)))
    }
    rows = []
    for day, morning in days.items():
        before = stored.get(day)
        row: dict[str, Any] = {"athlete": athlete, "source": source, "day": day, "changed_at": now}
        for name in _MEASURED:
            told, known = getattr(morning, name), getattr(before, name, None)
            row[name] = known if told is None or (only_new and known is not None) else told
        if before is None or any(row[name] != getattr(before, name) for name in _MEASURED):
            rows.append(row)
    upsert(connection, table, rows, key=("athlete", "source", "day"))


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
