"""What a history and a moment keep: made at the first question, and asked for after that."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import rules
from rules.history import History, Session
from rules.recovery.rest_days import Settings, rest_days
from rules.said import Mark, MarkKind
from rules.state import RunnerState
from rules.verdicts import Finding
from tests.rules.series import FIRST, day, history, only, run, state


def test_a_history_makes_each_thing_once_for_each_key() -> None:
    made: list[int] = []

    def count(past: History, key: int) -> int:
        made.append(key)
        return key * len(past.sessions)

    past = history("5 0 10")
    assert [past.once(count, key) for key in (3, 3, 4, 3)] == [6, 6, 8, 6]
    assert made == [3, 4]
    assert history("5").once(count, 3) == 3  # another history keeps its own


def test_a_history_keeps_what_is_made_of_a_session_by_maker_and_key() -> None:
    made: list[tuple[str, int]] = []

    def far(past: History, session: Session, key: int) -> int:
        made.append((session.session_id, key))
        return key * (session.distance_m or 0)

    def place(past: History, session: Session, key: int) -> int:
        return key + past.position(session)

    past = history("5 0 10")
    first, second = past.sessions
    assert [past.once_of(far, 2)(each) for each in (first, second, first)] == [10_000, 20_000, 10_000]
    assert past.once_of(far, 3)(first) == 15_000
    assert [past.once_of(place, 2)(each) for each in (first, second)] == [2, 3]
    assert made == [(first.session_id, 2), (second.session_id, 2), (first.session_id, 3)]


def test_a_moment_makes_each_thing_once_and_the_next_one_anew() -> None:
    made: list[datetime] = []

    def count(runner: RunnerState) -> int:
        made.append(runner.now)
        return len(made)

    runner = state("5 0 10")
    later = replace(runner, now=runner.now + timedelta(hours=1))
    assert [runner.once(count), runner.once(count), later.once(count), runner.once(count)] == [1, 1, 2, 1]
    assert runner == replace(runner)  # what it keeps is no part of what it is


def test_when_the_first_race_of_a_day_was_over() -> None:
    # Half an hour each, from 07:00 and from 19:00.
    past = history("5 5r+10r 6+7r 8")
    ended = [past.race_ended(day(index)) for index in range(4)]
    assert ended == [
        None,
        datetime(2025, 1, 2, 7, 30, tzinfo=UTC),
        datetime(2025, 1, 3, 19, 30, tzinfo=UTC),
        None,
    ]


@pytest.mark.parametrize(
    ("first", "last", "marked"),
    # Today is day 3, the session to judge is of day 2.
    [(0, 1, False), (0, 2, True), (2, 2, True), (3, 3, True), (3, 5, True), (4, 5, False)],
)
def test_a_moment_is_marked_by_today_and_by_the_days_it_judges(first: int, last: int, marked: bool) -> None:
    runner = replace(
        state("5 0 10 0", judges_last=True),
        now=datetime(2025, 1, 4, 9, tzinfo=UTC),
        marks=(Mark(mark_id=1, kind=MarkKind.ILL, first=day(first), last=day(last)),),
    )
    assert runner.is_marked is marked
    assert not replace(runner, marks=()).is_marked


def test_the_rules_are_looked_for_once() -> None:
    assert rules.discover() is rules.discover()


def test_a_streak_is_made_by_the_runs_up_to_the_session_and_not_by_a_later_one_of_its_day() -> None:
    starts = [datetime(2025, 1, 1, 7, tzinfo=UTC) + timedelta(days=number) for number in range(7)]
    past = History(
        [*(run(start, 5000) for start in starts), run(starts[-1].replace(hour=19), 4000)], known_through=FIRST
    )
    runner = RunnerState(now=past.sessions[-2].end, history=past, judged=past.sessions[-2:-1])
    [finding] = rest_days(runner, Settings())
    assert isinstance(finding, Finding)
    assert finding.runs == tuple(f"file-{start:%Y%m%dT%H%M}" for start in starts)


def test_of_a_longer_streak_the_runs_of_seven_days_are_named() -> None:
    finding = only(rest_days, "5 5 5 5 5 5 5 5+2 5")
    assert isinstance(finding, Finding)
    # Days 2 to 8: seven of them, one with two runs.
    assert len(finding.runs) == 8
    assert (finding.runs[0], finding.runs[-1]) == ("file-20250103T0700", "file-20250109T0700")
