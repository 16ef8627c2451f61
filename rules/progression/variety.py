"""variety: every run the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules import lacks
from rules.evidence import Evidence, Grade
from rules.history import Session
from rules.said import MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
SPAN_DAYS = 28
SPAN = SPAN_DAYS * DAY
NEEDED_RUNS = 8
NO_LIMIT = 10**12
TOLD_APART_M = 161
"""A tenth of a mile: runs that differ by less can be written alike, in kilometres or in miles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of variety."""

    pace_percent: Annotated[float, Between(1, 50)] = 5.0
    distance_percent: Annotated[float, Between(1, 50)] = 10.0


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("Different distances and paces is what coaches advise; no study is cited for the limits."),
)


@rule(
    Settings,
    title=Text("vary your runs"),
    life=Life(repeat=timedelta(days=28), tip=True),
    evidence=EVIDENCE,
    rests=(MarkKind.INJURED,),
    judged=Judged.BY_DAY,
)
def variety(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Four weeks of runs that are all alike: a tip in the digest.

    What it watches

    The runs of the 28 days through yesterday. It speaks when all of them are within 10 % of one distance and within 5 %
    of one pace: the ratio of the longest to the shortest is then at most 1.10 to 0.90, that of the slowest to the
    fastest at most 1.05 to 0.95. It needs 28 days of history, of which 25 of the last 28 are known, and 8 runs.

    Why it matters

    Grade D: the documents that this program grew from advise to vary distance and pace. The thought behind it, unproven
    here, is that each kind of run loads the body in another way. No study is cited for the limits.

    What to do

    Make one run this week longer and slower, or shorter with some faster minutes.

    Options

    pace_percent (5): so far from one pace all runs must be for the tip, at most, in percent.

    distance_percent (10): so far from one distance all runs must be for the tip, at most, in percent.

    References

    None: common coaching advice.
    """
    if state.history.first_run_day is not None:
        yield _judge(state, settings)


def _judge(state: RunnerState, settings: Settings) -> Verdict:
    history, today = state.history, state.today
    if lacking := lacks.before(history, today, needed_days=SPAN_DAYS):
        return lacking
    start, stop = history.before(today - SPAN), history.over_before(today, state.now)
    sessions = history.sessions[start:stop]
    if not _alike(sessions, settings):
        return Clear(because=Text("Your runs differ in distance or pace."))
    runs = tuple(run for session in sessions for run in session.runs)
    if len(runs) < NEEDED_RUNS:
        return lacks.runs(len(runs), needed_count=NEEDED_RUNS, span_days=SPAN_DAYS)
    if history.total_m(start, stop) is None:
        return lacks.distance(history.last_unknown(stop), compared_for=(SPAN_DAYS + 1) * DAY, subject="-")
    distances = [run.distance_m for run in runs if run.distance_m is not None]
    shortest_m, longest_m = min(distances), max(distances)
    if longest_m - shortest_m < TOLD_APART_M:
        says = Text(
            "Your {run_count} runs in {span_days} are alike: all of about {longest_m}, within {pace_percent} of one "
            "pace."
        )
        formula = Text(
            "runs of about {longest_m} are within {distance_percent} of one distance, the slowest and the fastest run "
            "within {pace_percent} of one pace"
        )
    else:
        says = Text(
            "Your {run_count} runs in {span_days} are alike: from {shortest_m} to {longest_m}, within {pace_percent} "
            "of one pace."
        )
        formula = Text(
            "{shortest_m} and {longest_m} are within {distance_percent} of one distance, the slowest and the fastest "
            "run within {pace_percent} of one pace"
        )
    return Finding(
        severity=Severity.INFO,
        says=says,
        do=Text("Make one run this week longer and slower, or shorter with some faster minutes."),
        values={
            "run_count": len(runs),
            "span_days": SPAN_DAYS,
            "shortest_m": shortest_m,
            "longest_m": longest_m,
            "pace_percent": settings.pace_percent,
            "distance_percent": settings.distance_percent,
        },
        day=today,
        at=state.now,
        formula=formula,
        runs=tuple(run.run_id for run in runs),
    )


def _alike(sessions: tuple[Session, ...], settings: Settings) -> bool:
    """Say whether the runs of known distance are alike. Most runners' are not, and the first few distances show it."""
    shortest, longest = NO_LIMIT, 0
    for session in sessions:
        for run in session.runs:
            distance_m = run.distance_m
            if distance_m is not None:
                shortest, longest = min(shortest, distance_m), max(longest, distance_m)
        if not _within(shortest, longest, settings.distance_percent):
            return False
    paces_us = [
        round(run.moving_s * 1_000_000 / run.distance_m)
        for session in sessions
        for run in session.runs
        if run.distance_m is not None
    ]
    return not paces_us or _within(min(paces_us), max(paces_us), settings.pace_percent)


def _within(least: int, most: int, percent: float) -> bool:
    """Say whether there is a value from which both are no further than this percentage of it."""
    return most * (100 - percent) <= least * (100 + percent)
