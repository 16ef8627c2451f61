"""What the picture of the weekly digest shows: a runner's weeks and runs beside the limits that the rules set. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date

from daemon.before_standing import standing
from daemon.chart import Chart, Dot, Week
from daemon.weeks import DAY, WEEK, first_of_week, week_of
from rules import lacks
from rules.history import History
from rules.progression import session_spike, weekly_ramp
from rules.sessions import Session
from rules.state import RunnerState

WEEKS = 12


def chart_of(state: RunnerState, *, settings: Mapping[str, object], week_starts: str) -> Chart | None:
    """Return twelve weeks up to yesterday's, fewer where the first run on record is younger; None without any run.

    `settings` are the runner's own: a rule that is switched off has no limit. Where today no run is the answer, neither
    today nor the week that runs has one.
    """
    history, today = state.history, state.today
    if history.first_run_day is None:
        return None
    last = first_of_week(today - DAY, week_starts=week_starts)
    first = max(last - (WEEKS - 1) * WEEK, first_of_week(history.first_run_day, week_starts=week_starts))
    firsts = [first + number * WEEK for number in range((last - first).days // 7 + 1)] or [last]
    has_plan = standing(state, settings=settings).has_plan
    until = min(last + WEEK - DAY, today if has_plan else today - DAY)
    sessions = [each for each in history.sessions_between(firsts[0], last + WEEK - DAY) if each.end <= state.now]
    spike, ramp = settings.get("session-spike"), settings.get("weekly-ramp")
    return Chart(
        weeks=tuple(_week(history, each, today=today, settings=ramp, has_plan=has_plan) for each in firsts),
        runs=tuple(_dots(history, sessions, spike)),
        ceilings=tuple(_ceilings(history, firsts[0], until, spike)),
    )


def _week(history: History, first: date, *, today: date, settings: object, has_plan: bool) -> Week:
    found = week_of(history, first, today=today)
    distance_m = found.distance_m if found.is_known else None
    is_running = found.last >= today
    has_limit = has_plan or not is_running
    limit_m = _week_limit_m(history, found.last, today=today, settings=settings) if has_limit else None
    return Week(
        first=first,
        distance_m=distance_m,
        limit_m=limit_m,
        is_over=distance_m is not None and limit_m is not None and distance_m > limit_m,
        is_running=is_running,
    )


def _week_limit_m(history: History, last: date, *, today: date, settings: object) -> int | None:
    """Return the most metres that weekly-ramp lets pass in the seven days that end on this one, None where unknown."""
    if not isinstance(settings, weekly_ramp.Settings):
        return None
    # The days to come of a week that is not over yet are not known, and lack nothing.
    if lacks.before(history, min(last, today), needed_days=weekly_ramp.COLD_START_DAYS, subject="-"):
        return None
    furthest = 4 * WEEK if settings.reference == "highest-recent" else WEEK
    reference_m = history.highest_week_m(last - furthest, last - WEEK)
    return weekly_ramp.quiet_week_m(reference_m, settings) if reference_m else None


def _dots(history: History, sessions: list[Session], settings: object) -> Iterator[Dot]:
    for session in sessions:
        if session.distance_m is not None:
            ceiling_m = _ceiling_m(history, session.day, history.position(session), settings)
            is_over = ceiling_m is not None and session.distance_m > ceiling_m
            yield Dot(day=session.day, distance_m=session.distance_m, is_over=is_over)


def _ceilings(history: History, first: date, last: date, settings: object) -> Iterator[tuple[date, int | None]]:
    """Yield the ceiling of the first run of a day, for each day on which it is another one than before."""
    before: int | None = -1
    for number in range((last - first).days + 1):
        day = first + number * DAY
        ceiling_m = _ceiling_m(history, day, history.before(day), settings)
        if ceiling_m != before:
            yield day, ceiling_m
        before = ceiling_m


def _ceiling_m(history: History, day: date, position: int, settings: object) -> int | None:
    """Return how far a session at this position may go before session-spike speaks, None where that is unknown."""
    if not isinstance(settings, session_spike.Settings):
        return None
    if lacks.before(history, day, needed_days=session_spike.COLD_START_DAYS, subject="-"):
        return None
    start = history.before(day - session_spike.WINDOW)
    longest_m = history.longest_m(start, position)
    if longest_m is None or longest_m < session_spike.NEEDED_LONGEST_M:
        return None
    if position - start < session_spike.NEEDED_SESSIONS:
        return None
    return session_spike.ceiling_m(longest_m, settings, after_injury=history.body.is_prior(day))
