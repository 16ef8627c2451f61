"""weekly-ramp, whole: all that a message, its page and the life of its alert rest on."""

from dataclasses import replace
from datetime import timedelta

import pytest

import rules
from rules.progression.weekly_ramp import Settings, quiet_week_m, warning_week_m, weekly_ramp
from rules.verdicts import Ceiling, Clear, Finding, NoData, Severity, Text
from tests.rules.series import day, ended, judge, only, ran, state

TWENTY_WEEK = "5 0 10 0 5 0 0 " * 6  # 42 days, 20 km in any seven; the last six days hold 10 + 5 km


def test_a_ramp() -> None:
    assert only(weekly_ramp, TWENTY_WEEK + "3+6") == Finding(
        severity=Severity.NOTICE,
        says=Text("{week_m} in 7 days, {excess_percent} above your highest recent week ({reference_m})."),
        do=Text("Hold this volume for two weeks before adding more."),
        values={
            "week_m": 24_000,  # 15 + 9
            "reference_m": 20_000,
            "excess_percent": 20,
            "most_m": 22_000,
            "limit_ratio": 1.10,
            "least_week_m": 10_000,
            "least_excess_m": 2_000,
        },
        day=day(42),
        at=ended(42, 19),
        formula=Text(
            "{week_m} > {most_m}: more than {limit_ratio} x {reference_m}, from {least_week_m} a week and "
            "{least_excess_m} of excess on"
        ),
        runs=(ran(37), ran(39), ran(42), ran(42, 19)),
    )


def test_the_runs_of_a_week_are_those_of_seven_days() -> None:
    # Day 42 and the six before it; that of day 35 is not of them, that of day 43 came later.
    runner = state(TWENTY_WEEK + "9 5")
    (verdict,) = judge(weekly_ramp, replace(runner, now=ended(42), judged=runner.history.sessions[-2:-1]))
    assert isinstance(verdict, Finding)
    assert verdict.runs == (ran(37), ran(39), ran(42))
    third_day = only(weekly_ramp, "5 0 0 5 0 0 5 " * 6 + "12")  # days 36 to 42: the runs of days 38, 41 and 42
    assert isinstance(third_day, Finding)
    assert third_day.runs == (ran(38), ran(41), ran(42))
    sixth_day = only(weekly_ramp, "5 5 0 0 5 0 0 " * 6 + "12")  # the run of day 36 is six days old, of day 35 seven
    assert isinstance(sixth_day, Finding)
    assert sixth_day.runs == (ran(36), ran(39), ran(42))


def test_no_ramp() -> None:
    assert only(weekly_ramp, TWENTY_WEEK + "7") == Clear(
        because=Text("{week_m} in 7 days, beside {reference_m} before."),
        values={"week_m": 22_000, "reference_m": 20_000},
    )


def test_a_ramp_with_an_unknown_distance_cannot_be_known() -> None:
    # Day 42 looks back on days 8 to 42; the one of day 43 came after it.
    runner = state("5 " * 8 + "? " + "5 " * 33 + "12 ?")
    assert judge(weekly_ramp, replace(runner, now=ended(42), judged=runner.history.sessions[-2:-1])) == [
        NoData(
            lacks=Text("The run on {unknown_day} has no known distance: if it was put aside and is right, accept it."),
            values={"unknown_day": day(8)},
            speaks_from=day(43),  # 8 + 28 + 7
        )
    ]


def test_the_limits_of_a_week_are_rounded_down_to_a_metre() -> None:
    assert quiet_week_m(20_005, Settings()) == 22_005  # 22005.5
    assert warning_week_m(20_001, Settings()) == 26_001  # 26001.3


def test_the_newest_run_has_the_last_word_for_less_than_14_days() -> None:
    # Judged is the run of day 42; the newest, of day 43, was over at 7:30.
    runner = state(TWENTY_WEEK + "2 9", judges_last=False)
    late = replace(runner, judged=runner.history.sessions[-2:-1])
    over = ended(43) + timedelta(days=14)
    assert len(judge(weekly_ramp, replace(late, now=over - timedelta(seconds=1)))) == 2
    assert len(judge(weekly_ramp, replace(late, now=over))) == 1


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (Settings(), "{week_m} of {most_m} in these 7 days so far; your highest recent week is {reference_m}."),
        (
            Settings(reference="previous-week"),
            "{week_m} of {most_m} in these 7 days so far; the 7 days before had {reference_m}.",
        ),
    ],
)
def test_how_far_beforehand(settings: Settings, says: str) -> None:
    assert [said for _rule, said in rules.before(state(TWENTY_WEEK), day(42), {"weekly-ramp": settings})] == [
        Ceiling(
            severity=Severity.NOTICE,
            says=Text(says),
            values={"week_m": 15_000, "most_m": 22_000, "reference_m": 20_000},
            week_room_m=7_000,
        ),
        Ceiling(
            severity=Severity.WARNING,
            says=Text("{week_m} in these 7 days so far; above {most_m} a warning comes."),
            values={"week_m": 15_000, "most_m": 26_000, "reference_m": 20_000},
            week_room_m=11_000,
        ),
    ]
