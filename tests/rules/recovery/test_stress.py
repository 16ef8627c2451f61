"""stress: what fires, what is quiet, what cannot be known.

Today is day 48: its seven days are 42 to 48, the 42 before them 0 to 41.
"""

from datetime import timedelta

import pytest

from rules.records import DailyWellness
from rules.recovery.stress import Settings, stress
from rules.said import MarkKind
from rules.verdicts import Clear, Finding, NoData, Severity, Sign, Verdict
from tests.rules.series import day, judge, life_of, rule_of
from tests.rules.waking import awake, told

THIRTY = "30 " * 42
# The mean is 30; 42 squares of 2, 168, by 41 are 4.0976: the sample's standard deviation is 2.0243, a population's 2.
WIDE = "28 32 " * 21


def say(series: str, *others: tuple[DailyWellness, ...], settings: Settings | None = None) -> list[Verdict]:
    today = len(series.split()) - 1
    return judge(stress, awake(today, told("stress_score", series), *others), settings)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(THIRTY + "30.1 " * 7, id="always 30, then a little more"),
        pytest.param(WIDE + "32.03 " * 7, id="above 32.0243"),
        pytest.param(THIRTY + "_ 31 31 _ 31 31 31", id="five of seven known"),
        pytest.param("_ " * 21 + "30 " * 21 + "31 " * 7, id="21 of 42 known"),
        # 30 x 6 and 31: a mean of 30.14.
        pytest.param(THIRTY + "30 " * 6 + "31", id="the mean of seven, today's among them"),
        pytest.param(THIRTY + "31 " + "30 " * 6, id="the mean of seven, the oldest among them"),
    ],
)
def test_fires(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.stage) == (Severity.NOTICE, "-", 0)


def test_what_is_said() -> None:
    (verdict,) = say(WIDE + "40 " * 6 + "47")  # (240 + 47) / 7 = 41
    assert isinstance(verdict, Finding)
    assert verdict.says == "Stress score {week_score} in 7 days, above your own range (normal: {normal_score})."
    assert verdict.do == "Easy or rest today, and make room for a quiet evening."
    assert verdict.formula == (
        "{week_score} > {most_score}: the mean of 7 days, beside that of the 42 before them plus {deviation_score} x "
        "the standard deviation"
    )
    assert verdict.values == {
        "week_score": 41,
        "normal_score": 30,
        "most_score": pytest.approx(32.0243, abs=1e-4),
        "deviation_score": 1.0,
    }
    assert (verdict.day, verdict.at) == (day(48), awake(48).now)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(THIRTY + "30 " * 7, id="as ever"),
        # The floating sums of 24.7 differ: that of seven by seven is more than that of 42 by 42.
        pytest.param("24.7 " * 49, id="as ever, where the sums are not exact"),
        pytest.param(WIDE + "32.02 " * 7, id="within a sample's deviation, above a population's"),
        pytest.param(WIDE + "20 " * 7, id="below"),
        pytest.param(THIRTY + "20 " * 6 + "90", id="one day says nothing: the mean is 30"),
    ],
)
def test_is_quiet(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Clear)
    assert verdict.because == "Stress score {week_score} in 7 days, beside your normal {normal_score}."
    assert verdict.subject == "-"


def test_a_quiet_day_has_its_figures_too() -> None:
    (verdict,) = say(WIDE + "32.02 " * 7)
    assert isinstance(verdict, Clear)
    assert verdict.values == {
        "week_score": pytest.approx(32.02),
        "normal_score": 30,
        "most_score": pytest.approx(32.0243, abs=1e-4),
        "deviation_score": 1.0,
    }


@pytest.mark.parametrize(
    ("series", "window", "known", "needed", "speaks_from"),
    [
        # From day 0 on: 21 days before the seven (0 to 20) on day 27.
        pytest.param("30", 7, 1, 5, 27, id="the very first morning"),
        pytest.param("30 " * 4, 7, 4, 5, 27, id="four mornings"),
        pytest.param("30 " * 5, 42, 0, 21, 27, id="five mornings: no older ones"),
        pytest.param("30 " * 27, 42, 20, 21, 27, id="a day too early"),
        # 22 to 41 are 20 of the 42 before today; 49 has them and 42.
        pytest.param("_ " * 22 + "30 " * 27, 42, 20, 21, 49, id="20 of 42"),
        # 42, 43, 47, 48 for today; 43, 47, 48, 49 for the next day; 47 to 50; and 47 to 51 are five.
        pytest.param(THIRTY + "90 90 _ _ _ 90 90", 7, 4, 5, 51, id="four of seven"),
        # 43, 46, 47, 48 for today; with 49 they are five.
        pytest.param(THIRTY + "_ 90 _ _ 90 90 90", 7, 4, 5, 49, id="five on the next day, the oldest of the seven too"),
    ],
)
def test_cannot_know(series: str, window: int, known: int, needed: int, speaks_from: int) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, NoData)
    assert verdict.values == {"window_days": window, "known_count": known, "needed_count": needed}
    assert verdict.speaks_from == day(speaks_from)


def test_it_speaks_on_the_day_that_it_named() -> None:
    assert isinstance(say("30 " * 28)[0], Clear)


@pytest.mark.parametrize("series", ["_", THIRTY + "90 " * 6 + "_"])
def test_without_todays_score_nothing_is_said_of_older_ones(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "Yesterday's stress score is not known."
    assert (verdict.subject, verdict.speaks_from) == ("-", None)


def test_a_score_of_nothing_is_a_score() -> None:
    assert isinstance(say("0 " * 49)[0], Clear)


def test_older_mornings_than_those_do_not_count() -> None:
    # A day more: the first one, of 99, is older than the 42.
    assert isinstance(say("99 " + THIRTY + "30.1 " * 7)[0], Finding)


def test_two_sources_are_never_mixed() -> None:
    other = told("stress_score", "90 " * 42, source="another")
    assert isinstance(say(THIRTY + "31 " * 7, other)[0], Finding)


def test_another_limit() -> None:
    two = Settings(deviations=2)  # 30 + 2 x 2.0243 = 34.0486
    assert isinstance(say(WIDE + "34.05 " * 7, settings=two)[0], Finding)
    assert isinstance(say(WIDE + "34.04 " * 7, settings=two)[0], Clear)


def test_its_life() -> None:
    life = life_of(stress)
    assert (life.repeat, life.sign, life.tip) == (timedelta(days=7), Sign.TOGETHER, False)
    assert rule_of(stress).rests == {MarkKind.ILL}
    assert rule_of(stress).title == "take it easy"
