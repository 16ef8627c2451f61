"""A small life with known numbers, and a store of tokens in memory."""

import copy
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from connectors.sandbox import Morning, Outing, Pair, Plan, World

NOW = datetime(2024, 5, 20, 18, 0, tzinfo=UTC)
AMSTERDAM = timezone(timedelta(hours=2))
NEW_YORK = timezone(timedelta(hours=-4))
OLD, NEW = "old", "new"


class MemoryKeep:
    """A Keep that forgets with the process; `puts` is how often each name was put."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Any]] = {}
        self.puts: list[str] = []

    def get(self, name: str) -> dict[str, Any] | None:
        return copy.deepcopy(self._kept.get(name))

    def put(self, name: str, value: dict[str, Any]) -> None:
        self.puts.append(name)
        self._kept[name] = copy.deepcopy(value)


def outing(number: int, start: datetime, *, distance_m: float = 10_000.0, **more: Any) -> Outing:
    """Ten kilometres in 50 minutes, unless something else is said."""
    values: dict[str, Any] = {"sport": "Run", "name": "", "moving_s": 3000, "elapsed_s": 3060, **more}
    return Outing(number=number, start=start, distance_m=distance_m, **values)


def small_world() -> World:
    """Three runs, a walk and something that no list of sports knows, in two pairs; thirty-five mornings."""
    return World(
        zone="Europe/Amsterdam",
        now=NOW,
        outings=[
            outing(
                1,
                datetime(2024, 4, 20, 7, 0, tzinfo=AMSTERDAM),
                average_heart_rate_bpm=150.0,
                average_cadence_spm=172.0,
                climb_m=85.0,
                hard_s=605,
                pair=OLD,
            ),
            outing(2, datetime(2024, 5, 8, 9, 30, tzinfo=AMSTERDAM), distance_m=21_100.0, is_race=True, pair=OLD),
            # Half past eleven in the evening of the 15th, where it was run; the 16th in UTC.
            outing(
                3,
                datetime(2024, 5, 15, 23, 30, tzinfo=NEW_YORK),
                sport="TrailRun",
                distance_m=8000.0,
                is_workout=True,
                zone="America/New_York",
                pair=NEW,
            ),
            outing(4, datetime(2024, 5, 18, 10, 0, tzinfo=AMSTERDAM), sport="Padel", distance_m=0.0),
            outing(5, datetime(2024, 5, 19, 10, 0, tzinfo=AMSTERDAM), sport="Walk", distance_m=5000.0, pair=NEW),
        ],
        pairs=[
            Pair(
                key=OLD, number=1, name="Old ones", brand="B", model="M", first_day=date(2023, 1, 1), before_m=600_000
            ),
            Pair(
                key=NEW,
                number=2,
                name="New ones",
                brand="B",
                model="N",
                first_day=date(2024, 5, 1),
                limit_m=650_000,
                retired=True,
            ),
        ],
        mornings=[
            Morning(
                day=date(2024, 4, 16) + timedelta(days=n),
                resting_heart_rate_bpm=50 + n % 3,
                asleep_s=27_000,
                heart_rate_variability_ms=60,
                stress_score=20 + n,
            )
            for n in range(35)
        ],
        plans=[
            Plan(number=1, day=date(2024, 5, 22), title="Tempo", duration_s=3600, distance_m=11_000),
            Plan(number=2, day=date(2024, 6, 2), title="Half", kind="race", distance_m=21_098),
            Plan(number=3, day=date(2024, 7, 2), title="Far off"),
        ],
    )


def daily_world(count: int) -> World:
    """A run a day, so many of them, all in one pair, the last one on the day before now."""
    first = datetime(2024, 5, 19, 7, 0, tzinfo=UTC) - timedelta(days=count - 1)
    return World(
        zone="UTC",
        now=NOW,
        outings=[outing(n + 1, first + timedelta(days=n), pair=OLD) for n in range(count)],
        pairs=[Pair(key=OLD, number=1, name="Old ones", brand="B", model="M", first_day=first.date())],
    )
