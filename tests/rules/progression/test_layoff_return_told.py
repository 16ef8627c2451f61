"""layoff-return, whole: all that a message, its page and the life of its alert rest on."""

from dataclasses import replace

import pytest

import rules
from rules.progression.layoff_return import Settings, layoff_return, quiet_week_m
from rules.verdicts import Ceiling, Finding, NoData, Severity, Text
from tests.rules.series import day, ended, judge, only, ran, state

WEEKS = "5 0 10 0 5 0 0 " * 8  # 56 days, 20 km in any seven, the longest 10 km; the last two are without a run
OFF_14 = WEEKS + "0 " * 12  # the next word is day 68, the return: 10 km a week and 6 km a run
RETURN = f"return-{day(68)}"
FIRST_RUN = Text("First run after {gap_days} off.")
EASY = Text("This week at most {cap_m}, all easy; your lungs are ahead of your tendons. No run above {run_cap_m}.")
CAP = Text("cap of the week {cap_m}: a share of the usual week before, which rises to the whole")


@pytest.mark.parametrize(
    ("off", "distance", "cap_m", "do"),
    [
        pytest.param(14, "6.999", 10_000, EASY, id="a metre less than is clearly too long for one run"),
        pytest.param(
            14,
            "10.001",
            10_000,
            Text(
                "This run was already more than the {cap_m} that the first week allows: rest or walk for the rest of "
                "it."
            ),
            id="a metre more than the week",
        ),
        pytest.param(55, "4", 8_000, EASY, id="55 days off"),
        pytest.param(
            56,
            "4",
            6_000,
            Text(
                "This week at most {cap_m}, running and walking by turns, all easy; your lungs are ahead of your "
                "tendons. No run above {run_cap_m}."
            ),
            id="56 days off",
        ),
    ],
)
def test_the_first_run_of_a_return(off: int, distance: str, cap_m: int, do: Text) -> None:
    back = 54 + off
    assert only(layoff_return, WEEKS + "0 " * (off - 2) + distance) == Finding(
        severity=Severity.WARNING,
        says=FIRST_RUN,
        do=do,
        values={"gap_days": off, "cap_m": cap_m, "run_cap_m": 6_000},
        day=day(back),
        at=ended(back),
        subject=f"return-{day(back)}",
        formula=CAP,
        runs=(ran(back),),
    )


@pytest.mark.parametrize("distance_m", [7_000, 10_000])
def test_a_first_run_that_is_clearly_too_long(distance_m: int) -> None:
    # 7 km are 1 km above the cap of one run; 10 km are the whole week at once.
    assert only(layoff_return, WEEKS + "0 " * 12 + str(distance_m / 1000)) == Finding(
        severity=Severity.WARNING,
        says=Text("First run after {gap_days} off: {distance_m}, where the return allows {run_cap_m} in one run."),
        do=Text("Rest the next day. This week at most {cap_m}, all easy, and no run above {run_cap_m}."),
        values={
            "gap_days": 14,
            "cap_m": 10_000,
            "run_cap_m": 6_000,
            "distance_m": distance_m,
            "run_excess_m": 1_000,
        },
        day=day(68),
        at=ended(68),
        subject=RETURN,
        formula=Text("{distance_m} >= {run_cap_m} + {run_excess_m}"),
        runs=(ran(68),),
    )


def test_in_a_return() -> None:
    # On day 76 the return is 8 days old: of the 22 days in which the caps rise, 2 have passed. 10 + 10 x 2/22 km and
    # 6 + 4 x 2/22 km. The seven days are days 70 to 76.
    assert only(layoff_return, OFF_14 + "2 2 2 0 0 0 0 0 3") == Finding(
        severity=Severity.WARNING,
        says=Text("Back after {gap_days} off: {week_m} in 7 days, where the return allows {cap_m}."),
        do=Text("Stay below {cap_m} in 7 days and {run_cap_m} in one run, all easy."),
        values={"gap_days": 14, "cap_m": 10_909, "run_cap_m": 6_363, "week_m": 5_000},
        day=day(76),
        at=ended(76),
        subject=RETURN,
        formula=CAP,
        runs=(ran(70), ran(76)),
    )


def test_more_than_the_return_allows_in_a_week() -> None:
    assert only(layoff_return, OFF_14 + "4 0 4 0 5") == Finding(
        severity=Severity.NOTICE,
        says=Text("{week_m} in 7 days, back after {gap_days} off: the return allows {cap_m}."),
        do=Text("Rest or walk until your last 7 days are below {cap_m}, then go on, all easy."),
        values={
            "gap_days": 14,
            "cap_m": 10_000,
            "run_cap_m": 6_000,
            "week_limit_ratio": 1.10,
            "week_excess_m": 2_000,
            "run_excess_m": 1_000,
            "week_m": 13_000,
        },
        day=day(72),
        at=ended(72),
        subject=RETURN,
        stage=1,
        formula=Text("{week_m} >= {week_limit_ratio} x {cap_m} + {week_excess_m}"),
        runs=(ran(68), ran(70), ran(72)),
    )


def test_more_than_the_return_allows_in_a_run() -> None:
    assert only(layoff_return, OFF_14 + "3 0 7") == Finding(
        severity=Severity.NOTICE,
        says=Text("{distance_m} in one run, back after {gap_days} off: the return allows {run_cap_m}."),
        do=Text("Rest the next day, and keep the next runs below {run_cap_m}, all easy."),
        values={
            "gap_days": 14,
            "cap_m": 10_000,
            "run_cap_m": 6_000,
            "week_limit_ratio": 1.10,
            "week_excess_m": 2_000,
            "run_excess_m": 1_000,
            "distance_m": 7_000,
        },
        day=day(70),
        at=ended(70),
        subject=RETURN,
        stage=1,
        formula=Text("{distance_m} >= {run_cap_m} + {run_excess_m}"),
        runs=(ran(68), ran(70)),
    )


@pytest.mark.parametrize(
    ("before", "do"),
    [
        pytest.param("10 0 0 0 0 0 0 ", Text("Start easy; after a break this short there is no cap."), id="10 km"),
        pytest.param(
            "9.999 0 0 0 0 0 0 ",
            Text("Start short and easy: there is little recent running to come back to."),
            id="a metre less a week",
        ),
    ],
)
def test_a_short_break(before: str, do: Text) -> None:
    # The last run is on day 49, six zero days later day 56; with two more that is eight days off.
    assert only(layoff_return, before * 8 + "0 0 5") == Finding(
        severity=Severity.INFO,
        says=FIRST_RUN,
        do=do,
        values={"gap_days": 8},
        day=day(58),
        at=ended(58),
        subject=f"gap-{day(58)}",
        formula=Text("{gap_days} without a run, all of them known"),
        runs=(ran(58),),
    )


def test_a_return_with_an_unknown_distance_cannot_be_known() -> None:
    runner = state(OFF_14 + "3 0 ? 0 2 0 ?")
    assert judge(layoff_return, replace(runner, now=ended(72), judged=runner.history.sessions[-2:-1]))[0] == NoData(
        lacks=Text("The run on {unknown_day} has no known distance: if it was put aside and is right, accept it."),
        values={"unknown_day": day(70)},
        subject=RETURN,
    )


@pytest.mark.parametrize(
    ("series", "gap_days", "lacks"),
    [
        (
            WEEKS[:15] + "? 0 10 0 5 0 0 " + WEEKS[30:] + "0 " * 12 + "5",
            14,
            Text("{gap_days} without a run, but a distance before them is not known."),
        ),
        # 15 km in three days is all that is on record.
        (
            "0 " * 51 + "5 5 5 " + "0 " * 14 + "5",
            14,
            Text("{gap_days} without a run, and too little on record before them to know your usual week."),
        ),
        (
            WEEKS + "0 " * 12 + "_ 5",
            15,
            Text(
                "{gap_days} without a run, but not all of them are known: there may be runs that have not come in yet."
            ),
        ),
    ],
)
def test_whether_it_is_a_return_cannot_be_known(series: str, gap_days: int, lacks: Text) -> None:
    expected = NoData(lacks=lacks, values={"gap_days": gap_days}, subject=f"return-{day(54 + gap_days)}")
    assert only(layoff_return, series) == expected


def test_the_week_of_a_return_is_rounded_up_to_a_metre_that_fires() -> None:
    # 1.10 x 10,001 + 2,000 = 13,001.1: it is told from 13,002 m on. Of 10,000 m: from 13,000 m on.
    assert quiet_week_m(10_001, Settings()) == 13_001
    assert quiet_week_m(10_000, Settings()) == 12_999
    # 1.101 x 10,901 + 2,000 = 14,002.001: from 14,003 m on.
    assert quiet_week_m(10_901, Settings(week_limit=1.101)) == 14_002


def test_how_far_beforehand() -> None:
    # The first run was 13 km already, more than the week; that one was told, and no cap was passed since.
    values = {"gap_days": 14, "cap_m": 10_000, "run_cap_m": 6_000, "week_m": 13_000}
    says = Text(
        "Back after {gap_days} off: the return allows {cap_m} in 7 days ({week_m} so far) and {run_cap_m} in one run."
    )
    said = [outlook for _rule, outlook in rules.before(state(OFF_14 + "13 0"), day(70), {"layoff-return": Settings()})]
    assert said == [
        Ceiling(severity=Severity.INFO, says=says, values=values, run_m=6_000, week_room_m=0, stands=True),
        Ceiling(severity=Severity.NOTICE, says=says, values=values, run_m=6_999, week_room_m=0, stands=True),
    ]


def test_how_far_the_first_run() -> None:
    said = [outlook for _rule, outlook in rules.before(state(OFF_14), day(68), {"layoff-return": Settings()})]
    assert said == [
        Ceiling(
            severity=Severity.INFO,
            says=Text(
                "First run after {gap_days} off: the return allows {cap_m} in 7 days and {run_cap_m} in one run."
            ),
            values={"gap_days": 14, "cap_m": 10_000, "run_cap_m": 6_000, "week_m": 0},
            run_m=6_000,
            week_room_m=10_000,
            stands=True,
        )
    ]
