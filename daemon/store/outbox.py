"""Messages on their way: committed before anything is sent, delivered per receiver, tried again until they arrive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, select, update

from daemon import schema
from daemon.records import Item, Kind, Letter, Outgoing
from daemon.store.alerts import item_of, item_row
from daemon.store.upsert import upsert

_JOINS = (Kind.ALERTS, Kind.SOURCES)
"""What fires while another of these waits for the end of the quiet hours goes out in the same message."""

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message on its way to one receiver."""

    delivery_id: int
    message_id: int
    receiver: str
    attempts: int
    kind: Kind
    items: tuple[Item, ...] = ()
    """What still holds of it, and is in no newer message to the same receiver."""
    letter: Letter | None = None


def put_message(
    connection: Connection, athlete: str, message: Outgoing, *, receivers: Iterable[str], now: datetime
) -> None:
    """Store a message and a delivery for each receiver; lines join a message that waits for the same moment.

    Well again is told only to those who were told of the trouble; where that leaves nobody, nothing is stored.
    """
    numbers = _numbers(connection, athlete, message.items)
    told = set(receivers)
    if message.kind == Kind.WELL_AGAIN:
        told &= _told(connection, [number for number, _ in numbers])
    if not told:
        return
    waiting = _waiting(connection, athlete, message, now=now)
    message_id = waiting if waiting is not None else _new_message(connection, athlete, message, now=now)
    lines = [
        {
            **{name: value for name, value in item_row(item).items() if name not in ("rule", "subject")},
            "message_id": message_id,
            "alert_id": number,
            "position": position,
            "stage": stage,
        }
        for position, (item, (number, stage)) in enumerate(zip(message.items, numbers, strict=True))
    ]
    upsert(connection, schema.message_alerts, lines, key=("message_id", "alert_id"))
    if waiting is None:
        address(connection, message_id, sorted(told), at=message.due_at)


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
        )
        .join(messages, messages.c.id == deliveries.c.message_id)
        .join(lines, lines.c.message_id == messages.c.id)
        .join(alerts, alerts.c.id == lines.c.alert_id)
        .where(messages.c.athlete == athlete, deliveries.c.sent_at.is_(None), deliveries.c.dropped_because.is_(None))
        .where(deliveries.c.next_try_at <= now)
        .order_by(messages.c.id, deliveries.c.id, lines.c.position)
    ).all()
    return tuple(_delivery(list(group)) for _, group in groupby(rows, key=lambda row: row.delivery_id))


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
            .where(deliveries.c.sent_at.is_(None), deliveries.c.dropped_because.is_(None))
            .where(deliveries.c.next_try_at <= now)
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
        .where(messages.c.athlete == athlete, messages.c.due_at <= now)
        .where(deliveries.c.sent_at.is_(None), deliveries.c.dropped_because.is_(None))
    )
    return late or 0


def mark_sent(connection: Connection, athlete: str, delivery: Delivery, *, now: datetime) -> None:
    """The receiver has it."""
    _update(connection, delivery, attempts=delivery.attempts + 1, sent_at=now)
    upsert(
        connection,
        schema.receiver_state,
        [{"athlete": athlete, "receiver": delivery.receiver, "failing_since": None, "last_success": now}],
        key=("athlete", "receiver"),
    )


def mark_refused(connection: Connection, athlete: str, delivery: Delivery, *, now: datetime) -> None:
    """The receiver did not take it: try again later, at growing distances."""
    wait = min(FIRST_RETRY * 2 ** min(delivery.attempts, 10), LONGEST_RETRY)
    _update(connection, delivery, attempts=delivery.attempts + 1, next_try_at=now + wait)
    table = schema.receiver_state
    mine = (table.c.athlete == athlete) & (table.c.receiver == delivery.receiver)
    since = connection.scalar(select(table.c.failing_since).where(mine))
    upsert(
        connection,
        table,
        [{"athlete": athlete, "receiver": delivery.receiver, "failing_since": since or now}],
        key=("athlete", "receiver"),
    )


def drop(connection: Connection, delivery: Delivery, *, because: str) -> None:
    """It will not be sent to this receiver any more."""
    _update(connection, delivery, dropped_because=because)


def _update(connection: Connection, delivery: Delivery, **values: Any) -> None:
    table = schema.deliveries
    connection.execute(update(table).where(table.c.id == delivery.delivery_id).values(**values))


def _waiting(connection: Connection, athlete: str, message: Outgoing, *, now: datetime) -> int | None:
    """Return the message that waits for the same moment, made to count when one of the two does."""
    if message.kind not in _JOINS or message.due_at <= now:
        return None
    table = schema.messages
    row = connection.execute(
        select(table.c.id, table.c.kind).where(
            table.c.athlete == athlete, table.c.due_at == message.due_at, table.c.kind.in_(_JOINS)
        )
    ).first()
    if row is None:
        return None
    if message.kind == Kind.ALERTS:
        connection.execute(update(table).where(table.c.id == row.id).values(kind=Kind.ALERTS))
    return int(row.id)


def address(connection: Connection, message_id: int, receivers: Iterable[str], *, at: datetime) -> None:
    """A message is to go to these receivers, and not before `at`."""
    deliveries = [{"message_id": message_id, "receiver": name, "attempts": 0, "next_try_at": at} for name in receivers]
    if deliveries:
        connection.execute(insert(schema.deliveries), deliveries)


def _new_message(connection: Connection, athlete: str, message: Outgoing, *, now: datetime) -> int:
    added = connection.execute(
        insert(schema.messages)
        .values(athlete=athlete, kind=message.kind, created_at=now, due_at=message.due_at)
        .returning(schema.messages.c.id)
    )
    return int(added.scalar_one())


def _numbers(connection: Connection, athlete: str, items: Iterable[Item]) -> list[tuple[int, int]]:
    """Return (id, stage) of the alert of each item."""
    table = schema.alerts
    rows = connection.execute(
        select(table.c.rule, table.c.subject, table.c.id, table.c.stage).where(
            table.c.athlete == athlete, table.c.rule.in_({item.rule for item in items})
        )
    )
    known = {(rule, subject): (number, stage) for rule, subject, number, stage in rows}
    return [known[item.rule, item.subject] for item in items]


def _told(connection: Connection, alert_ids: list[int]) -> set[str]:
    deliveries, lines, alerts = schema.deliveries, schema.message_alerts, schema.alerts
    return set(
        connection.scalars(
            select(deliveries.c.receiver)
            .join(lines, lines.c.message_id == deliveries.c.message_id)
            .join(alerts, alerts.c.id == lines.c.alert_id)
            # An older outage was told, and its end too.
            .where(alerts.c.id.in_(alert_ids), deliveries.c.sent_at >= alerts.c.opened_at)
        )
    )


def _delivery(rows: list[Row[Any]]) -> Delivery:
    first = rows[0]
    kind = Kind(first.kind)
    holding = [row for row in rows if row.is_open is (kind is not Kind.WELL_AGAIN) and not row.is_overtaken]
    return Delivery(
        delivery_id=first.delivery_id,
        message_id=first.message_id,
        receiver=first.receiver,
        attempts=first.attempts,
        kind=kind,
        items=tuple(item_of(row._asdict()) for row in holding),
    )
