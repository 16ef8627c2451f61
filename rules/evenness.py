"""Monotony and strain of the last seven days, beside the runner's own twelve weeks: what both rules share."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from rules.evidence import Evidence, Grade
from rules.history import History
from rules.load import ByDay, DailyLoad, Heart, Loads, Unit, for_window, heart_of
from rules.load_figures import Ordered, monotony
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Text, Verdict

DAY = timedelta(days=1)
WEEK_DAYS = 7
WINDOW_DAYS = 84
WEEK = WEEK_DAYS * DAY
BACK = WEEK - DAY
"""From the last of seven days to the first."""
WINDOW = WINDOW_DAYS * DAY
NEEDED_DAYS = 56
EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text(
        "The figure is Foster's (1998), for athletes who trained too much; no study is cited here that it foretells an "
        "injury in runners, and the limit is the runner's own."
    ),
)


class Figures(NamedTuple):
    """Two figures of seven days; strain in thousandths of a TRIMP or in metres."""

    monotony: float
    strain: float


class LastWeek(NamedTuple):
    """Seven days, and the 90th percentile of the 84 days before their last of each figure."""

    unit: Unit
    figures: Figures
    usual: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How one of the figures is told in one unit."""

    value: str
    """The name of its value in the texts, with its unit."""
    usual: str
    """That of the 90th percentile."""
    divisor: int = 1
    """From the figure to the unit of the name."""
    clear: Text
    says: Text
    formula: Text


def judge(
    state: RunnerState, figure: Callable[[Figures], float], *, wordings: Mapping[Unit, Wording], do: Text
) -> Verdict:
    """Return what one figure of the last seven days says: it speaks above its own 90th percentile."""
    found = state.once(last_week)
    if not isinstance(found, LastWeek):
        return found
    value, usual = figure(found.figures), figure(found.usual)
    wording = wordings[found.unit]
    values = {
        wording.value: value / wording.divisor,
        wording.usual: usual / wording.divisor,
        "window_days": WINDOW_DAYS,
    }
    if value <= usual:
        return Clear(because=wording.clear, at=state.now, values=values)
    history, today = state.history, state.today
    return Finding(
        severity=Severity.INFO,
        says=wording.says,
        do=do,
        values=values,
        day=today,
        at=state.now,
        formula=wording.formula,
        runs=history.run_ids(history.before(today - WEEK), history.before(today)),
    )


def last_week(state: RunnerState) -> LastWeek | Clear | NoData:
    """Return the last seven days that are over beside the twelve weeks before; else why there is nothing to compare."""
    history, today = state.history, state.today
    if history.first_run_day is None or history.first_run_day >= today:
        return NoData(lacks=Text("{needed_days} of history needed."), values={"needed_days": WINDOW_DAYS})
    speaks_from = history.first_run_day + WINDOW + DAY
    if today < speaks_from:
        return NoData(
            lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
            values={"needed_days": WINDOW_DAYS, "first_day": history.first_run_day},
            speaks_from=speaks_from,
        )
    first, last = today - WEEK, today - DAY
    heart = for_window(history, heart_of(state), first=first - WINDOW, last=last)
    found = history.once(Weeks, heart).ending(last)
    if found is None or _goes_on(state):
        return _without_figures(state, DailyLoad(history, heart).between(first, last))
    if isinstance(found, int):
        return NoData(
            lacks=Text("Of the {window_days} before, {known_days} can be compared with; {needed_days} needed."),
            values={"window_days": WINDOW_DAYS, "known_days": found, "needed_days": NEEDED_DAYS},
        )
    return found


class Weeks:
    """The seven days that end on each day beside those before, worked out once: `history.once(Weeks, heart)`."""

    def __init__(self, history: History, heart: Heart | None) -> None:
        self._load = DailyLoad(history, heart)
        self._by_day = ByDay(self._from)

    def ending(self, day: date) -> LastWeek | int | None:
        """Return the week that ends on a day, None where it has no figures.

        Where too few of the 84 days before have any, return how many have.
        """
        return self._by_day.on(day)

    def _from(self, first: date) -> Iterator[LastWeek | int | None]:
        coming = self._figures(first - WINDOW)
        window = deque(islice(coming, WINDOW_DAYS))
        known = [figures for figures in window if figures is not None]
        monotonies, strains = Ordered(each.monotony for each in known), Ordered(each.strain for each in known)
        for figures in coming:
            if figures is None:
                yield None
            elif len(strains) < NEEDED_DAYS:
                yield len(strains)
            else:
                usual = Figures(monotony=monotonies.ninetieth(), strain=strains.ninetieth())
                yield LastWeek(unit=self._load.unit, figures=figures, usual=usual)
            window.append(figures)
            if figures is not None:
                monotonies.add(figures.monotony)
                strains.add(figures.strain)
            gone = window.popleft()
            if gone is not None:
                monotonies.remove(gone.monotony)
                strains.remove(gone.strain)

    def _figures(self, first: date) -> Iterator[Figures | None]:
        """Yield those of the seven days that end on a day, and on each day after it."""
        loads = self._load.since(first - BACK)
        week = deque(islice(loads, WEEK_DAYS - 1), WEEK_DAYS)
        for load in loads:
            week.append(load)
            even = monotony(week)
            yield None if even is None else Figures(monotony=even, strain=even * sum(filter(None, week)))


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
