"""The season's numbers, worked out by hand from the tables of `season.py`. Day 70 is 29 March 2026, a Sunday."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from connectors.sandbox import World, season
from connectors.sandbox.season import LIVED_DAYS, day_number
from connectors.sandbox.season_facts import facts
from tests.connectors.sandbox.conftest import END

# (day, rule, value, reference) of all that is to be noticed in the ten weeks.
EXPECTED = [
    # 21,180 > 1.10 x 16,060 = 17,666, and it is the race.
    (14, "race, silent", 21_180, 16_060),
    # Day 0: 556,000. Days 2, 6, 7, 9, 13, 16: 8,040 + 6,050 + 16,060 + 8,010 + 4,020 + 5,020 = 47,200.
    (16, "shoe-worn", 603_200, 600_000),
    # W: days 27, 28, 30, 32, 33: 7,040 + 15,030 + 9,050 + 10,040 + 7,020 = 48,180. R is the week of the race, days
    # 8 to 14: 8,010 + 7,030 + 4,020 + 21,180 = 40,240. 48,180 / 40,240 = 1.197.
    (33, "weekly-ramp", 48_180, 40_240),
    # Day 27 leaves with 7,040, day 34 comes with 8,030.
    (34, "weekly-ramp", 49_170, 40_240),
    # Day 28 leaves with 15,030, day 35 comes with 16,050.
    (35, "weekly-ramp", 50_190, 40_240),
    # Day 30 leaves with 9,050, day 37 comes with 5,020. R: still days 8 to 14.
    (37, "weekly-ramp", 46_160, 40_240),
    # Mornings 39 to 42: 59, 60, 58, 56; the median of the 28 before is 50.
    (40, "resting-heart-rate", 60, 50),
    (41, "resting-heart-rate", 58, 50),
    (42, "resting-heart-rate", 56, 50),
    # 603,200 + days 18, 21, 23, 27, 28, 30, 33, 34, 35: 6,040 + 12,040 + 8,030 + 7,040 + 15,030 + 9,050 + 7,020 +
    # 8,030 + 16,050 = 88,330, and days 45, 47: 5,010 + 6,040 = 11,050. 691,530 on day 35, 696,540 on day 45.
    (47, "shoe-worn", 702_580, 700_000),
    # 20,420 / 16,050 = 1.272; the race of day 14 is 42 days ago.
    (56, "session-spike", 20_420, 16_050),
]


def scan(end: date, first: int, last: int) -> list[tuple[int, str, float, float]]:
    world = season(end, now=datetime(2030, 1, 1, tzinfo=UTC))
    days = (end - timedelta(days=LIVED_DAYS - number) for number in (first, last))
    return [(day_number(end, f.day), f.rule, f.value, f.reference) for f in facts(world, *days)]


def test_ten_weeks_hold_what_was_worked_out_by_hand() -> None:
    assert scan(END, 1, 70) == EXPECTED


def test_messages_come_on_days_of_their_own_and_never_four_in_seven_days() -> None:
    first_days: dict[tuple[str, float], int] = {}
    for day, rule, _, reference in EXPECTED:
        if rule != "race, silent":
            first_days.setdefault((rule, reference), day)
    assert list(first_days.values()) == [16, 33, 40, 47, 56]
    assert min(later - day for day, later in pairwise(first_days.values())) == 7


def test_nothing_is_open_when_the_ten_weeks_begin() -> None:
    # But for the first ten days: there is no week yet to compare with.
    assert scan(END, -195, 0) == []


@pytest.mark.parametrize("end", [date(2024, 3, 3), date(2026, 10, 25), date(2027, 1, 2)])
def test_numbers_are_the_same_whatever_the_end(end: date) -> None:
    assert scan(end, 1, 70) == EXPECTED


def test_two_seasons_are_equal() -> None:
    one, other = season(END), season(END)
    assert one.all_outings() == other.all_outings()


def run_days(world: World) -> list[int]:
    runs = [o for o in world.all_outings() if o.sport == "Run"]
    return sorted({day_number(END, o.start.date()) for o in runs})


def test_ill_and_on_holiday_nobody_runs_and_no_gap_is_a_layoff(world: World) -> None:
    lived = [day for day in run_days(world) if day >= 1]
    gaps = [(a, b) for a, b in pairwise(lived) if b - a > 3]
    # Seven days without a run when ill (38 to 44), nine on holiday (57 to 65).
    assert gaps == [(37, 45), (56, 66)]


def test_every_seven_days_have_a_day_of_rest(world: World) -> None:
    days = set(run_days(world))
    assert all(len(days & set(range(d, d + 7))) <= 6 for d in range(-209, 65))


def test_forty_weeks_are_between_20_and_51_km(world: World) -> None:
    runs = [o for o in world.all_outings() if o.sport == "Run"]
    weeks = [
        sum(o.distance_m for o in runs if first <= day_number(END, o.start.date()) < first + 7)
        for first in range(-209, 36, 7)
    ]
    assert len(weeks) == 35
    assert 19_000 < min(weeks) < max(weeks) == 50_190


def test_stravas_copies_are_the_same_run(world: World) -> None:
    for outing in world.all_outings():
        strava_m = outing.distance_in("strava")
        assert 0.99 * outing.distance_m <= strava_m <= outing.distance_m
        assert 0 <= outing.strava_later_s <= 4


def test_race_stands_in_the_calendar(world: World) -> None:
    race = END - timedelta(days=56)
    assert [(p.kind, p.day) for p in world.plans(race, race)] == [("race", race)]
    assert [o.name for o in world.all_outings() if o.is_race] == ["Half marathon"]
