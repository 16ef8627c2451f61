"""A runner's mornings, made once and asked often; of one source at a time.

Two watches differ by more than what is looked for. Every question looks backwards from a day, so that one Mornings over
ten years serves each day of a replay.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from math import sqrt
from operator import mul
from statistics import median

from rules.records import DailyWellness
from rules.verdicts import NoData, Text

DAY = timedelta(days=1)
LATELY_DAYS = 7
RESTING_DAYS = 28
RESTING_NEEDED = 14
TINY = 1e-9
"""Sums of decimal fractions are not exact: what differs by less is equal."""

Figure = Callable[[DailyWellness], float | None]
"""What is read of a morning, None where it is not known. A function of a module: what is made of it is kept by it."""
Days = Sequence[int]
"""Days by their ordinals (`date.toordinal`), oldest first."""


class Series:
    """One figure of one source, on the mornings on which it is known."""

    def __init__(self, source: str, known: Mapping[int, float]) -> None:
        """Take the values by the ordinal of their day, in any order."""
        self.source = source
        self.by_day = known
        """The values by the ordinal of their day."""
        self._days: Days = sorted(known)
        self._values = [known[day] for day in self._days]
        self._usual: dict[date, float | None] = {}

    def __contains__(self, day: date) -> bool:
        return day.toordinal() in self.by_day

    def __getitem__(self, day: date) -> float:
        return self.by_day[day.toordinal()]

    def known(self, last: date, *, days: int) -> Days:
        """Return which mornings are known of so many days that end on a day."""
        end = last.toordinal()
        return self._days[bisect_right(self._days, end - days) : bisect_right(self._days, end)]

    def beside(self, last: date, lately_days: int, before_days: int) -> "Weighed":
        """Return the mornings known of so many days that end on a day, and those of so many days before them."""
        days, sums = self._days, self.sums
        end = last.toordinal()
        stop = bisect_right(days, end)
        split = bisect_right(days, end - lately_days)
        start = bisect_right(days, end - lately_days - before_days)
        return Span(sums, split, stop), Span(sums, start, split)

    def usual(self, day: date) -> float | None:
        """Return the median of the 28 mornings before a day, None with fewer than 14 known."""
        if day not in self._usual:
            today = day.toordinal()
            known = self._values[bisect_left(self._days, today - RESTING_DAYS) : bisect_left(self._days, today)]
            self._usual[day] = median(known) if len(known) >= RESTING_NEEDED else None
        return self._usual[day]

    @cached_property
    def sums(self) -> "Sums":
        """What sums of its values are made from."""
        return Sums(self._values)


class Sums:
    """Sums of numbers up to each of them, and of their squares: exact, since each is a whole number of small units."""

    def __init__(self, values: Iterable[float]) -> None:
        """Take a whole number or float and more: a float is a whole number over a power of two.

        Raise ValueError for none at all, and for NaN.
        """
        ratios = [value.as_integer_ratio() for value in values]
        self.unit = max([below for _above, below in ratios])
        """So many units are one."""
        units = [above * (self.unit // below) for above, below in ratios]
        self.totals = [0, *accumulate(units)]
        self.squares = [0, *accumulate(map(mul, units, units))]


class Span:
    """The mornings known of some days in a row, and what their values come to, rounded once."""

    __slots__ = ("_start", "_stop", "_sums", "_units", "count")

    def __init__(self, sums: Sums, start: int, stop: int) -> None:
        """Take the positions in the series, half open."""
        self._sums = sums
        self._start = start
        self._stop = stop
        self._units = sums.totals[stop] - sums.totals[start]
        self.count = stop - start

    @property
    def total(self) -> float:
        """The sum of the values; of whole numbers it is a whole number."""
        unit = self._sums.unit
        return self._units if unit == 1 else self._units / unit

    @property
    def mean(self) -> float:
        """The mean of one value or more."""
        return self._units / self._sums.unit / self.count

    @property
    def deviation(self) -> float:
        """The sample standard deviation (divided by n - 1) of two values or more."""
        sums, count = self._sums, self.count
        squares = sums.squares[self._stop] - sums.squares[self._start]
        return sqrt((count * squares - self._units**2) / (count * (count - 1) * sums.unit**2))


Weighed = tuple[Span, Span]
"""The mornings known of the days that end on a day, and of those before them."""


class Mornings:
    """What every source told of a runner's mornings. It is empty where none told anything."""

    def __init__(self, told: Iterable[DailyWellness] = ()) -> None:
        """Take them in any order, one a day and source."""
        self.told = tuple(told)
        self._series: dict[Figure, tuple[Series, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self.told)

    def of(self, figure: Figure) -> tuple[Series, ...]:
        """Return the figure as each source has it that ever told it, by the source's name."""
        made = self._series.get(figure)
        if made is None:
            made = self._series[figure] = tuple(self._made(figure))
        return made

    def known_on(self, figure: Figure, day: date) -> list[Series]:
        """Return the figure as each source has it that told it on that morning, by the source's name."""
        ordinal = day.toordinal()
        return [series for series in self.of(figure) if ordinal in series.by_day]

    def of_today(self, figure: Figure, today: date, *, days: int) -> Series | None:
        """Return the figure of the source that has today's; of several, the one with most of the days that end today.

        None when today's is not known.
        """
        return _fullest(self.known_on(figure, today), today, days)

    def fullest(self, figure: Figure, last: date, *, days: int) -> Series | None:
        """Return the figure of the source with most of the days that end on a day, None where no source told it."""
        return _fullest(self.of(figure), last, days)

    def _made(self, figure: Figure) -> Iterator[Series]:
        for source, told in self._by_source.items():
            known = {day: value for day, morning in told if (value := figure(morning)) is not None}
            if known:
                yield Series(source, known)

    @cached_property
    def _by_source(self) -> Mapping[str, list[tuple[int, DailyWellness]]]:
        """What each told by the ordinal of its day, by the source's name."""
        by_source: dict[str, list[tuple[int, DailyWellness]]] = {}
        for morning in self.told:
            by_source.setdefault(morning.source, []).append((morning.day.toordinal(), morning))
        return {source: by_source[source] for source in sorted(by_source)}


def resting(morning: DailyWellness) -> float | None:
    """Return the resting heart rate of a morning, in beats a minute."""
    return morning.resting_heart_rate_bpm


def resting_bpm(mornings: Mornings, day: date) -> float | None:
    """Return the median resting heart rate of the 28 mornings before a day, None with fewer than 14 known."""
    pulse = mornings.fullest(resting, day - DAY, days=RESTING_DAYS)
    return None if pulse is None else pulse.usual(day)


def count(known: Days, last: int, *, days: int) -> int:
    """Return how many of these days are among so many that end on a day."""
    return bisect_right(known, last) - bisect_right(known, last - days)


def speaks_from(known: Days, today: date, enough: Callable[[Days, int], bool]) -> date:
    """Return the first day, today or later, on which there are enough mornings, if none is missed from today on.

    `known` are days before today. `enough` is asked about a day, with the days known through it.
    """
    day = today.toordinal()
    days = [*known, day]
    while not enough(days, day):
        day += 1
        days.append(day)
    return date.fromordinal(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The seven mornings that end on a day beside those before them, and how many of each must be known."""

    needed_lately: int
    before_days: int
    needed_before: int

    @property
    def days(self) -> int:
        """How many mornings a day is judged by, with its own."""
        return LATELY_DAYS + self.before_days

    def weigh(self, series: Series, day: date) -> Weighed:
        """Return what is known on either side."""
        return series.beside(day, LATELY_DAYS, self.before_days)

    def is_enough(self, known: Weighed) -> bool:
        """True when a day can be judged by it."""
        lately, before = known
        return lately.count >= self.needed_lately and before.count >= self.needed_before

    def lacking(self, known: Weighed, series: Series, *, today: date, in_a_row: int = 1) -> NoData:
        """Return what one day lacks to be judged, and from when on so many days in a row can be."""
        lately, before = known
        if lately.count < self.needed_lately:
            lacks = Text("Mornings known of the last {window_days}: {known_count}; {needed_count} needed.")
            window, found, needed = LATELY_DAYS, lately.count, self.needed_lately
        else:
            lacks = Text("Mornings known of the {window_days} before the last 7: {known_count}; {needed_count} needed.")
            window, found, needed = self.before_days, before.count, self.needed_before
        return NoData(
            lacks=lacks,
            values={"window_days": window, "known_count": found, "needed_count": needed},
            speaks_from=speaks_from(
                series.known(today - DAY, days=self.days + in_a_row),
                today,
                lambda days, day: all(self._each(days, day, in_a_row)),
            ),
        )

    def _each(self, days: Days, day: int, in_a_row: int) -> Iterator[bool]:
        for last in range(day, day - in_a_row, -1):
            yield count(days, last, days=LATELY_DAYS) >= self.needed_lately
            yield count(days, last - LATELY_DAYS, days=self.before_days) >= self.needed_before


def _fullest(sources: Sequence[Series], last: date, days: int) -> Series | None:
    if len(sources) == 1:
        return sources[0]
    return max(sources, key=lambda series: len(series.known(last, days=days)), default=None)
