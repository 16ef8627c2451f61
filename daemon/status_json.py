"""The status for programs: field names as in the code, instants in ISO 8601, distances in metres."""

from datetime import date, datetime
from typing import Any

from daemon.records import Alert
from daemon.status import Status


def as_json(found: Status) -> dict[str, Any]:
    """Return plain JSON types."""
    last = found.last_session
    return {
        "athlete": found.athlete,
        "now": _text(found.now),
        "well": found.well,
        "known_through": _text(found.known_through),
        "last_run": None if last is None else {"day": _text(last.day), "distance_m": last.distance_m},
        "sources": [
            {
                "source": source.source,
                "trouble": source.trouble,
                "cause": source.cause,
                "trouble_since": _text(source.trouble_since),
                "retry_at": _text(source.retry_at),
                "last_success": _text(source.last_success),
                "last_run_day": _text(source.last_run_day),
                "suspicious_since": _text(source.doubted_since),
                "awaited_until": _text(found.awaited.get(source.source)),
                "is_stuck": source.source in found.stuck,
                "retention_days": found.retentions[source.source].days if source.source in found.retentions else None,
            }
            for source in found.sources
        ],
        "unlinked": list(found.unlinked),
        "receivers": [
            {
                "name": receiver.name,
                "failing_since": _text(receiver.failing_since),
                "last_success": _text(receiver.last_success),
            }
            for receiver in found.receivers
        ],
        "waiting_messages": found.waiting,
        "held_messages": 0 if found.held is None else found.held.count,
        "held_until": None if found.held is None else _text(found.held.until),
        "alerts": [
            {"id": number, **alert_as_json(found.standing.told(alert), snoozed_until=found.silent_until(alert))}
            for number, alert in found.alerts.items()
        ],
        "snoozes": [
            {"rule": snooze.rule, "subject": snooze.subject, "until": _text(snooze.until)} for snooze in found.snoozes
        ],
        "silent": [
            {"rule": silent.rule, "subject": silent.no_data.subject, "speaks_from": _text(silent.no_data.speaks_from)}
            for silent in found.silent
        ],
        "resting": [{"rule": rule, "mark": mark.value} for rule, mark in found.resting],
        "put_aside": [*found.implausible, *(item.key for item in found.unreadable)],
    }


def alert_as_json(alert: Alert, *, snoozed_until: datetime | None) -> dict[str, Any]:
    """Return an open alert as plain JSON types."""
    return {
        "rule": alert.rule,
        "subject": alert.subject,
        "severity": alert.severity.name.lower(),
        "day": _text(alert.day),
        "opened_at": _text(alert.opened_at),
        "told_at": _text(alert.told_at),
        "told_by": alert.told_by,
        "values": {name: _text(value) if isinstance(value, date) else value for name, value in alert.values.items()},
        "snoozed_until": _text(snoozed_until),
    }


def _text(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
