"""wrong-shoe: a run that is probably counted in another pair than the one that was worn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, NamedTuple

from rules import wear
from rules.evidence import Evidence, Grade
from rules.on_foot import Moment, metres
from rules.paces import MS, Paces, paces_in
from rules.records import Run, Shoe, ShoeKind, Sport, Values
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Text, Verdict, rule

USUAL_DAYS = 60
JUDGED_DAYS = 7
NEEDED_RUNS = 8
NEEDED_OF_ONE_KIND = 10
NEEDED_ELSEWHERE = 3
FITS_PERCENT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of wrong-shoe."""

    pace_percent: Annotated[int, Between(10, 100)] = 25


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("No study: the count of a pair is as good as what names it."),
)


@rule(
    Settings,
    title=Text("was that the right shoe?"),
    life=Life(standing=True, repeat=timedelta(days=28)),
    evidence=EVIDENCE,
    judged=Judged.BY_WEAR,
)
def wrong_shoe(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A run that is probably counted in the wrong pair.

    What it watches

    The runs of the 7 days that end today, each beside what else its pair wore in 60 days. A line in the digest, once a
    run: for a trail run in a pair whose last 10 runs were not on trails, or the other way round; and for a run of 3 km
    or more on the road whose pace is more than 25 % off the median of 8 such runs in its pair. It is quiet in doubt: it
    speaks only where another pair in use does fit (it wore such a run, or is for trails; or the median of 3 runs in it
    is within 10 % of that pace), and not of the pace on a day with several runs in one pair: a warm-up is slow in any
    shoe. And a line for a retired pair in which runs or walks are counted that began after it was retired, again after
    28 days.

    Why it matters

    Grade D: no study is needed. Sources fill in a default pair, and it is easily forgotten to change it; then one pair
    gets too many kilometres and another too few.

    What to do

    If it was another pair, name that one where you record your runs.

    Options

    pace_percent (25): how far off a pair's usual pace a run is told.

    References

    None: it is about the ledger.
    """
    at = state.once(wear.moment)
    pairs = {shoe.key: _pair(shoe, state, at) for shoe in state.shoes if not shoe.retired}
    for shoe in state.shoes:
        if shoe.retired:
            yield _judge_retired(shoe, state, at)
        else:
            yield from _judge(pairs[shoe.key], pairs.values(), state, settings)


def _judge_retired(shoe: Shoe, state: RunnerState, at: Moment) -> Verdict:
    """Return what of the last days is counted in a pair that is retired, and began after that."""
    worn, since = state.on_foot.worn(shoe.key), shoe.retired_at
    start, stop = worn.places(JUDGED_DAYS, at)
    late = [run for run in worn.all[start:stop] if since is not None and run.start > since]
    values: Values = {
        "shoe": shoe.name,
        "distance_m": metres(late),
        "run_count": len(late),
        "window_days": JUDGED_DAYS,
    }
    if not late:
        return Clear(because=Text("{shoe} is retired."), at=state.now, subject=shoe.key, values=values)
    return Finding(
        severity=Severity.INFO,
        says=Text("{shoe} is retired, and {distance_m} of the last {window_days} is counted in it all the same."),
        do=Text(
            "Name the pair that you wear now where you record your runs; or take this one back: "
            "`shinguard shoes unretire NAME`."
        ),
        values=values,
        day=state.today,
        at=state.now,
        subject=shoe.key,
        formula=Text("{run_count} > 0 that began after it was retired, in {window_days}"),
        runs=tuple(run.run_id for run in late),
    )


class _Pair(NamedTuple):
    """A pair in use, and the places of the runs in it: those of 60 days, of which those from `judged` on are judged."""

    shoe: Shoe
    paces: Paces
    start: int
    judged: int
    stop: int


def _pair(shoe: Shoe, state: RunnerState, at: Moment) -> _Pair:
    paces = state.on_foot.once(paces_in, shoe.key)
    start, stop = paces.ran.places(USUAL_DAYS, at)
    judged, _stop = paces.ran.places(JUDGED_DAYS, at)
    return _Pair(shoe, paces, start, judged, stop)


def _judge(pair: _Pair, pairs: Iterable[_Pair], state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Yield a finding for each run that looks out of place in a pair; where there is none, how the pair stands."""
    shoe, paces, start, judged, stop = pair
    # Most pairs never were: all their ground is one.
    was_on_trails = paces.trail_count(start, stop) > 0
    found = [
        finding
        for place in range(judged, stop)
        if (
            finding := (was_on_trails and _other_ground(pair, place, pairs))
            or _other_pace(pair, place, pairs, settings)
        )
    ]
    if found:
        yield from found
        return
    others = stop - start - 1
    if judged < stop and others < NEEDED_RUNS:
        lacks = Text("{run_count} of the {needed_count} runs needed in {shoe} in {usual_days}.")
        values: Values = {
            "shoe": shoe.name,
            "run_count": others,
            "needed_count": NEEDED_RUNS,
            "usual_days": USUAL_DAYS,
        }
        yield NoData(lacks=lacks, values=values, subject=shoe.key)
    else:
        because = Text("No run of the last {window_days} looks out of place in {shoe}.")
        values = {"shoe": shoe.name, "window_days": JUDGED_DAYS}
        yield Clear(because=because, at=state.now, subject=shoe.key, values=values)


def _other_ground(pair: _Pair, place: int, pairs: Iterable[_Pair]) -> Finding | None:
    """Return a finding for a trail run in a pair for the road, or the other way round."""
    shoe, paces, run, tenth_before = pair.shoe, pair.paces, pair.paces.ran.all[place], place - NEEDED_OF_ONE_KIND
    if tenth_before < pair.start or run.sport not in (Sport.RUN, Sport.TRAIL_RUN):
        return None
    is_trail = run.sport is Sport.TRAIL_RUN
    if paces.trail_count(tenth_before, place) != (0 if is_trail else NEEDED_OF_ONE_KIND):
        return None
    if is_trail and shoe.kind is ShoeKind.TRAIL:
        return None
    fits = any(
        (is_trail and other.kind is ShoeKind.TRAIL) or any(each.sport is run.sport for each in its.ran.all[start:stop])
        for other, its, start, stop in _elsewhere(pair, run, pairs)
    )
    if not fits:
        return None
    return _finding(
        shoe,
        run,
        says=Text("A trail run of {distance_m} in {shoe}, whose last {run_count} runs were not on trails.")
        if is_trail
        else Text("A run of {distance_m} on the road in {shoe}, whose last {run_count} runs were on trails."),
        formula=Text("none of the last {run_count} runs in it was on such ground"),
        values={"run_count": NEEDED_OF_ONE_KIND},
    )


def _other_pace(pair: _Pair, place: int, pairs: Iterable[_Pair], settings: Settings) -> Finding | None:
    """Return a finding for a run on the road at a pace that is not this pair's, and is another one's."""
    shoe, paces, start, _judged, stop = pair
    pace, usual = paces.all[place], paces.usual(start, place, needed=NEEDED_RUNS)
    if pace is None or usual is None or abs(pace - usual) * 100 <= usual * settings.pace_percent:
        return None
    run = paces.ran.all[place]
    if not paces.ran.is_alone(place, start, stop) or not _fits_elsewhere(pace, _elsewhere(pair, run, pairs)):
        return None
    return _finding(
        shoe,
        run,
        says=Text("{distance_m} in {shoe} was {off_percent} faster than its usual pace.")
        if pace < usual
        else Text("{distance_m} in {shoe} was {off_percent} slower than its usual pace."),
        formula=Text(
            "{speed_m} an hour, beside {usual_m} an hour at the median pace of {run_count} runs in it: more than "
            "{limit_percent} off"
        ),
        values={
            "off_percent": int(abs(pace - usual) * 100 // usual),
            "speed_m": 3600 * MS // pace,
            "usual_m": int(3600 * MS // usual),
            "run_count": paces.count(start, place),
            "limit_percent": settings.pace_percent,
        },
    )


def _elsewhere(pair: _Pair, run: Run, pairs: Iterable[_Pair]) -> Iterator[tuple[Shoe, Paces, int, int]]:
    """Yield each other pair with the places of the runs in it of 60 days that were over before this one began."""
    for other in pairs:
        if other is not pair:
            yield other.shoe, other.paces, other.start, max(other.start, other.paces.ran.over(run.start))


def _fits_elsewhere(pace: int, elsewhere: Iterable[tuple[Shoe, Paces, int, int]]) -> bool:
    """Say whether a pace is about the usual one of one of these."""
    for _shoe, paces, start, stop in elsewhere:
        usual = paces.usual(start, stop, needed=NEEDED_ELSEWHERE)
        if usual is not None and abs(pace - usual) * 100 <= usual * FITS_PERCENT:
            return True
    return False


def _finding(shoe: Shoe, run: Run, *, says: Text, formula: Text, values: Values) -> Finding:
    return Finding(
        severity=Severity.INFO,
        says=says,
        do=Text("If it was another pair, name that one where you record your runs."),
        values={"shoe": shoe.name, "distance_m": run.distance_m or 0, **values},
        day=run.day,
        at=run.end,
        subject=run.run_id,
        formula=formula,
        runs=(run.run_id,),
    )
