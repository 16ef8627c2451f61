"""A history in a file, as the records that a database would give: for a replay without one."""

from pathlib import Path

from connectors.sandbox import Outing, read_history
from daemon.merge import merge
from daemon.records import Past
from rules.records import Activity, Sport

_RUNS = {"run": Sport.RUN, "running": Sport.RUN, "trailrun": Sport.TRAIL_RUN, "virtualrun": Sport.VIRTUAL_RUN}
"""Words of the file's sources, in small letters. What is none of these is no running load."""


def read_past(path: Path) -> Past:
    """Given a CSV file as the sandbox serves them, return its runs. Raise HistoryError, which names the line."""
    activities = (_activity(outing) for outing in read_history(path).all_outings())
    return Past(runs=tuple(run for run in merge(activities) if run.sport.is_run))


def _activity(outing: Outing) -> Activity:
    return Activity(
        source="file",
        source_id=str(outing.number),
        sport=_RUNS.get(outing.sport.lower(), Sport.OTHER),
        start=outing.start,
        elapsed_s=outing.elapsed_s,
        moving_s=outing.moving_s,
        distance_m=round(outing.distance_m),
        average_heart_rate_bpm=outing.average_heart_rate_bpm,
    )
