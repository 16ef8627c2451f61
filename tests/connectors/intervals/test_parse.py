"""Intervals.icu's fields -> ours, and the stubs that stand for Strava's activities."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Quarantined, Words
from connectors.intervals.parse import WITHHELD, activity, morning, planned, shoe, unknown_kind
from rules.records import Activity, DailyWellness, PlannedWorkout, Shoe, Sport
from tests.connectors.worlds import AMSTERDAM

ZONE = ZoneInfo("Europe/Amsterdam")
RUN: dict[str, Any] = {
    "id": "i70000001",
    "source": "GARMIN_CONNECT",
    "type": "Run",
    "start_date": "2024-05-08T07:30:00Z",
    "start_date_local": "2024-05-08T09:30:00",
    "moving_time": 3000,
    "elapsed_time": 3060,
    "distance": 10_012.4,
}
STUB = {
    "id": "16358453283",
    "icu_athlete_id": "i1",
    "start_date_local": "2024-05-09T19:21:15",
    "source": "STRAVA",
    "_note": "STRAVA activities are not available via the API",
}


def read(**changed: object) -> Activity:
    found = activity({**RUN, **changed}, zone=ZONE)
    assert isinstance(found, Activity), found
    return found


def bad(**changed: object) -> Quarantined:
    found = activity({**RUN, **changed}, zone=ZONE)
    assert isinstance(found, Quarantined), found
    return found


def test_run_with_the_least_of_fields() -> None:
    assert read() == Activity(
        source="intervals",
        source_id="i70000001",
        sport=Sport.RUN,
        start=datetime(2024, 5, 8, 9, 30, tzinfo=AMSTERDAM),
        elapsed_s=3060,
        moving_s=3000,
        distance_m=10_012,
    )


@pytest.mark.parametrize(
    ("kind", "trainer", "sport"),
    [
        ("Run", False, Sport.RUN),
        ("Run", True, Sport.TREADMILL_RUN),
        ("TrailRun", False, Sport.TRAIL_RUN),
        ("VirtualRun", True, Sport.VIRTUAL_RUN),
        ("Walk", False, Sport.WALK),
        ("Hike", False, Sport.HIKE),
        ("GravelRide", False, Sport.RIDE),
        ("EMountainBikeRide", False, Sport.RIDE),
        ("OpenWaterSwim", False, Sport.SWIM),
        ("WeightTraining", False, Sport.STRENGTH),
        ("Padel", False, Sport.OTHER),
    ],
)
def test_sports(kind: str, trainer: bool, sport: Sport) -> None:
    assert read(type=kind, trainer=trainer).sport is sport


DOCUMENTED = """
    Ride Run Swim WeightTraining Hike Walk AlpineSki BackcountrySki Badminton Canoeing Crossfit EBikeRide
    EMountainBikeRide Elliptical Golf GravelRide TrackRide Handcycle HighIntensityIntervalTraining Hockey IceSkate
    InlineSkate Kayaking Kitesurf MountainBikeRide NordicSki OpenWaterSwim Padel Pilates Pickleball Racquetball Rugby
    RockClimbing RollerSki Rowing Sail Skateboard Snowboard Snowshoe Soccer Squash StairStepper StandUpPaddling Surfing
    TableTennis Tennis TrailRun Transition Velomobile VirtualRide VirtualRow VirtualRun WaterSport Wheelchair Windsurf
    Workout Yoga Other
"""


def test_all_that_intervals_calls_a_sport_is_known() -> None:
    assert [word for word in DOCUMENTED.split() if unknown_kind({"type": word}) is not None] == []


@pytest.mark.parametrize(("kind", "word"), [("TrackRun", "TrackRun"), (None, ""), (5, ""), ("Run", None)])
def test_kind_is_unknown_where_its_word_is_in_no_list(kind: object, word: str | None) -> None:
    assert unknown_kind({**RUN, "type": kind}) == word


@pytest.mark.parametrize(
    ("instant", "local", "offset", "day"),
    [
        ("2024-05-08T07:30:00Z", "2024-05-08T09:30:00", timedelta(hours=2), 8),
        ("2024-05-16T03:30:00Z", "2024-05-15T23:30:00", timedelta(hours=-4), 15),
        ("2024-05-08T07:30:00+00:00", "2024-05-08T13:00:00", timedelta(hours=5, minutes=30), 8),
        # Without a zone it is UTC.
        ("2024-05-08T07:30:00", "2024-05-08T09:30:00", timedelta(hours=2), 8),
    ],
)
def test_start_is_the_instant_in_the_offset_of_the_place(instant: str, local: str, offset: timedelta, day: int) -> None:
    found = read(start_date=instant, start_date_local=local)
    assert (found.start.utcoffset(), found.day.day, found.zone_is_guess) == (offset, day, False)
    assert found.start.strftime("%H:%M") == local[11:16]


@pytest.mark.parametrize("instant", [None, "soon"])
def test_without_the_instant_the_zone_is_a_guess(instant: str | None) -> None:
    found = read(start_date=instant)
    assert found.zone_is_guess
    assert found.start == datetime(2024, 5, 8, 9, 30, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("changed", "field", "expected"),
    [
        ({"average_heartrate": 151}, "average_heart_rate_bpm", 151.0),
        ({"average_heartrate": 0}, "average_heart_rate_bpm", None),
        # 86.2 steps of one foot.
        ({"average_cadence": 86.2}, "average_cadence_spm", 172.4),
        # No foot does that: who uploaded it counted both, or something else.
        ({"average_cadence": 172.4}, "average_cadence_spm", None),
        ({"average_cadence": 88, "type": "Ride"}, "average_cadence_spm", None),
        ({"total_elevation_gain": 84.6}, "climb_m", 85),
        ({"elapsed_time": None}, "elapsed_s", 3000),
        ({"race": True}, "is_race", True),
        ({"sub_type": "RACE"}, "is_race", True),
        ({"race": True, "type": "Ride"}, "is_race", False),
        ({"gear": {"id": "30001", "name": "Harrier"}}, "gear_id", "30001"),
        ({"gear": None}, "gear_id", None),
        # 240 + 60; and 4 with 5a, 5b and 5c: 100 + 50 + 20 + 5.
        ({"icu_hr_zone_times": [600, 900, 1200, 240, 60]}, "hard_s", 300),
        ({"icu_hr_zone_times": [900, 900, 1025, 100, 50, 20, 5]}, "hard_s", 175),
        ({"icu_hr_zone_times": [900, 900, 1200, 0, 0, 0, 0]}, "hard_s", 0),
        # Which of three zones are hard nobody knows.
        ({"icu_hr_zone_times": [900, 900, 1200]}, "hard_s", None),
        ({"icu_hr_zone_times": [900, 900, 1200, None, 60]}, "hard_s", None),
        ({"icu_hr_zone_times": None}, "hard_s", None),
        ({"type": "WeightTraining", "distance": None}, "distance_m", 0),
    ],
)
def test_field_of_an_activity(changed: dict[str, object], field: str, expected: object) -> None:
    assert getattr(read(**changed), field) == expected


@pytest.mark.parametrize(
    ("changed", "what", "day"),
    [
        ({"distance": None}, "activity: distance is no number", date(2024, 5, 8)),
        ({"distance": "far"}, "activity: distance is no number", date(2024, 5, 8)),
        ({"moving_time": None}, "activity: moving_time is no number", date(2024, 5, 8)),
        ({"distance": 2e6, "type": "Ride"}, "activity: distance is out of range", None),
        ({"start_date_local": None}, "activity: start_date_local is no time", None),
        (
            {"start_date": "2024-05-07T07:30:00Z"},
            "activity: start_date and start_date_local are too far apart",
            date(2024, 5, 8),
        ),
    ],
)
def test_bad_activity_says_what_and_on_which_day_at_least(
    changed: dict[str, object], what: str, day: date | None
) -> None:
    assert bad(**changed) == Quarantined(source="intervals", source_id="i70000001", what=Words(what), day=day)


def test_what_is_no_record_is_set_aside() -> None:
    found = activity(None, zone=ZONE)
    assert found == Quarantined(source="intervals", source_id="", what=Words("activity: not a record"))
    assert bad(id=None).source_id == ""


@pytest.mark.parametrize("lacking", ["", "_note", "source"])
def test_stub_of_stravas_may_be_a_run_unless_the_runner_knows_better(lacking: str) -> None:
    stub = {k: v for k, v in STUB.items() if k != lacking}
    found = activity(stub, zone=ZONE)
    assert found == Quarantined(source="intervals", source_id=STUB["id"], what=WITHHELD, day=date(2024, 5, 9))
    assert found.is_sentence
    assert activity(stub, zone=ZONE, withheld_are_runs=False) == replace(found, day=None)
    assert not bad(distance=None).is_sentence


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            {"id": "30001", "type": "Shoes", "name": "Harrier", "distance": 631_100.4, "retired": None},
            Shoe(source="intervals", source_id="30001", name="Harrier", total_m=631_100),
        ),
        (
            {"id": "g7", "type": "Shoes", "name": "", "distance": None, "retired": "2024-05-01"},
            Shoe(source="intervals", source_id="g7", name="g7", retired=True),
        ),
        ({"id": "b1", "type": "Bike", "name": "Bike", "distance": 8e6}, None),
        ({"id": "30002", "type": "CyclingShoes", "name": "Cleats", "distance": 8e6}, None),
    ],
)
def test_gear(record: dict[str, object], expected: Shoe | None) -> None:
    assert shoe(record) == expected


@pytest.mark.parametrize(
    ("told", "resting_bpm", "asleep_s", "variability_ms"),
    [
        ({"restingHR": 48, "sleepSecs": 27_000, "hrv": 62.4}, 48.0, 27_000, 62.4),
        ({"restingHR": 48, "tempRestingHR": False}, 48.0, None, None),
        # Carried over from the day before: not measured.
        ({"restingHR": 48, "tempRestingHR": True, "hrv": 62.4}, None, None, 62.4),
        ({"restingHR": 0, "sleepSecs": 27_000, "hrvSDNN": 90.0}, None, 27_000, None),
    ],
)
def test_morning(
    told: dict[str, object], resting_bpm: float | None, asleep_s: int | None, variability_ms: float | None
) -> None:
    assert morning({"id": "2024-05-08", **told}) == DailyWellness(
        source="intervals",
        day=date(2024, 5, 8),
        resting_heart_rate_bpm=resting_bpm,
        asleep_s=asleep_s,
        heart_rate_variability_ms=variability_ms,
    )


@pytest.mark.parametrize(
    "told", [{}, {"stress": 3, "ctl": 40.1}, {"restingHR": 48, "tempRestingHR": True}, {"sleepSecs": 0, "hrv": None}]
)
def test_morning_of_which_nothing_was_measured_is_none(told: dict[str, object]) -> None:
    # `stress` is how the runner felt.
    assert morning({"id": "2024-05-08", **told}) is None


PLAN = {"id": 98_765, "category": "WORKOUT", "type": "Run", "name": "Tempo", "start_date_local": "2024-05-22T00:00:00"}


@pytest.mark.parametrize(
    ("told", "distance_m", "duration_s", "is_race"),
    [
        ({"distance": 11_000, "moving_time": 3600}, 11_000, 3600, False),
        ({"distance_target": 11_000.0, "time_target": 3600}, 11_000, 3600, False),
        ({"distance": 0, "moving_time": None}, None, None, False),
        ({"category": "RACE_B", "distance": 21_097.5}, 21_098, None, True),
    ],
)
def test_planned_workout(
    told: dict[str, object], distance_m: int | None, duration_s: int | None, is_race: bool
) -> None:
    assert planned({**PLAN, **told}) == PlannedWorkout(
        source="intervals",
        source_id="98765",
        day=date(2024, 5, 22),
        title="Tempo",
        sport=Sport.RUN,
        distance_m=distance_m,
        duration_s=duration_s,
        is_race=is_race,
    )


@pytest.mark.parametrize("told", [{"category": "NOTE"}, {"category": "TARGET"}, {"for_week": True}, {"category": None}])
def test_other_entries_of_the_calendar_are_no_workouts(told: dict[str, object]) -> None:
    assert planned({**PLAN, **told}) is None
