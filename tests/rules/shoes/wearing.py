"""Pairs, and the runs in them, on the evening of Tuesday 10 June 2025 in UTC."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rules.history import History
from rules.on_foot import OnFoot
from rules.records import Run, Shoe, Sport
from rules.state import RunnerState

TODAY = date(2025, 6, 10)
NOW = datetime(2025, 6, 10, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def pair(name: str, total_m: int | None = 300_000, **more: Any) -> Shoe:
    """Return the pair `garmin-a` for the name A."""
    return Shoe(source="garmin", source_id=name.lower(), name=name, total_m=total_m, **more)


def run(days_ago: int, distance_m: int | None, name: str = "", *, hour: int = 8, **more: Any) -> Run:
    """Return a run of an hour in the pair of that name, or in none, so many days before today."""
    start = datetime.combine(TODAY - days_ago * DAY, time(hour), UTC)
    values: dict[str, Any] = {
        "run_id": f"garmin-{start:%m%dT%H}",
        "sport": Sport.RUN,
        "start": start,
        "elapsed_s": 3600,
        "moving_s": 3600,
        "distance_m": distance_m,
        "gear": (("garmin", name.lower()),) if name else (),
    }
    return Run(**(values | more))


def runner(shoes: Iterable[Shoe], on_foot: Iterable[Run], *, first: int = 400, known: int = 1) -> RunnerState:
    """Return the runner whose first run was `first` days ago; all is known through the day `known` days ago."""
    outings, pairs = tuple(on_foot), tuple(shoes)
    return RunnerState(
        now=NOW,
        history=History(
            [each for each in outings if each.sport.is_run],
            known_through=TODAY - known * DAY,
            first_run_day=TODAY - first * DAY,
        ),
        shoes=pairs,
        on_foot=OnFoot(outings, pairs),
    )
