"""Makes the outbox true before it is sent: what is over is not told, and what waits has somewhere to go."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select, tuple_, update

from daemon import schema
from daemon.records import DigestLine, Kind
from daemon.store.alerts import load_numbered, save_alerts
from daemon.store.lines import heard_of, item_of
from daemon.store.messages import line_row
from daemon.store.outbox import is_on_its_way
from daemon.store.snoozes import load_snoozes
from daemon.waiting import Line, tidied, untold
from rules import discover

_MESSAGES, _LINES, _DELIVERIES = schema.messages, schema.message_alerts, schema.deliveries


def tidy(connection: Connection, athlete: str, *, receivers: Collection[str], now: datetime) -> tuple[DigestLine, ...]:
    """Renew what waits, and take out of the messages that nobody has yet what does not hold any more.

    Return what nobody gets, for the digest. A delivery to a receiver that is not configured any more is taken back; a
    message that then has nobody to go to goes to the receivers that there are.
    """
    mine = _MESSAGES.c.athlete == athlete
    _forget_receivers(connection, athlete, receivers)
    found = tidied(
        _lines(connection, mine & (_is_unread() | _is_awaited())),
        reachable=bool(receivers),
        snoozes=load_snoozes(connection, athlete, now=now),
        now=now,
    )
    _take(connection, found.taken)
    for line in found.renewed:
        is_it = (_LINES.c.message_id == line.message_id) & (_LINES.c.alert_id == line.item.number)
        connection.execute(update(_LINES).where(is_it).values(line_row(line.item, stage=line.alert.stage)))
    save_alerts(connection, athlete, found.alerts)
    connection.execute(delete(_MESSAGES).where(mine, _is_unread(), _is_empty()))
    _count_no_more(connection, mine & _is_unread())
    # Well again concerns those who were told of the trouble, and nobody else.
    connection.execute(delete(_MESSAGES).where(mine, ~_is_addressed(), _MESSAGES.c.kind == Kind.WELL_AGAIN))
    _address(connection, mine & ~_is_addressed(), receivers)
    return found.digest


def take_back(connection: Connection, athlete: str, alerts: Collection[int]) -> None:
    """Take alerts, by their numbers, out of the messages that nobody has yet: they were not told."""
    mine = (_MESSAGES.c.athlete == athlete) & _is_unread()
    taken = _lines(connection, mine & _LINES.c.alert_id.in_(alerts))
    _take(connection, taken)
    by_key = {line.alert.key: line.alert for line in taken}
    of_each = {key: [line for line in taken if line.alert.key == key] for key in by_key}
    save_alerts(connection, athlete, [untold(alert, of_each[key]) for key, alert in by_key.items()])
    connection.execute(delete(_MESSAGES).where(mine, _is_empty()))
    _count_no_more(connection, mine)


def _lines(connection: Connection, which: ColumnElement[bool]) -> tuple[Line, ...]:
    """Return the lines of these messages, the oldest first, each with its alert as it is now."""
    rows = connection.execute(
        select(_LINES, _MESSAGES.c.kind, _is_unread().label("is_untold"))
        .join(_MESSAGES, _MESSAGES.c.id == _LINES.c.message_id)
        .where(which)
        .order_by(_LINES.c.message_id, _LINES.c.position)
    ).all()
    alerts = load_numbered(connection, {row.alert_id for row in rows}) if rows else {}
    return tuple(
        Line(
            message_id=row.message_id,
            kind=Kind(row.kind),
            item=item_of({**row._asdict(), "rule": alert.rule, "subject": alert.subject, "number": row.alert_id}),
            alert=alert,
            told_at=row.told_at,
            before=heard_of(row._asdict()),
            is_untold=bool(row.is_untold),
        )
        for row in rows
        for alert in [alerts[row.alert_id]]
    )


def _take(connection: Connection, taken: Iterable[Line]) -> None:
    these = [(line.message_id, line.item.number) for line in taken]
    connection.execute(delete(_LINES).where(tuple_(_LINES.c.message_id, _LINES.c.alert_id).in_(these)))


def _count_no_more(connection: Connection, which: ColumnElement[bool]) -> None:
    """What is left of a message may be of the sources alone, as it was before an alert joined it: it takes no cap."""
    outside_caps = [rule.name for rule in discover() if rule.life.outside_caps]
    is_of = (_LINES.c.message_id == _MESSAGES.c.id) & (_LINES.c.alert_id == schema.alerts.c.id)
    counts = exists().where(is_of, schema.alerts.c.rule.not_in(outside_caps))
    connection.execute(
        update(_MESSAGES)
        .where(which, _MESSAGES.c.kind == Kind.ALERTS, exists().where(is_of), ~counts)
        .values(kind=Kind.SOURCES)
    )


def _is_unread() -> ColumnElement[bool]:
    return ~exists().where(_DELIVERIES.c.message_id == _MESSAGES.c.id, _DELIVERIES.c.sent_at.is_not(None))


def _is_awaited() -> ColumnElement[bool]:
    return exists().where(_DELIVERIES.c.message_id == _MESSAGES.c.id, is_on_its_way)


def _is_empty() -> ColumnElement[bool]:
    return _MESSAGES.c.body.is_(None) & ~exists().where(_LINES.c.message_id == _MESSAGES.c.id)


def _is_addressed() -> ColumnElement[bool]:
    return exists().where(_DELIVERIES.c.message_id == _MESSAGES.c.id)


def _forget_receivers(connection: Connection, athlete: str, receivers: Collection[str]) -> None:
    of_athlete = select(_MESSAGES.c.id).where(_MESSAGES.c.athlete == athlete)
    connection.execute(
        delete(_DELIVERIES).where(
            _DELIVERIES.c.message_id.in_(of_athlete),
            # What was dropped stays: its message is not one without anybody to go to.
            is_on_its_way,
            _DELIVERIES.c.receiver.not_in(receivers),
        )
    )
    table = schema.receiver_state
    connection.execute(delete(table).where(table.c.athlete == athlete, table.c.receiver.not_in(receivers)))


def _address(connection: Connection, which: ColumnElement[bool], receivers: Collection[str]) -> None:
    rows = [
        {"message_id": row.id, "receiver": name, "attempts": 0, "next_try_at": row.due_at}
        for row in connection.execute(select(_MESSAGES.c.id, _MESSAGES.c.due_at).where(which))
        for name in sorted(receivers)
    ]
    if rows:
        connection.execute(insert(_DELIVERIES), rows)
