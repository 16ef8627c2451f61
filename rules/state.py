"""What a rule sees: one runner at one moment."""

from dataclasses import dataclass
from datetime import date, datetime

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

    @property
    def today(self) -> date:
        """The runner's local day."""
        return self.now.date()
