"""What could not be read, in the runner's language: a connector names it in English words of a closed set."""

import re
from collections.abc import Mapping
from functools import cache

from daemon.language import _
from rules.verdicts import Text

_KINDS = {
    "activity": Text("activity"),
    "activities": Text("activities"),
    "calendar": Text("calendar"),
    "day": Text("day"),
    "days": Text("days"),
    "gear": Text("shoes"),
    "health": Text("health status"),
    "health status": Text("health status"),
    "heart-rate variability": Text("heart-rate variability"),
    "morning": Text("morning"),
    "nights": Text("nights"),
    "resting heart rate": Text("resting heart rate"),
    "shoe": Text("shoe"),
    "sleep": Text("sleep"),
    "stress": Text("stress score"),
}
"""Of what it is a record; of Garmin's export also of which files."""
_SHAPES = (
    Text("{kind}, file {number} of {count} in Garmin's export: {why}"),
    Text("{column}: {word} is not known, and counts as another sport"),
    Text("{column} is not understood: it may be {field}"),
    Text("not a record"),
    Text("no list"),
    Text("no list of pairs"),
    Text("not the JSON that Garmin writes"),
    Text("the line has another number of columns than the first one"),
    Text("{field} and {other} are too far apart"),
    Text("{field} is empty"),
    Text("{field} is missing"),
    Text("{field} is no day"),
    Text("{field} is no identifier"),
    Text("{field} is no number"),
    Text("{field} is no offset"),
    Text("{field} is no time"),
    Text("{field} is out of range"),
    Text("Shinguard made a mistake ({kind_of_error}); the log says where."),
)
_COLUMN = re.compile(r"column (?P<number>\d+) \((?P<name>.*)\)", re.DOTALL)
"""A field of Strava's export is named by its column."""


def translated(what: str) -> str:
    """Translate what stands in a `Quarantined`, or in the text of a SourceError. The names of fields stay."""
    kind, _colon, why = what.partition(": ")
    if kind in _KINDS:
        return f"{_(_KINDS[kind])}: {translated(why)}"
    for shape in _SHAPES:
        values = _values(shape, what)
        if values is not None:
            return _(shape, **{name: _value(name, value) for name, value in values.items()})
    return _(what)


def _value(name: str, value: str) -> str:
    match name:
        case "kind":
            return _(_KINDS[value])
        case "why":
            return translated(value)
        case _ if found := _COLUMN.fullmatch(value):
            return _("column {number} ({name})", **found.groupdict())
        case _:
            return value


def _values(shape: str, what: str) -> Mapping[str, str] | None:
    found = _pattern(shape).fullmatch(what)
    return found.groupdict() if found and found.groupdict().get("kind", "day") in _KINDS else None


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", shape)
    return re.compile(
        "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts)), re.DOTALL
    )
