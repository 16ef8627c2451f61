"""A runner as known at each moment of a replay: nothing that was run, woken up to or logged later is seen. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from daemon.records import LOGS_SEEN, MORNINGS_SEEN, ON_FOOT_SEEN, STRENGTH_SEEN, Past
from rules.body import body_of
from rules.history import History, Session
from rules.records import DailyWellness, Injury, Mark, PainEntry, Run, Shoe
from rules.state import RunnerState
from rules.wear import worn_by

DAY = timedelta(days=1)
MORNING = time(7)
"""When the day's values are there, and what came to an end is noticed."""


def is_morning(now: datetime) -> bool:
    """Say whether the values of the day are there."""
    return now.timetz().replace(tzinfo=None) >= MORNING


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was known beside the sessions. It stays the same for hours."""

    mornings: tuple[DailyWellness, ...]
    strength_days: tuple[date, ...]
    marks: tuple[Mark, ...]
    pain: tuple[PainEntry, ...]
    injuries: tuple[Injury, ...]
    shoes: tuple[Shoe, ...]
    on_foot: tuple[Run, ...]


class AsKnown:
    """The states of one runner, asked for moment by moment."""

    def __init__(
        self, past: Past, *, until: date, threshold_bpm: int | None = None, maximal_bpm: int | None = None
    ) -> None:
        """Take all that is on record. Every source was read through the day before `until`.

        What pain and injuries bear on load counts from their day on, not from the hour at which they were logged.
        """
        # What rules ask of a history looks backwards, so that one over all of it serves each moment.
        self.history = History(past.runs, known_through=until - DAY, body=body_of(past.pain, past.injuries))
        self._past = past
        self._threshold_bpm = threshold_bpm
        self._maximal_bpm = maximal_bpm
        self._morning_days = [morning.day for morning in past.mornings]
        self._anew_from = past.mornings_from or date.max
        self._pain_days = [entry.day for entry in past.pain]
        self._pain_known_at = sorted(entry.known_at for entry in past.pain)
        on_foot = sorted((*past.runs, *past.walks), key=_start) if past.shoes else []
        worn = worn_by(past.shoes, on_foot)
        self._worn = [_Worn(shoe, worn[shoe.key]) for shoe in past.shoes if worn[shoe.key]]
        self._on_foot = [(run, run.day, run.end) for run in on_foot]
        self._on_foot_starts = [run.start for run in on_foot]
        self._on_foot_ended = sorted(run.end for run in on_foot)
        self._kept: tuple[tuple[date, bool, int, int], _Known] | None = None

    def at(self, now: datetime, judged: tuple[Session, ...]) -> RunnerState:
        """Return the runner at a moment (aware, on the runner's clock), with the sessions that it judges."""
        known = self._known(now)
        return RunnerState(
            now=now,
            history=self.history,
            judged=judged,
            mornings=known.mornings,
            shoes=known.shoes,
            on_foot=known.on_foot,
            strength_days=known.strength_days,
            marks=known.marks,
            pain=known.pain,
            injuries=known.injuries,
            threshold_bpm=self._threshold_bpm,
            maximal_bpm=self._maximal_bpm,
        )

    def _known(self, now: datetime) -> _Known:
        today, is_awake = now.date(), is_morning(now)
        logged, over = bisect_right(self._pain_known_at, now), bisect_right(self._on_foot_ended, now)
        key = today, is_awake, logged, over
        if self._kept is None or self._kept[0] != key:
            past, since = self._past, today - LOGS_SEEN
            strength = past.strength_days
            pain = past.pain[bisect_left(self._pain_days, since) :] if logged else ()
            known = _Known(
                mornings=self._mornings(today, is_awake=is_awake),
                # At what hour of a day is not on record: today's may be still to come.
                strength_days=strength[bisect_left(strength, today - STRENGTH_SEEN) : bisect_left(strength, today)],
                marks=tuple(mark for mark in past.marks if mark.first <= today and mark.last >= since),
                pain=tuple(entry for entry in pain if entry.known_at <= now),
                injuries=tuple(injury for injury in past.injuries if injury.day <= today),
                shoes=tuple(worn.at(now) for worn in self._worn if worn.is_seen(now)),
                on_foot=tuple(self._on_foot_lately(now)),
            )
            self._kept = key, known
        return self._kept[1]

    def _on_foot_lately(self, now: datetime) -> Iterator[Run]:
        since = now.date() - ON_FOOT_SEEN
        # A run keeps the day of the place where it was run.
        first = bisect_left(self._on_foot_starts, now - ON_FOOT_SEEN - 2 * DAY)
        last = bisect_right(self._on_foot_starts, now)
        return (run for run, day, end in self._on_foot[first:last] if day > since and end <= now)

    def _mornings(self, today: date, *, is_awake: bool) -> tuple[DailyWellness, ...]:
        since = today - MORNINGS_SEEN
        if since < self._anew_from <= today:
            since = self._anew_from
        through = today if is_awake else today - DAY
        return self._past.mornings[bisect_left(self._morning_days, since) : bisect_right(self._morning_days, through)]


class _Worn:
    """A pair that was worn, and how far it came with each run and walk on record."""

    def __init__(self, shoe: Shoe, runs: Iterable[Run]) -> None:
        self._shoe = shoe
        worn = sorted(runs, key=_end)
        self._ends = [run.end for run in worn]
        self._metres = [0, *accumulate(run.distance_m or 0 for run in worn)]
        # Of a retired pair of which it is not known when, its last run or walk was the end.
        self._retired_at = shoe.retired_at or self._ends[-1]
        self._gone_at = max(self._retired_at, self._ends[-1]) + ON_FOOT_SEEN
        self._was: tuple[tuple[int, bool], Shoe] | None = None

    def is_seen(self, now: datetime) -> bool:
        """True from the end of its first run or walk on until 60 days after it was retired and last worn."""
        if now < self._ends[0]:
            return False
        if not self._is_retired(now):
            return True
        if now > self._gone_at:
            return False
        last = self._ends[bisect_right(self._ends, now) - 1]
        return now <= max(self._retired_at, last) + ON_FOOT_SEEN

    def at(self, now: datetime) -> Shoe:
        """Return the pair as it was: it stays so until it is worn again, or retired."""
        count, is_retired = bisect_right(self._ends, now), self._is_retired(now)
        if self._was is None or self._was[0] != (count, is_retired):
            total_m = self._shoe.total_m
            if total_m is not None:
                total_m = max(0, total_m - self._metres[-1] + self._metres[count])
            self._was = (count, is_retired), replace(self._shoe, total_m=total_m, retired=is_retired)
        return self._was[1]

    def _is_retired(self, now: datetime) -> bool:
        return self._shoe.retired and self._retired_at <= now


def _start(run: Run) -> datetime:
    return run.start


def _end(run: Run) -> datetime:
    return run.end
