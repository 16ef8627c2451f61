"""easy-share: what fires, what is quiet, what cannot be known. A run of an hour on each day; today is the day after."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from rules.history import History
from rules.records import Run
from rules.recovery.easy_share import Settings, easy_share
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.efforts import run_on, runner
from tests.rules.series import day, judge, life_of, placeholders

DAYS = 28


def days(hard_s: int, *, last_s: int | None = None) -> list[Run]:
    """Return 28 runs with their hard time; that of the last one may differ."""
    return [run_on(n, hard_s=hard_s) for n in range(27)] + [run_on(27, hard_s=hard_s if last_s is None else last_s)]


def say(runs: list[Run], settings: Settings | None = None, *, today: int = DAYS) -> Verdict:
    (verdict,) = judge(easy_share, runner(runs, today=today), settings)
    return verdict


def test_fires_a_second_below_seventy_percent() -> None:
    # 28 x 3600 = 100,800 s; 28 x 1080 = 30,240 s are 30 %. A second more is hard: 70,559 s are 69.99 % easy.
    state = runner(days(1080, last_s=1081), today=DAYS)
    (verdict,) = judge(easy_share, state)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.day, verdict.at) == (Severity.INFO, "-", day(28), state.now)
    assert verdict.says == (
        "{easy_percent} of your running time in {span_days} was easy; {least_percent} or more is the advice."
    )
    assert verdict.do == "Make your next easy run slower than feels right: slow enough to talk in whole sentences."
    assert verdict.values == {
        "easy_percent": 69,
        "least_percent": 70.0,
        "span_days": 28,
        "easy_s": 70_559,
        "known_s": 100_800,
    }
    assert verdict.formula == "{easy_s} easy of {known_s} is {easy_percent}: less than {least_percent}"
    assert placeholders(verdict.formula) <= set(verdict.values)
    assert len(verdict.runs) == 28


def test_the_hard_runs_are_named() -> None:
    verdict = say([*days(0)[:26], run_on(26, hard_s=72_000, moving_s=72_000), run_on(27, hard_s=0)])
    assert isinstance(verdict, Finding)  # 27 of 47 hours are easy: 57.4 %
    assert (verdict.runs, verdict.values["easy_percent"]) == (("26-7",), 57)


@pytest.mark.parametrize(
    ("runs", "easy_percent"),
    [
        pytest.param(days(1080), 70, id="70 %"),
        pytest.param(days(0), 100, id="all of it"),
        pytest.param([*days(0), run_on(28, hard_s=360_000, moving_s=360_000)], 100, id="today does not count yet"),
    ],
)
def test_is_quiet(runs: list[Run], easy_percent: int) -> None:
    verdict = say(runs)
    assert isinstance(verdict, Clear)
    assert verdict.because == "{easy_percent} of your running in {span_days} was easy."
    assert verdict.values["easy_percent"] == easy_percent
    assert verdict.subject == "-"


def test_29_days_ago_does_not_count() -> None:
    runs = [run_on(0, hard_s=360_000, moving_s=360_000), *(run_on(n + 1, hard_s=0) for n in range(28))]
    assert isinstance(say(runs, today=29), Clear)


def test_28_days_ago_counts() -> None:
    assert isinstance(say([run_on(0, hard_s=360_000, moving_s=360_000), *days(0)[1:]]), Finding)


def test_a_run_that_is_still_under_way_is_not_known_in_a_replay() -> None:
    night = run_on(27, hour=20, hard_s=43_200, moving_s=43_200)
    # 27 of 40 hours are easy: 67.5 %. 28 would be 70 %.
    state = runner([*days(0)[1:], run_on(0, hard_s=3600), night], today=DAYS)
    before, after = (datetime.combine(day(28), time(hour), UTC) for hour in (7, 9))
    assert isinstance(judge(easy_share, replace(state, now=before))[0], Clear)
    assert isinstance(judge(easy_share, replace(state, now=after))[0], Finding)


def test_the_share_is_of_the_time_of_which_it_is_known() -> None:
    # 26 of 28 hours are known (92.9 %), 8 of them hard: 69.2 % easy; of all 28 it would be 71.4 %.
    runs = [*(run_on(n, hard_s=3600 if n < 8 else 0) for n in range(26)), run_on(26), run_on(27)]
    verdict = say(runs)
    assert isinstance(verdict, Finding)
    assert verdict.values["easy_percent"] == 69


@pytest.mark.parametrize(("untold", "kind"), [(2, Finding), (3, NoData)])
def test_nine_tenths_of_the_time_must_be_known(untold: int, kind: type) -> None:
    # 26 of 28 hours are 92.9 %, 25 are 89.3 %.
    verdict = say([run_on(n) if n < untold else run for n, run in enumerate(days(3600))])
    assert isinstance(verdict, kind)
    if isinstance(verdict, NoData):
        assert verdict.lacks.startswith("Whether it was hard is known for {known_percent} of your running")
        assert verdict.values == {
            "known_percent": 89,
            "needed_percent": 90,
            "span_days": 28,
            "last_day": day(27),
        }


@pytest.mark.parametrize(("count", "kind"), [(8, Finding), (7, NoData)])
def test_eight_runs_are_needed(count: int, kind: type) -> None:
    verdict = say(days(3600)[:count])
    assert isinstance(verdict, kind)
    if isinstance(verdict, NoData):
        assert verdict.lacks == "Runs in {span_days}: {run_count}; {needed_count} needed."
        assert verdict.values == {"run_count": 7, "span_days": 28, "needed_count": 8}
        assert (verdict.speaks_from, verdict.subject) == (None, "-")


def test_a_cold_start_takes_four_weeks() -> None:
    verdict = say(days(3600)[:27], today=27)
    assert isinstance(verdict, NoData)
    assert (verdict.values, verdict.speaks_from) == ({"needed_days": 28, "first_day": day(0)}, day(28))
    assert isinstance(say(days(3600)), Finding)


@pytest.mark.parametrize(("known_through", "kind"), [(24, Finding), (23, NoData)])
def test_of_the_28_days_25_must_be_known(known_through: int, kind: type) -> None:
    state = runner(days(3600), today=DAYS, known_through=known_through)
    assert isinstance(judge(easy_share, state)[0], kind)


@pytest.mark.parametrize(("known_through", "kind"), [(27, Clear), (26, NoData)])
def test_it_is_quiet_only_where_every_day_is_known(known_through: int, kind: type) -> None:
    # Hard running on day 27 would make it too little that was easy.
    state = runner(days(1080)[:27], today=DAYS, known_through=known_through)
    (verdict,) = judge(easy_share, state)
    assert isinstance(verdict, kind)
    if isinstance(verdict, NoData):
        assert verdict.values == {"recent_days": 28, "known_days": 27, "needed_days": 28}


def test_the_threshold_that_the_runner_set_counts_where_no_zones_are_told() -> None:
    runs = [run_on(n, average_heart_rate_bpm=152.0 if n < 9 else 140.0) for n in range(28)]  # 19 of 28 easy: 67.9 %
    state = runner(runs, today=DAYS, threshold_bpm=160)
    (verdict,) = judge(easy_share, state)
    assert isinstance(verdict, Finding)
    assert (verdict.values["easy_percent"], len(verdict.runs)) == (67, 9)
    assert isinstance(judge(easy_share, replace(state, threshold_bpm=None))[0], NoData)


def test_nothing_is_said_of_who_never_ran() -> None:
    nobody = RunnerState(now=datetime(2025, 1, 1, tzinfo=UTC), history=History((), known_through=None))
    assert judge(easy_share, nobody) == []


@pytest.mark.parametrize(("least_percent", "fires"), [(80, False), (80.1, True)])
def test_another_limit(least_percent: float, fires: bool) -> None:
    assert isinstance(say(days(720), Settings(least_percent=least_percent)), Finding) is fires


def test_it_is_a_tip_once_in_four_weeks() -> None:
    life = life_of(easy_share)
    assert (life.repeat, life.ends_after, life.tip, life.sign) == (timedelta(days=28), None, True, None)
