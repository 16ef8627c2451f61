"""What is known of a runner: frozen records, with the unit in each name.

Connectors make them, the store keeps them, rules read them. All datetimes are aware.
"""

from collections.abc import Mapping
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

    @property
    def day(self) -> date:
        """The runner's local calendar day."""
        return self.start.date()

    @property
    def end(self) -> datetime:
        """When the run was over."""
        return self.start + timedelta(seconds=self.elapsed_s)


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


class Site(StrEnum):
    """Where it hurts: a closed vocabulary."""

    KNEE = "knee"
    SHIN = "shin"
    ACHILLES = "achilles"
    FOOT = "foot"
    ANKLE = "ankle"
    CALF = "calf"
    HAMSTRING = "hamstring"
    THIGH = "thigh"
    GROIN = "groin"
    HIP = "hip"
    BUTTOCK = "buttock"
    BACK = "back"
    OTHER = "other"


class Moment(StrEnum):
    """When it hurt, beside the run."""

    DURING = "during"
    AFTER = "after"
    NEXT_MORNING = "next-morning"


class RedFlag(StrEnum):
    """A sign with which a person is seen by somebody before running on: a closed vocabulary."""

    STABBING = "stabbing"
    AT_NIGHT = "at-night"
    AT_REST = "at-rest"
    SWELLING = "swelling"
    WARMTH = "warmth"
    LOCKING = "locking"
    GIVING_WAY = "giving-way"
    BONE = "bone"
    """Pain when the bone itself is touched."""
    FEVER = "fever"
    LIMP = "limp"
    SNAP = "snap"
    """A loud snap, with loss of function: an emergency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PainEntry:
    """What the runner logged of a pain, 0 to 10. `at` is aware: its date is the runner's local day."""

    entry_id: int
    at: datetime
    site: Site
    moment: Moment
    level: int
    red_flags: frozenset[RedFlag] = frozenset()
    logged_at: datetime | None = None
    """When the runner said so, which may be long after it hurt; None: at once."""

    @property
    def known_at(self) -> datetime:
        """From when on it was known."""
        return self.logged_at or self.at

    @property
    def day(self) -> date:
        """The runner's local day."""
        return self.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Injury:
    """An injury that the runner logged, from the day on which it began."""

    injury_id: int
    day: date
    site: Site


NO_END = date.max
"""The last day of a mark that holds until the runner ends it."""


class MarkKind(StrEnum):
    """What the runner says of a span of days."""

    RACE = "race"
    HOLIDAY = "holiday"
    ILL = "ill"
    INJURED = "injured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span of days that the runner marked, both ends included."""

    mark_id: int
    kind: MarkKind
    first: date
    last: date
    """`NO_END` while it holds until the runner says that it is over."""

    @property
    def has_no_end(self) -> bool:
        """True while nobody said when it is over."""
        return self.last == NO_END


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
    interval: timedelta | None
    """How often it is asked; None: never. A person brings in by hand what there is."""
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
    has_login: bool = True
    """It has to let the program in: by a login or a key, and perhaps only with a subscription. Files do not."""
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
`_m` metres, `_bpm`, `_days`, `_hours`, `_s` (a duration: 7 h 05 min), `_ms` milliseconds, `_spm` steps a minute,
`_percent`, `_ratio` (two decimals), `_day` (a date), `_weekday` (a date with its name), `_at` (a datetime, ISO 8601),
`_count`, `_score` (one decimal), `_site` and `_flags` (words of the closed vocabularies, parted by blanks);
any other name is text that stands as it is (a shoe, a source). Beside `usual_m`, `usual_ratio` or `usual_score` a value
of the same unit gets as many decimals as show that it differs."""

NO_VALUES: Values = {}
