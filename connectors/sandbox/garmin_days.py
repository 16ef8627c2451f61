"""What Garmin Connect's JSON looks like, day by day: metrics, sleep, heart-rate variability, summaries."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from connectors.sandbox.world import Morning, World

PROFILE_ID = 90_909_090
DISPLAY_NAME = "robin.sandbox"
_METRICS: dict[str, tuple[str, Callable[[Morning], int | None]]] = {
    "60": ("WELLNESS_RESTING_HEART_RATE", lambda morning: morning.resting_heart_rate_bpm),
    "63": ("WELLNESS_AVERAGE_STRESS", lambda morning: morning.stress_score),
}
_LOW_UPPER, _BALANCED_LOW, _BALANCED_UPPER = 48, 52, 70


def _morning(world: World, day: date) -> Morning:
    return next(world.mornings(day, day), Morning(day=day))


def metrics(world: World, first: date, last: date, *, numbers: Iterable[str], nulls: bool = False) -> dict[str, Any]:
    """Return the metrics of these numbers over a range; days that are not there yet are left out."""
    values = {
        name: [
            {"value": None if nulls else value(morning), "calendarDate": morning.day.isoformat()}
            for morning in world.mornings(first, last)
        ]
        for name, value in (_METRICS[number] for number in numbers if number in _METRICS)
    }
    return {
        "userProfileId": PROFILE_ID,
        "statisticsStartDate": first.isoformat(),
        "statisticsEndDate": last.isoformat(),
        "allMetrics": {"metricsMap": values},
        "groupedMetrics": None,
    }


def night(world: World, day: date) -> dict[str, Any]:
    """Return one night in full."""
    morning = _morning(world, day)
    asleep_s = morning.asleep_s
    return {
        "dailySleepDTO": {
            "id": None,
            "userProfilePK": PROFILE_ID,
            "calendarDate": day.isoformat(),
            "sleepTimeSeconds": asleep_s,
            "napTimeSeconds": 0,
            "deepSleepSeconds": asleep_s // 5 if asleep_s else None,
            "lightSleepSeconds": asleep_s - 2 * (asleep_s // 5) if asleep_s else None,
            "remSleepSeconds": asleep_s // 5 if asleep_s else None,
            "awakeSleepSeconds": 900 if asleep_s else None,
        },
        "restingHeartRate": morning.resting_heart_rate_bpm,
        "avgOvernightHrv": morning.heart_rate_variability_ms,
    }


def nights(world: World, first: date, last: date) -> dict[str, Any]:
    """Return the nights of a range in brief."""
    rows = [
        {
            "calendarDate": morning.day.isoformat(),
            "values": {
                "totalSleepTimeInSeconds": morning.asleep_s,
                "deepTime": morning.asleep_s // 5,
                "lightTime": morning.asleep_s - 2 * (morning.asleep_s // 5),
                "remTime": morning.asleep_s // 5,
                "awakeTime": 900,
                "sleepScore": min(100, morning.asleep_s // 330),
                "restingHeartRate": morning.resting_heart_rate_bpm,
                "avgOvernightHrv": morning.heart_rate_variability_ms,
            },
        }
        for morning in world.mornings(first, last)
        if morning.asleep_s
    ]
    return {"overallStats": {}, "individualStats": rows}


def variability(world: World, day: date) -> dict[str, Any] | None:
    """Return the heart-rate variability of one night, None where there is none."""
    values = [m.heart_rate_variability_ms for m in world.mornings(day - timedelta(days=6), day)]
    known = [value for value in values if value is not None]
    last_night = _morning(world, day).heart_rate_variability_ms
    if last_night is None:
        return None
    weekly = round(sum(known) / len(known))
    return {
        "calendarDate": day.isoformat(),
        "weeklyAvg": weekly,
        "lastNightAvg": last_night,
        "lastNight5MinHigh": last_night + 18,
        "baseline": {
            "lowUpper": _LOW_UPPER,
            "balancedLow": _BALANCED_LOW,
            "balancedUpper": _BALANCED_UPPER,
            "markerValue": 0.4,
        },
        "status": _status(weekly),
        "feedbackPhrase": "HRV_BALANCED_2",
        "createTimeStamp": f"{day}T05:30:00.000",
    }


def _status(weekly: int) -> str:
    if weekly <= _LOW_UPPER:
        return "LOW"
    return "BALANCED" if _BALANCED_LOW <= weekly <= _BALANCED_UPPER else "UNBALANCED"


def summary(world: World, day: date) -> dict[str, Any]:
    """Return the summary of a day."""
    morning = _morning(world, day)
    return {
        "userProfileId": PROFILE_ID,
        "userDailySummaryId": PROFILE_ID,
        "calendarDate": day.isoformat(),
        "privacyProtected": False,
        "restingHeartRate": morning.resting_heart_rate_bpm,
        "lastSevenDaysAvgRestingHeartRate": morning.resting_heart_rate_bpm,
        "averageStressLevel": morning.stress_score,
        "bodyBatteryHighestValue": 85 if morning.resting_heart_rate_bpm else None,
        "bodyBatteryLowestValue": 22 if morning.resting_heart_rate_bpm else None,
        "bodyBatteryMostRecentValue": 40 if morning.resting_heart_rate_bpm else None,
        "sleepingSeconds": morning.asleep_s,
        "totalSteps": 9000,
        "dailyStepGoal": 8000,
    }


def readiness(world: World, day: date) -> list[dict[str, Any]]:
    """Return the readiness of a day; an empty list before the morning."""
    morning = _morning(world, day)
    if morning.heart_rate_variability_ms is None:
        return []
    return [
        {
            "userProfilePK": PROFILE_ID,
            "calendarDate": day.isoformat(),
            "timestamp": f"{day}T05:30:00.0",
            "level": "MODERATE",
            "score": 62,
            "hrvWeeklyAverage": morning.heart_rate_variability_ms,
            "inputContext": "AFTER_WAKEUP_RESET",
        }
    ]
