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
_NAMES_OF_OTHERS = """
    american_football apnea archery atv auto_racing backcountry_skiing backcountry_skiing_snowboarding
    backcountry_snowboarding badminton baseball basketball bike_to_run_transition bmx boating bouldering boxing
    breathwork cricket cross_country_skiing cyclocross dance disc_golf diving driving_general e_bike_fitness
    e_bike_mountain e_enduro_mtb e_sport elliptical enduro_mtb field_hockey fishing fitness_equipment floor_climbing
    flying golf hang_gliding hiit horseback_riding hunting hunting_fishing ice_hockey indoor_cardio indoor_climbing
    indoor_rowing inline_skating jump_rope jumpmaster kayaking kiteboarding lacrosse meditation mixed_martial_arts
    mobility motocross motorcycling mountaineering multi_sport offshore_grinding onshore_grinding other paddelball
    paddling padel para_sports pickleball pilates platform_tennis pool_apnea racket_sports racquetball resort_skiing
    resort_skiing_snowboarding rock_climbing rowing rugby run_to_bike_transition sailing skate_skiing skating
    sky_diving snorkeling snowboarding snowmobiling soccer softball squash stair_climbing stand_up_paddleboarding
    stop_watch surfing swimToBikeTransition swim_to_bike_transition table_tennis tactical team_sports tennis transition
    ultimate_disc volleyball wakeboarding wakesurfing water_sports water_tubing waterskiing wheelchair_push_walk
    whitewater_rafting whitewater_rafting_kayaking windsurfing wingsuit_flying winter_sports yoga
"""
_OTHERS = frozenset(_NAMES_OF_OTHERS.casefold().split())
"""None of our sports; without the ends of `_VERSIONS`."""
_VERSIONS = ("_v2", "_ws")
_NO_FAMILY = (0, 17)
"""`parentTypeId` of a type that belongs to no other, as running itself: 17 is all of them."""
_SPORTS_BY_NUMBER = {1: Sport.RUN, 2: Sport.RIDE, 3: Sport.HIKE, 6: Sport.TRAIL_RUN, 9: Sport.WALK, 26: Sport.SWIM}
"""`parentTypeId`, for a type that Garmin invents later; `activityTypeId`, all that a race in the calendar has."""


def sport_of(key: str, number: Any = None) -> Sport:
    """Return the sport of a `typeKey`: by its name, by what the name ends in, by a type's number, or OTHER."""
    key = key.casefold()
    if key in _SPORTS:
        return _SPORTS[key]
    for end, sport in _SPORTS_BY_END.items():
        if key.endswith(end):
            return sport
    return _SPORTS_BY_NUMBER.get(number, Sport.OTHER) if isinstance(number, int) else Sport.OTHER


def is_known(key: str, parent: Any = None) -> bool:
    """Say whether it is known what a `typeKey` is for, by itself or by the family that Garmin counts it in.

    All kinds of running are of one family: what is of another is no run, whatever it is.
    """
    key = key.casefold()
    if sport_of(key, parent) is not Sport.OTHER or key in _SPORTS:
        return True
    if isinstance(parent, int) and parent not in _NO_FAMILY:
        return True
    for end in _VERSIONS:
        key = key.removesuffix(end)
    return key in _OTHERS


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
