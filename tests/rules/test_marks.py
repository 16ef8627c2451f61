"""On marked days rules rest: what is said instead, and which sessions are not judged."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

import rules
from rules.progression.weekly_ramp import Settings as WeeklyRamp
from rules.recovery.rest_days import Settings as RestDays
from rules.said import NO_END, Mark, MarkKind
from rules.state import RunnerState
from rules.verdicts import Finding, Life, NoData, Outlook, Rule, Text, Verdict
from tests.rules.series import day, state

OWN = {"count": "its own settings"}


def asked(runner: RunnerState, settings: object = OWN["count"]) -> NoData:
    days = " ".join(str(session.day) for session in runner.judged)
    return NoData(lacks=Text("It was asked."), values={"days": days, "settings": str(settings)})


def verdicts(runner: RunnerState, settings: object) -> Iterator[Verdict]:
    yield asked(runner, settings)


def outlooks(runner: RunnerState, settings: object) -> Iterator[Outlook]:
    yield asked(runner, settings)


def rule(*rests: MarkKind) -> Rule:
    return Rule(
        name="count",
        function=verdicts,
        settings_type=object,
        title=Text("count"),
        life=Life(),
        rests=frozenset(rests),
        before=outlooks,
    )


def marked(runner: RunnerState, *marks: tuple[MarkKind, int, int]) -> RunnerState:
    made = (
        Mark(mark_id=at, kind=kind, first=day(first), last=day(last)) for at, (kind, first, last) in enumerate(marks)
    )
    return replace(runner, marks=tuple(made))


def say(runner: RunnerState, *rests: MarkKind) -> Verdict:
    """Return what a rule says that rests on such days."""
    ((_rule, verdict),) = rules.evaluate(runner, OWN, [rule(*rests)])
    return verdict


def say_before(runner: RunnerState, on: date, *rests: MarkKind) -> Outlook:
    ((_rule, outlook),) = rules.before(runner, on, OWN, [rule(*rests)])
    return outlook


RUNNER = state("5 0 5 0 5")  # today is day 4, with a run on it


@pytest.mark.parametrize(
    ("kind", "lacks"),
    [
        (MarkKind.RACE, "You marked this day as a race."),
        (MarkKind.HOLIDAY, "You marked this day as a holiday."),
        (MarkKind.ILL, "You marked this day as ill."),
        (MarkKind.INJURED, "You marked this day as injured: pain and the way back are watched instead."),
    ],
)
def test_a_rule_rests_on_the_days_of_its_kinds_and_says_so(kind: MarkKind, lacks: str) -> None:
    resting = marked(RUNNER, (kind, 4, 4))
    assert say(resting, kind) == NoData(lacks=Text(lacks))
    assert say(resting, *(other for other in MarkKind if other is not kind)) == asked(RUNNER)
    assert say(resting) == asked(RUNNER)
    assert say_before(resting, day(4), kind) == NoData(lacks=Text(lacks))
    assert say_before(resting, day(5), kind) == asked(RUNNER.planning(day(5)))


@pytest.mark.parametrize(
    ("first", "last", "rests"), [(3, 3, False), (3, 4, True), (4, 4, True), (4, 9, True), (5, 9, False)]
)
def test_both_ends_of_a_mark_are_included(first: int, last: int, rests: bool) -> None:
    runner = marked(RUNNER, (MarkKind.ILL, first, last))
    expected = NoData(lacks=Text("You marked this day as ill.")) if rests else asked(RUNNER)
    assert say(runner, MarkKind.ILL) == expected
    assert say_before(runner, day(4), MarkKind.ILL) == (expected if rests else asked(RUNNER.planning(day(4))))


def test_of_two_marks_on_one_day_the_race_is_named_first() -> None:
    both = marked(RUNNER, (MarkKind.ILL, 4, 4), (MarkKind.RACE, 4, 4))
    assert say(both, MarkKind.ILL, MarkKind.RACE) == NoData(lacks=Text("You marked this day as a race."))
    assert say(both, MarkKind.ILL) == NoData(lacks=Text("You marked this day as ill."))


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (0, 2, [4]),
        (0, 1, [2, 4]),
        (2, 2, [0, 4]),
        (1, 3, [0, 4]),
        (3, 3, [0, 2, 4]),
    ],
)
def test_sessions_of_marked_days_are_not_judged_later(first: int, last: int, days: list[int]) -> None:
    everything = replace(RUNNER, judged=RUNNER.history.sessions)
    runner = marked(everything, (MarkKind.INJURED, first, last))
    assert say(runner, MarkKind.INJURED).values["days"] == " ".join(str(day(at)) for at in days)
    assert say(runner, MarkKind.RACE) == asked(everything)


def test_what_was_run_on_a_marked_day_is_not_judged_on_the_day_after_either() -> None:
    # Seven days in a row, the last two of them on a holiday that is over; today nothing was run yet.
    morning = replace(state("5 " * 7, judges_last=False), now=datetime.combine(day(7), time(8), UTC))
    settings = {"rest-days": RestDays()}
    ((_rule, found),) = rules.evaluate(morning, settings)
    assert isinstance(found, Finding)
    ((_rule, lacking),) = rules.evaluate(marked(morning, (MarkKind.HOLIDAY, 5, 6)), settings)
    assert lacking.subject == f"streak-{day(0)}"
    assert isinstance(lacking, NoData)  # of the run of day 4: a week is not over yet


@pytest.mark.parametrize(("first", "asked"), [(8, False), (9, False), (10, True)])
def test_after_a_holiday_no_day_off_is_asked_for_that_is_past(first: int, *, asked: bool) -> None:
    # Ten days in a row, of which the last two, one or none are of a holiday that is over. Today nothing was run yet.
    morning = replace(state("5 " * 10, judges_last=False), now=datetime.combine(day(10), time(8), UTC))
    after = marked(morning, (MarkKind.HOLIDAY, first, 9))
    found = [verdict for _rule, verdict in rules.evaluate(after, {"rest-days": RestDays()})]
    assert [verdict.values["off_weekday"] for verdict in found] == ([day(first)] if asked else [])


def test_a_run_that_comes_in_late_brings_no_verdict_on_a_marked_day() -> None:
    # 20 km in any seven days, then 5 and 10 km more, the 10 on a day that was marked as injured.
    week = "5 0 10 0 5 0 0 "
    runner = state(week * 6 + "5 10 0", judges_last=False)
    late = replace(runner, judged=runner.history.sessions[-2:-1])
    settings = {"weekly-ramp": WeeklyRamp()}
    assert [verdict.values["week_m"] for _rule, verdict in rules.evaluate(late, settings)] == [20_000, 30_000]
    resting = marked(late, (MarkKind.INJURED, 43, 43))
    assert [verdict.values["week_m"] for _rule, verdict in rules.evaluate(resting, settings)] == [20_000]


def test_a_mark_goes_on_until_its_last_day_is_named() -> None:
    assert Mark(mark_id=1, kind=MarkKind.ILL, first=day(0), last=NO_END).has_no_end
    assert not Mark(mark_id=1, kind=MarkKind.ILL, first=day(0), last=day(99)).has_no_end


def test_a_rule_that_is_off_or_has_nothing_to_say_beforehand_rests_silently() -> None:
    ill = marked(RUNNER, (MarkKind.ILL, 4, 4))
    assert list(rules.evaluate(ill, {}, [rule(MarkKind.ILL)])) == []
    assert list(rules.before(ill, day(4), {}, [rule(MarkKind.ILL)])) == []
    silent = replace(rule(MarkKind.ILL), before=None)
    assert list(rules.before(ill, day(4), OWN, [silent, rule()])) != []
    assert [said for said, _outlook in rules.before(ill, day(4), OWN, [silent, rule()])] == [rule()]
