"""A runner's sessions, days and weeks, made once and asked often.

Every question looks backwards from a day or a session, so that one History over ten years serves each day of
a replay: nothing that happened later changes an answer.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate, chain, islice, repeat
from typing import Any

from rules.body import Body
from rules.health import SourceHealth
from rules.records import Run
from rules.returns import Break, BreakKind, find_breaks
from rules.sessions import Session, group, planned

__all__ = ["History", "Session", "known_through"]

DAY = timedelta(days=1)
SIX_DAYS = timedelta(days=6)
"""From the last of seven days back to the first."""
DELIVERED_LATELY = timedelta(days=28)
_HEALTHY = Body()


class History:
    """The sessions of one runner, with sums and the days that are known.

    A day is known from the first run on record through `known_through`. A known day without a run is zero; any
    other day without a run is missing. Sessions are named by their position, oldest 0; a range of positions is
    half open, as in `history.total_m(history.before(monday), history.before(next_monday))`.
    """

    def __init__(
        self,
        runs: Iterable[Run],
        *,
        known_through: date | None,
        first_run_day: date | None = None,
        planned: Session | None = None,
        body: Body = _HEALTHY,
    ) -> None:
        """Take the runs in any order. `first_run_day` is set when older runs than these are on record.

        A `planned` session is the last of its day, whatever its hour. `body` is what pain and injuries bear on load.
        """
        self.body = body
        self.sessions = group(runs)
        if planned is not None:
            self.sessions = tuple(sorted((*self.sessions, planned), key=lambda session: session.day))
        self.known_through = known_through
        days = [session.day for session in self.sessions]
        self.first_run_day = min([*days, *([first_run_day] if first_run_day else [])], default=None)
        self.known = _days(self.first_run_day, known_through)
        """The ordinals of the days that are known."""
        self._positions = {session.session_id: at for at, session in enumerate(self.sessions)}
        self._run_ids = tuple(run.run_id for session in self.sessions for run in session.runs)
        self._runs_before = [0, *accumulate(len(session.runs) for session in self.sessions)]
        races = [session for session in self.sessions if session.is_race]
        self._races = {race.day: race.end for race in sorted(races, key=_end_of, reverse=True)}
        self._distances = [session.distance_m or 0 for session in self.sessions]
        self._metres = [0, *accumulate(self._distances)]
        self._unknown = [0, *accumulate(int(session.distance_m is None) for session in self.sessions)]
        self._origin = days[0].toordinal() if days else 1
        self._before = _counts_before(days, self._origin)
        self._weeks = self._seven_day_totals()
        self._kept: dict[object, Any] = {}
        self._kept_of: dict[object, Callable[[Session], Any]] = {}
        self.breaks: tuple[Break, ...] = tuple(find_breaks(self))
        """Seven days and more without a run, each with the session that ended it, oldest first."""
        self.layoffs = tuple(pause for pause in self.breaks if pause.kind is BreakKind.LAYOFF)
        """Those of them whose return is capped."""
        self._break_positions = [pause.position for pause in self.breaks]
        self._layoff_positions = [pause.position for pause in self.layoffs]

    def planning(self, day: date, *, known_through: date | None, is_race: bool = False) -> tuple["History", Session]:
        """Return this history with one more session on a day, of no length yet, and that session."""
        session = planned(day, is_race=is_race)
        runs = (run for session in self.sessions for run in session.runs)
        made = History(
            runs, known_through=known_through, first_run_day=self.first_run_day, planned=session, body=self.body
        )
        return made, session

    def once[Key: Hashable, Made](self, make: Callable[["History", Key], Made], key: Key) -> Made:
        """Return what `make` makes of this history and a key: made at the first question, then kept.

        For what goes over many runs and is asked at each moment of a replay. Like every answer of a history it must
        be good at any moment.
        """
        asked = make, key
        made: Made | None = self._kept.get(asked)
        if made is None:
            made = self._kept[asked] = make(self, key)
        return made

    def once_of[Key: Hashable, Made](
        self, make: Callable[["History", Session, Key], Made], key: Key
    ) -> Callable[[Session], Made]:
        """Return what asks `make` about a session of this history: made at the first question about it, then kept.

        A session is judged again in every pass for two days.
        """
        asked = make, key
        of_session = self._kept_of.get(asked)
        if of_session is None:
            of_session = self._kept_of[asked] = _once_each(lambda session: make(self, session, key))
        return of_session

    def position(self, session: Session) -> int:
        """Return the place of a session of this history. Raise KeyError for any other."""
        return self._positions[session.session_id]

    def before(self, day: date) -> int:
        """Return how many sessions lie on days before this one: the position of its first session."""
        offset = day.toordinal() - self._origin
        if offset <= 0:
            return 0
        return self._before[offset] if offset < len(self._before) else len(self.sessions)

    def positions_from(self, day: date) -> Iterator[int]:
        """Yield the position of the first session of a day, of that of the next day, and so on without an end."""
        offset = day.toordinal() - self._origin
        return chain(repeat(0, -offset), islice(self._before, max(0, offset), None), repeat(len(self.sessions)))

    def over_before(self, day: date, now: datetime) -> int:
        """Return how many sessions lie on days before this one and are over: a night's run may still be under way."""
        stop = self.before(day)
        while stop and self.sessions[stop - 1].end > now:
            stop -= 1
        return stop

    def sessions_between(self, first: date, last: date) -> tuple[Session, ...]:
        """Return the sessions of the days from first to last, both included."""
        return self.sessions[self.before(first) : self.before(last + DAY)]

    def run_ids(self, start: int, stop: int) -> tuple[str, ...]:
        """Return the `run_id` of each run of these positions, oldest first."""
        return self._run_ids[self._runs_before[start] : self._runs_before[stop]]

    def total_m(self, start: int, stop: int) -> int | None:
        """Return the metres of these positions together, None when one is of unknown distance."""
        if self._unknown[stop] != self._unknown[start]:
            return None
        return self._metres[stop] - self._metres[start]

    def longest_m(self, start: int, stop: int) -> int | None:
        """Return the longest session of these positions, 0 when there is none, None when one is of unknown distance."""
        if self._unknown[stop] != self._unknown[start]:
            return None
        return max(self._distances[start:stop], default=0)

    def last_unknown(self, stop: int) -> Session:
        """Return the newest session of unknown distance before this position. Raise StopIteration if there is none."""
        return next(session for session in reversed(self.sessions[:stop]) if session.distance_m is None)

    def week_m(self, day: date) -> int | None:
        """Return the metres of the seven days that end on this day, None when one of their sessions is unknown."""
        return self.total_m(self.before(day - SIX_DAYS), self.before(day + DAY))

    def highest_week_m(self, first: date, last: date) -> int | None:
        """Return the highest seven-day total that ends on one of these days, None when a session in them is unknown."""
        # Most histories have no unknown distance at all.
        if self._unknown[-1] and self.total_m(self.before(first - SIX_DAYS), self.before(last + DAY)) is None:
            return None
        start, stop = max(0, first.toordinal() - self._origin), max(0, last.toordinal() - self._origin + 1)
        return max(self._weeks[start:stop], default=0)

    def race_ended(self, day: date) -> datetime | None:
        """Return when the first race of a day was over, None when there is none."""
        return self._races.get(day)

    def has_run(self, day: date) -> bool:
        """True for a day with a run on it, of whatever distance."""
        return self.before(day) < self.before(day + DAY)

    def is_known(self, day: date) -> bool:
        """True when nothing of that day can still come in."""
        return day.toordinal() in self.known

    def known_days(self, first: date, last: date) -> int:
        """Return how many of the days from first to last, both included, are known."""
        start, stop, known = first.toordinal(), last.toordinal() + 1, self.known
        if known.start <= start <= stop <= known.stop:
            return stop - start
        return max(0, min(stop, known.stop) - max(start, known.start))

    def newest_break(self, position: int) -> Break | None:
        """Return the last break that ended with the session at this position or earlier."""
        at = bisect_right(self._break_positions, position)
        return self.breaks[at - 1] if at else None

    def newest_layoff(self, position: int) -> Break | None:
        """Return the last layoff that ended with the session at this position or earlier."""
        at = bisect_right(self._layoff_positions, position)
        return self.layoffs[at - 1] if at else None

    def _seven_day_totals(self) -> list[int]:
        through = [self._metres[count] for count in self._before[1:]]
        through += through[-1:] * 6  # the week of the last run still counts on the six days after it
        return [total - (through[at - 7] if at >= 7 else 0) for at, total in enumerate(through)]


def known_through(sources: Iterable[SourceHealth], *, now: datetime) -> date | None:
    """Return the last day of which nothing can still come in, None when there is no such day.

    It rests on the sources that delivered a run in the last 28 days; where there are none, on those that ever
    did; where there are none either, on all. One of these that never succeeded leaves no day known; beside them no
    other source holds a day back, whether it is well, silent or never succeeded. `now` is aware, in the runner's time
    zone: a success counts for the days that were over there.
    """
    enabled = tuple(sources)
    since = now.date() - DELIVERED_LATELY
    ever = [source for source in enabled if source.last_run_day is not None]
    lately = [source for source in ever if source.last_run_day is not None and source.last_run_day >= since]
    through: list[date] = []
    for source in lately or ever or enabled:
        if source.last_success is None:
            return None
        through.append(source.last_success.astimezone(now.tzinfo).date() - DAY)
    return min(through, default=None)


def _days(first: date | None, last: date | None) -> range:
    return range(0) if first is None or last is None else range(first.toordinal(), last.toordinal() + 1)


def _end_of(session: Session) -> datetime:
    return session.end


def _once_each[Made](make: Callable[[Session], Made]) -> Callable[[Session], Made]:
    kept: dict[str, Made] = {}

    def of_session(session: Session) -> Made:
        name = session.session_id
        if name in kept:
            return kept[name]
        made = kept[name] = make(session)
        return made

    return of_session


def _counts_before(days: list[date], origin: int) -> list[int]:
    """Entry k: how many of these ascending days lie before day `origin + k`; the last entry counts them all."""
    counts = [0]
    for at, day in enumerate(days):
        counts.extend([at] * (day.toordinal() - origin + 1 - len(counts)))
    return [*counts, len(days)]
