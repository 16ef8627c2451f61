"""What a runner's logs of pain and injuries mean for load: caps that do not rise, and a lower limit for a year."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from rules.said import Injury, PainEntry, Site

HOLDS_FROM = 3
"""Pain of this level and more holds the caps of a return where they are."""
STANDS_DAYS = 7
"""An entry holds the days after it, up to the day of the next one about the same site, and no more than these."""
PRIOR = timedelta(days=365)
"""So long after its first day an injury lowers limits."""


@dataclass(frozen=True, slots=True)
class Body:
    """The days on which pain holds a return back, and the days on which injuries began, both ascending."""

    held_days: tuple[date, ...] = ()
    injury_days: tuple[date, ...] = ()

    def is_prior(self, day: date) -> bool:
        """True within twelve months of a logged injury: from the day after its first to 365 days after it."""
        before = bisect_left(self.injury_days, day)
        return before > 0 and day <= self.injury_days[before - 1] + PRIOR


def body_of(pain: Iterable[PainEntry], injuries: Iterable[Injury]) -> Body:
    """Given the logs in any order, return what of them bears on load."""
    return Body(
        held_days=tuple(sorted(set(_held(pain)))),
        injury_days=tuple(sorted(injury.day for injury in injuries)),
    )


def _held(entries: Iterable[PainEntry]) -> Iterator[date]:
    """Yield the days on which pain of 3 or more stands at some site, in any order, a day of two sites twice.

    Of several entries of one day about one site the highest counts: pain after a run is not undone by a good evening.
    """
    worst: dict[Site, dict[date, int]] = {}
    for entry in entries:
        levels = worst.setdefault(entry.site, {})
        levels[entry.day] = max(entry.level, levels.get(entry.day, entry.level))
    for levels in worst.values():
        for day, later in pairwise((*sorted(levels), date.max)):
            if levels[day] >= HOLDS_FROM:
                # From the next day on: what was logged in the evening cannot have held the morning.
                for ahead in range(1, min(STANDS_DAYS, (later - day).days) + 1):
                    yield day + timedelta(days=ahead)
