"""Nothing that a later morning or a later day tells changes what is said today: of whichever watch."""

import random
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import rules
from rules.history import History
from rules.mornings import Mornings
from rules.records import DailyWellness
from rules.state import RunnerState
from rules.verdicts import Finding, Verdict
from tests.rules.series import day, runs

NAMES = {"resting-heart-rate", "heart-rate-variability", "sleep", "stress", "strength", "monotony", "strain"}
ALL = tuple(rule for rule in rules.discover() if rule.name in NAMES)
DEFAULTS = {rule.name: rule.settings_type() for rule in ALL}
DAYS = 240


def mornings(chance: random.Random) -> tuple[DailyWellness, ...]:
    """Each value goes up and down by the month; one in ten is missing, and one in fifty carries a verdict.

    From day 100 on a second watch tells of every night, ten beats and more off: with time it knows more of them.
    """

    def value(usual: float, off: float, month: int) -> float | None:
        return None if chance.random() < 0.1 else usual + off * (month % 3 == 2) + chance.uniform(-1, 1)

    made = []
    for index in range(DAYS):
        month = index // 30
        asleep_s = value(27_000, -6000, month)
        made.append(
            DailyWellness(
                source="garmin",
                day=day(index),
                resting_heart_rate_bpm=value(50, 8, month),
                asleep_s=None if asleep_s is None else round(asleep_s),
                heart_rate_variability_ms=value(60, -20, month),
                heart_rate_variability_low=True if chance.random() < 0.02 else None,
                stress_score=value(30, 10, month),
            )
        )
        if index >= 100:
            made.append(
                DailyWellness(
                    source="polar",
                    day=day(index),
                    resting_heart_rate_bpm=60 + 8 * (month % 3 == 2) + chance.uniform(-1, 1),
                    asleep_s=24_000 - 6000 * (month % 3 == 2) + chance.randrange(600),
                    heart_rate_variability_ms=80 - 20 * (month % 3 == 2) + chance.uniform(-1, 1),
                    stress_score=40 + 10 * (month % 3 == 2) + chance.uniform(-1, 1),
                )
            )
    return tuple(made)


def say(state: RunnerState) -> list[tuple[str, Verdict]]:
    return [(rule.name, verdict) for rule, verdict in rules.evaluate(state, DEFAULTS, ALL)]


def test_what_is_said_on_a_day_is_the_same_without_the_days_after_it() -> None:
    chance = random.Random(7)
    words = [chance.choice(["0", "4", "6", "6", "9", "15"]) for _ in range(DAYS)]
    beating = [replace(run, average_heart_rate_bpm=chance.uniform(120, 160)) for run in runs(" ".join(words))]
    every = mornings(chance)
    whole = RunnerState(
        now=datetime.combine(day(0), time(8), UTC),
        history=History(beating, known_through=day(DAYS)),
        mornings=Mornings(every),
        strength_days=tuple(day(index) for index in range(20, DAYS) if chance.random() < 0.25),
        maximal_bpm=190,
    )
    spoke: set[str] = set()
    for index in range(DAYS):
        today = day(index)
        now = datetime.combine(today, time(8), UTC)
        so_far = replace(
            whole,
            now=now,
            history=History([run for run in beating if run.day < today], known_through=today - timedelta(days=1)),
            mornings=Mornings(morning for morning in every if morning.day <= today),
            strength_days=tuple(other for other in whole.strength_days if other < today),
        )
        said = say(replace(whole, now=now))
        assert said == say(so_far)
        spoke |= {name for name, verdict in said if isinstance(verdict, Finding)}
    assert spoke == NAMES
