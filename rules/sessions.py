"""Sessions: runs that follow one another so closely that the body takes them as one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rules.records import Run, Sport, is_hidden

PAUSE = timedelta(minutes=30)
"""A run that starts less than this after the previous one's end belongs to the same session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One or more runs without a real pause between; it belongs to the local day on which it started."""

    session_id: str
    """The `run_id` of the run that came in first, which is how an alert names the session.

    A warm-up that arrives later joins the session and does not make it another one.
    """
    runs: tuple[Run, ...]
    start: datetime
    end: datetime
    """When the last of its runs was over."""
    day: date
    distance_m: int | None
    """Of all its runs; None when any of them is of unknown distance."""
    is_race: bool

    @property
    def run_ids(self) -> tuple[str, ...]:
        """Its runs, the first to start first."""
        return tuple(run.run_id for run in self.runs)


def group(runs: Iterable[Run]) -> tuple[Session, ...]:
    """Given runs in any order, return their sessions in the order of the runner's calendar.

    That order is (day, start): after a flight over the date line a later start can lie on an earlier day. A run whose
    start is hidden is a session of its own: of two on a day nobody knows whether one followed the other.
    """
    groups: list[list[Run]] = []
    end = datetime.min.replace(tzinfo=UTC)
    for run in sorted(runs, key=lambda run: (is_hidden(run.start), run.start, run.run_id)):
        if groups and run.start - end < PAUSE and not is_hidden(run.start):
            groups[-1].append(run)
            end = max(end, run.end)
        else:
            groups.append([run])
            end = run.end
    return tuple(sorted(map(_session, groups), key=lambda session: (session.day, session.start)))


def planned(day: date, *, is_race: bool) -> Session:
    """Return a session that is still to be run on this day: it has no length yet."""
    start = datetime.combine(day, time(), UTC)
    run = Run(
        run_id=f"planned-{day}", sport=Sport.RUN, start=start, elapsed_s=0, moving_s=0, distance_m=0, is_race=is_race
    )
    return _session([run])


def _session(runs: list[Run]) -> Session:
    distances = [run.distance_m for run in runs if run.distance_m is not None]
    came_first = min(runs, key=lambda run: (run.arrived or run.start, run.start, run.run_id))
    return Session(
        session_id=came_first.run_id,
        runs=tuple(runs),
        start=runs[0].start,
        end=max(run.end for run in runs),
        day=runs[0].day,
        distance_m=sum(distances) if len(distances) == len(runs) else None,
        is_race=any(run.is_race for run in runs),
    )
