"""What waits in the outbox goes out as it is by then: its words are renewed, or it is taken back. Pure.

What is taken back before any receiver got it was not told: the alert is as the runner last heard of it, and what is
found next is told.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from daemon.records import Alert, DigestLine, Heard, Item, Kind, Telling
from rules.verdicts import Severity, Text

_OVER = Text("It came to an end before it could be sent.")
_NOBODY = Text("No receiver is configured.")


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


def tidied(lines: Iterable[Line], *, reachable: bool) -> Tidied:
    """Given the lines on their way, say which are taken back, and which have other words by now.

    Not `reachable`: there is no receiver, and what was on its way stands in the digest.
    """
    every = tuple(lines)
    taken = tuple(line for line in every if line.is_untold and (not reachable or _is_over(line)))
    renewed = tuple(_renewed(line) for line in every if line not in taken and _is_old(line))
    changes = (*_taken_back(taken), *((line, _as_renewed(line)) for line in renewed if _lasts(line)))
    return Tidied(
        taken=taken,
        renewed=renewed,
        alerts=tuple(alert for line, alert in changes if alert != line.alert),
        digest=tuple(digest for line, _alert in changes if line in taken for digest in _to_digest(line)),
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


def _taken_back(taken: Iterable[Line]) -> Iterator[tuple[Line, Alert]]:
    """Yield of each alert of which the last word is taken back the line with that word, and what it is then."""
    lines = tuple(taken)
    for line in lines:
        if line.is_last_word:
            of_it = (other for other in lines if other.alert.key == line.alert.key)
            yield line, _in_digest(line.alert) if _has_nobody(line) else untold(line.alert, of_it)


def _has_nobody(line: Line) -> bool:
    """Say of a line that is taken back whether all that it lacks is a receiver."""
    return not _is_over(line)


def _in_digest(alert: Alert) -> Alert:
    return alert._replace(told_by=Telling.DIGEST)


def _to_digest(line: Line) -> Iterator[DigestLine]:
    """Yield the line of the digest. What is only for information by now gets its own from the next pass."""
    if _has_nobody(line):
        yield DigestLine(item=line.item, because=_NOBODY)
    elif not line.alert.is_open:
        yield DigestLine(item=line.item, because=_OVER)


def _is_over(line: Line) -> bool:
    """Say whether it does not hold any more, or is nothing that is pushed."""
    if line.kind is Kind.WELL_AGAIN:
        return line.alert.is_open
    return not line.alert.is_open or line.alert.severity is Severity.INFO


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
