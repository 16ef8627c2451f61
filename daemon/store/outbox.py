"""The outbox: what is on its way to which receiver, tried again until it arrives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, select, update

from connectors.waiting import LONGEST_WAIT
from daemon import schema
from daemon.records import Item, Kind, Letter
from daemon.store.lines import item_of
from daemon.store.upsert import upsert
from rules.verdicts import Severity

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=1)
LONGEST_UNKNOWN = timedelta(hours=6)
"""So long at most it is not tried again where nobody knows whether it arrived."""
is_on_its_way = schema.deliveries.c.sent_at.is_(None) & schema.deliveries.c.dropped_because.is_(None)
"""Of a delivery: it has not arrived, and may still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message on its way to one receiver."""

    delivery_id: int
    message_id: int
    receiver: str
    attempts: int
    next_try_at: datetime
    kind: Kind
    items: tuple[Item, ...] = ()
    """What still holds of it, and is in no newer message to the same receiver."""
    letter: Letter | None = None

    @property
    def is_alarm(self) -> bool:
        """It goes out at once, at night too."""
        return any(item.severity >= Severity.ALARM for item in self.items)

    @property
    def is_empty(self) -> bool:
        """Nothing of it holds any more."""
        return not self.items and self.letter is None


def due_deliveries(connection: Connection, athlete: str, *, now: datetime) -> tuple[Delivery, ...]:
    """Return what is to be tried now, the oldest message first.

    Of an alert that stands in several messages to one receiver the newest tells: numbers that were overtaken while a
    receiver was away are no news.
    """
    deliveries, messages, alerts, lines = schema.deliveries, schema.messages, schema.alerts, schema.message_alerts
    rows = connection.execute(
        select(
            deliveries.c.id.label("delivery_id"),
            deliveries.c.receiver,
            deliveries.c.attempts,
            messages.c.id.label("message_id"),
            messages.c.kind,
            alerts.c.id.label("number"),
            alerts.c.rule,
            alerts.c.subject,
            alerts.c.is_open,
            _overtaken().label("is_overtaken"),
            *(lines.c[name] for name in ("severity", "says", "do", "named_values", "day")),
            deliveries.c.next_try_at,
        )
        .join(messages, messages.c.id == deliveries.c.message_id)
        .join(lines, lines.c.message_id == messages.c.id)
        .join(alerts, alerts.c.id == lines.c.alert_id)
        .where(messages.c.athlete == athlete, is_on_its_way, is_due(now))
        .order_by(messages.c.id, deliveries.c.id, lines.c.position)
    ).all()
    return tuple(_delivery(list(group)) for _, group in groupby(rows, key=lambda row: row.delivery_id))


def is_due(now: datetime) -> ColumnElement[bool]:
    """Say of a delivery that it is to be tried now. Nothing waits for more than a day, unless a clock was ahead."""
    next_try_at = schema.deliveries.c.next_try_at
    return (next_try_at <= now) | (next_try_at > now + LONGEST_WAIT)


def _overtaken() -> ColumnElement[bool]:
    """Say of a line that a newer message to the same receiver, sent or not, is about the same alert."""
    newer, its_lines = schema.deliveries.alias(), schema.message_alerts.alias()
    return (
        exists()
        .where(newer.c.message_id == its_lines.c.message_id, newer.c.receiver == schema.deliveries.c.receiver)
        .where(its_lines.c.alert_id == schema.message_alerts.c.alert_id)
        .where(newer.c.message_id > schema.message_alerts.c.message_id)
        .correlate(schema.deliveries, schema.message_alerts)
    )


def athletes_with_mail(connection: Connection, *, now: datetime) -> tuple[str, ...]:
    """Return the athletes for whom something is to be tried now."""
    deliveries, messages = schema.deliveries, schema.messages
    return tuple(
        connection.scalars(
            select(messages.c.athlete)
            .join(deliveries, deliveries.c.message_id == messages.c.id)
            .where(is_on_its_way, is_due(now))
            .distinct()
            .order_by(messages.c.athlete)
        )
    )


def undelivered(connection: Connection, athlete: str, *, now: datetime) -> int:
    """Count the deliveries that are overdue: a receiver refused, or nobody has tried."""
    deliveries, messages = schema.deliveries, schema.messages
    late = connection.scalar(
        select(func.count())
        .select_from(deliveries)
        .join(messages, messages.c.id == deliveries.c.message_id)
        .where(messages.c.athlete == athlete, messages.c.due_at <= now, is_on_its_way)
    )
    return late or 0


def mark_tried(connection: Connection, delivery: Delivery, *, now: datetime) -> None:
    """It is about to be sent, and is sent again where nothing is noted after: at the next pass once, then more rarely.

    Written before: what is sent and cannot be marked as sent, on a full disk, would otherwise be sent at each pass.
    """
    until = now + _wait(delivery.attempts - 1, most=LONGEST_UNKNOWN) if delivery.attempts else now
    _update(connection, delivery, attempts=delivery.attempts + 1, next_try_at=until)


def mark_sent(connection: Connection, athlete: str, delivery: Delivery, *, now: datetime) -> None:
    """The receiver has it."""
    _update(connection, delivery, sent_at=now)
    upsert(
        connection,
        schema.receiver_state,
        [{"athlete": athlete, "receiver": delivery.receiver, "failing_since": None, "last_success": now}],
        key=("athlete", "receiver"),
    )


def mark_refused(connection: Connection, athlete: str, delivery: Delivery, *, now: datetime) -> None:
    """The receiver did not take it: try again later, at growing distances."""
    _update(connection, delivery, next_try_at=now + _wait(delivery.attempts, most=LONGEST_RETRY))
    table = schema.receiver_state
    mine = (table.c.athlete == athlete) & (table.c.receiver == delivery.receiver)
    since = connection.scalar(select(table.c.failing_since).where(mine))
    upsert(
        connection,
        table,
        [{"athlete": athlete, "receiver": delivery.receiver, "failing_since": since or now}],
        key=("athlete", "receiver"),
    )


def put_off(connection: Connection, deliveries: Iterable[Delivery], *, until: datetime) -> None:
    """They are not to be tried before that."""
    table = schema.deliveries
    these = [delivery.delivery_id for delivery in deliveries]
    connection.execute(update(table).where(table.c.id.in_(these)).values(next_try_at=until))


def hasten(connection: Connection, message_id: int, *, at: datetime) -> None:
    """Where a message is still on its way it is tried at this instant, if it was to be tried later."""
    table = schema.deliveries
    waits = is_on_its_way & (table.c.message_id == message_id) & (table.c.next_try_at > at)
    connection.execute(update(table).where(waits).values(next_try_at=at))


def drop(connection: Connection, delivery: Delivery, *, because: str) -> None:
    """It will not be sent to this receiver any more."""
    _update(connection, delivery, dropped_because=because)


def _wait(tries: int, *, most: timedelta) -> timedelta:
    """Return how long it is not tried again, given how many tries came before this one."""
    wait: timedelta = FIRST_RETRY * 2 ** min(tries, 10)
    return min(wait, most)


def _update(connection: Connection, delivery: Delivery, **values: Any) -> None:
    table = schema.deliveries
    connection.execute(update(table).where(table.c.id == delivery.delivery_id).values(**values))


def _delivery(rows: list[Row[Any]]) -> Delivery:
    first = rows[0]
    kind = Kind(first.kind)
    holding = [row for row in rows if row.is_open is (kind is not Kind.WELL_AGAIN) and not row.is_overtaken]
    return Delivery(
        delivery_id=first.delivery_id,
        message_id=first.message_id,
        receiver=first.receiver,
        attempts=first.attempts,
        next_try_at=first.next_try_at,
        kind=kind,
        items=tuple(item_of(row._asdict()) for row in holding),
    )
