"""A runner's own history, lived again: what would have been told, and what held back. Pure.

Each moment goes through what a pass goes through, the rules and the alert's life, with what was known then: a session
arrives when it ends, is judged for the 48 hours after it, and every source was read through yesterday. Snoozes do not
count; plans and the health of sources are not on record day by day.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import takewhile

from daemon.alerts import reconcile, speaking
from daemon.as_known import MORNING, AsKnown
from daemon.backtest_phone import Phone, Told
from daemon.backtest_rules import Panel, is_replayed
from daemon.records import STANDS, Past, Policy
from rules import discover
from rules.history import Session
from rules.shoes.shoe_worn import limited
from rules.verdicts import Rule

__all__ = ["Told", "moments", "replay"]

DAY = timedelta(days=1)


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
    phone = Phone(policy=policy, lives=panel.lives)
    past = replace(past, shoes=limited(past.shoes, settings))
    known = AsKnown(past, until=until, threshold_bpm=threshold_bpm, maximal_bpm=maximal_bpm)
    for now, judged in moments(past, known.history.sessions, zone=zone, until=until):
        before = phone.remembered(now)
        results, asked = panel.hear(known.at(now, judged), heeded=speaking(before))
        decision = reconcile(results, before, context=phone.context(now), lives=panel.lives, asked=asked)
        phone.remember(decision, now)
        yield from phone.tell(results, decision, now, before=before)
    yield from phone.rest()


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
