"""What a rule sees: one runner at one moment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from rules.history import History, Session
from rules.records import (
    DailyWellness,
    Injury,
    Mark,
    MarkKind,
    PainEntry,
    PlannedWorkout,
    ReceiverHealth,
    Run,
    Shoe,
    SourceHealth,
)
from rules.verdicts import Ceiling


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run that stands in the calendar, and the ceiling that the rules set for its day."""

    workout: PlannedWorkout
    distance_m: int | None
    """As planned, or by its duration at the runner's usual pace; None where neither is known."""
    is_estimate: bool = False
    """The distance was worked out from the duration."""
    rule: str = ""
    """Whose ceiling binds; empty where none does."""
    ceiling: Ceiling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerState:
    """One runner as known at `now` (aware, in the runner's time zone)."""

    now: datetime
    history: History
    judged: tuple[Session, ...] = ()
    """The sessions that this pass judges, oldest first: those that arrived or changed since the last pass,
    and the later ones that they touch."""
    mornings: tuple[DailyWellness, ...] = ()
    """Oldest first; one a day and source."""
    shoes: tuple[Shoe, ...] = ()
    """One a pair: copies from several sources are joined."""
    sources: tuple[SourceHealth, ...] = ()
    receivers: tuple[ReceiverHealth, ...] = ()
    on_foot: tuple[Run, ...] = ()
    """Runs and walks of the last 60 days, oldest first: by them shoes are judged. A run that named no shoe wears the
    default pair of its sport, where there is one."""
    strength_days: tuple[date, ...] = ()
    """The days with strength training of the last 84, oldest first; a day with two stands twice."""
    marks: tuple[Mark, ...] = ()
    pain: tuple[PainEntry, ...] = ()
    """What was logged in the last 400 days, oldest first."""
    injuries: tuple[Injury, ...] = ()
    """All that were logged, oldest first."""
    plans: tuple[Plan, ...] = ()
    """What stands in the calendar from today to eight days ahead."""
    threshold_bpm: int | None = None
    """Threshold heart rate, as the runner set it."""
    maximal_bpm: int | None = None
    """Maximal heart rate, as the runner set it."""

    _kept: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once[Made](self, make: Callable[["RunnerState"], Made]) -> Made:
        """Return what `make` makes of this runner at this moment: made at the first question, then kept."""
        if make not in self._kept:
            self._kept[make] = make(self)
        made: Made = self._kept[make]
        return made

    def judged_and_newest(self) -> tuple[Session, ...]:
        """Return the sessions to judge, with the newest one in any case: by it a rule says what still stands."""
        newest, last = self.newest(), self.judged[-1] if self.judged else None
        if newest is None or (last is not None and (newest.day, newest.start) <= (last.day, last.start)):
            return self.judged
        return (*self.judged, newest)

    def newest(self) -> Session | None:
        """Return the last session that is over, None when there is none."""
        # On a journey east a run's own day may be the runner's tomorrow.
        over = self.history.over_before(self.today + timedelta(days=2), self.now)
        return self.history.sessions[over - 1] if over else None

    @property
    def today(self) -> date:
        """The runner's local day."""
        return self.now.date()

    @property
    def is_marked(self) -> bool:
        """True when today, or the day of a session to judge, has a mark of any kind."""
        if not self.marks:
            return False
        days = (self.today, *(session.day for session in self.judged))
        return any(mark.first <= day <= mark.last for mark in self.marks for day in days)

    def marked(self, day: date, kinds: Iterable[MarkKind]) -> MarkKind | None:
        """Return the first of these kinds with which the runner marked that day, None when there is none."""
        marked = {mark.kind for mark in self.marks if mark.first <= day <= mark.last}
        return next((kind for kind in MarkKind if kind in marked and kind in set(kinds)), None)

    def planning(self, day: date) -> "RunnerState":
        """Return the runner with one more session on this day, of no length yet, as the only one to judge.

        The days until then count as days without a run, unless a source is behind already: then they are missing
        like those before. Raise ValueError for a day that is past.
        """
        if day < self.today:
            msg = f"{day} is past"
            raise ValueError(msg)
        known_through = self.history.known_through
        if known_through is not None and known_through >= self.today - timedelta(days=1):
            known_through = max(known_through, day - timedelta(days=1))
        is_race = self.marked(day, (MarkKind.RACE,)) is not None
        history, session = self.history.planning(day, known_through=known_through, is_race=is_race)
        return replace(self, history=history, judged=(session,))
