"""What Strava's JSON looks like."""

from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.sandbox.world import Outing, Pair, World

ATHLETE_ID = 40_404_040
_FIRST_ACTIVITY = 11_000_000_000
_FIRST_GEAR = 7_000_000
_FIRST_PING = 400_000_000_000
_FAMILIES = {"TrailRun": "Run", "VirtualRun": "Run", "GravelRide": "Ride", "MountainBikeRide": "Ride"}


def number_of(activity_id: str) -> int | None:
    """Return the number of the outing with that identifier, None where it is none."""
    return int(activity_id) - _FIRST_ACTIVITY if activity_id.isdecimal() else None


def activity_id(outing: Outing) -> int:
    """Return Strava's identifier of an outing."""
    return _FIRST_ACTIVITY + outing.number


def strava_start(outing: Outing) -> datetime:
    """Return when Strava's copy of an outing starts."""
    return outing.start + timedelta(seconds=outing.strava_later_s)


def gear_id(pair_number: int) -> str:
    """Return Strava's identifier of a pair: a g and digits."""
    return f"g{_FIRST_GEAR + pair_number}"


def activity(outing: Outing, *, gear: str | None, fault: str | None = None) -> dict[str, Any]:
    """Return the summary of an activity."""
    start = strava_start(outing)
    offset = start.utcoffset() or timedelta(0)
    # The offset in the name is that of winter, the whole year; `utc_offset` is the one that holds.
    winter = offset - (start.dst() or timedelta(0))
    distance_m = outing.distance_in("strava")
    item: dict[str, Any] = {
        "resource_state": 2,
        "athlete": {"id": ATHLETE_ID, "resource_state": 1},
        "id": activity_id(outing),
        "name": outing.name,
        "distance": round(distance_m, 1),
        "moving_time": outing.moving_s,
        "elapsed_time": outing.elapsed_s,
        "total_elevation_gain": outing.climb_m,
        "type": _FAMILIES.get(outing.sport, outing.sport),
        "sport_type": outing.sport,
        "workout_type": _workout_type(outing),
        "start_date": start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        # The real service marks the local time with a Z, too.
        "start_date_local": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "timezone": f"(GMT{'-' if winter < timedelta(0) else '+'}{_clock(abs(winter))}) {outing.zone}",
        "utc_offset": offset.total_seconds(),
        "gear_id": gear,
        "achievement_count": 0,
        "kudos_count": 3,
        "comment_count": 0,
        "athlete_count": 1,
        "photo_count": 0,
        "trainer": False,
        "commute": False,
        "manual": False,
        "private": outing.is_private,
        "visibility": "only_me" if outing.is_private else "followers_only",
        "flagged": False,
        "from_accepted_tag": False,
        "upload_id": _FIRST_ACTIVITY + outing.number + 1_000_000_000,
        "external_id": f"garmin_ping_{_FIRST_PING + outing.number}",
        "average_speed": round(distance_m / outing.moving_s, 3) if outing.moving_s else 0.0,
        "max_speed": round(1.3 * distance_m / outing.moving_s, 3) if outing.moving_s else 0.0,
        "has_heartrate": outing.average_heart_rate_bpm is not None,
        "start_latlng": [],
        "end_latlng": [],
        "map": {"id": f"a{activity_id(outing)}", "summary_polyline": "", "resource_state": 2},
    }
    if outing.average_heart_rate_bpm is not None:
        item["average_heartrate"] = outing.average_heart_rate_bpm
        item["max_heartrate"] = outing.average_heart_rate_bpm + 17
    if outing.average_cadence_spm is not None:
        # Strava counts the steps of one leg.
        item["average_cadence"] = outing.average_cadence_spm / 2
    return _spoilt(item, fault)


def _workout_type(outing: Outing) -> int | None:
    if not outing.sport.endswith("Run"):
        return None
    return 1 if outing.is_race else 3 if outing.is_workout else 0


def _spoilt(item: dict[str, Any], fault: str | None) -> dict[str, Any]:
    match fault:
        case "null-fields":
            names = ("average_heartrate", "average_cadence", "gear_id", "external_id", "workout_type", "timezone")
            return {**item, **dict.fromkeys((*names, "utc_offset", "name", "type", "total_elevation_gain"))}
        case "unknown-fields":
            return {**item, "moon_phase": "waxing", "device": {"name": "Watch", "sensors": [1, 2]}}
        case "no-kind":
            return {**item, "sport_type": None, "type": None}
        case "bad-activity":
            return {**item, "distance": "far"}
    return item


def shoe(world: World, pair: Pair, *, detailed: bool = False) -> dict[str, Any]:
    """Return a pair of shoes, as in the athlete's list or, with more, by itself."""
    distance_m, _ = world.worn_m(pair, "strava")
    item: dict[str, Any] = {
        "id": gear_id(pair.number),
        "primary": pair.number == 1,
        "name": pair.strava_name or pair.name,
        "nickname": pair.strava_name or pair.name,
        "resource_state": 2,
        "retired": pair.retired,
        "distance": round(distance_m),
        "converted_distance": round(distance_m / 1000, 1),
    }
    if detailed:
        item |= {"resource_state": 3, "brand_name": pair.brand, "model_name": pair.model, "description": ""}
        item |= {"notification_distance": None}
    return item


def athlete(world: World, *, detailed: bool) -> dict[str, Any]:
    """Return the athlete; only the detailed one has the shoes."""
    item: dict[str, Any] = {
        "id": ATHLETE_ID,
        "username": None,
        "resource_state": 3 if detailed else 2,
        "firstname": "Robin",
        "lastname": "Sandbox",
        "bio": "",
        "city": None,
        "state": None,
        "country": None,
        "sex": None,
        "premium": True,
        "summit": True,
        "created_at": "2019-03-03T10:00:00Z",
        "updated_at": "2025-03-03T10:00:00Z",
        "badge_type_id": 1,
        "weight": 68.0,
        "profile_medium": "avatar/athlete/medium.png",
        "profile": "avatar/athlete/large.png",
        "friend": None,
        "follower": None,
    }
    if detailed:
        item |= {
            "measurement_preference": "meters",
            "date_preference": "%m/%d/%Y",
            "ftp": None,
            "clubs": [],
            "bikes": [],
            "shoes": [shoe(world, pair) for pair in world.pairs()],
        }
    return item


def _clock(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"
