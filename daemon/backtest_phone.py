"""What a replay remembers from one moment to the next: the alerts, and the messages as they go out. Pure."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from daemon.alerts import REMEMBERED, Decision, Results
from daemon.records import Alert, Item, Key, Outgoing, Policy, Telling
from daemon.telling import Context, why_notify
from daemon.waiting import Line, Tidied, before_both, tidied, words_of
from rules.values import NO_VALUES, Values
from rules.verdicts import Finding, Life, Text

CAPS_LOOK_BACK = timedelta(days=8)


class Told(NamedTuple):
    """What became of a finding at one moment: pushed, or not, and why."""

    at: datetime
    """On the runner's clock of that moment."""
    item: Item
    found: bool
    """The rule said it at this moment; False where it had said it earlier, and its turn came now."""
    how: Telling | None
    """None: it was told before, or is still held back."""
    because: Text
    because_values: Values = NO_VALUES
    message_id: int | None = None
    """Of a push: the first message is 1, and what goes out together has one number."""
    due_at: datetime | None = None
    """Of a push: when it goes out."""


class Phone:
    """What is remembered from one moment to the next: the alerts, and the messages as they go out."""

    def __init__(self, *, policy: Policy, lives: Mapping[str, Life]) -> None:
        self.alerts: dict[Key, Alert] = {}
        self._lives = lives
        self._policy = policy
        self._last_message = 0
        self._due: tuple[datetime, ...] = ()
        self._numbers: dict[datetime, int] = {}
        """Of the messages that wait, by when they go out."""
        self._lines: dict[tuple[int, Key], tuple[datetime, Line]] = {}
        """Theirs, each with when it goes out."""
        self._queue: deque[Told] = deque()
        """What waits, and what was told after it."""
        self._closed: deque[tuple[datetime, Alert]] = deque()
        """When each closed, the first to close first."""
        self._held: dict[Key, tuple[Text, Values]] = {}
        self._found: dict[Key, Finding] = {}
        self._yielded: dict[Key, Item] = {}

    def context(self, now: datetime) -> Context:
        """Return what a decision needs besides the alerts."""
        return Context(now=now, policy=self._policy, counted=self._due)

    def remembered(self, now: datetime) -> Mapping[Key, Alert]:
        """Return the open alerts, and those that closed not long ago."""
        since = now - REMEMBERED
        while self._closed and self._closed[0][0] < since:
            _when, closed = self._closed.popleft()
            if self.alerts.get(closed.key) is closed:
                del self.alerts[closed.key]
        return self.alerts

    def remember(self, decision: Decision, now: datetime) -> None:
        """Keep what a moment changed. Before anything goes out, what waits is made true as the service makes it."""
        alerts = dict(self.alerts)
        for alert in decision.changes:
            alerts[alert.key] = alert
            if not alert.is_open:
                self._closed.append((now, alert))
        if self._lines:
            self._tidy(alerts, now)
        self.alerts = alerts

    def tell(
        self, results: Results, decision: Decision, now: datetime, *, before: Mapping[Key, Alert]
    ) -> Iterator[Told]:
        """Yield what is pushed, what goes to the digest, and what was found and is not told again.

        What waits for the end of the quiet hours, and what is told after it, is yielded when it has gone out.
        """
        news = self._news(results, decision, now, before)
        if not self._queue and not decision.messages:
            return news
        self._queue.extend(news)
        return self._gone_out(now)

    def _gone_out(self, now: datetime) -> Iterator[Told]:
        while self._queue and not _waits(self._queue[0], now):
            yield self._queue.popleft()

    def rest(self) -> Iterable[Told]:
        """Return what still waits at the end."""
        return tuple(self._queue)

    def _tidy(self, alerts: dict[Key, Alert], now: datetime) -> None:
        """Renew the words of what waits, and take back what is over: it was not told, and counts for no cap."""
        self._lines = {name: each for name, each in self._lines.items() if each[0] >= now}
        found = tidied(
            [line._replace(alert=alerts[key]) for (_number, key), (_due, line) in self._lines.items()],
            reachable=True,
            snoozes=(),
            now=now,
        )
        alerts |= {alert.key: alert for alert in found.alerts}
        self._closed.extend((now, alert) for alert in found.alerts if not alert.is_open)
        for line in (*found.taken, *found.renewed):
            self._yielded[line.alert.key] = words_of(line)
        if found.taken or found.renewed:
            self._queue = deque(_as_tidied(self._queue, found))
        for line in found.renewed:
            name = line.message_id, line.alert.key
            self._lines[name] = self._lines[name][0], line
        for line in found.taken:
            due_at, _line = self._lines.pop((line.message_id, line.alert.key))
            if line.message_id not in [number for number, _key in self._lines]:
                self._due = tuple(due for due in self._due if due != due_at)
                self._numbers.pop(due_at, None)

    def _news(self, results: Results, decision: Decision, now: datetime, before: Mapping[Key, Alert]) -> Iterator[Told]:
        dealt_with = set()
        for told in self._told(decision, now, before):
            key = (told.item.rule, told.item.subject)
            dealt_with.add(key)
            is_found = key in results and isinstance(results[key][1], Finding) and self._yielded.get(key) != told.item
            self._yielded[key] = told.item
            yield told._replace(found=is_found)
        for key, (_rule, verdict) in results.items():
            if not isinstance(verdict, Finding) or self._found.get(key) is verdict:
                continue
            self._found[key] = verdict
            if key in dealt_with:
                continue
            item = _item(key, verdict)
            if self._yielded.get(key) != item:
                because, values = self._why_silent(self.alerts[key])
                self._yielded[key] = item
                yield Told(at=now, item=item, found=True, how=None, because=because, because_values=values)

    def _told(self, decision: Decision, now: datetime, before: Mapping[Key, Alert]) -> Iterable[Told]:
        if not decision.messages and not decision.digest:
            return ()
        return (*self._pushed(decision, now, before), *self._to_digest(decision, now))

    def _pushed(self, decision: Decision, now: datetime, before: Mapping[Key, Alert]) -> Iterator[Told]:
        for message in decision.messages:
            number = self._number_of(message, now)
            if message.due_at > now:
                self._keep(message, number, now)
            for item in message.items:
                yield Told(
                    at=now,
                    item=item,
                    found=True,
                    how=Telling.PUSH,
                    because=self._why_pushed((item.rule, item.subject), now, before),
                    message_id=number,
                    due_at=message.due_at,
                )

    def _to_digest(self, decision: Decision, now: datetime) -> Iterator[Told]:
        for line in decision.digest:
            self._held[line.item.rule, line.item.subject] = (line.because, line.because_values)
            yield Told(
                at=now,
                item=line.item,
                found=True,
                how=Telling.DIGEST,
                because=line.because,
                because_values=line.because_values,
            )

    def _number_of(self, message: Outgoing, now: datetime) -> int:
        """Return the number of a message; it joins one that waits for the end of the same quiet hours."""
        if message.due_at > now and message.due_at in self._numbers:
            return self._numbers[message.due_at]
        self._last_message += 1
        self._due = (*(due for due in self._due if due > now - CAPS_LOOK_BACK), message.due_at)
        if message.due_at > now:
            self._numbers = {message.due_at: self._last_message}
        return self._last_message

    def _keep(self, message: Outgoing, number: int, now: datetime) -> None:
        """Remember the lines of a message that waits."""
        for item in message.items:
            key = item.rule, item.subject
            before = message.heard[key]
            if (number, key) in self._lines:
                _due, earlier = self._lines[number, key]
                before = before_both(before, told_at=earlier.told_at, before=earlier.before)
            line = Line(
                message_id=number,
                kind=message.kind,
                item=item,
                alert=self.alerts[key],
                told_at=now,
                before=before,
                is_untold=True,
            )
            self._lines[number, key] = message.due_at, line

    def _why_pushed(self, key: Key, now: datetime, before: Mapping[Key, Alert]) -> Text:
        alert, was = self.alerts[key], before.get(key)
        if was is None:
            return Text("new")
        untold = alert._replace(told_at=was.told_at, told_severity=was.told_severity, told_stage=was.told_stage)
        return why_notify(untold, life=self._lives[alert.rule], now=now) or Text("new")

    def _why_silent(self, alert: Alert) -> tuple[Text, Values]:
        if not alert.is_open:
            return Text("It was over when it was found."), {}
        if alert.held_because is not None:
            return self._held[alert.key]
        if alert.told_by == Telling.DIGEST:
            return Text("It stands in the digest already."), {}
        return Text("It was told before."), {}


def _waits(told: Told, now: datetime) -> bool:
    return told.due_at is not None and told.due_at > now


def _as_tidied(queue: Iterable[Told], found: Tidied) -> Iterator[Told]:
    """Yield what waits with the words of now. What is taken back stands in the digest, or in a later line of it."""
    renewed = {(line.message_id, line.alert.key): line.item for line in found.renewed}
    taken = {(line.message_id, line.alert.key) for line in found.taken}
    because = {(line.item.rule, line.item.subject): line.because for line in found.digest}
    for told in queue:
        key = told.item.rule, told.item.subject
        name = told.message_id or 0, key
        if name in renewed:
            yield told._replace(item=renewed[name])
        elif name not in taken:
            yield told
        elif key in because:
            yield told._replace(how=Telling.DIGEST, because=because[key], message_id=None, due_at=None)


def _item(key: Key, finding: Finding) -> Item:
    rule, subject = key
    return Item(
        rule=rule,
        subject=subject,
        severity=finding.severity,
        says=finding.says,
        do=finding.do,
        values=finding.values,
        day=finding.day,
    )
