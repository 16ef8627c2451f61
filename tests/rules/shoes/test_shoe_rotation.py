"""shoe-rotation: four weeks in one pair."""

from datetime import timedelta

import pytest

from rules.records import Run, Sport
from rules.shoes.shoe_rotation import Settings, shoe_rotation
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.series import judge, life_of, placeholders
from tests.rules.shoes.wearing import NOW, TODAY, pair, run, runner

SHOES = (pair("Blue"), pair("Red"), pair("Old", retired=True))


def say(*runs: Run, settings: Settings | None = None, first: int = 400, known: int = 1) -> Verdict:
    (verdict,) = judge(shoe_rotation, runner(SHOES, runs, first=first, known=known), settings)
    return verdict


def test_speaks_above_90_percent_in_one_pair() -> None:
    # 45,001 of 50,000 m.
    blue, more, red = run(27, 45_000, "Blue"), run(0, 1, "Blue"), run(3, 4_999, "Red")
    verdict = say(blue, more, red)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.subject) == (Severity.INFO, 0, "-")
    assert (verdict.day, verdict.at) == (TODAY, NOW)
    assert verdict.says == (
        "{worn_m} of the {run_m} of the last {window_days} ({share_percent}) was in one pair, {shoe}."
    )
    assert verdict.do == "Do one run a week in another pair, a short one at first: it loads you a little differently."
    assert verdict.formula == "{worn_m} / {run_m} > {limit_percent} in {window_days}"
    assert verdict.values == {
        "run_m": 50_000,
        "named_m": 50_000,
        "window_days": 28,
        "shoe": "Blue",
        "worn_m": 45_001,
        "share_percent": 90,
        "limit_percent": 90,
    }
    assert placeholders(verdict.formula) <= set(verdict.values)
    assert verdict.runs == (blue.run_id, more.run_id)


def test_is_quiet_at_90_percent() -> None:
    verdict = say(run(20, 45_000, "Red"), run(3, 5_000, "Blue"))
    assert isinstance(verdict, Clear)
    assert verdict.because == "{share_percent} of {window_days} was in {shoe}, the rest in others."
    assert (verdict.subject, verdict.values["shoe"], verdict.values["share_percent"]) == ("-", "Red", 90)


def test_what_is_in_no_pair_counts_against_it() -> None:
    # 45,000 of 50,000 name a shoe, and it is one shoe: 90 %.
    assert isinstance(say(run(20, 45_000, "Blue"), run(3, 5_000)), Clear)


@pytest.mark.parametrize(
    ("runs", "is_enough"),
    [
        ((run(20, 40_000, "Blue"),), True),
        ((run(20, 39_999, "Blue"),), False),
        # The 28 days begin 27 days ago, and walks are no runs.
        ((run(27, 40_000, "Blue"),), True),
        ((run(28, 40_000, "Blue"),), False),
        ((run(20, 40_000, "Blue", sport=Sport.WALK),), False),
        ((run(20, 40_000, "Blue", sport=Sport.TREADMILL_RUN),), True),
        ((run(20, 39_999, "Blue"), run(19, None, "Blue")), False),
    ],
)
def test_needs_40_km_of_running(runs: tuple[Run, ...], is_enough: bool) -> None:
    verdict = say(*runs)
    assert isinstance(verdict, Finding if is_enough else NoData)
    if isinstance(verdict, NoData):
        assert verdict.lacks == "{run_m} of the {needed_m} needed in {window_days}."
        assert (verdict.values["needed_m"], verdict.subject) == (40_000, "-")


def test_needs_to_know_the_shoes_of_90_percent() -> None:
    # 44,999 of 50,000 m. A shoe that no list holds is not known.
    verdict = say(run(20, 44_999, "Blue"), run(3, 5_001, "Borrowed"))
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "Of {run_m} in {window_days}, runs of {named_m} name a shoe; {needed_percent} needed."
    assert (verdict.values["named_m"], verdict.values["run_m"], verdict.values["needed_percent"]) == (
        44_999,
        50_000,
        90,
    )


def test_a_retired_pair_is_known() -> None:
    assert isinstance(say(run(20, 25_000, "Old"), run(3, 25_000, "Blue")), Clear)


@pytest.mark.parametrize(("first", "known", "knows"), [(25, 1, True), (24, 1, False), (400, 4, True), (400, 5, False)])
def test_cannot_know_before_25_of_28_days_are_known(first: int, known: int, knows: bool) -> None:
    verdict = say(run(10, 50_000, "Blue"), first=first, known=known)
    assert isinstance(verdict, Finding if knows else NoData)


@pytest.mark.parametrize(("known", "knows"), [(1, True), (2, False)])
def test_is_quiet_only_where_every_day_is_known(known: int, knows: bool) -> None:
    # 45 of 50 km; another 1 km in the blue pair yesterday would be 46 of 51, above 90 %.
    verdict = say(run(20, 45_000, "Blue"), run(3, 5_000, "Red"), known=known)
    assert isinstance(verdict, Clear if knows else NoData)
    if isinstance(verdict, NoData):
        assert verdict.values == {"recent_days": 27, "known_days": 26, "needed_days": 27}


def test_a_cold_start_says_from_when_it_speaks() -> None:
    verdict = say(run(10, 50_000, "Blue"), first=10)
    assert isinstance(verdict, NoData)
    assert verdict.speaks_from == TODAY + timedelta(days=15)


@pytest.mark.parametrize(("worn_m", "speaks"), [(30_000, False), (30_001, True)])
def test_another_share(worn_m: int, speaks: bool) -> None:
    verdict = say(run(20, worn_m, "Blue"), run(3, 50_000 - worn_m, "Red"), settings=Settings(share_percent=60))
    assert isinstance(verdict, Finding if speaks else Clear)
    assert verdict.values["limit_percent"] == 60


def test_the_share_is_told_rounded_down() -> None:
    # 49,999 of 50,000 m are 99.998 %.
    assert say(run(20, 49_999, "Blue"), run(3, 1, "Red")).values["share_percent"] == 99


def test_it_is_a_tip_and_comes_again_after_60_days() -> None:
    assert (life_of(shoe_rotation).tip, life_of(shoe_rotation).repeat) == (True, timedelta(days=60))
    assert not life_of(shoe_rotation).standing


def test_says_nothing_of_a_runner_without_shoes() -> None:
    assert judge(shoe_rotation, runner([], [run(20, 50_000)])) == []
