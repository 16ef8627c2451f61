"""Activities and gear in Garmin's export -> ours. Pure: unknown fields are ignored, one bad record spoils no list.

Garmin documents none of it; this is what people found who read their own exports of 2019 to 2026.

Lengths and heights are in centimetres, durations and times in zones in milliseconds: a hundred and a thousand times
what Garmin Connect tells. `avgDoubleCadence` counts the steps of both feet, `avgRunCadence` those of one.
`startTimeGmt` and `beginTimestamp` are milliseconds since 1970; `startTimeLocal` is the clock on the wall, written as
if it were UTC. `eventTypeId` 1 is a race. Gear has its limit in metres, and no total. No export is known that has other
units, so none is guessed: metres taken for centimetres would make runs that are not plausible, and set aside as such.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from connectors import garmin_words
from connectors.base import ACTIVITY, NO_RECORD, SHOE, Quarantined, Words, of_a
from connectors.files.garmin_export_members import records
from connectors.files.summary import SOURCE
from connectors.reading import (
    HIGHEST_M,
    LONGEST_M,
    LONGEST_S,
    YEARS,
    Record,
    UnreadableError,
    heart_rate_bpm,
    identifier,
    inner,
    number,
    number_or_none,
    on_the_wall,
    steps_per_minute,
    text,
)
from rules.records import Activity, Shoe, Sport

PREFIX = "garmin-"
_ID = re.compile(r"[0-9]{1,20}")
_CM_PER_M = 100
_MS_PER_S = 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = (datetime(YEARS.stop, 1, 1, tzinfo=UTC) - _EPOCH) / timedelta(milliseconds=1) - 1
_RACE = 1
_MOST_WORDS = 10
_LONGEST_WORD = 40


def activity(record: Any, *, zone: tzinfo) -> Activity | Quarantined:
    """Return the activity, or why it cannot be read, with its day where at least that can be."""
    if not isinstance(record, Mapping):
        return Quarantined(source=SOURCE, source_id="", what=of_a(ACTIVITY, NO_RECORD))
    sport = garmin_words.sport_of(_kind(record))
    source_id = ""
    try:
        source_id = PREFIX + _activity_id(record)
        duration_s = number(record, "duration", most=LONGEST_S * _MS_PER_S) / _MS_PER_S
        start, zone_is_guess = _start(record, zone)
        return Activity(
            source=SOURCE,
            source_id=source_id,
            sport=sport,
            start=start,
            zone_is_guess=zone_is_guess,
            # Of a record typed in by hand Garmin knows but one duration.
            elapsed_s=round(_seconds(record, "elapsedDuration", least=1) or duration_s),
            moving_s=round(_seconds(record, "movingDuration", least=1) or duration_s),
            distance_m=_distance_m(record, sport),
            average_heart_rate_bpm=heart_rate_bpm(record, "avgHr"),
            average_cadence_spm=steps_per_minute(_cadence_spm(record), sport),
            climb_m=_climb_m(record),
            hard_s=_hard_s(record),
            is_race=sport.is_run and record.get("eventTypeId") == _RACE,
        )
    except UnreadableError as err:
        day = _run_day(record, sport, zone)
        return Quarantined(source=SOURCE, source_id=source_id, what=of_a(ACTIVITY, err.why), day=day)


def unknown_kinds(rows: Iterable[Any]) -> Iterator[Quarantined]:
    """Yield the kinds that nobody knows, the most frequent first: they may be runs, and count as none."""
    words = Counter(_kind(row) for row in rows if isinstance(row, Mapping))
    unknown = [word for word, _ in words.most_common() if not garmin_words.is_known(word)]
    for word in unknown[:_MOST_WORDS]:
        shown = " ".join(word.split())[:_LONGEST_WORD] or "-"
        what = Words("{column}: {word} is not known, and counts as another sport", column="activityType", word=shown)
        yield Quarantined(source=SOURCE, source_id=f"{PREFIX}type-{shown.replace(' ', '-')}", what=what)


def _kind(record: Record) -> str:
    return text(record, "activityType") or text(inner(record, "activityType"), "typeKey")


def shoes(told: Iterable[Any]) -> tuple[tuple[Shoe, ...] | None, dict[str, str] | None, tuple[Quarantined, ...]]:
    """Return the pairs, the shoe of each activity, and what could not be read. None: that is not told.

    `gearActivityDTOs` holds, by the `gearPk` of a pair, the activities that it was worn for.
    """
    roots = [root for root in told if isinstance(root, Mapping) and isinstance(root.get("gearDTOS"), list)]
    if not roots:
        what = of_a(Words("shoes"), Words("no list of pairs"))
        return None, None, (Quarantined(source=SOURCE, source_id="", what=what),)
    pairs: dict[str, Shoe] = {}
    gear_of: dict[str, str] = {}
    bad: list[Quarantined] = []
    listed = ((root, record) for root in roots for record in root["gearDTOS"] if garmin_words.is_shoe(record))
    for root, record in listed:
        try:
            uuid = garmin_words.shoe_uuid(record)
        except UnreadableError as err:
            bad.append(Quarantined(source=SOURCE, source_id="", what=of_a(SHOE, err.why)))
            continue
        pair = garmin_words.shoe(record, uuid, source=SOURCE, prefix=PREFIX)
        pairs[pair.source_id] = pair
        for worn_for in _worn_for(root, record):
            gear_of.setdefault(worn_for, pair.source_id)
    tells_use = all(isinstance(root.get("gearActivityDTOs"), Mapping) for root in roots)
    return tuple(pairs.values()), gear_of if tells_use else None, tuple(bad)


def _activity_id(record: Record) -> str:
    if not _ID.fullmatch(found := identifier(record, "activityId")):
        raise UnreadableError("{field} is no number", field="activityId")
    return found


def _worn_for(root: Record, pair: Record) -> Iterator[str]:
    for link in records(inner(root, "gearActivityDTOs"), str(pair.get("gearPk"))):
        try:
            yield PREFIX + _activity_id(link)
        except UnreadableError:
            # The activity itself is named as unreadable in its own list.
            continue


def _start(record: Record, zone: tzinfo) -> tuple[datetime, bool]:
    """Return the start, and whether its zone is a guess."""
    instant, local = _moment(record, "startTimeGmt", "beginTimestamp"), _moment(record, "startTimeLocal")
    if instant is None:
        if local is None:
            raise UnreadableError("{field} is no time", field="startTimeGmt")
        return local.replace(tzinfo=zone), True
    if local is None:
        return instant.astimezone(zone), False
    return on_the_wall(instant, local, fields=("startTimeLocal", "startTimeGmt")), False


def _moment(record: Record, *fields: str) -> datetime | None:
    """Return the first of the times that is told, in whole seconds."""
    for field in fields:
        if (milliseconds := number_or_none(record, field, least=1, most=_LATEST_MS)) is not None:
            return _EPOCH + timedelta(seconds=milliseconds // _MS_PER_S)
    return None


def _run_day(record: Record, sport: Sport, zone: tzinfo) -> date | None:
    """A bad run still says that its day was a run day; a bad ride says nothing of the kind."""
    if not sport.is_run:
        return None
    if (local := _moment(record, "startTimeLocal")) is not None:
        return local.date()
    instant = _moment(record, "startTimeGmt", "beginTimestamp")
    return None if instant is None else instant.astimezone(zone).date()


def _seconds(record: Record, field: str, *, least: float) -> float | None:
    milliseconds = number_or_none(record, field, least=least * _MS_PER_S, most=LONGEST_S * _MS_PER_S)
    return None if milliseconds is None else milliseconds / _MS_PER_S


def _distance_m(record: Record, sport: Sport) -> int:
    """Return whole metres. A run or a walk must state them; null is fine for an hour with weights."""
    if record.get("distance") is None and sport.family not in ("run", "walk"):
        return 0
    return round(number(record, "distance", most=LONGEST_M * _CM_PER_M) / _CM_PER_M)


def _climb_m(record: Record) -> int | None:
    centimetres = number_or_none(record, "elevationGain", least=0, most=HIGHEST_M * _CM_PER_M)
    return None if centimetres is None else round(centimetres / _CM_PER_M)


def _cadence_spm(record: Record) -> float | None:
    both_feet = number_or_none(record, "avgDoubleCadence", least=1, most=300)
    if both_feet is not None:
        return both_feet
    one_foot = number_or_none(record, "avgRunCadence", least=1, most=150)
    return None if one_foot is None else 2 * one_foot


def _hard_s(record: Record) -> int | None:
    """Return the seconds in heart rate zones 4 and 5; None where neither is told."""
    told = [_seconds(record, f"hrTimeInZone_{zone}", least=0) for zone in (4, 5)]
    known = [seconds for seconds in told if seconds is not None]
    return round(sum(known)) if known else None
