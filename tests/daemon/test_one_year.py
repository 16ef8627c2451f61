"""A year of 300 runs that comes in from three sources, with 30 more that began within the hour of another.

Whatever the order of arrival: 330 runs in the end, none lost, none doubled, each told by Garmin's record of it.
"""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Batch
from daemon.merge import merge
from daemon.store.database import Database
from daemon.store.past import load_past
from daemon.store.saving import save
from rules.records import Activity, Sport, is_hidden

ZONE = ZoneInfo("Europe/Amsterdam")
FIRST = datetime(2025, 1, 1, tzinfo=ZONE)
ORDERS = 1000


def _copies(number: int, start: datetime, distance_m: int, moving_s: int, dice: Random) -> list[Activity]:
    """One run as Garmin, Strava and the watch's own file tell it."""
    elapsed_s = moving_s + dice.randint(0, 120)

    def record(source: str, source_id: str, start: datetime, distance_m: int, elapsed_s: int) -> Activity:
        return Activity(
            source=source,
            source_id=source_id,
            sport=Sport.RUN,
            start=start,
            elapsed_s=elapsed_s,
            moving_s=moving_s,
            distance_m=distance_m,
        )

    at_strava = start.replace(hour=0, minute=0, second=1) if dice.random() < 0.3 else start
    at_strava += timedelta(seconds=dice.randint(-20, 20)) if at_strava == start else timedelta()
    near_m = round(distance_m * dice.uniform(0.99, 1.01))
    return [
        record("garmin", str(number), start, distance_m, elapsed_s),
        record("strava", str(number), at_strava, near_m, elapsed_s + dice.randint(-5, 5)),
        record("files", f"fit-{number:012x}", start.astimezone(UTC), distance_m, elapsed_s),
    ]


def _year(seed: int) -> list[list[Activity]]:
    """300 days with a run, on 30 of them a second one: within the hour of the first, or as soon as that is over."""
    dice = Random(seed)
    runs: list[list[Activity]] = []
    seconds = set(dice.sample(range(300), 30))
    for at, day in enumerate(sorted(dice.sample(range(365), 300))):
        start = FIRST + timedelta(days=day, hours=dice.randint(6, 19), minutes=dice.randint(0, 59))
        # A runner of habits: many a run is as long as the one before it.
        distance_m = dice.choice([1_000, 5_000, 8_000, 10_000, dice.randint(800, 32_000)])
        moving_s = round(distance_m * dice.uniform(0.27, 0.4))
        runs.append(_copies(len(runs), start, distance_m, moving_s, dice))
        if at in seconds:
            over = runs[-1][0].end + timedelta(seconds=dice.randint(60, 300))
            later = max(over, start + timedelta(minutes=dice.randint(0, 60)))
            again_m = distance_m if dice.random() < 0.5 else dice.randint(800, 12_000)
            runs.append(_copies(len(runs), later, again_m, round(again_m * dice.uniform(0.27, 0.4)), dice))
    return runs


@pytest.mark.parametrize("seed", range(4))
def test_a_year_from_three_sources_is_330_runs_in_every_order_of_arrival(seed: int) -> None:
    year = _year(seed)
    records = [copy for copies in year for copy in copies]
    dice = Random(seed)
    for _order in range(ORDERS // 4):
        dice.shuffle(records)
        runs = merge(records)
        assert len(runs) == 330
        assert [run.distance_m for run in runs] == [copies[0].distance_m for copies in year]
        assert {copy for run in runs for copy in run.copies} == {record.key for record in records}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_part_has_come_in_no_run_is_counted_twice_and_none_is_lost_but_for_a_hidden_start(seed: int) -> None:
    year = _year(seed)
    records = [copy for copies in year for copy in copies]
    dice = Random(seed)
    for _order in range(50):
        dice.shuffle(records)
        some = records[: dice.randint(1, len(records))]
        here = {record.key for record in some}
        came_in = [[copy for copy in copies if copy.key in here] for copies in year]
        # Of two alike runs on a day, one known by its hidden start alone looks like the other.
        unsure = sum(all(is_hidden(copy.start) for copy in copies) for copies in came_in if copies)
        true = sum(1 for copies in came_in if copies)
        assert true - unsure <= len(merge(some)) <= true


def test_the_store_gives_the_same_year_whatever_came_in_first(database: Database) -> None:
    year = _year(7)
    records = [copy for copies in year for copy in copies]
    dice = Random(7)
    for order in range(5):
        dice.shuffle(records)
        athlete = f"runner {order}"
        for first in range(0, len(records), 150):
            batch = records[first : first + 150]
            with database.begin() as connection:
                for source in ("garmin", "strava", "files"):
                    came_in = tuple(each for each in batch if each.source == source)
                    save(connection, athlete, source, Batch(activities=came_in), now=FIRST + timedelta(days=400))
        with database.read() as connection:
            runs = load_past(connection, athlete, zone=ZONE).runs
        assert [run.distance_m for run in runs] == [copies[0].distance_m for copies in year]
