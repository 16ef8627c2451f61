"""Garmin's activities and shoes -> ours. Pure: unknown fields are ignored, one bad record never spoils its list."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from connectors import garmin_words
from connectors.base import ACTIVITY, NO_RECORD, Quarantined, of_a
from connectors.reading import (
    LONGEST_S,
    Record,
    UnreadableError,
    climb_m,
    distance_m,
    heart_rate_bpm,
    identifier,
    inner,
    moment,
    number,
    number_or_none,
    on_the_wall,
    steps_per_minute,
    text,
)
from rules.records import Activity, Shoe, Sport

SOURCE = "garmin"


def activity(record: Any) -> Activity | Quarantined:
    """Return the activity, or why it cannot be read, with its day where at least that can be."""
    if not isinstance(record, Mapping):
        return Quarantined(source=SOURCE, source_id="", what=of_a(ACTIVITY, NO_RECORD))
    sport = garmin_words.sport_of(*_kind(record))
    source_id = ""
    try:
        source_id = identifier(record, "activityId")
        duration_s = number(record, "duration", most=LONGEST_S)
        # Of a record typed in by hand Garmin knows but one duration.
        moving_s = number_or_none(record, "movingDuration", least=1, most=LONGEST_S) or duration_s
        elapsed_s = number_or_none(record, "elapsedDuration", least=1, most=LONGEST_S) or duration_s
        cadence = number_or_none(record, "averageRunningCadenceInStepsPerMinute", least=1, most=300)
        return Activity(
            source=SOURCE,
            source_id=source_id,
            sport=sport,
            start=_start(record),
            elapsed_s=round(elapsed_s),
            moving_s=round(moving_s),
            distance_m=distance_m(record, "distance", sport),
            average_heart_rate_bpm=heart_rate_bpm(record, "averageHR"),
            average_cadence_spm=steps_per_minute(cadence, sport),
            climb_m=climb_m(record, "elevationGain"),
            hard_s=_hard_s(record),
            is_race=sport.is_run and text(inner(record, "eventType"), "typeKey") == "race",
        )
    except UnreadableError as err:
        day = _run_day(record, sport)
        return Quarantined(source=SOURCE, source_id=source_id, what=of_a(ACTIVITY, err.why), day=day)


def unknown_kind(record: Record) -> str | None:
    """Return what an activity calls its kind, where nobody knows that word, "" where it names none; else None."""
    key, parent = _kind(record)
    return None if garmin_words.is_known(key, parent) else key


def shoe(record: Record, uuid: str, stats: Any) -> Shoe:
    """Return the pair with the total of its stats."""
    total_m = number_or_none(stats, "totalDistance", least=0, most=1e9) if isinstance(stats, Mapping) else None
    return garmin_words.shoe(record, uuid, source=SOURCE, total_m=total_m)


def _kind(record: Record) -> tuple[str, Any]:
    kind = inner(record, "activityType")
    return text(kind, "typeKey"), kind.get("parentTypeId")


def _hard_s(record: Record) -> int | None:
    """Return the seconds in heart rate zones 4 and 5; None where Garmin tells neither."""
    told = [number_or_none(record, f"hrTimeInZone_{zone}", least=0, most=LONGEST_S) for zone in (4, 5)]
    known = [seconds for seconds in told if seconds is not None]
    return round(sum(known)) if known else None


def _start(record: Record) -> datetime:
    """`startTimeGMT` is the instant; its distance from `startTimeLocal` is the offset of the place."""
    wall, instant = "startTimeLocal", "startTimeGMT"
    return on_the_wall(moment(record, instant), moment(record, wall), fields=(wall, instant))


def _run_day(record: Record, sport: Sport) -> date | None:
    """A bad run still says that its day was a run day; a bad ride says nothing of the kind."""
    if not sport.is_run:
        return None
    for field in ("startTimeLocal", "startTimeGMT"):
        try:
            return moment(record, field).date()
        except UnreadableError:
            continue
    return None
