"""The grounds and the paces of the runs in one pair of shoes: made once, and asked by the places of the runs."""

from itertools import accumulate
from statistics import median
from typing import NamedTuple

from rules.on_foot import OnFoot, Outings
from rules.records import Run, Sport

SHORTEST_M = 3000
NEEDED_RUNS = 8
"""Before a pair has a usual pace."""
MS = 1_000_000


class Stray(NamedTuple):
    """A run at a pace that is not usual in its pair. Both are milliseconds a kilometre."""

    place: int
    pace: int
    usual: float


class Paces:
    """What is usual in a pair, asked by the places of its runs in `ran`, from `start` up to and without `stop`."""

    def __init__(self, ran: Outings) -> None:
        """Take the runs in a pair."""
        self.ran = ran
        self.all = [pace_of(run) for run in ran.all]
        """Milliseconds a kilometre; None where a run has no pace."""
        self._known = [pace for pace in self.all if pace is not None]
        self._known_before = [0, *accumulate(pace is not None for pace in self.all)]
        self._trails_before = [0, *accumulate(run.sport is Sport.TRAIL_RUN for run in ran.all)]
        self._medians: dict[tuple[int, int], float] = {}
        self._strays: dict[tuple[int, int, int], Stray | None] = {}

    def trail_count(self, start: int, stop: int) -> int:
        """Return how many of these runs were on trails."""
        return self._trails_before[stop] - self._trails_before[start]

    def count(self, start: int, stop: int) -> int:
        """Return how many of these runs have a pace."""
        return self._known_before[stop] - self._known_before[start]

    def usual(self, start: int, stop: int, *, needed: int) -> float | None:
        """Return the median of these paces, None when there are fewer than `needed`, 1 at least."""
        span = first, last = self._known_before[start], self._known_before[stop]
        if last - first < needed:
            return None
        usual = self._medians.get(span)
        if usual is None:
            usual = self._medians[span] = median(self._known[first:last])
        return usual

    def stray(self, place: int, start: int, *, percent: int) -> Stray | None:
        """Return a run whose pace is more than so many percent off the usual one of those before, from `start` on.

        None where it is not, where it has no pace, or where fewer than 8 of those before have one. Found once, then
        kept: a run is judged in every pass for days.
        """
        asked = place, start, percent
        if asked not in self._strays:
            self._strays[asked] = self._look(place, start, percent)
        return self._strays[asked]

    def _look(self, place: int, start: int, percent: int) -> Stray | None:
        pace, usual = self.all[place], self.usual(start, place, needed=NEEDED_RUNS)
        if pace is None or usual is None or abs(pace - usual) * 100 <= usual * percent:
            return None
        return Stray(place, pace, usual)


def paces_in(on_foot: OnFoot, shoe: str) -> Paces:
    """Return those of the pair with this key: `on_foot.once(paces_in, key)`."""
    return Paces(on_foot.ran(shoe))


def pace_of(run: Run) -> int | None:
    """Return milliseconds a kilometre of a run on the road of 3 km and more; None for any other."""
    if run.sport is not Sport.RUN or run.distance_m is None or run.distance_m < SHORTEST_M or run.moving_s <= 0:
        return None
    return run.moving_s * MS // run.distance_m
