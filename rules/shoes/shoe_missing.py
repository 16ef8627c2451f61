"""shoe-missing: runs that name no shoe, of a runner who keeps count of shoes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules import wear
from rules.evidence import Evidence, Grade
from rules.on_foot import Moment, Outings
from rules.settings import Between
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Text, Verdict, rule

USES_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of shoe-missing."""

    window_days: Annotated[int, Between(1, 27)] = 7


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("No study: the count of a pair is as good as what names it."),
)


@rule(
    Settings,
    title=Text("which shoes were those?"),
    life=Life(repeat=timedelta(days=7)),
    evidence=EVIDENCE,
    judged=Judged.BY_WEAR,
)
def shoe_missing(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Runs that name no shoe.

    What it watches

    The runs of the 7 days before today that name no shoe, where another run of the last 28 days does. A line in the
    digest, at most once a week. A run of today may still get its shoe. That each run names its shoe it says only where
    each of those days is known.

    Why it matters

    Grade D: a pair comes further than its count says when runs are missing in it, and its limit comes late. It is about
    the ledger; no study is needed for it.

    What to do

    Name the shoe where you record your runs. Or set a pair that such runs were run in:
    `shinguard shoes set NAME --default-for run`.

    Options

    window_days (7): how many days before today are looked at.

    References

    None: it is about the ledger.
    """
    if not state.shoes:
        return
    at, runs, bare = state.once(wear.moment), state.on_foot.runs, state.on_foot.bare
    bare_count = bare.count_in(USES_DAYS, at)
    if runs.count_in(USES_DAYS, at) == bare_count:
        yield NoData(lacks=Text("No run of the last {window_days} names a shoe."), values={"window_days": USES_DAYS})
        return
    missing = _before_today(bare, settings.window_days, at) if bare_count else range(0)
    if missing:
        yield _finding(missing, state, settings)
    else:
        values: Values = {"missing_count": 0, "window_days": settings.window_days}
        because = Text("Each run of the last {window_days} names its shoe.")
        yield wear.any_day(state, settings.window_days) or Clear(because=because, values=values)


def _finding(missing: range, state: RunnerState, settings: Settings) -> Finding:
    at, runs, bare = state.once(wear.moment), state.on_foot.runs, state.on_foot.bare
    says = Text("Runs without a shoe in the last {window_days}: {missing_count} of {run_count}, {missing_m} together.")
    if any(run.distance_m is None for run in bare.all[missing.start : missing.stop]):
        says = Text("Runs without a shoe in the last {window_days}: {missing_count} of {run_count}.")
    return Finding(
        severity=Severity.INFO,
        says=says,
        do=Text(
            "Name the shoe where you record your runs, or set a pair for such runs: "
            "`shinguard shoes set NAME --default-for run`."
        ),
        values={
            "missing_count": len(missing),
            "run_count": len(_before_today(runs, settings.window_days, at)),
            "missing_m": bare.metres(missing.start, missing.stop),
            "window_days": settings.window_days,
        },
        day=state.today,
        at=state.now,
        formula=Text(
            "runs without a shoe in the {window_days} before today: {missing_count}, of {run_count}; one is enough"
        ),
        runs=bare.run_ids(missing.start, missing.stop),
    )


def _before_today(outings: Outings, days: int, at: Moment) -> range:
    """Return the places of those that began in so many days before today, and are over."""
    start, stop = outings.places(days + 1, at)
    return range(start, min(outings.since(1, at), stop))
