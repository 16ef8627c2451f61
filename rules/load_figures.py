"""Figures of the field, worked out of daily loads: for charts and tables. A missing day is None, never a zero.

The ratios of acute to chronic load are grade X, which means tested and not supported: in runners a higher ratio went
with fewer injuries. Nothing makes an alert of them.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import islice
from math import sqrt

from rules.load import Loads

ACUTE_DAYS = 7
CHRONIC_DAYS = 28


def rolling(loads: Loads, days: int) -> float | None:
    """Return the mean of the last so many days, None when one of them is missing."""
    window = [load for load in loads[-days:] if load is not None]
    return sum(window) / days if len(window) == days else None


def ewma(loads: Loads, days: int) -> float | None:
    """Return the exponentially weighted mean of the last day, with the weight 2 / (N + 1) (Williams et al. 2017).

    It begins with the first load after the last missing day, and is None with fewer than N days since then.
    """
    weight = 2 / (days + 1)
    known: list[float] = []
    for load in loads:
        if load is None:
            known.clear()
        else:
            known.append(load)
    if len(known) < days:
        return None
    return reduce(lambda mean, load: load * weight + mean * (1 - weight), known)


def coupled_ratio(loads: Loads) -> float | None:
    """Return acute by chronic load: the mean of 7 days by that of 28, which contain the seven (Hulin et al. 2014)."""
    return _ratio(rolling(loads, ACUTE_DAYS), rolling(loads, CHRONIC_DAYS))


def uncoupled_ratio(loads: Loads) -> float | None:
    """Return acute by chronic load where the seven days are not part of both: by the mean of the 21 days before them.

    The two parts together are the 28 days of the coupled ratio (Lolli et al. 2019).
    """
    return _ratio(rolling(loads, ACUTE_DAYS), rolling(loads[:-ACUTE_DAYS], CHRONIC_DAYS - ACUTE_DAYS))


def ewma_ratio(loads: Loads) -> float | None:
    """Return acute by chronic load, each exponentially weighted."""
    return _ratio(ewma(loads, ACUTE_DAYS), ewma(loads, CHRONIC_DAYS))


def monotony(week: Loads) -> float | None:
    """Return the mean of seven days' load by its population standard deviation, rest days 0 (Foster 1998).

    None when a day is missing, and when all days are alike: then it has no value.
    """
    known = [load for load in week if load is not None]
    if len(known) < ACUTE_DAYS or len(week) != len(known):
        return None
    return _monotony(sum(known), sum(load * load for load in known))


def strain(week: Loads) -> float | None:
    """Return monotony x the load of the seven days (Foster 1998), None where there is no monotony."""
    even = monotony(week)
    return None if even is None else even * sum(load for load in week if load is not None)


def each_week(loads: Iterator[int | None]) -> Iterator[tuple[float, float] | tuple[None, None]]:
    """Yield monotony and strain of the first seven days, of the seven that end a day later, and so on.

    Both are None where there is no monotony. The sums of whole numbers are exact, so that they can go along.
    """
    week = deque(islice(loads, ACUTE_DAYS - 1))
    known = [load for load in week if load is not None]
    missing, total, squares = len(week) - len(known), sum(known), sum(load * load for load in known)
    for load in loads:
        week.append(load)
        if load is None:
            missing += 1
        else:
            total += load
            squares += load * load
        even = None if missing else _monotony(total, squares)
        yield (None, None) if even is None else (even, even * total)
        gone = week.popleft()
        if gone is None:
            missing -= 1
        else:
            total -= gone
            squares -= gone * gone


class Usual:
    """The 90th percentile of the last so many values, kept in order as one comes and the oldest goes."""

    def __init__(self, values: Iterable[float | None]) -> None:
        """Take as many as there are to be, the oldest first; None where one is not known."""
        self._window = deque(values)
        self._ordered = sorted(value for value in self._window if value is not None)

    def __len__(self) -> int:
        """Return how many are known."""
        return len(self._ordered)

    def move_on(self, value: float | None) -> None:
        """Take the next one, and let the oldest go."""
        gone = self._window.popleft()
        self._window.append(value)
        if gone is not None:
            del self._ordered[bisect_left(self._ordered, gone)]
        if value is not None:
            insort(self._ordered, value)

    def ninetieth(self) -> float:
        """Return the 90th percentile of at least one value, by linear interpolation."""
        ordered = self._ordered
        whole, tenths = divmod(9 * (len(ordered) - 1), 10)
        return ordered[whole] + (ordered[whole + 1] - ordered[whole]) * tenths / 10 if tenths else ordered[whole]


def _monotony(total: int, squares: int) -> float | None:
    """Return the monotony of seven loads, whose sum and sum of squares are given; None when all are alike."""
    # Of whole numbers this is exact: n^2 x variance = n x sum of squares - square of the sum.
    spread = ACUTE_DAYS * squares - total * total
    # So is the quotient rounded once: two weeks of one shape have the same monotony, whatever their load.
    return sqrt(total * total / spread) if spread else None


def _ratio(acute: float | None, chronic: float | None) -> float | None:
    return None if acute is None or not chronic else acute / chronic
