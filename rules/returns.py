"""Breaks of a week and more, and how a return from a long one is capped.

The caps are a policy of ours, after the rule of thumb of two weeks back for each week off.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

from rules.body import Body

if TYPE_CHECKING:
    from rules.history import History

LINE_DAYS = 7
"""From this many days off a break is worth a line in the digest."""
LAYOFF_DAYS = 14
LEAST_BASE_M = 10_000
"""Below this week there is nothing to come back to: no caps."""
BASE_WEEKS = 8
MOST_COUNTED_DAYS = 56
PRIOR_INJURY_PERMILLE = 800
"""Within twelve months of a logged injury the caps are this share of what they would be, in thousandths."""
_HEALTHY = Body()


class BreakKind(Enum):
    """What is to be said of a break."""

    UNSURE = "unsure"
    """Days inside it are missing, or the base is not known that the caps rest on."""
    LINE = "line"
    """A short one, or one before which there was hardly any running."""
    LAYOFF = "layoff"
    """The return from it is capped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Days off, and the session that ended them."""

    position: int
    """Of the session that ended it, in the history."""
    day: date
    """Of that session."""
    gap_days: int
    """Days between the last run day and that session's."""
    gap_known: bool
    """All of them are zero, none is missing."""
    base_m: int | None
    """The week that the runner was used to before: the median of eight. None when a distance is unknown, or too little
    is on record."""
    longest_m: int | None
    """The longest session of the 30 days that ended on the last run before. None when a distance is unknown."""
    is_young: bool = False
    """Too little is on record before it to know the base."""
    body: Body = _HEALTHY
    """What pain and injuries make of the caps."""

    @property
    def kind(self) -> BreakKind:
        """What is to be said of it."""
        if not self.gap_known:
            return BreakKind.UNSURE
        if self.gap_days < LAYOFF_DAYS:
            return BreakKind.LINE
        if self.base_m is None or self.longest_m is None:
            return BreakKind.UNSURE
        return BreakKind.LINE if self.base_m < LEAST_BASE_M else BreakKind.LAYOFF

    @property
    def counted_days(self) -> int:
        """Days off that the return is measured by: after eight weeks it gets no longer."""
        return min(self.gap_days, MOST_COUNTED_DAYS)

    def is_over(self, day: date) -> bool:
        """True on a day that has no cap any more: twice the days off have passed, days held by pain not counted."""
        return self._days_back(day) >= 2 * self.counted_days

    @property
    def is_long(self) -> bool:
        """True after eight weeks and more: back by running and walking by turns."""
        return self.gap_days >= MOST_COUNTED_DAYS

    @property
    def start_permille(self) -> int:
        """The share of the old week that is allowed in the first seven days, in thousandths."""
        if self.is_long:
            return 300
        return 400 if self.gap_days >= 28 else 500

    def week_cap_m(self, day: date) -> int:
        """Return the most metres in the seven days that end on this day of the return, rounded down.

        Raise ValueError when the base is unknown.
        """
        return self._line(day, self.base_m, self.start_permille)

    def run_cap_m(self, day: date) -> int:
        """Return the most metres in one run on this day of the return, rounded down.

        Raise ValueError when the old longest run is unknown.
        """
        return self._line(day, self.longest_m, 600)

    def _line(self, day: date, full_m: int | None, start: int) -> int:
        """Flat for a week at `start` thousandths of `full_m`, then straight to the whole of it when it is over."""
        if full_m is None:
            msg = "a return without a known base has no cap"
            raise ValueError(msg)
        rising = 2 * self.counted_days - 6
        risen = min(max(self._days_back(day) - 6, 0), rising)
        share = PRIOR_INJURY_PERMILLE if self.body.is_prior(day) else 1000
        return full_m * (start * rising + (1000 - start) * risen) * share // (1000 * rising * 1000)

    def _days_back(self, day: date) -> int:
        """Return the days since the return run, without those on which pain is logged: the caps do not rise then."""
        held = self.body.held_days
        return (day - self.day).days - (bisect_right(held, day) - bisect_right(held, self.day))


def find_breaks(history: "History") -> Iterator[Break]:
    """Yield every break of seven days and more, oldest first, in one pass.

    A layoff that begins inside a return keeps the base and the longest run from before the older layoff: what
    was run under a cap is not what the runner was used to.
    """
    older: Break | None = None
    for position, (last, session) in enumerate(pairwise(history.sessions), 1):
        last_day, day = last.day, session.day
        gap_days = (day - last_day).days - 1
        if gap_days < LINE_DAYS:
            continue
        inside = older is not None and not older.is_over(last_day)
        base_m, is_young = (older.base_m, False) if older and inside else _base(history, last_day)
        thirty_days = history.before(last_day - timedelta(days=29))
        pause = Break(
            position=position,
            day=day,
            gap_days=gap_days,
            gap_known=history.is_known(day - timedelta(days=1)),
            base_m=base_m,
            longest_m=older.longest_m if older and inside else history.longest_m(thirty_days, position),
            is_young=is_young,
            body=history.body,
        )
        if pause.kind is BreakKind.LAYOFF:
            older = pause
        yield pause


def _base(history: "History", last_day: date) -> tuple[int | None, bool]:
    """Return the median of the eight weeks that end on a day, and whether it is not known for want of a record.

    Weeks that began before the first run on record are missing, not zero. The others have to do where their median is
    enough for caps: a young record is no reason to come back without any. That there is little to come back to is said
    only where no week that is missing could change it.
    """
    first_day = history.first_run_day or last_day
    ends = (last_day - timedelta(weeks=week) for week in range(BASE_WEEKS))
    totals = [history.week_m(end) for end in ends if end - timedelta(days=6) >= first_day]
    known = sorted(total for total in totals if total is not None)
    if len(known) < len(totals):
        return None, False
    base_m = _middle(known, len(known)) if known else None
    if base_m is None or base_m >= LEAST_BASE_M or len(known) == BASE_WEEKS:
        return base_m, base_m is None
    # With missing weeks as long as they like, the middle of eight would still be among those that are known.
    is_little = 2 * len(known) > BASE_WEEKS and _middle(known, BASE_WEEKS) < LEAST_BASE_M
    return (base_m, False) if is_little else (None, True)


def _middle(ascending: list[int], count: int) -> int:
    """Return the median of so many totals, of which these are the lowest, rounded down."""
    return (ascending[(count - 1) // 2] + ascending[count // 2]) // 2
