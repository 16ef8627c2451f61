"""Which column of a Strava export is which: by the names of strava_words, and by what stands in them.

The order is that of every export since 2019: the number, the date, the name and the kind of the activity, then what its
owner sees, in the language and the units of the owner; then the name of the file, and after it the same once more with
all digits, in seconds and metres, with a decimal point in every language. So several columns stand there twice.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from connectors.files.strava_dates import Dates, dates
from connectors.files.strava_table import Table, locale_of, number_in
from connectors.files.strava_words import Field, field_of, language_of, sport_of
from connectors.files.unreadable import UnreadableFile

_FILE_NAME = re.compile(r"activities/[^/]+\.(fit|gpx|tcx)(\.gz)?", re.IGNORECASE)
_HEAD = {Field.ID: 0, Field.DATE: 1, Field.TYPE: 3, Field.ELAPSED: 5}
"""Where a column stands, counted from 0."""
_TAIL = {
    Field.GEAR: -1,
    Field.ELAPSED: 3,
    Field.MOVING: 4,
    Field.DISTANCE: 5,
    Field.CLIMB: 8,
    Field.CADENCE: 17,
    Field.HEART_RATE: 19,
}
"""So many columns after the one with the names of the files."""
_COMMA = "de"
"""A language with a decimal comma: that of whoever saved an English export again may be another than the file's."""
_UNITS_M = (1000.0, 1609.344)
"""What a distance is shown in: kilometres or miles."""
_FEW = 4
"""So few fields are named in what is no language of strava_words."""
_STRAVAS = frozenset({Field.ID, Field.DATE, Field.FILE})
"""Fields that the table which Garmin Connect lets download has not, where it calls four others as Strava does."""
_SLOWEST = 0.1
"""Metres a second. Kilometres taken for metres would be slower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of numbers or texts. What is counted in another unit is multiplied by `times`."""

    number: int
    """From 0."""
    locale: str
    times: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What was understood of a table: for each field its columns, the most exact one first."""

    table: Table
    at: Mapping[Field, tuple[Column, ...]]
    dates: Dates
    lost: Mapping[Field, int]
    """Fields that were not found -> the number of the column, not empty, that should hold them."""

    def label(self, field: Field) -> str:
        """Return how the field's column is called where something is wrong with it."""
        return self.table.label(self.at[field][0].number) if field in self.at else field.value

    def text(self, row: Sequence[str], field: Field) -> str:
        """Return what stands in a column; nothing where there is no such column."""
        return next((cell.strip() for _column, cell in self._cells(row, field)), "")

    def number(self, row: Sequence[str], field: Field) -> float | None:
        """Return a number in seconds, metres and the like; None where none of the field's columns holds one."""
        for column, cell in self._cells(row, field):
            value = number_in(cell, column.locale)
            if value is not None:
                return value * column.times
        return None

    def _cells(self, row: Sequence[str], field: Field) -> Iterator[tuple[Column, str]]:
        """Yield what stands in the columns of a field, the most exact one first. A line may be cut off before it."""
        return ((column, row[column.number]) for column in self.at.get(field, ()) if column.number < len(row))


def looks_like_activities(table: Table) -> bool:
    """Is it Strava's list of activities, in whatever language?"""
    named = {field for header in table.header if (field := field_of(header)) is not None}
    is_stravas = len(named) >= _FEW and not named.isdisjoint(_STRAVAS)
    return is_stravas or any(_are_files(table.cells(number)) for number in range(len(table.header)))


def understand(table: Table) -> Columns:
    """Find the columns of a table that has sound lines. Raise UnreadableFile where one that is needed is not found."""
    return _Search(table).columns()


class _Search:
    """Fields are found one after the other, each among the columns that are left."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._at: dict[Field, tuple[int, ...]] = {}
        """The most exact one last."""
        self._free: list[int] = []
        for number, header in enumerate(table.header):
            field = field_of(header)
            if field is None:
                self._free.append(number)
            else:
                self._at[field] = (*self._at.get(field, ()), number)
        self._language = language_of(table.header)
        self._is_strange = len(self._at) < _FEW
        self._locale = cache(self._locale_of)
        self._numbers = cache(self._numbers_of)

    def columns(self) -> Columns:
        way = self._dates()
        self._language = self._language or way.language
        self._find(Field.FILE, lambda number: _are_files(self._table.cells(number)))
        if not self._find(Field.ID, self._are_ids, most=self._middle):
            raise UnreadableFile('No column was understood as "Activity ID". Ask Strava for a new export in English.')
        if not self._find(Field.TYPE, lambda number: _are_sports(self._table.cells(number))):
            raise UnreadableFile('No column was understood as "Activity Type". Ask Strava for a new export in English.')
        if not self._find(Field.ELAPSED, self._stand_twice, most=self._middle):
            raise UnreadableFile('No column was understood as "Elapsed Time". Ask Strava for a new export in English.')
        if not self._find(Field.DISTANCE, self._are_shown, most=self._middle):
            raise UnreadableFile('No column was understood as "Distance". Ask Strava for a new export in English.')
        self._find(Field.MOVING, self._are_shorter, most=self._middle)
        if self._is_in_order():
            self._find(Field.CLIMB, lambda number: self._are_between(number, 0, 30_000), anywhere=False)
            self._find(Field.HEART_RATE, lambda number: self._are_between(number, 25, 250), anywhere=False)
            self._find(Field.CADENCE, lambda number: self._are_between(number, 1, 150), anywhere=False)
            self._find(Field.GEAR, self._are_names, anywhere=False)
        at = {field: tuple(self._column(each) for each in reversed(numbers)) for field, numbers in self._at.items()}
        at[Field.DISTANCE] = self._distances()
        return Columns(table=self._table, at=at, dates=way, lost=self._lost())

    def _dates(self) -> Dates:
        places = [number for number in self._free if self._is_strange or number == self._expected(Field.DATE)]
        for number in self._at.get(Field.DATE, places):
            way = dates(self._table.cells(number), language=self._language)
            if way is not None:
                self._take(Field.DATE, number)
                return way
        raise UnreadableFile('No column was understood as "Activity Date". Ask Strava for a new export in English.')

    def _find(
        self,
        field: Field,
        fit: Callable[[int], bool],
        *,
        most: Callable[[int], float] | None = None,
        anywhere: bool = True,
    ) -> bool:
        """Return whether the field is found: by its name, or by what stands in the column where English exports have
        it. Only where hardly any name is known, other columns are looked at too: what stands in a column is no proof.
        """
        expected = self._expected(field)
        named = self._at.get(field, ())
        if named:
            # One of a pair may have a known name, and the other one not.
            if expected in self._free and self._is_pair(field, named[-1], expected):
                self._at[field] = (*named, expected)
            return True
        found = [expected] if expected in self._free and fit(expected) else []
        if not found and self._is_strange and anywhere:
            found = [number for number in self._free if fit(number)]
        if found:
            self._take(field, max(found, key=most) if most else found[0])
        return bool(found)

    def _is_in_order(self) -> bool:
        """Do the columns stand where English exports have them?"""
        return self._at[Field.ELAPSED][-1] in (self._expected(Field.ELAPSED), _HEAD[Field.ELAPSED])

    def _take(self, field: Field, number: int) -> None:
        pair = (other for other in self._free if self._is_pair(field, other, number))
        taken = (*pair, number)
        self._free = [left for left in self._free if left not in taken]
        self._at[field] = taken

    def _is_pair(self, field: Field, shown: int, exact: int) -> bool:
        units = {Field.ELAPSED: (1.0,), Field.DISTANCE: _UNITS_M}.get(field, ())
        return shown != exact and self._unit(shown, exact) in units

    def _expected(self, field: Field) -> int:
        if Field.FILE in self._at and field in _TAIL:
            return self._at[Field.FILE][0] + _TAIL[field]
        return _HEAD.get(field, -1)

    def _column(self, number: int, *, times: float = 1.0) -> Column:
        return Column(number=number, locale=self._locale(number), times=times)

    def _distances(self) -> tuple[Column, ...]:
        """The greatest numbers are metres; the others are what is shown."""
        exact = max(self._at[Field.DISTANCE], key=self._middle)
        elapsed = self._numbers(self._at[Field.ELAPSED][-1])
        speeds = [m / s for m, s in zip(self._numbers(exact), elapsed, strict=True) if m and s]
        times = _UNITS_M[0] if speeds and median(speeds) < _SLOWEST else 1.0
        shown = [number for number in self._at[Field.DISTANCE] if number != exact]
        return (
            self._column(exact, times=times),
            *(self._column(number, times=times * unit) for number in shown if (unit := self._unit(number, exact))),
        )

    def _lost(self) -> dict[Field, int]:
        wanted = (Field.MOVING, Field.CLIMB, Field.CADENCE, Field.HEART_RATE, Field.GEAR)
        places = {field: self._expected(field) for field in wanted if field not in self._at and self._is_in_order()}
        filled = [number for number in self._free if any(cell.strip() for cell in self._table.cells(number))]
        return {field: number for field, number in places.items() if number in filled}

    def _locale_of(self, number: int) -> str:
        own = self._language or "en"
        after_file = number > self._at.get(Field.FILE, (len(self._table.header),))[0]
        return locale_of(self._table.cells(number), ("en", own, _COMMA) if after_file else (own, "en", _COMMA))

    def _numbers_of(self, number: int) -> tuple[float | None, ...]:
        locale = self._locale(number)
        return tuple(number_in(cell, locale) for cell in self._table.cells(number))

    def _middle(self, number: int) -> float:
        return median([value for value in self._numbers(number) if value is not None] or [0.0])

    def _are_ids(self, number: int) -> bool:
        written = [cell for cell in self._table.cells(number) if cell.strip()]
        ids = {cell for cell in written if cell.isascii() and cell.isdecimal()}
        return bool(ids) and len(ids) == len(written)

    def _are_between(self, number: int, least: float, most: float) -> bool:
        written = sum(bool(cell.strip()) for cell in self._table.cells(number))
        fit = sum(value is not None and least <= value <= most for value in self._numbers(number))
        return 0 < written <= 1.1 * fit

    def _are_names(self, number: int) -> bool:
        cells = {cell.strip().casefold() for cell in self._table.cells(number)} - {""}
        return bool(cells - {"true", "false"}) and all(number_in(cell, "en") is None for cell in cells)

    def _stand_twice(self, number: int) -> bool:
        return any(self._is_pair(Field.ELAPSED, other, number) for other in self._free)

    def _are_shown(self, number: int) -> bool:
        return any(self._is_pair(Field.DISTANCE, other, number) for other in self._free)

    def _are_shorter(self, number: int) -> bool:
        """Moving times are a good part of the elapsed times, and never longer."""
        elapsed = self._numbers(self._at[Field.ELAPSED][-1])
        shares = [m / s for m, s in zip(self._numbers(number), elapsed, strict=True) if m is not None and s]
        return bool(shares) and max(shares) <= 1 and median(shares) > 0.3

    def _unit(self, shown: int, exact: int) -> float | None:
        """Return what one column is multiplied by to give another in nine lines of ten: 1, a kilometre or a mile."""
        both = zip(self._numbers(shown), self._numbers(exact), strict=True)
        pairs = [(less, more) for less, more in both if less and more]
        for unit in (1.0, *_UNITS_M):
            # What is shown is rounded, to whole seconds or to ten metres.
            alike = sum(abs(less * unit - more) <= 0.01 * unit + 0.001 * more for less, more in pairs)
            if pairs and alike >= 0.9 * len(pairs):
                return unit
        return None


def _are_files(cells: Iterable[str]) -> bool:
    written = [cell for cell in cells if cell.strip()]
    return bool(written) and all(_FILE_NAME.fullmatch(cell.strip()) for cell in written)


def _are_sports(cells: Iterable[str]) -> bool:
    written = [cell for cell in cells if cell.strip()]
    return 2 * sum(sport_of(cell) is not None for cell in written) > len(written)
