"""A runner as known at each moment of a replay: nothing that was run, woken up to or logged later is seen. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from daemon.records import MARKS_SEEN, MORNINGS_SEEN, ON_FOOT_SEEN, STRENGTH_SEEN, Past
from rules.body import body_of
from rules.history import History, Session
from rules.mornings import Mornings
from rules.on_foot import OnFoot, Outings
from rules.pains import PainLog
from rules.records import DailyWellness, Shoe
from rules.said import Injury, Mark
from rules.state import RunnerState

DAY = timedelta(days=1)
MORNING = time(7)
"""When the day's values are there, and what came to an end is noticed."""


def is_morning(now: datetime) -> bool:
    """Say whether the values of the day are there."""
    return now.time() >= MORNING


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What was known beside the sessions. It stays the same for hours."""

    mornings: Mornings
    strength_days: tuple[date, ...]
    marks: tuple[Mark, ...]
    injuries: tuple[Injury, ...]


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
        self._anew_from = past.mornings_from or date.max
        self._morning_days = [morning.day for morning in past.mornings]
        self._mornings = Mornings(past.mornings)
        self._mornings_anew = Mornings(self._mornings_told(self._anew_from, date.max))
        self._pain = PainLog(past.pain)
        self._injury_days = [injury.day for injury in past.injuries]
        self._on_foot = OnFoot((*past.runs, *past.walks) if past.shoes else (), past.shoes)
        self._pairs = _Pairs(past.shoes, self._on_foot)
        self._kept: tuple[tuple[date, bool], _Known] | None = None

    def at(self, now: datetime, judged: tuple[Session, ...]) -> RunnerState:
        """Return the runner at a moment (aware, on the runner's clock), with the sessions that it judges."""
        known = self._known(now)
        return RunnerState(
            now=now,
            history=self.history,
            judged=judged,
            mornings=known.mornings,
            shoes=self._pairs.at(now),
            on_foot=self._on_foot,
            strength_days=known.strength_days,
            marks=known.marks,
            pain=self._pain,
            injuries=known.injuries,
            threshold_bpm=self._threshold_bpm,
            maximal_bpm=self._maximal_bpm,
        )

    def _known(self, now: datetime) -> _Known:
        today, is_awake = now.date(), is_morning(now)
        key = today, is_awake
        if self._kept is None or self._kept[0] != key:
            past, since = self._past, today - MARKS_SEEN
            strength = past.strength_days
            known = _Known(
                mornings=self._mornings_known(today, is_awake=is_awake),
                # At what hour of a day is not on record: today's may be still to come.
                strength_days=strength[bisect_left(strength, today - STRENGTH_SEEN) : bisect_left(strength, today)],
                marks=tuple(mark for mark in past.marks if mark.first <= today and mark.last >= since),
                injuries=past.injuries[: bisect_right(self._injury_days, today)],
            )
            self._kept = key, known
        return self._kept[1]

    def _mornings_known(self, today: date, *, is_awake: bool) -> Mornings:
        is_anew = self._anew_from <= today
        if is_awake:
            return self._mornings_anew if is_anew else self._mornings
        since = today - MORNINGS_SEEN
        return Mornings(self._mornings_told(max(since, self._anew_from) if is_anew else since, today))

    def _mornings_told(self, first: date, before: date) -> tuple[DailyWellness, ...]:
        return self._past.mornings[bisect_left(self._morning_days, first) : bisect_left(self._morning_days, before)]


class _Pairs:
    """The pairs that were worn, moment by moment: they stay what they are until one is worn again, or retired."""

    def __init__(self, shoes: Iterable[Shoe], on_foot: OnFoot) -> None:
        lives = [_life_of(shoe, on_foot.worn(shoe.key)) for shoe in shoes]
        changes = [(since, place, shoe) for place, life in enumerate(lives) for since, shoe in life]
        seen: dict[int, Shoe] = {}
        self._since: list[datetime] = []
        self._seen: list[tuple[Shoe, ...]] = [()]
        for since, place, shoe in sorted(changes, key=itemgetter(0)):
            if shoe is None:
                seen.pop(place, None)
            else:
                seen[place] = shoe
            self._since.append(since)
            self._seen.append(tuple([seen[each] for each in sorted(seen)]))

    def at(self, now: datetime) -> tuple[Shoe, ...]:
        """Return those that are in use, or were retired and last worn at most 60 days ago."""
        return self._seen[bisect_right(self._since, now)]


def _life_of(shoe: Shoe, worn: Outings) -> Iterator[tuple[datetime, Shoe | None]]:
    """Yield since when a pair was what it was, from the end of its first run or walk on; None: it is not seen."""
    if not worn.ends:
        return
    # Of a retired pair of which it is not known when, its last run or walk was the end.
    retired_at = shoe.retired_at or worn.ends[-1]
    instants = worn.ends
    if shoe.retired:
        # What was worn before it was retired keeps it in sight no longer than that does.
        ends = [retired_at, *worn.ends[worn.over(retired_at) :]]
        unseen = [end + ON_FOOT_SEEN + timedelta.resolution for end in ends]
        instants = [each for each in sorted([*worn.ends, retired_at, *unseen]) if each >= worn.ends[0]]
    for now in instants:
        is_retired = shoe.retired and retired_at <= now
        if is_retired and now > max(retired_at, worn.ends[worn.over(now) - 1]) + ON_FOOT_SEEN:
            yield now, None
        else:
            total_m = None if shoe.total_m is None else max(0, shoe.total_m - worn.metres_after(now))
            yield now, replace(shoe, total_m=total_m, retired=is_retired)
