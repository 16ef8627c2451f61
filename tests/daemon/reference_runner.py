"""A runner of the references: what is on record of load, and what is found of it. It imports nothing of the program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

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


class Runner:
    """All that is on record of load."""

    def __init__(
        self,
        sessions: Sequence[Session],
        *,
        mornings: Mapping[date, float] = MappingProxyType({}),
        anew: date | None = None,
        injured: Sequence[date] = (),
        marks: Sequence[Mark] = (),
        threshold: int | None = None,
        maximal: int | None = None,
    ) -> None:
        """Take resting heart rates of one source, which begin `anew` on a day, and the first days of injuries."""
        self.sessions = sessions
        self.mornings = mornings
        self.anew = anew
        self.injured = injured
        self.marks = marks
        self.threshold = threshold
        self.maximal = maximal
        self._by_day: dict[date, list[Session]] = {}
        for session in sessions:
            self._by_day.setdefault(session.day, []).append(session)

    def until(self, stop: int) -> "Runner":
        """Return the runner with the first so many sessions."""
        return Runner(self.sessions[:stop], injured=self.injured, threshold=self.threshold)

    def on(self, day: date) -> list[Session]:
        return self._by_day.get(day, [])

    def between(self, first: date, last: date) -> list[Outing]:
        """Return the runs of the sessions of the days from first to last."""
        every = (first + days(number) for number in range((last - first).days + 1))
        return [outing for day in every for session in self.on(day) for outing in session.outings]

    def rests(self, day: date, *kinds: str) -> bool:
        return any(kind in kinds and first <= day <= last for kind, first, last in self.marks)

    def prior(self, day: date) -> bool:
        """Within twelve months of an injury."""
        return any(began < day <= began + days(365) for began in self.injured)


def together(runs: Sequence[Outing]) -> int | None:
    """Return the metres of some runs, None when those of one are not known."""
    known = [run.metres for run in runs if run.metres is not None]
    return sum(known) if len(known) == len(runs) else None


def since(first: date, day: date, anew: date | None) -> date:
    """Return the first morning that counts for a day, where the runner said that they begin anew."""
    return first if anew is None or anew > day else max(first, anew)


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
