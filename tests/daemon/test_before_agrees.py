"""What is said before a run and what is said after it agree, on random runners.

The run is really added to the history and judged by the rules; what they say is compared with what the ceilings
had said. Distances are drawn at the ceilings, one metre beyond, and anywhere.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

import rules
from daemon.before import Answer, Reply, answer
from rules.history import History
from rules.records import Run
from rules.state import RunnerState
from rules.verdicts import Finding, NoData, Severity, Verdict
from tests.rules.series import FIRST, run

DAY = timedelta(days=1)
ALL = tuple(rule for rule in rules.discover() if rule.before is not None)
SETTINGS = {rule.name: rule.settings_type() for rule in ALL}
WEEKS = (
    [5, 0, 10, 0, 5, 0, 0],
    [6, 6, 6, 0, 6, 0, 9],
    [8, 8, 8, 8, 8, 8, 8],
    [3, 0, 4, 0, 3, 0, 0],
    [0, 0, 12, 0, 0, 9, 0],
)
CHAINS = 20
RUNNERS_A_CHAIN = 25
"""500 runners, each asked about several distances: some 3,500 examples."""


def runner(chance: random.Random) -> RunnerState:
    """One runner: some weeks of habit, perhaps a break and a way back, perhaps a run of today, perhaps holes."""
    days: list[list[int | None]] = []
    for _block in range(chance.randint(1, 3)):
        week = chance.choice(WEEKS)
        days += [[round(km * chance.uniform(0.7, 1.2) * 1000)] if km else [] for km in week * chance.randint(1, 9)]
        if chance.random() < 0.5:
            days += [[]] * chance.choice((3, 8, 14, 20, 30, 60))
            days += [[3_000], []] * chance.choice((0, 0, 1, 4, 8))
    for at in range(len(days)):
        if days[at] and chance.random() < 0.05:
            days[at] = [*days[at], chance.randint(2_000, 12_000)]
        elif days[at] and chance.random() < 0.002:
            days[at] = [None]
    races = {at for at in range(len(days)) if chance.random() < 0.01}
    today = FIRST + len(days) * DAY - chance.choice((0, 0, 1)) * DAY
    behind = chance.choice((0,) * 12 + (1, 2, 5)) * DAY
    return RunnerState(
        now=datetime.combine(today, time(21), UTC),
        history=History(list(_runs(days, races)), known_through=today - DAY - behind),
    )


def _runs(days: list[list[int | None]], races: set[int]) -> Iterator[Run]:
    for at, distances in enumerate(days):
        for hour, distance_m in zip((7, 19), distances, strict=False):
            start = datetime.combine(FIRST + at * DAY, time(hour), UTC)
            yield run(start, distance_m, is_race=at in races)


def afterwards(before: RunnerState, day: date, distance_m: int) -> RunnerState:
    """Return the runner after the run, with it to judge."""
    known_through = before.history.known_through
    assert known_through is not None
    if known_through >= before.today - DAY:
        known_through = max(known_through, day - DAY)
    added = run(datetime.combine(day, time(22), UTC), distance_m)
    runs = [each for session in before.history.sessions for each in session.runs]
    history = History([*runs, added], known_through=known_through)
    session = history.session_of(added.run_id)
    return RunnerState(now=session.end, history=history, judged=(session,))


def was_told(after: RunnerState, subject: str) -> bool:
    """True when an earlier session passed a cap of this return: that is told once."""
    earlier = after.history.sessions[: after.history.position(after.judged[0])]
    if not earlier:
        return False
    then = replace(after, now=earlier[-1].end, judged=earlier)
    said = rules.evaluate(then, SETTINGS, [rule for rule in ALL if rule.name == "layoff-return"])
    return any(isinstance(each, Finding) and each.stage == 1 and each.subject == subject for _rule, each in said)


def told_after(after: RunnerState, said: list[tuple[str, Verdict]]) -> dict[str, Severity]:
    """What of these verdicts is about the distance of this run, and not held back by a return."""
    findings = [(rule, verdict) for rule, verdict in said if isinstance(verdict, Finding)]
    in_return = any(rule == "layoff-return" and each.severity > Severity.INFO for rule, each in findings)
    told: dict[str, Severity] = {}
    for rule, each in findings:
        if rule == "layoff-return":
            if each.stage == 1 and each.at == after.judged[0].end and not was_told(after, each.subject):
                told[rule] = each.severity
        elif rule != "rest-days" and (not in_return or each.severity >= Severity.WARNING):
            told[rule] = each.severity
    return told


def distances(asked: Answer, chance: random.Random) -> Iterator[int]:
    for limit in asked.limits:
        yield from (limit.most_m, limit.most_m + 1)
    yield chance.randint(1_000, 30_000)
    yield chance.randint(1_000, 30_000)


def agree(before: RunnerState, day: date, distance_m: int) -> str:
    """Compare one example; return what kind it was."""
    found = answer(before, day=day, settings=SETTINGS, rules=ALL, distance_m=distance_m)
    after = afterwards(before, day, distance_m)
    said = [(rule.name, verdict) for rule, verdict in rules.evaluate(after, SETTINGS, ALL)]
    said = [(rule, verdict) for rule, verdict in said if rule != "layoff-return" or verdict.subject[:3] != "gap"]
    unknown = {rule for rule, verdict in said if isinstance(verdict, NoData)}
    lacking = {rule for rule, _no_data in found.lacking}
    in_return = any(limit.ceiling.stands for limit in found.limits)
    held = {"session-spike", "weekly-ramp"} if in_return else set()
    # Within a return layoff-return may speak of one cap where another cannot be known: beforehand that is unknown.
    unspoken = {"rest-days"} if before.history.has_run(day) else set()
    assert unknown - held - unspoken <= lacking <= unknown | {"layoff-return"}
    told = told_after(after, said)
    # A return may stand behind a newer break of which nothing is known.
    sure = found.told.keys() - lacking
    assert {rule: severity for rule, severity in told.items() if rule not in lacking} == {
        rule: found.told[rule] for rule in sure
    }
    rests = [verdict for rule, verdict in said if rule == "rest-days" and isinstance(verdict, Finding)]
    if not before.history.has_run(day):  # else today is no rest day any more, whatever is run
        assert bool(rests) == bool(found.advice)
    assert not (told and not lacking) or found.reply is Reply.NO
    assert found.reply is not Reply.YES or not unknown - held - unspoken
    return "fires" if found.told else found.reply.value


@pytest.mark.parametrize("chain", range(CHAINS))
def test_what_is_said_before_a_run_is_what_the_rules_say_after_it(chain: int) -> None:
    chance = random.Random(chain)
    kinds: Counter[str] = Counter()
    for _runner in range(RUNNERS_A_CHAIN):
        before = runner(chance)
        day = before.today + chance.choice((0, 0, 0, 1, 2, 7)) * DAY
        for distance_m in distances(answer(before, day=day, settings=SETTINGS, rules=ALL), chance):
            if distance_m > 0:
                kinds[agree(before, day, distance_m)] += 1
    assert kinds.total() >= 2_000 / CHAINS
    assert kinds["fires"] >= 0.3 * kinds.total(), kinds
    assert min(kinds[kind] for kind in ("yes", "no", "unknown")) > 0, kinds
