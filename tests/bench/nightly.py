"""The nightly pass of a large house: every runner is judged, whether anything came in or not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter

from sqlalchemy import select

from connectors.base import Batch
from daemon.config import Athlete
from daemon.pipeline import judge
from daemon.schema import activities, alerts, athletes, mornings, shoes, source_state
from daemon.store.database import Database
from daemon.store.saving import save
from daemon.store.syncs import begin_sync, finish_sync
from rules.records import Activity, DailyWellness, Sport
from tests.bench.judging import athlete
from tests.bench.pairs import in_turn
from tests.bench.rows import Row
from tests.bench.stage import Stage

NOW = datetime(2026, 3, 18, 3, 0, tzinfo=UTC)
RUNNERS = 10_000
HERE = 100
"""So many of them are in the database: each costs the same, since none sees another's rows."""
DAYS = 300
MORNINGS = 60
ROUNDS = 7
_READ = (activities, alerts, athletes, mornings, shoes, source_state)


def judge_ten_thousand(stage: Stage) -> Iterator[Row]:
    """Time a pass of all that are here in turn with reading their rows and doing nothing, and scale both up."""
    house = _House(stage)
    house.judged()
    pair = in_turn(house.judged, house.read, rounds=ROUNDS)
    house.database.close()
    yield Row(
        what=f"nightly pass of {RUNNERS} runners (from {HERE})",
        unit="s",
        measured=pair.measured * RUNNERS / HERE,
        floor=pair.floor * RUNNERS / HERE,
        floor_is="their rows, read by SQLAlchemy Core",
        median_ratio=pair.ratio,
        ratio_at_most=5,
    )


class _House:
    """Runners with a run on four days of five; nothing new has come in."""

    def __init__(self, stage: Stage) -> None:
        self.database = Database(f"sqlite:///{stage.new_path()}")
        self.database.upgrade()
        self._runners = [replace(athlete(), name=f"runner-{number}") for number in range(HERE)]
        self._now = NOW
        for number, runner in enumerate(self._runners):
            self._fill(runner, number)

    def judged(self) -> float:
        self._now += timedelta(seconds=1)
        begun = perf_counter()
        for runner in self._runners:
            judge(self.database, runner, clock=lambda: self._now)
        return perf_counter() - begun

    def read(self) -> float:
        read = 0
        begun = perf_counter()
        for runner in self._runners:
            with self.database.read() as connection:
                for table in _READ:
                    owner = table.c.name if table is athletes else table.c.athlete
                    read += len(connection.execute(select(table).where(owner == runner.name)).all())
        took = perf_counter() - begun
        if read < HERE * DAYS * 4 // 5:
            raise RuntimeError("the rows are not there")
        return took

    def _fill(self, runner: Athlete, number: int) -> None:
        days = [NOW.date() - timedelta(days=back) for back in range(1, DAYS)]
        runs = tuple(_run(day, at * 7 + number) for at, day in enumerate(days) if (at + number) % 5)
        woken = tuple(
            DailyWellness(source="strava", day=day, resting_heart_rate_bpm=50 + (at + number) % 5)
            for at, day in enumerate(days[:MORNINGS])
        )
        with self.database.begin() as connection:
            sync = begin_sync(connection, runner.name, "strava", now=NOW)
            save(connection, runner.name, "strava", Batch(activities=runs, mornings=woken), now=NOW)
            finish_sync(connection, runner.name, "strava", run_id=sync, now=NOW, cursor=runs[0].start)


def _run(day: date, number: int) -> Activity:
    seconds = 2000 + 150 * (number % 17)
    return Activity(
        source="strava",
        source_id=f"{day:%Y%m%d}",
        sport=Sport.RUN,
        start=datetime.combine(day, time(17), tzinfo=UTC),
        elapsed_s=seconds,
        moving_s=seconds,
        distance_m=seconds * 3,
    )
