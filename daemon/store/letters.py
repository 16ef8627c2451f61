"""Letters on their way: written when they are made, sent to each receiver, worth nothing after a while."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from daemon import schema
from daemon.records import Kind, Letter
from daemon.store.messages import address
from daemon.store.outbox import Delivery, is_due, is_on_its_way


def put_letter(
    connection: Connection, athlete: str, letter: Letter, *, receivers: Iterable[str], now: datetime
) -> None:
    """Store a letter and a delivery for each receiver."""
    made = connection.execute(
        insert(schema.messages)
        .values(
            athlete=athlete,
            kind=letter.kind,
            created_at=now,
            due_at=now,
            title=letter.title,
            body=letter.body,
            picture=letter.picture,
            expires_at=letter.expires_at,
            tip=letter.tip,
        )
        .returning(schema.messages.c.id)
    )
    address(connection, int(made.scalar_one()), sorted(receivers), at=now)


def last_letter(connection: Connection, athlete: str, kind: Kind) -> datetime | None:
    """Return when the last letter of a kind was written, None where there is none."""
    table = schema.messages
    written: datetime | None = connection.scalar(
        select(table.c.created_at)
        .where(table.c.athlete == athlete, table.c.kind == kind)
        .order_by(table.c.created_at.desc())
        .limit(1)
    )
    return written


def tips_given(connection: Connection, athlete: str) -> dict[str, datetime]:
    """Return when the last letter with a tip of each rule was written; rules that gave none are missing."""
    table = schema.messages
    rows = connection.execute(
        select(table.c.tip, func.max(table.c.created_at).label("written_at"))
        .where(table.c.athlete == athlete, table.c.tip.is_not(None))
        .group_by(table.c.tip)
    )
    return {row.tip: row.written_at for row in rows}


def due_letters(connection: Connection, athlete: str, *, now: datetime) -> Iterator[Delivery]:
    """Yield the letters that are to be tried now. One that came too late has no letter any more."""
    deliveries, messages = schema.deliveries, schema.messages
    rows = connection.execute(
        select(
            deliveries.c.id.label("delivery_id"),
            deliveries.c.receiver,
            deliveries.c.attempts,
            deliveries.c.next_try_at,
            messages.c.id.label("message_id"),
            *(messages.c[name] for name in ("kind", "title", "body", "picture", "expires_at")),
        )
        .join(messages, messages.c.id == deliveries.c.message_id)
        .where(messages.c.athlete == athlete, messages.c.body.is_not(None), is_on_its_way, is_due(now))
        .order_by(messages.c.id, deliveries.c.id)
    )
    for row in rows:
        letter = Letter(
            kind=Kind(row.kind), title=row.title, body=row.body, picture=row.picture, expires_at=row.expires_at
        )
        yield Delivery(
            delivery_id=row.delivery_id,
            message_id=row.message_id,
            receiver=row.receiver,
            attempts=row.attempts,
            next_try_at=row.next_try_at,
            kind=letter.kind,
            letter=letter if letter.expires_at > now else None,
        )
