"""Garmin's mornings and calendar -> ours. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from connectors.base import Quarantined
from connectors.garmin.parse import SOURCE, sport_of
from connectors.reading import LONGEST_S, Record, UnreadableError, day, identifier, inner, number_or_none, text
from rules.records import DailyWellness, PlannedWorkout

_PLANNED = frozenset({"workout", "fbtAdaptiveWorkout", "race", "event"})
"""`itemType`s of what is to come; the calendar holds what was done as well."""


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
    *, resting: Iterable[Any], sleep: Iterable[Any], variability: Iterable[Any], first: date, last: date
) -> tuple[tuple[DailyWellness, ...], tuple[Quarantined, ...]]:
    """Join the three ranges by day. A day of which nothing is known is left out: unknown, not normal.

    Shapes: resting heart rate {calendarDate, value}, sleep {calendarDate, values{totalSleepTimeInSeconds}},
    heart-rate variability {calendarDate, lastNightAvg}; any value may be null.
    """
    bad: list[Quarantined] = []
    rates = _by_day(resting, "resting heart rate", lambda r: number_or_none(r, "value", least=20, most=200), bad)
    nights = _by_day(
        sleep,
        "sleep",
        lambda r: number_or_none(inner(r, "values"), "totalSleepTimeInSeconds", least=1, most=86_400),
        bad,
    )
    variabilities = _by_day(
        variability, "heart-rate variability", lambda r: number_or_none(r, "lastNightAvg", least=1, most=500), bad
    )
    known = sorted(d for d in {*rates, *nights, *variabilities} if first <= d <= last)
    return (
        tuple(
            DailyWellness(
                source=SOURCE,
                day=d,
                resting_heart_rate_bpm=rates.get(d),
                asleep_s=round(nights[d]) if d in nights else None,
                heart_rate_variability_ms=variabilities.get(d),
            )
            for d in known
        ),
        tuple(bad),
    )


def planned(
    items: Iterable[Any], *, first: date, last: date
) -> tuple[tuple[PlannedWorkout, ...], tuple[Quarantined, ...]]:
    """Return what is to come from the first to the last day. A month's page also shows days of its neighbours."""
    found: dict[str, PlannedWorkout] = {}
    bad: list[Quarantined] = []
    for item in items:
        if not isinstance(item, Mapping) or item.get("itemType") not in _PLANNED:
            continue
        try:
            on = day(item, "date")
            # A template that is planned twice has one workoutId: the day tells the two apart.
            source_id = f"{identifier(item, 'id', 'workoutId', 'title')}@{on}"
        except UnreadableError as err:
            bad.append(Quarantined(source=SOURCE, source_id="", what=f"calendar: {err}"))
            continue
        if first <= on <= last:
            duration_s = number_or_none(item, "duration", least=1, most=LONGEST_S)
            found[source_id] = PlannedWorkout(
                source=SOURCE,
                source_id=source_id,
                day=on,
                title=text(item, "title"),
                sport=sport_of(text(item, "sportTypeKey")),
                duration_s=None if duration_s is None else round(duration_s),
            )
    return tuple(sorted(found.values(), key=lambda p: (p.day, p.source_id))), tuple(bad)


def _by_day(rows: Iterable[Any], what: str, value: Any, bad: list[Quarantined]) -> dict[date, float]:
    known: dict[date, float] = {}
    for row in rows:
        try:
            on = day(_record(row), "calendarDate")
        except UnreadableError as err:
            bad.append(Quarantined(source=SOURCE, source_id="", what=f"{what}: {err}"))
            continue
        if (read := value(row)) is not None:
            known[on] = read
    return known


def _record(row: Any) -> Record:
    if not isinstance(row, Mapping):
        raise UnreadableError("not a record")
    return row
