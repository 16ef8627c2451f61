"""What rules on shoes share: the moment at which they ask, whether the days before it are known, and some answers."""

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
    worn = state.on_foot.worn(shoe)
    return worn.metres(*worn.places(USE_DAYS, state.once(moment)))


def forecast(shoe: Shoe, use_m: int, today: date, limit_m: int) -> date | None:
    """Return the day on which a pair comes to its limit, with the metres that it wore in the 56 days that end today.

    None where the pair's distance is not known, has reached the limit, does not grow, or comes to it in more than two
    years.
    """
    if shoe.total_m is None or shoe.total_m >= limit_m or use_m == 0:
        return None
    left_days = -(-(limit_m - shoe.total_m) * USE_DAYS // use_m)
    return today + left_days * DAY if left_days <= FURTHEST_DAYS else None


def lacking(state: RunnerState, days: int, *, subject: str = "-") -> NoData | None:
    """Return NoData when too few of so many days before today, 56 at most, are known: 25 of 28, or as many of any."""
    history, today, needed = state.history, state.today, days * 25 // 28
    since = today - days * DAY
    untold = history.once(_days_of_unknown_shoes, state.on_foot)
    known = history.known_days(since, today - DAY) - (bisect_left(untold, today) - bisect_left(untold, since))
    if known >= needed:
        return None
    first = history.first_run_day
    if first is None:
        return NoData(lacks=Text("No run is known yet."), subject=subject)
    if (today - first).days < needed:
        return NoData(
            lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
            values={"needed_days": needed, "first_day": first},
            speaks_from=first + needed * DAY,
            subject=subject,
        )
    return NoData(
        lacks=Text("Of the {recent_days} before, {known_days} are known; {needed_days} needed: a source is behind."),
        values={"recent_days": days, "known_days": known, "needed_days": needed},
        subject=subject,
    )


def unknown_distance(shoe: Shoe) -> NoData:
    """Return NoData for a pair whose distance is not known."""
    return NoData(lacks=Text("The distance of {shoe} is not known."), subject=shoe.key, values={"shoe": shoe.name})


def retired(state: RunnerState) -> Mapping[str, Clear]:
    """Return what several rules say of each retired pair, by its key: `state.once(wear.retired)`."""
    because = Text("{shoe} is retired.")
    return {
        shoe.key: Clear(because=because, at=state.now, subject=shoe.key, values={"shoe": shoe.name})
        for shoe in state.shoes
        if shoe.retired
    }


def _days_of_unknown_shoes(history: History, on_foot: OnFoot) -> list[date]:
    """Return the days of runs that could not be read or are not kept: nothing of them can be told of any pair."""
    told = {run.run_id for run in on_foot.every.all}
    return sorted({session.day for session in history.sessions for run in session.runs if run.run_id not in told})
