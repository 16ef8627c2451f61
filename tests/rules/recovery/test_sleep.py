"""sleep: what fires, what is quiet, what cannot be known.

Nights in minutes. Today is day 48: its seven nights are 42 to 48, the 42 before them 0 to 41.
"""

from datetime import timedelta

import pytest

from rules.records import DailyWellness
from rules.recovery.sleep import Settings, sleep
from rules.said import MarkKind
from rules.verdicts import Clear, Finding, NoData, Severity, Sign, Verdict
from tests.rules.series import day, judge, life_of, rule_of
from tests.rules.waking import awake

EIGHT_HOURS = "480 " * 42
DO = "Go to bed earlier tonight, and keep today's run easy."


def nights(series: str, source: str = "garmin") -> tuple[DailyWellness, ...]:
    return tuple(
        DailyWellness(source=source, day=day(index), asleep_s=round(float(word) * 60))
        for index, word in enumerate(series.split())
        if word != "_"
    )


def say(series: str, *others: tuple[DailyWellness, ...], settings: Settings | None = None) -> list[Verdict]:
    today = len(series.split()) - 1
    return judge(sleep, awake(today, nights(series), *others), settings)


@pytest.mark.parametrize(
    ("series", "known", "week_s", "normal_s", "shortfall_s"),
    [
        pytest.param(EIGHT_HOURS + "435 " * 7, 7, 26_100, 28_800, 2700, id="45 minutes below"),
        pytest.param(EIGHT_HOURS + "_ _ " + "435 " * 5, 5, 26_100, 28_800, 2700, id="five of seven known"),
        pytest.param("_ " * 21 + "480 " * 21 + "435 " * 7, 7, 26_100, 28_800, 2700, id="21 of 42 known"),
        # 21 x 450 and 21 x 510: the mean is 480. 4 x 400 and 3 x 480: 3040 / 7 = 434.29 minutes, 26,057 s; 2742 s less.
        pytest.param("450 510 " * 21 + "400 480 400 480 400 480 400", 7, 26_057, 28_800, 2742, id="means"),
        # (41 x 28,800 + 28,860) / 42 = 28,801.4 s
        pytest.param("480 " * 41 + "481 " + "435 " * 7, 7, 26_100, 28_801, 2701, id="rounded down"),
        pytest.param("540 " * 42 + "360 " * 7, 7, 21_600, 32_400, 10_800, id="six hours are not below six hours"),
    ],
)
def test_less_than_normal_is_a_line_in_the_digest(
    series: str, known: int, week_s: int, normal_s: int, shortfall_s: int
) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.stage) == (Severity.INFO, "-", 0)
    assert verdict.says == "{week_s} of sleep a night in 7 days, {shortfall_s} less than your normal ({normal_s})."
    assert verdict.do == DO
    assert verdict.formula == (
        "{normal_s} - {week_s} is {needed_s} or more: the mean of {known_count} nights in 7 days, beside that of the "
        "42 days before them"
    )
    assert verdict.values == {
        "week_s": week_s,
        "normal_s": normal_s,
        "shortfall_s": shortfall_s,
        "needed_s": 2700,
        "known_count": known,
    }
    assert (verdict.day, verdict.at) == (day(48), awake(48).now)


@pytest.mark.parametrize(
    ("series", "week_s", "known", "normal_s"),
    [
        # A second less than six hours in one night of seven: 25,200 - 1 by 7 = 21,599.9 s.
        pytest.param(EIGHT_HOURS + "360 " * 6 + "359.99", 21_599, 7, 28_800, id="just below six hours"),
        pytest.param("480 " * 41 + "481 " + "300 " * 7, 18_000, 7, 28_801, id="rounded down"),
        pytest.param("355 " * 49, 21_300, 7, 21_300, id="as ever, and below six hours"),
        pytest.param("_ " * 42 + "300 _ _ 300 300 300 300", 18_000, 5, None, id="no normal to compare with"),
        pytest.param("_ " * 22 + "480 " * 20 + "300 " * 7, 18_000, 7, None, id="20 of 42: no normal"),
        pytest.param("_ " * 21 + "480 " * 21 + "300 " * 7, 18_000, 7, 28_800, id="21 of 42: a normal"),
    ],
)
def test_less_than_six_hours_is_a_message(series: str, week_s: int, known: int, normal_s: int | None) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.stage) == (Severity.NOTICE, "-", 0)
    values = {"week_s": week_s, "least_s": 21_600, "known_count": known}
    if normal_s is None:
        assert verdict.says == "{week_s} of sleep a night in 7 days: less than {least_s}."
        assert verdict.values == values
    else:
        assert verdict.says == (
            "{week_s} of sleep a night in 7 days: less than {least_s}, and your normal is {normal_s}."
        )
        assert verdict.values == values | {"normal_s": normal_s}
    assert verdict.do == DO
    assert verdict.formula == "{week_s} < {least_s}: the mean of {known_count} nights in 7 days"
    assert (verdict.day, verdict.at) == (day(48), awake(48).now)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(EIGHT_HOURS + "480 " * 7, id="as ever"),
        # A second more in one night: (7 x 2700 - 1) / 7 s below.
        pytest.param(EIGHT_HOURS + "435 " * 6 + "435.02", id="just less than 45 minutes below"),
        pytest.param("360 " * 49, id="six hours, as ever"),
        pytest.param("390 " * 49, id="six and a half hours, as ever: below the usual advice"),
        pytest.param(EIGHT_HOURS + "540 " * 7, id="more"),
        pytest.param(EIGHT_HOURS + "480 " * 6 + "240", id="one short night"),  # a mean of 445.7
    ],
)
def test_is_quiet(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Clear)
    assert verdict.because == "{week_s} of sleep a night in 7 days, beside your normal {normal_s}."
    assert verdict.subject == "-"


def test_a_quiet_week_has_its_figures_too() -> None:
    # 45 minutes less on six of seven nights: 2700 x 6 / 7 = 2314.3 s.
    (verdict,) = say(EIGHT_HOURS + "435 " * 6 + "480")
    assert isinstance(verdict, Clear)
    assert verdict.values == {
        "week_s": 26_485,  # (26,100 x 6 + 28,800) / 7 = 26,485.7
        "normal_s": 28_800,
        "shortfall_s": 2314,
        "needed_s": 2700,
        "known_count": 7,
    }


@pytest.mark.parametrize(
    ("series", "window", "known", "needed", "speaks_from"),
    [
        # 21 nights before the seven, from day 0 on (0 to 20): on day 27.
        pytest.param("480", 7, 1, 5, 27, id="the very first night"),
        pytest.param("300 " * 4, 7, 4, 5, 27, id="four short nights"),
        pytest.param("480 " * 5, 42, 0, 21, 27, id="five nights: no older ones"),
        pytest.param("480 " * 27, 42, 20, 21, 27, id="a day too early"),
        # 42, 43, 44, 48 for today; 43, 44, 48, 49 for the next day; 44, 48 to 50; 48 to 51; and 48 to 52 are five.
        pytest.param(EIGHT_HOURS + "300 300 300 _ _ _ 300", 7, 4, 5, 52, id="four of seven"),
    ],
)
def test_cannot_know(series: str, window: int, known: int, needed: int, speaks_from: int) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, NoData)
    assert verdict.values == {"window_days": window, "known_count": known, "needed_count": needed}
    assert verdict.speaks_from == day(speaks_from)


@pytest.mark.parametrize("series", ["_", EIGHT_HOURS + "300 " * 6 + "_"])
def test_without_last_night_nothing_is_said_of_older_ones(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "How long you slept last night is not known."
    assert (verdict.subject, verdict.speaks_from) == ("-", None)


def test_older_nights_than_those_do_not_count() -> None:
    # A day more: the first night, of no sleep, is older than the 42, whose mean it would lower to below 480.
    assert isinstance(say("0 " + EIGHT_HOURS + "435 " * 7)[0], Finding)


def test_two_sources_are_never_mixed() -> None:
    assert isinstance(say(EIGHT_HOURS + "435 " * 7, nights("420 " * 42, "another"))[0], Finding)


def test_of_two_sources_with_last_night_the_one_with_more_nights_counts() -> None:
    assert isinstance(say(EIGHT_HOURS + "435 " * 6 + "435", nights("_ " + "480 " * 48, "another"))[0], Finding)
    assert isinstance(say("_ " + "480 " * 41 + "435 " * 7, nights("480 " * 49, "zephyr"))[0], Clear)


def test_other_limits() -> None:
    assert isinstance(say(EIGHT_HOURS + "450 " * 7, settings=Settings(shortfall_minutes=30))[0], Finding)
    assert isinstance(say(EIGHT_HOURS + "451 " * 7, settings=Settings(shortfall_minutes=30))[0], Clear)
    (verdict,) = say("415 " * 49, settings=Settings(least_hours=7))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.values["least_s"]) == (Severity.NOTICE, 25_200)


def test_it_is_told_once_in_14_days_and_agrees_with_other_signs() -> None:
    life = life_of(sleep)
    assert (life.repeat, life.sign, life.tip) == (timedelta(days=14), Sign.ALONE, False)
    assert rule_of(sleep).rests == {MarkKind.ILL}
    assert rule_of(sleep).title == "sleep more"
