"""Whether, when and how an open alert is told: repeats, inhibition, snoozes, caps and quiet hours. Pure.

`why_notify` says why there is something to tell; `why_held` says why it is not pushed. What is not pushed stands
in the digest with that reason.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from daemon.records import Alert, DigestLine, Item, Key, Kind, Outgoing, Policy, Snooze, Telling
from daemon.signs import lacks_agreement, was_signalled
from rules.values import Values
from rules.verdicts import Clear, Life, Severity, Text

DAY = timedelta(days=1)
TOO_OLD_TO_PUSH = timedelta(hours=36)
STILL_SO = Text("still so")
FOR_INFORMATION = Text("For your information.")


class Context(NamedTuple):
    """What a decision needs besides the alerts."""

    now: datetime
    """Aware, in the runner's time zone."""
    policy: Policy
    snoozes: tuple[Snooze, ...] = ()
    counted: tuple[datetime, ...] = ()
    """When the messages that count for the caps were due, those that still wait included (eight days are enough)."""
    reachable: bool = True
    """The runner has a receiver."""
    summed_up: Container[str] = ()
    """Rules that look at history which has just come in: what they find is state, told in one summary, whatever its
    age, and not a push for each thing. An alarm is none of it."""
    unread: Container[Key] = ()
    """Alerts in messages that no receiver has yet."""
    joins: bool = False
    """A message that counts for the caps has not reached anybody: what is told now goes out with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Why an alert is not pushed. `counts` as told: it is not tried again at the next pass."""

    because: Text
    counts: bool
    values: Values = field(default_factory=dict)


def why_notify(alert: Alert, *, life: Life, now: datetime) -> Text | None:
    """Return why there is something to tell of an open alert, or None."""
    if alert.told_at is None or alert.told_severity is None or alert.told_stage is None:
        return Text("new")
    if alert.severity > alert.told_severity:
        return Text("worse")
    if alert.stage > alert.told_stage:
        return Text("next step")
    is_due = life.repeat is not None and now - alert.told_at >= life.repeat
    if is_due and alert.found_at == now and now - alert.at <= TOO_OLD_TO_PUSH:
        return STILL_SO
    return None


def inhibited(alert: Alert, open_alerts: Iterable[Alert], *, lives: Mapping[str, Life]) -> str | None:
    """Return the rule whose open alert holds this one back, or None. Warnings about the body are never inhibited."""
    outside_caps = lives[alert.rule].outside_caps
    if alert.severity > Severity.NOTICE and not outside_caps:
        return None
    for other in open_alerts:
        life = lives.get(other.rule)
        if life is None or alert.rule not in life.inhibits or other.severity < Severity.NOTICE:
            continue
        if not life.same_subject or other.subject == alert.subject:
            return other.rule
    return None


def muted(alert: Alert, snoozes: Iterable[Snooze], *, now: datetime) -> datetime | None:
    """Return until when the runner snoozed it, or None."""
    until = [
        snooze.until
        for snooze in snoozes
        if snooze.rule == alert.rule and snooze.subject in (None, alert.subject) and snooze.until > now
    ]
    return max(until, default=None)


def due(now: datetime, policy: Policy) -> datetime:
    """Return when a push may go out: now, or when the quiet hours that hold now are over.

    They begin and end at wall-clock times of the runner's zone: right on the days when the clocks change. A time that
    the clocks skip in spring is an hour later; of one that they repeat in autumn it is the first.
    """
    start, end = policy.quiet_from, policy.quiet_until
    if start == end:
        return now
    for day in (now.date() - DAY, now.date()):
        begin = datetime.combine(day, start, tzinfo=now.tzinfo)
        over = datetime.combine(day if start < end else day + DAY, end, tzinfo=now.tzinfo)
        # As instants: on one wall clock an hour of the night in autumn comes before itself.
        if begin.timestamp() <= now.timestamp() < over.timestamp():
            return over
    return now


def _waits(alert: Alert, context: Context) -> bool:
    """Say whether what was told of it last is to go out only when the quiet hours are over."""
    told_at = alert.told_at
    return told_at is not None and due(told_at.astimezone(context.now.tzinfo), context.policy) > context.now


def why_capped(severity: Severity, *, at: datetime, context: Context) -> Text | None:
    """Return why the caps hold back a message that would go out `at`, or None.

    A message that nobody has yet takes more lines without counting again: it waits for the same moment, or was refused.
    A warning passes the day's cap and counts for the week's.
    """
    waits = at > context.now and at in context.counted
    if severity >= Severity.ALARM or waits or context.joins:
        return None
    if sum(at - timedelta(days=7) < other <= at for other in context.counted) >= context.policy.per_7_days:
        return Text("The week's number of messages was reached.")
    today = sum(other.astimezone(at.tzinfo).date() == at.date() for other in context.counted)
    if severity < Severity.WARNING and today >= context.policy.per_day:
        return Text("The day's number of messages was reached.")
    return None


def why_held(alert: Alert, open_alerts: Iterable[Alert], *, context: Context, lives: Mapping[str, Life]) -> Held | None:
    """Return why an alert that has something to tell is not pushed, whatever the caps say of it, or None."""
    now = context.now
    if not context.reachable:
        return Held(because=Text("No receiver is configured."), counts=True)
    if alert.severity >= Severity.ALARM:
        return None
    if alert.severity == Severity.INFO:
        return Held(because=FOR_INFORMATION, counts=True)
    if alert.seen_at - alert.at > TOO_OLD_TO_PUSH and alert.rule not in context.summed_up:
        return Held(because=Text("It came in more than 36 hours later."), counts=True)
    until = muted(alert, context.snoozes, now=now)
    if until is not None:
        because = Text("You snoozed it until {until_at}.")
        return Held(because=because, counts=False, values={"until_at": until.isoformat()})
    if lacks_agreement(alert, open_alerts, lives=lives, now=now):
        return Held(because=Text("It is the only sign: no other one agrees."), counts=False)
    # What nobody has yet may be over before it goes out: a sign that agrees goes out with it.
    gone_out = (other for other in open_alerts if other.key not in context.unread and not _waits(other, context))
    if was_signalled(alert, gone_out, lives=lives, now=now):
        return Held(because=Text("Another sign was told this week: the advice is the same."), counts=True)
    inhibitor = inhibited(alert, open_alerts, lives=lives)
    if inhibitor is not None:
        # When the inhibitor of a silent source ends, the silence may go on; when that of a run ends, the run is old.
        counts = not lives[alert.rule].outside_caps
        return Held(because=Text("Held back while {rule} speaks."), counts=counts, values={"rule": inhibitor})
    return None


def tell(
    alerts: Sequence[Alert],
    ended: Sequence[tuple[Alert, Clear]],
    *,
    context: Context,
    lives: Mapping[str, Life],
) -> tuple[tuple[Alert, ...], tuple[Outgoing, ...], tuple[DigestLine, ...]]:
    """Given the open alerts and those that a rule ended, say what is told of them.

    Return the alerts as told, the messages (what is found; what is well again) and the digest lines.
    """
    now = context.now
    speaking = [(alert, why) for alert in alerts if (why := why_notify(alert, life=lives[alert.rule], now=now))]
    if not speaking and not ended:
        return (), (), ()
    all_held = _all_held([alert for alert, _why in speaking], alerts, context=context, lives=lives)
    told: list[Alert] = []
    digest: list[DigestLine] = []
    pushed: list[Alert] = []
    for alert, why in speaking:
        held, again = all_held[alert.key], why == STILL_SO
        if held is None:
            pushed.append(alert)
            told.append(_told(alert, Telling.PUSH, now, again=again))
            continue
        if held.because != alert.held_because:
            digest.append(DigestLine(item=_item(alert), because=held.because, because_values=held.values))
        if held.counts:
            told.append(_told(alert, Telling.DIGEST, now, again=again))
        elif held.because != alert.held_because:
            told.append(alert._replace(held_because=held.because))
    messages = list(_messages(pushed, context=context, lives=lives))
    back = tuple(
        _item(alert)._replace(says=clear.because, values=clear.values, day=now.date())
        for alert, clear in ended
        if lives[alert.rule].well_again and alert.told_by == Telling.PUSH
    )
    if back:
        messages.append(Outgoing(kind=Kind.WELL_AGAIN, due_at=due(now, context.policy), items=back))
    return tuple(told), tuple(messages), tuple(digest)


def _all_held(
    speaking: Iterable[Alert], alerts: Sequence[Alert], *, context: Context, lives: Mapping[str, Life]
) -> dict[Key, Held | None]:
    """Return of each alert that has something to tell why it is not pushed, or None.

    What fires together goes out as one message, for which the caps are asked once: by the severest of it.
    """
    held = {alert.key: why_held(alert, alerts, context=context, lives=lives) for alert in speaking}
    free = [alert for alert in speaking if held[alert.key] is None and not lives[alert.rule].outside_caps]
    free = [alert for alert in free if not _is_summed_up(alert, context)]
    if free:
        loudest = max(alert.severity for alert in free)
        capped = why_capped(loudest, at=due(context.now, context.policy), context=context)
        if capped is not None:
            held |= {alert.key: Held(because=capped, counts=True) for alert in free}
    return held


def _messages(pushed: Sequence[Alert], *, context: Context, lives: Mapping[str, Life]) -> Iterator[Outgoing]:
    """Yield the summary of what a first import shows, and one message of all else."""
    summed_up = [alert for alert in pushed if _is_summed_up(alert, context)]
    others = [alert for alert in pushed if not _is_summed_up(alert, context)]
    if others:
        is_of_sources = all(lives[alert.rule].outside_caps for alert in others)
        yield _message(Kind.SOURCES if is_of_sources else Kind.ALERTS, others, context)
    if summed_up:
        yield _message(Kind.SUMMARY, summed_up, context)


def _is_summed_up(alert: Alert, context: Context) -> bool:
    return alert.rule in context.summed_up and alert.severity < Severity.ALARM


def _message(kind: Kind, pushed: Sequence[Alert], context: Context) -> Outgoing:
    items = tuple(_item(alert) for alert in pushed)
    is_alarm = any(item.severity >= Severity.ALARM for item in items)
    due_at = context.now if is_alarm else due(context.now, context.policy)
    return Outgoing(kind=kind, due_at=due_at, items=items, heard={alert.key: alert.heard for alert in pushed})


def _item(alert: Alert) -> Item:
    return Item(
        rule=alert.rule,
        subject=alert.subject,
        severity=alert.severity,
        says=alert.says,
        do=alert.do,
        values=alert.values,
        day=alert.day,
    )


def _told(alert: Alert, how: Telling, now: datetime, *, again: bool) -> Alert:
    """Note what the runner knows: the worst so far, until the repeat interval starts it anew."""
    severity, stage = alert.severity, alert.stage
    if not again and alert.told_severity is not None and alert.told_stage is not None:
        severity, stage = max(severity, alert.told_severity), max(stage, alert.told_stage)
    return alert._replace(
        told_at=now,
        told_severity=severity,
        told_stage=stage,
        told_by=how,
        held_because=None,
    )
