"""What the rules say of a history, worked out the slow and obvious way: plain scans over all of it for each day.

It follows the words of the rules and shares no code with them: it imports nothing of the program.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor
from statistics import median

Found = tuple[date, str, str, str, frozenset[tuple[str, int]]]
"""(the day it is about, rule, severity, subject, values)"""


@dataclass(frozen=True)
class Run:
    """A run as it is written down; metres None where nobody can believe them."""

    run_id: str
    start: datetime
    seconds: int
    metres: int | None
    race: bool = False


@dataclass(frozen=True)
class Session:
    """Runs with less than half an hour between them."""

    runs: tuple[Run, ...]

    @property
    def day(self) -> date:
        return self.runs[0].start.date()

    @property
    def end(self) -> datetime:
        return max(run.start + timedelta(seconds=run.seconds) for run in self.runs)

    @property
    def metres(self) -> int | None:
        return added(run.metres for run in self.runs)

    @property
    def race(self) -> bool:
        return any(run.race for run in self.runs)


@dataclass(frozen=True)
class Pause:
    """A week or more without a run, and the day it ended."""

    day: date
    index: int
    off: int
    base: int | None
    longest: int | None

    @property
    def capped(self) -> bool:
        return self.off >= 14 and self.base is not None and self.longest is not None and self.base >= 10_000

    @property
    def over(self) -> date:
        return self.day + timedelta(days=2 * min(self.off, 56))

    def cap(self, day: date, full: int | None, share: Fraction) -> int:
        assert full is not None
        on = (day - self.day).days
        if on > 6:
            share += (1 - share) * Fraction(on - 6, 2 * min(self.off, 56) - 6)
        return floor(full * share)

    def week_cap(self, day: date) -> int:
        share = Fraction(5, 10) if self.off < 28 else Fraction(4, 10) if self.off < 56 else Fraction(3, 10)
        return self.cap(day, self.base, share)

    def run_cap(self, day: date) -> int:
        return self.cap(day, self.longest, Fraction(6, 10))


def findings(runs: Sequence[Run], mornings: Mapping[date, float], *, until: date) -> set[Found]:
    """Return all that the rules find, each with the day it is about. Each session is judged when it ends."""
    sessions = grouped(runs)
    pauses = paused(sessions)
    found: set[Found] = set()
    for index, session in enumerate(sessions):
        if session.end.date() <= until:
            found.update(of_session(sessions, index, pauses))
    for day in mornings:
        if day <= until:
            found.update(resting(mornings, day))
    return found


def of_session(sessions: Sequence[Session], index: int, pauses: Sequence[Pause]) -> Iterator[Found]:
    """Yield what is found when this session ends."""
    past = sessions[: index + 1]
    yield from spike(past)
    yield from ramp(past)
    yield from layoff(past, [pause for pause in pauses if pause.index <= index])
    yield from rest(past)


def spike(past: Sequence[Session]) -> Iterator[Found]:
    """The last session beside the longest of the 30 days before, and of its own day so far."""
    *before, session = past
    if any(other.race and other.day == session.day for other in past) or session.day < past[0].day + days(28):
        return
    window = [other.metres for other in before if other.day >= session.day - days(30)]
    if session.metres is None or None in window or len(window) < 4:
        return
    longest = max(metres for metres in window if metres is not None)
    if longest < 3000 or 10 * session.metres <= 11 * longest or session.metres - longest <= 1000:
        return
    yield said(
        session.day,
        "session-spike",
        "WARNING" if session.metres > 2 * longest else "NOTICE",
        session.runs[0].run_id,
        distance_m=session.metres,
        longest_m=longest,
        excess_percent=floor(Fraction(100 * session.metres, longest)) - 100,
        ceiling_m=max(floor(Fraction(11 * longest, 10)), longest + 1000),
    )


def ramp(past: Sequence[Session]) -> Iterator[Found]:
    """The seven days up to the last session beside the highest of the weeks that ended 7 to 28 days before."""
    day = past[-1].day
    if day < past[0].day + days(35):
        return
    week = ran(past, day)
    weeks = [ran(past, day - days(back)) for back in range(7, 29)]
    known = [metres for metres in weeks if metres is not None]
    if week is None or len(known) < len(weeks) or not max(known):
        return
    highest = max(known)
    if 10 * week > 11 * highest and week >= 10_000 and week - highest >= 2000:
        yield said(
            day,
            "weekly-ramp",
            "WARNING" if 10 * week > 13 * highest else "NOTICE",
            "-",
            week_m=week,
            reference_m=highest,
            excess_percent=floor(Fraction(100 * week, highest)) - 100,
        )


def layoff(past: Sequence[Session], pauses: Sequence[Pause]) -> Iterator[Found]:
    """The way back: at the first run, and while it lasts."""
    session = past[-1]
    newest = pauses[-1] if pauses and pauses[-1].day == session.day else None
    unsure = newest and newest.off >= 14 and (newest.base is None or newest.longest is None)
    if newest and not newest.capped and not unsure:
        yield said(session.day, "layoff-return", "INFO", f"gap-{newest.day}", gap_days=newest.off)
    capped = [pause for pause in pauses if pause.capped]
    if not capped or session.end.date() >= capped[-1].over:
        return
    pause = capped[-1]
    values = {"gap_days": pause.off, "cap_m": pause.week_cap(session.day), "run_cap_m": pause.run_cap(session.day)}
    if len(past) - 1 == pause.index:
        if session.metres is not None and pause.run_cap(session.day) + 1000 <= session.metres <= values["cap_m"]:
            values["distance_m"] = session.metres
        yield said(session.day, "layoff-return", "WARNING", f"return-{pause.day}", **values)
        return
    for count in range(len(past), pause.index + 1, -1):
        passed = beyond(past[:count], pause)
        if passed:
            yield said(past[count - 1].day, "layoff-return", "NOTICE", f"return-{pause.day}", **passed)
            return
    week = ran(past, session.day)
    if week is not None:
        yield said(session.day, "layoff-return", "WARNING", f"return-{pause.day}", **values, week_m=week)


def beyond(past: Sequence[Session], pause: Pause) -> dict[str, int] | None:
    """Return the numbers when the last session is well above a cap."""
    session = past[-1]
    cap, run_cap = pause.week_cap(session.day), pause.run_cap(session.day)
    values = {"gap_days": pause.off, "cap_m": cap, "run_cap_m": run_cap}
    week = ran(past, session.day)
    if week is not None and week >= Fraction(11 * cap, 10) + 2000:
        return {**values, "week_m": week}
    if session.metres is not None and session.metres >= run_cap + 1000:
        return {**values, "distance_m": session.metres}
    return None


def rest(past: Sequence[Session]) -> Iterator[Found]:
    """Seven days and more in a row, unless that is the runner's habit."""
    day = past[-1].day
    ran_on = {session.day for session in past}
    first = begun(ran_on, day)
    streak = (day - first).days + 1
    habits = sorted(
        (last - begun(ran_on, last)).days + 1
        for last in ran_on
        if day - days(365) <= last < first and last + days(1) not in ran_on
    )
    habits = [length for length in habits if length >= 7]
    if streak < 7 or (len(habits) >= 3 and streak <= Fraction(15, 10) * ninetieth(habits)):
        return
    yield said(day, "rest-days", "NOTICE", f"streak-{first}", streak_days=streak, rest_days=0, wanted_days=1)


def resting(mornings: Mapping[date, float], day: date) -> Iterator[Found]:
    """This morning and yesterday's beside the median of the 28 days before each."""
    above = excess(mornings, day)
    if above is None or above < 5:
        return
    before = excess(mornings, day - days(1))
    values = {"value_bpm": floor(mornings[day]), "baseline_bpm": floor(mornings[day] - above)}
    if before is not None and before >= 5:
        yield said(day, "resting-heart-rate", "NOTICE", "-", **values, excess_bpm=floor(min(above, before)))
    elif above >= 7:
        yield said(day, "resting-heart-rate", "INFO", "-", **values, excess_bpm=floor(above))


def excess(mornings: Mapping[date, float], day: date) -> float | None:
    """Return by how much a morning is above its own normal, None where it has none."""
    normal = [bpm for other, bpm in mornings.items() if day - days(28) <= other < day]
    return mornings[day] - median(normal) if day in mornings and len(normal) >= 14 else None


def paused(sessions: Sequence[Session]) -> list[Pause]:
    """Return each week and more without a run, with what the runner was used to before."""
    found: list[Pause] = []
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
        found.append(Pause(day, index, off, base, longest))
    return found


def used_to(past: Sequence[Session], last: date) -> int | None:
    """Return the median of the eight weeks that end on a day, None where it is not known.

    What was run before the first run on record nobody knows. Enough for caps is the median of the other weeks; too
    little for any it is only where the missing weeks leave it so, be they nothing or as long as they like.
    """
    ends = [last - days(7 * back) for back in range(8)]
    weeks = [ran(past, end) for end in ends if past[0].day <= end - days(6)]
    known = [metres for metres in weeks if metres is not None]
    if not known or len(known) < len(weeks):
        return None
    longest = floor(median([*known, *[10**9] * (8 - len(known))]))
    return floor(median(known)) if median(known) >= 10_000 or longest < 10_000 else None


def grouped(runs: Sequence[Run]) -> list[Session]:
    """Return the sessions, in the order in which they were run."""
    sessions: list[Session] = []
    for run in sorted(runs, key=lambda run: run.start):
        if sessions and run.start < sessions[-1].end + timedelta(minutes=30):
            sessions[-1] = Session((*sessions[-1].runs, run))
        else:
            sessions.append(Session((run,)))
    return sessions


def ran(past: Sequence[Session], day: date) -> int | None:
    """Return the metres of the seven days that end on this day, None when those of one session are not known."""
    return added(session.metres for session in past if day - days(7) < session.day <= day)


def begun(ran_on: set[date], day: date) -> date:
    """Return the first of the days in a row that lead up to this one."""
    while day - days(1) in ran_on:
        day -= days(1)
    return day


def ninetieth(lengths: Sequence[int]) -> Fraction:
    """Return the 90th percentile of ascending lengths, on the straight line between the two that it lies between."""
    place = Fraction(9 * (len(lengths) - 1), 10)
    below = floor(place)
    above = min(below + 1, len(lengths) - 1)
    return lengths[below] + (place - below) * (lengths[above] - lengths[below])


def added(metres: Iterator[int | None]) -> int | None:
    """Return the sum, None when one of them is not known."""
    total = 0
    for each in metres:
        if each is None:
            return None
        total += each
    return total


def days(number: int) -> timedelta:
    return timedelta(days=number)


def said(day: date, rule: str, severity: str, subject: str, **values: int) -> Found:
    return day, rule, severity, subject, frozenset(values.items())
