"""Monotony and strain of the last seven days, beside the runner's own twelve weeks: what both rules share."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from rules.evidence import Evidence, Grade
from rules.history import History
from rules.load import ByDay, DailyLoad, Heart, Loads, Unit, for_window, heart_of
from rules.load_figures import Usual, each_week
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Text, Verdict

DAY = timedelta(days=1)
WEEK_DAYS = 7
WINDOW_DAYS = 84
WEEK = WEEK_DAYS * DAY
BACK = WEEK - DAY
"""From the last of seven days to the first."""
WINDOW = WINDOW_DAYS * DAY
LOOK_BACK = WINDOW + WEEK
SPEAKS_AFTER = WINDOW + DAY
NEEDED_DAYS = 56
EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text(
        "The figure is Foster's (1998), for athletes who trained too much; no study is cited here that it foretells an "
        "injury in runners, and the limit is the runner's own."
    ),
)


class LastWeek(NamedTuple):
    """Seven days, and of each figure the 90th percentile of the 84 days before their last.

    Strain is in thousandths of a TRIMP or in metres.
    """

    unit: Unit
    monotony: float
    usual_monotony: float
    strain: float
    usual_strain: float


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
    state: RunnerState, figure: Callable[[LastWeek], tuple[float, float]], *, wordings: Mapping[Unit, Wording], do: Text
) -> Verdict:
    """Return what a figure of the last seven days says: it speaks above its own 90th percentile, the second of two."""
    found = state.once(last_week)
    if not isinstance(found, LastWeek):
        return found
    value, usual = figure(found)
    wording = wordings[found.unit]
    values = {
        wording.value: value / wording.divisor,
        wording.usual: usual / wording.divisor,
        "window_days": WINDOW_DAYS,
    }
    if value <= usual:
        return Clear(because=wording.clear, values=values)
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
    first_day = history.first_run_day
    if first_day is None or first_day >= today:
        return NoData(lacks=Text("{needed_days} of history needed."), values={"needed_days": WINDOW_DAYS})
    speaks_from = first_day + SPEAKS_AFTER
    if today < speaks_from:
        return NoData(
            lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
            values={"needed_days": WINDOW_DAYS, "first_day": first_day},
            speaks_from=speaks_from,
        )
    start, stop = history.before(today - LOOK_BACK), history.before(today)
    heart = for_window(history, heart_of(state), start, stop)
    found = history.once(Weeks, heart).ending(today - DAY)
    # Only a replay knows of a session of yesterday that is not over.
    goes_on = stop > 0 and history.sessions[stop - 1].end > state.now
    if found is None or goes_on:
        return _without_figures(state, DailyLoad(history, heart).between(today - WEEK, today - DAY), goes_on=goes_on)
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
        unit, coming = self._load.unit, each_week(self._load.since(first - WINDOW - BACK))
        window = list(islice(coming, WINDOW_DAYS))
        monotonies = Usual(monotony for monotony, _strain in window)
        strains = Usual(strain for _monotony, strain in window)
        for monotony, strain in coming:
            if monotony is None or strain is None:
                yield None
            elif len(strains) < NEEDED_DAYS:
                yield len(strains)
            else:
                yield LastWeek(unit, monotony, monotonies.ninetieth(), strain, strains.ninetieth())
            monotonies.move_on(monotony)
            strains.move_on(strain)


def _without_figures(state: RunnerState, loads: Loads, *, goes_on: bool) -> Clear | NoData:
    yesterday = state.today - DAY
    unknown = [yesterday - back * DAY for back, load in enumerate(reversed(loads)) if load is None]
    if unknown or goes_on:
        return NoData(
            lacks=Text(
                "The load of {unknown_day} is not known: its runs have not come in yet, or one has no plausible "
                "distance."
            ),
            values={"unknown_day": unknown[0] if unknown else yesterday},
        )
    if not any(loads):
        return Clear(because=Text("No run in the last 7 days."))
    return NoData(lacks=Text("The last 7 days were all alike: monotony has no value."))
