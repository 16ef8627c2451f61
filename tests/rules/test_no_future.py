"""Nothing that happened on a later day changes what is said of a session; a race later on its day silences it."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

import rules
from rules.history import History
from rules.pains import PainLog
from rules.records import Run
from rules.said import Moment, PainEntry, RedFlag, Site
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Verdict
from tests.rules.pain.log import moment
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


PAIN = tuple(rule for rule in ALL if rule.room == "pain")
HOURS = st.integers(0, 24 * 100)


def hurting(hours: list[tuple[int, int]], seed: int) -> list[PainEntry]:
    """Return an entry for each hour at which it hurt; it was made so many hours later, or before."""
    chance = random.Random(seed)
    return [
        PainEntry(
            entry_id=number,
            at=moment(0, 0) + timedelta(hours=hour),
            site=chance.choice((Site.KNEE, Site.SHIN, Site.OTHER)),
            moment=chance.choice(tuple(Moment)),
            level=chance.randrange(9),
            red_flags=frozenset(flag for flag in (RedFlag.BONE, RedFlag.LIMP) if chance.random() < 0.1),
            logged_at=moment(0, 0) + timedelta(hours=hour + later),
        )
        for number, (hour, later) in enumerate(hours)
    ]


def feel(pain: PainLog, now: datetime) -> list[tuple[str, Verdict]]:
    runner = RunnerState(now=now, history=History((), known_through=None), pain=pain)
    return [(rule.name, verdict) for rule, verdict in rules.evaluate(runner, DEFAULTS, PAIN)]


@given(
    hours=st.lists(st.tuples(HOURS, st.sampled_from([-30, 0, 0, 0, 1, 12, 200])), max_size=25),
    asked=st.lists(HOURS, min_size=1, max_size=25),
    seed=st.integers(0, 10**6),
)
@example(hours=[(0, 1), (1, -30), (0, -30), (0, -30), (0, -30), (0, -30), (0, -30)], asked=[0], seed=0)
@settings(deadline=None)
def test_one_log_of_pain_says_at_each_moment_what_was_known_then_whenever_else_it_is_asked(
    hours: list[tuple[int, int]], asked: list[int], seed: int
) -> None:
    entries = hurting(hours, seed)
    whole = PainLog(entries)
    for hour in asked:
        now = moment(0, 0) + timedelta(hours=hour)
        known = sorted((each for each in entries if each.at <= now and each.known_at <= now), key=lambda each: each.at)
        assert whole.known(now) == tuple(known)
        assert feel(whole, now) == feel(PainLog(known), now)


def test_the_logs_of_that_property_do_make_the_rules_speak() -> None:
    chance = random.Random(3)
    whole = PainLog(hurting([(chance.randrange(2400), chance.choice((0, 0, 12))) for _ in range(60)], 3))
    said = [each for number in range(100) for each in feel(whole, moment(number))]
    assert {name for name, verdict in said if isinstance(verdict, Finding)} == {rule.name for rule in PAIN}
    assert {type(verdict) for _, verdict in said} >= {Finding, Clear}
