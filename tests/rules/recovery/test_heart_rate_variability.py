"""heart-rate-variability: what fires, what is quiet, what cannot be known.

Today is day 68: its seven days are 62 to 68, the 60 before them 2 to 61. The two days before are judged by 61 to 67
with 1 to 60, and by 60 to 66 with 0 to 59.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.records import DailyWellness
from rules.recovery.heart_rate_variability import Settings, heart_rate_variability
from rules.said import MarkKind
from rules.verdicts import Clear, Finding, NoData, Severity, Sign, Verdict
from tests.rules.series import day, judge, life_of, rule_of
from tests.rules.waking import awake, told

FIELD = "heart_rate_variability_ms"
FIFTY = "50 " * 60 + "_ _ "
# ln 40 and ln 62.5 are ln 50 less and plus d = ln 1.25 = 0.22314. Of 60 of them the sample's standard deviation is
# d x sqrt(60/59) = 0.22503: below 50 x e^-0.22503 = 39.925 is low for the day before yesterday. For today 58 are
# known: d x sqrt(58/57) = 0.22509, 39.922. For yesterday 59, one more of 62.5 than of 40: 40.076. With a population's
# deviation, d itself, it would be 40 for today.
WIDE = "40 62.5 " * 30 + "_ _ "


def say(series: str, *others: tuple[DailyWellness, ...], settings: Settings | None = None) -> list[Verdict]:
    today = len(series.split()) - 1
    return judge(heart_rate_variability, awake(today, told(FIELD, series), *others), settings)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(FIFTY + "49.9 " * 7, id="always 50, then a little less"),
        pytest.param(WIDE + "39.92 " * 7, id="below all three limits"),
        # 61 to 64 for the day before yesterday and for yesterday, 65 to 68 for today.
        pytest.param("50 " * 60 + "_ 40 40 40 40 _ _ 40 40", id="at least four of seven known"),
        # Days 2 to 31 are all that is known of the 60 before, for each of the three days.
        pytest.param("_ _ " + "50 " * 30 + "_ " * 30 + "40 " * 7, id="thirty of sixty known"),
        # 0, 1 and 30 to 57 for the day before yesterday; then 60 takes the place of 0, and 61 that of 1. With these two
        # of 40 among 28 of 50 today's limit is 50 x e^(-0.0149 - 0.0566) = 46.6.
        pytest.param(
            "50 50 " + "_ " * 28 + "50 " * 28 + "_ _ " + "40 " * 9, id="thirty of sixty, the oldest among them"
        ),
        # Today 4 of 25 and 3 of 99.9, yesterday 3 and 3, the day before 3 and 2. The mean of the logarithms of 3 and 3
        # is that of sqrt(25 x 99.9) = 49.97; the means of the milliseconds would be 57, 62 and 55.
        pytest.param(FIFTY + "25 99.9 25 99.9 25 99.9 25", id="logarithms, not milliseconds"),
    ],
)
def test_fires(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.stage) == (Severity.NOTICE, "-", 0)


def test_what_is_said() -> None:
    (verdict,) = say(WIDE + "36 " * 7)
    assert isinstance(verdict, Finding)
    assert verdict.says == (
        "Heart-rate variability {week_ms} in 7 days, below your own range for three days (normal: {normal_ms})."
    )
    assert verdict.do == "Easy or rest today, and see whether the mornings come back."
    assert verdict.formula == (
        "{week_ms} < {least_ms}: the mean of 7 days, beside that of the 60 before them less {deviation_score} x "
        "the standard deviation, all of logarithms; likewise on the two days before"
    )
    assert verdict.values == {
        "week_ms": pytest.approx(36),
        "normal_ms": pytest.approx(50),
        "least_ms": pytest.approx(39.9221, abs=1e-4),
        "deviation_score": 1.0,
    }
    assert (verdict.day, verdict.at) == (day(68), awake(68).now)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(FIFTY + "50 " * 7, id="as ever"),
        # The floating sums of ln 22 differ: that of seven by seven is less than that of sixty by sixty.
        pytest.param("22 " * 60 + "_ _ " + "22 " * 7, id="as ever, where the sums are not exact"),
        pytest.param(WIDE + "39.923 " * 7, id="today is not below 39.9221"),
        pytest.param(WIDE + "39.95 " * 7, id="a sample's deviation, not a population's"),
        pytest.param(FIFTY + "60 " * 7, id="above"),
        # The means of today and yesterday are below; that of 60 to 66, which is 62 to 66, is 50.
        pytest.param(FIFTY + "50 50 50 50 50 40 40", id="two days"),
        # Day 62 drops out: seven of 50 for today.
        pytest.param("50 " * 60 + "_ 30 30 50 50 50 50 50 90", id="today is not below"),
    ],
)
def test_is_quiet(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Clear)
    assert verdict.subject == "-"
    assert verdict.because == "Heart-rate variability {week_ms} in 7 days is not three days below your range."


def test_quiet_names_the_week() -> None:
    (verdict,) = say("20 " * 60 + "_ _ " + "25 100 " * 3 + "50")
    assert isinstance(verdict, Clear)
    assert verdict.values == {"week_ms": pytest.approx(50)}


@pytest.mark.parametrize(
    ("series", "window", "known", "needed", "speaks_from"),
    [
        # From day 0 on: 30 days before the seven on day 36, and so on three days in a row on day 38.
        pytest.param("50", 7, 1, 4, 38, id="the very first morning"),
        pytest.param("50 " * 3, 7, 3, 4, 38, id="three mornings"),
        pytest.param("50 " * 4, 60, 0, 30, 38, id="four mornings: no older ones"),
        # Today, 37, has 31 before its seven and yesterday 30, but the day before 29: days 0 to 28.
        pytest.param("50 " * 31 + "40 " * 7, 60, 29, 30, 38, id="a day too early"),
        # Days 3 to 31 are 29 of the 60 before today, 68. Day 69 has them and 62, and likewise 70 and 71.
        pytest.param("_ _ _ " + "50 " * 29 + "_ " * 30 + "40 " * 7, 60, 29, 30, 71, id="29 of 60"),
        # 64, 65, 66 for the day before yesterday; 64 to 67 for yesterday.
        pytest.param("50 " * 60 + "_ _ _ _ " + "40 " * 5, 7, 3, 4, 69, id="three of seven, the day before yesterday"),
        # 60, 62, 63 and 64 for the day before yesterday, three of them for yesterday, and 68 with those for today. 67
        # has passed: three days in a row can be judged from 70 on, with 64 and 68 to 70.
        pytest.param("50 " * 60 + "40 _ 40 40 40 _ _ _ 40", 7, 3, 4, 70, id="three of seven yesterday alone"),
        # Days 1 to 30 are 30 for yesterday, 29 for today. Each later day loses one and gains one until the old ones
        # are gone: 98 is the first with 30 (62 to 91), and 100 the third of them.
        pytest.param("_ " + "50 " * 30 + "_ " * 31 + "40 " * 7, 60, 29, 30, 100, id="29 of 60 today alone"),
    ],
)
def test_cannot_know(series: str, window: int, known: int, needed: int, speaks_from: int) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, NoData)
    if window == 7:
        assert verdict.lacks == "Mornings known of the last {window_days}: {known_count}; {needed_count} needed."
    else:
        assert verdict.lacks == (
            "Mornings known of the {window_days} before the last 7: {known_count}; {needed_count} needed."
        )
    assert verdict.values == {"window_days": window, "known_count": known, "needed_count": needed}
    assert verdict.speaks_from == day(speaks_from)


def test_it_speaks_on_the_day_that_it_named() -> None:
    assert isinstance(say("50 " * 39)[0], Clear)
    assert isinstance(say("50 " * 32 + "30 " * 7)[0], Finding)


def test_a_day_that_is_known_not_to_be_low_is_enough_to_be_quiet() -> None:
    # As above, 29 of 60 are known for today; but yesterday, with 30, was not below.
    assert isinstance(say("_ " + "50 " * 30 + "_ " * 31 + "50 " * 7)[0], Clear)


@pytest.mark.parametrize("series", ["_", FIFTY + "40 " * 6 + "_"])
def test_without_last_night_nothing_is_said_of_older_ones(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "Last night's heart-rate variability is not known."
    assert (verdict.subject, verdict.speaks_from) == ("-", None)


@pytest.mark.parametrize("series", ["50", FIFTY + "60 " * 7, FIFTY + "_ " * 7])
def test_where_the_source_says_that_it_is_low_that_is_taken(series: str) -> None:
    today = len(series.split()) - 1
    verdicts = (DailyWellness(source="garmin", day=day(today), heart_rate_variability_low=True),)
    runner = awake(today, tuple(each for each in told(FIELD, series) if each.day < day(today)), verdicts)
    (verdict,) = judge(heart_rate_variability, runner)
    assert isinstance(verdict, Finding)
    assert verdict.severity is Severity.NOTICE
    assert verdict.says == "Heart-rate variability below your own range, says {source}."
    assert verdict.do == "Easy or rest today, and see whether the mornings come back."
    assert verdict.formula == "the verdict of {source} on this morning"
    assert verdict.values == {"source": "garmin"}
    assert (verdict.day, verdict.at) == (day(today), runner.now)


def test_where_the_source_says_that_it_is_not_low_that_is_taken() -> None:
    mornings = told(FIELD, FIFTY + "40 " * 7)
    runner = awake(68, (*mornings[:-1], replace(mornings[-1], heart_rate_variability_low=False)))
    (verdict,) = judge(heart_rate_variability, runner)
    assert isinstance(verdict, Clear)
    assert verdict.because == "{source} finds your heart-rate variability within your range."
    assert verdict.values == {"source": "garmin"}


def test_the_sources_verdict_on_an_older_morning_is_not_taken() -> None:
    mornings = told(FIELD, FIFTY + "40 " * 7)
    yesterday = replace(mornings[-2], heart_rate_variability_low=False)
    runner = awake(68, (*mornings[:-2], yesterday, mornings[-1]))
    assert isinstance(judge(heart_rate_variability, runner)[0], Finding)


def test_two_sources_are_never_mixed() -> None:
    # The mornings of the other, without today's, would make the 60 days too low to be below.
    other = told(FIELD, "20 " * 60, source="another")
    assert isinstance(say(FIFTY + "40 " * 7, other)[0], Finding)


def test_of_two_sources_with_last_night_the_one_with_more_mornings_counts() -> None:
    assert isinstance(say(FIFTY + "40 " * 7, told(FIELD, "50 " * 69, source="zephyr"))[0], Clear)
    assert isinstance(say(FIFTY + "40 " * 7, told(FIELD, "_ " * 20 + "50 " * 49, source="another"))[0], Finding)


def test_the_mornings_of_69_days_are_counted() -> None:
    # Seven days, the 60 before them, and the two days before today that are judged as well: 0 to 68.
    low, high = "50 " * 59 + "_ _ " + "40 " * 7, "50 " * 59 + "_ _ " + "50 " * 7
    assert isinstance(say("_ " + low, told(FIELD, "50 " + high, source="zephyr"))[0], Clear)
    # Two more on the days before, and one less of the 69.
    assert isinstance(say("_ _ 50 " + low, told(FIELD, "50 50 _ " + high, source="zephyr"))[0], Finding)


def test_another_limit() -> None:
    # Two standard deviations: 50 x e^-0.45018 = 31.875 for today.
    two = Settings(deviations=2)
    assert isinstance(say(WIDE + "31.8 " * 7, settings=two)[0], Finding)
    assert isinstance(say(WIDE + "31.9 " * 7, settings=two)[0], Clear)


def test_its_life() -> None:
    life = life_of(heart_rate_variability)
    assert (life.repeat, life.sign, life.tip) == (timedelta(days=7), Sign.TOGETHER, False)
    assert rule_of(heart_rate_variability).rests == {MarkKind.ILL}
    assert rule_of(heart_rate_variability).title == "take it easy"
