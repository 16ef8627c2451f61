from datetime import date
from typing import Any

import pytest

from connectors.base import Quarantined
from connectors.files.garmin_export_days import mornings_of
from rules.records import DailyWellness


def _day(day: Any, **values: Any) -> dict[str, Any]:
    return {"calendarDate": day, **values}


def _stress(score: Any) -> dict[str, Any]:
    parts = [{"type": "AWAKE", "averageStressLevel": 99}, {"type": "TOTAL", "averageStressLevel": score}]
    return {"aggregatorList": parts}


def _mornings(**told: Any) -> tuple[tuple[DailyWellness, ...], tuple[Quarantined, ...]]:
    return mornings_of(**(dict.fromkeys(("days", "nights", "health"), ()) | told))


def test_three_lists_become_one_row_a_day() -> None:
    mornings, bad = _mornings(
        days=[_day("2024-05-01", currentDayRestingHeartRate=50, allDayStress=_stress(31)), _day("2024-05-02")],
        # 5,400 + 16,200 + 5,400 = 27,000 s.
        nights=[
            _day(
                "2024-05-02", deepSleepSeconds=5400, lightSleepSeconds=16_200, remSleepSeconds=5400, awakeSleepSeconds=9
            )
        ],
        health=[_day("2024-05-04", metrics=[{"type": "HR", "value": 55}, {"type": "HRV", "value": 61.0}])],
    )
    assert mornings == (
        DailyWellness(source="files", day=date(2024, 5, 1), resting_heart_rate_bpm=50),
        # The stress of the 1st.
        DailyWellness(source="files", day=date(2024, 5, 2), asleep_s=27_000, stress_score=31),
        DailyWellness(source="files", day=date(2024, 5, 4), heart_rate_variability_ms=61),
    )
    assert bad == ()


@pytest.mark.parametrize(
    ("of_the_day", "of_the_week", "bpm"),
    [(54, 50, 54), (54, None, 54), (None, 50, None), (0, 50, None), (10, 50, None), (201, 50, None), ("low", 50, None)],
)
def test_resting_heart_rate_is_that_of_the_day_and_not_of_the_week(
    of_the_day: object, of_the_week: object, bpm: float | None
) -> None:
    mornings, _ = _mornings(
        days=[_day("2024-05-01", currentDayRestingHeartRate=of_the_day, restingHeartRate=of_the_week)],
        nights=[_day("2024-05-01", lightSleepSeconds=60)],
    )
    assert [morning.resting_heart_rate_bpm for morning in mornings] == [bpm]


@pytest.mark.parametrize(
    ("parts", "asleep_s"),
    [
        ((600, 19_440, 8460), 28_500),
        # A watch that knows no REM; a night that was not measured; one that is no night.
        ((600, 19_440, None), 20_040),
        ((None, None, None), None),
        ((0, 0, 0), None),
        ((80_000, 80_000, 0), None),
        (("deep", 60, True), 60),
    ],
)
def test_asleep_is_deep_light_and_rem(parts: tuple[object, ...], asleep_s: int | None) -> None:
    fields = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")
    mornings, bad = _mornings(nights=[_day("2024-05-01", **dict(zip(fields, parts, strict=True)))])
    assert [morning.asleep_s for morning in mornings] == ([] if asleep_s is None else [asleep_s])
    assert bad == ()


@pytest.mark.parametrize("seconds", [(25_000, 1800), (1800, 25_000)])
def test_nap_on_the_day_of_a_night_is_not_the_night(seconds: tuple[int, int]) -> None:
    mornings, _ = _mornings(nights=[_day("2024-05-01", lightSleepSeconds=each) for each in seconds])
    assert [morning.asleep_s for morning in mornings] == [25_000]


@pytest.mark.parametrize("score", [-1, -2, 101, None, "high"])
def test_stress_that_could_not_be_measured_is_unknown(score: object) -> None:
    days = [_day("2024-05-01", allDayStress=_stress(score)), _day("2024-05-02", currentDayRestingHeartRate=50)]
    assert [morning.stress_score for morning in _mornings(days=days)[0]] == [None]


@pytest.mark.parametrize(
    "told", [None, 5, [], {}, {"aggregatorList": None}, {"aggregatorList": [None, {"type": "ASLEEP"}]}]
)
def test_stress_of_another_shape_is_unknown(told: object) -> None:
    days = [_day("2024-05-01", allDayStress=told), _day("2024-05-02", currentDayRestingHeartRate=50)]
    mornings, bad = _mornings(days=days)
    assert [morning.stress_score for morning in mornings] == [None]
    assert bad == ()


@pytest.mark.parametrize(
    "metric", [{"type": "HRV", "status": "UNKNOWN"}, {"type": "HRV", "value": 0}, {"type": "HR"}, 7]
)
def test_variability_that_was_not_measured_makes_no_morning(metric: object) -> None:
    assert _mornings(health=[_day("2024-05-01", metrics=[metric])]) == ((), ())


def test_verdict_on_one_night_is_not_taken_for_that_on_a_week() -> None:
    health = [_day("2024-05-01", metrics=[{"type": "HRV", "value": 27.0, "baselineLowerLimit": 38, "status": "BELOW"}])]
    assert [m.heart_rate_variability_low for m in _mornings(health=health)[0]] == [None]


@pytest.mark.parametrize(
    "day",
    ["2019-12-01", "2019-12-01T00:00:00.0", {"date": "Dec 1, 2019 12:00:00 AM"}, {"date": "Dec 01, 2019 12:00:00 AM"}],
)
def test_days_are_written_in_several_ways(day: object) -> None:
    mornings, _ = _mornings(days=[_day(day, currentDayRestingHeartRate=50)])
    assert [morning.day for morning in mornings] == [date(2019, 12, 1)]


@pytest.mark.parametrize("day", [None, "today", 1_700_000_000, {}, {"date": None}, {"date": "1 déc. 2019"}, []])
@pytest.mark.parametrize("name", ["days", "nights", "health"])
def test_row_with_a_day_that_is_none_is_set_aside_and_the_rest_kept(name: str, day: object) -> None:
    good = _day("2024-05-01", currentDayRestingHeartRate=50)
    mornings, bad = _mornings(**{"days": [good], name: [_day(day, currentDayRestingHeartRate=50), good]})
    assert len(mornings) == 1
    assert [each.what.rpartition(":")[2] for each in bad] == [" calendarDate is no day"]


def test_row_without_any_day_holds_nothing_to_be_read() -> None:
    stubs = [{"retro": False}, {"hydration": {"calendarDate": "2024-05-01"}}]
    assert _mornings(days=stubs, nights=stubs, health=stubs) == ((), ())


def test_row_that_is_no_record_is_set_aside() -> None:
    _, bad = _mornings(days=[None], nights=["night"])
    assert [each.what for each in bad] == ["day: not a record", "sleep: not a record"]


def test_day_before_the_calendar_begins_is_no_morning() -> None:
    assert _mornings(days=[_day("0001-01-01", currentDayRestingHeartRate=50)]) == ((), ())
