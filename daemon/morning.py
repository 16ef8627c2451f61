"""The morning push: how far today, what is left this week, what the body says, what the open alerts ask."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection

from daemon.before import answer, morning
from daemon.before_text import in_short
from daemon.config import Athlete
from daemon.records import Alert, Kind, Letter
from daemon.runner import enabled
from daemon.store.alerts import load_alerts
from daemon.store.snoozes import load_snoozes
from daemon.telling import muted
from daemon.wording import Format, style_of
from rules.state import RunnerState
from rules.verdicts import Finding, Severity, Text

EXPIRES_AFTER = timedelta(hours=12)
_NOT_OF_TODAY = ("planned-session", "shoe-worn")
"""What is planned today stands in the letter anyway; a worn pair would stand in it for months."""


def write_morning(connection: Connection, athlete: Athlete, state: RunnerState) -> Letter:
    """Given a runner on a morning, return what is pushed."""
    rules, style = enabled(athlete), style_of(athlete)
    found = answer(state, day=state.today, settings=athlete.rules, rules=rules)
    lines = list(in_short(found, style))
    if found.standing.has_plan and not found.unwell:
        lines += _plans(state, style)
    for _rule, verdict in morning(state, athlete.rules, rules):
        if isinstance(verdict, Finding):
            lines.append(style.say(verdict.says, verdict.values))
    alerts = load_alerts(connection, athlete.name, now=state.now)
    snoozes = load_snoozes(connection, athlete.name, now=state.now)
    said = {stop.do for _rule, stop in found.standing.stops}
    asked = (alert for alert in alerts.values() if _asks(alert, state.today) and found.standing.asks(*alert.key))
    lines += [
        style.say(alert.do, alert.values)
        for alert in asked
        if alert.do not in said and not muted(alert, snoozes, now=state.now)
    ]
    return Letter(
        kind=Kind.MORNING,
        title=style.title(style.weekday(state.today)),
        body="\n".join(dict.fromkeys(lines)),
        expires_at=state.now + EXPIRES_AFTER,
    )


def _plans(state: RunnerState, style: Format) -> Iterator[str]:
    for plan in state.plans:
        if plan.workout.day == state.today and plan.distance_m is not None:
            yield style.say(Text("Planned today: {distance_m}."), {"distance_m": plan.distance_m})


def _asks(alert: Alert, today: date) -> bool:
    """Say whether it asks something of this day. A sign with which no other agrees was not told, and asks nothing."""
    is_loud = alert.is_open and alert.severity >= Severity.NOTICE
    is_told = alert.told_at is not None and alert.rule not in _NOT_OF_TODAY
    return is_loud and is_told and not _is_of_a_day_before(alert, today)


def _is_of_a_day_before(alert: Alert, today: date) -> bool:
    """Say whether the day off that it asks for is past: whether it was taken need not be known yet."""
    day_off = alert.values.get("off_weekday")
    return day_off is not None and date.fromisoformat(str(day_off)) < today
