"""Intervals.icu's JSON -> records.

Shapes: intervals.icu/api/v1/docs, and what forum.intervals.icu/t/609 (API access) tells beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from connectors import reading
from connectors.base import ACTIVITY, NO_RECORD, Quarantined, Words, of_a
from connectors.reading import LONGEST_M, LONGEST_S, Record, UnreadableError
from connectors.strava_sports import sport_of
from rules.records import Activity, DailyWellness, PlannedWorkout, Shoe, Sport

SOURCE = "intervals"
WITHHELD = Words(
    "Activities that reached it from Strava are not passed on to other programs, so their days count as days with a "
    "run of unknown length. Connect your watch to it directly, or bring the runs in from Garmin, Strava or files."
)
ACTIVITY_FIELDS = (
    "id", "source", "type", "sub_type", "race", "trainer", "start_date", "start_date_local", "elapsed_time",
    "moving_time", "distance", "average_heartrate", "average_cadence", "total_elevation_gain", "icu_hr_zone_times",
    "gear",
)  # fmt: skip
"""A tenth of what would come; coordinates and the runner's own words are not among them."""
MORNING_FIELDS = ("id", "restingHR", "tempRestingHR", "hrv", "sleepSecs")
PLANNED = ("WORKOUT", "RACE_A", "RACE_B", "RACE_C")
"""Categories of the calendar; notes, holidays and targets of a week are no workouts."""


def activity(record: Any, *, zone: tzinfo, withheld_are_runs: bool = True) -> Activity | Quarantined:
    """Return the activity, or why it cannot be read, with its day where at least that can be.

    For what came from Strava there is a stub, of an identifier and a local start, without its sport.
    """
    if not isinstance(record, Mapping):
        return Quarantined(source=SOURCE, source_id="", what=of_a(ACTIVITY, NO_RECORD))
    is_stub = record.get("type") is None and record.get("moving_time") is None
    if is_stub and reading.text(record, "source") in ("STRAVA", ""):
        day = wall.date() if (wall := wall_of(record)) and withheld_are_runs else None
        return Quarantined(source=SOURCE, source_id=id_of(record), what=WITHHELD, day=day)
    sport = _sport(record)
    try:
        start, zone_is_guess = _start(record, zone)
        moving_s = reading.number(record, "moving_time", most=LONGEST_S)
        return Activity(
            source=SOURCE,
            source_id=reading.identifier(record, "id"),
            sport=sport,
            start=start,
            zone_is_guess=zone_is_guess,
            elapsed_s=round(reading.number_or_none(record, "elapsed_time", least=1, most=LONGEST_S) or moving_s),
            moving_s=round(moving_s),
            distance_m=reading.distance_m(record, "distance", sport),
            average_heart_rate_bpm=reading.heart_rate_bpm(record, "average_heartrate"),
            average_cadence_spm=reading.cadence_of_one_foot(record, "average_cadence", sport, most=120),
            gear_id=reading.text(reading.inner(record, "gear"), "id") or None,
            climb_m=reading.climb_m(record, "total_elevation_gain"),
            hard_s=_hard_s(record),
            is_race=sport.is_run and (record.get("race") is True or reading.text(record, "sub_type") == "RACE"),
        )
    except UnreadableError as err:
        wall = wall_of(record)
        return Quarantined(
            source=SOURCE,
            source_id=id_of(record),
            what=of_a(ACTIVITY, err.why),
            day=wall.date() if wall and sport.is_run else None,
        )


def unknown_kind(record: Record) -> str | None:
    """Return what an activity calls its kind, where nobody knows that word, "" where it names none; else None."""
    word = reading.text(record, "type")
    return word if sport_of(word) is None else None


def shoe(record: Record) -> Shoe | None:
    """Return the pair; None for a bike or a part of one. Raise UnreadableError."""
    if reading.text(record, "type") not in ("Shoes", ""):
        return None
    source_id = reading.identifier(record, "id")
    total_m = reading.number_or_none(record, "distance", least=0, most=1e9)
    return Shoe(
        source=SOURCE,
        source_id=source_id,
        name=reading.text(record, "name") or source_id,
        total_m=None if total_m is None else round(total_m),
        # The day on which it was.
        retired=bool(record.get("retired")),
    )


def morning(record: Record) -> DailyWellness | None:
    """Return the morning; None where nothing of it is known. Raise UnreadableError.

    `stress` is how the runner felt, 1 to 4, and not a watch's score: left aside.
    """
    on = reading.day(record, "id")
    resting_bpm = reading.number_or_none(record, "restingHR", least=20, most=200)
    if record.get("tempRestingHR") is True:
        # Carried over from an earlier day, until today's is known.
        resting_bpm = None
    asleep_s = reading.number_or_none(record, "sleepSecs", least=1, most=86_400)
    variability_ms = reading.number_or_none(record, "hrv", least=1, most=500)
    if resting_bpm is None and asleep_s is None and variability_ms is None:
        return None
    return DailyWellness(
        source=SOURCE,
        day=on,
        resting_heart_rate_bpm=resting_bpm,
        asleep_s=None if asleep_s is None else round(asleep_s),
        heart_rate_variability_ms=variability_ms,
    )


def planned(record: Record) -> PlannedWorkout | None:
    """Return the workout or race; None for what else stands in the calendar. Raise UnreadableError."""
    category = reading.text(record, "category")
    if category not in PLANNED or record.get("for_week") is True:
        return None
    metres = _first(record, "distance", "distance_target", most=LONGEST_M)
    seconds = _first(record, "moving_time", "time_target", most=LONGEST_S)
    return PlannedWorkout(
        source=SOURCE,
        source_id=reading.identifier(record, "id"),
        day=reading.moment(record, "start_date_local").date(),
        title=reading.text(record, "name"),
        sport=_sport(record),
        distance_m=metres,
        duration_s=seconds,
        is_race=category.startswith("RACE"),
    )


def read_each[T](
    what: Words, records: Iterable[Any], read: Callable[[Record], T | None]
) -> tuple[tuple[T, ...], tuple[Quarantined, ...]]:
    """Return what could be read and what could not: one bad record never spoils its list."""
    good: list[T] = []
    bad: list[Quarantined] = []
    for record in records:
        try:
            if not isinstance(record, Mapping):
                raise UnreadableError("not a record")
            found = read(record)
        except UnreadableError as err:
            bad.append(Quarantined(source=SOURCE, source_id="", what=of_a(what, err.why)))
        else:
            good += [] if found is None else [found]
    return tuple(good), tuple(bad)


def _sport(record: Record) -> Sport:
    sport = sport_of(reading.text(record, "type")) or Sport.OTHER
    return Sport.TREADMILL_RUN if sport is Sport.RUN and record.get("trainer") is True else sport


def _start(record: Record, zone: tzinfo) -> tuple[datetime, bool]:
    """`start_date` is the instant, its distance from `start_date_local` the offset; without it the zone is a guess."""
    wall = reading.moment(record, "start_date_local").replace(tzinfo=None)
    try:
        told = reading.moment(record, "start_date")
    except UnreadableError:
        return wall.replace(tzinfo=zone), True
    return reading.on_the_wall(told, wall, fields=("start_date", "start_date_local")), False


def _hard_s(record: Record) -> int | None:
    """Return the seconds from zone 4 on. Seven zones are the usual five, the fifth of them in three parts (Friel)."""
    times = record.get("icu_hr_zone_times")
    if not isinstance(times, list) or len(times) not in (5, 7):
        return None
    hard = [reading.number_or_none({"s": value}, "s", least=0, most=LONGEST_S) for value in times[3:]]
    known = [seconds for seconds in hard if seconds is not None]
    return round(sum(known)) if len(known) == len(hard) else None


def _first(record: Record, *fields: str, most: float) -> int | None:
    """Return the first of the fields that tells something, in whole units."""
    told = (reading.number_or_none(record, name, least=1, most=most) for name in fields)
    return next((round(value) for value in told if value is not None), None)


def id_of(record: Any) -> str:
    """Return the identifier, empty where there is none."""
    try:
        return reading.identifier(record, "id") if isinstance(record, Mapping) else ""
    except UnreadableError:
        return ""


def wall_of(record: Any) -> datetime | None:
    """Return the clock on the wall at the start, without a zone; None where it cannot be read."""
    try:
        return reading.moment(record, "start_date_local").replace(tzinfo=None) if isinstance(record, Mapping) else None
    except UnreadableError:
        return None
