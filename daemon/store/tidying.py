"""Makes the outbox true before it is sent: what is over is not told, and what waits has somewhere to go."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, select

from daemon import schema
from daemon.records import Item, Kind
from daemon.store.alerts import item_of

_MESSAGES, _LINES, _DELIVERIES, _ALERTS = schema.messages, schema.message_alerts, schema.deliveries, schema.alerts


def tidy(connection: Connection, athlete: str, *, receivers: Collection[str]) -> tuple[Item, ...]:
    """Take out of the messages that nobody has yet what does not hold any more. Return it, for the digest.

    A delivery to a receiver that is not configured any more is taken back; a message that then has nobody to go to
    goes to the receivers that there are.
    """
    mine, unread = _MESSAGES.c.athlete == athlete, _is_unread()
    _forget_receivers(connection, athlete, receivers)
    lost = _take_lines(connection, mine & unread & (_MESSAGES.c.kind != Kind.WELL_AGAIN) & ~_ALERTS.c.is_open)
    _take_lines(connection, mine & unread & (_MESSAGES.c.kind == Kind.WELL_AGAIN) & _ALERTS.c.is_open)
    if not receivers:
        lost += _take_lines(connection, mine & unread & ~_is_addressed())
    connection.execute(delete(_MESSAGES).where(mine, unread, _is_empty()))
    # Well again concerns those who were told of the trouble, and nobody else.
    connection.execute(delete(_MESSAGES).where(mine, ~_is_addressed(), _MESSAGES.c.kind == Kind.WELL_AGAIN))
    _address(connection, mine & ~_is_addressed(), receivers)
    return lost


def take_back(connection: Connection, athlete: str, alerts: Collection[int]) -> None:
    """Take alerts, by their numbers, out of the messages that nobody has yet."""
    mine = _MESSAGES.c.athlete == athlete
    _take_lines(connection, mine & _is_unread() & _ALERTS.c.id.in_(alerts))
    connection.execute(delete(_MESSAGES).where(mine, _is_unread(), _is_empty()))


def _is_unread() -> ColumnElement[bool]:
    return ~exists().where(_DELIVERIES.c.message_id == _MESSAGES.c.id, _DELIVERIES.c.sent_at.is_not(None))


def _is_empty() -> ColumnElement[bool]:
    return _MESSAGES.c.body.is_(None) & ~exists().where(_LINES.c.message_id == _MESSAGES.c.id)


def _is_addressed() -> ColumnElement[bool]:
    return exists().where(_DELIVERIES.c.message_id == _MESSAGES.c.id)


def _forget_receivers(connection: Connection, athlete: str, receivers: Collection[str]) -> None:
    of_athlete = select(_MESSAGES.c.id).where(_MESSAGES.c.athlete == athlete)
    connection.execute(
        delete(_DELIVERIES).where(
            _DELIVERIES.c.message_id.in_(of_athlete),
            _DELIVERIES.c.sent_at.is_(None),
            _DELIVERIES.c.receiver.not_in(receivers),
        )
    )
    table = schema.receiver_state
    connection.execute(delete(table).where(table.c.athlete == athlete, table.c.receiver.not_in(receivers)))


def _take_lines(connection: Connection, which: ColumnElement[bool]) -> tuple[Item, ...]:
    rows = connection.execute(
        select(_LINES, _ALERTS.c.rule, _ALERTS.c.subject)
        .join(_MESSAGES, _MESSAGES.c.id == _LINES.c.message_id)
        .join(_ALERTS, _ALERTS.c.id == _LINES.c.alert_id)
        .where(which)
        .order_by(_LINES.c.message_id, _LINES.c.position)
    ).all()
    for row in rows:
        taken = (_LINES.c.message_id == row.message_id) & (_LINES.c.alert_id == row.alert_id)
        connection.execute(delete(_LINES).where(taken))
    return tuple(item_of(row._asdict()) for row in rows)


def _address(connection: Connection, which: ColumnElement[bool], receivers: Collection[str]) -> None:
    rows = [
        {"message_id": row.id, "receiver": name, "attempts": 0, "next_try_at": row.due_at}
        for row in connection.execute(select(_MESSAGES.c.id, _MESSAGES.c.due_at).where(which))
        for name in sorted(receivers)
    ]
    if rows:
        connection.execute(insert(_DELIVERIES), rows)
