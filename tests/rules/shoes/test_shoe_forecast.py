"""shoe-forecast: the day of the limit, when it is told, and when it cannot be known."""

from datetime import date, timedelta

import pytest

from rules.records import Shoe, ShoeKind, Sport
from rules.shoes.shoe_forecast import Settings, shoe_forecast
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.series import judge, life_of, placeholders
from tests.rules.shoes.wearing import NOW, TODAY, pair, run, runner

# 56 km in the 56 days that end today: 1 km a day.
WORN = (run(30, 40_000, "Blue"), run(3, 16_000, "Blue", sport=Sport.WALK))


def say(shoe: Shoe, *, settings: Settings | None = None, first: int = 400, known: int = 1) -> Verdict:
    (verdict,) = judge(shoe_forecast, runner([shoe], [*WORN, run(2, 9_000, "Red")], first=first, known=known), settings)
    return verdict


@pytest.mark.parametrize(
    ("total_m", "days", "day"),
    [
        # 700,000 - 644,000 = 56,000 m at 1 km a day: 56 days after 10 June.
        (644_000, 56, date(2025, 8, 5)),
        (690_000, 10, date(2025, 6, 20)),
        (699_999, 1, date(2025, 6, 11)),
    ],
)
def test_speaks_when_the_limit_is_56_days_ahead_or_less(total_m: int, days: int, day: date) -> None:
    verdict = say(pair("Blue", total_m))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.subject) == (Severity.INFO, 0, "garmin-blue")
    assert (verdict.day, verdict.at) == (TODAY, NOW)
    assert verdict.says == "{shoe} comes to {limit_m} around {limit_day}, at the use of the last {use_days}."
    assert verdict.do == "Have the next pair ready by then, and wear both in turn for some weeks."
    assert verdict.formula == "{limit_m} - {distance_m} = {left_m}; at {worn_m} in {use_days} that is {left_days}"
    assert verdict.values == {
        "shoe": "Blue",
        "distance_m": total_m,
        "limit_m": 700_000,
        "limit_day": day,
        "left_m": 700_000 - total_m,
        "left_days": days,
        "worn_m": 56_000,
        "use_days": 56,
    }
    assert placeholders(verdict.formula) <= set(verdict.values)
    assert verdict.runs == (WORN[0].run_id, WORN[1].run_id)


@pytest.mark.parametrize(("settings", "total_m", "speaks"), [(20, 680_000, True), (20, 679_999, False)])
def test_how_far_ahead_is_an_option(settings: int, total_m: int, speaks: bool) -> None:
    verdict = say(pair("Blue", total_m), settings=Settings(ahead_days=settings))
    assert isinstance(verdict, Finding if speaks else Clear)


def test_is_quiet_further_ahead_and_names_the_day() -> None:
    # 56,001 m are left: 57 days.
    verdict = say(pair("Blue", 643_999))
    assert isinstance(verdict, Clear)
    assert verdict.because == "{shoe} comes to {limit_m} around {limit_day}."
    assert verdict.subject == "garmin-blue"
    assert verdict.values["limit_day"] == TODAY + timedelta(days=57)


@pytest.mark.parametrize(
    ("shoe", "because"),
    [
        (pair("Blue", 690_000, retired=True), "{shoe} is retired."),
        (pair("Blue", None, retired=True), "{shoe} is retired."),
        (pair("Blue", 700_000), "{shoe} has come to its limit of {limit_m}."),
        (pair("Blue", 900_000), "{shoe} has come to its limit of {limit_m}."),
        (pair("Green", 690_000), "{shoe} was not worn enough to say when it comes to {limit_m}."),
        # 731 days ahead.
        (pair("Blue", 0, limit_m=731_000), "{shoe} was not worn enough to say when it comes to {limit_m}."),
    ],
)
def test_is_quiet_about_a_pair_that_comes_to_no_limit(shoe: Shoe, because: str) -> None:
    verdict = say(shoe)
    assert isinstance(verdict, Clear)
    assert (verdict.because, verdict.subject) == (because, shoe.key)
    assert verdict.values["shoe"] == shoe.name


@pytest.mark.parametrize(
    ("shoe", "limit_m"),
    [
        (pair("Blue", 290_000, limit_m=300_000), 300_000),
        (pair("Blue", 390_000, kind=ShoeKind.RACE), 400_000),
        (pair("Blue", 690_000, limit_m=0), 700_000),
    ],
)
def test_the_limit_is_the_pairs_own_or_that_of_its_kind(shoe: Shoe, limit_m: int) -> None:
    verdict = say(shoe)
    assert isinstance(verdict, Finding)
    assert (verdict.values["limit_m"], verdict.values["left_days"]) == (limit_m, 10)


def test_cannot_know_without_a_distance() -> None:
    verdict = say(pair("Blue", None))
    assert isinstance(verdict, NoData)
    assert (verdict.lacks, verdict.subject) == ("The distance of {shoe} is not known.", "garmin-blue")


@pytest.mark.parametrize("total_m", [643_999, 10_000])
@pytest.mark.parametrize(("known", "knows"), [(1, True), (2, False)])
def test_the_limit_is_far_off_only_where_every_day_is_known(total_m: int, known: int, knows: bool) -> None:
    # Of 643,999 m it is 57 days off, of 10 km it has no day.
    verdict = say(pair("Blue", total_m, limit_m=700_000 if total_m > 10_000 else 2_000_000), known=known)
    assert isinstance(verdict, Clear if knows else NoData)
    assert verdict.subject == "garmin-blue"
    if isinstance(verdict, NoData):
        assert verdict.values == {"recent_days": 55, "known_days": 54, "needed_days": 55}


def test_a_limit_that_is_reached_is_so_whatever_a_missing_day_may_bring() -> None:
    assert isinstance(say(pair("Blue", 700_000), known=5), Clear)


@pytest.mark.parametrize(("first", "known", "knows"), [(50, 1, True), (49, 1, False), (400, 7, True), (400, 8, False)])
def test_cannot_know_before_50_of_56_days_are_known(first: int, known: int, knows: bool) -> None:
    verdict = say(pair("Blue", 690_000), first=first, known=known)
    assert isinstance(verdict, Finding if knows else NoData)
    assert verdict.subject == "garmin-blue"


def test_a_cold_start_says_from_when_it_speaks() -> None:
    verdict = say(pair("Blue", 690_000), first=35)
    assert isinstance(verdict, NoData)
    assert verdict.speaks_from == TODAY + timedelta(days=15)


def test_every_pair_has_its_verdict_and_none_has_none() -> None:
    shoes = [pair("Blue", 690_000), pair("Red", 100_000), pair("Green", 100_000)]
    state = runner(shoes, [*WORN, run(2, 9_000, "Red")])
    said = judge(shoe_forecast, state)
    assert [(type(verdict), verdict.subject) for verdict in said] == [
        (Finding, "garmin-blue"),
        # 600 km at 9 km in 8 weeks would be ten years.
        (Clear, "garmin-red"),
        (Clear, "garmin-green"),
    ]
    assert judge(shoe_forecast, runner([], WORN)) == []
    assert (life_of(shoe_forecast).standing, life_of(shoe_forecast).repeat) == (True, None)
