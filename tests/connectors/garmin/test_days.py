from datetime import date
from typing import Any

import pytest

from connectors.garmin import days
from rules.records import DailyWellness, Sport

FIRST, LAST = date(2024, 5, 1), date(2024, 5, 3)


def test_three_ranges_become_one_row_a_day() -> None:
    mornings, bad = days.mornings(
        resting=[{"calendarDate": "2024-05-01", "value": 50}, {"calendarDate": "2024-05-02", "value": None}],
        sleep=[{"calendarDate": "2024-05-01", "values": {"totalSleepTimeInSeconds": 27_000}}],
        variability=[{"calendarDate": "2024-05-03", "lastNightAvg": 61}],
        first=FIRST,
        last=LAST,
    )
    # Nothing is known of the second day: it is left out.
    assert mornings == (
        DailyWellness(source="garmin", day=date(2024, 5, 1), resting_heart_rate_bpm=50, asleep_s=27_000),
        DailyWellness(source="garmin", day=date(2024, 5, 3), heart_rate_variability_ms=61),
    )
    assert bad == ()


@pytest.mark.parametrize("value", [None, 0, 10, 400, "low", float("nan")])
def test_absurd_morning_is_unknown(value: object) -> None:
    row = {"calendarDate": "2024-05-01", "value": value}
    mornings, _ = days.mornings(resting=[row], sleep=[], variability=[], first=FIRST, last=LAST)
    assert mornings == ()


@pytest.mark.parametrize("row", [None, "row", {}, {"calendarDate": None}, {"calendarDate": "today"}])
def test_row_without_a_day_is_set_aside_and_the_rest_kept(row: Any) -> None:
    good = {"calendarDate": "2024-05-01", "value": 50}
    mornings, bad = days.mornings(resting=[row, good], sleep=[], variability=[], first=FIRST, last=LAST)
    assert len(mornings) == 1
    assert len(bad) == 1
    assert bad[0].day is None


def test_days_that_were_not_asked_for_are_left_out() -> None:
    row = {"calendarDate": "2024-05-04", "value": 50}
    mornings, _ = days.mornings(resting=[row], sleep=[], variability=[], first=FIRST, last=LAST)
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


def test_calendar_gives_what_is_to_come_once() -> None:
    workout = {
        "id": 1,
        "itemType": "workout",
        "date": "2024-05-02",
        "title": "Tempo",
        "sportTypeKey": "running",
        "duration": 3600,
    }
    done = {**workout, "id": 2, "itemType": "activity"}
    later = {**workout, "id": 3, "date": "2024-05-04"}
    bad = {**workout, "id": 4, "date": None}
    again = dict(workout)
    planned, set_aside = days.planned([workout, done, later, bad, again, None], first=FIRST, last=LAST)
    assert [(p.day, p.title, p.sport, p.duration_s) for p in planned] == [
        (date(2024, 5, 2), "Tempo", Sport.RUN, 3600),
    ]
    assert len(set_aside) == 1
