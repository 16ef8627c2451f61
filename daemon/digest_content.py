"""What stands in the weekly digest, before it is put into words. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daemon.before import Answer, answer
from daemon.records import Alert, DigestLine, Key, Snooze, Telling
from daemon.telling import muted
from daemon.weeks import DAY, WEEK, WeekSum, first_of_week, week_of
from daemon.wording import Format
from rules import wear
from rules.records import Site, SourceHealth, Trouble
from rules.state import Plan, RunnerState
from rules.verdicts import Life, Rule, Severity

WEEKS_BEFORE = 4
SHOES_AHEAD = timedelta(weeks=8)
ASKED_FOR = timedelta(weeks=12)
"""So long after its first day an injury is asked about, once a week."""
_SHOES = ("shoe-worn", "shoe-forecast")
"""What these say for information, the digest says of each pair by itself."""
_PLANNED = "planned-session"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoeAhead:
    """A pair beyond its limit, or one that comes to it soon."""

    name: str
    distance_m: int
    limit_m: int
    limit_day: date | None
    """When it comes to its limit at the use of the last weeks; None: it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One week of one runner, and what lies ahead of it."""

    now: datetime
    week: WeekSum
    """The last week that is over."""
    before: tuple[WeekSum, ...]
    """The four before it, oldest first."""
    today: Answer
    """How far one run can go today."""
    ahead: Answer
    """The same for the last day of the week that runs: its room is what is left until then."""
    troubles: tuple[SourceHealth, ...]
    plans: tuple[Plan, ...]
    """Those that are longer than their day allows."""
    held: tuple[DigestLine, ...]
    """What would have been pushed, the worst first."""
    informed: tuple[DigestLine, ...]
    """What is never pushed, oldest first."""
    shoes: tuple[ShoeAhead, ...]
    has_shoes: bool
    """There is a pair in use whose distance is known."""
    asked_sites: tuple[Site, ...]
    """Where there was an injury in the last twelve weeks, the newest first."""
    tip: Alert | None

    @property
    def is_quiet(self) -> bool:
        """True when nothing happened that is to be told; a tip is no event."""
        return not (self.troubles or self.plans or self.held or self.informed or self.shoes)


def digest_of(
    state: RunnerState,
    *,
    lines: Iterable[tuple[datetime, DigestLine]],
    alerts: Mapping[Key, Alert],
    snoozes: Iterable[Snooze],
    tip: Alert | None,
    settings: Mapping[str, object],
    rules: Iterable[Rule],
    week_starts: str,
) -> Digest:
    """Given a runner with plans and the lines since the last digest, each with when it was written, oldest first.

    `alerts` are the open ones and those that ended not long ago. Settings and rules are those that are switched on.
    """
    asked = tuple(rules)
    running = first_of_week(state.today, week_starts=week_starts)
    week, *earlier = (
        week_of(state.history, running - back * WEEK, today=state.today) for back in range(1, WEEKS_BEFORE + 2)
    )
    plans = tuple(plan for plan in state.plans if _is_too_long(plan, state))
    tips = {rule.name for rule in asked if rule.life.tip}
    planned = {(_PLANNED, f"{plan.workout.source}-{plan.workout.source_id}") for plan in plans}
    told = [
        line
        for at, line in _newest(lines)
        if line.item.rule not in tips
        and (line.item.rule, line.item.subject) not in planned
        and not _was_pushed(alerts.get((line.item.rule, line.item.subject)), at)
    ]
    held = [line for line in told if line.item.severity > Severity.INFO]
    quiet = tuple(snoozes)
    return Digest(
        now=state.now,
        week=week,
        before=tuple(reversed(earlier)),
        today=answer(state, day=state.today, settings=settings, rules=asked),
        ahead=answer(state, day=running + WEEK - DAY, settings=settings, rules=asked),
        troubles=tuple(source for source in state.sources if source.trouble not in (None, Trouble.RATE_LIMITED)),
        plans=plans,
        held=tuple(sorted(held, key=lambda line: -line.item.severity)),
        informed=tuple(
            line
            for line in told
            if line.item.severity == Severity.INFO
            and line.item.rule not in _SHOES
            and not _is_snoozed(line, quiet, now=state.now)
        ),
        shoes=tuple(_shoes_ahead(state, settings)),
        has_shoes=any(not shoe.retired and shoe.total_m is not None for shoe in state.shoes),
        asked_sites=tuple(_asked_sites(state)),
        tip=tip,
    )


def choose_tip(
    alerts: Iterable[Alert],
    *,
    letters: Iterable[tuple[datetime, str]],
    lives: Mapping[str, Life],
    snoozes: Iterable[Snooze],
    now: datetime,
    style: Format,
) -> Alert | None:
    """Return the open tip that was given longest ago, one that never was before all others; None where none is due.

    `letters` are the digests of the last months, each with when it was written: what a tip asks for stands in the one
    that gave it. A tip is due again after as many days as its rule repeats itself.
    """
    sent, quiet = tuple(letters), tuple(snoozes)
    due = []
    for alert in alerts:
        life = lives.get(alert.rule)
        if life is None or not life.tip or not alert.is_open or alert.no_data_since is not None:
            continue
        asks = style.say(alert.do, alert.values)
        given = [at.astimezone(now.tzinfo).date() for at, body in sent if asks in body]
        last = max(given, default=date.min)
        rests = bool(given) and (life.repeat is None or now.date() - last < life.repeat)
        if not rests and muted(alert, quiet, now=now) is None:
            due.append((last, alert.rule, alert.subject, alert))
    return min(due, key=lambda each: each[:3])[3] if due else None


def _newest(lines: Iterable[tuple[datetime, DigestLine]]) -> Iterable[tuple[datetime, DigestLine]]:
    """Return the last line about each alert."""
    newest: dict[Key, tuple[datetime, DigestLine]] = {}
    for at, line in lines:
        key = (line.item.rule, line.item.subject)
        newest.pop(key, None)
        newest[key] = at, line
    return newest.values()


def _was_pushed(alert: Alert | None, since: datetime) -> bool:
    """True when what was held back has reached the phone after all."""
    if alert is None or alert.told_by is not Telling.PUSH or alert.told_at is None:
        return False
    return alert.told_at >= since


def _is_snoozed(line: DigestLine, snoozes: Iterable[Snooze], *, now: datetime) -> bool:
    about = (line.item.rule, (None, line.item.subject))
    return any(each.rule == about[0] and each.subject in about[1] and each.until > now for each in snoozes)


def _is_too_long(plan: Plan, state: RunnerState) -> bool:
    most_m = None if plan.ceiling is None else plan.ceiling.most_m
    is_done = plan.workout.day == state.today and state.history.has_run(state.today)
    return not is_done and plan.distance_m is not None and most_m is not None and plan.distance_m > most_m


def _shoes_ahead(state: RunnerState, settings: Mapping[str, object]) -> Iterator[ShoeAhead]:
    for shoe in wear.with_limits(state, settings).shoes:
        if shoe.retired or shoe.total_m is None or not shoe.limit_m:
            continue
        limit_day = wear.forecast(shoe, state.on_foot, state.today, shoe.limit_m)
        is_soon = limit_day is not None and limit_day <= state.today + SHOES_AHEAD
        if is_soon or shoe.total_m >= shoe.limit_m:
            yield ShoeAhead(name=shoe.name, distance_m=shoe.total_m, limit_m=shoe.limit_m, limit_day=limit_day)


def _asked_sites(state: RunnerState) -> Iterable[Site]:
    """Return each site once: with a digest a week it is asked about twelve times."""
    lately = (injury.site for injury in reversed(state.injuries) if timedelta() < state.today - injury.day <= ASKED_FOR)
    return dict.fromkeys(lately)
