"""The dates of a Strava export. They are written as the language of its user has it, and all are in UTC.

"Apr 13, 2026, 9:15:22 PM", "24 Dec 2020, 08:13:59", "9 mei 2026, 19:00:00", "6 mrt. 2024 14:23:15",
"13.04.2026, 21:15:22", "1 juil. 2026 à 03:45:40", "13 de abr. de 2026, 9:15:22 p. m.". The names of months and of the
halves of a day, and what comes first, day or month, are those of the Unicode CLDR, as Babel has them.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from babel import Locale

from connectors.files.unreadable import UnreadableFile
from connectors.reading import YEARS

LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "en": ("en", "en_GB"),
    "nl": ("nl",),
    "de": ("de", "de_AT"),
    "fr": ("fr", "fr_CA"),
    "es": ("es", "es_419"),
    "it": ("it",),
    "pt": ("pt", "pt_PT"),
    "ru": ("ru",),
    "ja": ("ja",),
    "ko": ("ko",),
    "zh": ("zh", "zh_Hant"),
}
"""What Strava's website speaks, with the variants of a language that shorten months in another way."""
_LONGEST = 80
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_POINT = re.compile(r"(?<=[^\W\d_])\.")
_SPACED_HALF = re.compile(r"\b([ap]) m\b")
_JOINING = frozenset({"at", "om", "um", "a", "t", "z", "utc"})
"""Between a date and a time, or after it."""
_MIDDAY = {"am": 0, "pm": 12}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Language:
    months: Mapping[str, int]
    halves: Mapping[str, int]
    """Hours to add after "PM" and its like."""
    joining: frozenset[str]
    day_first: bool | None
    """None where the variants of the language differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What stands in a cell, whatever its language is."""

    clock: tuple[int, int, int]
    numbers: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """How one column writes its dates."""

    language: str
    day_first: bool

    def read(self, cell: str) -> datetime | None:
        """Return the instant (UTC), None where the cell holds none."""
        return self._moment(_parts(cell))

    def _moment(self, parts: _Parts | None) -> datetime | None:
        return None if parts is None else _moment(parts, _language(self.language), day_first=self.day_first)

    def moments(self, cells: Iterable[_Parts | None]) -> list[datetime | None]:
        """Return the instants of many cells."""
        return [self._moment(parts) for parts in cells]


def dates(cells: Iterable[str], *, language: str | None) -> Dates | None:
    """Given the cells of a column and the language of the file, return how most of the cells are to be read.

    Where dates are of numbers alone, a 13 somewhere decides for the whole column which of them is the day, and
    otherwise the language does. None: not even half of the cells hold a date. Raise UnreadableFile where both orders
    fit and nothing decides.
    """
    written = [_parts(cell) for cell in cells if cell.strip()]
    best: Dates | None = None
    best_count = (len(written) - 1) // 2
    for code in sorted(LANGUAGES, key=lambda code: code != language):
        for day_first in (True, False):
            way = Dates(language=code, day_first=day_first)
            count = sum(moment is not None for moment in way.moments(written))
            if count > best_count:
                best, best_count = way, count
        if best and (code == language or best_count == len(written)):
            break
    if best is None or not written:
        return None
    other = replace(best, day_first=not best.day_first)
    moments, others = best.moments(written), other.moments(written)
    if moments == others or sum(moment is not None for moment in others) < best_count:
        return best
    usual = _language(best.language).day_first
    if usual is None:
        raise UnreadableFile(
            "In this export from Strava it cannot be told which comes first in the dates, the day or the month. "
            "Bring in the export as it came from Strava."
        )
    return replace(best, day_first=usual)


def _parts(cell: str) -> _Parts | None:
    if len(cell) > _LONGEST:
        return None
    text = _folded(cell)
    clocks = _CLOCK.findall(text)
    if len(clocks) != 1:
        return None
    hour, minute, second = (int(part or 0) for part in clocks[0])
    tokens = _TOKEN.findall(_CLOCK.sub(" ", text))
    numbers = tuple(token for token in tokens if token.isdecimal())
    words = tuple(token for token in tokens if not token.isdecimal())
    return _Parts(clock=(hour, minute, second), numbers=numbers, words=words)


def _moment(parts: _Parts, language: _Language, *, day_first: bool) -> datetime | None:
    words = [word for word in parts.words if word not in language.joining]
    halves = [language.halves[word] for word in words if word in language.halves]
    months = [language.months[word] for word in words if word in language.months]
    if len(halves) + len(months) < len(words) or len(halves) > 1 or len(months) > 1:
        return None
    hour, minute, second = parts.clock
    if halves:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + halves[0]
    day = _day(parts.numbers, months, day_first=day_first)
    if day is None or day[0] not in YEARS:
        return None
    try:
        return datetime(*day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _day(numbers: tuple[str, ...], months: list[int], *, day_first: bool) -> tuple[int, int, int] | None:
    """Return year, month and day. The year is the one of four digits; the others have one or two."""
    values = [int(number) for number in numbers]
    # One or two digits: 1. Three or four: 2, and no year of three digits is one of ours.
    match [(len(number) + 1) // 2 for number in numbers]:
        case [1, 2] if months:
            return values[1], months[0], values[0]
        case [2, 1] if months:
            return values[0], months[0], values[1]
        case [2, 1, 1] if not months:
            return values[0], values[1], values[2]
        case [1, 1, 2] if not months:
            return (values[2], values[1], values[0]) if day_first else (values[2], values[0], values[1])
    return None


@cache
def _language(code: str) -> _Language:
    locales = [Locale.parse(each) for each in LANGUAGES[code]]
    names = {_folded(name): number for locale in locales for number, name in _months(locale)}
    # In Chinese, Japanese and Korean a month is its number and a sign.
    signs = {sign for name in names if not name.isalpha() for sign in _words(name)}
    halves = {name.replace(" ", ""): hours for locale in locales for name, hours in _halves(locale)}
    patterns = [str(pattern) for locale in locales for pattern in locale.date_formats.values()]
    first = {"d" if re.search("d.*m", str(locale.date_formats["short"]).casefold()) else "m" for locale in locales}
    return _Language(
        months={name: number for name, number in names.items() if name.isalpha()},
        halves=_MIDDAY | halves,
        joining=_JOINING | signs | {word for pattern in patterns for word in _literals(pattern)},
        day_first=first == {"d"} if len(first) == 1 else None,
    )


def _months(locale: Locale) -> Iterator[tuple[int, str]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            yield from locale.months[context][width].items()


def _halves(locale: Locale) -> Iterator[tuple[str, int]]:
    for width in ("wide", "abbreviated"):
        names = locale.day_periods["format"].get(width, {})
        yield from ((_folded(names[half]), hours) for half, hours in _MIDDAY.items() if half in names)


def _literals(pattern: str) -> Iterator[str]:
    """Yield the words of a pattern that stand for no part of a date: what is quoted, and letters beyond a to z."""
    for quoted in re.findall(r"'([^']+)'", pattern):
        yield from _words(_folded(quoted))
    yield from _words(_folded(re.sub(r"[\x00-\x7f]", " ", pattern)))


def _words(text: str) -> list[str]:
    return [token for token in _TOKEN.findall(text) if not token.isdecimal()]


def _folded(text: str) -> str:
    """Return a text without accents, capitals and points after letters; all blanks are alike."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter) and letter.isprintable())
    return _SPACED_HALF.sub(r"\1m", " ".join(_POINT.sub("", bare).split()))
