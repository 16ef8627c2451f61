"""From the outbox to the phone: at least once, per receiver, tried again until it arrives or holds no more."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.base import Clock
from daemon.config import Athlete
from daemon.notify import Refused, send
from daemon.records import DigestLine, Kind
from daemon.store.alerts import add_digest_lines
from daemon.store.database import Database
from daemon.store.outbox import Delivery, drop, due_deliveries, mark_refused, mark_sent, reached
from daemon.wording import Format, Message, compose
from rules.verdicts import Text

log = logging.getLogger(__name__)

WAITED_TOO_LONG = timedelta(hours=12)
"""After this a push is judged again: what holds no more goes to the digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of one delivery. `refused` is None where the receiver took the message."""

    receiver: str
    kind: Kind
    message: Message
    rules: tuple[str, ...]
    refused: Refused | None


def deliver(database: Database, athlete: Athlete, *, clock: Clock) -> tuple[Sent, ...]:
    """Send what is due to each receiver. A receiver that refuses holds up no other one."""
    with database.read() as connection:
        due = due_deliveries(connection, athlete.name, now=clock())
    return tuple(result for delivery in due if (result := _deliver(database, athlete, delivery, clock=clock)))


def _deliver(database: Database, athlete: Athlete, delivery: Delivery, *, clock: Clock) -> Sent | None:
    address = athlete.notify.receivers.get(delivery.receiver)
    if address is None:
        with database.begin() as connection:
            drop(connection, delivery, because="the receiver is not configured any more")
        return None
    now = clock().astimezone(athlete.timezone)
    held = _what_holds(delivery, now)
    if not held.lines:
        _give_up(database, athlete, delivery, now=now)
        return None
    style = Format(athlete.language, athlete.units, athlete.timezone)
    items = tuple(line.item for line in held.lines)
    message = compose(items, kind=held.kind, today=now.date(), style=style)
    outcome = send(address, message)
    refused = outcome if isinstance(outcome, Refused) else None
    with database.begin() as connection:
        if refused is None:
            mark_sent(connection, athlete.name, delivery, now=now)
        else:
            mark_refused(connection, athlete.name, delivery, now=now)
    if refused is not None and delivery.attempts == 0:
        log.warning("%s: the receiver %s did not take a message: %s", athlete.name, delivery.receiver, refused.reason)
    return Sent(
        receiver=delivery.receiver,
        kind=held.kind,
        message=message,
        rules=tuple(item.rule for item in items),
        refused=refused,
    )


def _what_holds(delivery: Delivery, now: datetime) -> Delivery:
    """Return the delivery without what came to an end while it waited; well again holds while the alert is closed."""
    if now - delivery.created_at <= WAITED_TOO_LONG:
        return delivery
    wanted = delivery.kind is not Kind.WELL_AGAIN
    return replace(delivery, lines=tuple(line for line in delivery.lines if line.holds is wanted))


def _give_up(database: Database, athlete: Athlete, delivery: Delivery, *, now: datetime) -> None:
    """Drop what holds no more. If it reached nobody, the digest is where the runner finds it."""
    because = Text("It waited more than 12 hours and does not hold any more.")
    with database.begin() as connection:
        drop(connection, delivery, because="it does not hold any more")
        if not reached(connection, delivery):
            lines = [DigestLine(item=line.item, because=because) for line in delivery.lines]
            add_digest_lines(connection, athlete.name, lines, now=now)
