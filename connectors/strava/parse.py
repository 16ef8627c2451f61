"""Strava's records -> ours. Pure: unknown fields are ignored, and one bad record never spoils its page.

Shapes: developers.strava.com/docs/reference (SummaryActivity, SummaryGear), and what it really sends.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from connectors.base import ACTIVITY, NO_RECORD, SHOE, Quarantined, of_a
from connectors.reading import (
    LONGEST_S,
    WIDEST_OFFSET,
    Record,
    UnreadableError,
    cadence_of_one_foot,
    climb_m,
    distance_m,
    heart_rate_bpm,
    identifier,
    moment,
    number,
    number_or_none,
    on_the_wall,
    text,
)
from connectors.strava_sports import sport_of
from rules.records import Activity, Shoe, Sport

SOURCE = "strava"
_RACE = 1
"""`workout_type` of a run that its runner marked as a race; 0 is unmarked, 2 a long run."""
_WORKOUT = 3
"""`workout_type` of a run that its runner marked as a workout: intervals or tempo."""


def activity(record: Any) -> Activity | Quarantined:
    """Return the activity, or why it cannot be read, with its day where at least that can be."""
    if not isinstance(record, Mapping):
        return Quarantined(source=SOURCE, source_id="", what=of_a(ACTIVITY, NO_RECORD))
    sport = _sport(record)
    source_id = ""
    try:
        source_id = identifier(record, "id")
        return Activity(
            source=SOURCE,
            source_id=source_id,
            sport=sport,
            start=_start(record),
            elapsed_s=round(number(record, "elapsed_time", most=LONGEST_S)),
            moving_s=round(number(record, "moving_time", most=LONGEST_S)),
            distance_m=distance_m(record, "distance", sport),
            average_heart_rate_bpm=heart_rate_bpm(record, "average_heartrate"),
            average_cadence_spm=cadence_of_one_foot(record, "average_cadence", sport, most=150),
            gear_id=text(record, "gear_id") or None,
            climb_m=climb_m(record, "total_elevation_gain"),
            is_race=sport.is_run and record.get("workout_type") == _RACE,
            is_workout=sport.is_run and record.get("workout_type") == _WORKOUT,
        )
    except UnreadableError as err:
        day = _run_day(record, sport)
        return Quarantined(source=SOURCE, source_id=source_id, what=of_a(ACTIVITY, err.why), day=day)


def unknown_kind(record: Record) -> str | None:
    """Return what an activity calls its kind, where nobody knows that word, "" where it names none; else None."""
    return text(record, "sport_type", "type") if _known_sport(record) is None else None


def shoe(record: Any) -> Shoe | Quarantined:
    """Return the pair, or why it cannot be read."""
    if not isinstance(record, Mapping):
        return Quarantined(source=SOURCE, source_id="", what=of_a(SHOE, NO_RECORD))
    try:
        source_id = identifier(record, "id")
    except UnreadableError as err:
        return Quarantined(source=SOURCE, source_id="", what=of_a(SHOE, err.why))
    total_m = number_or_none(record, "distance", least=0, most=1e9)
    return Shoe(
        source=SOURCE,
        source_id=source_id,
        name=text(record, "nickname", "name") or source_id,
        total_m=None if total_m is None else round(total_m),
        retired=record.get("retired") is True,
    )


def _sport(record: Record) -> Sport:
    sport = _known_sport(record) or Sport.OTHER
    return Sport.TREADMILL_RUN if sport is Sport.RUN and record.get("trainer") is True else sport


def _known_sport(record: Record) -> Sport | None:
    """`type` is the older and coarser word: it tells the sport where `sport_type` is missing, or newer than we are."""
    return sport_of(text(record, "sport_type")) or sport_of(text(record, "type"))


def _start(record: Record) -> datetime:
    """The instant is `start_date`; `start_date_local` is the clock on the wall, though it too says that it is UTC.

    Their distance is the offset where none is stated, and must be possible where one is.
    """
    fields = "start_date", "start_date_local"
    offset = _stated_offset(record)
    instant, wall = _moment_or_none(record, fields[0]), _moment_or_none(record, fields[1])
    if instant is not None and wall is not None:
        found = on_the_wall(instant, wall, fields=fields)
        return found if offset is None else found.astimezone(offset)
    if offset is None:
        raise UnreadableError("{field} is no offset", field="utc_offset")
    if instant is not None:
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(offset)
    return moment(record, fields[1]).replace(tzinfo=offset)


def _moment_or_none(record: Record, field: str) -> datetime | None:
    try:
        return moment(record, field)
    except UnreadableError:
        return None


def _stated_offset(record: Record) -> timezone | None:
    value = record.get("utc_offset")
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= WIDEST_OFFSET.total_seconds():
        return None
    return timezone(timedelta(seconds=round(value)))


def _run_day(record: Record, sport: Sport) -> date | None:
    """A bad run still says that its day was a run day; a bad ride says nothing of the kind."""
    if not sport.is_run:
        return None
    try:
        return _start(record).date()
    except UnreadableError:
        told = _moment_or_none(record, "start_date_local") or _moment_or_none(record, "start_date")
        return told.date() if told else None
