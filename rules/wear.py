"""What rules on shoes share: the moment at which they ask, whether the days before it are known, and the pairs."""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import UTC, date, timedelta

from rules.history import History
from rules.on_foot import Moment, OnFoot
from rules.records import Shoe
from rules.state import RunnerState
from rules.verdicts import Clear, NoData, Text

DAY = timedelta(days=1)
USE_DAYS = 56
FURTHEST_DAYS = 730
"""A forecast is not made for later than this: by then the use is another."""


def moment(state: RunnerState) -> Moment:
    """Return when outings are asked, once a moment: `state.once(wear.moment)`."""
    return Moment(state.today.toordinal(), state.now.astimezone(UTC))


def use_m(state: RunnerState, shoe: str) -> int:
    """Return the metres, walks too, that the pair with this key wore in the 56 days that end today."""
    return state.on_foot.worn(shoe).metres_in(USE_DAYS, state.once(moment))


def forecast(shoe: Shoe, use_m: int, today: date, limit_m: int) -> date | None:
    """Return the day on which a pair comes to its limit, with the metres that it wore in the 56 days that end today.

    None where the pair's distance is not known, or `days_left` says None.
    """
    left_days = None if shoe.total_m is None else days_left(shoe.total_m, use_m, limit_m)
    return None if left_days is None else today + left_days * DAY


def days_left(total_m: int, use_m: int, limit_m: int) -> int | None:
    """Return in how many days a pair comes to its limit, with the metres that it wore in 56 days.

    None where it has reached the limit, does not grow, or comes to it in more than two years.
    """
    if total_m >= limit_m or use_m == 0:
        return None
    left_days = -(-(limit_m - total_m) * USE_DAYS // use_m)
    return left_days if left_days <= FURTHEST_DAYS else None


def lacking(state: RunnerState, days: int, *, subject: str = "-") -> NoData | None:
    """Return NoData when too few of so many days before today, 56 at most, are known: 25 of 28, or as many of any."""
    return _lacking(state, days, days * 25 // 28, subject)


def any_day(state: RunnerState, days: int, *, subject: str = "-") -> NoData | None:
    """Return NoData unless each of so many days before today, 56 at most, is known: all clear is said of no fewer."""
    return _lacking(state, days, days, subject)


def _lacking(state: RunnerState, days: int, needed: int, subject: str) -> NoData | None:
    if state.once(_is_all_known):
        return None
    history, today = state.history, state.once(moment).day
    known = history.once(_KnownDays, state.on_foot).count(today - days, today)
    if known >= needed:
        return None
    first = history.first_run_day
    if first is None:
        return NoData(lacks=Text("No run is known yet."), subject=subject)
    if today - first.toordinal() < needed:
        return NoData(
            lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
            values={"needed_days": needed, "first_day": first},
            speaks_from=first + needed * DAY,
            subject=subject,
        )
    return NoData(
        lacks=Text(
            "Of the {recent_days} before, {known_days} are known; {needed_days} needed: the others are not in yet."
        ),
        values={"recent_days": days, "known_days": known, "needed_days": needed},
        subject=subject,
    )


def judged(state: RunnerState) -> list[tuple[str, Shoe, int]]:
    """Return the pairs in use of which the distance is known: key, pair and metres. `state.once(wear.judged)`."""
    return [(shoe.key, shoe, shoe.total_m) for shoe in state.shoes if not shoe.retired and shoe.total_m is not None]


def not_judged(state: RunnerState) -> Mapping[str, Clear | NoData]:
    """Return what several rules say of each other pair, by its key: `state.once(wear.not_judged)`."""
    said: dict[str, Clear | NoData] = {}
    for shoe in state.shoes:
        key, values = shoe.key, {"shoe": shoe.name}
        if shoe.retired:
            said[key] = Clear(because=Text("{shoe} is retired."), subject=key, values=values)
        elif shoe.total_m is None:
            said[key] = NoData(lacks=Text("The distance of {shoe} is not known."), subject=key, values=values)
    return said


def _is_all_known(state: RunnerState) -> bool:
    """Say whether each of the 56 days before today is known, as nearly always: then it is of fewer days too."""
    today = state.once(moment).day
    return state.history.once(_KnownDays, state.on_foot).count(today - USE_DAYS, today) == USE_DAYS


class _KnownDays:
    """The days of a history that are known, without those of runs that could not be read or are not kept.

    Nothing of such runs can be told of any pair.
    """

    def __init__(self, history: History, on_foot: OnFoot) -> None:
        self._days = history.known
        told = {run.run_id for run in on_foot.every.all}
        untold = {session.day for session in history.sessions for run in session.runs if run.run_id not in told}
        self._untold = sorted(day.toordinal() for day in untold)

    def count(self, first: int, stop: int) -> int:
        """Return how many of the days from `first` up to and without `stop` (ordinals) are such."""
        known = max(0, min(stop, self._days.stop) - max(first, self._days.start))
        return known - (bisect_left(self._untold, stop) - bisect_left(self._untold, first))
