"""What stands in the weekly digest, before it is put into words. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daemon.before import Answer, answer
from daemon.records import Alert, DigestLine, Key, Snooze, Telling
from daemon.telling import muted
from daemon.weeks import DAY, WEEK, WeekSum, first_of_week, week_of
from rules import wear
from rules.health import SourceHealth, Trouble
from rules.said import MarkKind, Site
from rules.shoes.shoe_worn import with_limits
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
    ill_days: int
    injured_days: int
    """Days of the week that the runner marked so: rules rested on them."""
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
    one_run = answer(state, day=state.today, settings=settings, rules=asked)
    plans = tuple(plan for plan in state.plans if _is_too_long(plan, state))
    tips = {rule.name for rule in asked if rule.life.tip}
    planned = {(_PLANNED, f"{plan.workout.source}-{plan.workout.source_id}") for plan in plans}
    told = [
        line
        for at, line in _newest(lines)
        if line.item.rule not in tips
        and (line.item.rule, line.item.subject) not in planned
        and not _is_of_past_plan(line, state)
        and (one_run.standing.has_plan or line.item.rule != _PLANNED)
        and not _was_pushed(alerts.get((line.item.rule, line.item.subject)), at)
    ]
    held = [line for line in told if line.item.severity > Severity.INFO]
    quiet = tuple(snoozes)
    return Digest(
        now=state.now,
        week=week,
        before=tuple(reversed(earlier)),
        today=one_run,
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
        ill_days=_marked_days(state, week, MarkKind.ILL),
        injured_days=_marked_days(state, week, MarkKind.INJURED),
        asked_sites=tuple(_asked_sites(state)),
        tip=tip if tip is not None and one_run.standing.asks(*tip.key) else None,
    )


def choose_tip(
    alerts: Iterable[Alert],
    *,
    given: Mapping[str, datetime],
    lives: Mapping[str, Life],
    snoozes: Iterable[Snooze],
    now: datetime,
) -> Alert | None:
    """Return the open tip that was given longest ago, one that never was before all others; None where none is due.

    `given` says of each rule whose tip was given when the last letter with it was written. A tip is due again after as
    many days as its rule repeats itself.
    """
    quiet = tuple(snoozes)
    due = []
    for alert in alerts:
        life = lives.get(alert.rule)
        if life is None or not life.tip or not alert.is_open or alert.no_data_since is not None:
            continue
        written = given.get(alert.rule)
        last = date.min if written is None else written.astimezone(now.tzinfo).date()
        rests = written is not None and (life.repeat is None or now.date() - last < life.repeat)
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
    is_long = plan.distance_m is not None and most_m is not None and plan.distance_m > most_m
    return is_long and not _is_past(plan.workout.day, state)


def _is_of_past_plan(line: DigestLine, state: RunnerState) -> bool:
    """True for a plan that was too long, and whose day is over: nothing can be changed any more."""
    run_day = line.item.values.get("run_weekday")
    return line.item.rule == _PLANNED and isinstance(run_day, date) and _is_past(run_day, state)


def _is_past(day: date, state: RunnerState) -> bool:
    """True when the run of that day was run, or is not run any more."""
    return day < state.today or (day == state.today and state.history.has_run(day))


def _shoes_ahead(state: RunnerState, settings: Mapping[str, object]) -> Iterator[ShoeAhead]:
    for shoe in with_limits(state, settings).shoes:
        if shoe.retired or shoe.total_m is None or not shoe.limit_m:
            continue
        limit_day = wear.forecast(shoe, wear.use_m(state, shoe.key), state.today, shoe.limit_m)
        is_soon = limit_day is not None and limit_day <= state.today + SHOES_AHEAD
        if is_soon or shoe.total_m >= shoe.limit_m:
            yield ShoeAhead(name=shoe.name, distance_m=shoe.total_m, limit_m=shoe.limit_m, limit_day=limit_day)


def _marked_days(state: RunnerState, week: WeekSum, kind: MarkKind) -> int:
    days = (week.first + number * DAY for number in range(WEEK.days))
    return sum(state.marked(day, (kind,)) is not None for day in days)


def _asked_sites(state: RunnerState) -> Iterable[Site]:
    """Return each site once: with a digest a week it is asked about twelve times."""
    lately = (injury.site for injury in reversed(state.injuries) if timedelta() < state.today - injury.day <= ASKED_FOR)
    return dict.fromkeys(lately)
