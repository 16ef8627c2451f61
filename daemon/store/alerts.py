"""Alerts as they are stored."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from daemon import schema
from daemon.alerts import REMEMBERED
from daemon.records import Alert, Key, Telling
from daemon.store.rows import ATHLETE, SINCE
from daemon.store.upsert import upsert
from rules.verdicts import Severity

_SAME_NAMES = (
    "rule", "subject", "is_open", "severity", "stage", "says", "do", "day", "at", "opened_at", "found_at", "seen_at",
    "closed_at", "closed_because", "told_at", "told_severity", "told_stage", "told_by", "held_because",
    "no_data_since", "formula",
)  # fmt: skip
"""Columns that have the name of the field."""
_ALERTS = (
    select(schema.alerts)
    .where(schema.alerts.c.athlete == ATHLETE, or_(schema.alerts.c.is_open, schema.alerts.c.closed_at >= SINCE))
    .order_by(schema.alerts.c.id)
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
