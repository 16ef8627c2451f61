"""When one record is a copy of another: the ways, and how far each may reach. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, timedelta
from enum import StrEnum

from rules.records import Activity, Sport, is_hidden

LOG = "log"
"""The source of what the runner logged by hand."""
_BETTER_FIRST = (
    "garmin", "files-garmin", "files-fit", "intervals", "files-tcx", "strava", "files-strava", "files-gpx",
)  # fmt: skip
"""The watch's own service knows more than those that it passes its runs on to; a track of positions knows least."""

STARTS_WITHIN = timedelta(minutes=5)
_QUARTER_S = 900
_ZONE_WITHIN_S = 120
_WIDEST_SHIFT = timedelta(hours=14)
_DISTANCE_WITHIN_PERCENT = 3
_DURATION_WITHIN_PERCENT = 5
_DURATION_WITHIN_S = 120
_LOG_WITHIN = timedelta(hours=3)
_LOG_DISTANCE_WITHIN_PERCENT = 20


class Why(StrEnum):
    """Why a record belongs to its outing."""

    FIRST = "first"
    """The one that the others were compared with."""
    OVERLAP = "overlap"
    """Recorded at the same time."""
    CLOCK = "clock"
    """Started within five minutes and is as long: one of the clocks is off."""
    HIDDEN = "hidden"
    """Its start is hidden; the same day, distance and duration."""
    ZONE = "zone"
    """Its time had no zone: whole quarters of an hour away, or beside a hidden start; as far and as long."""
    LOGGED = "logged"
    """Logged by hand, near it."""
    JOINED = "joined"
    """The runner said so."""


def origin(source: str, source_id: str) -> str:
    """Return where a record or a pair of shoes is from: `strava`, or of a file what kind it is, `files-strava`."""
    return f"files-{source_id.partition('-')[0]}" if source == "files" else source


def origin_of_key(key: str) -> str:
    """Return the same by the key of a record or a pair: `files-strava-7`."""
    source, _dash, source_id = key.partition("-")
    return origin(source, source_id)


def rank(activity: Activity) -> tuple[int, str]:
    """Return what orders records by how good their origin is, the best first."""
    of = origin_of(activity)
    if of == LOG:
        return len(_BETTER_FIRST) + 1, of
    return _BETTER_FIRST.index(of) if of in _BETTER_FIRST else len(_BETTER_FIRST), of


def origin_of(activity: Activity) -> str:
    """Return where a record is from, as `origin` does."""
    return origin(activity.source, activity.source_id)


def way_of(activity: Activity) -> Why:
    """Return how a record finds its outing; FIRST where its time is true."""
    if activity.source == LOG:
        return Why.LOGGED
    if activity.zone_is_guess:
        return Why.ZONE
    return Why.HIDDEN if is_hidden(activity.start) else Why.FIRST


def is_same_time(one: Activity, group: Sequence[Activity]) -> bool:
    """Say whether a record was made while the first of the group was, which is the longest of the group."""
    first = group[0]
    part, whole = sorted((one, first), key=lambda each: each.elapsed_s)
    shared = shared_s(one, first)
    if one.sport.family != first.sport.family or shared <= 0 or shared * 2 < part.elapsed_s:
        return False
    if not (one.distance_m and first.distance_m):
        return True
    if part.elapsed_s * 5 >= whole.elapsed_s * 4:
        return _is_as_far(one, first, percent=50)
    beside_m: Counter[str] = Counter()
    for copy in group[1:]:
        if shared_s(one, copy) <= 0:
            beside_m[origin_of(copy)] += copy.distance_m
    metres = part.distance_m + max(beside_m.values(), default=0)
    return metres * 4 <= whole.distance_m * (8 if _is_indoors(one, first) else 5)


def shared_s(one: Activity, other: Activity) -> float:
    """Return for how many seconds both were recorded; below 0: so long one was over when the other began."""
    return (min(one.end, other.end) - max(one.start, other.start)).total_seconds()


def nearest(why: Why, record: Activity, group: Iterable[Activity]) -> float | None:
    """Return how far a record is from the nearest copy in a group, None where it is no copy of any."""
    apart, copies = _APART[why], list(group)
    if why is Why.ZONE:
        # Where another copy tells when it was, a hidden start tells nothing.
        copies = [copy for copy in copies if not is_hidden(copy.start)] or copies
    return min((far for copy in copies if (far := apart(record, copy)) is not None), default=None)


def _clock_apart(one: Activity, other: Activity) -> float | None:
    away = abs(one.start - other.start)
    near = one.sport.family == other.sport.family and away <= STARTS_WITHIN
    return away.total_seconds() if near and _is_as_far(one, other, percent=_DISTANCE_WITHIN_PERCENT) else None


def _hidden_apart(one: Activity, other: Activity) -> float | None:
    if other.day not in _hidden_days(one) or not _is_alike(one, other):
        return None
    return abs(one.distance_m - other.distance_m) + abs(one.moving_s - other.moving_s)


def _hidden_days(activity: Activity) -> set[date]:
    """Return the local day; of a start that is hidden in UTC it may be either."""
    if activity.start.hour == 0 == activity.start.minute:
        return {activity.day}
    return {activity.day, activity.start.astimezone(UTC).date()}


def _zone_apart(one: Activity, other: Activity) -> float | None:
    if is_hidden(other.start):
        return _hidden_apart(other, one)
    away = abs(one.start - other.start)
    beside = away.total_seconds() % _QUARTER_S
    on_a_quarter = min(beside, _QUARTER_S - beside) <= _ZONE_WITHIN_S
    is_copy = on_a_quarter and away <= _WIDEST_SHIFT and _is_alike(one, other)
    if not is_copy and is_same_time(one, [other]):
        # The guess may be right; what is as long and on a quarter goes before it.
        away += _WIDEST_SHIFT
        is_copy = True
    return away.total_seconds() if is_copy else None


def _log_apart(one: Activity, other: Activity) -> float | None:
    near = other.start - _LOG_WITHIN <= one.start <= other.end + _LOG_WITHIN
    if one.day != other.day or one.sport.family != other.sport.family or not (near or is_hidden(other.start)):
        return None
    # A watch on a treadmill may not know how far it was.
    if other.distance_m and not _is_as_far(one, other, percent=_LOG_DISTANCE_WITHIN_PERCENT):
        return None
    return abs(one.start - other.start).total_seconds()


_APART: Mapping[Why, Callable[[Activity, Activity], float | None]] = {
    Why.CLOCK: _clock_apart,
    Why.HIDDEN: _hidden_apart,
    Why.ZONE: _zone_apart,
    Why.LOGGED: _log_apart,
}


def _is_alike(one: Activity, other: Activity) -> bool:
    """Say whether two records are of one family, as far, and as long, in elapsed or in moving time."""
    return (
        one.sport.family == other.sport.family
        and _is_as_far(one, other, percent=50 if _is_indoors(one, other) else _DISTANCE_WITHIN_PERCENT)
        and (_is_as_long(one.elapsed_s, other.elapsed_s) or _is_as_long(one.moving_s, other.moving_s))
    )


def _is_indoors(one: Activity, other: Activity) -> bool:
    return Sport.TREADMILL_RUN in (one.sport, other.sport)


def _is_as_far(one: Activity, other: Activity, *, percent: int) -> bool:
    return abs(one.distance_m - other.distance_m) * 100 <= max(one.distance_m, other.distance_m) * percent


def _is_as_long(one_s: int, other_s: int) -> bool:
    return abs(one_s - other_s) <= max(_DURATION_WITHIN_S, max(one_s, other_s) * _DURATION_WITHIN_PERCENT / 100)
