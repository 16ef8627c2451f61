"""The load of each day, in one unit: Banister's TRIMP, or else distance. A missing day is None, never a zero.

Loads are whole numbers, thousandths of a TRIMP or metres, so that their sums are exact.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate, islice, pairwise
from math import exp
from typing import NamedTuple

from rules.history import History, Session
from rules.mornings import resting_bpm
from rules.records import Run
from rules.state import RunnerState

DAY = timedelta(days=1)
_LIKE_DAYS = 28
_GAP_DAYS = 84
"""Over so many days nobody asked for, a stretch goes on: a resting heart rate comes and goes, and loads with it."""

Loads = Sequence[int | None]


class Unit(StrEnum):
    """What a load is counted in."""

    TRIMP = "trimp"
    """Banister's training impulse, in thousandths."""
    DISTANCE = "distance"
    """Metres."""


class Heart(NamedTuple):
    """By what a mean heart rate becomes load."""

    resting_bpm: int
    maximal_bpm: int


def heart_of(state: RunnerState) -> Heart | None:
    """Return the runner's heart, None where either end is not known.

    Resting is the median of the last 28 mornings of one source, to the whole beat: one value for a whole window, which
    changes seldom.
    """
    if state.maximal_bpm is None:
        return None
    median_bpm = resting_bpm(state.mornings, state.today)
    if median_bpm is None:
        return None
    heart = Heart(round(median_bpm), state.maximal_bpm)
    return heart if heart.resting_bpm < heart.maximal_bpm else None


def trimp(minutes: float, mean_bpm: float, heart: Heart) -> float:
    """Return Banister's training impulse of one run: minutes x r x 0.64 e^(1.92 r), r = (mean - rest) / (max - rest).

    The formula is Banister's (1991), the weights those of Morton, Fitz-Clarke and Banister (1990) for men. For women
    they are 0.86 and 1.67, which gives 7 to 19 % more between r = 0.5 and r = 0.9. The runner's sex is not known here;
    since loads are only compared with the runner's own, most of that cancels out.
    """
    reserve = max(0.0, (mean_bpm - heart.resting_bpm) / (heart.maximal_bpm - heart.resting_bpm))
    return minutes * reserve * 0.64 * exp(1.92 * reserve)


class ByDay[Made]:
    """Something of each day, made day after day and kept: a replay asks for a day many times.

    What is kept is one stretch of days. Asked for a day before it or long after it, it begins a new one.
    """

    def __init__(self, make: Callable[[date], Iterator[Made]]) -> None:
        """`make` yields what is made of a day, then of each day after it, without an end."""
        self._make = make
        self._begins = date.max.toordinal()
        self._made: list[Made] = []
        self._coming: Iterator[Made] = iter(())

    def on(self, day: date) -> Made:
        """Return what is made of a day."""
        place = day.toordinal() - self._begins
        if not 0 <= place <= len(self._made) + _GAP_DAYS:
            self._begins, self._made, self._coming = day.toordinal(), [], self._make(day)
            place = 0
        while len(self._made) <= place:
            self._made.append(next(self._coming))
        return self._made[place]


class DailyLoad:
    """The load of a history's days in one unit."""

    def __init__(self, history: History, heart: Heart | None) -> None:
        """With a heart the unit is TRIMP, else distance."""
        self.unit = Unit.DISTANCE if heart is None else Unit.TRIMP
        self._history = history
        self._heart = heart

    def since(self, first: date) -> Iterator[int | None]:
        """Yield the load of a day and of each one after it, without an end.

        A day that is not known is None, one without a run 0.
        """
        history, heart = self._history, self._heart
        known, positions = history.known, pairwise(history.positions_from(first))
        for day, (start, stop) in enumerate(positions, first.toordinal()):
            if day not in known:
                yield None
            elif heart is None:
                yield history.total_m(start, stop)
            else:
                yield self._impulse(history.sessions[start:stop], heart)

    def between(self, first: date, last: date) -> Loads:
        """Return the load of each day from first to last."""
        return tuple(islice(self.since(first), (last - first).days + 1))

    def _impulse(self, sessions: Iterable[Session], heart: Heart) -> int | None:
        """Return the training impulse of the sessions of a known day, in thousandths."""
        impulses: list[float] = []
        for session in sessions:
            for run in session.runs:
                bpm = run.average_heart_rate_bpm
                impulse = self._guess(run, session.day, heart) if bpm is None else trimp(run.moving_s / 60, bpm, heart)
                if impulse is None or run.distance_m is None:
                    return None
                impulses.append(impulse)
        return round(sum(impulses) * 1000)

    def _guess(self, run: Run, day: date, heart: Heart) -> float | None:
        """Return the impulse of a run without a heart rate: that of its minutes at the mean of the 28 days before."""
        minutes = impulses = 0.0
        for session in self._history.sessions_between(day - _LIKE_DAYS * DAY, day - DAY):
            for other in session.runs:
                if other.average_heart_rate_bpm is not None and other.distance_m is not None:
                    minutes += other.moving_s / 60
                    impulses += trimp(other.moving_s / 60, other.average_heart_rate_bpm, heart)
        return impulses / minutes * run.moving_s / 60 if minutes else None


def for_window(history: History, heart: Heart | None, start: int, stop: int) -> Heart | None:
    """Return the heart where TRIMP can serve the sessions at these positions: 90 % of their runs have a heart rate.

    Else None: distance. Units are never mixed within a window.
    """
    if heart is None:
        return None
    runs, told = history.once(_counts, None)
    return heart if (told[stop] - told[start]) * 10 >= (runs[stop] - runs[start]) * 9 else None


def _counts(history: History, _key: None) -> tuple[list[int], list[int]]:
    """Count the runs before each position, and those of them with a heart rate."""
    hearts = [[run.average_heart_rate_bpm is not None for run in session.runs] for session in history.sessions]
    return [0, *accumulate(map(len, hearts))], [0, *accumulate(map(sum, hearts))]
