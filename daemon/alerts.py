"""The life of an alert, as pure functions: what the rules found meets what is open already.

An alert is (rule, subject) of one runner, for ever: a new value updates it, and it remembers what was told of it
and how. Nothing here knows a database or a phone; every decision carries its reason.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from daemon.records import Alert, DigestLine, Key, Outgoing
from daemon.telling import TOO_OLD_TO_PUSH, Context, tell
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Rule, Text, Verdict

NO_DATA_CLOSES_AFTER = timedelta(days=14)
REMEMBERED = timedelta(days=60)
"""What was told of a closed alert matters for the longest repeat interval; no rule repeats later than this."""

_TOLD = ("told_at", "told_severity", "told_stage", "told_by", "held_because")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one pass changes: alerts to store, messages to put into the outbox, lines for the digest."""

    changes: tuple[Alert, ...] = ()
    messages: tuple[Outgoing, ...] = ()
    digest: tuple[DigestLine, ...] = ()


@dataclass(slots=True)
class _Book:
    """The alerts while one pass goes over them."""

    before: Mapping[Key, Alert]
    now: datetime
    lives: Mapping[str, Life]
    asked: Container[str]
    after: dict[Key, Alert] = field(default_factory=dict)
    heard: set[Key] = field(default_factory=set)
    ended: list[tuple[Alert, Clear]] = field(default_factory=list)

    def put(self, alert: Alert) -> None:
        self.after[alert.key] = alert

    def open(self) -> list[Alert]:
        return [alert for alert in ({**self.before, **self.after}).values() if alert.is_open]


def reconcile(
    results: Iterable[tuple[Rule, Verdict]],
    alerts: Mapping[Key, Alert],
    *,
    context: Context,
    lives: Mapping[str, Life],
    asked: Container[str],
) -> Decision:
    """Given the verdicts of one pass in order and the alerts as stored, decide what changes and what is told.

    `lives` holds the life of each enabled rule, `asked` names those that were evaluated in this pass. Return the
    changed alerts, the messages and the digest lines.
    """
    book = _Book(before=alerts, now=context.now, lives=lives, asked=asked)
    for rule, verdict in as_it_stands(results).values():
        _hear(book, rule, verdict)
    for alert in book.open():
        reason = _why_over(alert, book)
        if reason is not None:
            book.put(_closed(alert, reason, context.now))
    ended = [(alert, clear) for alert, clear in book.ended if not book.after[alert.key].is_open]
    told, messages, digest = tell(book.open(), ended, context=context, lives=lives)
    for alert in told:
        book.put(alert)
    changes = tuple(alert for key, alert in book.after.items() if alert != alerts.get(key))
    return Decision(changes=changes, messages=messages, digest=digest)


def as_it_stands(results: Iterable[tuple[Rule, Verdict]]) -> Mapping[Key, tuple[Rule, Verdict]]:
    """Return how each subject stands: of several verdicts the last counts; one that cannot know takes nothing back."""
    last: dict[Key, tuple[Rule, Verdict]] = {}
    for rule, verdict in results:
        key = (rule.name, verdict.subject)
        if key not in last or not isinstance(verdict, NoData):
            last[key] = (rule, verdict)
    return last


def _hear(book: _Book, rule: Rule, verdict: Verdict) -> None:
    key = (rule.name, verdict.subject)
    book.heard.add(key)
    alert = book.before.get(key)
    match verdict:
        case Finding() if alert is not None and _had_its_time(alert, verdict, rule, book.now):
            pass
        case Finding():
            book.put(_found(alert, rule, verdict, book.now))
        case Clear() if alert is not None and alert.is_open:
            book.put(_closed(alert, verdict.because, book.now))
            book.ended.append((alert, verdict))
        case NoData() if alert is not None and alert.is_open and alert.no_data_since is None:
            book.put(replace(alert, no_data_since=book.now))


def _had_its_time(alert: Alert, finding: Finding, rule: Rule, now: datetime) -> bool:
    """Say whether this is an old finding, judged once more, of which the alert has ended."""
    if alert.is_open:
        return False
    if rule.judged is Judged.BY_SESSION:
        # Sessions are judged again for days: a streak that was broken since, or a break that is past, is none again.
        return finding.at <= alert.at and now - finding.at >= TOO_OLD_TO_PUSH
    ends_after = rule.life.ends_after
    return finding.at == alert.at and ends_after is not None and now - finding.at >= ends_after


def _found(alert: Alert | None, rule: Rule, finding: Finding, now: datetime) -> Alert:
    # An outage that comes back after it was told to be over is news; a body's sign that wavers is not.
    is_news = alert is None or (not alert.is_open and rule.life.well_again)
    told = {} if is_news else {name: getattr(alert, name) for name in _TOLD}
    return Alert(
        rule=rule.name,
        subject=finding.subject,
        severity=finding.severity,
        stage=finding.stage,
        says=finding.says,
        do=finding.do,
        values=finding.values,
        day=finding.day,
        at=finding.at,
        formula=finding.formula,
        runs=finding.runs,
        opened_at=alert.opened_at if alert is not None and alert.is_open else now,
        found_at=now,
        seen_at=alert.seen_at if alert is not None and not is_news and alert.at == finding.at else now,
        **told,
    )


def _closed(alert: Alert, because: Text, now: datetime) -> Alert:
    # Found again, it is held back for a reason that the digest has not told yet.
    return replace(alert, is_open=False, closed_at=now, closed_because=because, no_data_since=None, held_because=None)


def _why_over(alert: Alert, book: _Book) -> Text | None:
    """Return why an open alert ends by itself now, or None."""
    life = book.lives.get(alert.rule)
    if life is None:
        return Text("The rule is switched off.")
    if alert.opened_at == book.now:
        # However late it came: it is told, or stands in the digest, before it ends.
        return None
    if life.ends_after is not None and book.now - alert.at >= life.ends_after:
        return Text("Its time is over.")
    if life.standing and alert.rule in book.asked and alert.key not in book.heard:
        return Text("It is over.")
    if alert.no_data_since is not None and book.now - alert.no_data_since >= NO_DATA_CLOSES_AFTER:
        return Text("There was no data for 14 days.")
    return None
