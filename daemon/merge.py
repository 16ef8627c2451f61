"""Which records are one run, and which pairs are one shoe. Pure, and independent of the order of what comes in.

A watch's run reaches Garmin, and from there Strava: two records, one run. Nothing is thrown away: a `Run` and a
`Shoe` name all that they were made of.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from rules.records import Activity, Run, Shoe, Sport

ShoeId = tuple[str, str]
"""(source, source_id)"""
Defaults = Mapping[Sport, Sequence[tuple[date, ShoeId | None]]]
"""For each sport, oldest first: from that day on a run that names no shoe was run in this pair, or in none."""

_STARTS_WITHIN = timedelta(minutes=5)
_DISTANCE_WITHIN_PERCENT = 3
SHORTEST_M = 300
LONGEST_M = 200_000
_FASTEST_M_PER_HOUR = 25_000
_RUNS_IN_COMMON_PERCENT = 80
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


def join_shoes(
    shoes: Sequence[Shoe], runs: Iterable[Run], *, aliases: Mapping[ShoeId, ShoeId] = MappingProxyType({})
) -> tuple[Shoe, ...]:
    """Join the pairs that two sources both know: the same name, and 80 % of the runs in common.

    Counted are the runs that both sources know, for the pair that was worn on fewer of them. What the runner said is
    one pair (`aliases`: another name -> the pair that it is a name of) is joined whatever it wore. The pair that stands
    first in `shoes` names it, or the one that has the aliases; its distance is that of the source that has most of it.
    """
    worn: dict[ShoeId, set[str]] = {}
    known_to: dict[str, set[str]] = {}
    for run in runs:
        for gear in run.gear:
            worn.setdefault(gear, set()).add(run.run_id)
        for copy in run.copies:
            known_to.setdefault(copy.partition("-")[0], set()).add(run.run_id)
    joined: list[list[Shoe]] = []
    for shoe in shoes:
        for pair in joined:
            if all(each.source != shoe.source for each in pair) and any(
                _are_one_pair(each, shoe, worn, known_to) for each in pair
            ):
                pair.append(shoe)
                break
        else:
            joined.append([shoe])
    for alias, named in aliases.items():
        one, other = _holding(alias, joined), _holding(named, joined)
        if one and other and one is not other:
            other.extend(one)
            joined.remove(one)
    return tuple(_joined(pair) for pair in joined)


def default_of(run: Run, defaults: Defaults) -> ShoeId | None:
    """Return the pair that a run wore for want of a shoe of its own, None where it names one or there is none."""
    spans = defaults.get(run.sport, ())
    at = 0 if run.gear else bisect_right(spans, run.day, key=lambda span: span[0])
    return spans[at - 1][1] if at else None


def dress(runs: Iterable[Run], defaults: Defaults) -> tuple[Run, ...]:
    """Return the runs, each that names no shoe in the default pair of its sport on its day."""
    return tuple(replace(run, gear=(pair,)) if (pair := default_of(run, defaults)) else run for run in runs)


def metres_by_default(runs: Iterable[Run], defaults: Defaults) -> Counter[ShoeId]:
    """Return the metres that each pair wore only because it was the default: no source counts them."""
    total: Counter[ShoeId] = Counter()
    for run in runs:
        if pair := default_of(run, defaults):
            total[pair] += run.distance_m or 0
    return total


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


def _are_one_pair(one: Shoe, other: Shoe, worn: dict[tuple[str, str], set[str]], known_to: dict[str, set[str]]) -> bool:
    if _plain(one.name) != _plain(other.name):
        return False
    known = known_to.get(one.source, set()) & known_to.get(other.source, set())
    in_one = worn.get((one.source, one.source_id), set()) & known
    in_other = worn.get((other.source, other.source_id), set()) & known
    fewer = min(len(in_one), len(in_other))
    return fewer > 0 and len(in_one & in_other) * 100 >= fewer * _RUNS_IN_COMMON_PERCENT


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _holding(shoe_id: ShoeId, joined: Iterable[list[Shoe]]) -> list[Shoe] | None:
    return next((pair for pair in joined if any((each.source, each.source_id) == shoe_id for each in pair)), None)


def _joined(pair: list[Shoe]) -> Shoe:
    first, *others = pair
    totals: Counter[str] = Counter()
    for shoe in pair:
        if shoe.total_m is not None:
            totals[shoe.source] += shoe.total_m  # two records of one source, one after the other: no run is in both
    retired_at = [shoe.retired_at for shoe in pair if shoe.retired_at is not None]
    names = {_plain(shoe.name): shoe.name for shoe in reversed(others)}
    return replace(
        first,
        total_m=max(totals.values(), default=None),
        limit_m=next((shoe.limit_m for shoe in pair if shoe.limit_m is not None), None),
        retired=all(shoe.retired for shoe in pair),
        retired_at=max(retired_at) if len(retired_at) == len(pair) else None,
        other_ids=tuple((shoe.source, shoe.source_id) for shoe in others),
        other_names=tuple(name for plain, name in names.items() if plain != _plain(first.name)),
    )
