"""Messages into the outbox: to whom each goes and when, committed before anything is sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from daemon import schema
from daemon.records import Heard, Item, Kind, Outgoing
from daemon.store.context import message_that_waits
from daemon.store.lines import heard_of, item_row
from daemon.store.outbox import hasten
from daemon.store.upsert import upsert
from daemon.waiting import before_both
from rules.verdicts import Severity


def put_message(
    connection: Connection, athlete: str, message: Outgoing, *, receivers: Iterable[str], now: datetime
) -> None:
    """Store a message and a delivery for each receiver; lines join a message that nobody has yet.

    Well again is told only to those who were told of the trouble; where that leaves nobody, nothing is stored.
    """
    numbers = _numbers(connection, athlete, message.items)
    told = set(receivers)
    if message.kind == Kind.WELL_AGAIN:
        told &= _told(connection, [number for number, _ in numbers])
    if not told:
        return
    waiting = _waiting(connection, athlete, message)
    message_id = waiting if waiting is not None else _new_message(connection, athlete, message, now=now)
    earlier = _heard_before(connection, waiting) if waiting is not None else {}
    lines = [
        {
            **line_row(item, stage=stage),
            **_heard_row(message.heard.get((item.rule, item.subject)), earlier.get(number), now=now),
            "message_id": message_id,
            "alert_id": number,
            "position": position,
        }
        for position, (item, (number, stage)) in enumerate(zip(message.items, numbers, strict=True))
    ]
    upsert(connection, schema.message_alerts, lines, key=("message_id", "alert_id"))
    # What is new is tried when it would be in a message of its own.
    hasten(connection, message_id, at=message.due_at)
    # One that was configured since the message was made gets it too: nobody has it yet.
    address(connection, message_id, sorted(told - _addressed(connection, message_id)), at=message.due_at)


def line_row(item: Item, *, stage: int) -> dict[str, Any]:
    """The columns of a line that hold its words."""
    return {name: value for name, value in item_row(item).items() if name not in ("rule", "subject")} | {"stage": stage}


def _heard_before(connection: Connection, message_id: int) -> dict[int, tuple[datetime | None, Heard]]:
    """Return of each alert in a message that waits when it counted as told by it, and what was told before."""
    table = schema.message_alerts
    rows = connection.execute(select(table).where(table.c.message_id == message_id))
    return {row.alert_id: (row.told_at, heard_of(row._asdict())) for row in rows}


def _heard_row(
    heard: Heard | None, earlier: tuple[datetime | None, Heard] | None, *, now: datetime
) -> dict[str, object]:
    """The columns that hold what was told of an alert before. Its `earlier` line in the same message told nobody."""
    if heard is not None and earlier is not None:
        heard = before_both(heard, told_at=earlier[0], before=earlier[1])
    at, severity, stage, by = heard or Heard()
    return {
        "told_at": None if heard is None else now,
        "heard_at": at,
        "heard_severity": severity,
        "heard_stage": stage,
        "heard_by": by,
    }


def _addressed(connection: Connection, message_id: int) -> set[str]:
    table = schema.deliveries
    return set(connection.scalars(select(table.c.receiver).where(table.c.message_id == message_id)))


def address(connection: Connection, message_id: int, receivers: Iterable[str], *, at: datetime) -> None:
    """A message is to go to these receivers, and not before `at`."""
    deliveries = [{"message_id": message_id, "receiver": name, "attempts": 0, "next_try_at": at} for name in receivers]
    if deliveries:
        connection.execute(insert(schema.deliveries), deliveries)


def _waiting(connection: Connection, athlete: str, message: Outgoing) -> int | None:
    """Return the message that the lines join, made to count, from then on, when they do. An alarm joins none."""
    is_alarm = any(item.severity >= Severity.ALARM for item in message.items)
    if is_alarm or message.kind not in (Kind.ALERTS, Kind.SOURCES):
        return None
    waiting = message_that_waits(connection, athlete)
    if waiting is None:
        return None
    message_id, kind = waiting
    if kind is not message.kind is Kind.ALERTS:
        table = schema.messages
        counts = {"kind": Kind.ALERTS, "due_at": message.due_at}
        connection.execute(update(table).where(table.c.id == message_id).values(counts))
    return message_id


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
