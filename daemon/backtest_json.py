"""A replay for programs: one object a finding, distances in metres, dates in ISO 8601, reasons in English."""

from datetime import date
from typing import Any

from daemon.backtest import Told
from daemon.language import ENGLISH
from daemon.records import Telling
from daemon.wording import Format

_PLAIN = Format(ENGLISH, "metric")


def as_json(told: Told) -> dict[str, Any]:
    """Return plain JSON types. `reason` says why it was told now, or else why it was not pushed."""
    item = told.item
    return {
        "date": told.at.date().isoformat(),
        "rule": item.rule,
        "severity": item.severity.name.lower(),
        "subject": item.subject,
        "values": {
            name: value.isoformat() if isinstance(value, date) else value for name, value in item.values.items()
        },
        "pushed": told.how == Telling.PUSH,
        "message_id": told.message_id,
        "reason": _PLAIN.fill(told.because, told.because_values),
    }
