"""What a decision needs besides the alerts: snoozes, what counts for the caps, and what nobody has yet."""

from collections.abc import Collection, Container
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, select

from daemon.records import Key, Kind, Policy
from daemon.schema import alerts, deliveries, message_alerts, messages
from daemon.store.rows import ATHLETE, SINCE
from daemon.store.snoozes import load_snoozes
from daemon.telling import Context
from rules.verdicts import Severity

_PUSHED = select(messages.c.due_at).where(
    messages.c.athlete == ATHLETE, messages.c.kind == Kind.ALERTS, messages.c.due_at > SINCE
)
_OF_IT = deliveries.c.message_id == messages.c.id
_IS_UNREAD = (
    messages.c.athlete == ATHLETE,
    exists().where(_OF_IT, deliveries.c.sent_at.is_(None), deliveries.c.dropped_because.is_(None)),
    ~exists().where(_OF_IT, deliveries.c.sent_at.is_not(None)),
)
_UNREAD = (
    select(alerts.c.rule, alerts.c.subject)
    .join(message_alerts, message_alerts.c.alert_id == alerts.c.id)
    .join(messages, messages.c.id == message_alerts.c.message_id)
    .where(*_IS_UNREAD)
)
_TAKES_MORE = (
    select(messages.c.id, messages.c.kind)
    .where(
        *_IS_UNREAD,
        messages.c.kind.in_((Kind.ALERTS, Kind.SOURCES)),
        ~exists().where(message_alerts.c.message_id == messages.c.id, message_alerts.c.severity >= Severity.ALARM),
    )
    .order_by(messages.c.id.desc())
    .limit(1)
)


def load_context(
    connection: Connection,
    athlete: str,
    *,
    policy: Policy,
    receivers: Collection[str],
    summed_up: Container[str],
    now: datetime,
) -> Context:
    """Return what a decision needs besides the alerts."""
    waiting = message_that_waits(connection, athlete) if receivers else None
    return Context(
        now=now,
        policy=policy,
        snoozes=load_snoozes(connection, athlete, now=now),
        counted=tuple(connection.scalars(_PUSHED, {"athlete": athlete, "since": now - timedelta(days=8)})),
        reachable=bool(receivers),
        summed_up=summed_up,
        unread=_unread(connection, athlete),
        joins=waiting is not None and waiting[1] is Kind.ALERTS,
    )


def message_that_waits(connection: Connection, athlete: str) -> tuple[int, Kind] | None:
    """Return the newest message on alerts or sources that nobody has yet, with its kind: more can go out with it.

    It waits for the end of the quiet hours, or every receiver refused it. An alarm goes out alone.
    """
    row = connection.execute(_TAKES_MORE, {"athlete": athlete}).one_or_none()
    return None if row is None else (row.id, Kind(row.kind))


def _unread(connection: Connection, athlete: str) -> frozenset[Key]:
    return frozenset((row.rule, row.subject) for row in connection.execute(_UNREAD, {"athlete": athlete}))
