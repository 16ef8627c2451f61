"""hard-share: what fires, what is quiet, what cannot be known.

Days 0 to 55 are the eight weeks, days 56 to 76 the 21 days, and today is day 77; a run of an hour and 10 km on each.
720 s of 3,600 s are 20 %, 900 s are 25 %, 936 s are 26 %.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from rules.history import History
from rules.records import Run
from rules.recovery.hard_share import Settings, hard_share
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.efforts import run_on, runner
from tests.rules.series import day, judge, life_of, placeholders

TODAY = 77


def lives(usual_s: int, recent_s: int, *, last_s: int | None = None, distance_m: int = 10_000) -> list[Run]:
    """Return the 77 runs with their hard time; that of the last one may differ."""
    hard = [usual_s] * 56 + [recent_s] * 20 + [recent_s if last_s is None else last_s]
    return [run_on(index, hard_s=hard_s, distance_m=distance_m) for index, hard_s in enumerate(hard)]


def say(runs: list[Run], settings: Settings | None = None, *, today: int = TODAY) -> Verdict:
    (verdict,) = judge(hard_share, runner(runs, today=today), settings)
    return verdict


@pytest.mark.parametrize(
    ("runs", "share", "usual"),
    [
        pytest.param(lives(720, 900, last_s=901), 25, 20, id="a second above 25 %, and 5 points more"),
        pytest.param(lives(756, 936), 26, 21, id="exactly 5 points more: 26 % beside 21 %"),
        pytest.param(lives(752, 936), 26, 20, id="26 % beside 20.9 %"),
        pytest.param(lives(0, 3600), 100, 0, id="all of it beside nothing"),
        # 11 x 3600 of 21 x 3600 s is 52.4 %.
        pytest.param([*lives(0, 3600)[:67], *lives(0, 0)[67:]], 52, 0, id="rounded down"),
    ],
)
def test_fires(runs: list[Run], share: int, usual: int) -> None:
    verdict = say(runs)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject) == (Severity.INFO, "-")
    assert (verdict.values["share_percent"], verdict.values["usual_percent"]) == (share, usual)
    assert verdict.says == (
        "{share_percent} of your running time in {recent_days} was hard, beside {usual_percent} in the "
        "{usual_days} before."
    )
    assert verdict.do == "Keep today easy, and this week to one hard run."


def test_a_finding_names_its_numbers_and_the_hard_runs() -> None:
    runs = [*lives(0, 0)[:75], run_on(75, hard_s=3600, moving_s=7200), run_on(76, hard_s=25_000, moving_s=28_800)]
    state = runner(runs, today=TODAY)
    (verdict,) = judge(hard_share, state)
    assert isinstance(verdict, Finding)
    assert (verdict.day, verdict.at, verdict.runs) == (day(77), state.now, ("75-7", "76-7"))
    # 19 x 3600 + 7200 + 28800 = 104,400 s, of which 28,600 s are 27.4 %
    assert verdict.values == {
        "share_percent": 27,
        "usual_percent": 0,
        "recent_days": 21,
        "usual_days": 56,
        "hard_s": 28_600,
        "known_s": 104_400,
        "limit_percent": 25.0,
        "excess_percent": 5.0,
    }
    assert verdict.formula == (
        "{hard_s} hard of {known_s} is {share_percent}: above {limit_percent}, and {share_percent} - {usual_percent} "
        "is {excess_percent} or more"
    )
    assert placeholders(verdict.formula) <= set(verdict.values)


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param(lives(0, 900), id="25 %"),
        pytest.param(lives(756, 936, last_s=935), id="26 % beside 21 %, but a second"),
        pytest.param(lives(3600, 3600), id="always all of it"),
        pytest.param(lives(3600, 0), id="less than before"),
        # Day 55 is the last of the eight weeks.
        pytest.param(
            [*lives(0, 0)[:55], run_on(55, hard_s=36_000, moving_s=36_000), *lives(0, 0)[56:]], id="22 days ago"
        ),
    ],
)
def test_is_quiet(runs: list[Run]) -> None:
    verdict = say(runs)
    assert isinstance(verdict, Clear)
    assert (
        verdict.because == "{share_percent} of your running in {recent_days} was hard, beside {usual_percent} before."
    )
    assert verdict.subject == "-"


@pytest.mark.parametrize(("distance_m", "kind"), [(1500, Finding), (1499, Clear)])
def test_thirty_kilometres_are_asked_for(distance_m: int, kind: type) -> None:
    # 20 x 1,500 m: the run of day 66 is taken away, so that 30 km are reached, or missed by 20 m.
    runs = [run for run in lives(0, 3600, distance_m=distance_m) if run.day != day(66)]
    verdict = say(runs)
    assert isinstance(verdict, kind)
    if isinstance(verdict, Clear):
        assert verdict.because == "{total_m} in {recent_days}: too little to speak of a share."
        assert verdict.values == {"total_m": 29_980, "recent_days": 21}
        assert verdict.subject == "-"


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        pytest.param(lives(0, 3600), Finding, id="without it"),
        pytest.param([*lives(0, 3600), run_on(77, hard_s=0, moving_s=360_000)], Finding, id="an easy day long"),
        pytest.param([*lives(0, 0), run_on(77, hard_s=360_000, moving_s=360_000)], Clear, id="a hard day long"),
    ],
)
def test_todays_running_does_not_count_yet(runs: list[Run], told: type) -> None:
    assert isinstance(say(runs), told)


def test_a_run_that_is_still_under_way_is_not_known_in_a_replay() -> None:
    # It began yesterday evening, lasts 12 hours, and is all hard.
    night = run_on(76, hour=20, hard_s=43_200, moving_s=43_200)
    state = runner([*lives(0, 0), night], today=TODAY)
    before, after = (datetime.combine(day(77), time(hour), UTC) for hour in (7, 9))
    assert isinstance(judge(hard_share, replace(state, now=before))[0], Clear)
    assert isinstance(judge(hard_share, replace(state, now=after))[0], Finding)


def test_the_shares_are_of_the_time_of_which_it_is_known() -> None:
    # 19 of 21 hours are known (90.5 %), 5 of them hard: 26.3 %; of all 21 it would be 23.8 %.
    runs = [
        *lives(0, 0)[:56],
        *(run_on(56 + n, hard_s=3600 if n < 5 else 0) for n in range(19)),
        run_on(75),
        run_on(76),
    ]
    verdict = say(runs)
    assert isinstance(verdict, Finding)
    assert verdict.values["share_percent"] == 26


def test_the_threshold_that_the_runner_set_counts_where_no_zones_are_told() -> None:
    # 0.95 x 160 = 152 on 6 of the 21 days: 28.6 %.
    runs = [run_on(index, average_heart_rate_bpm=152.0 if index > 70 else 140.0) for index in range(77)]
    state = runner(runs, today=TODAY, threshold_bpm=160)
    (verdict,) = judge(hard_share, state)
    assert isinstance(verdict, Finding)
    assert (verdict.values["share_percent"], len(verdict.runs)) == (28, 6)
    assert isinstance(judge(hard_share, replace(state, threshold_bpm=None))[0], NoData)


UNKNOWN = (
    "Whether it was hard is known for {known_percent} of your running in the {span_days} up to {last_day}; "
    "{needed_percent} is needed. Heart rate zones tell it, or heart rate and threshold_heart_rate under [runner]."
)


@pytest.mark.parametrize(
    ("is_untold", "known_percent", "span_days", "last_day"),
    [
        # 18 of 21 hours are 85.7 %; 50 of 56 are 89.3 %.
        pytest.param(lambda index: index in (56, 60, 76), 85, 21, 76, id="3 of 21 runs"),
        pytest.param(lambda index: index < 6, 89, 56, 55, id="6 of 56 runs"),
        pytest.param(lambda _: True, 0, 21, 76, id="all"),
    ],
)
def test_cannot_know_without_heart_rate(
    is_untold: Callable[[int], bool], known_percent: int, span_days: int, last_day: int
) -> None:
    runs = [run_on(n) if is_untold(n) else run for n, run in enumerate(lives(0, 3600))]
    verdict = say(runs)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == UNKNOWN
    assert verdict.values == {
        "known_percent": known_percent,
        "needed_percent": 90,
        "span_days": span_days,
        "last_day": day(last_day),
    }
    assert (verdict.speaks_from, verdict.subject) == (None, "-")


@pytest.mark.parametrize("untold", [range(56, 58), range(5)])
def test_a_tenth_may_be_unknown(untold: range) -> None:
    # 19 of 21 hours are 90.5 %; 51 of 56 are 91.1 %.
    runs = [run_on(n) if n in untold else run for n, run in enumerate(lives(0, 3600))]
    assert isinstance(say(runs), Finding)


def test_without_running_before_there_is_nothing_to_compare_with() -> None:
    # The 56 days are days 1 to 56.
    verdict = say([run_on(0, hard_s=0), *(run_on(57 + n, hard_s=3600) for n in range(21))], today=78)
    assert isinstance(verdict, NoData)
    assert (verdict.values["known_percent"], verdict.values["span_days"]) == (0, 56)


def test_a_distance_that_is_not_known_may_be_what_lacks() -> None:
    # 20 runs of 1,499 m are 29,980 m; with the unknown one it may be 30 km.
    runs = lives(0, 3600, distance_m=1499)
    runs[70] = replace(runs[70], distance_m=None)
    for today in ([], [run_on(77, hard_s=0)], [run_on(77, hard_s=0, distance_m=None)]):
        verdict = say([*runs, *today])
        assert isinstance(verdict, NoData)
        assert (verdict.values, verdict.subject) == ({"unknown_day": day(70)}, "-")
        assert verdict.speaks_from == day(92)  # 70 + 22


@pytest.mark.parametrize(("last_m", "kind"), [(1500, Finding), (1499, NoData)])
def test_thirty_kilometres_may_be_run_without_the_distance_that_is_not_known(last_m: int, kind: type) -> None:
    runs = lives(0, 3600, distance_m=1500)
    runs[70] = replace(runs[70], distance_m=None)
    runs[76] = replace(runs[76], distance_m=last_m)
    assert isinstance(say(runs), kind)


@pytest.mark.parametrize(("last_m", "kind"), [(1500, Finding), (1499, NoData)])
def test_a_run_of_unknown_distance_takes_nothing_from_the_other_run_of_its_session(last_m: int, kind: type) -> None:
    # 20 x 1,500 m; those of day 70 are in one session with a minute of which the distance is not known.
    runs = [*lives(0, 3600, distance_m=1500), run_on(70, hour=8, hard_s=60, moving_s=60, distance_m=None)]
    runs[71] = replace(runs[71], distance_m=None)
    runs[76] = replace(runs[76], distance_m=last_m)
    assert isinstance(say(runs), kind)


def test_a_cold_start_takes_eleven_weeks() -> None:
    verdict = say(lives(0, 3600)[:76], today=76)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "{needed_days} of history needed, from the first run on {first_day}."
    assert (verdict.values, verdict.speaks_from) == ({"needed_days": 77, "first_day": day(0)}, day(77))
    assert isinstance(say(lives(0, 3600)), Finding)


@pytest.mark.parametrize(("known_through", "kind"), [(73, Finding), (72, NoData)])
def test_of_the_28_days_before_25_must_be_known(known_through: int, kind: type) -> None:
    # Days 49 to 76; days 49 to 73 are 25.
    state = runner(lives(0, 3600), today=TODAY, known_through=known_through)
    assert isinstance(judge(hard_share, state)[0], kind)


@pytest.mark.parametrize(
    ("runs", "needed_days"),
    [
        pytest.param(lives(720, 900)[:76], 77, id="25 % beside 20 %: the shares of all 77 days"),
        pytest.param(lives(0, 3600, distance_m=1_499)[:76], 21, id="29,980 m with the same on day 76: of 21 days"),
    ],
)
def test_it_is_quiet_only_where_every_day_is_known(runs: list[Run], needed_days: int) -> None:
    assert isinstance(say(runs), Clear)  # day 76 is known to be zero
    (verdict,) = judge(hard_share, runner(runs, today=TODAY, known_through=75))
    assert isinstance(verdict, NoData)
    assert verdict.values == {"recent_days": needed_days, "known_days": needed_days - 1, "needed_days": needed_days}


def test_nothing_is_said_of_who_never_ran() -> None:
    nobody = RunnerState(now=datetime(2025, 1, 1, tzinfo=UTC), history=History((), known_through=None))
    assert judge(hard_share, nobody) == []


@pytest.mark.parametrize(
    ("settings", "fires"),
    [
        # 26 % beside 20 %, 210 km
        (Settings(), True),
        (Settings(limit_percent=26), False),
        (Settings(limit_percent=25.9), True),
        (Settings(excess_percent=6.1), False),
        (Settings(excess_percent=6), True),
        (Settings(least_km=210), True),
        (Settings(least_km=210.001), False),
    ],
)
def test_other_limits(settings: Settings, fires: bool) -> None:
    assert isinstance(say(lives(720, 936), settings), Finding) is fires


def test_it_is_repeated_after_two_weeks() -> None:
    life = life_of(hard_share)
    assert (life.repeat, life.ends_after, life.tip, life.sign) == (timedelta(days=14), None, False, None)
