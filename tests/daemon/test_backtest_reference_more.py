"""A replay finds of effort, mornings and pain what plain scans over all of it find: on random lives, and on real ones.

The real histories are not part of the project: their folder is SHINGUARD_HISTORIES, or lies beside the checkout.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import pytest

from daemon.backtest import replay
from daemon.history_file import read_history_file
from daemon.records import Past, Policy
from rules import discover
from rules.records import DailyWellness, Run, Sport
from rules.said import Injury, Moment, PainEntry
from tests.daemon import reference, reference_effort, reference_mornings, reference_pain
from tests.daemon.lives import FIRST, full_life
from tests.daemon.reference_runner import Mark, Outing, Runner, Said, grouped
from tests.daemon.test_backtest_reference import each_file, real

COMPARED = {
    "session-spike": {"distance_m", "longest_m", "excess_percent", "ceiling_m"},
    "layoff-return": {"gap_days", "cap_m", "run_cap_m", "week_m", "distance_m"},
    "variety": {"run_count", "shortest_m", "longest_m"},
    "monotony": {"monotony_ratio", "usual_ratio"},
    "strain": {"strain_m", "usual_m", "strain_score", "usual_score"},
    "hard-days": {"hard_count", "usual_count"},
    "hard-share": {"share_percent", "usual_percent", "hard_s", "known_s"},
    "easy-share": {"easy_percent", "easy_s", "known_s"},
    "efficiency-drop": {"value_bpm", "baseline_bpm", "before_count", "drop_percent"},
    "heart-rate-variability": {"source", "week_ms", "normal_ms", "least_ms"},
    "sleep": {"week_s", "normal_s", "shortfall_s", "known_count"},
    "stress": {"week_score", "normal_score", "most_score"},
    "strength": {"session_count", "needed_count"},
    "pain-response": {"level_count", "pain_site", "morning_count", "after_count", "before_count"},
    "pain-persists": {"level_count", "pain_site", "lasting_days", "first_day"},
    "pain-returns": {
        "level_count",
        "pain_site",
        "gap_days",
        "earlier_site",
        "earlier_day",
        "first_day",
        "lasting_days",
        "back_count",
    },
}
"""Rule -> the values that are worked out; the others are options, and the limits that they make."""
FRACTIONS = {"monotony_ratio", "usual_ratio", "strain_m", "usual_m", "strain_score", "usual_score"}
FRACTIONS |= {"week_ms", "normal_ms", "least_ms", "week_score", "normal_score", "most_score"}
SETTINGS = {rule.name: rule.settings_type() for rule in discover() if rule.name in COMPARED}
SEEDS = range(8)

each_seed = pytest.mark.parametrize("seed", SEEDS)


def test_each_rule_that_is_compared_is_one_of_the_program() -> None:
    assert set(SETTINGS) == set(COMPARED)


@cache
def life(seed: int) -> Past:
    """A life with all on record: weeks of runs that are alike, a second watch, and of some no heart rate zones."""
    chance = random.Random(seed + 1000)
    full = full_life(seed)
    middle = full.runs[len(full.runs) // 2].day
    mornings = (*full.mornings, *second_watch(chance, full))
    return replace(
        full,
        runs=tuple(changed(chance, run, middle, has_zones=seed % 4 < 2) for run in full.runs),
        mornings=tuple(sorted(mornings, key=lambda each: (each.day, each.source))),
        mornings_from=middle if seed % 3 == 1 else None,
    )


def changed(chance: random.Random, run: Run, middle: date, *, has_zones: bool) -> Run:
    hard_s = run.hard_s if has_zones else None
    if abs(run.day - middle) > timedelta(days=30):
        distance_m = None if run.distance_m is None else run.distance_m * chance.choice((1,) * 30 + (3,))
        return replace(run, distance_m=distance_m, moving_s=chance.randrange(1500, 2700), hard_s=hard_s)
    alike_m = None if run.distance_m is None else 8000 + chance.randrange(300)
    return replace(run, distance_m=alike_m, hard_s=hard_s)


def second_watch(chance: random.Random, full: Past) -> Iterator[DailyWellness]:
    for morning in full.mornings:
        if chance.random() < 0.5:
            yield DailyWellness(
                source="wrist",
                day=morning.day,
                asleep_s=chance.randrange(18_000, 30_000),
                heart_rate_variability_ms=chance.gauss(50, 5),
                stress_score=chance.gauss(40, 4),
            )


def plan_life(run_days: tuple[int, ...]) -> Past:
    """A year in which each week has the shape of the last, and every fourth one is longer."""
    runs = (
        Run(
            run_id=f"file-{day}",
            sport=Sport.RUN,
            start=datetime.combine(day, time(8), UTC),
            elapsed_s=1800,
            moving_s=1800,
            distance_m=5000 + 300 * (week // 4),
        )
        for week in range(52)
        for day in (FIRST + timedelta(days=7 * week + weekday) for weekday in run_days)
    )
    return Past(runs=tuple(runs))


def found(past: Past, until: date, threshold: int | None = None, maximal: int | None = None) -> set[Said]:
    told = replay(
        past,
        settings=SETTINGS,
        policy=Policy(),
        zone=None,
        until=until,
        threshold_bpm=threshold,
        maximal_bpm=maximal,
    )
    return {
        (
            each.item.day,
            each.item.rule,
            each.item.severity.name,
            each.item.subject,
            frozenset(pair for pair in each.item.values.items() if pair[0] in COMPARED[each.item.rule]),
        )
        for each in told
        if each.found
    }


def expected(past: Past, until: date, threshold: int | None = None, maximal: int | None = None) -> Iterator[Said]:
    marks = tuple((str(mark.kind), mark.first, mark.last) for mark in past.marks)
    pulses = {each.day: bpm for each in past.mornings if (bpm := each.resting_heart_rate_bpm) is not None}
    runner = Runner(
        grouped([outing(run) for run in past.runs]),
        mornings=pulses,
        anew=past.mornings_from,
        injured=[injury.day for injury in past.injuries],
        marks=marks,
        threshold=threshold,
        maximal=maximal,
    )
    yield from reference_effort.of_mornings(runner, until=until)
    yield from reference_effort.of_sessions(runner, until=until)
    if past.mornings:
        yield from reference_mornings.of_nights(sleeper(past, marks), first=past.mornings[0].day, until=until)
    entries, injuries = logged(past.pain), hurt(past.injuries)
    yield from reference_pain.of_pain(entries, injuries, until=until)
    yield from returns(past, past.pain, past.injuries, until=until)


def returns(past: Past, pain: tuple[PainEntry, ...], injuries: tuple[Injury, ...], *, until: date) -> set[Said]:
    plain = [reference.Run(run.run_id, run.start, seconds=run.elapsed_s, metres=run.distance_m) for run in past.runs]
    sessions = reference.grouped(plain)
    return set(reference_pain.of_returns(sessions, logged(pain), hurt(injuries), until=until))


def logged(pain: tuple[PainEntry, ...]) -> list[reference_pain.Entry]:
    return [
        reference_pain.Entry(
            at=each.at,
            logged=each.logged_at or each.at,
            site=str(each.site),
            morning=each.moment is Moment.NEXT_MORNING,
            level=each.level,
            flags=bool(each.red_flags),
        )
        for each in pain
    ]


def hurt(injuries: tuple[Injury, ...]) -> list[reference_pain.Injury]:
    return [(injury.day, str(injury.site)) for injury in injuries]


def outing(run: Run) -> Outing:
    return Outing(
        run_id=run.run_id,
        start=run.start,
        seconds=run.elapsed_s,
        moving=run.moving_s,
        metres=run.distance_m,
        bpm=run.average_heart_rate_bpm,
        climb=run.climb_m,
        in_zones=run.hard_s,
        race=run.is_race,
        workout=run.is_workout,
        exertion=run.exertion,
    )


def sleeper(past: Past, marks: tuple[Mark, ...]) -> reference_mornings.Sleeper:
    asleep: dict[str, dict[date, float]] = {}
    variability: dict[str, dict[date, float]] = {}
    low: dict[str, dict[date, bool]] = {}
    stress: dict[str, dict[date, float]] = {}
    for each in past.mornings:
        if each.asleep_s is not None:
            asleep.setdefault(each.source, {})[each.day] = each.asleep_s
        if each.heart_rate_variability_ms is not None:
            variability.setdefault(each.source, {})[each.day] = each.heart_rate_variability_ms
        if each.heart_rate_variability_low is not None:
            low.setdefault(each.source, {})[each.day] = each.heart_rate_variability_low
        if each.stress_score is not None:
            stress.setdefault(each.source, {})[each.day] = each.stress_score
    return reference_mornings.Sleeper(
        asleep=asleep,
        variability=variability,
        low=low,
        stress=stress,
        strength=past.strength_days,
        marks=marks,
        anew=past.mornings_from,
    )


def compare(told: Iterable[Said], scans: Iterable[Said]) -> None:
    """Hold what a replay finds beside what plain scans find."""
    replayed, scanned = by_whole_values(told), by_whole_values(scans)
    assert replayed.keys() == scanned.keys()
    for key, fractions in scanned.items():
        assert replayed[key] == pytest.approx(fractions, rel=1e-9), key


def by_whole_values(findings: Iterable[Said]) -> dict[Said, dict[str, object]]:
    """Return the findings, each with its fractions apart: they are compared as nearly equal."""
    return {
        (day, rule, severity, subject, frozenset(pair for pair in values if pair[0] not in FRACTIONS)): {
            name: value for name, value in values if name in FRACTIONS
        }
        for day, rule, severity, subject, values in findings
    }


def measured(seed: int) -> tuple[int | None, int | None]:
    """Return the threshold and the maximal heart rate that the runner set."""
    return (None, 150, 160, 165)[seed % 4], 190 if seed % 2 else None


@cache
def lived(seed: int) -> frozenset[Said]:
    past = life(seed)
    return frozenset(found(past, past.runs[-1].day, *measured(seed)))


@each_seed
def test_a_random_life_is_found_what_plain_scans_find(seed: int) -> None:
    past = life(seed)
    compare(lived(seed), expected(past, past.runs[-1].day, *measured(seed)))


def test_the_random_lives_make_every_rule_speak_in_every_severity() -> None:
    spoken = {(rule, severity) for seed in SEEDS for _, rule, severity, _, _ in lived(seed)}
    pushed = {"efficiency-drop", "hard-days", "heart-rate-variability", "stress"}
    pushed |= {"pain-persists", "pain-response", "pain-returns"}
    in_the_digest = {"easy-share", "hard-share", "monotony", "strain", "strength", "variety"}
    assert spoken == {
        *((rule, "NOTICE") for rule in pushed),
        *((rule, "INFO") for rule in in_the_digest),
        ("layoff-return", "INFO"),
        ("layoff-return", "NOTICE"),
        ("layoff-return", "WARNING"),
        ("session-spike", "NOTICE"),
        ("session-spike", "WARNING"),
        ("sleep", "INFO"),
        ("sleep", "NOTICE"),
    }


@pytest.mark.parametrize(("with_pain", "with_injuries"), [(False, True), (True, False)])
def test_the_random_lives_hold_returns_that_pain_and_injuries_change(with_pain: bool, with_injuries: bool) -> None:
    past = life(0)
    whole = returns(past, past.pain, past.injuries, until=past.runs[-1].day)
    pain, injuries = past.pain if with_pain else (), past.injuries if with_injuries else ()
    assert returns(past, pain, injuries, until=past.runs[-1].day) != whole


@pytest.mark.parametrize("run_days", [(0, 2, 5), (0, 2, 4, 6), (0, 1, 3, 5, 6)])
def test_weeks_of_one_shape_are_found_what_plain_scans_find(run_days: tuple[int, ...]) -> None:
    past = plan_life(run_days)
    until = past.runs[-1].day
    compare(found(past, until), expected(past, until))


@real
@each_file
@pytest.mark.parametrize("threshold", [None, 165])
def test_a_real_life_is_found_what_plain_scans_find(path: Path, threshold: int | None) -> None:
    past = read_history_file(path).past
    until = past.runs[-1].day
    compare(found(past, until, threshold), expected(past, until, threshold))
