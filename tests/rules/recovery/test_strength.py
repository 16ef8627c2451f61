"""strength: what fires, what is quiet, what cannot be known. Today is day 100; the 14 days before it are 86 to 99."""

from datetime import UTC, datetime, time, timedelta

import pytest

from rules.history import History
from rules.recovery.strength import Settings, strength
from rules.said import MarkKind
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.series import day, judge, life_of, rule_of

NOW = datetime.combine(day(100), time(8), UTC)


def say(*days: int, settings: Settings | None = None, known_through: int | None = 99) -> Verdict:
    through = None if known_through is None else day(known_through)
    past = History((), known_through=through)
    runner = RunnerState(now=NOW, history=past, strength_days=tuple(day(index) for index in days))
    (verdict,) = judge(strength, runner, settings)
    return verdict


@pytest.mark.parametrize(
    ("days", "count"),
    [
        pytest.param((16,), 0, id="one, 84 days ago"),
        pytest.param((80, 90, 95, 99), 3, id="three"),
        pytest.param((86, 86, 99), 3, id="two on one day count twice; the oldest day counts"),
        pytest.param((85, 90, 95, 99), 3, id="15 days ago is too old"),
        pytest.param((86, 90, 95, 100), 3, id="today does not count: it is not over"),
    ],
)
def test_fires(days: tuple[int, ...], count: int) -> None:
    verdict = say(*days)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.stage) == (Severity.INFO, "-", 0)
    assert verdict.says == (
        "Strength sessions in the last {window_days}: {session_count}, where {needed_count} is the aim."
    )
    assert verdict.do == "Put two short sessions into the week, on days with an easy run or none."
    assert verdict.formula == "{session_count} < {needed_count}: the sessions of the {window_days} that end yesterday"
    assert verdict.values == {"session_count": count, "needed_count": 4, "window_days": 14}
    assert (verdict.day, verdict.at) == (day(100), NOW)


@pytest.mark.parametrize("days", [(86, 90, 95, 99), (80, 87, 87, 99, 99), (86, 86, 86, 86)])
@pytest.mark.parametrize("known_through", [99, 90, None])
def test_is_quiet_with_four_even_when_a_source_is_behind(days: tuple[int, ...], known_through: int | None) -> None:
    verdict = say(*days, known_through=known_through)
    assert isinstance(verdict, Clear)
    assert verdict.because == "Strength sessions in the last {window_days}: {session_count}."
    assert verdict.values["session_count"] == 4
    assert verdict.subject == "-"


@pytest.mark.parametrize("days", [(), (15,), (100,), (101,)])
def test_none_on_record_is_not_the_same_as_none(days: tuple[int, ...]) -> None:
    verdict = say(*days)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "No strength training is on record: missing is not the same as none."
    assert (verdict.subject, verdict.speaks_from) == ("-", None)


def test_cold_start() -> None:
    verdict = say(87, 99)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "Strength training is on record from {first_day} on; {needed_days} of it are needed."
    assert verdict.values == {"first_day": day(87), "needed_days": 14}
    assert verdict.speaks_from == day(101)
    assert isinstance(say(86, 99), Finding)


@pytest.mark.parametrize("known_through", [98, None])
def test_with_a_source_behind_it_cannot_be_said_that_there_was_none(known_through: int | None) -> None:
    verdict = say(60, 90, known_through=known_through)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "Whether there was strength training lately is not known: not every day has come in yet."
    assert verdict.speaks_from is None


def test_another_aim() -> None:
    verdict = say(86, 90, 95, 96, 99, settings=Settings(sessions_a_week=3))
    assert isinstance(verdict, Finding)
    assert verdict.values["needed_count"] == 6
    assert isinstance(say(86, 99, settings=Settings(sessions_a_week=1)), Clear)


def test_its_life() -> None:
    life = life_of(strength)
    assert (life.repeat, life.tip, life.sign) == (timedelta(days=14), True, None)
    assert rule_of(strength).rests == {MarkKind.HOLIDAY, MarkKind.INJURED}
    assert rule_of(strength).title == "time for strength training"
