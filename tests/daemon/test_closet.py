"""How each pair stands, for the screen and for programs."""

from datetime import date
from typing import Any

import pytest

from daemon.closet import Pair, Standing, as_json, closet
from rules.records import Shoe, ShoeKind, Sport
from rules.shoes.shoe_worn import Settings as ShoeWorn
from tests.rules.shoes.wearing import pair, run, runner


def stand(shoe: Shoe, *, first: int = 400, settings: ShoeWorn | None = None) -> Pair:
    # 56 km in 56 days: 1 km a day.
    state = runner([shoe], [run(20, 56_000, "Blue")], first=first)
    (found,) = closet(state, {"shoe-worn": settings} if settings else {})
    return found


@pytest.mark.parametrize(
    ("shoe", "standing", "limit_day"),
    [
        (pair("Blue", 599_999), Standing.IN_USE, date(2025, 9, 19)),  # 101 days after 10 June
        (pair("Blue", 600_000), Standing.NEAR, date(2025, 9, 18)),
        (pair("Blue", 699_999), Standing.NEAR, date(2025, 6, 11)),
        (pair("Blue", 700_000), Standing.AT, None),
        (pair("Blue", 799_999), Standing.AT, None),
        (pair("Blue", 800_000), Standing.BEYOND, None),
        (pair("Blue", 2_000_000), Standing.BEYOND, None),
        (pair("Blue", 0), Standing.IN_USE, date(2027, 5, 11)),  # 700 days
        (pair("Blue", None), Standing.UNKNOWN, None),
        (pair("Blue", 690_000, retired=True), Standing.RETIRED, None),
        (pair("Green", 690_000), Standing.NEAR, None),
    ],
)
def test_where_a_pair_is_on_its_way(shoe: Shoe, standing: Standing, limit_day: date | None) -> None:
    found = stand(shoe)
    assert (found.standing, found.limit_day, found.limit_m) == (standing, limit_day, 700_000)
    assert found.worn_m == (56_000 if shoe.name == "Blue" else 0)


def test_the_limit_is_the_one_that_holds() -> None:
    assert stand(pair("Blue", 1, limit_m=500_000)).limit_m == 500_000
    assert stand(pair("Blue", 1, kind=ShoeKind.RACE)).limit_m == 400_000
    assert stand(pair("Blue", 1), settings=ShoeWorn(limit_km=800)).limit_m == 800_000


@pytest.mark.parametrize(("first", "knows"), [(50, True), (49, False)])
def test_there_is_no_date_before_eight_weeks_are_known(first: int, knows: bool) -> None:
    found = stand(pair("Blue", 690_000), first=first)
    assert (found.limit_day is not None, found.worn_m is not None) == (knows, knows)


def test_what_is_worn_most_comes_first_and_what_is_retired_last() -> None:
    shoes = [pair("E", retired=True), pair("D"), pair("c"), pair("B"), pair("A", retired=True), pair("F")]
    worn = [run(3, 10_000, "F"), run(2, 9_000, "E"), run(1, 11_000, "D")]
    assert [each.shoe.name for each in closet(runner(shoes, worn), {})] == ["D", "F", "B", "c", "E", "A"]
    assert list(closet(runner([], []), {})) == []


def test_for_programs() -> None:
    more: dict[str, Any] = {
        "kind": ShoeKind.TRAIL,
        "default_for": frozenset({Sport.TRAIL_RUN, Sport.RUN}),
        "other_ids": (("strava", "g1"), ("garmin", "again")),
        "other_names": ("Nike Peg",),
    }
    assert as_json(stand(pair("Blue", 690_000, **more))) == {
        "shoe": "garmin-blue",
        "name": "Blue",
        "other_names": ["Nike Peg"],
        "sources": ["garmin", "strava"],
        "kind": "trail",
        "distance_m": 690_000,
        "limit_m": 700_000,
        "state": "near-limit",
        "limit_day": "2025-06-20",
        "worn_in_8_weeks_m": 56_000,
        "default_for": ["run", "trail-run"],
    }
    assert as_json(stand(pair("Blue", None)))["limit_day"] is None
