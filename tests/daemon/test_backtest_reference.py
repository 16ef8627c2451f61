"""A replay finds what plain scans over the history find, each about its own day: on random lives, and on real ones.

The real histories are not part of the project: their folder is SHINGUARD_HISTORIES, or lies beside the checkout.
"""

import os
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from daemon.backtest import Told, replay
from daemon.history_file import read_history_file
from daemon.records import Past, Policy, Telling
from daemon.tally import active_days, tally
from rules import discover
from tests.daemon import reference
from tests.daemon.lives import random_life

FOLDER = Path(os.environ.get("SHINGUARD_HISTORIES", Path(__file__).parents[3] / "shared" / "histories"))
FILES = sorted(FOLDER.glob("runner-*.csv"))
RULES = ("session-spike", "weekly-ramp", "layoff-return", "rest-days", "resting-heart-rate")
SETTINGS = {rule.name: rule.settings_type() for rule in discover() if rule.name in RULES}
# What the formula of a message names beside the numbers of the day: options, and the limit that they make.
OF_THE_FORMULA = {"excess_m", "least_week_m", "least_excess_m", "week_excess_m", "run_excess_m", "most_m"}
SEEDS = range(12)

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
            frozenset(
                (name, value)
                for name, value in each.item.values.items()
                if isinstance(value, int) and name not in OF_THE_FORMULA
            ),
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
    past = read_history_file(path).past
    until = past.runs[-1].day
    once = found(replayed(past, until))
    assert set(once) == expected(past, until)
    assert set(once.values()) <= {1}


@real
@each_file
def test_a_real_runner_gets_at_most_three_messages_in_30_active_days(path: Path) -> None:
    past = read_history_file(path).past
    first, last = past.runs[0].day, past.runs[-1].day
    active = active_days(past.runs, first=first, last=last)
    sums = tally(replayed(past, last), active_days=len(active))
    rate = sums.per_30(sums.messages)
    assert rate is not None
    assert 0.5 <= rate <= 3


@real
@each_file
def test_no_spike_of_a_real_runner_is_lost(path: Path) -> None:
    past = read_history_file(path).past
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
