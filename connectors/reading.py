"""Reading one field of a source's record, where anything may be missing, null, of the wrong kind or absurd."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

from connectors.base import Words
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
    """A field that cannot be read. `why` names the field, never its value, which could be private."""

    def __init__(self, text: str, /, **values: str) -> None:
        """`text` is a template of `Words`, put together only where somebody asks: most fields may be missing."""
        super().__init__(text, values)

    @property
    def why(self) -> Words:
        """Return what is wrong."""
        text, values = self.args
        return Words(text, **values)

    def __str__(self) -> str:
        return self.why


def number(record: Record, field: str, *, most: float) -> float:
    """Return a number from 0 to `most`. Raise UnreadableError if it is anything else, null included."""
    value: Any = record.get(field)
    if not _is_number(value):
        raise UnreadableError("{field} is no number", field=field)
    # NaN, the infinite, and integers too large for a float are none of it.
    if not 0 <= value <= most:
        raise UnreadableError("{field} is out of range", field=field)
    return float(value)


def number_or_none(record: Record, field: str, *, least: float, most: float) -> float | None:
    """Return a number from `least` to `most`, or None: a field that may well be missing is unknown, not wrong."""
    value: Any = record.get(field)
    return float(value) if _is_number(value) and value >= 0 and least <= value <= most else None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def identifier(record: Record, *fields: str) -> str:
    """Return the first of the fields that holds an identifier, as text. Raise UnreadableError if none does."""
    for field in fields:
        value = record.get(field)
        if isinstance(value, (int, str)) and not isinstance(value, bool) and (told := harmless(str(value)).strip()):
            return told
    raise UnreadableError("{field} is missing", field=fields[0])


def harmless(words: str) -> str:
    """Return a text without what a terminal obeys and does not show, or a database refuses. Lines and tabs stay."""
    # Most are printable all through, which is seen at once; nothing that is harmful is.
    return words if words.isprintable() else words.translate(_HARMLESS)


def text(record: Record, *fields: str) -> str:
    """Return the first of the fields that holds text, or nothing."""
    for field in fields:
        value = record.get(field)
        if isinstance(value, str) and (told := harmless(value).strip()):
            return told
    return ""


def moment(record: Record, field: str) -> datetime:
    """Return an ISO date and time, with the offset that it states or none. Raise UnreadableError if it is no time."""
    try:
        value = datetime.fromisoformat(record[field])
    except (KeyError, TypeError, ValueError):
        raise UnreadableError("{field} is no time", field=field) from None
    if value.year not in YEARS:
        raise UnreadableError("{field} is out of range", field=field)
    return value


def on_the_wall(instant: datetime, wall: datetime, *, fields: tuple[str, str]) -> datetime:
    """Given an instant (without an offset: in UTC) and what the clock on the wall showed then, return the instant in
    the offset of the place, which is the distance between the two. `fields` are the names of the two.

    What zone the clock on the wall claims means nothing: some services write that it is UTC. Raise UnreadableError
    where no place on earth has such an offset.
    """
    instant = instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    offset = wall.replace(tzinfo=UTC) - instant
    if abs(offset) > WIDEST_OFFSET:
        field, other = fields
        raise UnreadableError("{field} and {other} are too far apart", field=field, other=other)
    return instant.astimezone(timezone(offset))


def zone_of_place(offset: timezone, *, at: datetime, zone: tzinfo) -> tzinfo:
    """Given the offset of the place at an instant, return the runner's own zone where it had that one, else the offset.

    A watch tells the offset as an outing ends. Of the night in which the clocks change only a zone knows how it began.
    """
    return zone if at.astimezone(zone).utcoffset() == offset.utcoffset(None) else offset


def day(record: Record, field: str) -> date:
    """Return a calendar day. Raise UnreadableError if it is none."""
    try:
        return date.fromisoformat(record[field])
    except (KeyError, TypeError, ValueError):
        raise UnreadableError("{field} is no day", field=field) from None


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


def cadence_of_one_foot(record: Record, field: str, sport: Sport, *, most: float) -> float | None:
    """Return the cadence of both feet, of a field that counts the steps of one, from 1 to `most`, else None."""
    one_foot = number_or_none(record, field, least=1, most=most)
    return None if one_foot is None else steps_per_minute(2 * one_foot, sport)


def since_or_later(activities: tuple[Activity, ...], since: datetime | None) -> tuple[Activity, ...]:
    """Leave out what started before the instant that was asked for."""
    return activities if since is None else tuple(a for a in activities if a.start >= since)
