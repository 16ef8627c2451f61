"""rest-days, whole: all that a message, its page and the life of its alert rest on; and the habit of streaks."""

from dataclasses import replace
from datetime import timedelta

import pytest

import rules
from rules.history import History
from rules.recovery.rest_days import Settings, rest_days
from rules.verdicts import Advice, Clear, Finding, NoData, Severity, Text, Verdict
from tests.rules.series import day, ended, judge, ran, state

# Finished streaks of 10, 10 and 20 days: up to 27 days are usual (see test_rest_days.py). The next begins on day 43.
STREAKS = "5 " * 10 + "0 " + "5 " * 10 + "0 " + "5 " * 20 + "0 "


def first(series: str, settings: Settings | None = None) -> Verdict:
    """Return the verdict on the last session; how older streaks ended comes after it."""
    return judge(rest_days, state(series), settings)[0]


def test_a_finding_names_its_streak_and_the_runs_of_seven_days() -> None:
    assert first("5 0 " + "5 " * 7 + "4+5") == Finding(
        severity=Severity.NOTICE,
        says=Text("{streak_days} of running in a row."),
        do=Text("Take {off_weekday} off, or swap it for cycling."),
        values={"streak_days": 8, "rest_days": 0, "wanted_days": 1, "off_weekday": day(10)},
        day=day(9),
        at=ended(9, 19),
        subject=f"streak-{day(2)}",
        formula=Text("{rest_days} without a run in 7, {wanted_days} asked for; {streak_days} in a row"),
        runs=(*(ran(index) for index in range(3, 10)), ran(9, 19)),  # the eighth day ago is not of them
    )


def test_what_was_run_after_a_session_is_not_of_its_finding() -> None:
    # The seventh day has two sessions, and the eighth one: the morning of the seventh is judged once more.
    runner = state("5 " * 6 + "4+5 5")
    verdict = judge(rest_days, replace(runner, judged=runner.history.sessions[-3:-2]))[0]
    assert isinstance(verdict, Finding)
    assert (verdict.at, verdict.runs) == (ended(6), tuple(ran(index) for index in range(7)))


def test_of_a_shorter_streak_only_its_own_runs_are_named() -> None:
    verdict = first("5 5 5 5 0 5 5 5", Settings(min_rest_days=2))
    assert isinstance(verdict, Finding)
    assert verdict.values == {"streak_days": 3, "rest_days": 1, "wanted_days": 2, "off_weekday": day(8)}
    assert verdict.runs == (ran(5), ran(6), ran(7))


MISSING = "5 5 5 0 5 _ 5 5 "  # with a run on day 8: of the last seven days 3 is a day off, and 5 may be one


def test_where_a_day_is_missing_there_were_at_most_so_many_days_off() -> None:
    verdict = first(MISSING + "5", Settings(min_rest_days=3))
    assert isinstance(verdict, Finding)
    assert verdict.says == "At most {rest_days} without a run in the last 7, where you asked for {wanted_days}."
    assert verdict.formula == (
        "{rest_days} at most without a run in 7, {wanted_days} asked for; {streak_days} in a row"
    )
    assert verdict.values == {"streak_days": 3, "rest_days": 2, "wanted_days": 3, "off_weekday": day(9)}


def test_beforehand_too_a_missing_day_may_be_a_day_off() -> None:
    ((_rule, said),) = rules.before(state(MISSING), day(8), {"rest-days": Settings(min_rest_days=3)})
    assert said == Advice(
        says=Text(
            "A run on {run_day} would leave at most {rest_days} without a run in 7, where you asked for {wanted_days}."
        ),
        do=Text("Take that day off, or swap the run for cycling."),
        values={"streak_days": 3, "rest_days": 2, "wanted_days": 3, "run_day": day(8)},
    )


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        pytest.param(
            "5 5 5 5 0 5 5 5",
            Clear(
                because=Text("{rest_days} without a run in the last 7."),
                values={"rest_days": 1},
                subject=f"streak-{day(5)}",
            ),
            id="a day off",
        ),
        pytest.param(
            STREAKS + "5 " * 27,
            Clear(
                because=Text("{streak_days} of running in a row, which is usual for you."),
                values={"streak_days": 27},
                subject=f"streak-{day(43)}",
            ),
            id="usual",
        ),
        pytest.param(
            "5",
            NoData(
                lacks=Text("{needed_days} of history needed."),
                values={"needed_days": 7},
                speaks_from=day(6),
                subject=f"streak-{day(0)}",
            ),
            id="the very first run",
        ),
        pytest.param(
            "5 _ 5 5 5 5 5",
            NoData(
                lacks=Text("{missing_days} of the last 7 may be rest or not: runs of them may not have come in yet."),
                values={"missing_days": 1},
                subject=f"streak-{day(2)}",
            ),
            id="a missing day in the very first seven days",
        ),
    ],
)
def test_what_is_said_in_full(series: str, expected: Verdict) -> None:
    assert first(series) == expected


def test_what_is_said_in_full_of_a_streak_without_a_new_run() -> None:
    over = state("5 0 " + "5 " * 7 + "0", judges_last=False)
    assert judge(rest_days, over) == [
        Clear(
            because=Text("A day without a run on {rest_day}."),
            values={"rest_day": day(9)},
            subject=f"streak-{day(2)}",
        )
    ]
    assert judge(rest_days, state("5 " * 7 + "_", judges_last=False)) == [
        NoData(
            lacks=Text("Whether {unknown_day} was a rest day is not known."),
            values={"unknown_day": day(7)},
            subject=f"streak-{day(0)}",
        )
    ]


def test_a_streak_of_seven_days_makes_a_habit() -> None:
    # Three of 7: the 90th percentile is 7, and 1.5 times it 10.5 days.
    habit = ("5 " * 7 + "0 ") * 3
    assert isinstance(first(habit + "5 " * 10), Clear)
    assert isinstance(first(habit + "5 " * 11), Finding)


def test_a_streak_is_a_habit_for_365_days() -> None:
    # Streaks of 10 days end on days 9, 20 and 31; then every second day, and a streak from day 367 on. On day 374 the
    # first of them ended 365 days ago, and 1.5 x 10 days are usual; on day 375 there are only two.
    year = ("5 " * 10 + "0 ") * 3 + "5 0 " * 167
    assert isinstance(first(year + "5 " * 8), Clear)
    assert isinstance(first(year + "5 " * 9), Finding)


def test_the_last_run_that_is_over_is_judged_from_the_moment_it_is() -> None:
    runner = replace(state("5 " * 6 + "4+5", judges_last=False), now=ended(6, 19))
    (evening,) = judge(rest_days, runner)
    (morning,) = judge(rest_days, replace(runner, now=runner.now - timedelta(seconds=1)))
    assert isinstance(evening, Finding)
    assert isinstance(morning, Finding)
    assert (morning.at, evening.at) == (ended(6), ended(6, 19))


def test_a_run_that_came_in_before_its_end_is_judged_all_the_same() -> None:
    # As by a clock that is wrong.
    runner = replace(state("5 " * 7), now=ended(6) - timedelta(minutes=1))
    (verdict,) = judge(rest_days, runner)
    assert isinstance(verdict, Finding)
    assert verdict.at == ended(6)


def test_a_runner_without_a_run_is_not_judged() -> None:
    assert judge(rest_days, replace(state("5"), history=History((), known_through=None), judged=())) == []


def test_beforehand_six_days_in_a_row_are_no_streak_of_seven() -> None:
    # A run on day 8 is the sixth in a row, and leaves one day off in seven where two are asked for.
    (said,) = rules.before(state("5 5 0 " + "5 " * 5), day(8), {"rest-days": Settings(min_rest_days=2)})
    assert said[1] == Advice(
        says=Text("A run on {run_day} would leave {rest_days} without a run in 7, where you asked for {wanted_days}."),
        do=Text("Take that day off, or swap the run for cycling."),
        values={"streak_days": 6, "rest_days": 1, "wanted_days": 2, "run_day": day(8)},
    )
