from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Quarantined
from connectors.files import garmin_export_parse as parse
from rules.records import Activity, Shoe, Sport

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# 2024-05-20 22:30:00 UTC is 1,716,244,200 s after 1970 began; in Amsterdam it is half past midnight, 7,200 s later.
GMT_MS, LOCAL_MS = 1_716_244_200_000.0, 1_716_251_400_000.0
RUN: dict[str, Any] = {
    "activityId": 19_000_000_001,
    "name": "Morning run",
    "activityType": "running",
    "sportType": "RUNNING",
    "eventTypeId": 1,
    "beginTimestamp": GMT_MS,
    "startTimeGmt": GMT_MS,
    "startTimeLocal": LOCAL_MS,
    # 10,000.4 m; 3,010.5 s, 3,000.2 s and 3,060 s.
    "distance": 1_000_040.0,
    "duration": 3_010_500.0,
    "movingDuration": 3_000_200.0,
    "elapsedDuration": 3_060_000.0,
    "avgSpeed": 0.3322,
    "avgHr": 151.0,
    "avgRunCadence": 86.0,
    "avgDoubleCadence": 172.4,
    # 84.6 m.
    "elevationGain": 8460.0,
    # 795.2 s, 500.3 s and 100.4 s.
    "hrTimeInZone_3": 795_200.0,
    "hrTimeInZone_4": 500_300.0,
    "hrTimeInZone_5": 100_400.0,
}
OLD: dict[str, Any] = {
    "gearPk": 33_000_001,
    "uuid": "0123456789abcdef0123456789abcdef",
    "gearTypeName": "Shoes",
    "gearStatusName": "retired",
    "customMakeModel": "Brooks Ghost",
    "displayName": "Old ones",
    "maximumMeters": 643_737.6,
}
NEW: dict[str, Any] = {**OLD, "gearPk": 33_000_002, "uuid": "f" * 32, "displayName": "New ones", "maximumMeters": 0.0}


def _activity(**changes: Any) -> Activity:
    read = parse.activity({**RUN, **changes}, zone=AMSTERDAM)
    assert isinstance(read, Activity)
    return read


def _without(*fields: str) -> dict[str, Any]:
    return {field: value for field, value in RUN.items() if field not in fields}


def _quarantined(record: Any) -> Quarantined:
    read = parse.activity(record, zone=AMSTERDAM)
    assert isinstance(read, Quarantined)
    return read


def test_run_is_read_in_metres_seconds_and_steps_of_both_feet() -> None:
    run = _activity()
    assert run == Activity(
        source="files",
        source_id="garmin-19000000001",
        sport=Sport.RUN,
        start=datetime(2024, 5, 20, 22, 30, tzinfo=UTC),
        elapsed_s=3060,
        moving_s=3000,
        distance_m=10_000,
        average_heart_rate_bpm=151.0,
        average_cadence_spm=172.4,
        climb_m=85,
        # 500.3 + 100.4 = 600.7.
        hard_s=601,
        is_race=True,
    )
    assert (run.day, run.start.utcoffset()) == (date(2024, 5, 21), timedelta(hours=2))


@pytest.mark.parametrize("field", ["startTimeGmt", "beginTimestamp"])
def test_either_instant_will_do(field: str) -> None:
    run = parse.activity(_without(field), zone=AMSTERDAM)
    assert run == _activity()


def test_instant_alone_is_told_in_the_athletes_zone() -> None:
    run = parse.activity(_without("startTimeLocal"), zone=AMSTERDAM)
    assert isinstance(run, Activity)
    assert (run.start, run.day) == (datetime(2024, 5, 20, 22, 30, tzinfo=UTC), date(2024, 5, 21))
    assert not run.zone_is_guess


def test_clock_on_the_wall_alone_is_taken_for_the_athletes_and_called_a_guess() -> None:
    run = parse.activity(_without("startTimeGmt", "beginTimestamp"), zone=AMSTERDAM)
    assert isinstance(run, Activity)
    assert run.start == datetime(2024, 5, 21, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    assert run.zone_is_guess


@pytest.mark.parametrize("start", ["2024-05-20 22:30:00", None, -1, 0, float("nan"), 1e300, 10**400, True])
def test_time_that_is_none_is_named(start: object) -> None:
    changes = dict.fromkeys(("startTimeGmt", "beginTimestamp", "startTimeLocal"), start)
    bad = _quarantined({**RUN, **changes})
    assert (bad.what, bad.day) == ("activity: startTimeGmt is no time", None)


def test_start_is_in_whole_seconds() -> None:
    assert _activity(startTimeGmt=GMT_MS + 900.5, startTimeLocal=LOCAL_MS + 400).start == _activity().start


def test_starts_that_are_a_day_apart_are_not_believed() -> None:
    bad = _quarantined({**RUN, "startTimeLocal": LOCAL_MS + 86_400_000})
    assert "too far apart" in bad.what
    # The day is the runner's own.
    assert bad.day == date(2024, 5, 22)


@pytest.mark.parametrize(
    ("kind", "sport"),
    [
        ("running", Sport.RUN),
        ("trail_running", Sport.TRAIL_RUN),
        ("treadmill_running", Sport.TREADMILL_RUN),
        ({"typeKey": "trail_running"}, Sport.TRAIL_RUN),
        ("hiking", Sport.HIKE),
        ("road_biking", Sport.RIDE),
        ("transition_v2", Sport.OTHER),
        ("RUNNING", Sport.RUN),
        ("Trail_Running", Sport.TRAIL_RUN),
        ("", Sport.OTHER),
        (7, Sport.OTHER),
        (None, Sport.OTHER),
    ],
)
def test_sport_is_garmins_word(kind: object, sport: Sport) -> None:
    assert _activity(activityType=kind).sport is sport


def test_kinds_that_nobody_knows_are_named_the_most_frequent_first() -> None:
    kinds = ["running", "moon_jog", "quidditch", "quidditch", {"typeKey": "quidditch"}, "yoga", None]
    told = list(parse.unknown_kinds([*({"activityType": kind} for kind in kinds), "no record"]))
    assert [(item.source_id, item.what, item.day) for item in told] == [
        ("garmin-type-quidditch", "activityType: quidditch is not known, and counts as another sport", None),
        ("garmin-type-moon_jog", "activityType: moon_jog is not known, and counts as another sport", None),
        ("garmin-type--", "activityType: - is not known, and counts as another sport", None),
    ]


@pytest.mark.parametrize(
    ("event", "kind", "is_race"),
    [
        (1, "running", True),
        (9, "running", False),
        (None, "running", False),
        ("1", "running", False),
        (1, "yoga", False),
    ],
)
def test_race_is_a_run_with_the_runners_mark(event: object, kind: str, is_race: bool) -> None:
    assert _activity(eventTypeId=event, activityType=kind).is_race is is_race


@pytest.mark.parametrize(
    ("both_feet", "one_foot", "cadence_spm"),
    [(172.4, 86.0, 172.4), (None, 86.0, 172.0), (0.0, 0.0, None), (None, None, None), ("quick", 86.0, 172.0)],
)
def test_cadence_counts_both_feet(both_feet: object, one_foot: object, cadence_spm: float | None) -> None:
    assert _activity(avgDoubleCadence=both_feet, avgRunCadence=one_foot).average_cadence_spm == cadence_spm


@pytest.mark.parametrize(
    ("four", "five", "hard_s"),
    [
        (500_300.0, 100_400.0, 601),
        (0.0, 0.0, 0),
        (500_300.0, None, 500),
        (None, None, None),
        (-1, 100_400.0, 100),
        ("long", 1e15, None),
    ],
)
def test_hard_seconds_are_those_of_zones_four_and_five(four: object, five: object, hard_s: int | None) -> None:
    assert _activity(hrTimeInZone_4=four, hrTimeInZone_5=five).hard_s == hard_s


@pytest.mark.parametrize(
    ("gain", "climb_m"), [(8460.0, 85), (0.0, 0), (None, None), (-3, None), ("high", None), (10**400, None)]
)
def test_climb_is_whole_metres_or_unknown(gain: object, climb_m: int | None) -> None:
    assert _activity(elevationGain=gain).climb_m == climb_m


@pytest.mark.parametrize("elapsed", [0, 400.0, None])
def test_record_typed_in_by_hand_has_one_duration(elapsed: object) -> None:
    run = _activity(movingDuration=None, elapsedDuration=elapsed)
    # 3,010.5 s; the even one of the two seconds beside it.
    assert (run.moving_s, run.elapsed_s) == (3010, 3010)


def test_hour_with_weights_needs_no_distance() -> None:
    assert _activity(activityType="strength_training", distance=None).distance_m == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("distance", None),
        ("distance", "far"),
        ("distance", -1),
        ("distance", True),
        ("distance", 10**400),
        ("distance", [1]),
        ("duration", None),
        ("duration", float("nan")),
        ("duration", float("inf")),
        ("activityId", None),
        ("activityId", "robin@sandbox.invalid"),
        ("activityId", 1.5),
    ],
)
def test_bad_run_is_set_aside_with_its_day_and_without_the_value(field: str, value: object) -> None:
    bad = _quarantined({**RUN, field: value})
    assert bad.day == date(2024, 5, 21)
    assert bad.source_id == ("" if field == "activityId" else "garmin-19000000001")
    assert field in bad.what
    assert str(value) not in bad.what


def test_bad_ride_says_nothing_of_its_day() -> None:
    assert _quarantined({**RUN, "activityType": "cycling", "duration": None}).day is None


@pytest.mark.parametrize("record", [None, [], "run", 5])
def test_what_is_no_record_is_set_aside(record: object) -> None:
    assert _quarantined(record).source_id == ""


def test_pairs_name_what_they_were_worn_for() -> None:
    shoes, gear_of, bad = parse.shoes(
        [
            {
                "gearDTOS": [OLD, NEW, {**OLD, "uuid": "a" * 32, "gearTypeName": "Bike"}],
                "gearActivityDTOs": {
                    "33000001": [{"gearPk": 33_000_001, "activityId": 1}, {"activityId": 2}, {"activityId": None}, 7],
                    # Garmin lets an activity have two pairs: it was run in the first.
                    "33000002": [{"activityId": 2}, {"activityId": 3}],
                },
            }
        ]
    )
    assert shoes == (
        Shoe(
            source="files",
            source_id="garmin-0123456789abcdef0123456789abcdef",
            name="Old ones",
            limit_m=643_738,
            retired=True,
        ),
        Shoe(source="files", source_id=f"garmin-{'f' * 32}", name="New ones", retired=True),
    )
    old, new = (shoe.source_id for shoe in shoes)
    assert gear_of == {"garmin-1": old, "garmin-2": old, "garmin-3": new}
    assert bad == ()


def test_pair_without_an_identifier_is_set_aside_and_the_rest_kept() -> None:
    shoes, _, bad = parse.shoes([{"gearDTOS": [{**OLD, "uuid": None}, None, NEW], "gearActivityDTOs": {}}])
    assert [shoe.name for shoe in shoes or ()] == ["New ones"]
    assert [each.what for each in bad] == ["shoe: uuid is no identifier", "shoe: not a record"]


def test_runner_without_a_pair_has_none() -> None:
    assert parse.shoes([{"gearDTOS": [], "gearActivityDTOs": {}}]) == ((), {}, ())


def test_use_that_is_not_told_is_unknown() -> None:
    shoes, gear_of, _ = parse.shoes([{"gearDTOS": [OLD]}])
    assert len(shoes or ()) == 1
    assert gear_of is None


@pytest.mark.parametrize("told", [[], [None], [{}], [{"gearDTOS": {}}]])
def test_gear_of_another_shape_says_nothing_of_any_pair(told: list[Any]) -> None:
    shoes, gear_of, bad = parse.shoes(told)
    assert (shoes, gear_of) == (None, None)
    assert len(bad) == 1
