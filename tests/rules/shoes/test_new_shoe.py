"""new-shoe: much of a week in a new pair."""

from datetime import timedelta

import pytest

from rules.records import Run, Shoe, Sport
from rules.shoes.new_shoe import Settings, new_shoe
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.series import judge, life_of, placeholders
from tests.rules.shoes.wearing import NOW, TODAY, pair, run, runner

NEW = pair("New", 49_999)
OTHERS = run(4, 28_000, "Blue")


def say(*runs: Run, shoe: Shoe = NEW, settings: Settings | None = None, first: int = 400, known: int = 1) -> Verdict:
    (verdict,) = judge(new_shoe, runner([shoe], runs, first=first, known=known), settings)
    return verdict


def test_speaks_above_30_percent_of_the_week() -> None:
    # 12,001 of 40,001 m.
    first, second = run(6, 7_000, "New"), run(0, 5_001, "New")
    verdict = say(OTHERS, first, second)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.subject) == (Severity.INFO, 0, "garmin-new")
    assert (verdict.day, verdict.at) == (TODAY, NOW)
    assert verdict.says == (
        "{shoe} is new ({distance_m}) and had {share_percent} of the last {week_days}: {worn_m} of {week_m}."
    )
    assert verdict.do == "Wear it on short runs first, and the pair that you are used to for the others."
    assert verdict.formula == "{worn_m} / {week_m} > {limit_percent} in {week_days}, with {distance_m} < {new_m}"
    assert verdict.values == {
        "shoe": "New",
        "distance_m": 49_999,
        "new_m": 50_000,
        "worn_m": 12_001,
        "week_m": 40_001,
        "week_days": 7,
        "share_percent": 30,
        "limit_percent": 30,
    }
    assert placeholders(verdict.formula) <= set(verdict.values)
    assert verdict.runs == (first.run_id, second.run_id)


@pytest.mark.parametrize(
    ("runs", "worn_m", "week_m"),
    [
        # 30 % to the metre.
        ((run(2, 12_000, "New"),), 12_000, 40_000),
        ((), 0, 28_000),
        # The week begins six days ago, and walks are no runs.
        ((run(7, 30_000, "New"),), 0, 28_000),
        ((run(2, 30_000, "New", sport=Sport.WALK),), 0, 28_000),
    ],
)
def test_is_quiet_at_30_percent(runs: tuple[Run, ...], worn_m: int, week_m: int) -> None:
    verdict = say(OTHERS, *runs)
    assert isinstance(verdict, Clear)
    assert verdict.because == "{shoe} is new, and had {worn_m} of {week_m} in {week_days}."
    assert (verdict.values["worn_m"], verdict.values["week_m"]) == (worn_m, week_m)
    assert verdict.subject == "garmin-new"


def test_is_quiet_in_a_week_without_running() -> None:
    verdict = say()
    assert isinstance(verdict, Clear)
    assert verdict.values["share_percent"] == 0


@pytest.mark.parametrize(
    ("shoe", "because"),
    [
        (pair("New", 50_000), "{shoe} is not new any more."),
        (pair("New", 500_000), "{shoe} is not new any more."),
        (pair("New", 10_000, retired=True), "{shoe} is retired."),
        (pair("New", None, retired=True), "{shoe} is retired."),
    ],
)
def test_is_quiet_about_a_pair_that_is_not_new(shoe: Shoe, because: str) -> None:
    verdict = say(run(2, 12_000, "New"), shoe=shoe, first=1)
    assert isinstance(verdict, Clear)
    assert (verdict.because, verdict.subject) == (because, "garmin-new")


def test_cannot_know_without_a_distance() -> None:
    verdict = say(run(2, 12_000, "New"), shoe=pair("New", None))
    assert isinstance(verdict, NoData)
    assert (verdict.lacks, verdict.subject) == ("The distance of {shoe} is not known.", "garmin-new")


@pytest.mark.parametrize(("first", "known", "knows"), [(6, 1, True), (5, 1, False), (400, 2, True), (400, 3, False)])
def test_cannot_know_before_6_of_7_days_are_known(first: int, known: int, knows: bool) -> None:
    verdict = say(run(2, 12_000, "New"), first=first, known=known)
    assert isinstance(verdict, Finding if knows else NoData)
    assert verdict.subject == "garmin-new"


@pytest.mark.parametrize(("known", "knows"), [(1, True), (2, False)])
def test_is_quiet_only_where_every_day_of_the_week_is_known(known: int, knows: bool) -> None:
    verdict = say(OTHERS, run(2, 12_000, "New"), known=known)
    assert isinstance(verdict, Clear if knows else NoData)
    assert verdict.subject == "garmin-new"
    if isinstance(verdict, NoData):  # of the six before today: 4 to 9 June
        assert verdict.values == {"recent_days": 6, "known_days": 5, "needed_days": 6}


def test_a_pair_that_is_not_new_is_so_whatever_a_missing_day_may_bring() -> None:
    assert isinstance(say(OTHERS, shoe=pair("New", 50_000), known=5), Clear)


def test_a_cold_start_says_from_when_it_speaks() -> None:
    verdict = say(run(2, 12_000, "New"), first=2)
    assert isinstance(verdict, NoData)
    assert verdict.speaks_from == TODAY + timedelta(days=4)


@pytest.mark.parametrize(
    ("total_m", "worn_m", "speaks"),
    [(79_999, 20_001, True), (79_999, 20_000, False), (80_000, 20_001, False)],
)
def test_other_limits(total_m: int, worn_m: int, speaks: bool) -> None:
    # Half of 40 km.
    runs = (run(2, worn_m, "New"), run(1, 40_000 - worn_m, "Blue"))
    verdict = say(*runs, shoe=pair("New", total_m), settings=Settings(new_km=80, share_percent=50))
    assert isinstance(verdict, Finding if speaks else Clear)


def test_the_share_is_told_rounded_down() -> None:
    # 39,999 of 40,000 m are 99.998 %.
    assert say(run(2, 39_999, "New"), run(1, 1, "Blue")).values["share_percent"] == 99
    assert say(run(2, 1, "New")).values["share_percent"] == 100


def test_every_pair_has_its_verdict_and_none_has_none() -> None:
    state = runner([NEW, pair("Blue")], [OTHERS, run(2, 20_000, "New")])
    assert [(type(verdict), verdict.subject) for verdict in judge(new_shoe, state)] == [
        (Finding, "garmin-new"),
        (Clear, "garmin-blue"),
    ]
    assert judge(new_shoe, runner([], [OTHERS])) == []
    assert (life_of(new_shoe).standing, life_of(new_shoe).repeat) == (True, None)
