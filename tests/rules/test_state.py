"""Which sessions a rule looks at by which it says what still stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from rules.history import History
from rules.said import Mark, MarkKind
from rules.state import RunnerState
from tests.rules.series import day, run, state

TOKYO = timezone(timedelta(hours=9))


def test_the_newest_session_is_judged_in_any_case_and_last() -> None:
    runner = state("5 0 10 0 8 0", judges_last=False)
    first, second, newest = runner.history.sessions
    assert runner.judged_and_newest() == (newest,)
    assert replace(runner, judged=(first, second)).judged_and_newest() == (first, second, newest)


def test_a_session_that_is_judged_anyway_is_not_taken_twice() -> None:
    runner = state("5 0 10 0 8")
    assert runner.judged_and_newest() == runner.history.sessions[-1:]
    everything = replace(runner, judged=runner.history.sessions)
    assert everything.judged_and_newest() == runner.history.sessions


@pytest.mark.parametrize(("first", "newest"), [(5, 2), (4, 1), (3, 1), (2, 0), (0, None)])
def test_for_a_rule_that_rests_the_newest_is_that_of_another_day(first: int, newest: int | None) -> None:
    runner = state("5 0 10 0 8 0", judges_last=False)  # sessions on days 0, 2 and 4
    holiday = Mark(mark_id=1, kind=MarkKind.HOLIDAY, first=day(first), last=day(5))
    resting, sessions = replace(runner, marks=(holiday,)), runner.history.sessions
    expected = () if newest is None else (sessions[newest],)
    assert resting.judged_and_newest((MarkKind.INJURED, MarkKind.HOLIDAY)) == expected
    assert resting.judged_and_newest((MarkKind.INJURED,)) == sessions[2:]
    assert resting.judged_and_newest() == sessions[2:]


def test_without_a_run_there_is_none() -> None:
    nobody = RunnerState(now=datetime(2025, 1, 1, tzinfo=UTC), history=History((), known_through=None))
    assert nobody.newest() is None
    assert nobody.judged_and_newest() == ()


def test_a_session_that_is_not_over_is_not_the_newest() -> None:
    runner = state("5 0 10 0 8+6 7", judges_last=False)  # sessions on days 0, 2, 4 at seven and at nineteen, and 5
    sessions = runner.history.sessions
    # Each takes half an hour: at 7:00 on day 2 the second is under way, at 8:00 it is over.
    for hours, newest in [
        (24 * 2 + 7, sessions[0]),
        (24 * 2 + 8, sessions[1]),
        (24 * 4 + 12, sessions[2]),
        (24 * 4 + 20, sessions[3]),
    ]:
        then = replace(runner, now=datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours))
        assert then.newest() == newest
    assert replace(runner, now=datetime(2024, 12, 31, tzinfo=UTC)).newest() is None


def test_a_run_on_the_runners_tomorrow_is_the_newest_once_it_is_over() -> None:
    # 7:00 on day 1 in Tokyo is 22:00 on day 0 in UTC, where the runner lives.
    at_home = run(datetime(2025, 1, 1, 7, 0, tzinfo=UTC), 5000)
    away = run(datetime(2025, 1, 2, 7, 0, tzinfo=TOKYO), 6000)
    history = History([at_home, away], known_through=None)
    evening = RunnerState(now=datetime(2025, 1, 1, 23, 0, tzinfo=UTC), history=history)
    assert evening.today == day(0)
    assert [session.distance_m for session in evening.judged_and_newest()] == [6000]
    before = replace(evening, now=datetime(2025, 1, 1, 21, 0, tzinfo=UTC))
    assert [session.distance_m for session in before.judged_and_newest()] == [5000]


def test_a_judged_session_later_than_the_newest_stays_the_last() -> None:
    # A watch with a wrong clock: its run is not over yet.
    runner = state("5 0 10")
    early = replace(runner, now=datetime(2025, 1, 3, 5, 0, tzinfo=UTC))
    assert early.newest() == runner.history.sessions[0]
    assert early.judged_and_newest() == runner.judged
