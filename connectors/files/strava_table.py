"""A CSV file of a Strava export as it lies there: lines of text, and how numbers are written in them."""

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from babel.numbers import parse_decimal

from connectors.base import Words
from connectors.files.unreadable import UnreadableFile
from connectors.reading import harmless

MOST_BYTES = 32 * 2**20
"""Of a CSV file: a line with a long description has 2,000."""
_MOST_LINES = 100_000
"""Five activities a day for fifty years."""
_LONGEST_LINE = 2**20
_LONGEST_HEAD = 2**14
"""Characters: a hundred columns have some 2,000, and if the markup of all of them leaked 15,000."""
_BLANK_IN_NUMBER = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
_LONGEST_NUMBER = 40
_LONGEST_HEADER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A CSV file. Lines without anything in them are left out."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sound: tuple[tuple[str, ...], ...]
    """Those of the rows that have as many cells as the header."""
    is_whole: bool
    """Every line is sound, and the file does not end in the middle of one."""
    is_cut: bool
    """It ends in the middle of a line."""

    def cells(self, number: int) -> list[str]:
        """Return what stands in a column of the sound lines."""
        return [row[number] for row in self.sound]

    def label(self, number: int) -> Words:
        """Return how a column is called where something is wrong with it: `column 7 (Afstand)`, counted from 1."""
        name = self.header[number].strip()[:_LONGEST_HEADER]
        return Words("column {number} ({name})", number=number + 1, name=name)


def read_table(data: bytes) -> Table:
    """Read a CSV file as it came, with or without a byte order mark, or as a spreadsheet saved it again.

    Raise UnreadableFile where it is larger than any list of a runner's.
    """
    text = harmless(_decoded(data))
    first, _, _ = text.partition("\n")
    lines = csv.reader(_lines(text), delimiter=max(",;\t", key=first.count))
    rows: list[tuple[str, ...]] = []
    is_cut = False
    try:
        for row in lines:
            if any(cell.strip() for cell in row):
                rows.append(_trimmed(row, width=len(rows[0]) if rows else len(row)))
    except csv.Error:
        # A quotation mark that is never closed.
        is_cut = True
    header = rows.pop(0) if rows else ()
    sound = tuple(row for row in rows if len(row) == len(header))
    is_cut = is_cut or any(len(row) < len(header) for row in rows[-1:])
    is_whole = not is_cut and len(sound) == len(rows)
    return Table(header=header, rows=tuple(rows), sound=sound, is_whole=is_whole, is_cut=is_cut)


def _decoded(data: bytes) -> str:
    """Return the text. Strava writes UTF-8; Excel on Windows saves UTF-16, or the code page of Western Europe."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    text = data.decode("utf-8-sig", errors="replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    accented = len(text) - len(text.encode("ascii", errors="ignore"))
    # One broken letter among whole ones is damage; where most are broken, it is another encoding.
    return data.decode("cp1252", errors="replace") if 2 * broken > accented else text


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline="")):
        if number > _MOST_LINES or len(line) > _LONGEST_LINE or (number == 0 and len(line) > _LONGEST_HEAD):
            raise UnreadableFile("The file is larger than any list of activities. Bring in the export as it came.")
        yield line


def number_in(cell: str, locale: str) -> float | None:
    """Return a number as a language writes it: `1.234,5` in `nl`. None where it is none, or grouped in another way."""
    cell = _BLANK_IN_NUMBER.sub("", cell.strip())
    if not cell or len(cell) > _LONGEST_NUMBER:
        return None
    try:
        return float(parse_decimal(cell, locale=locale, strict=True))
    except (ValueError, ArithmeticError):
        return None


def locale_of(cells: Iterable[str], locales: Sequence[str]) -> str:
    """Return the one of the languages in which most of a column's cells are numbers; of several the first."""
    written = {cell for cell in cells if cell.strip()}
    best, best_count = locales[0], -1
    for locale in locales:
        count = sum(number_in(cell, locale) is not None for cell in written)
        if count > best_count:
            best, best_count = locale, count
        if count == len(written):
            break
    return best


def _trimmed(row: list[str], *, width: int) -> tuple[str, ...]:
    while len(row) > width and not row[-1].strip():
        row.pop()
    return tuple(row)
