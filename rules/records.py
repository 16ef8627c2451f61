"""What is known of a runner: frozen records, with the unit in each name.

Connectors make them, the store keeps them, rules read them. All datetimes are aware.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


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
    is_race: bool = False
    """By the source's own mark."""
    accepted: bool = False
    """Implausible, but the runner said that it is right (`shinguard runs accept`)."""
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
    is_race: bool = False
    gear: tuple[tuple[str, str], ...] = ()
    """(source, gear_id) of each copy that names a shoe."""
    copies: tuple[str, ...] = ()
    """Keys of all copies, the first arrived first."""
    arrived: datetime | None = None
    """When the first copy came in."""

    @property
    def day(self) -> date:
        """The runner's local calendar day."""
        return self.start.date()

    @property
    def end(self) -> datetime:
        """When the run was over."""
        return self.start + timedelta(seconds=self.elapsed_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shoe:
    """One pair. `total_m` is the source's own ledger, None where it keeps none."""

    source: str
    source_id: str
    name: str
    total_m: int | None = None
    limit_m: int | None = None
    """The runner's own limit, where the source knows it; None means the default of the rule."""
    retired: bool = False
    other_ids: tuple[tuple[str, str], ...] = ()
    """(source, source_id) of the same pair in other sources."""

    @property
    def key(self) -> str:
        """`garmin-abc`: how a person and an alert name this pair."""
        return f"{self.source}-{self.source_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyWellness:
    """One morning as one source tells it; None is unknown, never normal."""

    source: str
    day: date
    resting_heart_rate_bpm: float | None = None
    asleep_s: int | None = None
    heart_rate_variability_ms: float | None = None


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


class Trouble(StrEnum):
    """Why a source gives nothing now."""

    FAILING = "failing"
    RATE_LIMITED = "rate-limited"
    LOGIN_DEAD = "login-dead"
    SUBSCRIPTION_LAPSED = "subscription-lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """An enabled source as the service sees it."""

    source: str
    interval: timedelta
    """How often it is asked."""
    enabled_at: datetime
    """Since when it is asked: silence is counted from here until the first success."""
    last_success: datetime | None = None
    last_run_day: date | None = None
    """The newest day on which it delivered a run."""
    trouble: Trouble | None = None
    trouble_since: datetime | None = None
    retry_at: datetime | None = None
    """Not asked again before this."""
    cause: str = ""
    """A word of a closed list for the login: never-logged-in, revoked, missing-scope, refused, blocked."""
    asked_in_vain: bool = True
    """Since its last success it was asked and gave nothing. Else the silence is our own: the service was off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverHealth:
    """A receiver as the service sees it. `name` is the runner's word for it, never its address."""

    name: str
    failing_since: datetime | None = None
    last_success: datetime | None = None


Values = Mapping[str, int | float | str | date]
"""Named values of a message. The end of a name is its unit, by which it is written in the runner's language:
`_m` metres, `_bpm`, `_days`, `_hours`, `_percent`, `_day` (a date), `_at` (a datetime, ISO 8601), `_count`;
any other name is text that stands as it is (a shoe, a source)."""
