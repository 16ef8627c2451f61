"""What a rule sees: one runner at one moment."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rules.history import History, Session
from rules.records import DailyWellness, ReceiverHealth, Shoe, SourceHealth


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

    def judged_and_newest(self) -> tuple[Session, ...]:
        """Return the sessions to judge, with the newest one in any case: by it a rule says what still stands."""
        newest = self.newest()
        if newest is None or any((newest.day, newest.start) <= (other.day, other.start) for other in self.judged[-1:]):
            return self.judged
        return (*self.judged, newest)

    def newest(self) -> Session | None:
        """Return the last session that is over, None when there is none."""
        # On a journey east a run's own day may be the runner's tomorrow.
        so_far = self.history.before(self.today + timedelta(days=2))
        over = (at for at in reversed(range(so_far)) if self.history.sessions[at].end <= self.now)
        return next((self.history.sessions[at] for at in over), None)

    @property
    def today(self) -> date:
        """The runner's local day."""
        return self.now.date()

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
        history, session = self.history.planning(day, known_through=known_through)
        return replace(self, history=history, judged=(session,))
