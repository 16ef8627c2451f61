"""Runs and walks, and which of them each pair of shoes wore: made once and asked often.

Every question looks back over some days from a moment, so that one OnFoot over ten years serves each moment of
a replay: what is over later changes no answer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any, NamedTuple

from rules.records import Run, Shoe


class Moment(NamedTuple):
    """When an outing was over, or is asked about."""

    day: int
    """The ordinal of the runner's day; of an outing, of the day on which it began."""
    instant: datetime
    """In UTC."""


class Outings:
    """Some runs and walks in the order in which they were over: each has its place, the first 0.

    `places` finds those of some days; what they are is asked by their places, from `start` up to and without `stop`.
    """

    def __init__(self, outings: Iterable[Run], when: Mapping[str, Moment]) -> None:
        """Take them in that order, and the day of each with when it was over, by its `run_id`."""
        self.all = tuple(outings)
        self._run_ids = tuple([run.run_id for run in self.all])
        self.ends = [when[run_id].instant for run_id in self._run_ids]
        # Where a day comes twice, on a flight east over the date line, what was run on it again is of the day after.
        self._days = list(accumulate([when[run_id].day for run_id in self._run_ids], max))
        self._metres = [0, *accumulate([run.distance_m or 0 for run in self.all])]

    def places(self, days: int, at: Moment) -> tuple[int, int]:
        """Return the places of those that began in so many days, that of the moment the last, and are over by then."""
        start = bisect_left(self._days, at.day - days + 1)
        return start, bisect_right(self.ends, at.instant, start)

    def since(self, days: int, at: Moment) -> int:
        """Return the place of the first that began in so many days, that of the moment the last."""
        return bisect_left(self._days, at.day - days + 1)

    def count_in(self, days: int, at: Moment) -> int:
        """Return how many `places` finds."""
        start, stop = self.places(days, at)
        return stop - start

    def metres_in(self, days: int, at: Moment) -> int:
        """Return the metres of those that `places` finds."""
        start, stop = self.places(days, at)
        return self._metres[stop] - self._metres[start]

    def metres(self, start: int, stop: int) -> int:
        """Return their metres together; one whose distance is not plausible adds none."""
        return self._metres[stop] - self._metres[start]

    def run_ids(self, start: int, stop: int) -> tuple[str, ...]:
        """Return the `run_id` of each."""
        return self._run_ids[start:stop]

    def is_alone(self, place: int, stop: int) -> bool:
        """Say whether no other of those before `stop` began on the same day as the one at a place."""
        day = self._days[place]
        return (place == 0 or self._days[place - 1] != day) and (place + 1 == stop or self._days[place + 1] != day)

    def over(self, now: datetime) -> int:
        """Return how many were over at a moment (aware): the place of the first that was not."""
        return bisect_right(self.ends, now)

    def metres_after(self, now: datetime) -> int:
        """Return the metres of all that were not over at a moment (aware)."""
        return self._metres[-1] - self._metres[self.over(now)]


class OnFoot:
    """The runs and walks of one runner, and the pairs of shoes that they were done in."""

    def __init__(self, outings: Iterable[Run] = (), shoes: Iterable[Shoe] = ()) -> None:
        """Take them in any order. Of a pair it is only asked which runs name it."""
        pairs, every = tuple(shoes), tuple(outings)
        when = {run.run_id: Moment(run.day.toordinal(), run.end.astimezone(UTC)) for run in every}
        every = tuple(sorted(every, key=lambda run: when[run.run_id].instant))
        runs = [run for run in every if run.sport.is_run]
        ids = frozenset().union(*(shoe.ids for shoe in pairs))
        self.every = Outings(every, when)
        self.runs = Outings(runs, when)
        self.named = Outings((run for run in runs if not ids.isdisjoint(run.gear)), when)
        """The runs that name one of the pairs."""
        self.bare = Outings((run for run in runs if not run.gear), when)
        """The runs that name no shoe."""
        worn = worn_by(pairs, every)
        self._worn = {shoe: Outings(its, when) for shoe, its in worn.items()}
        self._ran = {shoe: Outings((run for run in its if run.sport.is_run), when) for shoe, its in worn.items()}
        self._kept: dict[object, Any] = {}

    def worn(self, shoe: str) -> Outings:
        """Return the runs and walks in the pair with this key. Raise KeyError for one that is not among these."""
        return self._worn[shoe]

    def ran(self, shoe: str) -> Outings:
        """Return the runs among them."""
        return self._ran[shoe]

    def once[Key: Hashable, Made](self, make: Callable[["OnFoot", Key], Made], key: Key) -> Made:
        """Return what `make` makes of these and a key: made at the first question, then kept.

        Like every answer it must be good at any moment.
        """
        asked = make, key
        try:
            made: Made = self._kept[asked]
        except KeyError:
            made = self._kept[asked] = make(self, key)
        return made


def worn_by(shoes: Iterable[Shoe], runs: Iterable[Run]) -> Mapping[str, tuple[Run, ...]]:
    """Return what each pair wore, by its key, in the order of the runs; a pair that wore nothing is there too."""
    worn: dict[str, list[Run]] = {}
    keys: dict[tuple[str, str], str] = {}
    for shoe in shoes:
        worn[shoe.key] = []
        keys.update(dict.fromkeys(shoe.ids, shoe.key))
    for run in runs:
        for key in {keys[gear] for gear in run.gear if gear in keys}:
            worn[key].append(run)
    return {key: tuple(runs) for key, runs in worn.items()}


def metres(runs: Iterable[Run]) -> int:
    """Return the metres of runs together; one whose distance is not plausible adds none."""
    return sum(run.distance_m or 0 for run in runs)
