"""Alerts, snoozes and digest lines as they are stored."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from daemon import schema
from daemon.alerts import REMEMBERED
from daemon.records import Alert, DigestLine, Heard, Item, Key, Snooze, Telling
from daemon.store.rows import ATHLETE, SINCE
from daemon.store.upsert import upsert
from rules.verdicts import Severity, Text

_ITEM = ("rule", "subject", "severity", "says", "do", "day")
_ALERTS = (
    select(schema.alerts)
    .where(schema.alerts.c.athlete == ATHLETE, or_(schema.alerts.c.is_open, schema.alerts.c.closed_at >= SINCE))
    .order_by(schema.alerts.c.id)
)
_SNOOZES = (
    select(schema.snoozes.c.rule, schema.snoozes.c.subject, schema.snoozes.c.until)
    .where(schema.snoozes.c.athlete == ATHLETE, schema.snoozes.c.until > bindparam("now"))
    .order_by(schema.snoozes.c.until, schema.snoozes.c.rule)
)


def load_alerts(connection: Connection, athlete: str, *, now: datetime) -> dict[Key, Alert]:
    """Return the open alerts, and those that closed not long ago, by (rule, subject)."""
    rows = connection.execute(_ALERTS, {"athlete": athlete, "since": now - REMEMBERED})
    return {alert.key: alert for alert in (_alert(row._asdict()) for row in rows)}


def alert_ids(connection: Connection, athlete: str) -> dict[int, Key]:
    """Return the numbers by which a person names the open alerts."""
    table = schema.alerts
    rows = connection.execute(
        select(table.c.id, table.c.rule, table.c.subject).where(table.c.athlete == athlete, table.c.is_open)
    )
    return {number: (rule, subject) for number, rule, subject in rows}


def load_alert(connection: Connection, athlete: str, number: int) -> Alert | None:
    """Return the alert with that number, open or not; None where the athlete has none."""
    table = schema.alerts
    row = connection.execute(select(table).where(table.c.athlete == athlete, table.c.id == number)).one_or_none()
    return None if row is None else _alert(row._asdict())


def load_numbered(connection: Connection, numbers: Collection[int]) -> dict[int, Alert]:
    """Return alerts by their numbers, open or not."""
    table = schema.alerts
    rows = connection.execute(select(table).where(table.c.id.in_(numbers)))
    return {row.id: _alert(row._asdict()) for row in rows}


def last_findings(connection: Connection, athlete: str) -> dict[str, tuple[int, Alert]]:
    """Return what each rule found last, open or not, with its number: rules that never found anything are missing."""
    rows = connection.execute(
        select(schema.alerts).where(schema.alerts.c.athlete == athlete).order_by(schema.alerts.c.found_at)
    )
    return {row.rule: (row.id, _alert(row._asdict())) for row in rows}


def save_alerts(connection: Connection, athlete: str, alerts: Iterable[Alert]) -> None:
    """Store alerts under their (rule, subject)."""
    rows = [_row(athlete, alert) for alert in alerts]
    upsert(connection, schema.alerts, rows, key=("athlete", "rule", "subject"))


def load_snoozes(connection: Connection, athlete: str, *, now: datetime) -> tuple[Snooze, ...]:
    """Return the snoozes that hold now, the first to end first."""
    rows = connection.execute(_SNOOZES, {"athlete": athlete, "now": now})
    return tuple(Snooze(rule=rule, subject=subject, until=until) for rule, subject, until in rows)


def add_snooze(connection: Connection, athlete: str, snooze: Snooze) -> None:
    """Store a snooze in the place of an earlier one of the same rule and subject."""
    remove_snooze(connection, athlete, rule=snooze.rule, subject=snooze.subject)
    connection.execute(
        insert(schema.snoozes).values(athlete=athlete, rule=snooze.rule, subject=snooze.subject, until=snooze.until)
    )


def remove_snooze(connection: Connection, athlete: str, *, rule: str, subject: str | None) -> int:
    """Remove a snooze. Return how many there were."""
    table = schema.snoozes
    same_subject = table.c.subject.is_(None) if subject is None else table.c.subject == subject
    removed = connection.execute(delete(table).where(table.c.athlete == athlete, table.c.rule == rule, same_subject))
    return removed.rowcount


def add_digest_lines(connection: Connection, athlete: str, lines: Iterable[DigestLine], *, now: datetime) -> None:
    """Store what was not pushed, and why."""
    rows = [
        {
            **item_row(line.item),
            "athlete": athlete,
            "at": now,
            "because": line.because,
            "because_values": line.because_values,
        }
        for line in lines
    ]
    if rows:
        connection.execute(insert(schema.digest_lines), rows)


def load_digest(connection: Connection, athlete: str, *, since: datetime) -> tuple[tuple[datetime, DigestLine], ...]:
    """Return the digest lines since an instant, oldest first, each with when it was written."""
    table = schema.digest_lines
    rows = connection.execute(
        select(table).where(table.c.athlete == athlete, table.c.at >= since).order_by(table.c.at, table.c.id)
    )
    return tuple(
        (
            row.at,
            DigestLine(item=item_of(row._asdict()), because=Text(row.because), because_values=row.because_values),
        )
        for row in rows
    )


def item_row(item: Item) -> dict[str, Any]:
    """The columns that a message's line and a digest's line share."""
    return {name: getattr(item, name) for name in _ITEM} | {"named_values": item.values}


def item_of(row: Mapping[str, Any]) -> Item:
    """Read those columns back."""
    return Item(
        rule=row["rule"],
        subject=row["subject"],
        severity=Severity(row["severity"]),
        says=Text(row["says"]),
        do=Text(row["do"]),
        values=row["named_values"],
        day=row["day"],
        number=row.get("number"),
    )


def heard_of(row: Mapping[str, Any]) -> Heard:
    """Read what a line of a message remembers of what was told before it."""
    severity, by = row["heard_severity"], row["heard_by"]
    return Heard(
        at=row["heard_at"],
        severity=None if severity is None else Severity(severity),
        stage=row["heard_stage"],
        by=None if by is None else Telling(by),
    )


_SAME_NAMES = (
    "rule", "subject", "is_open", "severity", "stage", "says", "do", "day", "at", "opened_at", "found_at", "seen_at",
    "closed_at", "closed_because", "told_at", "told_severity", "told_stage", "told_by", "held_because",
    "no_data_since", "formula",
)  # fmt: skip


def _row(athlete: str, alert: Alert) -> dict[str, Any]:
    return {"athlete": athlete, "named_values": alert.values, "runs": list(alert.runs)} | {
        name: getattr(alert, name) for name in _SAME_NAMES
    }


def _alert(row: Mapping[str, Any]) -> Alert:
    told_severity, told_by = row["told_severity"], row["told_by"]
    same = {name: row[name] for name in _SAME_NAMES} | {
        "severity": Severity(row["severity"]),
        "told_severity": None if told_severity is None else Severity(told_severity),
        "told_by": None if told_by is None else Telling(told_by),
    }
    return Alert(values=row["named_values"], runs=tuple(row["runs"]), **same)
