"""weekly-ramp: more in seven days than the runner was recently used to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from rules import lacks
from rules.evidence import Evidence, Grade, Study
from rules.history import History, Session
from rules.said import MarkKind
from rules.settings import Between, metres, permille
from rules.state import RunnerState
from rules.verdicts import Ceiling, Clear, Finding, Judged, Life, NoData, Outlook, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
COLD_START_DAYS = 35
WEEK = timedelta(days=7)
SIX_DAYS = timedelta(days=6)
FURTHEST = timedelta(days=28)
STANDS = timedelta(days=14)
RESTS = (MarkKind.INJURED,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of weekly-ramp."""

    limit: Annotated[float, Between(1.0, 2.0)] = 1.10
    warning: Annotated[float, Between(1.0, 5.0)] = 1.30
    reference: Literal["highest-recent", "previous-week"] = "highest-recent"
    least_week_km: Annotated[float, Between(0, 100)] = 10.0
    least_excess_km: Annotated[float, Between(0, 20)] = 2.0


def quiet_week_m(reference_m: int, settings: Settings) -> int:
    """Return the most metres in seven days that stay quiet: one metre more fires.

    The furthest that any of three reasons allows: the ratio, a small week, a small excess.
    """
    return max(
        reference_m * permille(settings.limit) // 1000,
        metres(settings.least_week_km) - 1,
        reference_m + metres(settings.least_excess_km) - 1,
    )


def warning_week_m(reference_m: int, settings: Settings) -> int:
    """Return the most metres in seven days without a warning: one metre more warns."""
    return max(quiet_week_m(reference_m, settings), reference_m * permille(settings.warning) // 1000)


EVIDENCE = Evidence(
    grade=Grade.X,
    note=Text(
        "As a predictor it was tested and not supported: the literal 10 % rule did not prevent injuries in the trial. "
        "The limit is here because runners ask for one, measured against the highest recent week so that it is calm."
    ),
    studies=(
        Study(
            authors="Buist et al.",
            year=2008,
            journal="American Journal of Sports Medicine",
            doi="10.1177/0363546507307505",
            effect=Text("Trial, 532 novices: 20.8 % injured with the 10 % rule, 20.3 % without."),
        ),
        Study(
            authors="Nielsen et al.",
            year=2014,
            journal="Journal of Orthopaedic and Sports Physical Therapy",
            effect=Text(
                "More than 30 % in two weeks: distance-related injuries 1.59 (0.96 to 2.66), which leaves chance open."
            ),
        ),
    ),
)


def _before(state: RunnerState, settings: Settings) -> Iterator[Outlook]:
    for session in state.judged:
        measured = _measure(state.history, session, settings)
        if isinstance(measured, NoData):
            yield measured
        else:
            yield from _ceilings(*measured, settings)
            # With a missing day the room may be less: beyond it is too far all the same, within it nobody knows.
            if lacking := _missing(state.history, session, settings):
                yield lacking


@rule(
    Settings,
    title=Text("hold your weekly distance"),
    life=Life(ends_after=STANDS, repeat=STANDS),
    evidence=EVIDENCE,
    rests=RESTS,
    before=_before,
    judged=Judged.BY_SESSION,
)
def weekly_ramp(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """The last seven days beside the highest recent week.

    What it watches

    The distance of the seven days up to and with this run, beside the highest seven-day total that ended 7 to 28
    days before: what the body was recently used to. It speaks above 1.10 times that, from 10 km a week and 2 km of
    excess on, and warns above 1.30 times. It needs 35 days of history, of which 25 of the 28 before the run are known.
    That all is well again it says only where each day is known that it compares.

    Why it matters

    Grade X as a predictor, which means tested and not supported. The literal rule of 10 % a week did not prevent
    injuries in the trial that tested it: of 532 novices, 20.8 % were injured with it and 20.3 % without. Nor is it
    calm: on five of the seven histories we tried it flags 30 to 38 % of all days, because it also fires when nothing
    but last week's rest changed. The limit is here all the same because runners ask for one, and it is measured
    against the highest recent week so that it fires when volume is really new. A larger jump, more than 30 % in two
    weeks, went with distance-related injuries in one study, with a ratio of 1.59 (0.96 to 2.66) that leaves chance
    open. Trouble tends to show one to two weeks after a jump.

    What to do

    Hold this volume for two weeks before adding more.

    Options

    limit (1.10): the ratio to the reference above which the rule speaks.

    warning (1.30): the ratio above which the message is a warning.

    reference (highest-recent): highest-recent is the highest seven-day total that ended 7 to 28 days before;
    previous-week is the seven days before these seven, the literal rule.

    least_week_km (10): below this distance in seven days the rule is silent.

    least_excess_km (2): below this excess over the reference the rule is silent.

    References

    Buist et al. 2008, American Journal of Sports Medicine, doi 10.1177/0363546507307505

    Nielsen et al. 2014, Journal of Orthopaedic and Sports Physical Therapy
    """
    judge = state.history.once_of(_judge, settings)
    for session in _sessions(state):
        said = judge(session)
        yield lacks.by_now(said, run_day=session.day, today=state.today) if isinstance(said, NoData) else said


def _sessions(state: RunnerState) -> tuple[Session, ...]:
    """Return those to judge, with the newest of the last 14 days: a run that comes in late has not the last word.

    Without any, what was found would be told again, as if it went on, to a runner who has not run since.
    """
    if not state.judged:
        return ()
    sessions = state.judged_and_newest(RESTS)
    return sessions if state.now - sessions[-1].end < STANDS else state.judged


def week_at_m(history: History, session: Session) -> int | None:
    """Return the metres of the seven days up to and with a session, None when one of its runs is unknown."""
    return history.total_m(history.before(session.day - SIX_DAYS), history.position(session) + 1)


def _ceilings(week_m: int, reference_m: int, settings: Settings) -> Iterator[Ceiling]:
    if settings.reference == "highest-recent":
        says = Text("{week_m} of {most_m} in these 7 days so far; your highest recent week is {reference_m}.")
    else:
        says = Text("{week_m} of {most_m} in these 7 days so far; the 7 days before had {reference_m}.")
    warns = Text("{week_m} in these 7 days so far; above {most_m} a warning comes.")
    for severity, most_m, told in (
        (Severity.NOTICE, quiet_week_m(reference_m, settings), says),
        (Severity.WARNING, warning_week_m(reference_m, settings), warns),
    ):
        yield Ceiling(
            severity=severity,
            says=told,
            values={"week_m": week_m, "most_m": most_m, "reference_m": reference_m},
            week_room_m=max(0, most_m - week_m),
        )


def _judge(history: History, session: Session, settings: Settings) -> Verdict:
    measured = _measure(history, session, settings)
    if isinstance(measured, NoData):
        return measured
    week_m, reference_m = measured
    # Most weeks are no more than what they are compared with, and no limit is lower.
    if week_m <= reference_m or week_m <= quiet_week_m(reference_m, settings):
        values = {"week_m": week_m, "reference_m": reference_m}
        because = Text("{week_m} in 7 days, beside {reference_m} before.")
        return _missing(history, session, settings) or Clear(because=because, values=values)
    return _found(history, session, week_m, reference_m, settings)


def _measure(history: History, session: Session, settings: Settings) -> tuple[int, int] | NoData:
    """Return the seven days up to and with a session and what they are compared with."""
    if lacking := lacks.before(history, session.day, needed_days=COLD_START_DAYS):
        return lacking
    furthest = _furthest(settings)
    reference_m = history.highest_week_m(session.day - furthest, session.day - WEEK)
    week_m = week_at_m(history, session)
    if reference_m is None or week_m is None:
        unknown = history.last_unknown(history.position(session) + 1)
        return lacks.distance(unknown, compared_for=furthest + WEEK, subject="-")
    if reference_m == 0:
        return NoData(lacks=Text("No run in the weeks to compare with."))
    return week_m, reference_m


def _missing(history: History, session: Session, settings: Settings) -> NoData | None:
    """Return NoData unless each day is known that the weeks hold: to be quiet it takes them all."""
    return lacks.any_day(history, session.day, days=_furthest(settings).days + 6)


def _furthest(settings: Settings) -> timedelta:
    """Return how long before a session the oldest of the weeks ended that it is compared with."""
    return FURTHEST if settings.reference == "highest-recent" else WEEK


def _found(history: History, session: Session, week_m: int, reference_m: int, settings: Settings) -> Finding:
    if settings.reference == "highest-recent":
        says = Text("{week_m} in 7 days, {excess_percent} above your highest recent week ({reference_m}).")
    else:
        says = Text("{week_m} in 7 days, {excess_percent} above the 7 days before ({reference_m}).")
    return Finding(
        severity=Severity.WARNING if week_m > warning_week_m(reference_m, settings) else Severity.NOTICE,
        says=says,
        do=Text("Hold this volume for two weeks before adding more."),
        values={
            "week_m": week_m,
            "reference_m": reference_m,
            "excess_percent": week_m * 100 // reference_m - 100,
            "most_m": quiet_week_m(reference_m, settings),
            "limit_ratio": settings.limit,
            "least_week_m": metres(settings.least_week_km),
            "least_excess_m": metres(settings.least_excess_km),
        },
        day=session.day,
        at=session.end,
        formula=Text(
            "{week_m} > {most_m}: more than {limit_ratio} x {reference_m}, from {least_week_m} a week and "
            "{least_excess_m} of excess on"
        ),
        runs=history.run_ids(history.before(session.day - SIX_DAYS), history.position(session) + 1),
    )
