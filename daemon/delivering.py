"""From the outbox to the phone: at least once, per receiver, tried again until it arrives or holds no more."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from connectors.base import Clock
from daemon.before_standing import Standing, standing
from daemon.config import Athlete
from daemon.message import Message, compose
from daemon.notify import Refused, send
from daemon.posts import posts_of
from daemon.records import Kind
from daemon.runner import load_runner
from daemon.store.database import Database
from daemon.store.digest_lines import add_digest_lines
from daemon.store.failing import DatabaseUnusable
from daemon.store.letters import due_letters
from daemon.store.outbox import (
    FIRST_RETRY,
    Delivery,
    drop,
    due_deliveries,
    mark_refused,
    mark_sent,
    mark_tried,
    put_off,
)
from daemon.store.tidying import tidy
from daemon.telling import due
from daemon.wording import style_of
from rules.verdicts import Severity

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
    """Send what is due to each receiver, in words that hold now. A receiver that refuses holds up no other one.

    In the quiet hours each try waits for their end, but for an alarm's. Raise DatabaseUnusable where a try cannot be
    noted; an alarm is sent all the same.
    """
    with alarms_all_the_same(database, athlete, clock=clock), database.begin() as connection:
        now = clock().astimezone(athlete.timezone)
        lost = tidy(connection, athlete.name, receivers=athlete.notify.receivers.keys(), now=now)
        add_digest_lines(connection, athlete.name, lost, now=now)
        to_try = (*due_deliveries(connection, athlete.name, now=now), *due_letters(connection, athlete.name, now=now))
        waiting = tuple(each for each in to_try if _waits(each, athlete, now=now))
        put_off(connection, waiting, until=due(now, athlete.notify.policy))
        going = [each for each in to_try if each not in waiting]
        stands = _standing(connection, athlete, going, now=now)
    sent: list[Sent | None] = []
    unnoted: DatabaseUnusable | None = None
    for each in going:
        try:
            sent.append(_deliver(database, athlete, each, stands, clock=clock))
        except DatabaseUnusable as error:
            # The next one may be an alarm, or to another receiver.
            unnoted = error
    if unnoted is not None:
        raise unnoted
    return tuple(result for result in sent if result is not None)


@contextmanager
def alarms_all_the_same(database: Database, athlete: Athlete, *, clock: Clock) -> Iterator[None]:
    """Send the alarms that wait where what is done here fails since the database cannot be written."""
    try:
        yield
    except DatabaseUnusable:
        with database.read() as connection:
            now = clock().astimezone(athlete.timezone)
            waiting = due_deliveries(connection, athlete.name, now=now)
            alarms = [each for each in waiting if _goes_unnoted(each, athlete, now=now)]
            stands = _standing(connection, athlete, alarms, now=now)
        for each in alarms:
            send(athlete.notify.receivers[each.receiver], _message(each, athlete, stands, today=now.date()))
        raise


def _goes_unnoted(delivery: Delivery, athlete: Athlete, *, now: datetime) -> bool:
    """Say whether it is sent now though it cannot be noted: an alarm, and each time after twice as long.

    Nothing remembers these tries: they go by the clock, of which the service makes a pass every five minutes.
    """
    tries = max(now - delivery.next_try_at, timedelta()) // FIRST_RETRY
    return delivery.is_alarm and delivery.receiver in athlete.notify.receivers and tries & (tries - 1) == 0


def _standing(connection: Connection, athlete: Athlete, going: Iterable[Delivery], *, now: datetime) -> Standing:
    """Return how the runner is as known now: while a message waited, a pain may have come that asks not to run."""
    if not any(each.items for each in going):
        return Standing()
    return standing(load_runner(connection, athlete, now=now), settings=athlete.rules)


def _waits(delivery: Delivery, athlete: Athlete, *, now: datetime) -> bool:
    """Say whether a delivery waits for the end of the quiet hours. One in which nothing holds is dropped at any time.

    A letter that the runner wants at an hour that is quiet goes out then, once.
    """
    if delivery.is_alarm or delivery.is_empty or not _is_quiet(now, athlete):
        return False
    wanted = (post.last(now) for post in posts_of(athlete) if post.kind is delivery.kind)
    return bool(delivery.attempts) or not any(_is_quiet(at, athlete) for at in wanted)


def _is_quiet(moment: datetime, athlete: Athlete) -> bool:
    return due(moment, athlete.notify.policy) != moment


def _deliver(
    database: Database, athlete: Athlete, delivery: Delivery, stands: Standing, *, clock: Clock
) -> Sent | None:
    if delivery.is_empty:
        with database.begin() as connection:
            drop(connection, delivery, because="it does not hold any more")
        return None
    message = _message(delivery, athlete, stands, today=clock().astimezone(athlete.timezone).date())
    try:
        with database.begin() as connection:
            mark_tried(connection, delivery, now=clock())
    except DatabaseUnusable:
        if not _goes_unnoted(delivery, athlete, now=clock()):
            raise
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


def _message(delivery: Delivery, athlete: Athlete, stands: Standing, *, today: date) -> Message:
    """Write what goes out, or only that there is something where health figures stay off the lock screen."""
    letter, style = delivery.letter, style_of(athlete)
    if letter is not None:
        message = Message(title=letter.title, says=letter.body, do="", severity=Severity.INFO, picture=letter.picture)
    else:
        message = compose(delivery.items, kind=delivery.kind, today=today, style=style, standing=stands)
    return message if athlete.notify.numbers or delivery.kind in _NO_FIGURES else message.without_figures(style)
