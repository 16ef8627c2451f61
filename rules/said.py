"""What the runner says: pain, injuries, marked days. Frozen records; all datetimes are aware."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

NO_END = date.max
"""The last day of a mark that holds until the runner ends it."""


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
