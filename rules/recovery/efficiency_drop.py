"""efficiency-drop: slower at the same heart rate."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from rules import lacks
from rules.evidence import Evidence, Grade
from rules.history import History, Session
from rules.records import Run
from rules.said import MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Sign, Text, Verdict, rule

DAY = timedelta(days=1)
BASELINE_DAYS = 28
BASELINE = BASELINE_DAYS * DAY
LAST_RUNS = 3
NEEDED_BEFORE = 8
LEAST_S = 30 * 60
CLIMB_M_PER_KM = 15
SAYS = Text(
    "Heart rate {value_bpm} on your last {run_count} steady runs, at a speed that usually takes {baseline_bpm}."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of efficiency-drop."""

    drop_percent: Annotated[float, Between(2, 20)] = 5.0


EVIDENCE = Evidence(
    grade=Grade.C_MINUS,
    note=Text(
        "Slower in spite of training is an old sign of overload. The evidence is small and indirect, and "
        "heat, wind and poor sleep do the same."
    ),
)


class SteadyRuns:
    """The steady runs of a history, in its order, each worked out once: `history.once(SteadyRuns, None)`."""

    def __init__(self, history: History, _key: None) -> None:
        self.sessions: list[Session] = []
        self.runs: list[Run] = []
        self.days: list[date] = []
        self.heart_rates_bpm: list[float] = []
        self.per_beat_um: list[int] = []
        """How far a heartbeat carried: micrometres, to compare whole numbers."""
        for session in history.sessions:
            for run in session.runs:
                bpm, distance_m = run.average_heart_rate_bpm, run.distance_m
                if bpm is not None and distance_m is not None and _is_steady(run, distance_m):
                    self.sessions.append(session)
                    self.runs.append(run)
                    self.days.append(session.day)
                    self.heart_rates_bpm.append(bpm)
                    self.per_beat_um.append(round(distance_m * 60_000_000 / (run.moving_s * bpm)))

    def over(self, now: datetime) -> int:
        """Return how many of them are over."""
        # On a journey east a run's own day may be the runner's tomorrow.
        stop = bisect_right(self.days, now.date() + DAY)
        while stop and self.sessions[stop - 1].end > now:
            stop -= 1
        return stop


def _is_steady(run: Run, distance_m: int) -> bool:
    is_flat = run.climb_m is not None and run.climb_m * 1000 < CLIMB_M_PER_KM * distance_m
    return is_flat and run.moving_s >= LEAST_S and not run.is_race and not run.is_workout


@rule(
    Settings,
    title=Text("let yourself recover"),
    life=Life(ends_after=timedelta(days=14), repeat=timedelta(days=7), sign=Sign.TOGETHER),
    evidence=EVIDENCE,
    rests=(MarkKind.ILL,),
    judged=Judged.BY_SESSION,
)
def efficiency_drop(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Slower at the same heart rate than is normal for the runner.

    What it watches

    How far each heartbeat carries on steady runs: the distance over the moving time and the mean heart rate. It
    compares the mean of the last three steady runs with the median of the other steady runs in the 28 days before the
    newest of them, of which there must be 8, and speaks at 5 % less. Steady is a run of 30 minutes and more with less
    than 15 m of climb a kilometre that is neither a race nor marked as a workout. A run whose climb is not known does
    not count, as on most treadmills. It is judged when a steady run comes in, and pushed only together with another
    sign of the body; alone it is a line in the digest. That all is well again it says only where each day since the
    first of these runs is known.

    Why it matters

    Grade C minus: slower in spite of training is a sign of overload in the documents that this program grew from. The
    evidence is small and indirect, and heat, wind, a cold, little sleep and other shoes do the same.

    What to do

    Run easy or rest today, and see the next steady run.

    Options

    drop_percent (5): so far below your own normal the last three must be, in percent.

    References

    None: common coaching advice.
    """
    if not state.judged:
        return
    steady = state.history.once(SteadyRuns, None)
    stop = steady.over(state.now)
    arrived = stop > 0 and steady.sessions[stop - 1] in reversed(state.judged)  # most often it is the newest
    last_day = steady.days[stop - 1] if arrived else state.judged[-1].day
    start = bisect_left(steady.days, last_day - BASELINE)
    if stop - start < NEEDED_BEFORE + LAST_RUNS:
        yield NoData(
            lacks=Text(
                "{steady_count} of {needed_count} steady runs in {span_days}: of {least_s} and more, nearly flat, "
                "with heart rate and climb."
            ),
            values={
                "steady_count": max(0, stop - start),
                "needed_count": NEEDED_BEFORE + LAST_RUNS,
                "span_days": BASELINE_DAYS,
                "least_s": LEAST_S,
            },
        )
    elif arrived:
        yield _compare(state.history, steady, start, stop, settings)


def _compare(history: History, steady: SteadyRuns, start: int, stop: int, settings: Settings) -> Verdict:
    """Compare the last three of the runs at these positions with the others."""
    last = slice(stop - LAST_RUNS, stop)
    ordered = sorted(steady.per_beat_um[start : last.start])
    # Six times the mean of three, and six times the median: whole numbers.
    normal = 3 * (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2])
    recent = 2 * sum(steady.per_beat_um[last])
    mean_bpm = sum(steady.heart_rates_bpm[last]) / LAST_RUNS
    values = {
        "value_bpm": int(mean_bpm),
        "baseline_bpm": int(mean_bpm * recent / normal),
        "run_count": LAST_RUNS,
        "before_count": len(ordered),
        "span_days": BASELINE_DAYS,
        "drop_percent": max(0, (normal - recent) * 100 // normal),
        "needed_percent": settings.drop_percent,
    }
    newest = steady.runs[stop - 1]
    if recent * 100 > normal * (100 - settings.drop_percent):
        since_days = (steady.days[stop - 1] - steady.days[start]).days
        return lacks.any_day(history, steady.days[stop - 1], days=since_days) or Clear(because=SAYS, values=values)
    return Finding(
        severity=Severity.NOTICE,
        says=SAYS,
        do=Text("Run easy or rest today; heat, little sleep or a cold can be behind it."),
        values=values,
        day=steady.days[stop - 1],
        at=newest.end,
        formula=Text(
            "Speed by heart rate: the mean of the last {run_count} steady runs is {drop_percent} below the median of "
            "the {before_count} others in {span_days}; {needed_percent} or more is told."
        ),
        runs=tuple(run.run_id for run in steady.runs[last]),
    )
