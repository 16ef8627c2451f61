"""What the rules say of load, effort and likeness, worked out the slow and obvious way: a scan for each day.

It follows the words of the rules and shares no code with them: it imports nothing of the program.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import exp, floor
from statistics import fmean, median, pstdev

from tests.daemon.reference import days

Values = frozenset[tuple[str, object]]
Said = tuple[date, str, str, str, Values]
"""(the day it is about, rule, severity, subject, values)"""
TINY = 1e-9
Mark = tuple[str, date, date]
"""(race, holiday, ill or injured; first day, last day)"""


@dataclass(frozen=True)
class Outing:
    """A run as it is written down; None where nobody knows."""

    run_id: str
    start: datetime
    seconds: int
    moving: int
    metres: int | None
    bpm: float | None = None
    climb: int | None = None
    in_zones: int | None = None
    race: bool = False
    workout: bool = False
    exertion: int | None = None


@dataclass(frozen=True)
class Session:
    """Runs with less than half an hour between them."""

    outings: tuple[Outing, ...]

    @property
    def day(self) -> date:
        return self.outings[0].start.date()

    @property
    def end(self) -> datetime:
        return max(each.start + timedelta(seconds=each.seconds) for each in self.outings)

    @property
    def metres(self) -> int | None:
        return together(self.outings)


@dataclass(frozen=True)
class Runner:
    """All that is on record of load."""

    sessions: tuple[Session, ...]
    mornings: dict[date, int | float]
    """Resting heart rate, of one source."""
    injured: tuple[date, ...] = ()
    marks: tuple[Mark, ...] = ()
    threshold: int | None = None
    maximal: int | None = None

    def on(self, first: date, last: date) -> list[Outing]:
        """Return the runs of the sessions of the days from first to last."""
        return [each for session in self.sessions if first <= session.day <= last for each in session.outings]

    def rests(self, day: date, *kinds: str) -> bool:
        return any(kind in kinds and first <= day <= last for kind, first, last in self.marks)

    def prior(self, day: date) -> bool:
        """Within twelve months of an injury."""
        return any(began < day <= began + days(365) for began in self.injured)


def of_mornings(runner: Runner, *, until: date) -> Iterator[Said]:
    """Yield what is found on each morning, of the days that are over."""
    first = runner.sessions[0].day
    week = Weeks(runner)
    for number in range((until - first).days + 1):
        day = first + days(number)
        if runner.rests(day, "injured"):
            continue
        if number >= 28 and not runner.rests(day, "ill"):
            yield from variety(runner, day)
        if number >= 85:
            yield from week.found(day)
        if number >= 77:
            yield from hard_share(runner, day)
        if number >= 28:
            yield from easy_share(runner, day)


def of_sessions(runner: Runner, *, until: date) -> Iterator[Said]:
    """Yield what is found as each session ends."""
    spikes: set[Session] = set()
    for index, session in enumerate(runner.sessions):
        so_far = replace(runner, sessions=runner.sessions[: index + 1])
        if is_spike(so_far):
            spikes.add(session)
        if session.end.date() > until:
            continue
        on = (session.day, session.end.date())
        if not any(runner.rests(day, "injured") for day in on):
            yield from spike(so_far)
            yield from hard_days(so_far, spikes)
        if not any(runner.rests(day, "ill") for day in on):
            yield from efficiency(so_far)


def spike(so_far: Runner) -> Iterator[Said]:
    """The last session beside the longest of 30 days, with a lower limit in the year after an injury."""
    session = so_far.sessions[-1]
    if not is_spike(so_far) or any(each.race for each in so_far.on(session.day, session.day)):
        return
    longest, ceiling = longest_before(so_far), ceiling_of(so_far)
    assert session.metres and longest and ceiling
    yield said(
        session.day,
        "session-spike",
        "WARNING" if session.metres > max(ceiling, 2 * longest) else "NOTICE",
        min(session.outings, key=lambda each: each.start).run_id,
        distance_m=session.metres,
        longest_m=longest,
        excess_percent=floor(Fraction(100 * session.metres, longest)) - 100,
        ceiling_m=ceiling,
    )


def is_spike(so_far: Runner) -> bool:
    metres, ceiling = so_far.sessions[-1].metres, ceiling_of(so_far)
    return metres is not None and ceiling is not None and metres > ceiling


def longest_before(so_far: Runner) -> int | None:
    """Return the longest session of 30 days before and earlier on the day; None where it is not to be known."""
    *before, session = so_far.sessions
    window = [other.metres for other in before if other.day >= session.day - days(30)]
    known = [metres for metres in window if metres is not None]
    if session.day < so_far.sessions[0].day + days(28) or len(known) < max(4, len(window)) or max(known) < 3000:
        return None
    return max(known)


def ceiling_of(so_far: Runner) -> int | None:
    longest = longest_before(so_far)
    share = Fraction(105 if so_far.prior(so_far.sessions[-1].day) else 110, 100)
    return None if longest is None else max(floor(share * longest), longest + 1000)


def variety(runner: Runner, day: date) -> Iterator[Said]:
    """All runs of four weeks within a tenth of one distance and a twentieth of one pace."""
    found = runner.on(day - days(28), day - days(1))
    metres = [each.metres for each in found if each.metres is not None]
    if len(found) < 8 or len(metres) < len(found):
        return
    paces = [Fraction(each.moving, each.metres) for each in found if each.metres]
    if 90 * max(metres) <= 110 * min(metres) and 95 * max(paces) <= 105 * min(paces):
        values = {"run_count": len(found), "shortest_m": min(metres), "longest_m": max(metres)}
        yield said(day, "variety", "INFO", **values)


class Weeks:
    """Monotony and strain of seven days."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._kept: dict[tuple[date, int | None], tuple[float, float] | None] = {}

    def found(self, day: date) -> Iterator[Said]:
        """Yield what is above the 90th percentile of the 84 days before yesterday."""
        yesterday = day - days(1)
        rest = self._resting(day)
        figures = self._of(yesterday, rest)
        usual = [found for back in range(1, 85) if (found := self._of(yesterday - days(back), rest)) is not None]
        if figures is None or len(usual) < 56:
            return
        monotony, high = figures[0], ninetieth([each[0] for each in usual])
        if monotony > high + TINY:
            yield said(day, "monotony", "INFO", monotony_ratio=monotony, usual_ratio=high)
        strain, much = figures[1], ninetieth([each[1] for each in usual])
        if strain > much * (1 + TINY):
            names = ("strain_m", "usual_m") if rest is None else ("strain_score", "usual_score")
            yield said(day, "strain", "INFO", **dict(zip(names, (strain, much), strict=True)))

    def _resting(self, day: date) -> int | None:
        """Return the resting heart rate where load is counted by heart rate."""
        runner = self._runner
        lately = [bpm for other, bpm in runner.mornings.items() if day - days(28) <= other < day]
        if runner.maximal is None or len(lately) < 14:
            return None
        runs = runner.on(day - days(91), day - days(1))
        with_heart = [each for each in runs if each.bpm is not None]
        return round(median(lately)) if 10 * len(with_heart) >= 9 * len(runs) else None

    def _of(self, last: date, rest: int | None) -> tuple[float, float] | None:
        if (last, rest) not in self._kept:
            self._kept[last, rest] = self._worked_out(last, rest)
        return self._kept[last, rest]

    def _worked_out(self, last: date, rest: int | None) -> tuple[float, float] | None:
        loads = [self._load(last - days(back), rest) for back in range(7)]
        known = [load for load in loads if load is not None]
        if last - days(6) < self._runner.sessions[0].day or len(known) < 7 or not pstdev(known):
            return None
        monotony = fmean(known) / pstdev(known)
        return monotony, monotony * sum(known)

    def _load(self, day: date, rest: int | None) -> float | None:
        runs = self._runner.on(day, day)
        metres = together(runs)
        if rest is None or metres is None:
            return metres
        before = [each for each in self._runner.on(day - days(28), day - days(1)) if each.bpm and each.metres]
        minutes = sum(each.moving / 60 for each in before)
        rate = sum(self._impulse(each, rest) for each in before) / minutes if minutes else None
        if rate is None and not all(each.bpm for each in runs):
            return None
        return sum(self._impulse(each, rest) if each.bpm else (rate or 0) * each.moving / 60 for each in runs)

    def _impulse(self, run: Outing, rest: int) -> float:
        """Banister's training impulse."""
        assert run.bpm is not None
        assert self._runner.maximal is not None
        share = max(0.0, (run.bpm - rest) / (self._runner.maximal - rest))
        return run.moving / 60 * share * 0.64 * exp(1.92 * share)


def hard_share(runner: Runner, day: date) -> Iterator[Said]:
    """Three weeks with more than a quarter hard, and 5 points more than in the eight before."""
    lately = runner.on(day - days(21), day - days(1))
    before = runner.on(day - days(77), day - days(22))
    if sum(each.metres or 0 for each in lately) < 30_000 or not (
        enough_known(lately, runner) and enough_known(before, runner)
    ):
        return
    hard, known = hard_and_known(lately, runner)
    usual = Fraction(*hard_and_known(before, runner))
    if Fraction(hard, known) > Fraction(25, 100) and Fraction(hard, known) - usual >= Fraction(5, 100):
        share = floor(Fraction(100 * hard, known))
        values = {"share_percent": share, "usual_percent": floor(100 * usual), "hard_s": hard, "known_s": known}
        yield said(day, "hard-share", "INFO", **values)


def easy_share(runner: Runner, day: date) -> Iterator[Said]:
    """Four weeks with less than 70 % easy."""
    lately = runner.on(day - days(28), day - days(1))
    if len(lately) < 8 or not enough_known(lately, runner):
        return
    hard, known = hard_and_known(lately, runner)
    easy = known - hard
    if Fraction(easy, known) < Fraction(70, 100):
        percent = floor(Fraction(100 * easy, known))
        yield said(day, "easy-share", "INFO", easy_percent=percent, easy_s=easy, known_s=known)


def hard_seconds(run: Outing, runner: Runner) -> int | None:
    if run.in_zones is not None:
        return min(run.in_zones, run.moving)
    if run.bpm is None or runner.threshold is None:
        return None
    return run.moving if Fraction(run.bpm) >= Fraction(95, 100) * runner.threshold else 0


def hard_and_known(runs: Sequence[Outing], runner: Runner) -> tuple[int, int]:
    told = [(hard, run.moving) for run in runs if (hard := hard_seconds(run, runner)) is not None]
    return sum(hard for hard, _ in told), sum(moving for _, moving in told)


def enough_known(runs: Sequence[Outing], runner: Runner) -> bool:
    moving, (_, known) = sum(run.moving for run in runs), hard_and_known(runs, runner)
    return known > 0 and 10 * known >= 9 * moving


def hard_days(so_far: Runner, spikes: set[Session]) -> Iterator[Said]:
    """The last session's day, when it is the third hard one of four or the fourth."""
    day = so_far.sessions[-1].day
    if any(each.race for each in so_far.on(day, day)) or not is_hard(so_far, day, spikes):
        return
    last_four = sum(is_hard(so_far, day - days(back), spikes) for back in range(4))
    before = sum(is_hard(so_far, day - days(back), spikes) for back in range(4, 32))
    if last_four >= 3:
        yield said(day, "hard-days", "NOTICE", hard_count=last_four, usual_count=before)


def is_hard(runner: Runner, day: date, spikes: set[Session]) -> bool:
    """Say whether what was run on a day was hard; what nobody knows of is not said to be."""
    runs = runner.on(day, day)
    if any(each.race or each.workout or (each.exertion or 0) >= 7 for each in runs):
        return True
    in_zones = sum(min(each.in_zones, each.moving) for each in runs if each.in_zones is not None)
    near = sum(hard_seconds(each, runner) or 0 for each in runs if each.in_zones is None)
    return (
        in_zones >= 600
        or (in_zones > 0 and 5 * in_zones >= sum(each.moving for each in runs))
        or near >= 1200
        or any(session in spikes for session in runner.sessions if session.day == day)
    )


def efficiency(so_far: Runner) -> Iterator[Said]:
    """The last three steady runs beside the others of 28 days, when a steady run comes in."""
    session = so_far.sessions[-1]
    if not any(is_steady(each) for each in session.outings):
        return
    steady = [each for each in so_far.on(session.day - days(28), session.day) if is_steady(each)]
    last, others = steady[-3:], steady[:-3]
    if len(others) < 8:
        return
    recent, normal = mean([per_beat(each) for each in last]), middle([per_beat(each) for each in others])
    if recent > Fraction(95, 100) * normal:
        return
    heart = mean([Fraction(each.bpm or 0) for each in last])
    yield said(
        session.day,
        "efficiency-drop",
        "NOTICE",
        value_bpm=floor(heart),
        baseline_bpm=floor(heart * recent / normal),
        before_count=len(others),
        drop_percent=floor(100 * (1 - recent / normal)),
    )


def is_steady(run: Outing) -> bool:
    return (
        run.bpm is not None
        and run.metres is not None
        and run.climb is not None
        and 1000 * run.climb < 15 * run.metres
        and run.moving >= 1800
        and not run.race
        and not run.workout
    )


def per_beat(run: Outing) -> Fraction:
    """Return the metres of a heartbeat."""
    return Fraction(60 * (run.metres or 0)) / (run.moving * Fraction(run.bpm or 1))


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def middle(values: Sequence[Fraction]) -> Fraction:
    """Return the median."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def ninetieth(values: Sequence[float]) -> float:
    """Return the 90th percentile, on the straight line between the two values that it lies between."""
    ordered = sorted(values)
    place = Fraction(9 * (len(ordered) - 1), 10)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + float(place - below) * (ordered[above] - ordered[below])


def together(runs: Sequence[Outing]) -> int | None:
    """Return the metres of some runs, None when those of one are not known."""
    known = [run.metres for run in runs if run.metres is not None]
    return sum(known) if len(known) == len(runs) else None


def grouped(outings: Sequence[Outing]) -> tuple[Session, ...]:
    """Return the sessions, in the order in which they were run."""
    sessions: list[Session] = []
    for outing in sorted(outings, key=lambda each: each.start):
        if sessions and outing.start < sessions[-1].end + timedelta(minutes=30):
            sessions[-1] = Session((*sessions[-1].outings, outing))
        else:
            sessions.append(Session((outing,)))
    return tuple(sessions)


def said(day: date, rule: str, severity: str, subject: str = "-", **values: object) -> Said:
    return day, rule, severity, subject, frozenset(values.items())
