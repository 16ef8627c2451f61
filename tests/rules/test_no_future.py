"""Nothing that happened on a later day changes what is said of a session; a race later on its day silences it."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

import rules
from rules.history import History
from rules.records import Run
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Verdict
from tests.rules.series import day, runs

ALL = rules.discover()
DEFAULTS = {rule.name: rule.settings_type() for rule in ALL}

WEEK = st.lists(
    st.sampled_from(["0", "0", "4", "6", "9", "15", "4+8", "14+30", "6+12r", "12r", "?"]), min_size=7, max_size=7
)
STEADY = st.sampled_from([["5", "0", "10", "0", "5", "0", "0"], ["5"] * 7, ["6", "6", "6", "0", "6", "6", "9"]])
BLOCK = st.one_of(WEEK, STEADY, STEADY.map(lambda week: week * 5), st.integers(3, 60).map(lambda days: ["0"] * days))


def say(past: History, position: int) -> list[Verdict]:
    session = past.sessions[position]
    now = session.end + timedelta(minutes=5)
    runner = RunnerState(now=now, history=past, judged=(session,), threshold_bpm=160)
    return [verdict for _, verdict in rules.evaluate(runner, DEFAULTS, ALL)]


def told(series: Iterable[Run], unknown: float) -> Iterator[Run]:
    """Yield the runs with heart rate and all, but for so many of them; every second month has many hard ones."""
    for run in series:
        chance = random.Random(run.run_id)
        if chance.random() >= unknown:
            is_hard = chance.random() < (0.6 if run.day.toordinal() // 30 % 2 else 0.1)
            yield replace(
                run,
                average_heart_rate_bpm=chance.choice((138.0, 145.0)) + 20 * is_hard,
                hard_s=chance.choice((None, 1500 if is_hard else 30)),
                climb_m=chance.choice((0, 20, 40)),
                is_workout=chance.random() < 0.05,
                exertion=chance.choice((None, None, 3, 8 if is_hard else 4)),
            )
        else:
            yield run


@given(
    blocks=st.lists(BLOCK, min_size=2, max_size=14),
    seed=st.integers(0, 10**6),
    unknown=st.sampled_from([0.0, 0.0, 0.05, 0.3, 1.0]),
)
@settings(max_examples=60, deadline=None)
def test_the_verdicts_on_a_session_are_the_same_without_what_came_after(
    blocks: list[list[str]], seed: int, unknown: float
) -> None:
    words = [word for block in blocks for word in block]
    known_through = day(len(words))
    past = History(told(runs(" ".join(words)), unknown), known_through=known_through)
    positions = range(len(past.sessions))
    for position in random.Random(seed).sample(positions, min(len(positions), 12)):
        that_day = past.before(past.sessions[position].day + timedelta(days=1))
        so_far = [run for session in past.sessions[:that_day] for run in session.runs]
        assert say(past, position) == say(History(so_far, known_through=known_through), position)


def test_the_histories_of_that_property_do_make_the_rules_speak() -> None:
    words = (["5", "0", "10", "0", "5", "0", "0"] * 8 + ["0"] * 20 + ["8", "0", "14"] + ["6"] * 40) * 2
    past = History(runs(" ".join(words)), known_through=day(len(words)))
    said = [verdict for position in range(len(past.sessions)) for verdict in say(past, position)]
    assert {type(verdict) for verdict in said} >= {Finding, Clear}
    assert len({verdict.says for verdict in said if isinstance(verdict, Finding)}) >= 5


def test_the_efforts_of_that_property_do_make_the_rules_speak() -> None:
    words = ["5", "5", "10", "0", "6", "9", "4"] * 40 + ["5", "0"] * 20
    past = History(told(runs(" ".join(words)), 0.0), known_through=day(len(words)))
    spoke: set[str] = set()
    for session in past.sessions:
        runner = RunnerState(now=session.end, history=past, judged=(session,), threshold_bpm=160)
        spoke |= {rule.name for rule, verdict in rules.evaluate(runner, DEFAULTS, ALL) if isinstance(verdict, Finding)}
    assert spoke >= {"hard-days", "hard-share", "easy-share", "efficiency-drop", "variety"}
