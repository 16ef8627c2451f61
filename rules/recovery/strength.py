"""strength: less strength training than two sessions a week."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules.evidence import Evidence, Grade
from rules.said import MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
WEEKS = 2
WINDOW_DAYS = 7 * WEEKS
WINDOW = WINDOW_DAYS * DAY
ON_RECORD = 84 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of strength."""

    sessions_a_week: Annotated[int, Between(1, 5)] = 2


EVIDENCE = Evidence(
    grade=Grade.C,
    note=Text(
        "Leppänen 2024 found 0.66 (0.45 to 0.97) with supervised training. It is indirect: this rule only counts "
        "sessions, whatever was done in them, and nobody supervises them."
    ),
)


@rule(
    Settings,
    title=Text("time for strength training"),
    life=Life(repeat=timedelta(days=14), tip=True),
    evidence=EVIDENCE,
    rests=(MarkKind.HOLIDAY, MarkKind.INJURED),
    judged=Judged.BY_DAY,
)
def strength(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Less strength training than two sessions a week.

    What it watches

    The sessions of strength training that a source tells of in the 14 days that end yesterday, all of them known. It is
    a tip in the digest when there are fewer than two a week, at most once in 14 days. Where none is on record in 84
    days it says nothing: many sources never tell of strength training, and missing is not the same as none. It speaks
    from the 14th day after the first session on record.

    Why it matters

    Grade C. Leppänen 2024 found 0.66 (0.45 to 0.97) with supervised training. A session on your own, of whatever kind,
    is not the same, and this rule only counts.

    What to do

    Put two short sessions into the week, on days with an easy run or none.

    Options

    sessions_a_week (2): how many sessions a week it asks for.

    References

    None: Leppänen 2024 is named above as far as its record is known here.
    """
    days, today = state.strength_days, state.today
    start, stop = bisect_left(days, today - ON_RECORD), bisect_left(days, today)
    if start == stop:
        yield NoData(lacks=Text("No strength training is on record: missing is not the same as none."))
        return
    speaks_from = days[start] + WINDOW
    if today < speaks_from:
        yield NoData(
            lacks=Text("Strength training is on record from {first_day} on; {needed_days} of it are needed."),
            values={"first_day": days[start], "needed_days": WINDOW_DAYS},
            speaks_from=speaks_from,
        )
        return
    found = stop - bisect_left(days, today - WINDOW)
    needed = settings.sessions_a_week * WEEKS
    values = {"session_count": found, "needed_count": needed, "window_days": WINDOW_DAYS}
    known_through = state.history.known_through
    if found >= needed:
        yield Clear(
            because=Text("Strength sessions in the last {window_days}: {session_count}."),
            values=values,
        )
    elif known_through is None or known_through < today - DAY:
        yield NoData(
            lacks=Text("Whether there was strength training lately is not known: not every day has come in yet.")
        )
    else:
        yield Finding(
            severity=Severity.INFO,
            says=Text("Strength sessions in the last {window_days}: {session_count}, where {needed_count} is the aim."),
            do=Text("Put two short sessions into the week, on days with an easy run or none."),
            values=values,
            day=today,
            at=state.now,
            formula=Text("{session_count} < {needed_count}: the sessions of the {window_days} that end yesterday"),
        )
