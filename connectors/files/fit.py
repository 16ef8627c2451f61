"""FIT, the format of watches: sessions -> activities."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

from connectors.files.fit_excerpt import excerpt
from connectors.files.fit_messages import EPOCH_S, messages
from connectors.files.fit_recorded import recorded
from connectors.files.sports import Kind, kind_of_fit
from connectors.files.summary import Contents, absurd, activity, contents
from connectors.reading import LONGEST_M, LONGEST_S, Record, UnreadableError, number, number_or_none, zone_of_place
from rules.records import Activity, Sport

_FIRST_S = 0x1000_0000
"""Below it a time counts from when the watch was switched on, says the profile."""
_LAST_S = 0xFFFF_FFFE
_ACTIVITY = 34
"""The global number of the message with both clocks."""
_QUARTER = timedelta(minutes=15)
_ZONES = 5


def read(data: bytes, *, source_id: str, zone: tzinfo, sport: Sport | None) -> Contents:
    """Return an activity a session: of a triathlon five, of chained files those of each. Raise UnreadableFile.

    `activity.local_timestamp` is the clock on the wall: beside `timestamp` it tells the offset of the place. Where it
    tells none that exists, the start is in `zone`. `sport` is that of sessions which name none that is known; without
    it the speed decides where none is named (`sports.sport_of_speed`). FIT has no mark for a race. The file of a watch
    that died, with points and no session, is summed up from its points.
    """
    sessions = [(file, at) for file in _read(data) for at in range(len(file.sessions))]
    try:
        return contents(
            _activity(file, at, source_id=source_id, nth=nth, zone=zone, sport=sport)
            for nth, (file, at) in enumerate(sessions, start=1)
        )
    except UnreadableError as error:
        raise absurd() from error


def offset(data: bytes) -> timezone | None:
    """Return the offset of the place alone, of a file of which nothing else is wanted. Raise UnreadableFile."""
    clocks = [told for _at, _name, told in messages(excerpt(data, _ACTIVITY), "activity")]
    return _offset(clocks[0]) if clocks else None


@dataclass(slots=True)
class _File:
    """What counts of one file of a chain."""

    kind: Any = None
    clocks: Record = field(default_factory=dict)
    sessions: list[Record] = field(default_factory=list)
    zones: dict[Any, Any] = field(default_factory=dict)
    """The seconds in heart rate zones, by the index of their session."""

    @property
    def is_activity(self) -> bool:
        """False for settings, courses, monitoring. Some apps leave the kind out."""
        return self.kind in (None, "activity")


def _read(data: bytes) -> Iterator[_File]:
    files: dict[int, _File] = {}
    for at, name, told in messages(data, "file_id", "session", "activity", "time_in_zone"):
        file = files.setdefault(at, _File())
        match name:
            case "file_id":
                file.kind = told.get("type", file.kind)
            case "session":
                file.sessions.append(told)
            case "activity":
                file.clocks = told
            case "time_in_zone" if told.get("reference_mesg") == "session":
                file.zones[told.get("reference_index", 0)] = told.get("time_in_hr_zone")
    whole = [file for file in files.values() if file.is_activity]
    if any(not file.sessions for file in whole):
        # Only now is it known that the points are needed, which are nearly all of a file: it is read once more.
        for at, session in recorded(data):
            if at in files and not files[at].sessions:
                files[at].sessions.append(session)
    yield from whole


def _activity(
    file: _File, at: int, *, source_id: str, nth: int, zone: tzinfo, sport: Sport | None
) -> tuple[Activity, Kind]:
    told = file.sessions[at]
    elapsed_s = _quantity(told, "total_elapsed_time", most=LONGEST_S)
    timer_s = _quantity(told, "total_timer_time", most=LONGEST_S)
    index = told.get("message_index", at)
    kind = kind_of_fit(told.get("sport"), told.get("sub_sport"), otherwise=sport)
    read = activity(
        source_id=source_id,
        number=nth,
        sport=kind.sport,
        start=_start(told).astimezone(_place(file.clocks, zone)),
        elapsed_s=elapsed_s or timer_s or 0.0,
        moving_s=timer_s,
        distance_m=_quantity(told, "total_distance", most=LONGEST_M),
        average_heart_rate_bpm=number_or_none(told, "avg_heart_rate", least=1, most=255),
        strides_per_minute=_strides(told),
        climbed_m=number_or_none(told, "total_ascent", least=0, most=LONGEST_M),
        hard_s=_hard_s(file.zones.get(index) or told.get("time_in_hr_zone")),
    )
    return read, kind


def _start(told: Record) -> datetime:
    start_s = number(told, "start_time", most=_LAST_S)
    if start_s < _FIRST_S:
        raise UnreadableError("{field} is out of range", field="start_time")
    return _instant(start_s)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(EPOCH_S + seconds, UTC)


def _quantity(told: Record, name: str, *, most: float) -> float | None:
    return number(told, name, most=most) if name in told else None


def _offset(clocks: Record) -> timezone | None:
    """Return the offset of the place, where both clocks are told and it is one that exists."""
    try:
        local_s, utc_s = (number(clocks, name, most=_LAST_S) for name in ("local_timestamp", "timestamp"))
    except UnreadableError:
        return None
    offset = timedelta(seconds=local_s - utc_s)
    exists = timedelta(hours=-12) <= offset <= timedelta(hours=14) and not offset % _QUARTER
    return timezone(offset) if exists else None


def _place(clocks: Record, zone: tzinfo) -> tzinfo:
    offset = _offset(clocks)
    return zone if offset is None else zone_of_place(offset, at=_instant(clocks["timestamp"]), zone=zone)


def _strides(told: Record) -> float | None:
    """Strides a minute of one foot, of which the fraction is told apart."""
    whole = number_or_none(told, "avg_cadence", least=1, most=254)
    return whole and whole + (number_or_none(told, "avg_fractional_cadence", least=0, most=1) or 0.0)


def _hard_s(times: Any) -> float | None:
    """Return the seconds in zones 4 and 5, and above the maximum.

    Watches write six or seven times, of which the first is below zone 1: their `hr_zone_high_boundary` begins with the
    lower end of zone 1. Five times are zones 1 to 5. Fewer cannot be told apart; zeros alone are no heart rate.
    """
    if not isinstance(times, tuple) or len(times) < _ZONES:
        return None
    known = [number_or_none({"s": value}, "s", least=0, most=LONGEST_S) for value in times]
    if not any(known):
        return None
    fourth = 3 if len(times) == _ZONES else 4
    return sum(seconds or 0.0 for seconds in known[fourth:])
