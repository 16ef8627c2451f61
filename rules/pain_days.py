"""What was logged of pain about one site: its days, and those in a row that hurt."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from rules.body import HOLDS_FROM, STANDS_DAYS
from rules.said import Moment, PainEntry, RedFlag, Site

HURTS_FROM = HOLDS_FROM
APART_DAYS = 14
"""After more days than this a pain is another one, however the first one ended."""
ASKED_DAYS = STANDS_DAYS + 1 + 14
"""So long after the last entry it is still asked for: then an alert without data is over."""


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
    subject: str
    """Names the last bout; the site itself where it never hurt."""
    stretch_subject: str
    """Names the stretch."""
    signs: tuple[RedFlag, ...]
    """Of the stretch, each once."""
    signs_end: bool
    """The last day is the first one that was logged as 0-2 after a stretch with signs, while they may still matter."""

    @property
    def newest(self) -> Day:
        """The last day with an entry."""
        return self.days[-1]

    @property
    def bout(self) -> tuple[Day, ...]:
        """The last bout; empty where it never hurt."""
        return self.bouts[-1] if self.bouts else ()

    def between(self, first: date, last: date) -> tuple[Day, ...]:
        """Return its days from one through another."""
        return self.days[bisect_left(self.days, first, key=_date) : bisect_right(self.days, last, key=_date)]


def log_of(site: Site, entries: tuple[PainEntry, ...], make_day: Callable[[date, list[PainEntry]], Day]) -> Log:
    """Return what these entries about one site come to, which are sorted; `make_day` is, or keeps, `day_of`."""
    by_day: dict[date, list[PainEntry]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, []).append(entry)
    # On a journey a later entry can lie on an earlier day.
    days = tuple([make_day(day, by_day[day]) for day in sorted(by_day)])
    bouts: list[list[Day]] = []
    for day in days:
        if not day.hurts:
            continue
        if bouts and (day.day - bouts[-1][-1].day).days <= APART_DAYS:
            bouts[-1].append(day)
        else:
            bouts.append([day])
    stretch = _stretch(days, bouts[-1]) if bouts else ()
    seen = frozenset().union(*(day.red_flags for day in stretch))
    return Log(
        site=site,
        entries=entries,
        days=days,
        bouts=tuple(map(tuple, bouts)),
        stretch=stretch,
        subject=_subject(site, bouts[-1]) if bouts else site,
        stretch_subject=_subject(site, stretch) if stretch else site,
        signs=tuple(flag for flag in RedFlag if flag in seen) if seen else (),
        signs_end=bool(seen) and _is_first_after(stretch[-1], days),
    )


def _is_first_after(hurt: Day, days: tuple[Day, ...]) -> bool:
    """Say whether the last of some days is the next one after that which hurt, and not long after it."""
    return days[-2:-1] == (hurt,) and (days[-1].day - hurt.day).days <= ASKED_DAYS


def _subject(site: Site, days: Iterable[Day]) -> str:
    """Name some days after the moment at which the first entry was made: what comes later is told anew."""
    first = min(day.logged_at for day in days).astimezone(UTC)
    return f"{site}-{first:%Y%m%dT%H%M%S}"


def _stretch(days: Iterable[Day], bout: list[Day]) -> tuple[Day, ...]:
    calm = max((day.day for day in days if not day.hurts and day.day < bout[-1].day), default=date.min)
    return tuple(day for day in bout if day.day > calm)


def day_of(day: date, entries: list[PainEntry]) -> Day:
    """Return what the entries of one day about one site come to."""
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


def _date(day: Day) -> date:
    return day.day
