"""Cadence at a reference pace: steps a minute on runs that are alike. Never an alert."""

from collections.abc import Iterable, Iterator
from datetime import date
from statistics import fmean, median

from rules.records import Run, Sport
from rules.said import PainEntry, Site

NEEDED_RUNS = 5
LOW_SPM = 165
_EVEN = frozenset({Sport.RUN, Sport.TREADMILL_RUN})


def easy_pace_s(runs: Iterable[Run]) -> float | None:
    """Return the median pace of the easy runs, in seconds a kilometre; None with fewer than five of them.

    Easy is what is neither a race nor a workout, on the road or a treadmill, and tells its cadence.
    """
    paces = [pace_s for pace_s, _ in _easy(runs)]
    return median(paces) if len(paces) >= NEEDED_RUNS else None


def cadence_spm(runs: Iterable[Run], *, pace_s: float) -> float | None:
    """Return the mean cadence of the easy runs within 5 % of a pace, None where there is none."""
    alike = [spm for other_s, spm in _easy(runs) if abs(other_s - pace_s) * 20 <= pace_s]
    return fmean(alike) if alike else None


def suggested_spm(usual_spm: float, pain: Iterable[PainEntry], *, since: date) -> float | None:
    """Return 5 % more steps a minute where knee pain is logged since a day and the usual is below 165; else None."""
    hurts = any(entry.site is Site.KNEE and entry.level > 0 and entry.day >= since for entry in pain)
    return usual_spm * 1.05 if hurts and usual_spm < LOW_SPM else None


def _easy(runs: Iterable[Run]) -> Iterator[tuple[float, float]]:
    """Yield the pace in seconds a kilometre, and the cadence, of each easy run."""
    for run in runs:
        spm, is_hard = run.average_cadence_spm, run.is_race or run.is_workout
        if spm is not None and run.distance_m and run.sport in _EVEN and not is_hard:
            yield run.moving_s * 1000 / run.distance_m, spm
