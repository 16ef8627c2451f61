"""From records to runs: each outing once, field by field from the better source. Pure.

A watch's run reaches Garmin, and from there Strava, and comes as a file too: three records, one run. Nothing is thrown
away: a `Run` names all that it was made of. `daemon/outings.py` says which records are one outing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter

from daemon.copies import LOG, Why, origin_of, rank, shared_s, way_of
from daemon.outings import NOTHING_SAID, Pairings, outings
from rules.records import Activity, Run, is_hidden

SHORTEST_M = 300
LONGEST_M = 200_000
_FASTEST_M_PER_HOUR = 25_000
_NOT_STORED = datetime.max.replace(tzinfo=UTC)
_OF_THE_BEST = ("sport", "elapsed_s")
"""Fields of a Run that the best copy gives as they are."""
_MEASURED = ("average_heart_rate_bpm", "average_cadence_spm", "climb_m", "hard_s")
"""Fields that the best copy gives of those which know them: 0 is known, a climb of 0 m is one."""
_SAID = ("moving_s", "is_race", "is_workout", "gear_id")
"""Fields likewise of which 0 or False is what a copy says that does not know."""

_is_gone, _is_excluded = attrgetter("gone"), attrgetter("excluded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One record of a run, and why it is taken for one."""

    activity: Activity
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One run, and what it was made of."""

    run: Run
    copies: tuple[Copy, ...]
    """The records that are on record, the one that the others were compared with first."""
    taken: Mapping[str, str]
    """Name of a field of the run -> key of the copy that it is from. What no copy knows is not in it."""


def merge(activities: Iterable[Activity], *, pairings: Pairings = NOTHING_SAID) -> tuple[Run, ...]:
    """Given records of any sport, give each outing that counts once, oldest first.

    What is gone (deleted upstream) gives no values, but goes on naming the run that it was a copy of. A run is named
    after the copy that came in first, and told by the better ones: first those that have (nearly) all of it, then by
    origin, as `daemon/copies.py` orders them; what the runner logged by hand gives only what no other copy has.
    """
    return _runs(group for group in outings(activities, pairings=pairings).groups if _counts(group))


def excluded(activities: Iterable[Activity], *, pairings: Pairings = NOTHING_SAID) -> tuple[Run, ...]:
    """Given records of any sport, give each outing that the runner excluded once, oldest first."""
    return _runs(group for group in outings(activities, pairings=pairings).groups if not _counts(group))


def explain(activities: Iterable[Activity], *, pairings: Pairings = NOTHING_SAID) -> tuple[Merged, ...]:
    """Given records of any sport, give what `merge` makes of them with what each run was made of."""
    found = outings(activities, pairings=pairings)
    made = []
    for group in found.groups:
        left = [each for each in group if not each.gone]
        if left and _counts(group):
            copies = tuple(Copy(activity=each, why=found.why.get(each.key, Why.FIRST)) for each in left)
            made.append(Merged(run=_run(group), copies=copies, taken=_taken(left)))
    return tuple(sorted(made, key=lambda each: (each.run.start, each.run.run_id)))


def copies_of(key: str, activities: Iterable[Activity], *, pairings: Pairings = NOTHING_SAID) -> tuple[Activity, ...]:
    """Return the records that are one outing with the one of this key, gone ones too; nothing where it is not there."""
    groups = outings(activities, pairings=pairings).groups
    return next((tuple(group) for group in groups if key in {copy.key for copy in group}), ())


def plausible(activity: Activity) -> bool:
    """Say whether its distance can be believed: 0.3-200 km, below 25 km/h on the mean, or accepted by the runner."""
    return activity.accepted or believable(activity.distance_m, activity.moving_s)


def believable(distance_m: int, moving_s: int) -> bool:
    """Say whether a person runs that: 0.3-200 km, below 25 km/h on the mean."""
    return SHORTEST_M <= distance_m <= LONGEST_M and moving_s > 0 and distance_m * 3600 < _FASTEST_M_PER_HOUR * moving_s


def _runs(groups: Iterable[Sequence[Activity]]) -> tuple[Run, ...]:
    runs = (_run(group) for group in groups if not all(map(_is_gone, group)))
    return tuple(sorted(runs, key=lambda run: (run.start, run.run_id)))


def _counts(group: Iterable[Activity]) -> bool:
    return not any(map(_is_excluded, group))


def _run(group: Sequence[Activity]) -> Run:
    if len(group) == 1:
        return _alone(group[0])
    by_arrival = sorted(group, key=_arrival)
    left = [each for each in by_arrival if not each.gone]
    better = _better_first(left)
    best, clock = better[0], _with_true_start(better)
    moving_s = _moving_s(better)
    measured = _with_distance(better, moving_s)
    return Run(
        run_id=by_arrival[0].key,
        sport=best.sport,
        start=clock.start,
        elapsed_s=best.elapsed_s,
        moving_s=moving_s,
        distance_m=measured.distance_m if measured else None,
        average_heart_rate_bpm=_first_known(each.average_heart_rate_bpm for each in better),
        average_cadence_spm=_first_known(each.average_cadence_spm for each in better),
        climb_m=_first_known(each.climb_m for each in better),
        hard_s=_first_known(each.hard_s for each in better),
        is_race=any(each.is_race for each in left),
        is_workout=any(each.is_workout for each in left),
        gear=tuple((each.source, each.gear_id) for each in better if each.gear_id is not None),
        copies=tuple(each.key for each in left),
        arrived=by_arrival[0].arrived,
    )


def _alone(one: Activity) -> Run:
    """What `_run` makes of a single record, which most runs have: a third of the time."""
    return Run(
        run_id=one.key,
        sport=one.sport,
        start=one.start,
        elapsed_s=one.elapsed_s,
        moving_s=one.moving_s,
        distance_m=one.distance_m if plausible(one) else None,
        average_heart_rate_bpm=one.average_heart_rate_bpm,
        average_cadence_spm=one.average_cadence_spm,
        climb_m=one.climb_m,
        hard_s=one.hard_s,
        is_race=one.is_race,
        is_workout=one.is_workout,
        gear=() if one.gear_id is None else ((one.source, one.gear_id),),
        copies=(one.key,),
        arrived=one.arrived,
    )


def _taken(left: Sequence[Activity]) -> dict[str, str]:
    """Return which copy each field is from, in the way in which `_run` takes them."""
    better = _better_first(sorted(left, key=_arrival))
    giving = {"start": _with_true_start(better), **dict.fromkeys(_OF_THE_BEST, better[0])}
    if measured := _with_distance(better, _moving_s(better)):
        giving["distance_m"] = measured
    # The best comes last, and stays.
    for each in reversed(better):
        giving |= {name: each for name in _MEASURED if getattr(each, name) is not None}
        giving |= {name: each for name in _SAID if getattr(each, name)}
    return {name: copy.key for name, copy in giving.items()}


def _better_first(left: Sequence[Activity]) -> list[Activity]:
    """Order copies as they give values; of one origin the first arrived comes first: sorting is stable."""
    real = [each for each in left if each.source != LOG]
    most_s = max((each.moving_s for each in real), default=0)
    most_m = max((each.distance_m for each in real), default=0)

    def misses_part(each: Activity) -> bool:
        is_less = each.moving_s * 10 < most_s * 9 and each.distance_m * 10 < most_m * 9
        return is_less or (each.distance_m < most_m and _is_piece(each, real))

    return sorted(left, key=lambda each: (each.source == LOG, misses_part(each), rank(each)))


def _is_piece(one: Activity, copies: Iterable[Activity]) -> bool:
    """Say whether its source has another piece of the run, before or after it."""
    exact = (copy for copy in copies if origin_of(copy) == origin_of(one) and way_of(copy) is Why.FIRST)
    return way_of(one) is Why.FIRST and any(shared_s(one, copy) <= 0 for copy in exact if copy is not one)


def _with_true_start(better: Sequence[Activity]) -> Activity:
    """Return the first copy whose start is neither hidden nor of an unknown zone, else the first."""
    return next((each for each in better if not (each.zone_is_guess or is_hidden(each.start))), better[0])


def _moving_s(better: Iterable[Activity]) -> int:
    """Return the moving time of the first copy that knows it, 0 where none does."""
    return next((each.moving_s for each in better if each.moving_s > 0), 0)


def _with_distance(better: Sequence[Activity], moving_s: int) -> Activity | None:
    """Return the first copy whose distance can be believed: on a treadmill a watch may tell none."""
    real = (each for each in better if each.accepted or believable(each.distance_m, each.moving_s or moving_s))
    return next(real, None)


def _first_known[T](values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _arrival(activity: Activity) -> tuple[datetime, str]:
    return activity.arrived or _NOT_STORED, activity.key
