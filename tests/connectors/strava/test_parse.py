from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from stravalib import strava_model

from connectors.base import Quarantined
from connectors.strava import parse
from rules.records import Activity, Sport

RUN: dict[str, Any] = {
    "id": 12345678901,
    "sport_type": "Run",
    "type": "Run",
    "start_date": "2024-05-20T22:30:00Z",
    "start_date_local": "2024-05-21T00:30:00Z",
    "utc_offset": 7200.0,
    "distance": 10_000.4,
    "moving_time": 3000,
    "elapsed_time": 3060,
    "average_heartrate": 151.2,
    "average_cadence": 86.0,
    "workout_type": 1,
    "gear_id": "g42",
    "total_elevation_gain": 84.6,
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
        source="strava",
        source_id="12345678901",
        sport=Sport.RUN,
        start=datetime(2024, 5, 20, 22, 30, tzinfo=UTC),
        elapsed_s=3060,
        moving_s=3000,
        distance_m=10_000,
        average_heart_rate_bpm=151.2,
        average_cadence_spm=172.0,
        gear_id="g42",
        climb_m=85,
        is_race=True,
    )
    assert run.day == date(2024, 5, 21)
    assert run.start.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    "changes",
    [
        {"utc_offset": None},
        {"utc_offset": "two hours"},
        {"utc_offset": float("nan")},
        {"start_date": None},
        {"start_date": "2024-05-20T22:30:00"},
        {"start_date": "2024-05-21T00:30:00+02:00"},
    ],
)
def test_start_is_found_when_one_of_its_fields_is_missing(changes: dict[str, Any]) -> None:
    run = _activity(**changes)
    assert (run.start, run.day) == (datetime(2024, 5, 20, 22, 30, tzinfo=UTC), date(2024, 5, 21))


@pytest.mark.parametrize(
    ("changes", "sport"),
    [
        ({"sport_type": "TrailRun"}, Sport.TRAIL_RUN),
        ({"sport_type": "VirtualRun"}, Sport.VIRTUAL_RUN),
        ({"trainer": True}, Sport.TREADMILL_RUN),
        ({"sport_type": None}, Sport.RUN),
        ({"sport_type": "Walk"}, Sport.WALK),
        ({"sport_type": "Hike"}, Sport.HIKE),
        ({"sport_type": "GravelRide"}, Sport.RIDE),
        ({"sport_type": "Swim"}, Sport.SWIM),
        ({"sport_type": "Snowshoe"}, Sport.HIKE),
        ({"sport_type": "WeightTraining"}, Sport.STRENGTH),
        ({"sport_type": "Crossfit"}, Sport.STRENGTH),
        # Anything that has no word of its own.
        ({"sport_type": "Workout"}, Sport.OTHER),
        ({"sport_type": "HighIntensityIntervalTraining"}, Sport.OTHER),
        ({"sport_type": "Wheelchair"}, Sport.OTHER),
        ({"sport_type": "Quidditch", "type": "Quidditch"}, Sport.OTHER),
        ({"sport_type": 7, "type": None}, Sport.OTHER),
        ({"sport_type": "TRAILRUN", "type": None}, Sport.TRAIL_RUN),
        ({"sport_type": "eBikeRide", "type": None}, Sport.RIDE),
        # Newer than we are; the older word still says it.
        ({"sport_type": "TrackRun", "type": "Run"}, Sport.RUN),
        ({"sport_type": "TrackRun", "type": "Workout"}, Sport.OTHER),
    ],
)
def test_sport_is_mapped_and_an_unknown_one_is_another(changes: dict[str, Any], sport: Sport) -> None:
    assert _activity(**changes).sport is sport


@pytest.mark.parametrize(
    ("sport_type", "older", "word"),
    [
        ("TrackRun", "TrackRun", "TrackRun"),
        ("TrackRun", None, "TrackRun"),
        ("TrackRun", "Run", None),
        ("TrackRun", "Workout", None),
        (None, "Run", None),
        (None, None, ""),
        (7, {}, ""),
        ("run", None, None),
        ("trackrun", None, "trackrun"),
    ],
)
def test_kind_is_unknown_where_neither_word_is_in_a_list(sport_type: object, older: object, word: str | None) -> None:
    assert parse.unknown_kind({**RUN, "sport_type": sport_type, "type": older}) == word


def test_all_that_strava_calls_a_sport_is_known() -> None:
    for enum in (strava_model.SportType, strava_model.ActivityType):
        words = get_args(enum.model_fields["root"].annotation)
        assert len(words) > 30
        assert [w for w in words if parse.unknown_kind({"sport_type": w}) is not None] == []


@pytest.mark.parametrize("workout_type", [0, 2, 3, 10, 11, 12, None, "1"])
def test_race_is_only_what_is_marked_as_one(workout_type: object) -> None:
    assert not _activity(workout_type=workout_type).is_race


@pytest.mark.parametrize("workout_type", [0, 1, 2, 10, 11, 12, None, "3"])
def test_workout_is_only_what_is_marked_as_one(workout_type: object) -> None:
    assert not _activity(workout_type=workout_type).is_workout


def test_workout_is_no_race() -> None:
    run = _activity(workout_type=3)
    assert (run.is_workout, run.is_race) == (True, False)


def test_marks_are_those_of_a_run() -> None:
    ride = _activity(sport_type="Ride", workout_type=3)
    assert not ride.is_workout


@pytest.mark.parametrize(
    ("gain", "climb_m"), [(0, 0), (0.4, 0), (1204.4, 1204), (None, None), (-3, None), ("high", None), (1e9, None)]
)
def test_climb_is_whole_metres_or_unknown(gain: object, climb_m: int | None) -> None:
    assert _activity(total_elevation_gain=gain).climb_m == climb_m


def test_zones_are_unknown() -> None:
    assert _activity().hard_s is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("distance", None),
        ("distance", "far"),
        ("distance", -1),
        ("distance", 1e9),
        ("distance", float("nan")),
        ("distance", True),
        ("moving_time", None),
        ("moving_time", float("inf")),
        ("elapsed_time", -5),
        ("elapsed_time", 10**9),
        ("id", None),
        ("id", ""),
    ],
)
def test_bad_run_is_set_aside_with_its_day_and_without_the_value(field: str, value: object) -> None:
    bad = _quarantined({**RUN, field: value})
    assert bad.day == date(2024, 5, 21)
    assert field in bad.what
    assert bad.source_id == ("" if field == "id" else "12345678901")


@pytest.mark.parametrize("start", ["yesterday", "0001-01-01T00:00:00Z", 17, None])
def test_day_of_a_bad_start_is_that_of_the_other_start(start: object) -> None:
    bad = _quarantined({**RUN, "start_date": start, "utc_offset": None})
    assert bad.day == date(2024, 5, 21)


def test_starts_that_are_a_day_apart_are_not_believed() -> None:
    bad = _quarantined({**RUN, "utc_offset": None, "start_date_local": "2024-05-22T00:30:00Z"})
    assert "too far apart" in bad.what


@pytest.mark.parametrize("start", ["2099-05-20T22:30:00Z", "2024-05-19T22:29:59Z", "1970-01-01T00:00:00Z"])
def test_start_that_its_clock_on_the_wall_contradicts_is_not_believed(start: str) -> None:
    bad = _quarantined({**RUN, "start_date": start})
    assert "too far apart" in bad.what
    assert bad.day == date(2024, 5, 21)


@pytest.mark.parametrize("wall", [None, "late", "2024-05-21T00:30:00Z", "2024-05-20T18:30:00Z"])
def test_stated_offset_tells_the_place(wall: object) -> None:
    assert _activity(start_date_local=wall).start.isoformat() == "2024-05-21T00:30:00+02:00"


@pytest.mark.parametrize(
    ("told", "gear_id"),
    [("g42", "g42"), (" g42 ", "g42"), ("\ud800", "\N{REPLACEMENT CHARACTER}"), ("", None), (None, None), (7, None)],
)
def test_gear_id_is_text_that_a_database_takes(told: object, gear_id: str | None) -> None:
    assert _activity(gear_id=told).gear_id == gear_id


def test_missing_start_has_no_day() -> None:
    assert _quarantined({**RUN, "start_date": None, "start_date_local": None}).day is None


def test_bad_ride_makes_no_run_day() -> None:
    assert _quarantined({**RUN, "sport_type": "Ride", "moving_time": None}).day is None


@pytest.mark.parametrize("record", [None, [], "run", 5])
def test_what_is_no_record_is_set_aside(record: object) -> None:
    assert _quarantined(record).source_id == ""


def test_hour_with_weights_needs_no_distance() -> None:
    assert _activity(sport_type="WeightTraining", distance=None).distance_m == 0


@pytest.mark.parametrize("value", [None, 0, 300, "fast", float("nan")])
def test_heart_rate_that_no_heart_has_is_unknown(value: object) -> None:
    assert _activity(average_heartrate=value).average_heart_rate_bpm is None


def test_cadence_of_a_ride_is_not_one_of_steps() -> None:
    assert _activity(sport_type="Ride").average_cadence_spm is None


def test_shoe_without_a_total_is_known_without_one() -> None:
    read = parse.shoe({"id": "g1", "name": None, "nickname": "", "distance": None})
    assert not isinstance(read, Quarantined)
    assert (read.name, read.total_m, read.retired) == ("g1", None, False)


def test_shoe_without_an_identifier_is_set_aside() -> None:
    assert isinstance(parse.shoe({"name": "x"}), Quarantined)
    assert isinstance(parse.shoe(None), Quarantined)
