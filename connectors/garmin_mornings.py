"""Garmin's values of a day -> one row a morning: its account and its export tell them alike. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from connectors.base import Quarantined, Words, of_a
from connectors.reading import Record, UnreadableError, day, number_or_none
from rules.records import DailyWellness

LONGEST_NIGHT_S = 86_400.0


def resting_bpm(record: Record, field: str) -> float | None:
    """Return a resting heart rate between 20 and 200 beats per minute, else None."""
    return number_or_none(record, field, least=20, most=200)


def variability_ms(record: Record, field: str) -> float | None:
    """Return the mean rMSSD of a night between 1 and 500 ms, else None."""
    return number_or_none(record, field, least=1, most=500)


def stress_score(record: Record, field: str) -> float | None:
    """Return the mean stress of a day, 0 to 100; Garmin's -1 and -2 stand for none."""
    return number_or_none(record, field, least=0, most=100)


def _newer[T](_: T, later: T) -> T:
    return later


def by_day[T](
    rows: Iterable[Any],
    what: Words,
    value: Callable[[Record], T | None],
    *,
    source: str,
    keep: Callable[[T, T], T] = _newer,
) -> tuple[dict[date, T], tuple[Quarantined, ...]]:
    """Return the values by `calendarDate`, of two of one day what `keep` returns; and the rows without a day."""
    known: dict[date, T] = {}
    bad: list[Quarantined] = []
    for row in rows:
        try:
            on = day(_record(row), "calendarDate")
        except UnreadableError as err:
            bad.append(Quarantined(source=source, source_id="", what=of_a(what, err.why)))
            continue
        if (read := value(row)) is not None:
            known[on] = keep(known[on], read) if on in known else read
    return known, tuple(bad)


def joined(
    *,
    source: str,
    first: date,
    last: date,
    rates: Mapping[date, float],
    nights: Mapping[date, float],
    variabilities: Mapping[date, tuple[float, bool | None]],
    stresses: Mapping[date, float],
) -> tuple[DailyWellness, ...]:
    """Join the four by day. A day of which nothing is known is left out: unknown, not normal.

    Garmin's stress of a calendar day goes to the morning after: today's is not over. Alone it makes no morning. As
    long as the watch has told nothing of the night, it may not have told all of the evening before either.
    """
    known = sorted(d for d in {*rates, *nights, *variabilities} if first <= d <= last)
    return tuple(
        DailyWellness(
            source=source,
            day=d,
            resting_heart_rate_bpm=rates.get(d),
            asleep_s=round(nights[d]) if d in nights else None,
            heart_rate_variability_ms=variabilities[d][0] if d in variabilities else None,
            heart_rate_variability_low=variabilities[d][1] if d in variabilities else None,
            stress_score=stresses.get(d - timedelta(days=1)),
        )
        for d in known
    )


def _record(row: Any) -> Record:
    if not isinstance(row, Mapping):
        raise UnreadableError("not a record")
    return row
