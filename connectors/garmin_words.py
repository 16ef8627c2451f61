"""Garmin's words for sports, and its shoes -> ours: its account and its export tell them alike. Pure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from connectors.reading import Record, UnreadableError, identifier, number_or_none, text
from rules.records import Shoe, Sport

_SPORTS = {
    "trail_running": Sport.TRAIL_RUN,
    "treadmill_running": Sport.TREADMILL_RUN,
    "indoor_running": Sport.TREADMILL_RUN,
    "virtual_run": Sport.VIRTUAL_RUN,
    "rucking": Sport.HIKE,
    "snow_shoe_ws": Sport.HIKE,
    "strength_training": Sport.STRENGTH,
    # By its name it would end as a run does.
    "wheelchair_push_run": Sport.OTHER,
}
_SPORTS_BY_END = {
    "running": Sport.RUN,
    "_run": Sport.RUN,
    "walking": Sport.WALK,
    "hiking": Sport.HIKE,
    "cycling": Sport.RIDE,
    "biking": Sport.RIDE,
    "_ride": Sport.RIDE,
    "swimming": Sport.SWIM,
}
_SPORTS_BY_NUMBER = {1: Sport.RUN, 2: Sport.RIDE, 3: Sport.HIKE, 6: Sport.TRAIL_RUN, 9: Sport.WALK, 26: Sport.SWIM}
"""`parentTypeId`, for a type that Garmin invents later; `activityTypeId`, all that a race in the calendar has."""


def sport_of(key: str, number: Any = None) -> Sport:
    """Return the sport of a `typeKey`: by its name, by what the name ends in, by a type's number, or OTHER."""
    if key in _SPORTS:
        return _SPORTS[key]
    for end, sport in _SPORTS_BY_END.items():
        if key.endswith(end):
            return sport
    return _SPORTS_BY_NUMBER.get(number, Sport.OTHER) if isinstance(number, int) else Sport.OTHER


def is_shoe(record: Any) -> bool:
    """Return False for bikes and the like; what cannot be told is taken for a shoe, and read or quarantined."""
    return not isinstance(record, Mapping) or text(record, "gearTypeName") in ("Shoes", "")


def shoe_uuid(record: Any) -> str:
    """Return the identifier of a pair. Raise UnreadableError if it is none: the library asks for nothing else."""
    if not isinstance(record, Mapping):
        raise UnreadableError("not a record")
    try:
        UUID(uuid := identifier(record, "uuid"))
    except ValueError:
        raise UnreadableError("{field} is no identifier", field="uuid") from None
    return uuid


def shoe(record: Record, uuid: str, *, source: str, prefix: str = "", total_m: float | None = None) -> Shoe:
    """Return the pair; `prefix` stands before its identifier."""
    # A limit of 0 is the runner's "no limit".
    limit_m = number_or_none(record, "maximumMeters", least=1, most=1e9)
    return Shoe(
        source=source,
        source_id=f"{prefix}{uuid}",
        name=text(record, "displayName", "customMakeModel") or uuid,
        total_m=None if total_m is None else round(total_m),
        limit_m=None if limit_m is None else round(limit_m),
        retired=text(record, "gearStatusName").casefold() == "retired",
    )
