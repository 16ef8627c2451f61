"""Runs with heart rate and all, and a runner of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from rules.history import History
from rules.records import Run, Sport
from rules.state import RunnerState
from tests.rules.series import day


def run_on(index: int, *, hour: int = 7, distance_m: int | None = 10_000, moving_s: int = 3600, **told: Any) -> Run:
    """Return a run of that day: an hour for 10 km, with whatever else is told of it."""
    start = datetime.combine(day(index), time(hour), UTC)
    return Run(
        run_id=f"{index}-{hour}",
        sport=Sport.RUN,
        start=start,
        elapsed_s=moving_s,
        moving_s=moving_s,
        distance_m=distance_m,
        **told,
    )


def runner(
    runs: Iterable[Run],
    *,
    today: int,
    hour: int = 21,
    known_through: int | None = None,
    judges_last: bool = False,
    threshold_bpm: int | None = None,
) -> RunnerState:
    """Return the runner at that hour of today; all is known through yesterday, unless told otherwise."""
    history = History(runs, known_through=day(today - 1 if known_through is None else known_through))
    return RunnerState(
        now=datetime.combine(day(today), time(hour), UTC),
        history=history,
        judged=history.sessions[-1:] if judges_last else (),
        threshold_bpm=threshold_bpm,
    )
