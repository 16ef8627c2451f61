"""What a rule sees: one runner at one moment."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from rules.health import ReceiverHealth, SourceHealth
from rules.history import History, Session
from rules.mornings import Mornings
from rules.on_foot import OnFoot
from rules.pains import PainLog
from rules.records import PlannedWorkout, Shoe
from rules.said import Injury, Mark, MarkKind
from rules.verdicts import Ceiling

_TWO_DAYS = timedelta(days=2)
_KINDS = tuple(MarkKind)


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
    is_on_hold: bool = False
    """No ceiling was asked for: today there is no run at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerState:
    """One runner as known at `now` (aware, in the runner's time zone)."""

    now: datetime
    history: History
    judged: tuple[Session, ...] = ()
    """The sessions that this pass judges, oldest first: those that arrived or changed since the last pass,
    and the later ones that they touch."""
    mornings: Mornings = field(default_factory=Mornings)
    """What the sources told of them, be it later: it is asked with `today`."""
    shoes: tuple[Shoe, ...] = ()
    """One a pair: copies from several sources are joined."""
    sources: tuple[SourceHealth, ...] = ()
    receivers: tuple[ReceiverHealth, ...] = ()
    on_foot: OnFoot = field(default_factory=OnFoot)
    """Of a runner with shoes the runs and walks of the last 60 days at least, be it later: it is asked with `now`. What
    named no shoe wears the default pair of its sport, where there is one."""
    strength_days: tuple[date, ...] = ()
    """The days with strength training of the last 84, oldest first; a day with two stands twice."""
    marks: tuple[Mark, ...] = ()
    pain: PainLog = field(default_factory=PainLog)
    """What was logged of pain, be it later: it is asked with `now`."""
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

    def judged_and_newest(self, rests: Collection[MarkKind] = ()) -> tuple[Session, ...]:
        """Return the sessions to judge, with the newest one in any case: by it a rule says what still stands.

        For a rule that rests on days with such marks it is the newest of the other days.
        """
        every = self.once(_judged_and_newest)
        if every is self.judged or not self.marked(every[-1].day, rests):
            return every
        older = reversed(self.history.sessions[: self.history.position(every[-1])])
        return _and(self.judged, next((session for session in older if not self.marked(session.day, rests)), None))

    def newest(self) -> Session | None:
        """Return the last session that is over, None when there is none."""
        # On a journey east a run's own day may be the runner's tomorrow.
        over = self.history.over_before(self.today + _TWO_DAYS, self.now)
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

    def marked(self, day: date, kinds: Collection[MarkKind]) -> MarkKind | None:
        """Return the first of these kinds with which the runner marked that day, None when there is none."""
        found = (mark.kind for mark in self.marks if mark.kind in kinds and mark.first <= day <= mark.last)
        return min(found, key=_KINDS.index, default=None)

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


def _judged_and_newest(state: RunnerState) -> tuple[Session, ...]:
    return _and(state.judged, state.newest())


def _and(judged: tuple[Session, ...], newest: Session | None) -> tuple[Session, ...]:
    last = judged[-1] if judged else None
    if newest is None or (last is not None and (newest.day, newest.start) <= (last.day, last.start)):
        return judged
    return (*judged, newest)
