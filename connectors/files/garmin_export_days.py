"""Days and nights in Garmin's export -> mornings. Pure. Known as in `garmin_export_parse`: from those who read theirs.

- `UDSFile`, a row a day: `currentDayRestingHeartRate` is that of the day, as Garmin Connect shows it.
  `restingHeartRate` is a rolling mean of 7 days (so Garmin's FIT profile calls the fields of these names), and is not
  read. Until about 2020 the day was written as {"date": "Dec 1, 2019 12:00:00 AM"}.
- `sleepData`, by the day of waking: asleep is deep, light and REM, as in Garmin's own total. A night that was not
  measured has none of them. A nap can share the day with the night: the longest counts.
- `healthStatusData`, since 2025: `HRV` is the mean of the night. `status` judges that one night, where the verdict that
  Garmin Connect gives judges a week: it is not taken for one.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from connectors.base import Quarantined, Words
from connectors.files.garmin_export_members import records
from connectors.files.summary import SOURCE
from connectors.garmin_mornings import LONGEST_NIGHT_S, by_day, joined, resting_bpm, stress_score, variability_ms
from connectors.reading import YEARS, Record, inner, number_or_none, text
from rules.records import DailyWellness

_ASLEEP = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")
_FIRST_DAY, _LAST_DAY = date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31)


def mornings_of(
    *, days: Iterable[Any], nights: Iterable[Any], health: Iterable[Any]
) -> tuple[tuple[DailyWellness, ...], tuple[Quarantined, ...]]:
    """Join the rows of `UDSFile`, `sleepData` and `healthStatusData` by day."""
    values, no_days = by_day(_dated(days), Words("day"), _rate_and_stress, source=SOURCE)
    asleep, no_nights = by_day(_dated(nights), Words("sleep"), _asleep_s, source=SOURCE, keep=max)
    variabilities, no_health = by_day(_dated(health), Words("health status"), _variability, source=SOURCE)
    told = joined(
        source=SOURCE,
        first=_FIRST_DAY,
        last=_LAST_DAY,
        rates={day: rate for day, (rate, _) in values.items() if rate is not None},
        nights=asleep,
        variabilities=variabilities,
        stresses={day: score for day, (_, score) in values.items() if score is not None},
    )
    return told, (*no_days, *no_nights, *no_health)


def _dated(rows: Iterable[Any]) -> Iterator[Any]:
    """Yield the rows with an ISO day. One without any is empty, or tells what was drunk: nothing that could be read."""
    for row in rows:
        if not isinstance(row, Mapping):
            yield row
        elif "calendarDate" in row:
            yield {**row, "calendarDate": _iso_day(row["calendarDate"])}


def _iso_day(told: Any) -> Any:
    """Return the day that is told; what cannot be read stays as it is, and its reader says so."""
    if isinstance(told, str):
        return told[: len("2019-12-01")]
    if isinstance(told, Mapping):
        try:
            return datetime.strptime(text(told, "date"), "%b %d, %Y %I:%M:%S %p").date().isoformat()
        except ValueError:
            pass
    return told


def _rate_and_stress(row: Record) -> tuple[float | None, float | None]:
    rate = resting_bpm(row, "currentDayRestingHeartRate")
    return rate, stress_score(_of_type(inner(row, "allDayStress"), "aggregatorList", "TOTAL"), "averageStressLevel")


def _asleep_s(row: Record) -> float | None:
    parts = [number_or_none(row, field, least=1, most=LONGEST_NIGHT_S) for field in _ASLEEP]
    asleep_s = sum(part for part in parts if part is not None)
    return asleep_s if 0 < asleep_s <= LONGEST_NIGHT_S else None


def _variability(row: Record) -> tuple[float, bool | None] | None:
    mean_ms = variability_ms(_of_type(row, "metrics", "HRV"), "value")
    return None if mean_ms is None else (mean_ms, None)


def _of_type(record: Record, field: str, kind: str) -> Record:
    return next((each for each in records(record, field) if text(each, "type") == kind), {})
