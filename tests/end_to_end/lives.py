"""Lives whose every sum can be done in the head: ten kilometres every other day, fifty beats every morning."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

from connectors.sandbox import Morning, Outing, Pair, World

ZONE = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
LAST = date(2026, 2, 15)
"""A Sunday in winter: UTC + 1. The last day of `every_other_day`, unless another is asked for."""
PAIR = "daily"
COUNT = 40


def at(day: date, clock: str = "20:30") -> datetime:
    """A local moment: in the evening, unless something else is said."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE)


def run(number: int, day: date, distance_m: int = 10_000, *, clock: str = "07:00", **more: Any) -> Outing:
    """A run at six minutes a kilometre; Strava measures one per cent less, and starts three seconds later."""
    moving_s = distance_m * 36 // 100
    values: dict[str, Any] = {
        "sport": "Run",
        "name": "",
        "pair": PAIR,
        "strava_later_s": 3,
        "strava_distance_m": distance_m * 0.99,
        **more,
    }
    return Outing(
        number=number,
        start=at(day, clock),
        distance_m=float(distance_m),
        moving_s=moving_s,
        elapsed_s=moving_s + 60,
        zone="Europe/Amsterdam",
        **values,
    )


def every_other_day(
    last: date = LAST, *, then: Iterable[Outing] = (), clock: str = "07:00", real_time: bool = False
) -> World:
    """Forty runs of 10,000 m, the last on `last`, in one pair that was new; 50 bpm every morning of 120 days.

    Seven days that end on a run hold four of them, 40,000 m; seven that end on a rest day three, 30,000 m. It is the
    evening of `last`, unless the machine's clock counts: then the watch was taken off ten days before, so that no
    morning is asked for again, whatever the hour.
    """
    return World(
        zone="Europe/Amsterdam",
        outings=[*(run(n, last - 2 * (COUNT - n) * DAY, clock=clock) for n in range(1, COUNT + 1)), *then],
        pairs=[Pair(key=PAIR, number=1, name="Harrier", brand="F", model="H", first_day=last - 90 * DAY)],
        mornings=[Morning(day=last + n * DAY, resting_heart_rate_bpm=50) for n in range(-80, -9 if real_time else 41)],
        now=None if real_time else at(last, "20:00"),
    )


def raised(world: World, day: date, bpm: int) -> None:
    """A morning that was not like the others."""
    world.edit_morning(Morning(day=day, resting_heart_rate_bpm=bpm))


class HeldUp(World):
    """A world of which a service tells nothing more once it was asked so many times, until `let_go` is set."""

    def __init__(self, world: World, *, service: str, after: int) -> None:
        super().__init__(
            zone=world.zone.key,
            outings=world.all_outings(),
            pairs=world.every_pair(),
            mornings=world.mornings(date.min, date.max),
        )
        self.reached = Event()
        self.let_go = Event()
        self._service = service
        self._left = after

    def outings(self, service: str) -> list[Outing]:
        """As ever, or not yet."""
        if service == self._service and not self.let_go.is_set():
            self._left -= 1
            if self._left < 0:
                self.reached.set()
                self.let_go.wait(30)
        return super().outings(service)
