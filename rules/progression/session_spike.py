"""session-spike: one run much longer than the longest of late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules import lacks
from rules.history import Session
from rules.settings import Between, permille
from rules.state import RunnerState
from rules.verdicts import Ceiling, Clear, Finding, Life, NoData, Outlook, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
WINDOW = timedelta(days=30)
COLD_START_DAYS = 28
NEEDED_SESSIONS = 4
NEEDED_LONGEST_M = 3000
NEEDED_EXCESS_M = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of session-spike, as ratios to the longest session of the 30 days before."""

    limit: Annotated[float, Between(1.0, 2.0)] = 1.10
    warning: Annotated[float, Between(1.1, 5.0)] = 2.00


def ceiling_m(longest_m: int, settings: Settings) -> int:
    """Return the longest distance that stays quiet, in metres: one metre more fires.

    It is `limit` times the longest session, rounded down, but never less than one kilometre above it.
    """
    return max(longest_m * permille(settings.limit) // 1000, longest_m + NEEDED_EXCESS_M)


def warning_m(longest_m: int, settings: Settings) -> int:
    """Return the longest distance without a warning, in metres: one metre more warns."""
    return max(ceiling_m(longest_m, settings), longest_m * permille(settings.warning) // 1000)


def _before(state: RunnerState, settings: Settings) -> Iterator[Outlook]:
    for session in state.judged:
        measured = _measure(state, session)
        match measured:
            case Clear():
                yield Ceiling(severity=Severity.NOTICE, says=measured.because, values=measured.values)
            case NoData():
                yield measured
            case _distance_m, longest_m:
                ceiling, warning = ceiling_m(longest_m, settings), warning_m(longest_m, settings)
                yield Ceiling(
                    severity=Severity.NOTICE,
                    says=Text("Longest run in the 30 days before: {longest_m}. More than {ceiling_m} is a big step."),
                    values={"longest_m": longest_m, "ceiling_m": ceiling},
                    run_m=ceiling,
                )
                yield Ceiling(
                    severity=Severity.WARNING,
                    says=Text("Longest run in the 30 days before: {longest_m}. Above {ceiling_m} a warning comes."),
                    values={"longest_m": longest_m, "ceiling_m": warning},
                    run_m=warning,
                )


@rule(
    Settings,
    title=Text("that run was a big step"),
    life=Life(ends_after=timedelta(hours=48), standing=True),
    before=_before,
)
def session_spike(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A session much longer than any of the 30 days before it.

    What it watches

    The distance of a session beside the longest session that started on one of the 30 days before, or earlier on
    the same day. Runs with less than 30 minutes between them are one session. It speaks above 1.10 times that
    longest, when the excess is more than 1 km, and warns above 2.00 times. It needs 28 days of history, 4 sessions
    and a longest of 3 km or more in the 30 days, and stays silent about races.

    Why it matters

    Grade A minus, the best evidence there is for a rule on load: in 5,205 runners and 588,071 sessions, injuries
    followed more often on a session longer than the longest of 30 days. The hazard rate ratio was 1.64 (1.31 to
    2.05) at 10 to 30 % longer, 1.52 (1.16 to 2.00) at 30 to 100 %, and 2.28 (1.50 to 3.48) above that. The study was
    observational: it shows what goes together, not that holding back prevents an injury.

    What to do

    Run easy or rest for two days, and make the next long run no longer than this one. Better is to know the ceiling
    before the run: 1.10 times the longest run of the last 30 days, or 1 km more than it if that is further.

    Options

    limit (1.10): the ratio to the longest session above which the rule speaks.

    warning (2.00): the ratio above which the message is a warning.

    References

    Schuster Brandt Frandsen et al. 2025, British Journal of Sports Medicine 59(17):1203-1210, doi
    10.1136/bjsports-2024-109380
    """
    for session in state.judged:
        yield _judge(state, session, settings)


def _judge(state: RunnerState, session: Session, settings: Settings) -> Verdict:
    measured = _measure(state, session)
    if isinstance(measured, Clear | NoData):
        return measured
    distance_m, longest_m = measured
    return _compare(session, distance_m, longest_m, settings)


def _measure(state: RunnerState, session: Session) -> tuple[int, int] | Clear | NoData:
    """Return the distance of the session and the longest of its window, or why they are not compared."""
    history = state.history
    here = history.position(session)
    subject = session.session_id
    # In a replay the history goes on after now: a race that is still to come is not known.
    so_far = max(state.now, session.end)
    if any(other.is_race and other.end <= so_far for other in history.sessions_between(session.day, session.day)):
        return Clear(because=Text("A race is not judged."), at=session.end, subject=subject)
    if lacking := lacks.days(history, session, needed_days=COLD_START_DAYS, subject=subject):
        return lacking
    start = history.before(session.day - WINDOW)
    if start == here:
        return NoData(lacks=Text("No run in the 30 days before: layoff-return judges the way back."), subject=subject)
    longest_m = history.longest_m(start, here)
    if session.distance_m is None or longest_m is None:
        unknown_day = history.last_unknown_day(start, here + 1)
        return lacks.distance(unknown_day, speaks_from=unknown_day + WINDOW + DAY, subject=subject)
    if here - start < NEEDED_SESSIONS or longest_m < NEEDED_LONGEST_M:
        return NoData(
            lacks=Text(
                "{session_count} of the {needed_count} sessions needed in the 30 days before, the longest {longest_m} "
                "of the {needed_m} needed."
            ),
            values={
                "session_count": here - start,
                "needed_count": NEEDED_SESSIONS,
                "longest_m": longest_m,
                "needed_m": NEEDED_LONGEST_M,
            },
            subject=subject,
        )
    return session.distance_m, longest_m


def _compare(session: Session, distance_m: int, longest_m: int, settings: Settings) -> Verdict:
    ceiling = ceiling_m(longest_m, settings)
    values = {
        "distance_m": distance_m,
        "longest_m": longest_m,
        "excess_percent": distance_m * 100 // longest_m - 100,
        "ceiling_m": ceiling,
    }
    if distance_m <= ceiling:
        return Clear(
            because=Text("{distance_m} is within the ceiling of {ceiling_m}."),
            at=session.end,
            subject=session.session_id,
            values=values,
        )
    return Finding(
        severity=Severity.WARNING if distance_m > warning_m(longest_m, settings) else Severity.NOTICE,
        says=Text("{distance_m} is {excess_percent} longer than your longest run in 30 days ({longest_m})."),
        do=Text("Run easy or rest for two days, and make your next long run no longer than this one."),
        values=values,
        day=session.day,
        at=session.end,
        subject=session.session_id,
    )
