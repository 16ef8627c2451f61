"""A run that is still to come, put into the history for the question how far it may go."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rules.body import Body
from rules.history import History
from rules.records import Run, Sport
from rules.said import Mark, MarkKind
from rules.sessions import Session, planned
from tests.rules.series import day, history, runs, state


@pytest.mark.parametrize("is_race", [False, True])
def test_a_planned_session_has_no_length_yet(is_race: bool) -> None:
    midnight = datetime(2025, 1, 4, tzinfo=UTC)
    run = Run(
        run_id="planned-2025-01-04",
        sport=Sport.RUN,
        start=midnight,
        elapsed_s=0,
        moving_s=0,
        distance_m=0,
        is_race=is_race,
    )
    assert planned(day(3), is_race=is_race) == Session(
        session_id="planned-2025-01-04",
        runs=(run,),
        start=midnight,
        end=midnight,
        day=day(3),
        distance_m=0,
        is_race=is_race,
    )


def test_it_is_the_last_session_of_its_day() -> None:
    past = history("5 0 5+3 0 8")
    made, session = past.planning(day(2), known_through=day(3))
    assert made.sessions == (*past.sessions[:3], session, past.sessions[3])
    assert (session.day, session.distance_m, session.is_race) == (day(2), 0, False)
    assert made.position(session) == 3


def test_the_history_around_it_stays_what_it_was() -> None:
    body = Body(injury_days=(day(-3),))
    past = History(runs("5 0 5"), known_through=day(1), first_run_day=day(-100), body=body)
    made, session = past.planning(day(5), known_through=day(4), is_race=True)
    assert (made.first_run_day, made.known_through, made.body) == (day(-100), day(4), body)
    assert session.is_race


@pytest.mark.parametrize(
    ("series", "ahead", "known_through"),
    [
        pytest.param("5 0 5 0", 0, 3, id="today: known through yesterday, as it is"),
        pytest.param("5 0 5 0", 3, 6, id="the days until then count as days without a run"),
        pytest.param("5 0 5 0 _", 0, 3, id="a source is behind"),
        pytest.param("5 0 5 0 _", 3, 3, id="and stays behind"),
    ],
)
def test_until_a_planned_day_no_run_is_expected(series: str, ahead: int, known_through: int) -> None:
    runner = state(series, judges_last=False)
    today = len(series.split())
    made = runner.planning(day(today + ahead))
    assert made.history.known_through == day(known_through)
    (session,) = made.judged
    assert (session.day, session.is_race) == (day(today + ahead), False)


def test_of_a_history_that_is_never_known_nothing_is_known_beforehand() -> None:
    runner = state("5 0 5 0", judges_last=False)
    unknown = replace(runner, history=History(runs("5 0 5 0"), known_through=None))
    assert unknown.planning(day(6)).history.known_through is None


@pytest.mark.parametrize(
    ("kind", "first", "last", "is_race"),
    [
        (MarkKind.RACE, 6, 6, True),
        (MarkKind.RACE, 5, 7, True),
        (MarkKind.RACE, 5, 5, False),
        (MarkKind.RACE, 7, 7, False),
        (MarkKind.HOLIDAY, 6, 6, False),
    ],
)
def test_a_run_on_a_day_that_is_marked_as_a_race_is_one(kind: MarkKind, first: int, last: int, is_race: bool) -> None:
    mark = Mark(mark_id=1, kind=kind, first=day(first), last=day(last))
    runner = replace(state("5 0 5 0", judges_last=False), marks=(mark,))
    (session,) = runner.planning(day(6)).judged
    assert session.is_race is is_race
