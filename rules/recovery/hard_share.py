"""hard-share: more of the running is hard than is usual for the runner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules import lacks
from rules.effort import HardTimes, hard_runs
from rules.evidence import Evidence, Grade
from rules.history import History
from rules.said import MarkKind
from rules.settings import Between, metres
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
RECENT_DAYS = 21
USUAL_DAYS = 56
RECENT, USUAL = RECENT_DAYS * DAY, USUAL_DAYS * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of hard-share."""

    limit_percent: Annotated[float, Between(5, 90)] = 25.0
    excess_percent: Annotated[float, Between(0, 50)] = 5.0
    least_km: Annotated[float, Between(0, 300)] = 30.0


EVIDENCE = Evidence(
    grade=Grade.C_PLUS,
    note=Text(
        "The best load signal in the one open set of data on injuries, with a ratio of 1.74 (1.35 to 2.23). It is one "
        "set, and no proof that less hard running helps."
    ),
)


@rule(
    Settings,
    title=Text("run more of it easy"),
    life=Life(repeat=timedelta(days=14)),
    evidence=EVIDENCE,
    rests=(MarkKind.INJURED,),
    judged=Judged.BY_DAY,
)
def hard_share(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """The share of hard running in three weeks, beside the eight weeks before them.

    What it watches

    The hard time of all running time in the 21 days through yesterday. It speaks in the weekly digest, above 25 % when
    that is also 5 points or more above your share of the 56 days before those 21, and from 30 km in the 21 days on.
    Hard is the time in heart rate zones 4 and 5; where the source does not tell it, all of a run whose mean heart rate
    is 0.95 or more of the threshold_heart_rate that you set under [runner]. It must be known for 90 % of the moving
    time of both spans, and the shares are those of the time of which it is known. It needs 77 days of history, of which
    25 of the last 28 are known; that all is well again it says only where each of them is.

    Why it matters

    Grade C plus: of the signals of load it was the best in the one open set of data on injuries, with a ratio of 1.74
    (1.35 to 2.23). That is one set of data, and no proof that less hard running prevents an injury.

    What to do

    Keep today easy, and this week to one hard run.

    Options

    limit_percent (25): up to this share of hard time the rule is silent, in percent.

    excess_percent (5): so many points above your own share of the eight weeks before it must be.

    least_km (30): below this distance in the 21 days the rule is silent.

    References

    None: the ratio is that of an open set of data on injuries, and no paper is cited for it here.
    """
    if state.history.first_run_day is not None:
        yield _judge(state, settings)


def _judge(state: RunnerState, settings: Settings) -> Verdict:
    history, today = state.history, state.today
    if lacking := lacks.before(history, today, needed_days=RECENT_DAYS + USUAL_DAYS):
        return lacking
    first = today - RECENT
    start, stop = history.before(first), history.over_before(today, state.now)
    total_m = history.total_m(start, stop)
    least_m = metres(settings.least_km)
    if total_m is None and _told_m(history, start, stop) < least_m:
        return lacks.distance(history.last_unknown(stop), compared_for=(RECENT_DAYS + 1) * DAY, subject="-")
    if total_m is not None and total_m < least_m:
        return lacks.any_day(history, today, days=RECENT_DAYS) or Clear(
            because=Text("{total_m} in {recent_days}: too little to speak of a share."),
            values={"total_m": total_m, "recent_days": RECENT_DAYS},
        )
    times = history.once(HardTimes, state.threshold_bpm)
    recent, usual = times.between(start, stop), times.between(history.before(first - USUAL), start)
    if not recent.is_known:
        return lacks.hard_time(recent, span_days=RECENT_DAYS, last_day=today - DAY)
    if not usual.is_known:
        return lacks.hard_time(usual, span_days=USUAL_DAYS, last_day=first - DAY)
    values = {
        "share_percent": recent.hard_s * 100 // recent.known_s,
        "usual_percent": usual.hard_s * 100 // usual.known_s,
        "recent_days": RECENT_DAYS,
        "usual_days": USUAL_DAYS,
        "hard_s": recent.hard_s,
        "known_s": recent.known_s,
        "limit_percent": settings.limit_percent,
        "excess_percent": settings.excess_percent,
    }
    is_high = recent.hard_s * 100 > settings.limit_percent * recent.known_s
    more = 100 * (recent.hard_s * usual.known_s - usual.hard_s * recent.known_s)
    if not is_high or more < settings.excess_percent * recent.known_s * usual.known_s:
        return lacks.any_day(history, today, days=RECENT_DAYS + USUAL_DAYS) or Clear(
            because=Text("{share_percent} of your running in {recent_days} was hard, beside {usual_percent} before."),
            values=values,
        )
    sessions = history.sessions[start:stop]
    return Finding(
        severity=Severity.INFO,
        says=Text(
            "{share_percent} of your running time in {recent_days} was hard, beside {usual_percent} in the "
            "{usual_days} before."
        ),
        do=Text("Keep today easy, and this week to one hard run."),
        values=values,
        day=today,
        at=state.now,
        formula=Text(
            "{hard_s} hard of {known_s} is {share_percent}: above {limit_percent}, and {share_percent} - "
            "{usual_percent} is {excess_percent} or more"
        ),
        runs=hard_runs((run for session in sessions for run in session.runs), state.threshold_bpm),
    )


def _told_m(history: History, start: int, stop: int) -> int:
    """Return the metres of the runs whose distance is known, also beside one in the same session that is not."""
    return sum(run.distance_m or 0 for session in history.sessions[start:stop] for run in session.runs)
