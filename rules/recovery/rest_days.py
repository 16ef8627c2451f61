"""rest-days: running day after day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from rules.evidence import Evidence, Grade
from rules.history import History, Session
from rules.said import MarkKind
from rules.settings import Between, permille
from rules.state import RunnerState
from rules.streaks import Streaks
from rules.verdicts import Advice, Clear, Finding, Judged, Life, NoData, Outlook, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
WEEK_DAYS = 7
DAYS_BACK = tuple(timedelta(days=back) for back in range(WEEK_DAYS))
"""From a day to each of the seven that end on it."""
YEAR = timedelta(days=365)
NEEDED_STREAKS = 3
RESTS = (MarkKind.HOLIDAY, MarkKind.INJURED)
STREAK = Text("{streak_days} of running in a row.")
FEW = Text("{rest_days} without a run in the last 7, where you asked for {wanted_days}.")
AT_MOST = Text("At most {rest_days} without a run in the last 7, where you asked for {wanted_days}.")
BEFOREHAND = {
    STREAK: Text("A run on {run_day} would make {streak_days} of running in a row."),
    FEW: Text("A run on {run_day} would leave {rest_days} without a run in 7, where you asked for {wanted_days}."),
    AT_MOST: Text(
        "A run on {run_day} would leave at most {rest_days} without a run in 7, where you asked for {wanted_days}."
    ),
}
"""What is said of a run that is still to come, by what would be found of it."""
EVIDENCE = Evidence(
    grade=Grade.C_MINUS,
    note=Text("Coaches ask for one to two full rest days a week; the evidence is small and indirect."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of rest-days."""

    min_rest_days: Annotated[int, Between(1, 3)] = 1
    streak_limit: Annotated[float, Between(1.0, 5.0)] = 1.5


def _before(state: RunnerState, settings: Settings) -> Iterator[Outlook]:
    for session in state.judged:
        # After a run of that day another one makes no difference.
        if state.history.position(session) == state.history.before(session.day):
            verdict = _judge(state.history, session, settings)
            if isinstance(verdict, NoData):
                yield verdict
            elif isinstance(verdict, Finding):
                do = Text("Take that day off, or swap the run for cycling.")
                values = {name: value for name, value in verdict.values.items() if name != "off_weekday"}
                yield Advice(says=BEFOREHAND[verdict.says], do=do, values=values | {"run_day": session.day})


@rule(
    Settings,
    title=Text("time for a rest day"),
    life=Life(standing=True),
    evidence=EVIDENCE,
    rests=RESTS,
    before=_before,
    judged=Judged.BY_SESSION,
)
def rest_days(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Too few days without a run.

    What it watches

    The days without a run among the seven that end on a run. It speaks when there are fewer than min_rest_days. With
    one day asked for, a runner of streaks is judged by habit: three finished streaks of seven days or more in a
    year, and it speaks only beyond 1.5 times their 90th percentile. A day counts as rest only when every source was
    read after it ended.

    Why it matters

    Grade C minus: the evidence is small and indirect. One to two full rest days a week are what coaches ask for; no
    study cited here shows that a rest day prevents an injury. It is here because the body adapts while it rests, and
    because a streak is easy to overlook.

    What to do

    Take the next day off, or swap the run for cycling.

    Options

    min_rest_days (1): the days without a run that seven days must have.

    streak_limit (1.5): for runners of streaks, the ratio to the 90th percentile of their finished streaks.

    References

    None: common coaching advice.
    """
    history, today = state.history, state.today
    judge = history.once_of(_judge, settings)
    for session in state.judged:
        yield judge(session)
    if not (sessions := state.judged_and_newest(RESTS)):
        return
    streaks, newest = history.once(Streaks, None), sessions[-1]
    streak = streaks.newest(newest.day)
    while streak:
        rest_day = streak.last + DAY
        if rest_day < today and history.is_known(rest_day):
            because = Text("A day without a run on {rest_day}.")
            yield Clear(because=because, values={"rest_day": rest_day}, subject=_subject(streak.first))
            # All streaks before it ended likewise: nothing is said of them.
            return
        # In a replay the streak of the newest session goes on after now.
        session = newest if newest.day <= streak.last else history.sessions[history.before(rest_day) - 1]
        verdict = judge(session)
        if isinstance(verdict, Finding) and rest_day < today:
            lacking = Text("Whether {unknown_day} was a rest day is not known.")
            yield NoData(lacks=lacking, values={"unknown_day": rest_day}, subject=_subject(streak.first))
        elif session not in state.judged and (not isinstance(verdict, Finding) or session.day + DAY >= today):
            # Else the day to take off is past, with a run on it: one of a day on which this rule rests.
            yield verdict
        streak = streaks.newest(streak.first - DAY)


def _judge(history: History, session: Session, settings: Settings) -> Verdict:
    streaks = history.once(Streaks, None)
    first = streaks.first_day(session.day)
    streak_days = (session.day - first).days + 1
    rest, missing = _without_run(history, session.day, streak_days)
    if rest >= settings.min_rest_days:
        return Clear(
            because=Text("{rest_days} without a run in the last 7."),
            values={"rest_days": rest},
            subject=_subject(first),
        )
    if rest + missing >= settings.min_rest_days:
        return _lacking(history, session, missing, first)
    if settings.min_rest_days == 1 and _is_usual(streaks, first, session.day, settings):
        return Clear(
            because=Text("{streak_days} of running in a row, which is usual for you."),
            values={"streak_days": streak_days},
            subject=_subject(first),
        )
    says = STREAK if streak_days >= WEEK_DAYS else FEW
    formula = Text("{rest_days} without a run in 7, {wanted_days} asked for; {streak_days} in a row")
    if missing:
        says = AT_MOST
        formula = Text("{rest_days} at most without a run in 7, {wanted_days} asked for; {streak_days} in a row")
    week = history.before(max(first, session.day - DAYS_BACK[-1]))
    return Finding(
        severity=Severity.NOTICE,
        says=says,
        # By its name: it is also read on that day, in the morning push or after quiet hours.
        do=Text("Take {off_weekday} off, or swap it for cycling."),
        values={
            "streak_days": streak_days,
            "rest_days": rest + missing,
            "wanted_days": settings.min_rest_days,
            "off_weekday": session.day + DAY,
        },
        day=session.day,
        at=session.end,
        subject=_subject(first),
        formula=formula,
        runs=history.run_ids(week, history.position(session) + 1),
    )


def _without_run(history: History, day: date, streak_days: int) -> tuple[int, int]:
    """Return how many of the seven days that end on this one are zero, and how many are missing.

    On so many of the last ones there is a run.
    """
    others = [day - back for back in DAYS_BACK[streak_days:]]
    free = [other for other in others if not history.has_run(other)]
    rest = sum(map(history.is_known, free))
    return rest, len(free) - rest


def _lacking(history: History, session: Session, missing: int, first: date) -> NoData:
    week_old = (history.first_run_day or session.day) + DAYS_BACK[-1]
    if session.day < week_old:
        return NoData(
            lacks=Text("{needed_days} of history needed."),
            values={"needed_days": WEEK_DAYS},
            speaks_from=week_old,
            subject=_subject(first),
        )
    return NoData(
        lacks=Text("{missing_days} of the last 7 may be rest or not: runs of them may not have come in yet."),
        values={"missing_days": missing},
        subject=_subject(first),
    )


def _is_usual(streaks: Streaks, first: date, day: date, settings: Settings) -> bool:
    """True up to `streak_limit` times the 90th percentile, by linear interpolation, of the year's finished streaks."""
    lengths = [days for days in streaks.finished(day - YEAR, first) if days >= WEEK_DAYS]
    if len(lengths) < NEEDED_STREAKS:
        return False
    lengths.sort()
    whole, tenths = divmod(9 * (len(lengths) - 1), 10)  # of three and more there is always one above it
    percentile_tenths = 10 * lengths[whole] + tenths * (lengths[whole + 1] - lengths[whole])
    return ((day - first).days + 1) * 10_000 <= percentile_tenths * permille(settings.streak_limit)


def _subject(first: date) -> str:
    return f"streak-{first.isoformat()}"
