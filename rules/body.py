"""What a runner's logs of pain and injuries mean for load: caps that do not rise, and a lower limit for a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.records import Injury, PainEntry, Site

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
        return any(injury < day <= injury + PRIOR for injury in self.injury_days)


def body_of(pain: Iterable[PainEntry], injuries: Iterable[Injury]) -> Body:
    """Given the logs in any order, return what of them bears on load."""
    return Body(
        held_days=tuple(sorted(_held(sorted(pain, key=lambda entry: entry.at)))),
        injury_days=tuple(sorted(injury.day for injury in injuries)),
    )


def _held(entries: list[PainEntry]) -> set[date]:
    """Return the days on which pain of 3 or more stands at some site.

    Of several entries of one day about one site the highest counts: pain after a run is not undone by a good evening.
    """
    worst: dict[tuple[Site, date], int] = {}
    for entry in entries:
        key = entry.site, entry.day
        worst[key] = max(entry.level, worst.get(key, 0))
    held: set[date] = set()
    for (site, day), level in worst.items():
        if level < HOLDS_FROM:
            continue
        later = [other for other_site, other in worst if other_site == site and other > day]
        stands = min([STANDS_DAYS, *((other - day).days for other in later)])
        # From the next day on: what was logged in the evening cannot have held the morning.
        held.update(day + timedelta(days=ahead) for ahead in range(1, stands + 1))
    return held
