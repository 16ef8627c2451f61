"""A runner's life as both services know it: what has happened by the simulated now, and changes to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from threading import RLock
from typing import Any
from zoneinfo import ZoneInfo

BOTH = frozenset({"strava", "garmin"})
_WAKES = time(6, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outing:
    """One activity, as the watch recorded it. Garmin tells it so; Strava's copy may differ a little."""

    number: int
    """1, 2, 3, ...: the identifiers in both services are made of it."""
    start: datetime
    """Aware, in the UTC offset of the place."""
    sport: str
    """Strava's word: Run, TrailRun, Walk, Ride, ..."""
    name: str
    distance_m: float
    moving_s: int
    elapsed_s: int
    average_heart_rate_bpm: float | None = None
    average_cadence_spm: float | None = None
    climb_m: float = 0.0
    hard_s: int | None = None
    """Seconds in heart rate zones 4 and 5, which only Garmin tells; None without zones."""
    is_race: bool = False
    is_workout: bool = False
    """Marked as a workout by its runner, which only Strava keeps."""
    is_private: bool = False
    """Strava shows it to its runner only, and to an application that may read all activities."""
    pair: str | None = None
    """Key of the shoes."""
    services: frozenset[str] = BOTH
    strava_later_s: int = 0
    """Strava's copy starts so many seconds later."""
    strava_distance_m: float | None = None
    """Where Strava measures another distance."""
    strava_pair: str | None = None
    """Where its runner named other shoes in Strava."""
    zone: str = "Etc/UTC"
    """Name of the time zone, as Strava tells it beside the offset."""

    @property
    def end(self) -> datetime:
        """When it was over, and from when the services know it."""
        return self.start + timedelta(seconds=self.elapsed_s)

    def distance_in(self, service: str) -> float:
        """Return the distance in metres as that service tells it."""
        if service == "strava" and self.strava_distance_m is not None:
            return self.strava_distance_m
        return self.distance_m

    def pair_in(self, service: str) -> str | None:
        """Return the key of the shoes that it was run in as that service tells it."""
        return self.strava_pair if service == "strava" and self.strava_pair is not None else self.pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A pair of shoes, in both services under one name."""

    key: str
    number: int
    """1, 2, ...: the identifiers in both services are made of it."""
    name: str
    brand: str
    model: str
    first_day: date
    """Known to the services from this day on."""
    before_m: int = 0
    """Metres on the pair before the first activity here."""
    limit_m: int | None = None
    """The runner's own limit, which only Garmin keeps."""
    retired: bool = False
    strava_name: str | None = None
    """Where it has another name in Strava."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """A night and the morning after it; None where the watch was not worn. Only Garmin has it."""

    day: date
    resting_heart_rate_bpm: int | None = None
    asleep_s: int | None = None
    heart_rate_variability_ms: int | None = None
    stress_score: int | None = None
    """Mean of the whole calendar day that this morning begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An entry of Garmin's calendar."""

    number: int
    day: date
    title: str
    kind: str = "workout"
    """Garmin's itemType: workout, fbtAdaptiveWorkout, race or event."""
    sport: str = "running"
    distance_m: int | None = None
    duration_s: int | None = None


class World:
    """All of it. Only what is over by `now` is shown; every method may be called from any thread."""

    def __init__(
        self,
        *,
        zone: str = "Europe/Amsterdam",
        outings: Iterable[Outing] = (),
        pairs: Iterable[Pair] = (),
        mornings: Iterable[Morning] = (),
        plans: Iterable[Plan] = (),
        now: datetime | None = None,
    ) -> None:
        self.zone = ZoneInfo(zone)
        self._outings = {outing.number: outing for outing in outings}
        self._pairs = {pair.key: pair for pair in pairs}
        self._mornings = {morning.day: morning for morning in mornings}
        self._plans = {plan.number: plan for plan in plans}
        self._now = now
        self._lock = RLock()

    @property
    def now(self) -> datetime:
        """The simulated now, in UTC; the machine's own clock until it is set."""
        return self._now.astimezone(UTC) if self._now else datetime.now(UTC)

    @now.setter
    def now(self, value: datetime | None) -> None:
        if value is not None and value.tzinfo is None:
            raise ValueError("the sandbox's clock needs a time with its UTC offset")
        self._now = value

    @property
    def today(self) -> date:
        """The runner's local day."""
        return self.now.astimezone(self.zone).date()

    def outings(self, service: str) -> list[Outing]:
        """Return what that service knows by now, the newest first."""
        now = self.now
        with self._lock:
            known = [o for o in self._outings.values() if service in o.services and o.end <= now]
        return sorted(known, key=lambda o: (o.start.timestamp(), o.number), reverse=True)

    def outing(self, number: int) -> Outing:
        """Return an outing, past or to come. Raise KeyError."""
        with self._lock:
            return self._outings[number]

    def all_outings(self) -> list[Outing]:
        """Return every outing, those to come included, the oldest first."""
        with self._lock:
            return sorted(self._outings.values(), key=lambda o: (o.start.timestamp(), o.number))

    def pairs(self) -> list[Pair]:
        """Return the pairs that exist by today."""
        today = self.today
        with self._lock:
            return [pair for pair in self._pairs.values() if pair.first_day <= today]

    def every_pair(self) -> list[Pair]:
        """Return every pair, those to come included."""
        with self._lock:
            return list(self._pairs.values())

    def worn_m(self, pair: Pair, service: str) -> tuple[float, int]:
        """Return the metres on a pair as that service tells them, and the number of activities."""
        worn = [o.distance_in(service) for o in self.outings(service) if o.pair_in(service) == pair.key]
        return pair.before_m + sum(worn), len(worn)

    def mornings(self, first: date, last: date) -> Iterator[Morning]:
        """Yield the mornings from first to last, both included, that are there by now: at 06:30 local time."""
        now = self.now
        with self._lock:
            days = sorted(day for day in self._mornings if first <= day <= last)
            for day in days:
                if datetime.combine(day, _WAKES, self.zone) <= now:
                    yield self._mornings[day]

    def plans(self, first: date, last: date) -> list[Plan]:
        """Return the calendar's entries from first to last, both included."""
        with self._lock:
            return [plan for plan in self._plans.values() if first <= plan.day <= last]

    def plan(self, plan: Plan) -> None:
        """Put an entry into the calendar, or in the place of the one with its number."""
        with self._lock:
            self._plans[plan.number] = plan

    def unplan(self, number: int) -> None:
        """Take an entry out of the calendar. Raise KeyError."""
        with self._lock:
            del self._plans[number]

    def add(self, outing: Outing) -> None:
        """Add an outing, or put it in the place of the one with its number."""
        with self._lock:
            self._outings[outing.number] = outing

    def add_pair(self, pair: Pair) -> None:
        """Add a pair, or put it in the place of the one with its key."""
        with self._lock:
            self._pairs[pair.key] = pair

    def edit(self, number: int, **changes: Any) -> None:
        """Change fields of an outing, as its owner would in the app. Raise KeyError."""
        with self._lock:
            self._outings[number] = replace(self._outings[number], **changes)

    def delete(self, number: int, *, service: str | None = None) -> None:
        """Delete an outing from one service, or from both. Raise KeyError."""
        with self._lock:
            outing = self._outings[number]
            left = outing.services - {service} if service else frozenset()
            self._outings[number] = replace(outing, services=left)

    def wear(self, number: int, pair: str | None) -> None:
        """Say that an outing was in other shoes, or in none. Raise KeyError."""
        with self._lock:
            if pair is not None and pair not in self._pairs:
                raise KeyError(pair)
            self._outings[number] = replace(self._outings[number], pair=pair)

    def edit_pair(self, key: str, **changes: Any) -> None:
        """Change fields of a pair. Raise KeyError."""
        with self._lock:
            self._pairs[key] = replace(self._pairs[key], **changes)

    def edit_morning(self, morning: Morning) -> None:
        """Put a morning in the place of what was known of that day."""
        with self._lock:
            self._mornings[morning.day] = morning
