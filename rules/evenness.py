"""Monotony and strain of the last seven days, beside the runner's own twelve weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from rules.history import History
from rules.load import ByDay, DailyLoad, Heart, Loads, Unit, for_window, heart_of
from rules.load_figures import monotony, ninetieth
from rules.state import RunnerState
from rules.verdicts import Clear, NoData, Text

DAY = timedelta(days=1)
WEEK_DAYS = 7
WINDOW_DAYS = 84
NEEDED_DAYS = 56


class Figures(NamedTuple):
    """Two figures of seven days; strain in thousandths of a TRIMP or in metres."""

    monotony: float
    strain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWeek:
    """The seven days that end yesterday, and the 90th percentile of the days before of each figure."""

    unit: Unit
    figures: Figures
    usual: Figures


class Weeks:
    """The figures of the seven days that end on each day, worked out once: `history.once(Weeks, heart)`."""

    def __init__(self, history: History, heart: Heart | None) -> None:
        self._load = history.once(DailyLoad, heart)
        self._by_day = ByDay(self._of)
        self._usual: dict[date, Figures | int] = {}

    def of(self, day: date) -> Figures | None:
        """Return the figures of the week that ends on a day, None where it has none."""
        (figures,) = self._by_day.between(day, day)
        return figures

    def usual(self, day: date) -> Figures | int:
        """Return the 90th percentiles of the 84 days before a day, or how many of them have figures: too few."""
        if day not in self._usual:
            found = self._by_day.between(day - WINDOW_DAYS * DAY, day - DAY)
            self._usual[day] = _ninetieth([figures for figures in found if figures is not None])
        return self._usual[day]

    def _of(self, day: date) -> Figures | None:
        loads = self._load.between(day - (WEEK_DAYS - 1) * DAY, day)
        even = monotony(loads)
        return None if even is None else Figures(monotony=even, strain=even * sum(load or 0 for load in loads))


def last_week(state: RunnerState) -> LastWeek | Clear | NoData:
    """Return the last seven days that are over beside the twelve weeks before; else why there is nothing to compare."""
    history, day = state.history, state.today - DAY
    if history.first_run_day is None or history.first_run_day > day:
        return NoData(lacks=Text("{needed_days} of history needed."), values={"needed_days": WINDOW_DAYS})
    speaks_from = history.first_run_day + (WINDOW_DAYS + 1) * DAY
    if state.today < speaks_from:
        return NoData(
            lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
            values={"needed_days": WINDOW_DAYS, "first_day": history.first_run_day},
            speaks_from=speaks_from,
        )
    first = day - (WEEK_DAYS - 1) * DAY
    heart = for_window(history, heart_of(state), first=first - WINDOW_DAYS * DAY, last=day)
    weeks = history.once(Weeks, heart)
    usual, figures = weeks.usual(day), weeks.of(day)  # the older days first: what is kept then only grows
    if figures is None or _goes_on(state):
        return _without_figures(state, history.once(DailyLoad, heart).between(first, day))
    if isinstance(usual, int):
        return NoData(
            lacks=Text("Of the {window_days} before, {known_days} can be compared with; {needed_days} needed."),
            values={"window_days": WINDOW_DAYS, "known_days": usual, "needed_days": NEEDED_DAYS},
        )
    return LastWeek(unit=Unit.DISTANCE if heart is None else Unit.TRIMP, figures=figures, usual=usual)


def runs_of(state: RunnerState) -> tuple[str, ...]:
    """Return the `run_id` of each run of the last seven days that are over, oldest first."""
    sessions = state.history.sessions_between(state.today - WEEK_DAYS * DAY, state.today - DAY)
    return tuple(run_id for session in sessions for run_id in session.run_ids)


def _goes_on(state: RunnerState) -> bool:
    """True while the last session of yesterday is not over: only a replay knows of it."""
    before = state.history.before(state.today)
    return before > 0 and state.history.sessions[before - 1].end > state.now


def _without_figures(state: RunnerState, loads: Loads) -> Clear | NoData:
    yesterday = state.today - DAY
    unknown = [yesterday - back * DAY for back, load in enumerate(reversed(loads)) if load is None]
    if unknown or _goes_on(state):
        return NoData(
            lacks=Text(
                "The load of {unknown_day} is not known: a source is behind, or a run has no plausible distance."
            ),
            values={"unknown_day": unknown[0] if unknown else yesterday},
        )
    if not any(loads):
        return Clear(because=Text("No run in the last 7 days."), at=state.now)
    return NoData(lacks=Text("The last 7 days were all alike: monotony has no value."))


def _ninetieth(figures: Sequence[Figures]) -> Figures | int:
    if len(figures) < NEEDED_DAYS:
        return len(figures)
    return Figures(*map(ninetieth, zip(*figures, strict=True)))
