"""Garmin's mornings and calendar -> ours. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from connectors.base import Quarantined, Words, of_a
from connectors.garmin.parse import SOURCE
from connectors.garmin_mornings import LONGEST_NIGHT_S, by_day, joined, resting_bpm, stress_score, variability_ms
from connectors.garmin_words import sport_of
from connectors.reading import (
    LONGEST_M,
    LONGEST_S,
    Record,
    UnreadableError,
    day,
    identifier,
    inner,
    number_or_none,
    text,
)
from rules.records import DailyWellness, PlannedWorkout

_PLANNED = frozenset({"workout", "fbtAdaptiveWorkout", "race", "event"})
"""`itemType`s of what is to come; the calendar holds what was done as well."""
_METRES = {"meter": 1.0, "kilometer": 1000.0, "mile": 1609.344}


def chunks(first: date, last: date, *, most_days: int) -> Iterator[tuple[date, date]]:
    """Yield ranges of at most so many days, both ends included, that together are the whole range."""
    while first <= last:
        end = min(first + timedelta(days=most_days - 1), last)
        yield first, end
        first = end + timedelta(days=1)


def months(first: date, last: date) -> Iterator[tuple[int, int]]:
    """Yield (year, month) of each month that the range touches."""
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield index // 12, index % 12 + 1


def mornings(
    *,
    resting: Iterable[Any],
    stress: Iterable[Any],
    sleep: Iterable[Any],
    variability: Iterable[Any],
    first: date,
    last: date,
) -> tuple[tuple[DailyWellness, ...], tuple[Quarantined, ...]]:
    """Join the four ranges by day.

    Shapes: resting heart rate and mean stress {calendarDate, value}, sleep {calendarDate,
    values{totalSleepTimeInSeconds}}, heart-rate variability {calendarDate, lastNightAvg, weeklyAvg, status,
    baseline{balancedLow}}; any value may be null, and a mean stress of -1 or -2 is none.
    """
    rates, no_rates = by_day(resting, Words("resting heart rate"), lambda r: resting_bpm(r, "value"), source=SOURCE)
    nights, no_nights = by_day(sleep, Words("sleep"), _asleep_s, source=SOURCE)
    variabilities, no_variabilities = by_day(variability, Words("heart-rate variability"), _variability, source=SOURCE)
    stresses, no_stresses = by_day(stress, Words("stress score"), lambda r: stress_score(r, "value"), source=SOURCE)
    told = joined(
        source=SOURCE,
        first=first,
        last=last,
        rates=rates,
        nights=nights,
        variabilities=variabilities,
        stresses=stresses,
    )
    return told, (*no_rates, *no_nights, *no_variabilities, *no_stresses)


def planned(
    items: Iterable[Any], *, first: date, last: date
) -> tuple[tuple[PlannedWorkout, ...], tuple[Quarantined, ...]]:
    """Return what is to come from the first to the last day. A month's page also shows days of its neighbours."""
    found: dict[str, PlannedWorkout] = {}
    bad: list[Quarantined] = []
    for item in items:
        try:
            if not isinstance(item, Mapping):
                raise UnreadableError("not a record")
            if item.get("itemType") not in _PLANNED:
                continue
            on = day(item, "date")
            source_id = _planned_id(item, on)
        except UnreadableError as err:
            bad.append(Quarantined(source=SOURCE, source_id="", what=of_a(Words("calendar"), err.why)))
            continue
        if first <= on <= last:
            duration_s = number_or_none(item, "duration", least=1, most=LONGEST_S)
            found[source_id] = PlannedWorkout(
                source=SOURCE,
                source_id=source_id,
                day=on,
                title=text(item, "title"),
                sport=sport_of(text(item, "sportTypeKey"), item.get("activityTypeId")),
                distance_m=_planned_m(item),
                duration_s=None if duration_s is None else round(duration_s),
                # What a runner enters as a race comes as an event that says so.
                is_race=item.get("itemType") == "race" or item.get("isRace") is True,
            )
    return tuple(sorted(found.values(), key=lambda p: (p.day, p.source_id))), tuple(bad)


def _planned_id(item: Record, on: date) -> str:
    """Return what stays the same when the entry moves to another day."""
    try:
        return identifier(item, "id", "shareableEventUuid")
    except UnreadableError:
        # A template that is planned twice has one workoutId: the day tells the two apart.
        return f"{identifier(item, 'workoutUuid', 'workoutId', 'title')}@{on}"


def _planned_m(item: Record) -> int | None:
    """Return whole metres where the unit is told.

    It is not for the bare `distance`: of what was done the calendar gives centimetres, of what is to come nobody knows.
    """
    target = inner(item, "completionTarget")
    unit_m = _METRES.get(text(target, "unit"))
    if unit_m is not None:
        value = number_or_none(target, "value", least=0, most=LONGEST_M)
        distance_m = None if value is None else value * unit_m
    else:
        distance_m = number_or_none(item, "estimatedDistanceInMeters", least=0, most=LONGEST_M)
    return round(distance_m) if distance_m is not None and 1 <= distance_m <= LONGEST_M else None


def _asleep_s(row: Record) -> float | None:
    return number_or_none(inner(row, "values"), "totalSleepTimeInSeconds", least=1, most=LONGEST_NIGHT_S)


def _variability(row: Record) -> tuple[float, bool | None] | None:
    """Return the mean of the night in milliseconds, and Garmin's own verdict."""
    mean_ms = variability_ms(row, "lastNightAvg")
    return None if mean_ms is None else (mean_ms, _is_low(row))


def _is_low(row: Record) -> bool | None:
    """Return whether Garmin's `status` says: below the runner's range. None where it says nothing.

    UNBALANCED is above the range as well as below it; the mean of the week beside the range tells which.
    """
    match text(row, "status"):
        case "LOW" | "POOR":
            return True
        case "BALANCED":
            return False
        case "UNBALANCED":
            week_ms = number_or_none(row, "weeklyAvg", least=1, most=500)
            low_ms = number_or_none(inner(row, "baseline"), "balancedLow", least=1, most=500)
            return None if week_ms is None or low_ms is None else week_ms < low_ms
    return None
