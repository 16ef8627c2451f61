"""What was logged of pain, site by site: days, and those in a row that hurt."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum

from rules.body import HOLDS_FROM, STANDS_DAYS
from rules.records import Moment, PainEntry, RedFlag, Site
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Text, Verdict

HURTS_FROM = HOLDS_FROM
MOST_ALLOWED = 5
APART_DAYS = 14
"""After more days than this a pain is another one, however the first one ended."""
SEEN = timedelta(days=400)
ASKED_DAYS = STANDS_DAYS + 1 + 14
"""So long after the last entry it is still asked for: then an alert without data is over."""
_LATELY = timedelta(days=ASKED_DAYS + 2)


class Reach(IntEnum):
    """How long a pain of a level asks for rest. Where one ends and the next begins is a policy of ours."""

    LIGHT = 0
    """Up to 5: 3-7 days of relative rest."""
    MODERATE = 1
    """6 and 7: 1-2 weeks without running."""
    SEVERE = 2
    """8 to 10: 2-4 weeks, with professional help."""

    @classmethod
    def of(cls, level: int) -> "Reach":
        """Return the reach of a level."""
        if level <= MOST_ALLOWED:
            return cls.LIGHT
        return cls.MODERATE if level <= 7 else cls.SEVERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was logged on one day about one site. The highest level counts: a good evening undoes no bad run."""

    day: date
    level: int
    after: int | None
    """The highest during or after a run."""
    morning: int | None
    """The highest of the morning after one."""
    red_flags: frozenset[RedFlag]
    at: datetime
    """Of its newest entry."""
    logged_at: datetime
    """When the first of its entries was made."""

    @property
    def hurts(self) -> bool:
        """True from 3 on, and with any red flag."""
        return self.level >= HURTS_FROM or bool(self.red_flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What was logged about one site, oldest first."""

    site: Site
    entries: tuple[PainEntry, ...]
    days: tuple[Day, ...]
    bouts: tuple[tuple[Day, ...], ...]
    """The days that hurt, parted where more than 14 days lie between two."""
    stretch: tuple[Day, ...]
    """The last days of the last bout, without a day in between that was logged as 0 to 2."""

    @property
    def newest(self) -> Day:
        """The last day with an entry."""
        return self.days[-1]

    @property
    def bout(self) -> tuple[Day, ...]:
        """The last bout; empty where it never hurt."""
        return self.bouts[-1] if self.bouts else ()

    def subject(self, days: Iterable[Day]) -> str:
        """Name some of its days after the moment at which the first entry was made: what comes later is told anew."""
        first = min(day.logged_at for day in days).astimezone(UTC)
        return f"{self.site}-{first:%Y%m%dT%H%M%S}"


def logs(state: RunnerState) -> Mapping[Site, Log]:
    """Return what was logged by now, by site; nothing at all where nothing was logged lately."""
    pain = state.pain[: bisect_right(state.pain, state.now, key=_at)]
    if bisect_left(pain, state.now - _LATELY, key=_at) == len(pain):
        return {}
    by_site: dict[Site, list[PainEntry]] = {}
    for entry in pain[bisect_left(pain, state.now - SEEN, key=_at) :]:
        if entry.known_at <= state.now:
            by_site.setdefault(entry.site, []).append(entry)
    return {site: _log(site, entries) for site, entries in by_site.items()}


def lately(found: Mapping[Site, Log], today: date) -> Iterator[Log]:
    """Yield the sites of which something was logged in the last three weeks, the longest known first."""
    return (log for log in found.values() if (today - log.newest.day).days <= ASKED_DAYS)


def as_logged(log: Log, verdict: Verdict, today: date) -> Verdict:
    """Return a verdict on pain as far as the log bears it out: not once it is down to 0-2, nor after a silent week.

    An alarm is about an entry that was made just now, however old the pain.
    """
    newest = log.newest
    values: dict[str, int | str] = {"level_count": newest.level, "pain_site": log.site}
    if not newest.hurts:
        because = Text("Pain {level_count} of 10 ({pain_site}): up to 2 you can go on.")
        return Clear(because=because, at=newest.at, subject=verdict.subject, values=values)
    quiet_days = (today - newest.day).days
    if quiet_days <= STANDS_DAYS or not isinstance(verdict, Finding) or verdict.severity >= Severity.ALARM:
        return verdict
    return NoData(
        lacks=Text(
            "Nothing was logged for {quiet_days} about the pain ({pain_site}): log how it is, 0 when it is gone."
        ),
        subject=verdict.subject,
        values=values | {"quiet_days": quiet_days},
    )


def _at(entry: PainEntry) -> datetime:
    return entry.at


def _log(site: Site, entries: list[PainEntry]) -> Log:
    by_day: dict[date, list[PainEntry]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, []).append(entry)
    # On a journey a later entry can lie on an earlier day.
    days = tuple(_day(day, by_day[day]) for day in sorted(by_day))
    bouts: list[list[Day]] = []
    for day in days:
        if not day.hurts:
            continue
        if bouts and (day.day - bouts[-1][-1].day).days <= APART_DAYS:
            bouts[-1].append(day)
        else:
            bouts.append([day])
    return Log(
        site=site,
        entries=tuple(entries),
        days=days,
        bouts=tuple(map(tuple, bouts)),
        stretch=_stretch(days, bouts[-1]) if bouts else (),
    )


def _stretch(days: Iterable[Day], bout: list[Day]) -> tuple[Day, ...]:
    calm = max((day.day for day in days if not day.hurts and day.day < bout[-1].day), default=date.min)
    return tuple(day for day in bout if day.day > calm)


def _day(day: date, entries: list[PainEntry]) -> Day:
    mornings = [entry.level for entry in entries if entry.moment is Moment.NEXT_MORNING]
    others = [entry.level for entry in entries if entry.moment is not Moment.NEXT_MORNING]
    return Day(
        day=day,
        level=max(entry.level for entry in entries),
        after=max(others, default=None),
        morning=max(mornings, default=None),
        red_flags=frozenset().union(*(entry.red_flags for entry in entries)),
        at=max(entry.at for entry in entries),
        logged_at=min(entry.known_at for entry in entries),
    )
