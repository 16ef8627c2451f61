"""A runner's own history, lived again: what would have been told, and what held back. Pure.

Each moment goes through what a pass goes through, the rules and the alert's life, with what was known then: a session
arrives when it ends, is judged for the 48 hours after it, and every source was read through yesterday. Snoozes do not
count; plans and the health of sources are not on record day by day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import takewhile

from daemon.alerts import REMEMBERED, Decision, reconcile
from daemon.as_known import MORNING, AsKnown
from daemon.backtest_rules import Panel, Results, is_replayed
from daemon.records import STANDS, Alert, Item, Key, Outgoing, Past, Policy, Telling
from daemon.telling import Context, why_notify
from rules import discover
from rules.history import Session
from rules.records import Values
from rules.verdicts import Finding, Life, Rule, Text
from rules.wear import limited

DAY = timedelta(days=1)
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
        said, asked = panel.hear(known.at(now, judged))
        results = phone.relevant(said)
        if not results and not phone.open:
            continue
        context = phone.context(now)
        decision = reconcile(results.values(), phone.alerts, context=context, lives=phone.lives, asked=asked)
        found = {key: verdict for key, (_rule, verdict) in results.items() if isinstance(verdict, Finding)}
        if found or decision.messages or decision.digest:
            yield from phone.tell(found, decision, now)
        phone.remember(decision, now)


def moments(
    past: Past, sessions: tuple[Session, ...], *, zone: tzinfo | None, until: date
) -> Iterator[tuple[datetime, tuple[Session, ...]]]:
    """Yield each moment at which the service looks, with the sessions that it judges: those that ended lately.

    It looks as each session ends, as pain is logged, and each morning from the first day on record through `until`.
    """
    events: list[tuple[datetime, Session | None]] = [(session.end, session) for session in sessions]
    events += [(instant, None) for instant in {entry.known_at for entry in past.pain}]
    events.sort(key=_instant)
    days = [session.day for session in sessions[:1]]
    days += [*(morning.day for morning in past.mornings[:1]), *(entry.day for entry in past.pain[:1])]
    if not days:
        return iter(())
    return takewhile(lambda moment: moment[0].date() <= until, _endless(min(days), events, zone))


def _endless(
    first: date, events: list[tuple[datetime, Session | None]], zone: tzinfo | None
) -> Iterator[tuple[datetime, tuple[Session, ...]]]:
    clock = zone or next((instant.tzinfo for instant, _session in events), UTC)
    morning = datetime.combine(first, MORNING, clock)
    lately: tuple[Session, ...] = ()
    for instant, session in events:
        while morning < instant:
            yield morning, _standing(lately, morning)
            morning += DAY
        if session is not None:
            lately = (*lately, session)
            clock = zone or instant.tzinfo
        now = instant.astimezone(clock)
        lately = _standing(lately, now)
        yield now, lately
        morning = datetime.combine(morning.date(), MORNING, clock)
        if morning <= now:
            morning += DAY
    while True:
        yield morning, _standing(lately, morning)
        morning += DAY


def _instant(event: tuple[datetime, Session | None]) -> datetime:
    return event[0]


def _standing(sessions: tuple[Session, ...], now: datetime) -> tuple[Session, ...]:
    """Return those that are judged in every pass, in the order of the runner's calendar."""
    return tuple(
        sorted((each for each in sessions if now - each.end <= STANDS), key=lambda each: (each.day, each.start))
    )


class _Phone:
    """What is remembered from one moment to the next: the alerts, and the messages as they go out."""

    def __init__(self, *, policy: Policy, lives: Mapping[str, Life]) -> None:
        self.lives = lives
        self.alerts: dict[Key, Alert] = {}
        self.open: set[Key] = set()
        self._policy = policy
        self._last_message = 0
        self._due: list[datetime] = []
        self._held: dict[Key, tuple[Text, Values]] = {}
        self._yielded: dict[Key, Item] = {}
        self._found: Mapping[Key, Finding] = {}

    def context(self, now: datetime) -> Context:
        self._due = [due for due in self._due if due > now - CAPS_LOOK_BACK]
        return Context(now=now, policy=self._policy, counted=tuple(self._due))

    def relevant(self, said: Results) -> Results:
        """Return the findings, and what is said of an open alert: anything else changes nothing."""
        return {key: each for key, each in said.items() if isinstance(each[1], Finding) or key in self.open}

    def remember(self, decision: Decision, now: datetime) -> None:
        for alert in decision.changes:
            self.alerts[alert.key] = alert
            (self.open.add if alert.is_open else self.open.discard)(alert.key)
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
            if key in dealt_with or self._found.get(key) is finding:
                continue
            item = _item(key, finding)
            if self._yielded.get(key) != item:
                because, values = self._why_silent(after[key])
                self._yielded[key] = item
                yield Told(at=now, item=item, found=True, how=None, because=because, because_values=values)
        self._found = found

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
