"""What waits in the outbox goes out as it is by then: its words are renewed, or it is taken back. Pure.

What is taken back before any receiver got it was not told: the alert is as the runner last heard of it, and what is
found next is told.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple

from daemon.records import Alert, DigestLine, Heard, Item, Kind, Snooze, Telling
from daemon.telling import muted
from rules.verdicts import Severity, Text

_OVER = Text("It came to an end before it could be sent.")
_NOBODY = Text("No receiver is configured.")


class Why(Enum):
    """Why a line is taken back."""

    OVER = auto()
    """It does not hold any more, or is nothing that is pushed."""
    SNOOZED = auto()
    """The runner does not want it now: the next pass says so, and it is told when the snooze ends."""
    NOBODY = auto()
    """All that it lacks is a receiver."""


class Line(NamedTuple):
    """One line of a message that is on its way."""

    message_id: int
    kind: Kind
    item: Item
    alert: Alert
    """As it is now."""
    told_at: datetime | None
    """When the alert counted as told by it; None where it tells of an end."""
    before: Heard
    """What the runner had heard of the alert until then."""
    is_untold: bool
    """No receiver has the message."""

    @property
    def is_last_word(self) -> bool:
        """Nothing was told of the alert since."""
        return self.told_at is not None and self.alert.heard.is_push_of(self.told_at)


class Tidied(NamedTuple):
    """What is to be done before anything is sent."""

    taken: tuple[Line, ...] = ()
    renewed: tuple[Line, ...] = ()
    """With the words of now."""
    alerts: tuple[Alert, ...] = ()
    """Of which the runner has heard something else than it seemed."""
    digest: tuple[DigestLine, ...] = ()


def tidied(lines: Iterable[Line], *, reachable: bool, snoozes: Collection[Snooze], now: datetime) -> Tidied:
    """Given the lines on their way, say which are taken back, and which have other words by now.

    Not `reachable`: there is no receiver, and what was on its way stands in the digest, but for an alarm.
    """
    every = tuple(lines)
    reasons = ((line, _why_taken(line, reachable=reachable, snoozes=snoozes, now=now)) for line in every)
    taken = tuple((line, why) for line, why in reasons if why is not None)
    gone = tuple(line for line, _why in taken)
    renewed = tuple(_renewed(line) for line in every if line not in gone and _is_old(line))
    back = tuple(_taken_back(taken))
    changes = (
        *((line, alert) for line, _why, alert in back),
        *((line, _as_renewed(line)) for line in renewed if _lasts(line)),
    )
    return Tidied(
        taken=gone,
        renewed=renewed,
        alerts=tuple(alert for line, alert in changes if alert != line.alert),
        digest=tuple(digest for line, why, _alert in back for digest in _to_digest(line, why)),
    )


def untold(alert: Alert, lines: Iterable[Line]) -> Alert:
    """Return an alert as it is when nobody gets these lines about it: as it was heard of before the first of them."""
    heard = alert.heard
    for line in sorted(lines, key=lambda each: -each.message_id):
        if line.told_at is not None and heard.is_push_of(line.told_at):
            heard = line.before
    return alert.as_heard(heard)


def before_both(heard: Heard, *, told_at: datetime | None, before: Heard) -> Heard:
    """Return what was told before two lines about one alert in a message that waits.

    `heard` is what seemed to be told as the second joined, `told_at` and `before` are those of the first.
    """
    return before if told_at is not None and heard.is_push_of(told_at) else heard


def _taken_back(taken: Collection[tuple[Line, Why]]) -> Iterator[tuple[Line, Why, Alert]]:
    """Yield of each alert of which the last word is taken back the line with that word, why, and what it is then."""
    for line, why in taken:
        if line.is_last_word:
            of_it = (other for other, _why in taken if other.alert.key == line.alert.key)
            yield line, why, _in_digest(line.alert) if why is Why.NOBODY else untold(line.alert, of_it)


def _why_taken(line: Line, *, reachable: bool, snoozes: Iterable[Snooze], now: datetime) -> Why | None:
    """Return why a line is taken back, or None: somebody has it, or it still is to go out."""
    if not line.is_untold:
        return None
    if _is_over(line):
        return Why.OVER
    if _is_snoozed(line, snoozes, now=now):
        return Why.SNOOZED
    # A receiver may be missing for one pass, while it is renamed: an alarm waits for the next one.
    return None if reachable or _is_alarm(line) else Why.NOBODY


def _in_digest(alert: Alert) -> Alert:
    return alert._replace(told_by=Telling.DIGEST)


def _to_digest(line: Line, why: Why) -> Iterator[DigestLine]:
    """Yield the line of the digest. What is snoozed or only for information by now gets its own from the next pass."""
    if why is Why.NOBODY:
        yield DigestLine(item=line.item, because=_NOBODY)
    elif not line.alert.is_open:
        yield DigestLine(item=line.item, because=_OVER)


def _is_over(line: Line) -> bool:
    """Say whether it does not hold any more, or is nothing that is pushed."""
    if line.kind is Kind.WELL_AGAIN:
        return line.alert.is_open
    return not line.alert.is_open or line.alert.severity is Severity.INFO


def _is_snoozed(line: Line, snoozes: Iterable[Snooze], *, now: datetime) -> bool:
    """Say whether the runner snoozed it. No snooze holds back an alarm, or the end of a trouble."""
    if line.kind is Kind.WELL_AGAIN or _is_alarm(line):
        return False
    return muted(line.alert, snoozes, now=now) is not None


def _is_alarm(line: Line) -> bool:
    return words_of(line).severity is Severity.ALARM


def _is_old(line: Line) -> bool:
    return line.kind is not Kind.WELL_AGAIN and line.alert.is_open and words_of(line) != line.item


def words_of(line: Line) -> Item:
    """Return what a line says by now. One that was an alarm stays one until it has arrived."""
    item, alert = line.item, line.alert
    severity = item.severity if item.severity is Severity.ALARM else alert.severity
    return item._replace(severity=severity, says=alert.says, do=alert.do, values=alert.values, day=alert.day)


def _renewed(line: Line) -> Line:
    return line._replace(item=words_of(line))


def _lasts(line: Line) -> bool:
    return line.is_untold and line.is_last_word


def _as_renewed(line: Line) -> Alert:
    """Return the alert as told by the words of now: what was worse for a while, and is not sent, is news again."""
    heard, before = line.alert.heard, line.before
    if heard.severity is None or heard.stage is None:
        return line.alert
    severity = max(line.item.severity, before.severity or line.item.severity)
    stage = max(line.alert.stage, line.alert.stage if before.stage is None else before.stage)
    return line.alert.as_heard(heard._replace(severity=min(heard.severity, severity), stage=min(heard.stage, stage)))
