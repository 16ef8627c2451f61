"""The answer before the run for programs: field names as in the code, distances in metres, dates in ISO 8601."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from connectors.base import Quarantined
from daemon.before import Answer, ShoeAfter
from daemon.records import Alert
from daemon.status_json import alert_as_json
from daemon.unread import unknown_kind_as_json
from rules.said import MarkKind
from rules.values import Values
from rules.verdicts import Clear, Finding, NoData, Verdict


def as_json(found: Answer, *, athlete: str) -> dict[str, Any]:
    """Return plain JSON types."""
    binding, week = found.binding, found.week
    return {
        "athlete": athlete,
        "day": found.day.isoformat(),
        "up_to_m": None if binding is None else binding.most_m,
        "up_to_rule": None if binding is None else binding.rule,
        "week_room_m": None if week is None else week.ceiling.week_room_m,
        "week_room_rule": None if week is None else week.rule,
        "limits": [
            {
                "rule": limit.rule,
                "severity": limit.ceiling.severity.name.lower(),
                "run_m": limit.ceiling.run_m,
                "week_room_m": limit.ceiling.week_room_m,
                "values": _plain(limit.ceiling.values),
            }
            for limit in found.limits
        ],
        "lacking": [
            {
                "rule": rule,
                "values": _plain(no_data.values),
                "speaks_from": no_data.speaks_from.isoformat() if no_data.speaks_from else None,
            }
            for rule, no_data in found.lacking
        ],
        "advice": [{"rule": rule, "values": _plain(advice.values)} for rule, advice in found.advice],
        "supposes_rest": found.supposes_rest,
        "unknown_since": found.unknown_since.isoformat() if found.unknown_since else None,
        "resting": _resting(found.resting),
        "stops": [{"rule": rule, "values": _plain(stop.values)} for rule, stop in found.stops],
        "ill": found.standing.is_ill,
        "injured": any(mark.kind is MarkKind.INJURED for mark in found.unwell),
    }


def check_as_json(found: Answer, shoe: ShoeAfter | None, *, athlete: str) -> dict[str, Any]:
    """Return the answer with the distance that was asked about, and what would be told of it."""
    return as_json(found, athlete=athlete) | {
        "answer": found.reply.value,
        "distance_m": found.distance_m,
        "passed": sorted({limit.rule for limit in found.passed}),
        "told": {rule: severity.name.lower() for rule, severity in found.told.items()},
        "shoe": None if shoe is None else {"shoe": shoe.name, "after_m": shoe.after_m, "limit_m": shoe.limit_m},
    }


def today_as_json(
    found: Answer,
    mornings: Iterable[tuple[str, Verdict]],
    resting: Iterable[tuple[str, MarkKind]],
    alerts: Mapping[int, Alert],
    snoozed: Mapping[int, datetime | None],
    strange: Iterable[Quarantined],
    *,
    athlete: str,
) -> dict[str, Any]:
    """Return the answer with the morning, whose rules may be `resting`, and the open alerts.

    `snoozed` has until when, by the numbers of the alerts. `strange`: the recordings of the last days of which nobody
    knows whether they are runs.
    """
    return as_json(found, athlete=athlete) | {
        "resting": _resting([*found.resting, *resting]),
        "morning": [
            {"rule": rule, "verdict": _kind(verdict), "values": _plain(verdict.values)} for rule, verdict in mornings
        ],
        "alerts": [
            {"id": number, **alert_as_json(found.standing.told(alert), snoozed_until=snoozed[number])}
            for number, alert in alerts.items()
        ],
        "of_unknown_kind": [unknown_kind_as_json(item) for item in strange],
    }


def _resting(resting: Iterable[tuple[str, MarkKind]]) -> list[dict[str, str]]:
    return [{"rule": rule, "mark": mark.value} for rule, mark in resting]


def _kind(verdict: Verdict) -> str:
    match verdict:
        case Finding():
            return verdict.severity.name.lower()
        case Clear():
            return "clear"
        case NoData():
            return "unknown"


def _plain(values: Values) -> dict[str, int | float | str]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
