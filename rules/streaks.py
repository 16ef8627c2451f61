"""Streaks: days in a row with a run on each."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from rules.history import History

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Streak:
    """Its first and its last day. `last` may lie after the day that is judged: compare before you use it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


class Streaks:
    """The streaks of a history, found once: `history.once(Streaks, None)`."""

    def __init__(self, history: History, _key: None) -> None:
        self._is_known = history.is_known
        self._streaks: list[Streak] = []
        for session in history.sessions:
            if self._streaks and session.day - self._streaks[-1].last <= DAY:
                self._streaks[-1] = Streak(self._streaks[-1].first, session.day)
            else:
                self._streaks.append(Streak(session.day, session.day))
        self._firsts = [streak.first for streak in self._streaks]
        self._lasts = [streak.last for streak in self._streaks]

    def newest(self, day: date) -> Streak | None:
        """Return the streak that runs on this day, or else the newest one before it."""
        at = bisect_right(self._firsts, day)
        return self._streaks[at - 1] if at else None

    def finished(self, first: date, last: date) -> list[int]:
        """Return the lengths in days of the streaks whose last day is one of these and is followed by a zero day."""
        start, stop = bisect_left(self._lasts, first), bisect_right(self._lasts, last)
        # On the day after it there is no run: known is zero.
        return [streak.days for streak in self._streaks[start:stop] if self._is_known(streak.last + DAY)]
