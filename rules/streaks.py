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
        firsts: list[date] = []
        lasts: list[date] = []
        for session in history.sessions:
            if lasts and session.day - lasts[-1] <= DAY:
                lasts[-1] = session.day
            else:
                firsts.append(session.day)
                lasts.append(session.day)
        self._firsts = firsts
        self._streaks = list(map(Streak, firsts, lasts))
        # On the day after its last there is no run: known is zero.
        count = bisect_left(lasts, history.known_through) if history.known_through else 0
        self._finished_lasts = lasts[:count]
        self._finished_days = [streak.days for streak in self._streaks[:count]]

    def newest(self, day: date) -> Streak | None:
        """Return the streak that runs on this day, or else the newest one before it."""
        at = bisect_right(self._firsts, day)
        return self._streaks[at - 1] if at else None

    def first_day(self, day: date) -> date:
        """Return the first day of the streak that a day with a run on it is part of."""
        return self._firsts[bisect_right(self._firsts, day) - 1]

    def finished(self, first: date, last: date) -> list[int]:
        """Return the lengths in days of the streaks whose last day is one of these and is followed by a zero day."""
        start, stop = bisect_left(self._finished_lasts, first), bisect_right(self._finished_lasts, last)
        return self._finished_days[start:stop]
