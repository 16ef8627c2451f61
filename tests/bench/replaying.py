"""Ten years of a daily runner lived again, beside plain scans over the whole history for each of its days."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from statistics import median
from time import perf_counter

from daemon.backtest import replay
from daemon.backtest_rules import is_replayed
from daemon.records import Past, Policy
from rules import discover
from rules.records import DailyWellness, Run, Shoe, Sport
from rules.said import Injury, Mark, MarkKind, Moment, PainEntry, RedFlag, Site
from tests.bench.pairs import in_turn
from tests.bench.rows import Row
from tests.daemon import reference

FIRST = date(2015, 1, 1)
DAYS = 3653
OFF = range(1800, 1821)
"""Three weeks without a run, so that the way back is judged too."""
ALIKE = range(2000, 2040)
"""Days on which every run is the same."""
ROOMS = ("progression", "recovery", "pain")
THRESHOLD_BPM, MAXIMAL_BPM = 160, 190
RUNS_A_PAIR = 70
ROUNDS = 5
SCANNED = 60
"""So many of the days are scanned, spread evenly: all of them would take minutes."""


def live_ten_years() -> Iterator[Row]:
    """Measure both; the scans leave out the alert's life, which costs them nothing, and shoes."""
    past = _ten_years()
    pair = in_turn(partial(_replayed, past), partial(_scanned, past), rounds=ROUNDS)
    floor_is = f"plain scans for each day (from {SCANNED} of them)"
    for what, goal in (
        ("ten years lived again, all rules but shoes", {"at_most": 0.4}),
        ("ten years lived again, beside scans", {"ratio_at_most": 1 / 50}),
    ):
        yield Row(
            what=what,
            unit="s",
            measured=pair.measured,
            floor=pair.floor,
            floor_is=floor_is,
            median_ratio=pair.ratio,
            **goal,
        )
    in_shoes = _in_shoes(past)
    yield Row(
        what="ten years lived again, all rules",
        unit="s",
        measured=median(_replayed(in_shoes) for _ in range(ROUNDS)),
        floor=pair.floor,
        floor_is=floor_is,
        at_most=0.4,
    )


def _replayed(past: Past) -> float:
    settings = {rule.name: rule.settings_type() for rule in discover()}
    begun = perf_counter()
    told = list(
        replay(
            past,
            settings=settings,
            policy=Policy(),
            zone=UTC,
            until=past.mornings[-1].day,
            threshold_bpm=THRESHOLD_BPM,
            maximal_bpm=MAXIMAL_BPM,
        )
    )
    took = perf_counter() - begun
    lived = {rule.name for rule in discover() if rule.room in ROOMS and is_replayed(rule, past)}
    if silent := lived - {each.item.rule for each in told}:
        raise RuntimeError(f"the ten years do not make these rules speak: {', '.join(sorted(silent))}")
    return took


def _scanned(past: Past) -> float:
    runs = [
        reference.Run(run_id=run.run_id, start=run.start, seconds=run.elapsed_s, metres=run.distance_m)
        for run in past.runs
    ]
    mornings = {morning.day: morning.resting_heart_rate_bpm or 0 for morning in past.mornings}
    begun = perf_counter()
    sessions = reference.grouped(runs)
    pauses = reference.paused(sessions)
    once_s = perf_counter() - begun
    step = len(sessions) // SCANNED
    for index in range(step // 2, len(sessions), step):
        list(reference.of_session(sessions, index, pauses))
        list(reference.resting(mornings, sessions[index].day))
    return once_s + (perf_counter() - begun - once_s) * step


def _ten_years() -> Past:
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    return Past(
        runs=tuple(_run(day, number) for number, day in enumerate(days) if number not in OFF),
        mornings=tuple(_morning(day, number) for number, day in enumerate(days)),
        strength_days=tuple(day for number, day in enumerate(days) if number % 3 == 0 and number % 400 < 300),
        pain=tuple(_pain(day, number) for number, day in enumerate(days) if number % 300 in range(0, 20, 3)),
        injuries=(Injury(injury_id=1, day=days[OFF.start], site=Site.SHIN),),
        marks=tuple(
            Mark(mark_id=number, kind=kind, first=days[number], last=days[number + 4])
            for number, kind in ((500, MarkKind.ILL), (1000, MarkKind.HOLIDAY), (1500, MarkKind.RACE))
        ),
    )


def _in_shoes(past: Past) -> Past:
    """Name a pair in each run: two are worn in turn, and give way to two new ones after 70 runs each."""
    runs = tuple(
        replace(run, gear=(("garmin", f"{number // (2 * RUNS_A_PAIR)}-{number % 2}"),))
        for number, run in enumerate(past.runs)
    )
    newest = {run.gear for run in runs[-2:]}
    worn_m: Counter[tuple[tuple[str, str], ...]] = Counter()
    for run in runs:
        worn_m[run.gear] += run.distance_m or 0
    shoes = tuple(
        Shoe(source=source, source_id=name, name=name, total_m=total_m, retired=gear not in newest)
        for gear, total_m in worn_m.items()
        for source, name in gear
    )
    return replace(past, runs=runs, shoes=shoes)


def _run(day: date, number: int) -> Run:
    far_m = 4000 * (number % 50 == 0)
    return Run(
        run_id=f"file-{number}",
        sport=Sport.RUN,
        start=datetime.combine(day, time(17), UTC),
        elapsed_s=3000,
        moving_s=3000,
        distance_m=10_000 if number in ALIKE else 6000 + 500 * (number * 7 % 17) + 60 * (number % 60) + far_m,
        average_heart_rate_bpm=140 + number % 7 + 12 * _is_worn(number),
        climb_m=20,
        hard_s=1200 * (number % 6 == 0 or _is_worn(number)),
    )


def _morning(day: date, number: int) -> DailyWellness:
    return DailyWellness(
        source="garmin",
        day=day,
        resting_heart_rate_bpm=50 + number * 5 % 7 + 8 * (number % 90 < 2),
        asleep_s=27_000 + 600 * (number * 5 % 7) - 6000 * _is_worn(number),
        heart_rate_variability_ms=60 + number * 3 % 11 - 20 * _is_worn(number),
        stress_score=30 + number * 3 % 8 + 15 * _is_worn(number),
    )


def _is_worn(number: int) -> bool:
    """Three weeks of a year in which heart, nights and legs are not what they were."""
    return 200 <= number % 365 < 221


def _pain(day: date, number: int) -> PainEntry:
    return PainEntry(
        entry_id=number,
        at=datetime.combine(day, time(20), UTC),
        site=Site.KNEE,
        moment=Moment.AFTER,
        level=4 + number % 3,
        red_flags=frozenset({RedFlag.SWELLING} if number % 300 == 18 else ()),
    )
