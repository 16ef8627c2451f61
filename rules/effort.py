"""How hard a run was: by heart rate zones, by mean heart rate, by what its runner or its source says of it."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from rules.history import History
from rules.records import Run

NEAR_PERCENT = 95
"""A mean heart rate from this share of the threshold on makes all of a run hard: without zones no more is known."""
NEAR_S = 20 * 60
"""So long at such a mean makes a day hard: it is a coarser measure than time in zones, and more of it is asked for."""
NEEDED_PERCENT = 90
"""Of the moving time of a span, to speak of its share of hard time."""


class Effort(Enum):
    """How hard a day was. Of a run without heart rate, mark or logged exertion it is unknown, which is not easy."""

    HARD = "hard"
    EASY = "easy"
    UNKNOWN = "unknown"


class HardTime(NamedTuple):
    """The running of a span: the moving time, the part of which it is known whether it was hard, and the hard part."""

    run_count: int
    moving_s: int
    known_s: int
    hard_s: int

    @property
    def known_percent(self) -> int:
        """Rounded down; 0 where nothing was run."""
        return self.known_s * 100 // self.moving_s if self.moving_s else 0

    @property
    def is_known(self) -> bool:
        """True where enough is known to speak of the share that was hard."""
        return self.moving_s > 0 and self.known_s * 100 >= NEEDED_PERCENT * self.moving_s


class HardTimes:
    """The hard time of a history, summed once: `history.once(HardTimes, threshold_bpm)`."""

    def __init__(self, history: History, threshold_bpm: int | None) -> None:
        """`threshold_bpm` is the runner's own, where set."""
        run_count = moving_s = known_s = all_hard_s = 0
        self._before = [(0, 0, 0, 0)]
        """Entry k: the hard time of the first k sessions."""
        for session in history.sessions:
            for run in session.runs:
                hard_s = hard_time_s(run, threshold_bpm)
                run_count += 1
                moving_s += run.moving_s
                if hard_s is not None:
                    known_s += run.moving_s
                    all_hard_s += hard_s
            self._before.append((run_count, moving_s, known_s, all_hard_s))

    def between(self, start: int, stop: int) -> HardTime:
        """Return the hard time of the sessions at these positions, the last one excluded."""
        runs, moving_s, known_s, hard_s = self._before[start]
        all_runs, all_moving_s, all_known_s, all_hard_s = self._before[stop]
        return HardTime(all_runs - runs, all_moving_s - moving_s, all_known_s - known_s, all_hard_s - hard_s)


def hard_time_s(run: Run, threshold_bpm: int | None) -> int | None:
    """Return the seconds at or above threshold heart rate, None where they are not known.

    They are those in heart rate zones 4 and 5, where the source tells them; else all of a run whose mean heart rate
    is near the threshold that the runner set, and none of any other.
    """
    if run.hard_s is not None:
        return min(run.hard_s, run.moving_s)
    if run.average_heart_rate_bpm is None or threshold_bpm is None:
        return None
    return run.moving_s if run.average_heart_rate_bpm * 100 >= threshold_bpm * NEAR_PERCENT else 0


def effort_of(
    runs: Iterable[Run], *, threshold_bpm: int | None, hard_s: float, hard_percent: float, hard_exertion: int
) -> Effort:
    """Return how hard the runs of a day were together.

    Hard is a race, a workout, a logged exertion of `hard_exertion` and more, `hard_s` seconds or `hard_percent` of the
    moving time in zones 4 and 5, or 20 minutes at a mean heart rate near threshold.
    """
    moving_s = in_zones_s = near_s = 0
    is_known = True
    for run in runs:
        if run.is_race or run.is_workout or (run.exertion or 0) >= hard_exertion:
            return Effort.HARD
        moving_s += run.moving_s
        found_s = hard_time_s(run, threshold_bpm)
        if run.hard_s is None:
            near_s += found_s or 0
            is_known = is_known and (found_s is not None or run.exertion is not None)
        else:
            in_zones_s += found_s or 0
    if in_zones_s >= hard_s or (in_zones_s and in_zones_s * 100 >= hard_percent * moving_s) or near_s >= NEAR_S:
        return Effort.HARD
    return Effort.EASY if is_known else Effort.UNKNOWN


def hard_runs(runs: Iterable[Run], threshold_bpm: int | None) -> tuple[str, ...]:
    """Return the `run_id` of each run that has hard time."""
    return tuple(run.run_id for run in runs if hard_time_s(run, threshold_bpm))
