"""What pairs of shoes wore: which runs and walks, how far, and when a pair comes to its limit at that use."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta

from rules.records import Run, Shoe
from rules.shoes import shoe_worn
from rules.state import RunnerState
from rules.verdicts import NoData, Text

DAY = timedelta(days=1)
USE_DAYS = 56
FURTHEST_DAYS = 730
"""A forecast is not made for later than this: by then the use is another."""

_Dated = Sequence[tuple[date, Run]]
"""Runs and walks, each with its day: five rules ask for some days of them."""


def over(state: RunnerState, days: int) -> tuple[Run, ...]:
    """Return the runs and walks of so many days, today the last, that are over by now, oldest first."""
    return _of_days(state.once(_over), state, days)


def worn(state: RunnerState, days: int) -> Mapping[str, tuple[Run, ...]]:
    """Return of these runs and walks what each pair wore, as `worn_by` does."""
    return {key: _of_days(runs, state, days) for key, runs in state.once(_worn).items()}


def worn_by(shoes: Iterable[Shoe], runs: Iterable[Run]) -> Mapping[str, tuple[Run, ...]]:
    """Return what each pair wore, by its key, in the order of the runs; a pair that wore nothing is there too."""
    worn: dict[str, list[Run]] = {}
    keys: dict[tuple[str, str], str] = {}
    for shoe in shoes:
        worn[shoe.key] = []
        keys.update(dict.fromkeys(shoe.ids, shoe.key))
    for run in runs:
        for key in {keys[gear] for gear in run.gear if gear in keys}:
            worn[key].append(run)
    return {key: tuple(runs) for key, runs in worn.items()}


def metres(runs: Iterable[Run]) -> int:
    """Return the metres of runs together; one whose distance is not plausible adds none."""
    return sum(run.distance_m or 0 for run in runs)


def forecast(shoe: Shoe, worn: Iterable[Run], today: date, limit_m: int) -> date | None:
    """Return the day on which a pair comes to its limit at the use of the last 56 days, today the last of them.

    `worn` are runs and walks of any pair, all of those days at least. None where the pair's distance is not known,
    has reached the limit, does not grow, or comes to it in more than two years.
    """
    first, ids = today - timedelta(days=USE_DAYS - 1), shoe.ids
    use_m = metres(run for run in worn if first <= run.day <= today and ids.intersection(run.gear))
    if shoe.total_m is None or shoe.total_m >= limit_m or use_m == 0:
        return None
    left_days = -(-(limit_m - shoe.total_m) * USE_DAYS // use_m)
    return today + timedelta(days=left_days) if left_days <= FURTHEST_DAYS else None


def total_at(shoe: Shoe, runs_after: Iterable[Run]) -> int | None:
    """Return how far a pair had come at a moment, given all runs and walks since; None where its distance is unknown.

    It never falls below 0: what a source counts may differ by some metres from what its activities add up to.
    """
    if shoe.total_m is None:
        return None
    ids = shoe.ids
    return max(0, shoe.total_m - metres(run for run in runs_after if ids.intersection(run.gear)))


def lacking(state: RunnerState, days: int, *, subject: str = "-") -> NoData | None:
    """Return NoData when too few of so many days before today, 56 at most, are known: 25 of 28, or as many of any."""
    history, needed = state.history, days * 25 // 28
    first = history.first_run_day
    if first is None:
        return NoData(lacks=Text("No run is known yet."), subject=subject)
    speaks_from = first + timedelta(days=needed)
    if state.today < speaks_from:
        return NoData(
            lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
            values={"needed_days": needed, "first_day": first},
            speaks_from=speaks_from,
            subject=subject,
        )
    since = state.today - timedelta(days=days)
    untold = sum(day >= since for day in state.once(_days_of_unknown_shoes))
    known = history.known_days(since, state.today - DAY) - untold
    if known < needed:
        return NoData(
            lacks=Text(
                "Of the {recent_days} before, {known_days} are known; {needed_days} needed: a source is behind."
            ),
            values={"recent_days": days, "known_days": known, "needed_days": needed},
            subject=subject,
        )
    return None


def _days_of_unknown_shoes(state: RunnerState) -> Set[date]:
    """Return the days of runs that could not be read or are not kept: nothing of them can be told of any pair."""
    told = {run.run_id for run in state.on_foot}
    sessions = state.history.sessions_between(state.today - timedelta(days=USE_DAYS), state.today - DAY)
    return {session.day for session in sessions if any(run.run_id not in told for run in session.runs)}


def unknown_distance(shoe: Shoe) -> NoData:
    """Return NoData for a pair whose distance is not known."""
    return NoData(lacks=Text("The distance of {shoe} is not known."), subject=shoe.key, values={"shoe": shoe.name})


def with_limits(state: RunnerState, settings: Mapping[str, object]) -> RunnerState:
    """Return the state in which each pair has its limit, so that all rules on shoes go by one.

    It is the pair's own, or else what shoe-worn is set to in `settings` (those of `rules.evaluate`), or its default.
    """
    if all(shoe.limit_m for shoe in state.shoes):
        return state
    return replace(state, shoes=limited(state.shoes, settings))


def limited(shoes: Iterable[Shoe], settings: Mapping[str, object]) -> tuple[Shoe, ...]:
    """Return the pairs, each with its limit."""
    own = settings.get("shoe-worn")
    options = own if isinstance(own, shoe_worn.Settings) else shoe_worn.Settings()
    return tuple(replace(shoe, limit_m=shoe_worn.limit_m(shoe, options)) for shoe in shoes)


def _over(state: RunnerState) -> _Dated:
    return [(run.day, run) for run in state.on_foot if run.end <= state.now]


def _worn(state: RunnerState) -> Mapping[str, _Dated]:
    worn = worn_by(state.shoes, (run for _, run in state.once(_over)))
    return {key: [(run.day, run) for run in runs] for key, runs in worn.items()}


def _of_days(runs: _Dated, state: RunnerState, days: int) -> tuple[Run, ...]:
    first = state.today - timedelta(days=days - 1)
    return tuple(run for day, run in runs if day >= first)
