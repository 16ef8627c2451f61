"""A runner's own history, lived again: what would have been told, and what held back. Pure.

Each moment goes through what a pass goes through, the rules and the alert's life, with what was known then: a session
arrives when it ends, is judged for the 48 hours after it, and every source was read through yesterday. Snoozes do not
count; plans and the health of sources are not on record day by day.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import takewhile
from typing import NamedTuple

from daemon.alerts import REMEMBERED, Decision, Results, reconcile, speaking
from daemon.as_known import MORNING, AsKnown
from daemon.backtest_rules import Panel, is_replayed
from daemon.records import STANDS, Alert, Item, Key, Outgoing, Past, Policy, Telling
from daemon.telling import Context, why_notify
from rules import discover
from rules.history import Session
from rules.shoes.shoe_worn import limited
from rules.values import NO_VALUES, Values
from rules.verdicts import Finding, Life, Rule, Text

DAY = timedelta(days=1)
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


def replay(
    past: Past,
    *,
    settings: Mapping[str, object],
    policy: Policy,
    zone: tzinfo | None,
    until: date,
    threshold_bpm: int | None = None,
    maximal_bpm: int | None = None,
    rules: Iterable[Rule] | None = None,
) -> Iterator[Told]:
    """Yield what became of each finding up to and with the day `until`, oldest first.

    `settings` and `rules` are those of `rules.evaluate`. Without a `zone` the runner's clock is that of the latest run.
    What is found again, and changes nothing, is yielded once.
    """
    enabled = (rule for rule in (discover() if rules is None else rules) if rule.name in settings)
    panel = Panel((rule for rule in enabled if is_replayed(rule, past)), settings)
    phone = _Phone(policy=policy, lives=panel.lives)
    past = replace(past, shoes=limited(past.shoes, settings))
    known = AsKnown(past, until=until, threshold_bpm=threshold_bpm, maximal_bpm=maximal_bpm)
    for now, judged in moments(past, known.history.sessions, zone=zone, until=until):
        before = phone.remembered(now)
        results, asked = panel.hear(known.at(now, judged), heeded=speaking(before))
        decision = reconcile(results, before, context=phone.context(now), lives=panel.lives, asked=asked)
        phone.remember(decision, now)
        yield from phone.tell(results, decision, now, before=before)


def moments(
    past: Past, sessions: tuple[Session, ...], *, zone: tzinfo | None, until: date
) -> Iterator[tuple[datetime, tuple[Session, ...]]]:
    """Yield each moment at which the service looks, with the sessions that it judges: those that ended lately.

    It looks as each session ends, as pain is logged, and each morning from the first day on record through `until`.
    """
    ended: dict[datetime, list[Session]] = {}
    for session in sessions:
        ended.setdefault(session.end, []).append(session)
    for entry in past.pain:
        ended.setdefault(entry.known_at, [])
    events = sorted(ended.items(), key=_instant)
    days = [session.day for session in sessions[:1]]
    days += [*(morning.day for morning in past.mornings[:1]), *(entry.day for entry in past.pain[:1])]
    if not days:
        return iter(())
    return takewhile(lambda moment: moment[0].date() <= until, _endless(min(days), events, zone))


def _endless(
    first: date, events: list[tuple[datetime, list[Session]]], zone: tzinfo | None
) -> Iterator[tuple[datetime, tuple[Session, ...]]]:
    clock = zone or next((instant.tzinfo for instant, _sessions in events), UTC)
    morning = datetime.combine(first, MORNING, clock)
    lately: tuple[Session, ...] = ()
    for instant, sessions in events:
        while morning < instant:
            lately = _standing(lately, morning)
            yield morning, lately
            morning += DAY
        if sessions:
            # In the order of the runner's calendar.
            lately = tuple(sorted((*lately, *sessions), key=_in_calendar))
            clock = zone or instant.tzinfo
        now = instant.astimezone(clock)
        lately = _standing(lately, now)
        yield now, lately
        morning = datetime.combine(morning.date(), MORNING, clock)
        if morning <= now:
            morning += DAY
    while True:
        lately = _standing(lately, morning)
        yield morning, lately
        morning += DAY


def _instant(event: tuple[datetime, list[Session]]) -> datetime:
    return event[0]


def _in_calendar(session: Session) -> tuple[date, datetime]:
    return session.day, session.start


def _standing(sessions: tuple[Session, ...], now: datetime) -> tuple[Session, ...]:
    """Return those that are judged in every pass."""
    since = now - STANDS
    return tuple([session for session in sessions if session.end >= since])


class _Phone:
    """What is remembered from one moment to the next: the alerts, and the messages as they go out."""

    def __init__(self, *, policy: Policy, lives: Mapping[str, Life]) -> None:
        self.alerts: dict[Key, Alert] = {}
        self._lives = lives
        self._policy = policy
        self._last_message = 0
        self._due: tuple[datetime, ...] = ()
        self._closed: deque[tuple[datetime, Alert]] = deque()
        """When each closed, the first to close first."""
        self._held: dict[Key, tuple[Text, Values]] = {}
        self._found: dict[Key, Finding] = {}
        self._yielded: dict[Key, Item] = {}

    def context(self, now: datetime) -> Context:
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
        alerts = dict(self.alerts)
        for alert in decision.changes:
            alerts[alert.key] = alert
            if not alert.is_open:
                self._closed.append((now, alert))
        self.alerts = alerts

    def tell(
        self, results: Results, decision: Decision, now: datetime, *, before: Mapping[Key, Alert]
    ) -> Iterator[Told]:
        """Yield what is pushed, what goes to the digest, and what was found and is not told again."""
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
        if message.due_at <= now or message.due_at not in self._due:
            self._last_message += 1
            self._due = (*(due for due in self._due if due > now - CAPS_LOOK_BACK), message.due_at)
        return self._last_message

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
