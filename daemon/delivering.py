"""From the outbox to the phone: at least once, per receiver, tried again until it arrives or holds no more."""

import logging
from dataclasses import dataclass
from datetime import date

from connectors.base import Clock
from daemon.config import Athlete
from daemon.notify import Refused, send
from daemon.records import DigestLine, Kind
from daemon.store.alerts import add_digest_lines
from daemon.store.database import Database
from daemon.store.letters import due_letters
from daemon.store.outbox import Delivery, drop, due_deliveries, mark_refused, mark_sent
from daemon.store.tidying import tidy
from daemon.wording import Message, compose, style_of
from rules.verdicts import Severity, Text

_NO_FIGURES = (Kind.SOURCES, Kind.WELL_AGAIN)
"""Messages about the program itself, which hold nothing of the body."""

log = logging.getLogger(__name__)


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
    because = Text("It came to an end before it could be sent.")
    with database.begin() as connection:
        now = clock()
        lost = tidy(connection, athlete.name, receivers=athlete.notify.receivers.keys())
        lines = [DigestLine(item=item, because=because) for item in lost]
        add_digest_lines(connection, athlete.name, lines, now=now)
        due = (*due_deliveries(connection, athlete.name, now=now), *due_letters(connection, athlete.name, now=now))
    return tuple(result for delivery in due if (result := _deliver(database, athlete, delivery, clock=clock)))


def _deliver(database: Database, athlete: Athlete, delivery: Delivery, *, clock: Clock) -> Sent | None:
    if not delivery.items and delivery.letter is None:
        with database.begin() as connection:
            drop(connection, delivery, because="it does not hold any more")
        return None
    message = _message(delivery, athlete, today=clock().astimezone(athlete.timezone).date())
    outcome = send(athlete.notify.receivers[delivery.receiver], message)
    refused = outcome if isinstance(outcome, Refused) else None
    with database.begin() as connection:
        if refused is None:
            mark_sent(connection, athlete.name, delivery, now=clock())
        else:
            mark_refused(connection, athlete.name, delivery, now=clock())
    if refused is not None and delivery.attempts == 0:
        log.warning("%s: the receiver %s did not take a message: %s", athlete.name, delivery.receiver, refused.reason)
    return Sent(
        receiver=delivery.receiver,
        kind=delivery.kind,
        message=message,
        rules=tuple(item.rule for item in delivery.items),
        refused=refused,
    )


def _message(delivery: Delivery, athlete: Athlete, *, today: date) -> Message:
    """Write what goes out, or only that there is something where health figures stay off the lock screen."""
    letter, style = delivery.letter, style_of(athlete)
    if letter is not None:
        message = Message(title=letter.title, says=letter.body, do="", severity=Severity.INFO, picture=letter.picture)
    else:
        message = compose(delivery.items, kind=delivery.kind, today=today, style=style)
    return message if athlete.notify.numbers or delivery.kind in _NO_FIGURES else message.without_figures(style)
