"""What the figures are measured on: a runner of our own making in the sandbox, and databases that are logged in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import count
from pathlib import Path

from connectors.garmin import Settings as GarminSettings
from connectors.sandbox import Morning, Outing, Pair, Sandbox, World
from connectors.sandbox.strava_limits import Limits
from connectors.strava import Settings as StravaSettings
from daemon.store.database import Database
from daemon.store.keep import DatabaseKeep
from tests.connectors.logins import log_in_to_garmin, log_in_to_strava, strava_settings
from tests.connectors.worlds import MemoryKeep

ATHLETE = "me"
PAIRS = 2
MORNINGS = 72
_NO_LIMITS = Limits(overall=(10**6, 10**6), read=(10**6, 10**6))
"""A benchmark asks more often in a quarter of an hour than Strava allows in a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A sandbox in threads of this process, and the tokens of one login to each service."""

    sandbox: Sandbox
    folder: Path
    tokens: dict[str, MemoryKeep]
    _numbers: Iterator[int]

    @property
    def world(self) -> World:
        """The runner."""
        return self.sandbox.world

    @property
    def settings(self) -> dict[str, StravaSettings | GarminSettings]:
        """The settings of each source."""
        return {
            "strava": strava_settings(self.sandbox),
            "garmin": GarminSettings(base_url=self.sandbox.garmin_url),
        }

    def clock(self) -> datetime:
        """The runner's own now."""
        return self.world.now

    def new_path(self) -> Path:
        """Return a path where no database is yet."""
        return self.folder / f"bench-{next(self._numbers)}.db"

    def new_database(self) -> Database:
        """Return an empty database in which both sources are logged in."""
        database = Database(f"sqlite:///{self.new_path()}")
        database.upgrade()
        for source, keep in self.tokens.items():
            tokens = keep.get("tokens")
            assert tokens is not None
            DatabaseKeep(database, ATHLETE, source).put("tokens", tokens)
        return database


@contextmanager
def set_up(folder: Path, *, activities: int) -> Iterator[Stage]:
    """Start the sandbox and log in to both services."""
    # In the evening, so that this morning's values are there at whatever hour the benchmark runs.
    now = datetime.combine(datetime.now(UTC).date(), time(18), tzinfo=UTC)
    with Sandbox(_world(activities, now), limits=_NO_LIMITS) as sandbox:
        tokens = {"strava": MemoryKeep(), "garmin": MemoryKeep()}
        log_in_to_strava(sandbox, tokens["strava"])
        log_in_to_garmin(sandbox, tokens["garmin"])
        yield Stage(sandbox=sandbox, folder=folder, tokens=tokens, _numbers=count())


def outing(number: int, now: datetime) -> Outing:
    """The run of `number` days ago, of 6 to 14 km in one of the two pairs."""
    distance_m = 6000.0 + 500 * (number % 17)
    moving_s = round(distance_m * 0.33)
    return Outing(
        number=number,
        start=now - timedelta(days=number, hours=10),
        sport="Run",
        name="Morning Run",
        distance_m=distance_m,
        moving_s=moving_s,
        elapsed_s=moving_s + 60,
        average_heart_rate_bpm=140.0 + number % 20,
        average_cadence_spm=170.0,
        pair=str(number % PAIRS),
    )


def _world(activities: int, now: datetime) -> World:
    first_day = (now - timedelta(days=2000)).date()
    return World(
        zone="UTC",
        now=now,
        outings=[outing(number, now) for number in range(1, activities + 1)],
        pairs=[
            Pair(key=str(n), number=n + 1, name=f"Pair {n + 1}", brand="B", model="M", first_day=first_day)
            for n in range(PAIRS)
        ],
        mornings=[
            Morning(
                day=(now - timedelta(days=n)).date(),
                resting_heart_rate_bpm=50 + n % 4,
                asleep_s=27_000,
                heart_rate_variability_ms=60,
            )
            for n in range(MORNINGS)
        ],
    )
