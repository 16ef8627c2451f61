"""What sources tell of a runner: activities, the runs they are, shoes, mornings, plans. The unit is in each name.

Connectors make these frozen records, the store keeps them, rules read them. All datetimes are aware.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

_HIDDEN = time(0, 0, 1)


def is_hidden(start: datetime) -> bool:
    """Say whether a service hides this start: it tells the first second of the day, on the runner's clock or in UTC."""
    return start.second == 1 and (start.time() == _HIDDEN or start.astimezone(UTC).time() == _HIDDEN)


class Sport(StrEnum):
    """The sports that Shinguard tells apart; a source's own word is mapped to one of them."""

    RUN = "run"
    TRAIL_RUN = "trail-run"
    TREADMILL_RUN = "treadmill-run"
    VIRTUAL_RUN = "virtual-run"
    WALK = "walk"
    HIKE = "hike"
    RIDE = "ride"
    SWIM = "swim"
    STRENGTH = "strength"
    OTHER = "other"

    @property
    def family(self) -> str:
        """Copies of one outing are of one family: a watch says trail run where an app says run."""
        if self in _RUNS:
            return "run"
        return "walk" if self in (Sport.WALK, Sport.HIKE) else self.value

    @property
    def is_run(self) -> bool:
        """True for what counts as running load."""
        return self in _RUNS


_RUNS = frozenset({Sport.RUN, Sport.TRAIL_RUN, Sport.TREADMILL_RUN, Sport.VIRTUAL_RUN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One record of one outing, as one source tells it. Its key is (source, source_id)."""

    source: str
    source_id: str
    sport: Sport
    start: datetime
    """Aware, in the UTC offset of the place where it was run: its date is the runner's local day."""
    elapsed_s: int
    moving_s: int
    distance_m: int
    average_heart_rate_bpm: float | None = None
    average_cadence_spm: float | None = None
    gear_id: str | None = None
    """The source's own identifier of the shoe."""
    climb_m: int | None = None
    """Metres up."""
    hard_s: int | None = None
    """Seconds in heart rate zones 4 and 5, where the source tells them."""
    is_race: bool = False
    """By the source's own mark."""
    is_workout: bool = False
    """Marked as intervals or tempo by the runner, in the source."""
    accepted: bool = False
    """Implausible, but the runner said that it is right (`shinguard runs accept`)."""
    excluded: bool = False
    """The runner said that the outing does not count, nor any copy of it (`shinguard runs exclude`)."""
    zone_is_guess: bool = False
    """The source told a time of day without a zone: the athlete's was assumed, and the instant may be hours off."""
    arrived: datetime | None = None
    """When the store first saw it; None until it is stored."""
    gone: bool = False
    """Deleted upstream: it counts for nothing, and still names the run that it was the first copy of."""

    @property
    def key(self) -> str:
        """`strava-123`: how a person and an alert name this record."""
        return f"{self.source}-{self.source_id}"

    @property
    def day(self) -> date:
        """The runner's local calendar day."""
        return self.start.date()

    @property
    def end(self) -> datetime:
        """When the outing was over."""
        return self.start + timedelta(seconds=self.elapsed_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One outing that counts once, however many copies of it came in.

    `run_id` is the key of the copy that arrived first, so that it outlives the arrival of a second copy.
    `distance_m` is None where the record is implausible: a run day of unknown distance.
    """

    run_id: str
    sport: Sport
    start: datetime
    elapsed_s: int
    moving_s: int
    distance_m: int | None
    average_heart_rate_bpm: float | None = None
    average_cadence_spm: float | None = None
    climb_m: int | None = None
    hard_s: int | None = None
    """Seconds in heart rate zones 4 and 5, where a source tells them."""
    is_race: bool = False
    """By a source's mark or by the runner's own."""
    is_workout: bool = False
    """Marked as intervals or tempo."""
    exertion: int | None = None
    """How hard it felt, 1 to 10, where the runner logged it (`shinguard log exertion`)."""
    gear: tuple[tuple[str, str], ...] = ()
    """(source, gear_id) of each copy that names a shoe."""
    copies: tuple[str, ...] = ()
    """Keys of all copies, the first arrived first."""
    arrived: datetime | None = None
    """When the first copy came in."""
    is_purged: bool = False
    """What came of it is not kept, by the runner's own setting: its day is known, and nothing else."""

    @property
    def day(self) -> date:
        """The runner's local calendar day."""
        return self.start.date()

    @property
    def end(self) -> datetime:
        """When the run was over."""
        return self.start + timedelta(seconds=self.elapsed_s)

    @property
    def is_aside(self) -> bool:
        """True where its record can be accepted; of a day that could not be read, or was purged, there is none."""
        return self.distance_m is None and self.arrived is not None


class ShoeKind(StrEnum):
    """What a pair is for."""

    DAILY = "daily"
    RACE = "race"
    TRAIL = "trail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shoe:
    """One pair. `total_m` is the source's own ledger, None where it keeps none."""

    source: str
    source_id: str
    name: str
    total_m: int | None = None
    limit_m: int | None = None
    """The runner's own limit, said here or in the source; None means the default of the rule."""
    retired: bool = False
    retired_at: datetime | None = None
    """When that was said, or first seen; None where it is not known."""
    kind: ShoeKind = ShoeKind.DAILY
    default_for: frozenset[Sport] = frozenset()
    """Runs of these sports that name no shoe were run in this pair."""
    other_ids: tuple[tuple[str, str], ...] = ()
    """(source, source_id) of the same pair in other sources."""
    other_names: tuple[str, ...] = ()
    """What it is called there, where that is something else."""

    @property
    def key(self) -> str:
        """`garmin-abc`: how a person and an alert name this pair."""
        return f"{self.source}-{self.source_id}"

    @property
    def ids(self) -> frozenset[tuple[str, str]]:
        """(source, source_id) in all sources: a run that names one of them was run in this pair."""
        return frozenset({(self.source, self.source_id), *self.other_ids})


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyWellness:
    """One morning as one source tells it; None is unknown, never normal."""

    source: str
    day: date
    resting_heart_rate_bpm: float | None = None
    asleep_s: int | None = None
    heart_rate_variability_ms: float | None = None
    """rMSSD, the mean of the night."""
    heart_rate_variability_low: bool | None = None
    """The source's own verdict on it, where it gives one: out of the runner's range."""
    stress_score: float | None = None
    """The source's own mean of the day before, 0 to 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWorkout:
    """A workout, race or event in the source's calendar."""

    source: str
    source_id: str
    day: date
    title: str
    sport: Sport
    distance_m: int | None = None
    duration_s: int | None = None
    is_race: bool = False
    is_changed: bool = False
    """It was moved or made shorter since it was first seen, or last made longer."""
