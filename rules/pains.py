"""All that was logged of pain, site by site: made once, asked with a moment."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rules.pain_days import ASKED_DAYS, Day, Log, day_of, log_of
from rules.said import PainEntry, Site

_LATELY = timedelta(days=ASKED_DAYS + 2)
_NEVER = datetime.max.replace(tzinfo=UTC)


class PainLog:
    """All that a runner logged of pain, made once and asked with a moment: what was not known then is not seen.

    What is answered is kept until the next entry becomes known, or until the last one is long ago.
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
        """Return what was logged by now, oldest first."""
        return _known(self._entries, now)

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
            logs = sorted(filter(None, [site.log(now) for site in self._sites]), key=_first)
            self._by_site = {log.site: log for log in logs}
            changes.append(newest.at + _LATELY + timedelta.resolution)
        self._kept = {}
        self._holds_from, self._holds_until = now, min(changes, default=_NEVER)

    def _newest(self, now: datetime) -> PainEntry | None:
        """Return the last entry that is known by now, None where there is none."""
        places = range(bisect_right(self._entries, now, key=_at) - 1, -1, -1)
        return next((self._entries[at] for at in places if self._entries[at].known_at <= now), None)


class _OfSite:
    """What was ever logged about one site. Its log is made anew only when an entry becomes known."""

    def __init__(self, site: Site, entries: Sequence[PainEntry]) -> None:
        """Take its entries, oldest first."""
        self._site = site
        self._entries = entries
        self._known_at = sorted(max(entry.at, entry.known_at) for entry in entries)
        self._days: dict[date, tuple[list[PainEntry], Day]] = {}
        self._log: Log | None = None
        self._made_of = 0
        """How many of its entries were known when the log was made."""

    def next_known(self, now: datetime) -> datetime:
        """Return when its next entry becomes known."""
        ahead = bisect_right(self._known_at, now)
        return self._known_at[ahead] if ahead < len(self._known_at) else _NEVER

    def log(self, now: datetime) -> Log | None:
        """Return what was logged by now, None where there is nothing."""
        made_of = bisect_right(self._known_at, now)
        if made_of != self._made_of:
            entries = _known(self._entries, now)
            self._made_of, self._log = made_of, log_of(self._site, entries, self._day) if entries else None
        return self._log

    def _day(self, day: date, entries: list[PainEntry]) -> Day:
        """Return what a day comes to, with these of its entries known."""
        kept = self._days.get(day)
        if kept is None or kept[0] != entries:
            kept = self._days[day] = entries, day_of(day, entries)
        return kept[1]


def _known(entries: Sequence[PainEntry], now: datetime) -> tuple[PainEntry, ...]:
    """Return those, of some that are sorted, that were known by now."""
    return tuple([entry for entry in entries[: bisect_right(entries, now, key=_at)] if entry.known_at <= now])


def _at(entry: PainEntry) -> datetime:
    return entry.at


def _first(log: Log) -> tuple[datetime, Site]:
    """Of two that began at one instant the order must not hang on what is logged later."""
    return log.entries[0].at, log.site
