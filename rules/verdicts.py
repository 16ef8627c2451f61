"""What a rule can say: a finding, that all is clear, or that it cannot know; and beforehand, how far a run can go.

No verdict at all about a subject means "nothing has changed": an open alert stays as it is.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, IntEnum, StrEnum
from typing import Any, NamedTuple

from rules.evidence import Evidence, Text
from rules.said import NO_END, MarkKind
from rules.values import NO_VALUES, Values

__all__ = ["Advice", "Ceiling", "Clear", "Finding", "Judged", "Life", "NoData", "Outlook", "Rule", "Severity", "Sign"]
__all__ += ["Stop", "Text", "Verdict", "rule"]


NO_FORMULA = Text("")


class Severity(IntEnum):
    """How loud: info stands in the digest; the others are pushed (see `daemon.alerts`)."""

    INFO = 1
    NOTICE = 2
    WARNING = 3
    ALARM = 4


class Finding(NamedTuple):
    """The rule speaks: the number and the runner's own normal (`says`), and what to do today (`do`)."""

    severity: Severity
    says: Text
    do: Text
    values: Values
    day: date
    """The runner's day that it is about; a message names it when it is not today."""
    at: datetime
    """When what it is about came to an end (aware): 36 h later it is history and is not pushed any more."""
    subject: str = "-"
    stage: int = 0
    """Within one alert: a higher stage is told again, whatever the severity (the next step of a shoe)."""
    formula: Text = NO_FORMULA
    """How the numbers make the finding, with the same named values: `shinguard alerts show` prints it. Empty where
    nothing is computed (a dead login)."""
    runs: tuple[str, ...] = ()
    """The `run_id` of each run that made it, oldest first."""


class Clear(NamedTuple):
    """The rule looked, had what it needs, and there is nothing (any more)."""

    because: Text
    subject: str = "-"
    values: Values = NO_VALUES


class NoData(NamedTuple):
    """The rule cannot know. Never taken for health: an open alert stays as it is."""

    lacks: Text
    values: Values = NO_VALUES
    speaks_from: date | None = None
    """From this day on it can speak, where that can be told beforehand."""
    subject: str = "-"
    """With "-" it holds for each alert of the rule of which nothing else is said: a rule that rests has not looked."""


Verdict = Finding | Clear | NoData


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """How far one run on a day can go before the rule speaks: a metre more, and it does.

    With neither number the rule is quiet about any distance. A rule gives one for each severity that it knows.
    """

    severity: Severity
    """What it says beyond. INFO: nothing is told yet, but it is more than the rule asks for."""
    says: Text
    values: Values
    run_m: int | None = None
    """The longest one run."""
    week_room_m: int | None = None
    """What is left in the seven days that end on that day; 0 when nothing is."""
    stands: bool = False
    """The rule has an alert open on that day whatever is run, and holds back what its life inhibits."""

    @property
    def most_m(self) -> int | None:
        """The longest run that both numbers allow."""
        return min((limit for limit in (self.run_m, self.week_room_m) if limit is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A run on that day would make the rule speak however short it is: a word, not metres."""

    says: Text
    do: Text
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """No run at all, however short: what is asked comes first, and no number of metres stands beside it."""

    says: Text
    do: Text
    """What is asked. It names no value: it also stands beside what another rule says."""
    values: Values
    subject: str
    """Of the alert that asks it."""
    last: date
    """The last day of which it is known by now that no run is the answer; `NO_END`: until somebody has seen it."""
    stage: int
    """Of the rule's stops the one with the highest comes first."""

    @property
    def until_seen(self) -> bool:
        """Somebody has to see it first: it comes before any other stop."""
        return self.last == NO_END


Outlook = Ceiling | Advice | Stop | NoData
"""What a rule says of a day before the run."""


class Sign(Enum):
    """A sign of the body: some speak only together."""

    ALONE = "alone"
    """It is pushed by itself, and another sign beside it counts as agreeing."""
    TOGETHER = "together"
    """It is pushed only while another sign is found too; else it stands in the digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How an alert of a rule lives, beside what the rule says of it (`README.md` has them in a table)."""

    ends_after: timedelta | None = None
    """It closes by itself this long after the end of what it is about (`Finding.at`)."""
    repeat: timedelta | None = None
    """While it is found it is told again after this long; None: never (but for a worse severity or a higher stage)."""
    outside_caps: bool = False
    standing: bool = False
    """Each pass says of every subject how it stands: an open alert of which nothing is said is over."""
    well_again: bool = False
    """Its end is told to those who were told of it (only trouble with sources and receivers)."""
    anew: bool = False
    """Found again after it ended, it is at its next step at least: told once more, unless that was told already."""
    inhibits: tuple[str, ...] = ()
    """While it is open (notice or worse), notices of these rules are held back."""
    same_subject: bool = False
    """It inhibits only about its own subject."""
    sign: Sign | None = None
    """It is a sign of the body, and how it is pushed (the gate: two of them agree, or one that speaks alone)."""
    tip: bool = False
    """Its line in the digest is a tip: one at most a week is given."""


class Judged(StrEnum):
    """When a rule has something new to say where nothing comes in late. A replay asks it no more often."""

    AT_ANY_TIME = "at any time"
    BY_LOG = "by log"
    """As pain is logged, and as a new day begins. It says the same until then."""
    BY_WEAR = "by wear"
    """When a run or a walk is over, when a pair is retired, and as a new day begins."""
    BY_SESSION = "by session"
    """When a session ends, and on each morning after a day without one."""
    BY_DAY = "by day"
    """In the morning, by its values and by the days that are over. It says the same until midnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as `discover()` finds it. `name` is `session-spike` for the function `session_spike`."""

    name: str
    function: Callable[..., Iterator[Verdict]]
    settings_type: type
    title: Text
    """What it asks for, in a few words that mean something on a lock screen."""
    life: Life
    evidence: Evidence | None = None
    """None for rules about the program itself: a dead login needs no study."""
    rests: frozenset[MarkKind] = frozenset()
    """On days with such a mark it does not judge."""
    before: Callable[..., Iterator[Outlook]] | None = None
    """What it says of a run that is still to come; None: nothing."""
    judged: Judged = Judged.AT_ANY_TIME
    on_hold: Text | None = None
    """What an alert of it says while no run is the answer, by its own values. A rule has one where its alerts name how
    far a run may go: neither that nor what they ask is told then."""

    @property
    def room(self) -> str:
        """The package that it lies in: `recovery` for `rules/recovery/rest_days.py`."""
        return self.function.__module__.split(".")[1]

    @property
    def needs_no_source(self) -> bool:
        """It speaks before any source brought anything: of the sources themselves, and of pain, which is logged."""
        return self.room in ("sources", "pain")

    @property
    def explanation(self) -> str:
        """What `shinguard rules explain` prints."""
        return self.function.__doc__ or ""


def rule(
    settings_type: type,
    *,
    title: Text,
    life: Life,
    evidence: Evidence | None = None,
    rests: Iterable[MarkKind] = (),
    before: Callable[..., Iterator[Outlook]] | None = None,
    judged: Judged = Judged.AT_ANY_TIME,
    on_hold: Text | None = None,
) -> Callable[[Callable[..., Iterator[Verdict]]], Callable[..., Any]]:
    """Mark a function `(state, settings) -> Iterator[Verdict]` as the rule of its file.

    `before`, a function `(state, settings) -> Iterator[Outlook]`, is asked about the one session that
    `RunnerState.planning` put among the judged: a run of no length yet. It rests on what the rule itself rests on.
    """

    def mark(function: Callable[..., Iterator[Verdict]]) -> Callable[..., Iterator[Verdict]]:
        name = function.__name__.replace("_", "-")
        found = Rule(
            name=name,
            function=function,
            settings_type=settings_type,
            title=title,
            life=life,
            evidence=evidence,
            rests=frozenset(rests),
            before=before,
            judged=judged,
            on_hold=on_hold,
        )
        # A function type declares no attributes of its own; `discover` reads this one back.
        function.rule = found  # type: ignore[attr-defined]
        return function

    return mark
