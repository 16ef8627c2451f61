"""What the service remembers and says of an alert: frozen records between the decision, the store and the phone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from rules.records import DailyWellness, Run, Shoe
from rules.said import Injury, Mark, PainEntry
from rules.values import Values
from rules.verdicts import NO_FORMULA, Severity, Text

Key = tuple[str, str]
"""(rule, subject)"""

MORNINGS_SEEN = timedelta(days=70)
"""So far back the rules are shown mornings."""
ON_FOOT_SEEN = timedelta(days=60)
"""So far back the rules on shoes are shown runs and walks."""
STRENGTH_SEEN = timedelta(days=84)
MARKS_SEEN = timedelta(days=400)
"""So far back the rules are shown marks."""
STANDS = timedelta(hours=48)
"""A session that ended so lately is judged in every pass: its alert may be open."""


class Telling(StrEnum):
    """How the runner was told."""

    PUSH = "push"
    DIGEST = "digest"


class Heard(NamedTuple):
    """What the runner knows of an alert: when, how bad, at which step and how it was told. Nothing: never."""

    at: datetime | None = None
    severity: Severity | None = None
    stage: int | None = None
    by: Telling | None = None

    def is_push_of(self, instant: datetime) -> bool:
        """Say whether it is what a push of that instant told."""
        return self.by is Telling.PUSH and self.at == instant


class Kind(StrEnum):
    """What a message is. Only ALERTS counts for the caps."""

    ALERTS = "alerts"
    SOURCES = "sources"
    WELL_AGAIN = "well-again"
    SUMMARY = "summary"
    MORNING = "morning"
    DIGEST = "digest"


class Alert(NamedTuple):
    """One alert as it is stored. `told_*` is what the runner knows of it, by push or by digest.

    A tuple, since it is made anew whenever its rule speaks: in a replay of ten years thousands of times.
    """

    rule: str
    subject: str
    severity: Severity
    stage: int
    says: Text
    do: Text
    values: Values
    day: date
    at: datetime
    """When what it is about came to an end."""
    opened_at: datetime
    found_at: datetime
    """When the rule last spoke."""
    seen_at: datetime
    """When what it is about now was first known: news that comes late is not pushed."""
    is_open: bool = True
    closed_at: datetime | None = None
    closed_because: Text | None = None
    told_at: datetime | None = None
    told_severity: Severity | None = None
    told_stage: int | None = None
    told_by: Telling | None = None
    held_because: Text | None = None
    """Why it was last held back: one digest line a reason."""
    no_data_since: datetime | None = None
    formula: Text = NO_FORMULA
    runs: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """(rule, subject)"""
        return self.rule, self.subject

    @property
    def heard(self) -> Heard:
        """What was told of it, in one piece."""
        return Heard(self.told_at, self.told_severity, self.told_stage, self.told_by)

    def as_heard(self, heard: Heard) -> "Alert":
        """Return it with that told of it, and nothing else."""
        return self._replace(told_at=heard.at, told_severity=heard.severity, told_stage=heard.stage, told_by=heard.by)


class Item(NamedTuple):
    """One line of a message, as it stood when it was decided."""

    rule: str
    subject: str
    severity: Severity
    says: Text
    do: Text
    values: Values
    day: date
    number: int | None = None
    """By which `shinguard alerts show` opens the alert; None before it is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message for the outbox, to go out at `due_at` and not before."""

    kind: Kind
    due_at: datetime
    items: tuple[Item, ...]
    heard: Mapping[Key, Heard] = field(default_factory=dict)
    """What was told before of each alert that counts as told by it: what is true again where nobody gets it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message that is written when it is made and is about no alert: the morning push, the weekly digest."""

    kind: Kind
    title: str
    body: str
    expires_at: datetime
    """After this it is not sent any more: nobody reads yesterday's ceiling."""
    picture: bytes | None = None
    """A PNG."""
    tip: str | None = None
    """The rule whose tip it gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One line of the digest: what was not pushed, and why."""

    item: Item
    because: Text
    because_values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the runner wants to be told; times are local."""

    quiet_from: time = time(21, 30)
    quiet_until: time = time(7, 0)
    per_day: int = 1
    per_7_days: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """The runner does not want to hear of a rule, or of one subject of it, until then."""

    rule: str
    until: datetime
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All that is on record of a runner, each part oldest first."""

    runs: tuple[Run, ...]
    walks: tuple[Run, ...] = ()
    """They wear shoes, and are no running load."""
    mornings: tuple[DailyWellness, ...] = ()
    mornings_from: date | None = None
    """The runner said that the baseline starts anew on this day."""
    pain: tuple[PainEntry, ...] = ()
    injuries: tuple[Injury, ...] = ()
    marks: tuple[Mark, ...] = ()
    strength_days: tuple[date, ...] = ()
    shoes: tuple[Shoe, ...] = ()
    """As they are now: what their distance was on a day is worked out from the runs since."""
