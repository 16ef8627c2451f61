"""wrong-shoe: a run that is probably counted in another pair than the one that was worn."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Annotated

from rules import wear
from rules.evidence import Evidence, Grade
from rules.records import Run, Shoe, ShoeKind, Sport, Values
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Life, NoData, Severity, Text, Verdict, rule

USUAL_DAYS = 60
JUDGED_DAYS = 7
NEEDED_RUNS = 8
NEEDED_OF_ONE_KIND = 10
NEEDED_ELSEWHERE = 3
FITS_PERCENT = 10
SHORTEST_M = 3000
MS = 1_000_000

Others = Sequence[tuple[Shoe, tuple[Run, ...]]]
Paces = Sequence[tuple[datetime, int]]


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
    if not state.shoes:
        return
    worn = wear.worn(state, USUAL_DAYS)
    in_use = tuple(shoe for shoe in state.shoes if not shoe.retired)
    for shoe in state.shoes:
        if shoe.retired:
            yield _collects(shoe, worn[shoe.key], state)
        else:
            others = [(other, worn[other.key]) for other in in_use if other is not shoe]
            yield from _judge(shoe, worn[shoe.key], others, state, settings)


def _collects(shoe: Shoe, worn: tuple[Run, ...], state: RunnerState) -> Verdict:
    since = shoe.retired_at
    late = tuple(run for run in _lately(worn, state) if since is not None and run.start > since)
    values: Values = {
        "shoe": shoe.name,
        "distance_m": wear.metres(late),
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


def _judge(
    shoe: Shoe,
    worn: tuple[Run, ...],
    others: Others,
    state: RunnerState,
    settings: Settings,
) -> Iterator[Verdict]:
    runs = [run for run in worn if run.sport.is_run]
    lately, paces = _lately(runs, state), _paces(runs)
    found = [
        finding
        for run in lately
        if (finding := _other_ground(shoe, run, runs, others) or _other_pace(shoe, run, runs, paces, others, settings))
    ]
    yield from found
    before = len(runs) - 1
    if lately and not found and before < NEEDED_RUNS:
        lacks = Text("{run_count} of the {needed_count} runs needed in {shoe} in {usual_days}.")
        values: Values = {
            "shoe": shoe.name,
            "run_count": before,
            "needed_count": NEEDED_RUNS,
            "usual_days": USUAL_DAYS,
        }
        yield NoData(lacks=lacks, values=values, subject=shoe.key)
    elif not found:
        because = Text("No run of the last {window_days} looks out of place in {shoe}.")
        values = {"shoe": shoe.name, "window_days": JUDGED_DAYS}
        yield Clear(because=because, at=state.now, subject=shoe.key, values=values)


def _other_ground(shoe: Shoe, run: Run, runs: list[Run], others: Others) -> Finding | None:
    """Return a finding for a trail run in a pair for the road, or the other way round."""
    if run.sport not in (Sport.RUN, Sport.TRAIL_RUN):
        return None
    trail = run.sport is Sport.TRAIL_RUN
    last = [other for other in runs if other.start < run.start][-NEEDED_OF_ONE_KIND:]
    if len(last) < NEEDED_OF_ONE_KIND or any((other.sport is Sport.TRAIL_RUN) is trail for other in last):
        return None
    if trail and shoe.kind is ShoeKind.TRAIL:
        return None
    fits = any(
        (trail and other.kind is ShoeKind.TRAIL)
        or any(each.sport is run.sport and each.start < run.start for each in its)
        for other, its in others
    )
    if not fits:
        return None
    return _finding(
        shoe,
        run,
        says=Text("A trail run of {distance_m} in {shoe}, whose last {run_count} runs were not on trails.")
        if trail
        else Text("A run of {distance_m} on the road in {shoe}, whose last {run_count} runs were on trails."),
        formula=Text("none of the last {run_count} runs in it was on such ground"),
        values={"run_count": len(last)},
    )


def _other_pace(
    shoe: Shoe, run: Run, runs: list[Run], paces: Paces, others: Others, settings: Settings
) -> Finding | None:
    """Return a finding for a run on the road at a pace that is not this pair's, and is another one's."""
    pace, before = _pace(run), _before(run, paces)
    if pace is None or len(before) < NEEDED_RUNS:
        return None
    usual = median(before)
    if abs(pace - usual) * 100 <= usual * settings.pace_percent:
        return None
    alone = all(other is run or other.day != run.day for other in runs)
    if not alone or not _has_fitting(pace, run, others):
        return None
    faster = pace < usual
    return _finding(
        shoe,
        run,
        says=Text("{distance_m} in {shoe} was {off_percent} faster than its usual pace.")
        if faster
        else Text("{distance_m} in {shoe} was {off_percent} slower than its usual pace."),
        formula=Text(
            "{speed_m} an hour, beside {usual_m} an hour at the median pace of {run_count} runs in it: more than "
            "{limit_percent} off"
        ),
        values={
            "off_percent": int(abs(pace - usual) * 100 // usual),
            "speed_m": 3600 * MS // pace,
            "usual_m": int(3600 * MS // usual),
            "run_count": len(before),
            "limit_percent": settings.pace_percent,
        },
    )


def _has_fitting(pace: int, run: Run, others: Others) -> bool:
    for _other, worn in others:
        before = _before(run, _paces(worn))
        if len(before) >= NEEDED_ELSEWHERE:
            usual = median(before)
            if abs(pace - usual) * 100 <= usual * FITS_PERCENT:
                return True
    return False


def _paces(runs: Iterable[Run]) -> Paces:
    """Return the start and the pace of each run where it can be told."""
    return [(run.start, pace) for run in runs if (pace := _pace(run)) is not None]


def _before(run: Run, paces: Paces) -> list[int]:
    return [pace for start, pace in paces if start < run.start]


def _pace(run: Run) -> int | None:
    """Return milliseconds a kilometre of a run on the road of some length; None for any other."""
    if run.sport is not Sport.RUN or run.distance_m is None or run.distance_m < SHORTEST_M or run.moving_s <= 0:
        return None
    return run.moving_s * MS // run.distance_m


def _lately(runs: Iterable[Run], state: RunnerState) -> list[Run]:
    first = state.today - timedelta(days=JUDGED_DAYS - 1)
    return [run for run in runs if run.day >= first]


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
