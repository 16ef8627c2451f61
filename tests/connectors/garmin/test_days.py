from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from connectors.base import Quarantined
from connectors.garmin import days
from rules.records import DailyWellness, PlannedWorkout, Sport

FIRST, LAST = date(2024, 5, 1), date(2024, 5, 3)


def _mornings(**ranges: Any) -> tuple[tuple[DailyWellness, ...], tuple[Quarantined, ...]]:
    """What is made of these ranges; the others are empty."""
    asked = dict.fromkeys(("resting", "stress", "sleep", "variability"), ()) | ranges
    return days.mornings(**asked, first=FIRST, last=LAST)


def test_four_ranges_become_one_row_a_day() -> None:
    mornings, bad = _mornings(
        resting=[{"calendarDate": "2024-05-01", "value": 50}, {"calendarDate": "2024-05-02", "value": None}],
        stress=[{"calendarDate": "2024-04-30", "value": 31}, {"calendarDate": "2024-05-02", "value": 44}],
        sleep=[{"calendarDate": "2024-05-01", "values": {"totalSleepTimeInSeconds": 27_000}}],
        variability=[{"calendarDate": "2024-05-03", "lastNightAvg": 61, "status": "BALANCED"}],
    )
    # Nothing is known of the second day: it is left out.
    assert mornings == (
        DailyWellness(
            source="garmin", day=date(2024, 5, 1), resting_heart_rate_bpm=50, asleep_s=27_000, stress_score=31
        ),
        DailyWellness(
            source="garmin",
            day=date(2024, 5, 3),
            heart_rate_variability_ms=61,
            heart_rate_variability_low=False,
            stress_score=44,
        ),
    )
    assert bad == ()


@pytest.mark.parametrize("value", [None, 0, 10, 400, "low", float("nan")])
def test_absurd_morning_is_unknown(value: object) -> None:
    mornings, _ = _mornings(resting=[{"calendarDate": "2024-05-01", "value": value}])
    assert mornings == ()


@pytest.mark.parametrize("name", ["resting", "stress", "sleep", "variability"])
@pytest.mark.parametrize("row", [None, "row", {}, {"calendarDate": None}, {"calendarDate": "today"}])
def test_row_without_a_day_is_set_aside_and_the_rest_kept(row: Any, name: str) -> None:
    good = {"calendarDate": "2024-05-01", "value": 50}
    mornings, bad = _mornings(**{"resting": [good], name: [row, good]})
    assert len(mornings) == 1
    assert len(bad) == 1
    assert bad[0].day is None


def test_days_that_were_not_asked_for_are_left_out() -> None:
    outside = [{"calendarDate": day, "value": 50} for day in ("2024-04-30", "2024-05-04")]
    mornings, _ = _mornings(resting=outside)
    assert mornings == ()


def test_stress_of_a_day_is_told_on_the_morning_after() -> None:
    # Of 30 April to 3 May; the last of them would be for the morning of the 4th.
    scores = {"2024-04-30": 20, "2024-05-01": 30, "2024-05-02": 40, "2024-05-03": 50}
    mornings, _ = _mornings(
        resting=[{"calendarDate": day, "value": 50} for day in scores],
        stress=[{"calendarDate": day, "value": score} for day, score in scores.items()],
    )
    assert [(m.day.day, m.stress_score) for m in mornings] == [(1, 20), (2, 30), (3, 40)]


@pytest.mark.parametrize(
    ("value", "score"),
    [(0, 0), (27, 27), (100, 100), (-1, None), (-2, None), (101, None), (None, None), ("high", None)],
)
def test_stress_that_could_not_be_measured_is_unknown(value: object, score: int | None) -> None:
    mornings, bad = _mornings(
        resting=[{"calendarDate": "2024-05-02", "value": 50}],
        stress=[{"calendarDate": "2024-05-01", "value": value}],
    )
    assert [m.stress_score for m in mornings] == [score]
    assert bad == ()


def test_stress_alone_makes_no_morning() -> None:
    mornings, _ = _mornings(stress=[{"calendarDate": "2024-05-01", "value": 30}])
    assert mornings == ()


BASELINE = {"lowUpper": 48, "balancedLow": 52, "balancedUpper": 70}


@pytest.mark.parametrize(
    ("told", "low"),
    [
        ({"status": "BALANCED", "weeklyAvg": 60, "baseline": BASELINE}, False),
        ({"status": "LOW", "weeklyAvg": 45, "baseline": BASELINE}, True),
        ({"status": "POOR", "weeklyAvg": 22, "baseline": None}, True),
        # Out of the range, below it and above it.
        ({"status": "UNBALANCED", "weeklyAvg": 51, "baseline": BASELINE}, True),
        ({"status": "UNBALANCED", "weeklyAvg": 52, "baseline": BASELINE}, False),
        ({"status": "UNBALANCED", "weeklyAvg": 71, "baseline": BASELINE}, False),
        ({"status": "UNBALANCED", "weeklyAvg": 51, "baseline": None}, None),
        ({"status": "UNBALANCED", "weeklyAvg": None, "baseline": BASELINE}, None),
        ({"status": "NONE", "weeklyAvg": 51, "baseline": BASELINE}, None),
        ({"status": "ONBOARDING", "weeklyAvg": 51}, None),
        ({"status": "SPLENDID", "weeklyAvg": 51, "baseline": BASELINE}, None),
        ({"status": None}, None),
        ({"status": 3}, None),
        ({}, None),
    ],
)
def test_verdict_on_variability_is_garmins_own(told: Mapping[str, Any], low: bool | None) -> None:
    mornings, _ = _mornings(variability=[{"calendarDate": "2024-05-01", "lastNightAvg": 61, **told}])
    assert [(m.heart_rate_variability_ms, m.heart_rate_variability_low) for m in mornings] == [(61, low)]


def test_verdict_without_a_night_makes_no_morning() -> None:
    mornings, _ = _mornings(variability=[{"calendarDate": "2024-05-01", "lastNightAvg": None, "status": "LOW"}])
    assert mornings == ()


def test_range_is_cut_into_what_is_allowed() -> None:
    # 1 to 31 May are 31 days: 28 and 3.
    assert list(days.chunks(date(2024, 5, 1), date(2024, 5, 31), most_days=28)) == [
        (date(2024, 5, 1), date(2024, 5, 28)),
        (date(2024, 5, 29), date(2024, 5, 31)),
    ]
    assert list(days.chunks(FIRST, FIRST, most_days=28)) == [(FIRST, FIRST)]


def test_months_that_a_range_touches() -> None:
    assert list(days.months(date(2023, 12, 31), date(2024, 2, 1))) == [(2023, 12), (2024, 1), (2024, 2)]


WORKOUT: dict[str, Any] = {
    "id": 1,
    "itemType": "workout",
    "date": "2024-05-02",
    "title": "Tempo",
    "sportTypeKey": "running",
    "duration": 3600,
    "distance": None,
    "isRace": None,
}
EVENT: dict[str, Any] = {
    "id": 2,
    "itemType": "event",
    "date": "2024-05-03",
    "title": "Half",
    "sportTypeKey": None,
    "activityTypeId": 1,
    "duration": None,
    "isRace": True,
    "completionTarget": {"value": 21.0975, "unit": "kilometer", "unitType": "distance"},
}


def _planned(item: dict[str, Any]) -> PlannedWorkout:
    [planned], bad = days.planned([item], first=FIRST, last=LAST)
    assert bad == ()
    return planned


def test_calendar_gives_what_is_to_come_once() -> None:
    done = {**WORKOUT, "id": 2, "itemType": "activity"}
    later = {**WORKOUT, "id": 3, "date": "2024-05-04"}
    bad = {**WORKOUT, "id": 4, "date": None}
    again = dict(WORKOUT)
    planned, set_aside = days.planned([WORKOUT, done, later, bad, again, None], first=FIRST, last=LAST)
    assert planned == (
        PlannedWorkout(
            source="garmin", source_id="1", day=date(2024, 5, 2), title="Tempo", sport=Sport.RUN, duration_s=3600
        ),
    )
    assert [item.what for item in set_aside] == ["calendar: date is no day", "calendar: not a record"]


def test_race_comes_as_an_event_with_its_distance() -> None:
    # 21.0975 km are 21,097.5 m; the even one of the two metres beside it is 21,098.
    assert _planned(EVENT) == PlannedWorkout(
        source="garmin",
        source_id="2",
        day=date(2024, 5, 3),
        title="Half",
        sport=Sport.RUN,
        distance_m=21_098,
        is_race=True,
    )


@pytest.mark.parametrize(
    ("changes", "is_race"),
    [
        ({"itemType": "race", "isRace": None}, True),
        ({"itemType": "event", "isRace": True}, True),
        ({"itemType": "event", "isRace": False}, False),
        ({"itemType": "event", "isRace": None}, False),
        ({"itemType": "event", "isRace": "yes"}, False),
        ({"itemType": "workout", "isRace": None}, False),
        ({"itemType": "fbtAdaptiveWorkout", "isRace": None}, False),
    ],
)
def test_race_is_only_what_is_marked_as_one(changes: dict[str, Any], is_race: bool) -> None:
    assert _planned({**EVENT, **changes}).is_race is is_race


@pytest.mark.parametrize(
    ("value", "unit", "distance_m"),
    [
        (42_195.0, "meter", 42_195),
        (10, "kilometer", 10_000),
        # 26.2 x 1,609.344 = 42,164.8
        (26.2, "mile", 42_165),
        (1, "mile", 1609),
        (1, "meter", 1),
        (0.9, "meter", None),
        (0, "kilometer", None),
        (1000, "kilometer", 1_000_000),
        (1001, "kilometer", None),
        (-5, "kilometer", None),
        (None, "kilometer", None),
        ("ten", "kilometer", None),
        # Nothing is guessed.
        (10, "furlong", None),
        (10, None, None),
        (3600, "second", None),
    ],
)
def test_distance_is_read_in_the_unit_that_is_told(value: object, unit: object, distance_m: int | None) -> None:
    target = {"value": value, "unit": unit, "unitType": "distance"}
    assert _planned({**EVENT, "completionTarget": target}).distance_m == distance_m


@pytest.mark.parametrize("target", [None, [], "10 km", {}])
def test_race_without_a_target_has_no_distance(target: object) -> None:
    assert _planned({**EVENT, "completionTarget": target}).distance_m is None


def test_workouts_own_estimate_is_in_metres() -> None:
    assert _planned({**WORKOUT, "estimatedDistanceInMeters": 12_000.4}).distance_m == 12_000


def test_distance_without_a_unit_is_unknown() -> None:
    assert _planned({**WORKOUT, "distance": 1_200_000}).distance_m is None


@pytest.mark.parametrize(
    ("changes", "sport"),
    [
        ({"sportTypeKey": "trail_running"}, Sport.TRAIL_RUN),
        ({"sportTypeKey": "strength_training"}, Sport.STRENGTH),
        ({"sportTypeKey": None, "activityTypeId": 1}, Sport.RUN),
        ({"sportTypeKey": None, "activityTypeId": 6}, Sport.TRAIL_RUN),
        ({"sportTypeKey": None, "activityTypeId": 2}, Sport.RIDE),
        ({"sportTypeKey": None, "activityTypeId": None}, Sport.OTHER),
    ],
)
def test_sport_of_an_entry_is_its_word_or_its_number(changes: dict[str, Any], sport: Sport) -> None:
    assert _planned({**WORKOUT, **changes}).sport is sport


def test_entry_that_moves_to_another_day_stays_the_same_entry() -> None:
    assert _planned({**WORKOUT, "date": "2024-05-03"}).source_id == _planned(WORKOUT).source_id
    shared = {**EVENT, "id": None, "shareableEventUuid": "uuid"}
    assert _planned(shared).source_id == "uuid"


def test_template_that_is_planned_twice_makes_two_entries() -> None:
    first = {**WORKOUT, "id": None, "workoutId": 7}
    second = {**first, "date": "2024-05-03"}
    planned, _ = days.planned([first, second], first=FIRST, last=LAST)
    assert [p.source_id for p in planned] == ["7@2024-05-02", "7@2024-05-03"]
