"""What the rules say of pain and injuries, worked out the slow and obvious way: from the log as known at each entry.

It follows the words of the rules and shares no code with them: it imports nothing of the program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from math import floor

from tests.daemon.reference import Pause, days, layoff, used_to
from tests.daemon.reference import Session as Plain
from tests.daemon.reference_runner import Said, said

Injury = tuple[date, str]
"""(its first day, site)"""


@dataclass(frozen=True)
class Entry:
    """A line of the log: it hurt at some moment, and was logged then or later."""

    at: datetime
    logged: datetime
    site: str
    morning: bool
    level: int
    flags: bool

    @property
    def day(self) -> date:
        return self.at.date()


class Site:
    """What is known of one site at some moment."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: entry.at)
        self.name = entries[0].site
        self.days = sorted({entry.day for entry in entries})
        self.hurting = [day for day in self.days if self.level(day) >= 3 or any(each.flags for each in self.on(day))]

    def on(self, day: date) -> list[Entry]:
        return [entry for entry in self.entries if entry.day == day]

    def level(self, day: date) -> int:
        return max(entry.level for entry in self.on(day))

    def logged(self, day: date) -> datetime:
        return min(entry.logged for entry in self.on(day))

    def of_morning(self, day: date) -> int | None:
        return max((entry.level for entry in self.on(day) if entry.morning), default=None)

    def of_run(self, day: date) -> int | None:
        return max((entry.level for entry in self.on(day) if not entry.morning), default=None)

    def highest(self, last: date) -> int:
        """Return the highest of seven days."""
        return max((self.level(day) for day in self.days if last - days(7) < day <= last), default=0)

    @property
    def bout(self) -> list[date]:
        """The days that hurt, back to the first before which two weeks passed without one."""
        bout = self.hurting[-1:]
        for day in reversed(self.hurting[:-1]):
            if bout[0] - day > days(14):
                break
            bout.insert(0, day)
        return bout

    @property
    def ends(self) -> list[date]:
        """The days that hurt after which two weeks passed without one."""
        return [day for day in self.hurting if not any(day < other <= day + days(14) for other in self.hurting)]

    @property
    def stretch(self) -> list[date]:
        """The days of the bout since the last day that was logged as 0 to 2."""
        calm = [day for day in self.days if day not in self.hurting and day < self.hurting[-1]]
        return [day for day in self.bout if not calm or day > calm[-1]]

    @property
    def subject(self) -> str:
        first = min(self.logged(day) for day in self.bout).astimezone(UTC)
        return f"{self.name}-{first:%Y%m%dT%H%M%S}"


def of_pain(entries: Sequence[Entry], injuries: Sequence[Injury], *, until: date) -> Iterator[Said]:
    """Yield what is found as each entry is logged."""
    for now in sorted({entry.logged for entry in entries}):
        if now.date() > until:
            break
        known = [entry for entry in entries if entry.logged <= now]
        sites = {name: Site([entry for entry in known if entry.site == name]) for name in {each.site for each in known}}
        for site in sites.values():
            newest = site.days[-1]
            if newest in site.hurting and now.date() - newest <= days(7):
                yield response(site)
                yield from persists(site)
                yield from returns(site, list(sites.values()), injuries)


def response(site: Site) -> Said:
    """How far it allows running on, for the newest reason not to."""
    newest = site.days[-1]
    values: dict[str, object] = {"level_count": site.level(newest), "pain_site": site.name}
    if not any(entry.flags for day in site.stretch for entry in site.on(day)):
        for day in reversed(site.stretch):
            reason = back(site, day)
            if reason:
                return said(day, "pain-response", "NOTICE", site.subject, **(values | reason))
    return said(newest, "pain-response", "NOTICE", site.subject, **values)


def back(site: Site, day: date) -> dict[str, int] | None:
    """Return why a day asks for a step back."""
    morning = site.of_morning(day)
    after = site.of_run(day - days(1))
    week, before = site.highest(day), site.highest(day - days(7))
    if site.level(day) > 5:
        return {"level_count": site.level(day)}
    if morning is not None and morning > 2:
        worse = after is not None and morning > after
        return {"morning_count": morning, **({"after_count": after} if worse and after is not None else {})}
    if 0 < before < week:
        return {"level_count": week, "before_count": before}
    return None


def persists(site: Site) -> Iterator[Said]:
    """Two weeks and more without a day of 0 to 2."""
    first, last = site.stretch[0], site.stretch[-1]
    if last - first >= days(14):
        lasting = {"pain_site": site.name, "lasting_days": (last - first).days, "first_day": first}
        yield said(last, "pain-persists", "NOTICE", site.subject, level_count=site.level(last), **lasting)


def returns(site: Site, sites: Sequence[Site], injuries: Sequence[Injury]) -> Iterator[Said]:
    """A pain that begins where it hurt within a year, two free weeks between, or eight weeks after one elsewhere."""
    first, last = site.bout[0], site.bout[-1]
    values: dict[str, object] = {"level_count": site.level(last), "pain_site": site.name}
    here = [day for day in site.ends if day < first] + [day for day, where in injuries if where == site.name]
    gaps = [(first - day).days for day in here if 14 < (first - day).days <= 365]
    elsewhere = [(day, where) for day, where in injuries if where != site.name and day < first]
    for other in sites:
        if other.name != site.name:
            elsewhere += [
                (day, other.name) for day in other.hurting if (day, other.logged(day)) < (first, site.logged(first))
            ]
    near = [each for each in elsewhere if first - each[0] <= days(56)]
    if gaps and site.name != "other":
        yield said(last, "pain-returns", "NOTICE", site.subject, **values, gap_days=min(gaps))
    elif near:
        day, where = max(near)
        values |= {"earlier_site": where, "earlier_day": day, "gap_days": (first - day).days}
        yield said(last, "pain-returns", "NOTICE", site.subject, **values)
    elif site.name != "other" and last - of_a_year(site)[0] >= days(14) and (back := times_back(site)) >= 2:
        since = of_a_year(site)[0]
        values |= {"first_day": since, "lasting_days": (last - since).days, "back_count": back}
        yield said(last, "pain-returns", "NOTICE", site.subject, **values)


def of_a_year(site: Site) -> Sequence[date]:
    """Return the days of a bout that lie less than 365 days before its last one."""
    return [day for day in site.bout if day > site.bout[-1] - days(365)]


def times_back(site: Site) -> int:
    """Return how many days of a bout hurt within a year, of which the day that was logged before it did not."""
    earlier = {day: max((other for other in site.days if other < day), default=None) for day in of_a_year(site)[1:]}
    return len([day for day, before in earlier.items() if before not in site.hurting])


@dataclass(frozen=True)
class Return(Pause):
    """A pause of a runner who logs pain and injuries: the way back takes longer, and its caps are lower."""

    held: frozenset[date]
    injured: Sequence[Injury]

    @property
    def over(self) -> date:
        day = self.day
        while self.on(day) < 2 * min(self.off, 56):
            day += days(1)
        return day

    def on(self, day: date) -> int:
        """Return the days since the first run, without those on which pain holds the caps."""
        since = [self.day + days(number) for number in range(1, (day - self.day).days + 1)]
        return len([each for each in since if each not in self.held])

    def cap(self, day: date, full: int | None, share: Fraction) -> int:
        assert full is not None
        on = self.on(day)
        if on > 6:
            share += (1 - share) * Fraction(on - 6, 2 * min(self.off, 56) - 6)
        if any(began < day <= began + days(365) for began, _ in self.injured):
            share *= Fraction(8, 10)
        return floor(full * share)


def of_returns(
    sessions: Sequence[Plain], entries: Sequence[Entry], injuries: Sequence[Injury], *, until: date
) -> Iterator[Said]:
    """Yield what is found of the way back as each session ends."""
    pauses = paused(sessions, frozenset(held(entries)), injuries)
    for index, session in enumerate(sessions):
        if session.end.date() <= until:
            yield from layoff(sessions[: index + 1], [pause for pause in pauses if pause.index <= index])


def held(entries: Sequence[Entry]) -> Iterator[date]:
    """Yield the days after each entry of 3 or more, up to the next about its site and a week at most."""
    for name in {entry.site for entry in entries}:
        site = Site([entry for entry in entries if entry.site == name])
        for day in site.days:
            ahead = min([7, *((other - day).days for other in site.days if other > day)])
            if site.level(day) >= 3:
                yield from (day + days(number) for number in range(1, ahead + 1))


def paused(sessions: Sequence[Plain], held: frozenset[date], injuries: Sequence[Injury]) -> list[Return]:
    """Return each week and more without a run, with what the runner was used to before."""
    found: list[Return] = []
    for index in range(1, len(sessions)):
        past, last, day = sessions[:index], sessions[index - 1].day, sessions[index].day
        off = (day - last).days - 1
        if off < 7:
            continue
        returns = [pause for pause in found if pause.capped]
        if returns and last < returns[-1].over:
            base, longest = returns[-1].base, returns[-1].longest
        else:
            base = used_to(past, last)
            month = [other.metres for other in past if other.day > last - days(30)]
            longest = None if None in month else max(metres for metres in month if metres is not None)
        found.append(Return(day, index, off, base, longest, held, injuries))
    return found
