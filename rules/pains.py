"""What was logged of pain, site by site: days, and those in a row that hurt."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Any

from rules.body import HOLDS_FROM, STANDS_DAYS
from rules.said import Moment, PainEntry, RedFlag, Site
from rules.verdicts import Clear, Finding, NoData, Severity, Stop, Text, Verdict

HURTS_FROM = HOLDS_FROM
MOST_ALLOWED = 5
APART_DAYS = 14
"""After more days than this a pain is another one, however the first one ended."""
SEEN = timedelta(days=400)
ASKED_DAYS = STANDS_DAYS + 1 + 14
"""So long after the last entry it is still asked for: then an alert without data is over."""
_LATELY = timedelta(days=ASKED_DAYS + 2)
_NEVER = datetime.max.replace(tzinfo=UTC)


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


class PainLog:
    """All that a runner logged of pain, made once and asked with a moment: what was not known then is not seen.

    What is answered holds until the next entry becomes known or an old one is out of sight, and is kept until then.
    """

    def __init__(self, entries: Iterable[PainEntry] = ()) -> None:
        """Take what was logged, in any order."""
        self._entries = sorted(entries, key=_at)
        sites = dict.fromkeys(entry.site for entry in self._entries)
        self._sites = [_OfSite(site, [entry for entry in self._entries if entry.site is site]) for site in sites]
        self._by_site: Mapping[Site, Log] = {}
        self._kept: dict[object, Any] = {}
        self._holds_from = self._holds_until = _NEVER

    def known(self, now: datetime) -> tuple[PainEntry, ...]:
        """Return what was logged by now of the last 400 days, oldest first."""
        return _seen(self._entries, now)

    def by_site(self, now: datetime) -> Mapping[Site, Log]:
        """Return what was logged by now, by site; nothing at all where nothing was logged lately."""
        if not self._holds_from <= now < self._holds_until:
            self._look(now)
        return self._by_site

    def lately(self, now: datetime) -> Iterable[Log]:
        """Return the sites of which something was logged in the last three weeks, the longest known first."""
        by_site = self.by_site(now)
        if not by_site:
            return ()
        today = now.date()
        return [log for log in by_site.values() if (today - log.newest.day).days <= ASKED_DAYS]

    def once[Key: Hashable, Made](
        self, make: Callable[[Mapping[Site, Log], Key], Made], key: Key, now: datetime
    ) -> Made:
        """Return what `make` makes of what was logged by now, by site, and a key: kept as long as that holds."""
        by_site, asked = self.by_site(now), (make, key)
        if asked not in self._kept:
            self._kept[asked] = make(by_site, key)
        made: Made = self._kept[asked]
        return made

    def _look(self, now: datetime) -> None:
        self._by_site, changes = {}, [site.next_known(now) for site in self._sites]
        newest = self._newest(now)
        if newest is not None and now - newest.at <= _LATELY:
            logs = sorted(filter(None, [site.log(now) for site in self._sites]), key=_first_at)
            self._by_site = {log.site: log for log in logs}
            # Each of these is in sight up to and with that instant.
            last = (newest.at + _LATELY, *(_first_at(log) + SEEN for log in logs))
            changes += (instant + timedelta.resolution for instant in last)
        self._kept = {}
        self._holds_from, self._holds_until = now, min(changes, default=_NEVER)

    def _newest(self, now: datetime) -> PainEntry | None:
        """Return the last entry that is known by now, None where there is none."""
        places = range(bisect_right(self._entries, now, key=_at) - 1, -1, -1)
        return next((self._entries[at] for at in places if self._entries[at].known_at <= now), None)


class _OfSite:
    """What was ever logged about one site. Its log is made anew only when an entry comes into sight or leaves it."""

    def __init__(self, site: Site, entries: Sequence[PainEntry]) -> None:
        """Take its entries, oldest first."""
        self._site = site
        self._entries = entries
        self._known_at = sorted(max(entry.at, entry.known_at) for entry in entries)
        self._days: dict[date, tuple[list[PainEntry], Day]] = {}
        self._log: Log | None = None
        self._made_of = (0, 0)
        """How many of its entries were too old to be seen, and how many were known, when the log was made."""

    def next_known(self, now: datetime) -> datetime:
        """Return when its next entry becomes known."""
        ahead = bisect_right(self._known_at, now)
        return self._known_at[ahead] if ahead < len(self._known_at) else _NEVER

    def log(self, now: datetime) -> Log | None:
        """Return what was logged by now of the last 400 days, None where there is nothing."""
        made_of = bisect_left(self._entries, now - SEEN, key=_at), bisect_right(self._known_at, now)
        if made_of != self._made_of:
            entries = _seen(self._entries, now)
            self._made_of, self._log = made_of, _log(self._site, entries, self._day) if entries else None
        return self._log

    def _day(self, day: date, entries: list[PainEntry]) -> Day:
        """Return what a day comes to, with these of its entries in sight."""
        kept = self._days.get(day)
        if kept is None or kept[0] != entries:
            kept = self._days[day] = entries, _day(day, entries)
        return kept[1]


def _seen(entries: Sequence[PainEntry], now: datetime) -> tuple[PainEntry, ...]:
    """Return those, of some that are sorted, that were known by now, of the last 400 days."""
    start, stop = bisect_left(entries, now - SEEN, key=_at), bisect_right(entries, now, key=_at)
    return tuple([entry for entry in entries[start:stop] if entry.known_at <= now])


GO_ON = Text("Pain {level_count} of 10 ({pain_site}): up to 2 you can go on.")
SIGNS_ARE_OVER = Text(
    "Pain {level_count} of 10 ({pain_site}), without a sign: what you logged before ({sign_flags}) stops you no more. "
    "If nobody has seen it yet, have that done before you run."
)


def as_logged(log: Log, verdict: Verdict, today: date) -> Verdict:
    """Return a verdict on pain as far as the log bears it out: not once it is down to 0-2, nor after a silent week.

    An alarm is about an entry that was made just now, however old the pain.
    """
    newest = log.newest
    quiet_days = (today - newest.day).days
    is_silent = quiet_days > STANDS_DAYS and isinstance(verdict, Finding) and verdict.severity < Severity.ALARM
    if newest.hurts and not is_silent:
        return verdict
    values: dict[str, int | str] = {"level_count": newest.level, "pain_site": log.site}
    if log.signs_end:
        return Clear(
            because=SIGNS_ARE_OVER, subject=verdict.subject, values=values | {"sign_flags": " ".join(log.signs)}
        )
    if not newest.hurts:
        return Clear(because=GO_ON, subject=verdict.subject, values=values)
    return NoData(
        lacks=Text(
            "Nothing was logged for {quiet_days} about the pain ({pain_site}): log how it is, 0 when it is gone."
        ),
        subject=verdict.subject,
        values=values | {"quiet_days": quiet_days},
    )


def as_stop(log: Log, found: Finding, today: date, *, last: date) -> Stop:
    """Return that a pain which still hurts stops every run through a day.

    After a silent week it says how that comes to an end.
    """
    said = as_logged(log, found, today)
    return Stop(
        says=said.lacks if isinstance(said, NoData) else found.says,
        do=found.do,
        values={**found.values, **said.values},
        subject=found.subject,
        last=last,
        stage=found.stage,
    )


def _at(entry: PainEntry) -> datetime:
    return entry.at


def _first_at(log: Log) -> datetime:
    return log.entries[0].at


def _date(day: Day) -> date:
    return day.day


def _log(site: Site, entries: tuple[PainEntry, ...], make_day: Callable[[date, list[PainEntry]], Day]) -> Log:
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
    return Log(
        site=site,
        entries=entries,
        days=days,
        bouts=tuple(map(tuple, bouts)),
        stretch=stretch,
        subject=_subject(site, bouts[-1]) if bouts else site,
        stretch_subject=_subject(site, stretch) if stretch else site,
        signs=tuple(flag for flag in RedFlag if any(flag in day.red_flags for day in stretch)),
        signs_end=any(day.red_flags for day in stretch) and _is_first_after(stretch[-1], days),
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
