"""Which records are one run. Pure, and independent of the order of what comes in.

A watch's run reaches Garmin, and from there Strava: two records, one run. Nothing is thrown away: a `Run`
names all that it was made of.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from rules.records import Activity, Run

_STARTS_WITHIN = timedelta(minutes=5)
_DISTANCE_WITHIN_PERCENT = 3
SHORTEST_M = 300
LONGEST_M = 200_000
_FASTEST_M_PER_HOUR = 25_000
_NOT_STORED = datetime.max.replace(tzinfo=UTC)
_BETTER_FIRST = ("garmin", "strava")
"""The watch's own service knows more than the one that it passes its runs on to."""
LOG = "log"
"""The source of what the runner logged by hand."""
_LOG_WITHIN = timedelta(hours=3)
_LOG_DISTANCE_WITHIN_PERCENT = 20


def merge(activities: Iterable[Activity]) -> tuple[Run, ...]:
    """Given records of any sport, give each outing once, oldest first.

    Copies start within 5 minutes of each other, differ in distance by 3 % of the larger at most, and are of one
    family of sport; two records of one source must overlap in time as well, or short repetitions would be one.
    What is gone (deleted upstream) gives no values, but goes on naming the run that it was a copy of.

    A run that was logged by hand is a rough copy: of a run of the same local day and family of sport it may differ by
    20 % of the larger distance, and start up to 3 hours before it or after its end. It joins the nearest, one each,
    and gives only what no real copy has.
    """
    groups = _groups(activities)
    present = [group for group in groups if not all(copy.gone for copy in group)]
    counts = [group for group in present if not _is_excluded(group)]
    return tuple(sorted(map(_run, counts), key=lambda run: (run.start, run.run_id)))


def excluded(activities: Iterable[Activity]) -> tuple[Run, ...]:
    """Given records of any sport, give each outing that the runner excluded once, oldest first."""
    present = [group for group in _groups(activities) if not all(copy.gone for copy in group)]
    return tuple(sorted(map(_run, filter(_is_excluded, present)), key=lambda run: (run.start, run.run_id)))


def copies_of(key: str, activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """Return the records that are one outing with the one of this key, gone ones too; nothing where it is not there."""
    return next((tuple(group) for group in _groups(activities) if key in {copy.key for copy in group}), ())


def _groups(activities: Iterable[Activity]) -> list[list[Activity]]:
    records = sorted(activities, key=lambda each: (each.start, each.key))
    groups: list[list[Activity]] = []
    recent: list[list[Activity]] = []
    for activity in (each for each in records if each.source != LOG):
        recent = [group for group in recent if activity.start - group[0].start <= _STARTS_WITHIN]
        group = next((group for group in recent if all(_are_copies(activity, copy) for copy in group)), None)
        if group is None:
            group = []
            groups.append(group)
            recent.append(group)
        group.append(activity)
    _join_logged([each for each in records if each.source == LOG], groups)
    return groups


def _join_logged(logged: list[Activity], groups: list[list[Activity]]) -> None:
    """Let each run that was logged by hand join the nearest real one, the nearest pair first; else it stands alone."""
    if not logged:
        return
    of_day: dict[date, set[int]] = {}
    for at, group in enumerate(groups):
        for copy in group:
            of_day.setdefault(copy.day, set()).add(at)
    pairs = sorted(
        (abs(one.start - groups[at][0].start), one.key, at)
        for one in logged
        for at in of_day.get(one.day, ())
        if any(_is_rough_copy(one, copy) for copy in groups[at])
    )
    place: dict[str, int] = {}
    for _apart, key, at in pairs:
        if key not in place and at not in place.values():
            place[key] = at
    for one in logged:
        if one.key in place:
            groups[place[one.key]].append(one)
        else:
            groups.append([one])


def _is_rough_copy(one: Activity, other: Activity) -> bool:
    larger = max(one.distance_m, other.distance_m)
    return (
        one.day == other.day
        and one.sport.family == other.sport.family
        and other.start - _LOG_WITHIN <= one.start <= other.end + _LOG_WITHIN
        and abs(one.distance_m - other.distance_m) * 100 <= larger * _LOG_DISTANCE_WITHIN_PERCENT
    )


def _is_excluded(group: list[Activity]) -> bool:
    return any(copy.excluded for copy in group)


def plausible(activity: Activity) -> bool:
    """Say whether its distance can be believed: 0.3-200 km, below 25 km/h on the mean, or accepted by the runner."""
    return activity.accepted or believable(activity.distance_m, activity.moving_s)


def _are_copies(one: Activity, other: Activity) -> bool:
    larger = max(one.distance_m, other.distance_m)
    return (
        one.sport.family == other.sport.family
        and abs(one.start - other.start) <= _STARTS_WITHIN
        and abs(one.distance_m - other.distance_m) * 100 <= larger * _DISTANCE_WITHIN_PERCENT
        and (one.source != other.source or _overlap(one, other))
    )


def _overlap(one: Activity, other: Activity) -> bool:
    return one.start < other.end and other.start < one.end


def believable(distance_m: int, moving_s: int) -> bool:
    """Say whether a person runs that: 0.3-200 km, below 25 km/h on the mean."""
    return SHORTEST_M <= distance_m <= LONGEST_M and moving_s > 0 and distance_m * 3600 < _FASTEST_M_PER_HOUR * moving_s


def _run(group: list[Activity]) -> Run:
    by_arrival = sorted(group, key=lambda each: (each.arrived or _NOT_STORED, each.key))
    left = [each for each in by_arrival if not each.gone]
    # Among the copies of one source the first arrived is taken: sorting is stable.
    better = sorted(left, key=_rank)
    best = better[0]
    moving_s = next((each.moving_s for each in better if each.moving_s > 0), 0)
    accepted = any(each.accepted for each in left)
    return Run(
        run_id=by_arrival[0].key,
        sport=best.sport,
        start=best.start,
        elapsed_s=best.elapsed_s,
        moving_s=moving_s,
        distance_m=best.distance_m if accepted or believable(best.distance_m, moving_s) else None,
        average_heart_rate_bpm=_first_known(each.average_heart_rate_bpm for each in better),
        average_cadence_spm=_first_known(each.average_cadence_spm for each in better),
        climb_m=_first_known(each.climb_m for each in better),
        hard_s=_first_known(each.hard_s for each in better),
        is_race=any(each.is_race for each in left),
        is_workout=any(each.is_workout for each in left),
        gear=tuple((each.source, each.gear_id) for each in left if each.gear_id is not None),
        copies=tuple(each.key for each in left),
        arrived=by_arrival[0].arrived,
    )


def _first_known[T](values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _rank(activity: Activity) -> tuple[bool, int, str]:
    place = _BETTER_FIRST.index(activity.source) if activity.source in _BETTER_FIRST else len(_BETTER_FIRST)
    return activity.source == LOG, place, activity.source
