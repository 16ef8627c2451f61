"""Which records are one run, and which pairs are one shoe. Pure, and independent of the order of what comes in.

A watch's run reaches Garmin, and from there Strava: two records, one run. Nothing is thrown away: a `Run` and a
`Shoe` name all that they were made of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rules.records import Activity, Run, Shoe

_STARTS_WITHIN = timedelta(minutes=5)
_DISTANCE_WITHIN_PERCENT = 3
SHORTEST_M = 300
LONGEST_M = 200_000
_FASTEST_M_PER_HOUR = 25_000
_RUNS_IN_COMMON_PERCENT = 80
_NOT_STORED = datetime.max.replace(tzinfo=UTC)
_BETTER_FIRST = ("garmin", "strava")
"""The watch's own service knows more than the one that it passes its runs on to."""


def merge(activities: Iterable[Activity]) -> tuple[Run, ...]:
    """Given records of any sport, give each outing once, oldest first.

    Copies start within 5 minutes of each other, differ in distance by 3 % of the larger at most, and are of one
    family of sport; two records of one source must overlap in time as well, or short repetitions would be one.
    What is gone (deleted upstream) gives no values, but goes on naming the run that it was a copy of.
    """
    groups: list[list[Activity]] = []
    recent: list[list[Activity]] = []
    for activity in sorted(activities, key=lambda each: (each.start, each.key)):
        recent = [group for group in recent if activity.start - group[0].start <= _STARTS_WITHIN]
        group = next((group for group in recent if all(_are_copies(activity, copy) for copy in group)), None)
        if group is None:
            group = []
            groups.append(group)
            recent.append(group)
        group.append(activity)
    present = [group for group in groups if not all(copy.gone for copy in group)]
    return tuple(sorted(map(_run, present), key=lambda run: (run.start, run.run_id)))


def plausible(activity: Activity) -> bool:
    """Say whether its distance can be believed: 0.3-200 km, below 25 km/h on the mean, or accepted by the runner."""
    return activity.accepted or _believable(activity.distance_m, activity.moving_s)


def join_shoes(shoes: Sequence[Shoe], runs: Iterable[Run]) -> tuple[Shoe, ...]:
    """Join the pairs that two sources both know: the same name, and 80 % of the runs in common.

    Counted are the runs that both sources know, for the pair that was worn on fewer of them. The pair that stands
    first in `shoes` names it; its distance is the larger of the two, its limit the first that is known.
    """
    worn: dict[tuple[str, str], set[str]] = {}
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
    return tuple(_joined(pair) for pair in joined)


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


def _believable(distance_m: int, moving_s: int) -> bool:
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
        distance_m=best.distance_m if accepted or _believable(best.distance_m, moving_s) else None,
        average_heart_rate_bpm=next(
            (each.average_heart_rate_bpm for each in better if each.average_heart_rate_bpm is not None), None
        ),
        is_race=any(each.is_race for each in left),
        gear=tuple((each.source, each.gear_id) for each in left if each.gear_id is not None),
        copies=tuple(each.key for each in left),
        arrived=by_arrival[0].arrived,
    )


def _rank(activity: Activity) -> tuple[int, str]:
    place = _BETTER_FIRST.index(activity.source) if activity.source in _BETTER_FIRST else len(_BETTER_FIRST)
    return place, activity.source


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


def _joined(pair: list[Shoe]) -> Shoe:
    totals = [shoe.total_m for shoe in pair if shoe.total_m is not None]
    return replace(
        pair[0],
        total_m=max(totals, default=None),
        limit_m=next((shoe.limit_m for shoe in pair if shoe.limit_m is not None), None),
        retired=all(shoe.retired for shoe in pair),
        other_ids=tuple((shoe.source, shoe.source_id) for shoe in pair[1:]),
    )
