"""How seldom the services are asked: a real history of some years, where there is one beside the checkout."""

import os
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connectors.base import Ask
from connectors.sandbox import Morning, Pair, World, read_history
from daemon.connect import connect
from daemon.store.keep import DatabaseKeep
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY

BESIDE = Path(__file__).parents[3] / "shared" / "histories"
HISTORY = Path(os.environ.get("SHINGUARD_HISTORIES", BESIDE)) / "runner-b.csv"
SHOES = 2

pytestmark = pytest.mark.skipif(not HISTORY.exists(), reason="no real histories here")


@pytest.fixture
def world() -> World:
    """The history an hour after its last activity, with two pairs of shoes and ten weeks of mornings."""
    world = read_history(HISTORY)
    newest = world.all_outings()[-1]
    world.now = newest.end + timedelta(hours=1)
    for number in range(1, SHOES + 1):
        first_day = world.all_outings()[0].start.date()
        world.add_pair(
            Pair(key=f"pair {number}", number=number, name=f"Pair {number}", brand="F", model="H", first_day=first_day)
        )
    for back in range(-3, 71):
        world.edit_morning(Morning(day=world.today - back * DAY, resting_heart_rate_bpm=50))
    return world


def imported(build: Build, world: World, source: str) -> tuple[House, int]:
    house = build(world, source)
    house.log_in()
    house.sandbox.reset_requests()
    [pulled] = house.live(world.now).pulled
    assert pulled.trouble is None
    return house, pulled.saved.new


def kinds(house: House, source: str) -> Counter[str]:
    """Count the requests by what they ask for."""
    counted: Counter[str] = Counter()
    for address, count in house.sandbox.requests(source).items():
        words = {
            "athlete/activities": "list",
            "/athlete": "shoes",
            "search/activities": "list",
            "filterGear": "shoes",
            "/gear": "of a shoe",
            "wellness": "mornings",
            "sleep": "mornings",
            "hrv": "mornings",
            "calendar-service": "calendar",
        }
        counted[next((kind for word, kind in words.items() if word in address), address)] += count
    return counted


def next_morning(moment: datetime) -> datetime:
    return (moment + DAY).replace(hour=11)


def test_strava(build: Build, world: World) -> None:
    house, count = imported(build, world, "strava")
    assert count == len(world.all_outings())
    # 939 activities, 200 a page: four full ones and one that is not.
    assert kinds(house, "strava") == {"list": 5, "shoes": 1}

    house.sandbox.reset_requests()
    house.live(world.now + timedelta(minutes=5))
    assert kinds(house, "strava") == {"list": 1}

    house.sandbox.reset_requests()
    house.live(next_morning(world.now))
    # Its tokens live six hours.
    assert kinds(house, "strava") == {"list": 1, "shoes": 1, "POST /oauth/token": 1}
    assert house.sandbox.logins("strava") == 0


def test_garmin(build: Build, world: World) -> None:
    house, count = imported(build, world, "garmin")
    assert count == len(world.all_outings())
    first = kinds(house, "garmin")
    # Seventy-one mornings: one range of heart rates and stress, three each of nights and variability, 28 days at most.
    assert first == {"list": 1, "shoes": 1, "of a shoe": 2 * SHOES, "mornings": 7, "calendar": 1}

    house.sandbox.reset_requests()
    house.live(world.now + timedelta(minutes=5))
    assert kinds(house, "garmin") == {"list": 1}

    house.sandbox.reset_requests()
    house.live(next_morning(world.now))
    assert kinds(house, "garmin") == {"list": 1, "shoes": 1, "of a shoe": 2 * SHOES, "mornings": 3, "calendar": 1}
    assert house.sandbox.logins("garmin") == 0


def test_a_month_of_mornings(build: Build, world: World) -> None:
    house, _count = imported(build, world, "garmin")
    house.sandbox.reset_requests()
    keep = DatabaseKeep(house.database, "me", "garmin")
    connector = connect("garmin", house.athlete().connectors["garmin"], keep=keep, clock=lambda: world.now)
    [batch] = connector.pull(Ask(activities=False, mornings=(world.today - 30 * DAY, world.today)))
    assert len(batch.mornings) == 31
    assert kinds(house, "garmin") == {"mornings": 5}
