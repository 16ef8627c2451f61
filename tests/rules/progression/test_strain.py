"""strain: what fires, what is quiet, what cannot be known. The weeks stand in `weeks`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.history import History
from rules.progression.strain import strain
from rules.said import MarkKind
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity
from tests.rules.progression.weeks import ids, weeks
from tests.rules.series import day, judge, life_of, only, rule_of, runs, state
from tests.rules.waking import awake, told


def beating(series: str, *, without: int = 0) -> RunnerState:
    """Half an hour at 120 bpm each, with 50 at rest and 190 at most: 25.072 TRIMP. So many newest ones lack it."""
    all_runs = list(runs(series))
    told_runs = len(all_runs) - without
    beats = [replace(run, average_heart_rate_bpm=120 if at < told_runs else None) for at, run in enumerate(all_runs)]
    today = len(series.split()) - 1
    mornings = told("resting_heart_rate_bpm", "50 " * today)
    past = History(beats, known_through=day(today - 1))
    return replace(awake(today, mornings), history=past, maximal_bpm=190)


def test_fires_by_distance() -> None:
    runner = state(weeks(92, more=(82, 89)))
    (verdict,) = judge(strain, runner)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.stage) == (Severity.INFO, "-", 0)
    # Nobody runs it: that its kilometres are a product is said.
    assert verdict.says == (
        "Much running on days that were alike: strain (distance x monotony) {strain_m}, while {usual_m} is high "
        "for you."
    )
    assert verdict.do == "Plan an easier week: less on the easy days, and a day off."
    assert verdict.formula == (
        "{strain_m} > {usual_m}: the distance of 7 days x their monotony, beside the 90th percentile of {window_days}"
    )
    # 27,713 + 0.7 x (47,434 - 27,713) = 41,518
    assert verdict.values == {
        "strain_m": pytest.approx(47_434, abs=1),
        "usual_m": pytest.approx(41_518, abs=1),
        "window_days": 84,
    }
    assert verdict.runs == ids(86, 88, 89, 90, 91)
    assert (verdict.day, verdict.at) == (day(92), runner.now)


def test_fires_by_trimp_where_it_is_known() -> None:
    runner = beating(weeks(92, more=(82, 89)))
    (verdict,) = judge(strain, runner)
    assert isinstance(verdict, Finding)
    assert verdict.says == (
        "Much load on days that were alike: strain {strain_score}, while {usual_score} is high for you."
    )
    assert verdict.formula == (
        "{strain_score} > {usual_score}: the TRIMP of 7 days x their monotony, beside the 90th percentile of "
        "{window_days}"
    )
    # 4 x 25.072 x 1.1547 = 115.80 and 5 x 25.072 x 1.5811 = 198.21; 115.80 + 0.7 x 82.41 = 173.49
    assert verdict.values == {
        "strain_score": pytest.approx(198.21, abs=0.01),
        "usual_score": pytest.approx(173.49, abs=0.01),
        "window_days": 84,
    }


def test_a_window_is_in_one_unit() -> None:
    # The 91 days 1 to 91 hold 54 runs: 5 without heart rate are less than a tenth, 6 are more. Today's has none either.
    series = weeks(92, more=(82, 89))
    assert sum(word != "0" for word in series.split()[1:92]) == 54
    assert "strain_score" in judge(strain, beating(series, without=6))[0].values
    assert "strain_m" in judge(strain, beating(series, without=7))[0].values


@pytest.mark.parametrize("series", [weeks(91), weeks(93, more=(82, 89)), weeks(85) + " 0 0 0 0 20"])
def test_is_quiet_by_distance(series: str) -> None:
    verdict = only(strain, series)
    assert isinstance(verdict, Clear)
    assert verdict.because == "Strain {strain_m} in 7 days; 9 of 10 of your {window_days} before were below {usual_m}."
    assert verdict.subject == "-"


def test_is_quiet_by_trimp() -> None:
    (verdict,) = judge(strain, beating(weeks(91)))
    assert isinstance(verdict, Clear)
    assert verdict.because == (
        "Strain {strain_score} in 7 days; 9 of 10 of your {window_days} before were below {usual_score}."
    )
    assert verdict.values["strain_score"] == pytest.approx(115.80, abs=0.01)
    assert verdict.values["usual_score"] == verdict.values["strain_score"]


def test_a_run_without_heart_rate_after_four_weeks_without_any_has_no_load() -> None:
    # 20 of the 21 runs of the window have one, so that load is TRIMP; before yesterday's there is none in 28 days.
    (verdict,) = judge(strain, beating("6 0 " * 20 + "0 " * 50 + "6 20", without=2))
    assert isinstance(verdict, NoData)
    assert verdict.lacks.startswith("The load of {unknown_day} is not known")
    assert verdict.values == {"unknown_day": day(90)}


def test_longer_runs_that_are_as_even_raise_strain_alone() -> None:
    # 8 km instead of 6 on the four days: monotony is the same, strain 4 / 3 of it.
    words = weeks(91).split()
    words[-8:-1] = ["8" if word == "6" else word for word in words[-8:-1]]
    verdict = only(strain, " ".join(words))
    assert isinstance(verdict, Finding)
    assert verdict.values["strain_m"] == pytest.approx(36_950, abs=1)


def test_cold_start() -> None:
    verdict = only(strain, weeks(84))
    assert isinstance(verdict, NoData)
    assert verdict.speaks_from == day(85)
    assert isinstance(only(strain, weeks(85)), Clear)


@pytest.mark.parametrize("series", [weeks(84) + " 6 _", "5 " * 100])
def test_cannot_know(series: str) -> None:
    assert isinstance(only(strain, series), NoData)


def test_its_life() -> None:
    life = life_of(strain)
    assert (life.repeat, life.tip, life.sign) == (timedelta(days=14), True, None)
    assert rule_of(strain).rests == {MarkKind.INJURED}
    assert rule_of(strain).title == "time for an easier week"
