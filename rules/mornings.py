"""What the mornings of a runner tell, of one source only: two watches differ by more than what is looked for."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum, sqrt, sumprod
from statistics import median

from rules.records import DailyWellness
from rules.verdicts import NoData, Text

DAY = timedelta(days=1)
LATELY_DAYS = 7
RESTING_DAYS = 28
RESTING_NEEDED = 14
TINY = 1e-9
"""Sums of decimal fractions are not exact: what differs by less is equal."""

Mornings = Mapping[date, float]
"""The values of one source by day, oldest first; a day that is not in it is missing."""
Value = Callable[[DailyWellness], float | None]


def of_day(mornings: Sequence[DailyWellness], day: date) -> Sequence[DailyWellness]:
    """Return what the sources told on one morning."""
    return mornings[bisect_left(mornings, day, key=_day) : bisect_right(mornings, day, key=_day)]


def by_source(mornings: Sequence[DailyWellness], value: Value, *, first: date, last: date) -> list[Mornings]:
    """Return the values of each source that has some from first to last, by the source's name."""
    window = mornings[bisect_left(mornings, first, key=_day) : bisect_right(mornings, last, key=_day)]
    names = sorted({morning.source for morning in window})
    found = [
        {each.day: known for each in window if each.source == name and (known := value(each)) is not None}
        for name in names
    ]
    return [values for values in found if values]


def fullest(sources: Sequence[Mornings], *, first: date, last: date) -> Mornings:
    """Return the one with most mornings from first to last, empty where there is none."""
    if len(sources) == 1:
        return sources[0]
    return max(sources, key=lambda values: len(between(values, first, last)), default={})


def one_source(mornings: Sequence[DailyWellness], value: Value, *, first: date, today: date) -> Mornings:
    """Return the values from first on of the source that has today's; of several, of the one with most mornings.

    Empty when today's is not known.
    """
    sources = by_source(mornings, value, first=first, last=today)
    return fullest([values for values in sources if today in values], first=first, last=today)


def between(values: Mornings, first: date, last: date) -> list[float]:
    """Return the values known from first to last, both included."""
    days = list(values)
    return list(values.values())[bisect_left(days, first) : bisect_right(days, last)]


def mean_and_deviation(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and the sample standard deviation (divided by n - 1) of two values or more."""
    mean = fsum(values) / len(values)
    apart = [value - mean for value in values]
    return mean, sqrt(sumprod(apart, apart) / (len(values) - 1))


def resting_bpm(mornings: Sequence[DailyWellness], day: date) -> float | None:
    """Return the median resting heart rate of the 28 mornings before a day, None with fewer than 14 known."""
    first, last = day - RESTING_DAYS * DAY, day - DAY
    sources = by_source(mornings, lambda morning: morning.resting_heart_rate_bpm, first=first, last=last)
    return usual_bpm(fullest(sources, first=first, last=last), day)


def usual_bpm(values: Mornings, day: date) -> float | None:
    """Return the median of the 28 mornings before a day, None with fewer than 14 known."""
    known = between(values, day - RESTING_DAYS * DAY, day - DAY)
    return median(known) if len(known) >= RESTING_NEEDED else None


def speaks_from(known: Iterable[date], today: date, enough: Callable[[Sequence[date], date], bool]) -> date:
    """Return the first day, today or later, on which there are enough mornings, if none is missed from today on.

    `enough` is asked about a day, with the days known through it in order.
    """
    days = [day for day in known if day < today]
    day = today
    while not enough([*days, day], day):
        days.append(day)
        day += DAY
    return day


def count(days: Sequence[date], first: date, last: date) -> int:
    """Return how many of these days, which are in order, lie from first to last, both included."""
    return bisect_right(days, last) - bisect_left(days, first)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The values known of the seven mornings that end on a day, and of those before them."""

    lately: list[float]
    before: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The seven mornings that end on a day beside those before them, and how many of each must be known."""

    needed_lately: int
    before_days: int
    needed_before: int

    def reach(self, day: date) -> date:
        """Return the oldest of the mornings that a day is judged by."""
        return day - (LATELY_DAYS - 1 + self.before_days) * DAY

    def weigh(self, values: Mornings, day: date) -> Weighed:
        """Return what is known on either side."""
        return Weighed(
            lately=between(values, day - (LATELY_DAYS - 1) * DAY, day),
            before=between(values, self.reach(day), day - LATELY_DAYS * DAY),
        )

    def is_enough(self, known: Weighed) -> bool:
        """True when a day can be judged by it."""
        return len(known.lately) >= self.needed_lately and len(known.before) >= self.needed_before

    def lacking(self, known: Weighed, values: Mornings, *, today: date, in_a_row: int = 1) -> NoData:
        """Return what one day lacks to be judged, and from when on so many days in a row can be."""
        if len(known.lately) < self.needed_lately:
            lacks = Text("Mornings known of the last {window_days}: {known_count}; {needed_count} needed.")
            window, found, needed = LATELY_DAYS, len(known.lately), self.needed_lately
        else:
            lacks = Text("Mornings known of the {window_days} before the last 7: {known_count}; {needed_count} needed.")
            window, found, needed = self.before_days, len(known.before), self.needed_before
        return NoData(
            lacks=lacks,
            values={"window_days": window, "known_count": found, "needed_count": needed},
            speaks_from=speaks_from(values, today, lambda days, day: all(self._each(days, day, in_a_row))),
        )

    def _each(self, days: Sequence[date], day: date, in_a_row: int) -> Iterator[bool]:
        for last in (day - back * DAY for back in range(in_a_row)):
            yield count(days, last - (LATELY_DAYS - 1) * DAY, last) >= self.needed_lately
            yield count(days, self.reach(last), last - LATELY_DAYS * DAY) >= self.needed_before


def _day(morning: DailyWellness) -> date:
    return morning.day
