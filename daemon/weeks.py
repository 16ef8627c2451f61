"""Calendar weeks of one runner, each as far as it is known. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from rules.history import History

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
_FIRST = {"monday": 0, "sunday": 6}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSum:
    """What was run in the seven days from `first` on. What a rule takes for one run counts as one."""

    first: date
    distance_m: int
    """Of the runs whose distance is known."""
    run_count: int
    unknown_run_count: int = 0
    """Those of them without a plausible distance."""
    unknown_days: int = 0
    """Days that are over and of which something may still come in: they are neither run nor rest."""

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first + WEEK - DAY

    @property
    def is_known(self) -> bool:
        """True when nothing of it is in doubt."""
        return self.unknown_days == 0 and self.unknown_run_count == 0


def first_of_week(day: date, *, week_starts: str) -> date:
    """Return the first day of the week in which a day lies. `week_starts` is "monday" or "sunday"."""
    return day - (day.weekday() - _FIRST[week_starts]) % 7 * DAY


def week_of(history: History, first: date, *, today: date) -> WeekSum:
    """Return the week from `first` on, as far as it is over: of today and later nothing is in doubt yet."""
    sessions = history.sessions_between(first, first + WEEK - DAY)
    over = max(0, min(7, (today - first).days))
    return WeekSum(
        first=first,
        distance_m=sum(session.distance_m or 0 for session in sessions),
        run_count=len(sessions),
        unknown_run_count=sum(session.distance_m is None for session in sessions),
        unknown_days=over - (history.known_days(first, first + (over - 1) * DAY) if over else 0),
    )
