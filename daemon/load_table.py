"""The field's usual figures of twelve weeks, for `shinguard load`: to look at, never an alert. Pure."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from rules.cadence import cadence_spm, easy_pace_s, suggested_spm
from rules.load import DailyLoad, Heart, Loads, Unit, for_window, heart_of
from rules.load_figures import (
    ACUTE_DAYS,
    CHRONIC_DAYS,
    coupled_ratio,
    ewma,
    ewma_ratio,
    monotony,
    rolling,
    strain,
    uncoupled_ratio,
)
from rules.records import Run
from rules.state import RunnerState

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
WEEKS = 12
WARM_UP = timedelta(days=2 * CHRONIC_DAYS)
"""So much earlier the weighted means begin: of what came before, 2 % are left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadWeek:
    """Seven days. Loads are TRIMP or metres; acute and chronic are means a day. None: not known."""

    first: date
    last: date
    load: float | None
    acute: float | None
    chronic: float | None
    ewma_acute: float | None
    ewma_chronic: float | None
    ratio_coupled: float | None
    ratio_uncoupled: float | None
    ratio_ewma: float | None
    monotony: float | None
    strain: float | None
    cadence_spm: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadTable:
    """Twelve weeks, oldest first, in one unit."""

    heart: Heart | None
    """By what heart rate became TRIMP; None: load is distance."""
    weeks: tuple[LoadWeek, ...]
    easy_pace_s: float | None
    """The runner's median easy pace in these weeks, in seconds a kilometre."""
    cadence_spm: float | None
    """At that pace."""
    suggested_spm: float | None
    """Where knee pain was logged in these weeks, and the cadence is low."""


def load_table(state: RunnerState) -> LoadTable | None:
    """Return the twelve weeks that end on the last known day before today, None when no day is known."""
    history = state.history
    if history.first_run_day is None or history.known_through is None:
        return None
    last = min(history.known_through, state.today - DAY)
    if last < history.first_run_day:
        return None
    first = last - WEEKS * WEEK + DAY
    heart = for_window(history, heart_of(state), history.before(first - WARM_UP), history.before(last + DAY))
    load = DailyLoad(history, heart)
    runs = tuple(_runs(state, first, last))
    pace_s = easy_pace_s(runs)
    usual_spm = None if pace_s is None else cadence_spm(runs, pace_s=pace_s)
    ends = [last - back * WEEK for back in reversed(range(WEEKS))]
    return LoadTable(
        heart=heart,
        weeks=tuple(
            _week(
                load.between(first - WARM_UP, end), load.unit, end, tuple(_runs(state, end - WEEK + DAY, end)), pace_s
            )
            for end in ends
        ),
        easy_pace_s=pace_s,
        cadence_spm=usual_spm,
        suggested_spm=None if usual_spm is None else suggested_spm(usual_spm, state.pain.known(state.now), since=first),
    )


def as_json(table: LoadTable | None, *, athlete: str) -> dict[str, Any]:
    """Return plain JSON types: loads in TRIMP or metres, dates in ISO 8601, null for what is not known."""
    if table is None:
        return {"athlete": athlete, "unit": None, "weeks": []}
    heart = table.heart
    return {
        "athlete": athlete,
        "unit": "m" if heart is None else "trimp",
        "resting_bpm": None if heart is None else heart.resting_bpm,
        "maximal_bpm": None if heart is None else heart.maximal_bpm,
        "weeks": [
            asdict(week) | {"first": week.first.isoformat(), "last": week.last.isoformat()} for week in table.weeks
        ],
        "easy_pace_s": table.easy_pace_s,
        "cadence_spm": table.cadence_spm,
        "suggested_spm": table.suggested_spm,
    }


def _runs(state: RunnerState, first: date, last: date) -> Iterator[Run]:
    for session in state.history.sessions_between(first, last):
        yield from session.runs


def _week(loads: Loads, unit: Unit, last: date, runs: tuple[Run, ...], pace_s: float | None) -> LoadWeek:
    """Given the loads up to and with the last day of a week, return its figures."""
    week = loads[-ACUTE_DAYS:]
    known = [load for load in week if load is not None]
    return LoadWeek(
        first=last - WEEK + DAY,
        last=last,
        load=_amount(sum(known), unit) if len(known) == ACUTE_DAYS else None,
        acute=_amount(rolling(loads, ACUTE_DAYS), unit),
        chronic=_amount(rolling(loads, CHRONIC_DAYS), unit),
        ewma_acute=_amount(ewma(loads, ACUTE_DAYS), unit),
        ewma_chronic=_amount(ewma(loads, CHRONIC_DAYS), unit),
        ratio_coupled=coupled_ratio(loads),
        ratio_uncoupled=uncoupled_ratio(loads),
        ratio_ewma=ewma_ratio(loads),
        monotony=monotony(week),
        strain=_amount(strain(week), unit),
        cadence_spm=None if pace_s is None else cadence_spm(runs, pace_s=pace_s),
    )


def _amount(load: float | None, unit: Unit) -> float | None:
    """Return thousandths of a TRIMP as TRIMP; metres stay."""
    return load / 1000 if load is not None and unit is Unit.TRIMP else load
