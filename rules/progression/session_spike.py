"""session-spike: one run much longer than the longest of late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules import lacks
from rules.evidence import Evidence, Grade, Study
from rules.history import History, Session
from rules.said import MarkKind
from rules.settings import Between, permille
from rules.state import RunnerState
from rules.verdicts import Ceiling, Clear, Finding, Judged, Life, NoData, Outlook, Severity, Text, Verdict, rule

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
    limit_after_injury: Annotated[float, Between(1.0, 2.0)] = 1.05
    warning: Annotated[float, Between(1.1, 5.0)] = 2.00


def ceiling_m(longest_m: int, settings: Settings, *, after_injury: bool = False) -> int:
    """Return the longest distance that stays quiet, in metres: one metre more fires.

    It is `limit` times the longest session, rounded down, but never less than one kilometre above it. Within twelve
    months of an injury `limit_after_injury` is taken where it is lower.
    """
    limit = permille(_limit(settings, after_injury=after_injury))
    return max(longest_m * limit // 1000, longest_m + NEEDED_EXCESS_M)


def warning_m(longest_m: int, settings: Settings, *, after_injury: bool = False) -> int:
    """Return the longest distance without a warning, in metres: one metre more warns."""
    ceiling = ceiling_m(longest_m, settings, after_injury=after_injury)
    return max(ceiling, longest_m * permille(settings.warning) // 1000)


def _limit(settings: Settings, *, after_injury: bool) -> float:
    return min(settings.limit, settings.limit_after_injury) if after_injury else settings.limit


_AS_THEY_COME = Settings()


EVIDENCE = Evidence(
    grade=Grade.A_MINUS,
    note=Text(
        "The best load signal there is, from a large cohort; observational, so no proof that holding back helps."
    ),
    studies=(
        Study(
            authors="Schuster Brandt Frandsen et al.",
            year=2025,
            journal="British Journal of Sports Medicine 59(17):1203-1210",
            doi="10.1136/bjsports-2024-109380",
            effect=Text(
                "5,205 runners, 588,071 sessions; hazard rate ratio 1.64 (1.31 to 2.05) at 10 to 30 % longer, 1.52 "
                "(1.16 to 2.00) at 30 to 100 %, 2.28 (1.50 to 3.48) above."
            ),
        ),
        Study(
            authors="Malisoux et al.",
            year=2015,
            journal="Scandinavian Journal of Medicine and Science in Sports",
            doi="10.1111/sms.12154",
            effect=Text("An injury in the past: 1.72 (1.11 to 2.66). It is why the limit is lower for twelve months."),
        ),
    ),
)


def is_spike(history: History, session: Session) -> bool:
    """Say whether a session is above its ceiling, by the settings as they come; False where that cannot be known."""
    measured = history.once_of(_measure, None)(session)
    if isinstance(measured, NoData):
        return False
    distance_m, longest_m = measured
    if distance_m <= longest_m:  # most sessions are, and no ceiling is lower
        return False
    return distance_m > ceiling_m(longest_m, _AS_THEY_COME, after_injury=history.body.is_prior(session.day))


def _before(state: RunnerState, settings: Settings) -> Iterator[Outlook]:
    measure = state.history.once_of(_measure, None)
    for session in state.judged:
        measured = _race(state, session) or measure(session)
        match measured:
            case Clear():
                yield Ceiling(severity=Severity.NOTICE, says=measured.because, values=measured.values)
            case NoData():
                yield measured
            case _distance_m, longest_m:
                prior = state.history.body.is_prior(session.day)
                ceiling = ceiling_m(longest_m, settings, after_injury=prior)
                warning = warning_m(longest_m, settings, after_injury=prior)
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
    evidence=EVIDENCE,
    rests=(MarkKind.INJURED,),
    before=_before,
    judged=Judged.BY_SESSION,
)
def session_spike(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A session much longer than any of the 30 days before it.

    What it watches

    The distance of a session beside the longest session that started on one of the 30 days before, or earlier on
    the same day. Runs with less than 30 minutes between them are one session. It speaks above 1.10 times that
    longest, when the excess is more than 1 km, and warns above 2.00 times. It needs 28 days of history, of which 25
    before the run are known, 4 sessions and a longest of 3 km or more in the 30 days, and stays silent on the day of a
    race.

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

    limit_after_injury (1.05): the ratio within twelve months of a logged injury, where it is lower than limit.

    warning (2.00): the ratio above which the message is a warning.

    References

    Schuster Brandt Frandsen et al. 2025, British Journal of Sports Medicine 59(17):1203-1210, doi
    10.1136/bjsports-2024-109380

    Malisoux et al. 2015, Scandinavian Journal of Medicine and Science in Sports, doi 10.1111/sms.12154
    """
    judge = state.history.once_of(_judge, settings)
    for session in state.judged:
        said = _race(state, session) or judge(session)
        yield lacks.by_now(said, run_day=session.day, today=state.today) if isinstance(said, NoData) else said


def _race(state: RunnerState, session: Session) -> Clear | None:
    """Return why a session is not judged, where a race was run on its day."""
    raced = state.history.race_ended(session.day)
    # In a replay the history goes on after now: a race that is still to come is not known.
    if raced is None or raced > max(state.now, session.end):
        return None
    return Clear(because=Text("A race is not judged."), subject=session.session_id)


def _judge(history: History, session: Session, settings: Settings) -> Verdict:
    measured = history.once_of(_measure, None)(session)
    if isinstance(measured, NoData):
        return measured
    distance_m, longest_m = measured
    ceiling = ceiling_m(longest_m, settings, after_injury=history.body.is_prior(session.day))
    if distance_m > ceiling:
        return _found(history, session, distance_m, longest_m, settings)
    return Clear(
        because=Text("{distance_m} is within the ceiling of {ceiling_m}."),
        subject=session.session_id,
        values={"distance_m": distance_m, "ceiling_m": ceiling},
    )


def _measure(history: History, session: Session, _key: None) -> tuple[int, int] | NoData:
    """Return the distance of the session and the longest of its window, or why they are not compared."""
    here = history.position(session)
    subject = session.session_id
    if lacking := lacks.before(history, session.day, needed_days=COLD_START_DAYS, subject=subject):
        return lacking
    start = history.before(session.day - WINDOW)
    if start == here:
        return NoData(lacks=Text("No run in the 30 days before: layoff-return judges the way back."), subject=subject)
    longest_m = history.longest_m(start, here)
    if session.distance_m is None or longest_m is None:
        return lacks.distance(history.last_unknown(here + 1), compared_for=WINDOW + DAY, subject=subject)
    if here - start < NEEDED_SESSIONS:
        few = lacks.runs(here - start, needed_count=NEEDED_SESSIONS, span_days=WINDOW.days)
        return few._replace(subject=subject)
    if longest_m < NEEDED_LONGEST_M:
        return NoData(
            lacks=Text("Longest run in the {span_days} before: {longest_m}; at least {needed_m} needed."),
            values={"span_days": WINDOW.days, "longest_m": longest_m, "needed_m": NEEDED_LONGEST_M},
            subject=subject,
        )
    return session.distance_m, longest_m


def _found(history: History, session: Session, distance_m: int, longest_m: int, settings: Settings) -> Finding:
    prior = history.body.is_prior(session.day)
    return Finding(
        severity=Severity.WARNING
        if distance_m > warning_m(longest_m, settings, after_injury=prior)
        else Severity.NOTICE,
        says=Text("{distance_m} is {excess_percent} longer than your longest run in 30 days ({longest_m})."),
        do=Text("Run easy or rest for two days, and make your next long run no longer than this one."),
        values={
            "distance_m": distance_m,
            "longest_m": longest_m,
            "excess_percent": distance_m * 100 // longest_m - 100,
            "ceiling_m": ceiling_m(longest_m, settings, after_injury=prior),
            "limit_ratio": _limit(settings, after_injury=prior),
            "excess_m": NEEDED_EXCESS_M,
        },
        day=session.day,
        at=session.end,
        subject=session.session_id,
        formula=Text(
            "{distance_m} > {ceiling_m}, the larger of {limit_ratio} x {longest_m} and {longest_m} + {excess_m}"
        ),
        runs=(*_longest(history, session, longest_m), *session.run_ids),
    )


def _longest(history: History, session: Session, longest_m: int) -> tuple[str, ...]:
    """Return the runs of the session that it is compared with."""
    window = history.sessions[history.before(session.day - WINDOW) : history.position(session)]
    return next(other.run_ids for other in window if other.distance_m == longest_m)
