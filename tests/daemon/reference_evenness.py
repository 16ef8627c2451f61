"""Monotony and strain, worked out the slow and obvious way.

It follows the words of the rules and shares no code with them: it imports nothing of the program.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import exp, floor
from statistics import fmean, median, pstdev

from tests.daemon.reference import days
from tests.daemon.reference_runner import TINY, Outing, Runner, Said, said, since, together


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
            if rest is None:
                yield said(day, "strain", "INFO", strain_m=strain, usual_m=much)
            else:
                yield said(day, "strain", "INFO", strain_score=strain, usual_score=much)

    def _resting(self, day: date) -> int | None:
        """Return the resting heart rate where load is counted by heart rate."""
        runner = self._runner
        first = since(day - days(28), day, runner.anew)
        lately = [bpm for other, bpm in runner.mornings.items() if first <= other < day]
        if runner.maximal is None or len(lately) < 14:
            return None
        runs = runner.between(day - days(91), day - days(1))
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
        runs = self._runner.between(day, day)
        metres = together(runs)
        if rest is None or metres is None:
            return metres
        before = [each for each in self._runner.between(day - days(28), day - days(1)) if each.bpm and each.metres]
        minutes = sum(each.moving / 60 for each in before)
        rate = sum(self._impulse(each, rest) for each in before) / minutes if minutes else None
        if rate is None and not all(each.bpm for each in runs):
            return None
        impulses = (self._impulse(each, rest) if each.bpm else (rate or 0) * each.moving / 60 for each in runs)
        return round(sum(impulses), 3)

    def _impulse(self, run: Outing, rest: int) -> float:
        """Banister's training impulse."""
        assert run.bpm is not None
        assert self._runner.maximal is not None
        share = max(0.0, (run.bpm - rest) / (self._runner.maximal - rest))
        return run.moving / 60 * share * 0.64 * exp(1.92 * share)


def ninetieth(values: Sequence[float]) -> float:
    """Return the 90th percentile, on the straight line between the two values that it lies between."""
    ordered = sorted(values)
    place = Fraction(9 * (len(ordered) - 1), 10)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + float(place - below) * (ordered[above] - ordered[below])
