"""What Garmin Connect's JSON looks like: the account, activities, gear and calendar; mornings are in `garmin_days`."""

from calendar import monthrange
from datetime import UTC, date, timedelta
from hashlib import md5
from typing import Any

from connectors.sandbox.garmin_days import DISPLAY_NAME, PROFILE_ID
from connectors.sandbox.world import Outing, Pair, Plan, World

_FIRST_ACTIVITY = 19_000_000_000
_FIRST_GEAR = 33_000_000
# typeKey, typeId and parentTypeId of Strava's words.
_TYPES = {
    "Run": ("running", 1, 17),
    "TrailRun": ("trail_running", 6, 1),
    "VirtualRun": ("virtual_run", 153, 1),
    "Walk": ("walking", 9, 17),
    "Hike": ("hiking", 3, 17),
    "Ride": ("cycling", 2, 17),
    "VirtualRide": ("virtual_ride", 152, 2),
    "GravelRide": ("gravel_cycling", 143, 2),
    "MountainBikeRide": ("mountain_biking", 5, 2),
    "Swim": ("lap_swimming", 27, 26),
    "WeightTraining": ("strength_training", 13, 29),
    "Workout": ("indoor_cardio", 11, 29),
    "Yoga": ("yoga", 163, 29),
    "Rowing": ("rowing", 33, 228),
    "Elliptical": ("elliptical", 30, 29),
}
_OTHER = ("other", 4, 17)
_NUMBERS = {key: number for key, number, _ in _TYPES.values()}


def social_profile() -> dict[str, Any]:
    """Return who is logged in."""
    return {
        "id": PROFILE_ID + 1,
        "profileId": PROFILE_ID,
        "garminGUID": "7f6e5d4c-0000-4000-8000-000000000001",
        "displayName": DISPLAY_NAME,
        "fullName": "Robin Sandbox",
        "userName": DISPLAY_NAME,
        "location": None,
        "profileVisibility": "private",
        "userRoles": ["SCOPE_CONNECT_READ"],
    }


def user_settings() -> dict[str, Any]:
    """Return the settings of the account."""
    return {
        "id": PROFILE_ID,
        "userData": {
            "gender": None,
            "weight": 68000.0,
            "height": 178.0,
            "timeFormat": "time_twenty_four_hr",
            "measurementSystem": "metric",
            "lactateThresholdHeartRate": 168,
            "firstbeatMaxStressScore": None,
        },
        "userSleep": {"sleepTime": 81000, "wakeTime": 23400},
        "connectDate": None,
        "sourceType": None,
    }


def activity_id(outing: Outing) -> int:
    """Return Garmin's identifier of an outing."""
    return _FIRST_ACTIVITY + outing.number


def is_of_type(outing: Outing, type_key: str) -> bool:
    """Say whether the filter `activityType` lets an outing through: by its type, or by the family."""
    key, _, parent = _TYPES.get(outing.sport, _OTHER)
    family = next((k for k, number, _ in _TYPES.values() if number == parent), "")
    return type_key in (key, family)


def activity(outing: Outing, fault: str | None = None) -> dict[str, Any]:
    """Return an activity as the listing has it."""
    key, type_id, parent = _TYPES.get(outing.sport, _OTHER)
    heart_rate = outing.average_heart_rate_bpm
    item: dict[str, Any] = {
        "activityId": activity_id(outing),
        "activityName": outing.name,
        "startTimeLocal": outing.start.strftime("%Y-%m-%d %H:%M:%S"),
        "startTimeGMT": outing.start.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "activityType": {
            "typeId": type_id,
            "typeKey": key,
            "parentTypeId": parent,
            "isHidden": False,
            "restricted": False,
            "trimmable": True,
        },
        "eventType": {"typeId": 1, "typeKey": "race", "sortOrder": 1}
        if outing.is_race
        else {"typeId": 9, "typeKey": "uncategorized", "sortOrder": 10},
        "distance": round(outing.distance_m, 2),
        "duration": float(outing.moving_s),
        "elapsedDuration": float(outing.elapsed_s),
        "movingDuration": float(outing.moving_s),
        "elevationGain": outing.climb_m,
        "elevationLoss": outing.climb_m,
        "averageSpeed": round(outing.distance_m / outing.moving_s, 3) if outing.moving_s else 0.0,
        "startLatitude": None,
        "startLongitude": None,
        "hasPolyline": False,
        "ownerId": PROFILE_ID,
        "averageHR": heart_rate,
        "maxHR": heart_rate + 17 if heart_rate is not None else None,
        "averageRunningCadenceInStepsPerMinute": outing.average_cadence_spm,
        "activityTrainingLoad": round(outing.moving_s / 30, 1),
        "timeZoneId": 124,
        "beginTimestamp": int(outing.start.timestamp() * 1000),
        "sportTypeId": 1 if key.endswith("running") else 0,
        "privacy": {"typeId": 2, "typeKey": "private"},
        "manualActivity": False,
        "favorite": False,
        "deviceId": 3_999_999_999,
        "manufacturer": "GARMIN",
    }
    if outing.hard_s is not None:
        item |= _zones(outing.moving_s, outing.hard_s)
    match fault:
        case "null-fields":
            names = ("averageHR", "maxHR", "averageRunningCadenceInStepsPerMinute", "activityName", "eventType")
            item |= dict.fromkeys((*names, "movingDuration", "activityTrainingLoad", "elevationGain"))
            item |= dict.fromkeys(f"hrTimeInZone_{zone}" for zone in range(1, 6))
        case "unknown-fields":
            item |= {"moonPhase": "waxing", "waterTemperature": {"value": 4, "unit": "C"}}
        case "no-kind":
            item |= {"activityType": None}
        case "bad-activity":
            item |= {"distance": "far"}
    return item


def _zones(moving_s: int, hard_s: int) -> dict[str, float]:
    """A third of what is hard is in zone 5, half of the rest in zone 2."""
    five, two = hard_s // 3, (moving_s - hard_s) // 2
    three = (moving_s - hard_s - two) // 2
    one = moving_s - hard_s - two - three
    seconds = (one, two, three, hard_s - five, five)
    return {f"hrTimeInZone_{zone}": float(value) for zone, value in enumerate(seconds, start=1)}


def activity_detail(outing: Outing) -> dict[str, Any]:
    """Return an activity by itself."""
    item = activity(outing)
    return {
        "activityId": item["activityId"],
        "activityName": item["activityName"],
        "activityTypeDTO": item["activityType"],
        "eventTypeDTO": item["eventType"],
        "summaryDTO": {
            "startTimeLocal": outing.start.strftime("%Y-%m-%dT%H:%M:%S.0"),
            "startTimeGMT": outing.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.0"),
            **{name: item[name] for name in ("distance", "duration", "movingDuration", "elapsedDuration", "averageHR")},
        },
    }


def uuid_of(pair: Pair) -> str:
    """Return Garmin's identifier of a pair: 32 hexadecimal digits without dashes."""
    return md5(f"pair {pair.number}".encode(), usedforsecurity=False).hexdigest()


def gear(pair: Pair, fault: str | None = None) -> dict[str, Any]:
    """Return a pair of shoes."""
    item: dict[str, Any] = {
        "gearPk": _FIRST_GEAR + pair.number,
        "uuid": uuid_of(pair),
        "userProfilePk": PROFILE_ID,
        "gearMakeName": pair.brand,
        "gearModelName": pair.model,
        "gearTypeName": "Shoes",
        "gearStatusName": "retired" if pair.retired else "active",
        "displayName": pair.name,
        "customMakeModel": f"{pair.brand} {pair.model}",
        "imageNameLarge": None,
        "dateBegin": f"{pair.first_day}T00:00:00.0",
        "dateEnd": None,
        "maximumMeters": float(pair.limit_m or 0),
        "notified": False,
        "createDate": f"{pair.first_day}T08:00:00.0",
        "updateDate": f"{pair.first_day}T08:00:00.0",
    }
    if fault == "null-fields":
        item |= dict.fromkeys(("displayName", "gearMakeName", "gearModelName", "maximumMeters", "dateBegin"))
    if fault == "unknown-fields":
        item |= {"smell": {"strength": 3}}
    return item


def gear_stats(world: World, pair: Pair) -> dict[str, Any]:
    """Return what a pair has been through."""
    distance_m, activities = world.worn_m(pair, "garmin")
    return {
        "gearPk": _FIRST_GEAR + pair.number,
        "uuid": uuid_of(pair),
        "totalDistance": round(distance_m, 2),
        "totalActivities": activities,
        "processing": False,
    }


def _planned(plan: Plan) -> dict[str, Any]:
    """A workout names its sport and its own estimate; an event has the number of a type, and a target with its unit."""
    is_workout = plan.kind.endswith("orkout")
    item: dict[str, Any] = {
        "id": 77_000_000 + plan.number,
        "itemType": plan.kind,
        "date": plan.day.isoformat(),
        "title": plan.title,
        "workoutId": 88_000_000 + plan.number if is_workout else None,
        "sportTypeKey": plan.sport if is_workout else None,
        "activityTypeId": None if is_workout else _NUMBERS.get(plan.sport),
        "duration": plan.duration_s,
        "distance": None,
        "isRace": plan.kind == "race" or None,
        "completionTarget": None,
    }
    if plan.distance_m is None:
        return item
    if is_workout:
        return {**item, "estimatedDistanceInMeters": float(plan.distance_m)}
    return {**item, "completionTarget": {"value": float(plan.distance_m), "unit": "meter", "unitType": "distance"}}


def calendar_month(world: World, year: int, month: int) -> dict[str, Any]:
    """Return a month of the calendar: what is planned, and what was done."""
    weekday, days = monthrange(year, month)
    first, last = date(year, month, 1), date(year, month, days)
    items = [_planned(plan) for plan in world.plans(first, last)]
    items += [
        {
            "id": activity_id(outing),
            "itemType": "activity",
            "date": outing.start.date().isoformat(),
            "title": outing.name,
            "workoutId": None,
            "sportTypeKey": None,
            "activityTypeId": _TYPES.get(outing.sport, _OTHER)[1],
            "duration": outing.moving_s,
            # The real calendar gives an activity's distance in centimetres.
            "distance": round(outing.distance_m * 100),
        }
        for outing in world.outings("garmin")
        if first <= outing.start.date() <= last
    ]
    return {
        "startDayOfMonth": (weekday + 1) % 7,
        "numOfDaysInMonth": days,
        "numOfDaysInPrevMonth": (first - timedelta(days=1)).day,
        "month": month - 1,
        "year": year,
        "calendarItems": items,
    }
