"""Before how many injuries and pains a replay would have sent a message, beside what chance alone gives. Pure.

It is a count on one runner, and no claim that a message would have changed anything.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from daemon.backtest import Told
from daemon.records import Past
from rules.pain_days import HURTS_FROM
from rules.said import Site
from rules.verdicts import Rule

BODY_AND_LOAD = ("progression", "recovery")
"""The rooms whose messages can come before a trouble. Those of pain speak of the trouble itself."""
BEFORE = timedelta(days=14)
APART = timedelta(days=28)
"""What is logged of a site within so many days is one trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """Before how many troubles a message about body or load had come; and before how many days of any kind."""

    troubles: int
    told_before: int
    active_days: int
    active_told_before: int

    @property
    def usual_percent(self) -> int | None:
        """What chance alone gives: the share of all active days before which one had come, rounded down."""
        return 100 * self.active_told_before // self.active_days if self.active_days else None


def foretold(
    told: Iterable[Told], past: Past, *, active: Iterable[date], rules: Iterable[Rule], first: date, last: date
) -> Foretold:
    """Count the troubles that began from first to last, and the active days, with a message in the 14 days before.

    `told` is all that was told from the first day on record on: a message before `first` counts too.
    """
    heard = {rule.name for rule in rules if rule.room in BODY_AND_LOAD}
    due = sorted({each.due_at.date() for each in told if each.due_at is not None and each.item.rule in heard})

    def count(days: Iterable[date]) -> tuple[int, int]:
        before = [bisect_left(due, day) > bisect_left(due, day - BEFORE) for day in days]
        return len(before), sum(before)

    troubles, told_before = count(day for day in troubles_of(past) if first <= day <= last)
    active_days, active_told_before = count(active)
    return Foretold(
        troubles=troubles, told_before=told_before, active_days=active_days, active_told_before=active_told_before
    )


def troubles_of(past: Past) -> tuple[date, ...]:
    """Return the days on which an injury, or pain of 3 and more, began at a site.

    It is one trouble with what was logged of that site in the 28 days before: an injury after days of pain is no
    second one.
    """
    days: dict[Site, set[date]] = {}
    for entry in past.pain:
        if entry.level >= HURTS_FROM:
            days.setdefault(entry.site, set()).add(entry.day)
    for injury in past.injuries:
        days.setdefault(injury.site, set()).add(injury.day)
    began: list[date] = []
    for of_site in days.values():
        last = date.min
        for day in sorted(of_site):
            if day - last > APART:
                began.append(day)
            last = day
    return tuple(sorted(began))
