"""Reading one field of a source's record, where anything may be missing, null, of the wrong kind or absurd."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from rules.records import Activity, Sport

Record = Mapping[str, Any]

LONGEST_M = 1_000_000.0
"""Nobody covers more in one record: above it the number is a mistake. What is merely implausible is for the rules."""
LONGEST_S = 14 * 86_400.0
HIGHEST_M = 100_000.0
"""Nobody climbs more in one record."""
YEARS = range(1970, 2200)
WIDEST_OFFSET = timedelta(hours=14)
"""Offsets from UTC run from -12 to +14 hours."""
_HARMLESS = {
    # Halves of a letter, as JSON can write them.
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord(letter) for letter in "\t\n\r"}, ""),
    # What turns the direction of the rest of a line.
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""),
}


class UnreadableError(ValueError):
    """A field that cannot be read. The text names the field, never its value, which could be private."""


def number(record: Record, field: str, *, most: float) -> float:
    """Return a number from 0 to `most`. Raise UnreadableError if it is anything else, null included."""
    value = record.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnreadableError(f"{field} is no number")
    # NaN, the infinite, and integers too large for a float are none of it.
    if not 0 <= value <= most:
        raise UnreadableError(f"{field} is out of range")
    return float(value)


def number_or_none(record: Record, field: str, *, least: float, most: float) -> float | None:
    """Return a number from `least` to `most`, or None: a field that may well be missing is unknown, not wrong."""
    try:
        value = number(record, field, most=most)
    except UnreadableError:
        return None
    return value if value >= least else None


def identifier(record: Record, *fields: str) -> str:
    """Return the first of the fields that holds an identifier, as text. Raise UnreadableError if none does."""
    for field in fields:
        value = record.get(field)
        told = harmless(str(value)).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
        if told:
            return told
    raise UnreadableError(f"{fields[0]} is missing")


def harmless(words: str) -> str:
    """Return a text without what a terminal obeys and does not show, or a database refuses. Lines and tabs stay."""
    return words.translate(_HARMLESS)


def text(record: Record, *fields: str) -> str:
    """Return the first of the fields that holds text, or nothing."""
    told = (harmless(v).strip() for field in fields if isinstance(v := record.get(field), str))
    return next(filter(None, told), "")


def moment(record: Record, field: str) -> datetime:
    """Return an ISO date and time, with the offset that it states or none. Raise UnreadableError if it is no time."""
    try:
        value = datetime.fromisoformat(record[field])
    except (KeyError, TypeError, ValueError):
        raise UnreadableError(f"{field} is no time") from None
    if value.year not in YEARS:
        raise UnreadableError(f"{field} is out of range")
    return value


def day(record: Record, field: str) -> date:
    """Return a calendar day. Raise UnreadableError if it is none."""
    try:
        return date.fromisoformat(record[field])
    except (KeyError, TypeError, ValueError):
        raise UnreadableError(f"{field} is no day") from None


def inner(record: Record, field: str) -> Record:
    """Return a record within the record; an empty one where it is missing."""
    value = record.get(field)
    return value if isinstance(value, Mapping) else {}


def distance_m(record: Record, field: str, sport: Sport) -> int:
    """Return whole metres. A run or a walk must state them; null is fine for an hour with weights."""
    if record.get(field) is None and sport.family not in ("run", "walk"):
        return 0
    return round(number(record, field, most=LONGEST_M))


def heart_rate_bpm(record: Record, field: str) -> float | None:
    """Return beats per minute between what a heart can do (25 to 250), else None."""
    return number_or_none(record, field, least=25, most=250)


def climb_m(record: Record, field: str) -> int | None:
    """Return whole metres up, else None."""
    value = number_or_none(record, field, least=0, most=HIGHEST_M)
    return None if value is None else round(value)


def steps_per_minute(value: float | None, sport: Sport) -> float | None:
    """Return the cadence of a run or a walk; of a ride it is another thing, in another unit."""
    return value if sport.family in ("run", "walk") else None


def since_or_later(activities: tuple[Activity, ...], since: datetime | None) -> tuple[Activity, ...]:
    """Leave out what started before the instant that was asked for."""
    return activities if since is None else tuple(a for a in activities if a.start >= since)
