"""A runner's own history, lived again: what would have been told, and what held back. Pure.

Each moment goes through what a pass goes through, the rules and the alert's life, with what was known then: a session
arrives when it ends, is judged for the 48 hours after it, and every source was read through yesterday. Snoozes do not
count, shoes and sources are not on record day by day.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import takewhile

from daemon.alerts import REMEMBERED, Decision, as_it_stands, reconcile
from daemon.records import MORNINGS_SEEN, STANDS, Alert, Item, Key, Outgoing, Past, Policy, Telling
from daemon.telling import Context, why_notify
from rules import discover, evaluate
from rules.history import History, Session
from rules.records import DailyWellness, Values
from rules.state import RunnerState
from rules.verdicts import Finding, Life, Text

DAY = timedelta(days=1)
MORNING = time(7)
"""When the day's values are there, and what came to an end is noticed."""
CAPS_LOOK_BACK = timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of a finding at one moment: pushed, or not, and why."""

    at: datetime
    """On the runner's clock of that moment."""
    item: Item
    found: bool
    """The rule said it at this moment; False where it had said it earlier, and its turn came now."""
    how: Telling | None
    """None: it was told before, or is still held back."""
    because: Text
    because_values: Values = field(default_factory=dict)
    message_id: int | None = None
    """Of a push: the first message is 1, and what goes out together has one number."""
    due_at: datetime | None = None
    """Of a push: when it goes out."""


def replay(
    past: Past, *, settings: Mapping[str, object], policy: Policy, zone: tzinfo | None, until: date
) -> Iterator[Told]:
    """Yield what became of each finding up to and with the day `until`, oldest first.

    `settings` are those of `rules.evaluate`. Without a `zone` the runner's clock is that of the latest run. What is
    found again, and changes nothing, is yielded once.
    """
    rules = tuple(rule for rule in discover() if rule.name in settings)
    phone = _Phone(policy=policy, lives={rule.name: rule.life for rule in rules})
    # What rules ask of a history looks backwards, so that one history over all of it serves each moment.
    history = History(past.runs, known_through=until - DAY)
    mornings = _Mornings(past)
    for now, judged in moments(past, history.sessions, zone=zone, until=until):
        state = RunnerState(now=now, history=history, judged=judged, mornings=mornings.seen_at(now))
        results = tuple(as_it_stands(evaluate(state, settings, rules)))
        decision = reconcile(
            results, phone.alerts, context=phone.context(now), lives=phone.lives, asked=phone.lives.keys()
        )
        found = {(rule.name, verdict.subject): verdict for rule, verdict in results if isinstance(verdict, Finding)}
        if found or decision.messages or decision.digest:
            yield from phone.tell(found, decision, now)
        phone.remember(decision, now)


def moments(
    past: Past, sessions: tuple[Session, ...], *, zone: tzinfo | None, until: date
) -> Iterator[tuple[datetime, tuple[Session, ...]]]:
    """Yield each moment at which the service looks, with the sessions that it judges: those that ended lately.

    It looks as each session ends, and each morning from the first day on record through `until`.
    """
    days = [*(session.day for session in sessions[:1]), *(morning.day for morning in past.mornings[:1])]
    if not days:
        return iter(())
    return takewhile(lambda moment: moment[0].date() <= until, _endless(min(days), sessions, zone))


def _endless(
    first: date, sessions: tuple[Session, ...], zone: tzinfo | None
) -> Iterator[tuple[datetime, tuple[Session, ...]]]:
    by_end = sorted(sessions, key=lambda session: session.end)
    clock = zone or by_end[0].end.tzinfo
    morning = datetime.combine(first, MORNING, clock)
    lately: tuple[Session, ...] = ()
    for session in by_end:
        while morning < session.end:
            yield morning, _standing(lately, morning)
            morning += DAY
        clock = zone or session.end.tzinfo
        now = session.end.astimezone(clock)
        lately = _standing((*lately, session), now)
        yield now, lately
        morning = datetime.combine(morning.date(), MORNING, clock)
        if morning <= now:
            morning += DAY
    while True:
        yield morning, _standing(lately, morning)
        morning += DAY


def _standing(sessions: tuple[Session, ...], now: datetime) -> tuple[Session, ...]:
    """Return those that are judged in every pass, in the order of the runner's calendar."""
    return tuple(
        sorted((each for each in sessions if now - each.end <= STANDS), key=lambda each: (each.day, each.start))
    )


class _Mornings:
    """The mornings as a pass at some moment sees them."""

    def __init__(self, past: Past) -> None:
        self._mornings = past.mornings
        self._days = [morning.day for morning in past.mornings]
        self._anew_from = past.mornings_from or date.max

    def seen_at(self, now: datetime) -> tuple[DailyWellness, ...]:
        today = now.date()
        since = today - MORNINGS_SEEN
        if since < self._anew_from <= today:
            since = self._anew_from
        through = today if now.timetz().replace(tzinfo=None) >= MORNING else today - DAY
        return self._mornings[bisect_left(self._days, since) : bisect_right(self._days, through)]


class _Phone:
    """What is remembered from one moment to the next: the alerts, and the messages as they go out."""

    def __init__(self, *, policy: Policy, lives: Mapping[str, Life]) -> None:
        self.lives = lives
        self.alerts: dict[Key, Alert] = {}
        self._policy = policy
        self._last_message = 0
        self._due: list[datetime] = []
        self._held: dict[Key, tuple[Text, Values]] = {}
        self._yielded: dict[Key, Item] = {}

    def context(self, now: datetime) -> Context:
        self._due = [due for due in self._due if due > now - CAPS_LOOK_BACK]
        return Context(now=now, policy=self._policy, counted=tuple(self._due))

    def remember(self, decision: Decision, now: datetime) -> None:
        self.alerts.update((alert.key, alert) for alert in decision.changes)
        since = now - REMEMBERED
        for key in [key for key, alert in self.alerts.items() if alert.closed_at and alert.closed_at < since]:
            del self.alerts[key]

    def tell(self, found: Mapping[Key, Finding], decision: Decision, now: datetime) -> Iterator[Told]:
        """Yield what is pushed, what goes to the digest, and what was found and is not told again."""
        after = self.alerts | {alert.key: alert for alert in decision.changes}
        dealt_with = set()
        for told in (*self._pushed(decision, after, now), *self._to_digest(decision, now)):
            key = (told.item.rule, told.item.subject)
            dealt_with.add(key)
            is_found = key in found and self._yielded.get(key) != told.item
            self._yielded[key] = told.item
            yield replace(told, found=is_found)
        for key, finding in found.items():
            item = _item(key, finding)
            if key not in dealt_with and self._yielded.get(key) != item:
                because, values = self._why_silent(after[key])
                self._yielded[key] = item
                yield Told(at=now, item=item, found=True, how=None, because=because, because_values=values)

    def _pushed(self, decision: Decision, after: Mapping[Key, Alert], now: datetime) -> Iterator[Told]:
        for message in decision.messages:
            number = self._number_of(message, now)
            for item in message.items:
                because = self._why_pushed(after[item.rule, item.subject], now)
                yield Told(
                    at=now,
                    item=item,
                    found=True,
                    how=Telling.PUSH,
                    because=because,
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
            self._due.append(message.due_at)
        return self._last_message

    def _why_pushed(self, alert: Alert, now: datetime) -> Text:
        before = self.alerts.get(alert.key)
        if before is None:
            return Text("new")
        untold = replace(
            alert, told_at=before.told_at, told_severity=before.told_severity, told_stage=before.told_stage
        )
        return why_notify(untold, life=self.lives[alert.rule], now=now) or Text("new")

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
