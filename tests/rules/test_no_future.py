"""Nothing that happened on a later day changes what is said of a session; a race later on its day silences it."""

import random
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

import rules
from rules.history import History
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
    runner = RunnerState(now=session.end + timedelta(minutes=5), history=past, judged=(session,))
    return [verdict for _, verdict in rules.evaluate(runner, DEFAULTS, ALL)]


@given(blocks=st.lists(BLOCK, min_size=2, max_size=14), seed=st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_the_verdicts_on_a_session_are_the_same_without_what_came_after(blocks: list[list[str]], seed: int) -> None:
    words = [word for block in blocks for word in block]
    known_through = day(len(words))
    past = History(runs(" ".join(words)), known_through=known_through)
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
