"""session-spike, whole: all that a message, its page and the life of its alert rest on."""

from dataclasses import replace
from datetime import timedelta

import pytest

import rules
from rules.body import Body
from rules.history import History
from rules.progression.session_spike import Settings, is_spike, session_spike, warning_m
from rules.state import RunnerState
from rules.verdicts import Ceiling, Clear, Finding, NoData, Severity, Text, Verdict
from tests.rules.series import day, ended, judge, only, ran, runs, state

TEN = "5 0 10 0 5 0 8 " * 5  # 35 days; the first 10 km of the 30 days before day 35 are on day 9
SIXTY = "5 0 60 0 5 0 8 " * 5


def injured(series: str, injury: int) -> RunnerState:
    """Return the runner of a series with an injury logged so many days after the first."""
    runner = state(series)
    body = Body(injury_days=(day(injury),))
    past = History(runs(series), known_through=runner.history.known_through, body=body)
    return replace(runner, history=past, judged=past.sessions[-1:])


def test_a_spike() -> None:
    assert only(session_spike, TEN + "15") == Finding(
        severity=Severity.NOTICE,
        says=Text("{distance_m} is {excess_percent} longer than your longest run in 30 days ({longest_m})."),
        do=Text("Run easy or rest for two days, and make your next long run no longer than this one."),
        values={
            "distance_m": 15_000,
            "longest_m": 10_000,
            "excess_percent": 50,
            "ceiling_m": 11_000,
            "limit_ratio": 1.10,
            "excess_m": 1_000,
        },
        day=day(35),
        at=ended(35),
        subject=ran(35),
        formula=Text(
            "{distance_m} > {ceiling_m}, the larger of {limit_ratio} x {longest_m} and {longest_m} + {excess_m}"
        ),
        runs=(ran(9), ran(35)),
    )


def test_no_spike() -> None:
    assert only(session_spike, TEN + "4+11") == Clear(
        because=Text("{distance_m} is within the ceiling of {ceiling_m}."),
        subject=ran(35, 19),
        values={"distance_m": 11_000, "ceiling_m": 11_000},
    )


@pytest.mark.parametrize(("days_ago", "is_young"), [(0, True), (1, False), (400, False)])
def test_28_days_are_only_asked_for_while_the_history_is_younger(days_ago: int, is_young: bool) -> None:
    runner = state("5 " * 27 + "20")  # the last run is on day 27
    young = NoData(
        lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
        values={"needed_days": 28, "first_day": day(0)},
        speaks_from=day(28),
        subject=ran(27),
    )
    early = NoData(
        lacks=Text("The run on {run_day} lies in the first {needed_days} on record: too early to compare it."),
        values={"run_day": day(27), "needed_days": 28},
        subject=ran(27),
    )
    said = list(session_spike(replace(runner, now=runner.now + timedelta(days=days_ago)), Settings()))
    assert said == [young if is_young else early]


def test_a_race_is_no_spike_from_the_moment_it_is_over() -> None:
    runner = state(TEN + "15r")
    assert judge(session_spike, replace(runner, now=ended(35))) == [
        Clear(because=Text("A race is not judged."), subject=ran(35))
    ]


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        pytest.param(
            "5 " * 27 + "20",
            NoData(
                lacks=Text("{needed_days} of history needed, from the first run on {first_day}."),
                values={"needed_days": 28, "first_day": day(0)},
                speaks_from=day(28),
                subject=ran(27),
            ),
            id="a young history",
        ),
        pytest.param(
            "5 " * 31 + "_ _ _ _ 12",
            NoData(
                lacks=Text(
                    "Of the {recent_days} before, {known_days} are known; {needed_days} needed: the others are not in "
                    "yet."
                ),
                values={"recent_days": 28, "known_days": 24, "needed_days": 25},
                subject=ran(35),
            ),
            id="a source is behind",
        ),
        pytest.param(
            "10 " + "0 " * 40 + "12",
            NoData(
                lacks=Text("No run in the 30 days before: layoff-return judges the way back."),
                subject=ran(41),
            ),
            id="no run in the window",
        ),
        pytest.param(
            "5 " * 20 + "? " + "5 " * 20 + "12",
            NoData(
                lacks=Text(
                    "The run on {unknown_day} has no known distance: if it was put aside and is right, accept it."
                ),
                values={"unknown_day": day(20)},
                speaks_from=day(51),  # it leaves the window of the 30 days before 31 days later
                subject=ran(41),
            ),
            id="an unknown distance",
        ),
        pytest.param(
            # The window of day 42 is days 12 to 41, with the runs of days 14, 28 and 41.
            "5 0 0 0 0 0 0 0 0 0 0 0 0 0 " * 3 + "9",
            NoData(
                lacks=Text("Runs in {span_days}: {run_count}; {needed_count} needed."),
                values={"span_days": 30, "run_count": 2, "needed_count": 4},
                subject=ran(42),
            ),
            id="few sessions",
        ),
        pytest.param(
            "2.999 0 " * 20 + "9",
            NoData(
                lacks=Text("Longest run in the {span_days} before: {longest_m}; at least {needed_m} needed."),
                values={"span_days": 30, "longest_m": 2_999, "needed_m": 3_000},
                subject=ran(40),
            ),
            id="no session of 3 km",
        ),
    ],
)
def test_whether_it_is_a_spike_cannot_be_known(series: str, expected: Verdict) -> None:
    assert only(session_spike, series) == expected


def test_of_two_unknown_distances_the_one_that_came_after_is_not_named() -> None:
    runner = state("5 " * 20 + "? " + "5 " * 20 + "12 ?")
    (verdict,) = judge(session_spike, replace(runner, judged=runner.history.sessions[-2:-1]))
    assert verdict.values == {"unknown_day": day(20)}


@pytest.mark.parametrize(
    ("distance", "settings", "ceiling_m", "severity"),
    [
        pytest.param("63", Settings(), 63_000, None, id="1.05 times 60 km"),
        pytest.param("63.001", Settings(), 63_000, Severity.NOTICE, id="a metre more"),
        pytest.param("120.001", Settings(), 63_000, Severity.WARNING, id="the warning is as ever"),
        pytest.param("61.8", Settings(limit=1.03), 61_800, None, id="a limit that is lower already"),
        pytest.param("61.801", Settings(limit=1.03), 61_800, Severity.NOTICE, id="a metre above that"),
        pytest.param(
            "72.001", Settings(limit=1.5, limit_after_injury=1.2, warning=1.1), 72_000, Severity.WARNING,
            id="no warning below the ceiling",
        ),
    ],
)  # fmt: skip
def test_after_an_injury_the_ceiling_is_lower(
    distance: str, settings: Settings, ceiling_m: int, severity: Severity | None
) -> None:
    (verdict,) = judge(session_spike, injured(SIXTY + distance, 0), settings)
    assert verdict.values["ceiling_m"] == ceiling_m
    assert isinstance(verdict, Clear if severity is None else Finding)
    if isinstance(verdict, Finding):
        limit_ratio = min(settings.limit, settings.limit_after_injury)
        assert (verdict.severity, verdict.values["limit_ratio"]) == (severity, limit_ratio)


def test_a_warning_is_rounded_down_to_a_metre() -> None:
    assert warning_m(10_001, Settings(warning=1.5)) == 15_001  # 15001.5
    low = Settings(limit=1.5, limit_after_injury=1.2, warning=1.1)
    assert warning_m(60_000, low, after_injury=True) == 72_000
    assert warning_m(60_000, low) == 90_000


@pytest.mark.parametrize(
    ("series", "injury", "expected"),
    [
        (TEN + "11", None, False),
        (TEN + "11.001", None, True),
        (TEN + "11.001r", None, True),  # a race as well: the question is of distance
        (TEN + "?", None, False),
        ("5 " * 27 + "20", None, False),  # a young history
        (SIXTY + "63", 0, False),
        (SIXTY + "63.001", 0, True),
        (SIXTY + "63.001", None, False),
    ],
)
def test_others_may_ask_whether_a_session_was_a_spike(series: str, injury: int | None, expected: bool) -> None:
    runner = state(series) if injury is None else injured(series, injury)
    assert is_spike(runner.history, runner.judged[0]) is expected


def test_how_far_beforehand() -> None:
    assert [said for _rule, said in rules.before(state(TEN + "0"), day(36), {"session-spike": Settings()})] == [
        Ceiling(
            severity=Severity.NOTICE,
            says=Text("Longest run in the 30 days before: {longest_m}. More than {ceiling_m} is a big step."),
            values={"longest_m": 10_000, "ceiling_m": 11_000},
            run_m=11_000,
        ),
        Ceiling(
            severity=Severity.WARNING,
            says=Text("Longest run in the 30 days before: {longest_m}. Above {ceiling_m} a warning comes."),
            values={"longest_m": 10_000, "ceiling_m": 20_000},
            run_m=20_000,
        ),
    ]


@pytest.mark.parametrize(("injury", "notice_m"), [(None, 90_000), (0, 72_000)])
def test_how_far_after_an_injury(injury: int | None, notice_m: int) -> None:
    runner = state(SIXTY + "5") if injury is None else injured(SIXTY + "5", injury)
    settings = {"session-spike": Settings(limit=1.5, limit_after_injury=1.2, warning=1.1)}
    said = [outlook for _rule, outlook in rules.before(runner, day(36), settings)]
    assert [(each.severity, each.run_m) for each in said if isinstance(each, Ceiling)] == [
        (Severity.NOTICE, notice_m),
        (Severity.WARNING, notice_m),  # 1.1 x 60 km are less
    ]
