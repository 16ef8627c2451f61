"""Nothing that is worn later, or told of it later, changes what rules on shoes say at a moment."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

import rules
from rules.history import History
from rules.on_foot import OnFoot
from rules.records import Run, Shoe, ShoeKind, Sport
from rules.state import RunnerState
from rules.verdicts import Finding, Verdict
from tests.rules.series import day

ROOM = tuple(rule for rule in rules.discover() if rule.room == "shoes")
DEFAULTS = {rule.name: rule.settings_type() for rule in ROOM}
DAYS = 240
NAMES = ("road", "hills", "fresh", "gone")
SPORTS = (Sport.RUN, Sport.RUN, Sport.RUN, Sport.TRAIL_RUN, Sport.TREADMILL_RUN, Sport.WALK)


def outings(chance: random.Random) -> Iterator[Run]:
    """Weeks in one pair alone and weeks in turns, on the road and on trails, with some that name no shoe."""
    for index in range(DAYS):
        mostly = NAMES[index // 40 % 2]
        names = (mostly,) if index // 40 % 3 == 2 else (mostly, mostly, mostly, *NAMES, "")
        for hour in chance.choice(((), (7,), (7,), (18,), (7, 18), (23,))):
            name = chance.choice(names)
            sport = Sport.TRAIL_RUN if name == "hills" and chance.random() < 0.9 else chance.choice(SPORTS)
            distance_m = chance.randrange(2_000, 15_000)
            yield Run(
                run_id=f"file-{index}-{hour}",
                sport=sport,
                start=datetime.combine(day(index), time(hour, 20), UTC),
                elapsed_s=4800,
                moving_s=distance_m * chance.choice((300, 330, 330, 330, 360, 480)) // 1000,
                distance_m=None if chance.random() < 0.02 else distance_m,
                gear=(("garmin", name),) if name else (),
            )


def pairs(chance: random.Random) -> tuple[Shoe, ...]:
    return tuple(
        Shoe(
            source="garmin",
            source_id=name,
            name=name,
            total_m=chance.choice((10_000, 300_000, 650_000)),
            kind=ShoeKind.TRAIL if name == "hills" else ShoeKind.DAILY,
            retired=name == "gone",
            retired_at=datetime.combine(day(100), time(12), UTC) if name == "gone" else None,
        )
        for name in NAMES
    )


def say(state: RunnerState) -> list[tuple[str, Verdict]]:
    return [(rule.name, verdict) for rule, verdict in rules.evaluate(state, DEFAULTS, ROOM)]


@pytest.mark.parametrize("seed", range(6))
def test_the_verdicts_at_a_moment_are_the_same_without_what_was_over_later(seed: int) -> None:
    chance = random.Random(seed)
    every, shoes = list(outings(chance)), pairs(chance)
    history = History([each for each in every if each.sport.is_run], known_through=day(DAYS))
    whole = OnFoot(every, shoes)
    for _ in range(60):
        now = datetime.combine(day(chance.randrange(30, DAYS)), time(chance.randrange(24)), UTC)
        so_far = [each for each in every if each.end <= now]
        known = OnFoot([each for each in so_far if each.day > now.date() - timedelta(days=60)], shoes)
        runs = [each for each in so_far if each.sport.is_run]
        then = RunnerState(
            now=now, history=History(runs, known_through=now.date() - timedelta(days=1)), shoes=shoes, on_foot=known
        )
        assert say(replace(then, history=history, on_foot=whole)) == say(then), now


def test_the_outings_of_that_property_do_make_the_rules_speak() -> None:
    spoke: Counter[str] = Counter()
    for seed in range(6):
        chance = random.Random(seed)
        every, shoes = list(outings(chance)), pairs(chance)
        history = History([each for each in every if each.sport.is_run], known_through=day(DAYS))
        on_foot = OnFoot(every, shoes)
        for index in range(30, DAYS, 3):
            now = datetime.combine(day(index), time(21), UTC)
            state = RunnerState(now=now, history=history, shoes=shoes, on_foot=on_foot)
            spoke.update(name for name, verdict in say(state) if isinstance(verdict, Finding))
    assert set(spoke) == set(DEFAULTS)
