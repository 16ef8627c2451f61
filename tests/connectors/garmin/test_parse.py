from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Quarantined
from connectors.garmin import parse
from rules.records import Activity, Sport

UUID = "0123456789abcdef0123456789abcdef"
RUN: dict[str, Any] = {
    "activityId": 19_000_000_001,
    "activityType": {"typeId": 1, "typeKey": "running", "parentTypeId": 17},
    "eventType": {"typeKey": "race"},
    "startTimeGMT": "2024-05-20 22:30:00",
    "startTimeLocal": "2024-05-21 00:30:00",
    "distance": 10_000.4,
    "duration": 3010.5,
    "movingDuration": 3000.2,
    "elapsedDuration": 3060.0,
    "averageHR": 151.0,
    "averageRunningCadenceInStepsPerMinute": 172.0,
    "elevationGain": 84.6,
    "hrTimeInZone_1": 100.0,
    "hrTimeInZone_2": 1500.5,
    "hrTimeInZone_3": 795.2,
    "hrTimeInZone_4": 500.3,
    "hrTimeInZone_5": 100.4,
}


def _activity(**changes: Any) -> Activity:
    read = parse.activity({**RUN, **changes})
    assert isinstance(read, Activity)
    return read


def _quarantined(record: Any) -> Quarantined:
    read = parse.activity(record)
    assert isinstance(read, Quarantined)
    return read


def test_run_is_read_on_the_day_of_its_place() -> None:
    run = _activity()
    assert run == Activity(
        source="garmin",
        source_id="19000000001",
        sport=Sport.RUN,
        start=datetime(2024, 5, 20, 22, 30, tzinfo=UTC),
        elapsed_s=3060,
        moving_s=3000,
        distance_m=10_000,
        average_heart_rate_bpm=151.0,
        average_cadence_spm=172.0,
        climb_m=85,
        # 500.3 + 100.4 = 600.7.
        hard_s=601,
        is_race=True,
    )
    assert (run.day, run.start.utcoffset()) == (date(2024, 5, 21), timedelta(hours=2))


@pytest.mark.parametrize(
    ("key", "parent", "sport"),
    [
        ("street_running", 1, Sport.RUN),
        ("track_running", 1, Sport.RUN),
        ("ultra_run", 1, Sport.RUN),
        ("trail_running", 1, Sport.TRAIL_RUN),
        ("treadmill_running", 1, Sport.TREADMILL_RUN),
        ("indoor_running", 1, Sport.TREADMILL_RUN),
        ("virtual_run", 1, Sport.VIRTUAL_RUN),
        ("moon_jog", 1, Sport.RUN),
        ("walking", 17, Sport.WALK),
        ("casual_walking", 9, Sport.WALK),
        ("speed_walking", 9, Sport.WALK),
        ("indoor_walking", 9, Sport.WALK),
        ("hiking", 3, Sport.HIKE),
        ("rucking", 3, Sport.HIKE),
        ("snow_shoe_ws", 165, Sport.HIKE),
        ("gravel_cycling", 2, Sport.RIDE),
        ("mountain_biking", 2, Sport.RIDE),
        ("virtual_ride", 2, Sport.RIDE),
        ("lap_swimming", 26, Sport.SWIM),
        ("strength_training", 29, Sport.STRENGTH),
        ("indoor_cardio", 29, Sport.OTHER),
        ("hiit", 29, Sport.OTHER),
        ("yoga", 29, Sport.OTHER),
        ("wheelchair_push_run", 1, Sport.OTHER),
        ("wheelchair_push_walk", 206, Sport.OTHER),
        ("quidditch", None, Sport.OTHER),
        ("quidditch", [1], Sport.OTHER),
    ],
)
def test_sport_is_mapped_and_an_unknown_one_is_another(key: str, parent: object, sport: Sport) -> None:
    assert _activity(activityType={"typeKey": key, "parentTypeId": parent}).sport is sport


@pytest.mark.parametrize(
    ("four", "five", "hard_s"),
    [
        (500.3, 100.4, 601),
        (0.0, 0.0, 0),
        (500.3, None, 500),
        (None, 100.4, 100),
        (None, None, None),
        (-1, 100.4, 100),
        ("long", "longer", None),
        (1e9, None, None),
    ],
)
def test_hard_seconds_are_those_of_zones_four_and_five(four: object, five: object, hard_s: int | None) -> None:
    assert _activity(hrTimeInZone_4=four, hrTimeInZone_5=five).hard_s == hard_s


def test_hard_seconds_are_unknown_where_the_zones_are_left_out() -> None:
    run = parse.activity({name: value for name, value in RUN.items() if not name.startswith("hrTime")})
    assert isinstance(run, Activity)
    assert run.hard_s is None


@pytest.mark.parametrize(
    ("gain", "climb_m"), [(0.0, 0), (1204.4, 1204), (None, None), (-3, None), ("high", None), (1e9, None)]
)
def test_climb_is_whole_metres_or_unknown(gain: object, climb_m: int | None) -> None:
    assert _activity(elevationGain=gain).climb_m == climb_m


def test_what_garmin_computes_is_no_mark_of_the_runner() -> None:
    assert not _activity(trainingEffectLabel="TEMPO").is_workout


def test_without_a_type_it_is_another_sport() -> None:
    assert _activity(activityType=None).sport is Sport.OTHER


def test_record_typed_in_by_hand_has_one_duration() -> None:
    run = _activity(movingDuration=None, elapsedDuration=0)
    assert (run.moving_s, run.elapsed_s) == (3010, 3010)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("distance", None),
        ("distance", "far"),
        ("distance", -1),
        ("duration", None),
        ("duration", float("nan")),
        ("activityId", None),
        ("startTimeGMT", None),
    ],
)
def test_bad_run_is_set_aside_with_its_day_and_without_the_value(field: str, value: object) -> None:
    bad = _quarantined({**RUN, field: value})
    assert bad.day == date(2024, 5, 21)
    assert field in bad.what


def test_starts_that_are_a_day_apart_are_not_believed() -> None:
    assert "too far apart" in _quarantined({**RUN, "startTimeLocal": "2024-05-22 00:30:00"}).what


@pytest.mark.parametrize("record", [None, [], "run", 5])
def test_what_is_no_record_is_set_aside(record: object) -> None:
    assert _quarantined(record).source_id == ""


@pytest.mark.parametrize(("limit", "expected"), [(0.0, None), (None, None), ("far", None), (650_000.0, 650_000)])
def test_limit_of_zero_is_none(limit: object, expected: int | None) -> None:
    assert parse.shoe({"maximumMeters": limit}, UUID, {}).limit_m == expected


def test_shoe_is_called_what_the_runner_calls_it() -> None:
    assert parse.shoe({"displayName": "Blue", "customMakeModel": "B M"}, UUID, {}).name == "Blue"
    assert parse.shoe({"displayName": None, "customMakeModel": "B M"}, UUID, {}).name == "B M"
    assert parse.shoe({}, UUID, {}).name == UUID
