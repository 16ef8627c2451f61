"""wrong-shoe: a run that is probably counted in another pair than the one that was worn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, NamedTuple

from rules import wear
from rules.evidence import Evidence, Grade
from rules.on_foot import Moment, metres
from rules.paces import MS, NEEDED_RUNS, Paces, Stray, paces_in
from rules.records import Run, Shoe, ShoeKind, Sport
from rules.settings import Between
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Text, Verdict, rule

USUAL_DAYS = 60
JUDGED_DAYS = 7
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
    28 days. What has no plausible distance is counted in no pair, and is not told.

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
    pairs = [_pair(shoe, state, at) for shoe in state.shoes if not shoe.retired]
    for pair in pairs:
        yield from _out_of_place(pair, pairs, settings) or (_in_place(pair),)
    for shoe in state.shoes:
        if shoe.retired:
            yield _judge_retired(shoe, state, at)


class _Pair(NamedTuple):
    """A pair in use, and the places of the runs in it: those of 60 days, of which those from `judged` on are judged."""

    key: str
    shoe: Shoe
    paces: Paces
    start: int
    judged: int
    stop: int


def _pair(shoe: Shoe, state: RunnerState, at: Moment) -> _Pair:
    key = shoe.key
    paces = state.on_foot.once(paces_in, key)
    start, stop = paces.ran.places(USUAL_DAYS, at)
    return _Pair(key, shoe, paces, start, paces.ran.since(JUDGED_DAYS, at), stop)


def _out_of_place(pair: _Pair, pairs: Iterable[_Pair], settings: Settings) -> list[Finding]:
    """Return a finding for each run that looks out of place in a pair."""
    paces, start, percent = pair.paces, pair.start, settings.pace_percent
    # Most pairs never were on trails: all their ground is one.
    was_on_trails = paces.trail_count(start, pair.stop) > 0
    found: list[Finding] = []
    for place in range(pair.judged, pair.stop):
        finding = _other_ground(pair, place, pairs) if was_on_trails else None
        if finding is None and (stray := paces.stray(place, start, percent=percent)):
            finding = _other_pace(pair, stray, pairs, settings)
        if finding is not None:
            found.append(finding)
    return found


def _in_place(pair: _Pair) -> Verdict:
    """Return how a pair stands of which no run looks out of place."""
    others = pair.stop - pair.start - 1
    if pair.judged < pair.stop and others < NEEDED_RUNS:
        lacks = Text("{run_count} of the {needed_count} runs needed in {shoe} in {usual_days}.")
        values: Values = {
            "shoe": pair.shoe.name,
            "run_count": others,
            "needed_count": NEEDED_RUNS,
            "usual_days": USUAL_DAYS,
        }
        return NoData(lacks=lacks, values=values, subject=pair.key)
    because = Text("No run of the last {window_days} looks out of place in {shoe}.")
    values = {"shoe": pair.shoe.name, "window_days": JUDGED_DAYS}
    return Clear(because=because, subject=pair.key, values=values)


def _other_ground(pair: _Pair, place: int, pairs: Iterable[_Pair]) -> Finding | None:
    """Return a finding for a trail run in a pair for the road, or the other way round."""
    shoe, paces, run, tenth_before = pair.shoe, pair.paces, pair.paces.ran.all[place], place - NEEDED_OF_ONE_KIND
    if tenth_before < pair.start or run.sport not in (Sport.RUN, Sport.TRAIL_RUN) or run.distance_m is None:
        return None
    is_trail = run.sport is Sport.TRAIL_RUN
    if paces.trail_count(tenth_before, place) != (0 if is_trail else NEEDED_OF_ONE_KIND):
        return None
    if is_trail and shoe.kind is ShoeKind.TRAIL:
        return None
    if not any(_fits_ground(run, other) for other in pairs if other is not pair):
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


def _fits_ground(run: Run, pair: _Pair) -> bool:
    """Say whether a pair is for the ground of a run, or wore such a run in 60 days, before this one began."""
    ran = pair.paces.ran
    if run.sport is Sport.TRAIL_RUN and pair.shoe.kind is ShoeKind.TRAIL:
        return True
    return any(each.sport is run.sport for each in ran.all[pair.start : ran.over(run.start)])


def _other_pace(pair: _Pair, stray: Stray, pairs: Iterable[_Pair], settings: Settings) -> Finding | None:
    """Return a finding for a run on the road at a pace that is not this pair's, and is another one's."""
    place, pace, usual = stray
    ran = pair.paces.ran
    run = ran.all[place]
    if not any(_fits_pace(pace, run, other) for other in pairs if other is not pair):
        return None
    if not ran.is_alone(place, pair.stop):
        return None
    return _finding(
        pair.shoe,
        run,
        says=Text("{distance_m} in {shoe} was {off_percent} faster than its usual pace.")
        if pace < usual
        else Text("{distance_m} in {shoe} was {off_percent} slower than its usual pace."),
        formula=Text(
            "{speed_m} an hour, beside {usual_m} an hour at the median pace of {run_count} runs in it: more than "
            "{limit_percent} off"
        ),
        values={
            "off_percent": int(abs(pace - usual) * 100 / usual),
            "speed_m": 3600 * MS // pace,
            "usual_m": int(3600 * MS / usual),
            "run_count": pair.paces.count(pair.start, place),
            "limit_percent": settings.pace_percent,
        },
    )


def _fits_pace(pace: int, run: Run, pair: _Pair) -> bool:
    """Say whether the pace of a run is about the usual one of a pair in the 60 days, before that run began."""
    start, began = pair.start, pair.paces.ran.over(run.start)
    usual = pair.paces.usual(start, max(start, began), needed=NEEDED_ELSEWHERE)
    return usual is not None and abs(pace - usual) * 100 <= usual * FITS_PERCENT


def _judge_retired(shoe: Shoe, state: RunnerState, at: Moment) -> Verdict:
    """Return what of the last days is counted in a pair that is retired, and began after that."""
    key, since = shoe.key, shoe.retired_at
    worn = state.on_foot.worn(key)
    start, stop = worn.places(JUDGED_DAYS, at)
    counted = [run for run in worn.all[start:stop] if run.distance_m is not None]
    late = [run for run in counted if since is not None and run.start > since]
    if not late:
        return state.once(wear.not_judged)[key]
    return Finding(
        severity=Severity.INFO,
        says=Text("{shoe} is retired, and {distance_m} of the last {window_days} is counted in it all the same."),
        do=Text(
            "Name the pair that you wear now where you record your runs; or take this one back: "
            "`shinguard shoes unretire NAME`."
        ),
        values={
            "shoe": shoe.name,
            "distance_m": metres(late),
            "run_count": len(late),
            "window_days": JUDGED_DAYS,
        },
        day=state.today,
        at=state.now,
        subject=key,
        formula=Text("{run_count} > 0 that began after it was retired, in {window_days}"),
        runs=tuple(run.run_id for run in late),
    )


def _finding(shoe: Shoe, run: Run, *, says: Text, formula: Text, values: Values) -> Finding:
    return Finding(
        severity=Severity.INFO,
        says=says,
        do=Text("If it was another pair, name that one where you record your runs."),
        values={"shoe": shoe.name, "distance_m": metres((run,)), **values},
        day=run.day,
        at=run.end,
        subject=run.run_id,
        formula=formula,
        runs=(run.run_id,),
    )
