"""How hard a run was, and a day: at each limit, and one beyond."""

from typing import Any

import pytest

from rules.effort import Effort, HardTime, HardTimes, effort_of, hard_runs, hard_time_s
from rules.history import History
from rules.records import Run
from tests.rules.efforts import run_on


def told(*runs: Run, threshold_bpm: int | None = None) -> Effort:
    return effort_of(runs, threshold_bpm=threshold_bpm, hard_s=600, hard_percent=20, hard_exertion=7)


@pytest.mark.parametrize(
    ("about", "threshold_bpm", "seconds"),
    [
        pytest.param({"hard_s": 0}, None, 0, id="zones: none"),
        pytest.param({"hard_s": 700}, None, 700, id="zones"),
        pytest.param(
            {"hard_s": 4000}, None, 3600, id="zones count standing still too: never more than the moving time"
        ),
        pytest.param({"hard_s": 700, "average_heart_rate_bpm": 190.0}, 160, 700, id="zones are finer than the mean"),
        # 0.95 x 160 = 152
        pytest.param({"average_heart_rate_bpm": 152.0}, 160, 3600, id="mean at 0.95"),
        pytest.param({"average_heart_rate_bpm": 151.9}, 160, 0, id="mean below 0.95"),
        pytest.param({"average_heart_rate_bpm": 190.0}, None, None, id="a mean, and no threshold"),
        pytest.param({}, 160, None, id="no heart rate"),
        pytest.param({"exertion": 9, "is_race": True, "is_workout": True}, 160, None, id="marks tell no seconds"),
    ],
)
def test_hard_time(about: dict[str, Any], threshold_bpm: int | None, seconds: int | None) -> None:
    assert hard_time_s(run_on(0, **about), threshold_bpm) == seconds


@pytest.mark.parametrize(
    ("about", "effort"),
    [
        pytest.param({"hard_s": 600}, Effort.HARD, id="10 minutes of 60"),
        pytest.param({"hard_s": 599}, Effort.EASY, id="a second less"),
        # 20 % of 2400 s is 480 s
        pytest.param({"hard_s": 480, "moving_s": 2400}, Effort.HARD, id="20 % of 40 minutes"),
        pytest.param({"hard_s": 479, "moving_s": 2400}, Effort.EASY, id="less than 20 %"),
        pytest.param({"hard_s": 0, "moving_s": 0}, Effort.EASY, id="no time at all"),
        pytest.param({"average_heart_rate_bpm": 152.0, "moving_s": 1200}, Effort.HARD, id="20 minutes near threshold"),
        pytest.param({"average_heart_rate_bpm": 152.0, "moving_s": 1199}, Effort.EASY, id="a second less than 20"),
        pytest.param({"average_heart_rate_bpm": 151.9}, Effort.EASY, id="an hour below 0.95"),
        pytest.param({"is_race": True}, Effort.HARD, id="a race"),
        pytest.param({"is_workout": True}, Effort.HARD, id="a workout"),
        pytest.param({"exertion": 7}, Effort.HARD, id="exertion 7"),
        pytest.param({"exertion": 7, "hard_s": 0}, Effort.HARD, id="exertion 7, whatever the heart did"),
        pytest.param({"exertion": 6}, Effort.EASY, id="exertion 6: known, and not hard"),
        pytest.param({"exertion": 1, "hard_s": 600}, Effort.HARD, id="10 minutes, however it felt"),
        pytest.param({}, Effort.UNKNOWN, id="nothing is told: not easy"),
    ],
)
def test_a_day_of_one_run(about: dict[str, Any], effort: Effort) -> None:
    assert told(run_on(0, **about), threshold_bpm=160) is effort


def test_a_mean_heart_rate_without_a_threshold_tells_nothing() -> None:
    assert told(run_on(0, average_heart_rate_bpm=190.0)) is Effort.UNKNOWN


@pytest.mark.parametrize(
    ("morning", "evening", "effort"),
    [
        pytest.param({"hard_s": 300}, {"hard_s": 300}, Effort.HARD, id="10 minutes together"),
        pytest.param({"hard_s": 300}, {"hard_s": 299}, Effort.EASY, id="a second less"),
        # 20 % of 1200 + 1200 s is 480 s
        pytest.param(
            {"hard_s": 480, "moving_s": 1200}, {"hard_s": 0, "moving_s": 1200}, Effort.HARD, id="20 % together"
        ),
        pytest.param(
            {"hard_s": 479, "moving_s": 1200}, {"hard_s": 0, "moving_s": 1200}, Effort.EASY, id="less of both"
        ),
        pytest.param(
            {"average_heart_rate_bpm": 160.0, "moving_s": 600},
            {"average_heart_rate_bpm": 160.0, "moving_s": 600},
            Effort.HARD,
            id="20 minutes near threshold together",
        ),
        pytest.param(
            {"hard_s": 590}, {"average_heart_rate_bpm": 160.0, "moving_s": 1190}, Effort.EASY, id="each measure apart"
        ),
        pytest.param({"hard_s": 0}, {}, Effort.UNKNOWN, id="one of them unknown"),
        pytest.param({}, {"hard_s": 0}, Effort.UNKNOWN, id="the other of them unknown"),
        pytest.param(
            {},
            {"average_heart_rate_bpm": 160.0, "moving_s": 1199},
            Effort.UNKNOWN,
            id="unknown beside nearly 20 minutes",
        ),
        pytest.param({"hard_s": 600}, {}, Effort.HARD, id="hard already, whatever the other was"),
        # 20 % of 1200 + 1200 s, however hard the unknown run was
        pytest.param({"hard_s": 479, "moving_s": 1200}, {"moving_s": 1200}, Effort.UNKNOWN, id="unknown time is time"),
        pytest.param({"hard_s": 0}, {"is_workout": True}, Effort.HARD, id="a mark on one of them"),
    ],
)
def test_the_runs_of_a_day_count_together(morning: dict[str, Any], evening: dict[str, Any], effort: Effort) -> None:
    assert told(run_on(0, **morning), run_on(0, hour=19, **evening), threshold_bpm=160) is effort


def test_the_limits_may_be_others() -> None:
    run = run_on(0, hard_s=300, exertion=5)
    for limits, effort in (
        ({"hard_s": 301, "hard_percent": 9, "hard_exertion": 6}, Effort.EASY),
        ({"hard_s": 300, "hard_percent": 9, "hard_exertion": 6}, Effort.HARD),
        ({"hard_s": 301, "hard_percent": 8, "hard_exertion": 6}, Effort.HARD),  # 300 of 3600 s is 8.33 %
        ({"hard_s": 301, "hard_percent": 9, "hard_exertion": 5}, Effort.HARD),
    ):
        assert effort_of([run], threshold_bpm=None, **limits) is effort


def test_an_exertion_that_nobody_logged_is_none_however_low_the_limit() -> None:
    for exertion, effort in ((1, Effort.HARD), (None, Effort.UNKNOWN)):
        run = run_on(0, exertion=exertion)
        assert effort_of([run], threshold_bpm=None, hard_s=600, hard_percent=20, hard_exertion=1) is effort


def test_the_hard_time_of_a_span() -> None:
    runs = (
        run_on(0, hard_s=300),
        run_on(1, hard_s=100, moving_s=1000),
        run_on(1, hour=19, moving_s=2000),
        run_on(3, moving_s=500, average_heart_rate_bpm=160.0),
        run_on(4, hard_s=900),
    )
    times = HardTimes(History(runs, known_through=None), 160)
    span = times.between(1, 4)  # of five sessions the second to the fourth
    assert (span.run_count, span.moving_s, span.known_s, span.hard_s) == (3, 3500, 1500, 600)
    assert span.known_percent == 42  # 1500 / 3500 = 42.9 %
    assert times.between(0, 5) == (5, 10_700, 8_700, 1_800)  # 3600 + 3000 + 500 + 3600, of which 2000 are not known


@pytest.mark.parametrize(
    ("unknown_s", "percent", "is_known"), [(100, 90, True), (101, 89, False), (0, 100, True), (900, 50, False)]
)
def test_nine_tenths_of_the_time_must_be_known(unknown_s: int, percent: int, is_known: bool) -> None:
    # 900 of 1000 s is 90 %; 900 of 1001 s is less.
    runs = (run_on(0, moving_s=900, hard_s=0), run_on(1, moving_s=unknown_s))
    span = HardTimes(History(runs, known_through=None), None).between(0, 2)
    assert (span.known_percent, span.is_known) == (percent, is_known)


def test_of_a_second_of_running_all_may_be_known() -> None:
    assert HardTime(run_count=1, moving_s=1, known_s=1, hard_s=0).is_known


def test_of_no_running_nothing_is_known() -> None:
    span = HardTimes(History((), known_through=None), None).between(0, 0)
    assert (span.run_count, span.known_percent, span.is_known) == (0, 0, False)


def test_the_runs_with_hard_time_are_named() -> None:
    runs = (run_on(0, hard_s=1), run_on(1, hard_s=0), run_on(2), run_on(3, average_heart_rate_bpm=160.0))
    assert hard_runs(runs, 160) == ("0-7", "3-7")
    assert hard_runs(runs, None) == ("0-7",)
