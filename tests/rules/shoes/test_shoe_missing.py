"""shoe-missing: runs that name no shoe."""

from datetime import timedelta

import pytest

from rules.records import Run, Sport
from rules.shoes.shoe_missing import Settings, shoe_missing
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.series import judge, life_of, placeholders
from tests.rules.shoes.wearing import NOW, TODAY, pair, run, runner

NAMED = run(27, 10_000, "Blue")


def say(*runs: Run, settings: Settings | None = None) -> Verdict:
    (verdict,) = judge(shoe_missing, runner([pair("Blue")], runs), settings)
    return verdict


def test_speaks_of_runs_without_a_shoe() -> None:
    without = run(7, 8_000), run(1, 5_000), run(2, 1)
    verdict = say(NAMED, *without, run(4, 10_000, "Blue"))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.subject) == (Severity.INFO, 0, "-")
    assert (verdict.day, verdict.at) == (TODAY, NOW)
    assert verdict.says == (
        "Runs without a shoe in the last {window_days}: {missing_count} of {run_count}, {missing_m} together."
    )
    assert verdict.do == (
        "Name the shoe where you record your runs, or set a pair for such runs: "
        "`shinguard shoes set NAME --default-for run`."
    )
    assert (
        verdict.formula
        == "runs without a shoe in the {window_days} before today: {missing_count}, of {run_count}; one is enough"
    )
    assert verdict.values == {"missing_count": 3, "run_count": 4, "missing_m": 13_001, "window_days": 7}
    assert placeholders(verdict.formula) <= set(verdict.values)
    assert verdict.runs == (without[0].run_id, without[2].run_id, without[1].run_id)


def test_how_far_they_were_is_told_only_where_each_distance_is_known() -> None:
    verdict = say(NAMED, run(7, 8_000), run(2, None))
    assert isinstance(verdict, Finding)
    assert verdict.says == "Runs without a shoe in the last {window_days}: {missing_count} of {run_count}."
    assert (verdict.values["missing_count"], verdict.values["run_count"]) == (2, 2)


@pytest.mark.parametrize(
    "runs",
    [
        (),
        (run(3, 8_000, "Blue"),),
        # The shoe need not be in a list.
        (run(3, 8_000, "Borrowed"),),
        # Eight days ago is too long, and today's run may still get its shoe; walks need none.
        (run(8, 8_000),),
        (run(0, 8_000),),
        (run(3, 8_000, sport=Sport.WALK),),
    ],
)
def test_is_quiet(runs: tuple[Run, ...]) -> None:
    verdict = say(NAMED, *runs)
    assert isinstance(verdict, Clear)
    assert verdict.because == "Each run of the last {window_days} names its shoe."
    assert (verdict.subject, verdict.values["missing_count"]) == ("-", 0)


@pytest.mark.parametrize(("known", "knows"), [(1, True), (2, False)])
def test_is_quiet_only_where_every_day_is_known(known: int, knows: bool) -> None:
    (verdict,) = judge(shoe_missing, runner([pair("Blue")], [NAMED], known=known))
    assert isinstance(verdict, Clear if knows else NoData)
    if isinstance(verdict, NoData):
        assert verdict.values == {"recent_days": 7, "known_days": 6, "needed_days": 7}
    assert verdict.subject == "-"


@pytest.mark.parametrize(
    "runs",
    [
        (),
        (run(3, 8_000),),
        (run(3, 8_000), run(28, 10_000, "Blue")),
        (run(3, 8_000), run(5, 3_000, "Blue", sport=Sport.WALK)),
    ],
)
def test_cannot_know_of_a_runner_who_names_no_shoes(runs: tuple[Run, ...]) -> None:
    verdict = say(*runs)
    assert isinstance(verdict, NoData)
    assert (verdict.lacks, verdict.values, verdict.subject) == (
        "No run of the last {window_days} names a shoe.",
        {"window_days": 28},
        "-",
    )


@pytest.mark.parametrize(("days_ago", "speaks"), [(14, True), (15, False)])
def test_another_window(days_ago: int, speaks: bool) -> None:
    verdict = say(NAMED, run(days_ago, 8_000), settings=Settings(window_days=14))
    assert isinstance(verdict, Finding if speaks else Clear)
    assert verdict.values["window_days"] == 14


def test_comes_again_after_a_week() -> None:
    assert (life_of(shoe_missing).repeat, life_of(shoe_missing).standing) == (timedelta(days=7), False)


def test_says_nothing_of_a_runner_without_shoes() -> None:
    assert judge(shoe_missing, runner([], [NAMED, run(3, 8_000)])) == []
