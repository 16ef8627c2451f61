"""A replay finds what plain scans over the history find, each about its own day: on random lives, and on real ones.

The real histories are not part of the project: their folder is SHINGUARD_HISTORIES, or lies beside the checkout.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from daemon.backtest import Told, replay
from daemon.history_file import read_past
from daemon.records import Past, Policy, Telling
from daemon.tally import active_days, tally
from rules import discover
from rules.records import DailyWellness, Run, Sport
from tests.daemon import reference

FOLDER = Path(os.environ.get("SHINGUARD_HISTORIES", Path(__file__).parents[3] / "shared" / "histories"))
FILES = sorted(FOLDER.glob("runner-*.csv"))
RULES = ("session-spike", "weekly-ramp", "layoff-return", "rest-days", "resting-heart-rate")
SETTINGS = {rule.name: rule.settings_type() for rule in discover() if rule.name in RULES}
FIRST = date(2024, 1, 1)  # of a leap year
SEEDS = range(12)
DAYS = 400

real = pytest.mark.skipif(not FILES, reason="no real histories here")
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def replayed(past: Past, until: date) -> list[Told]:
    return list(replay(past, settings=SETTINGS, policy=Policy(), zone=None, until=until))


def found(told: list[Told]) -> Counter[reference.Found]:
    return Counter(
        (
            each.item.day,
            each.item.rule,
            each.item.severity.name,
            each.item.subject,
            frozenset((name, value) for name, value in each.item.values.items() if isinstance(value, int)),
        )
        for each in told
        if each.found
    )


def expected(past: Past, until: date) -> set[reference.Found]:
    runs = [
        reference.Run(run.run_id, run.start, seconds=run.elapsed_s, metres=run.distance_m, race=run.is_race)
        for run in past.runs
    ]
    mornings = {each.day: each.resting_heart_rate_bpm for each in past.mornings}
    known = {day: bpm for day, bpm in mornings.items() if bpm is not None}
    return reference.findings(runs, known, until=until)


def random_life(seed: int) -> Past:
    """A year or so: weeks of a plan, weeks off, streaks, races, double days, runs over midnight, broken records."""
    chance = random.Random(seed)
    runs: list[Run] = []
    day = FIRST
    usual_m = chance.randrange(4000, 12_000)
    while day < FIRST + timedelta(days=DAYS):
        block = chance.choice(("plan", "plan", "plan", "more", "off", "streak", "rest"))
        length = {"off": chance.randrange(7, 70), "streak": chance.randrange(5, 20)}.get(block, 7)
        usual_m = min(30_000, round(usual_m * (chance.uniform(1.05, 1.5) if block == "more" else 1)))
        for _ in range(length):
            if block == "streak" or (block in ("plan", "more") and chance.random() < 0.6):
                runs.extend(random_day(chance, day, usual_m))
            day += timedelta(days=1)
    mornings = tuple(
        DailyWellness(
            source="garmin",
            day=FIRST + timedelta(days=number),
            resting_heart_rate_bpm=48 + chance.choice((0, 0.5, 1, 2, 3)) + chance.choice((0, 0, 0, 0, 6, 9)),
        )
        for number in range(DAYS)
        if chance.random() < 0.85
    )
    return Past(runs=tuple(sorted(runs, key=lambda run: run.start)), mornings=mornings)


def random_day(chance: random.Random, day: date, usual_m: int) -> Iterator[Run]:
    hours = chance.choice(((7,), (7,), (18,), (7, 18), (7, 8), (23,)))
    for hour in hours:
        distance_m = round(usual_m * chance.choice((0.5, 0.8, 1, 1, 1.1, 1.3, 2.2))) + chance.randrange(100)
        yield Run(
            run_id=f"file-{day}-{hour}",
            sport=Sport.RUN,
            start=datetime.combine(day, time(hour, 20), UTC),
            elapsed_s=chance.choice((2700, 3000, 3600)),
            moving_s=2700,
            distance_m=None if chance.random() < 0.01 else distance_m,
            is_race=chance.random() < 0.02,
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_life_is_found_what_plain_scans_find(seed: int) -> None:
    past = random_life(seed)
    until = past.runs[-1].day
    once = found(replayed(past, until))
    assert set(once) == expected(past, until)
    assert set(once.values()) <= {1}


def test_the_random_lives_make_every_rule_speak_in_every_severity() -> None:
    lives = [random_life(seed) for seed in SEEDS]
    said = {(rule, level) for past in lives for _, rule, level, _, _ in found(replayed(past, past.runs[-1].day))}
    assert said == {
        ("session-spike", "NOTICE"),
        ("session-spike", "WARNING"),
        ("weekly-ramp", "NOTICE"),
        ("weekly-ramp", "WARNING"),
        ("layoff-return", "INFO"),
        ("layoff-return", "NOTICE"),
        ("layoff-return", "WARNING"),
        ("rest-days", "NOTICE"),
        ("resting-heart-rate", "INFO"),
        ("resting-heart-rate", "NOTICE"),
    }


@pytest.mark.parametrize("seed", SEEDS[:10])
def test_what_came_later_changes_nothing_of_what_was_told_before(seed: int) -> None:
    past = random_life(seed)
    whole = replayed(past, past.runs[-1].day)
    for at in random.Random(seed).sample(range(len(past.runs)), 8):
        run = past.runs[at]
        so_far = Past(runs=past.runs[: at + 1], mornings=past.mornings)
        told = [each for each in replayed(so_far, run.end.date()) if each.at <= run.end]
        later = past.runs[at + 1].start if at + 1 < len(past.runs) else None
        if later is None or later - run.end >= timedelta(minutes=30):
            assert told == [each for each in whole if each.at <= run.end]


@real
@each_file
def test_a_real_life_is_found_what_plain_scans_find(path: Path) -> None:
    past = read_past(path)
    until = past.runs[-1].day
    once = found(replayed(past, until))
    assert set(once) == expected(past, until)
    assert set(once.values()) <= {1}


@real
@each_file
def test_a_real_runner_gets_at_most_three_messages_in_30_active_days(path: Path) -> None:
    past = read_past(path)
    first, last = past.runs[0].day, past.runs[-1].day
    sums = tally(replayed(past, last), active_days=active_days(past.runs, first=first, last=last))
    rate = sums.per_30(sums.messages)
    assert rate is not None
    assert 0.5 <= rate <= 3


@real
@each_file
def test_no_spike_of_a_real_runner_is_lost(path: Path) -> None:
    past = read_past(path)
    told = [each for each in replayed(past, past.runs[-1].day) if each.item.rule == "session-spike"]
    spikes = {each.item.subject for each in told if each.found}
    pushed = {each.item.subject for each in told if each.how == Telling.PUSH}
    held = {
        each.item.subject
        for each in told
        if each.how == Telling.DIGEST
        and each.because
        in (
            "The day's number of messages was reached.",
            "The week's number of messages was reached.",
            "Held back while {rule} speaks.",
        )
    }
    assert len(spikes) >= 10
    assert pushed | held == spikes
