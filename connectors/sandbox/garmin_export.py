"""Garmin's account export as a zip archive, made of a world: what connectors.files reads, in Garmin's own units."""

import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, timedelta
from itertools import batched
from pathlib import Path
from typing import Any

from connectors.sandbox.garmin_days import PROFILE_ID, variability
from connectors.sandbox.garmin_shapes import activity, activity_id, gear
from connectors.sandbox.world import Morning, Outing, World

ADDRESS = "robin@sandbox.invalid"
"""It stands in the names of the files, as the runner's e-mail address does in Garmin's."""
_PER_FILE = 1000
_METRES = ("distance", "elevationGain", "elevationLoss")
_SECONDS = ("duration", "elapsedDuration", "movingDuration", *(f"hrTimeInZone_{zone}" for zone in range(1, 6)))


def garmin_export(world: World, path: Path) -> None:
    """Write what Garmin knows by now into a zip archive, dated now."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, told in _members(world).items():
            member = zipfile.ZipInfo(f"DI_CONNECT/{name}.json", world.now.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, json.dumps(told))


def _members(world: World) -> dict[str, Any]:
    outings = world.outings("garmin")
    mornings = list(world.mornings(date.min, date.max))
    parts = list(batched(outings, _PER_FILE)) or [()]
    span = f"{mornings[0].day}_{mornings[-1].day}" if mornings else "none"
    return {
        **{
            f"DI-Connect-Fitness/{ADDRESS}_{number * (_PER_FILE + 1)}_summarizedActivities": [
                {"summarizedActivitiesExport": [_activity(outing) for outing in part]}
            ]
            for number, part in enumerate(parts)
        },
        f"DI-Connect-Fitness/{ADDRESS}_gear": [_gear(world, outings)],
        f"DI-Connect-Aggregator/UDSFile_{span}": [_day(world, morning) for morning in mornings],
        f"DI-Connect-Wellness/{span}_{PROFILE_ID}_sleepData": [_night(morning) for morning in mornings],
        f"DI-Connect-Wellness/{span}_{PROFILE_ID}_healthStatusData": [_health(world, morning) for morning in mornings],
    }


def _activity(outing: Outing) -> dict[str, Any]:
    """Centimetres, milliseconds, centimetres a millisecond; a field without a value is left out."""
    told = activity(outing)
    cadence = told["averageRunningCadenceInStepsPerMinute"]
    start_ms = outing.start.timestamp() * 1000
    return _known(
        {
            "activityId": told["activityId"],
            "name": told["activityName"],
            "activityType": told["activityType"]["typeKey"],
            "sportType": told["activityType"]["typeKey"].upper(),
            "eventTypeId": told["eventType"]["typeId"],
            "rule": "private",
            "beginTimestamp": start_ms,
            "startTimeGmt": start_ms,
            "startTimeLocal": outing.start.replace(tzinfo=UTC).timestamp() * 1000,
            "avgSpeed": told["averageSpeed"] / 10,
            "avgHr": told["averageHR"],
            "maxHr": told["maxHR"],
            "avgRunCadence": None if cadence is None else cadence // 2,
            "avgDoubleCadence": cadence,
            **{field: _times(told.get(field), 100) for field in _METRES},
            **{field: _times(told.get(field), 1000) for field in _SECONDS},
            "splits": [{"type": "RWD_RUN", "measurements": [{"fieldEnum": "SUM_DISTANCE", "unitEnum": "CENTIMETER"}]}],
        }
    )


def _gear(world: World, outings: list[Outing]) -> dict[str, Any]:
    pairs = {pair.key: gear(pair) for pair in world.pairs()}
    return {
        "gearDTOS": list(pairs.values()),
        "gearActivityDTOs": {
            str(told["gearPk"]): [
                {"gearPk": told["gearPk"], "activityId": activity_id(outing)}
                for outing in outings
                if outing.pair == key
            ]
            for key, told in pairs.items()
        },
    }


def _day(world: World, morning: Morning) -> dict[str, Any]:
    week = [m.resting_heart_rate_bpm for m in world.mornings(morning.day - timedelta(days=6), morning.day)]
    known = [rate for rate in week if rate is not None]
    score = -1 if morning.stress_score is None else morning.stress_score
    return _known(
        {
            "userProfilePK": PROFILE_ID,
            "calendarDate": morning.day.isoformat(),
            "totalSteps": 9000,
            "restingHeartRate": round(sum(known) / len(known)) if known else None,
            "currentDayRestingHeartRate": morning.resting_heart_rate_bpm,
            "allDayStress": {
                "aggregatorList": [
                    {"type": "AWAKE", "averageStressLevel": min(100, score + 5)},
                    {"type": "TOTAL", "averageStressLevel": score},
                ]
            },
        }
    )


def _night(morning: Morning) -> dict[str, Any]:
    asleep_s = morning.asleep_s
    if asleep_s is None:
        return {"calendarDate": morning.day.isoformat(), "sleepWindowConfirmationType": "UNCONFIRMED", "retro": False}
    fifth_s = asleep_s // 5
    return {
        "calendarDate": morning.day.isoformat(),
        "sleepWindowConfirmationType": "ENHANCED_CONFIRMED_FINAL",
        "deepSleepSeconds": fifth_s,
        "lightSleepSeconds": asleep_s - 2 * fifth_s,
        "remSleepSeconds": fifth_s,
        "awakeSleepSeconds": 900,
        "unmeasurableSeconds": 0,
        "retro": False,
    }


def _health(world: World, morning: Morning) -> dict[str, Any]:
    told = variability(world, morning.day)
    if told is None:
        return {"calendarDate": morning.day.isoformat(), "metrics": [{"type": "HRV", "status": "UNKNOWN"}]}
    low, high, value = told["baseline"]["balancedLow"], told["baseline"]["balancedUpper"], told["lastNightAvg"]
    return {
        "calendarDate": morning.day.isoformat(),
        "metrics": [
            {
                "type": "HRV",
                "value": float(value),
                "baselineLowerLimit": float(low),
                "baselineUpperLimit": float(high),
                "status": "BELOW" if value < low else "ABOVE" if value > high else "IN_RANGE",
            }
        ],
    }


def _times(value: float | None, factor: int) -> float | None:
    return None if value is None else value * factor


def _known(record: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in record.items() if value is not None}
