"""resting-heart-rate: what fires, what is quiet, what cannot be known."""

from datetime import UTC, datetime, time

import pytest

from rules.history import History
from rules.mornings import Mornings
from rules.records import DailyWellness
from rules.recovery.resting_heart_rate import Settings, resting_heart_rate
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Text, Verdict
from tests.rules.series import day, judge, life_of

FIFTY = "50 " * 28


def mornings(series: str, source: str = "garmin") -> tuple[DailyWellness, ...]:
    """One word a day in beats a minute, `_` where there is no value."""
    return tuple(
        DailyWellness(
            source=source, day=day(index), resting_heart_rate_bpm=None if word == "_" else float(word), asleep_s=25200
        )
        for index, word in enumerate(series.split())
    )


def say(series: str, *others: tuple[DailyWellness, ...], settings: Settings | None = None) -> list[Verdict]:
    """Return the verdicts on the last day of the series."""
    today = day(len(series.split()) - 1)
    runner = RunnerState(
        now=datetime.combine(today, time(8), UTC),
        history=History((), known_through=None),
        mornings=Mornings(value for source in (mornings(series), *others) for value in source),
    )
    return judge(resting_heart_rate, runner, settings)


@pytest.mark.parametrize(
    ("series", "excess"),
    [
        # The median of the 28 days before yesterday and before today is 50 in each.
        pytest.param(FIFTY + "55 55", 5, id="5 above on both mornings"),
        pytest.param(FIFTY + "60 55", 5, id="the smaller excess is told"),
        pytest.param(FIFTY + "56.9 58.2", 6, id="rounded down"),
        pytest.param("50 " * 14 + "_ " * 13 + "55 55", 5, id="14 mornings known before yesterday, 15 before today"),
        pytest.param("_ 50 " * 14 + "55 55", 5, id="every second morning known"),
        # 20 mornings of 50 and 8 of 60: the median is 50, the mean would be 52.9.
        pytest.param("60 " * 8 + "50 " * 20 + "55 55", 5, id="median, not mean"),
    ],
)
def test_fires(series: str, excess: int) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject) == (Severity.NOTICE, "-")
    assert verdict.values["excess_bpm"] == excess
    assert verdict.values["baseline_bpm"] == 50
    assert verdict.says == (
        "Resting heart rate {value_bpm}, two mornings at least {excess_bpm} above your normal {baseline_bpm}."
    )
    assert verdict.do == "Easy or rest today; if you feel ill, do not run."


def test_each_morning_is_beside_its_own_normal() -> None:
    # 14 mornings of 50, then 14 of 56. Before yesterday: median of 14 and 14 is 53, so 58 is 5 above. Today's 28 days
    # hold 13 of 50, 14 of 56 and the 58: median 56, and 60 is only 4 above.
    assert isinstance(say("50 " * 14 + "56 " * 14 + "58 60")[0], Clear)
    assert isinstance(say("50 " * 14 + "56 " * 14 + "58 61")[0], Finding)


@pytest.mark.parametrize(
    "today",
    [pytest.param("57", id="7 above"), pytest.param("70", id="20 above")],
)
@pytest.mark.parametrize("yesterday", ["50", "54.9", "_"])
def test_one_morning_far_above_is_a_line_in_the_digest(yesterday: str, today: str) -> None:
    (verdict,) = say(f"{FIFTY} {yesterday} {today}")
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject) == (Severity.INFO, "-")


@pytest.mark.parametrize("yesterday", ["50", "54.9", "_"])
@pytest.mark.parametrize("today", ["55", "56.9"])
def test_one_morning_above_says_nothing_and_clears_nothing(yesterday: str, today: str) -> None:
    assert say(f"{FIFTY} {yesterday} {today}") == []


@pytest.mark.parametrize("series", [FIFTY + "50 50", FIFTY + "60 54.9", FIFTY + "_ 40"])
def test_is_quiet(series: str) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, Clear)
    assert verdict.subject == "-"


@pytest.mark.parametrize(
    ("series", "speaks_from"),
    [
        pytest.param("50 " * 28 + "60 _", None, id="today is missing"),
        pytest.param("_", 14, id="nothing at all"),
        pytest.param("50", 14, id="the very first morning"),  # days 0 to 13 are 14 mornings: it speaks on day 14
        pytest.param("50 " * 13 + "60", 14, id="13 mornings before today"),
        # Days 0 to 12 known, then none until day 25 (today): with it there are 14 for day 26.
        pytest.param("50 " * 13 + "_ " * 12 + "60", 26, id="13 mornings and a hole"),
        # On day 30 the window is days 2 to 29: 8 mornings (2 to 9). Each new one adds one, and each day loses one of
        # them until day 38, where days 30 to 37 are 8 of 14; it speaks on day 44 with days 30 to 43.
        pytest.param("50 " * 10 + "_ " * 20 + "60", 44, id="old mornings fall out"),
    ],
)
def test_cannot_know(series: str, speaks_from: int | None) -> None:
    (verdict,) = say(series)
    assert isinstance(verdict, NoData)
    assert verdict.subject == "-"
    assert verdict.speaks_from == (None if speaks_from is None else day(speaks_from))


def test_yesterday_without_a_normal_of_its_own_does_not_confirm() -> None:
    # 13 mornings before yesterday, 14 before today.
    assert say("50 " * 13 + "55 55") == []


def test_two_sources_are_never_mixed() -> None:
    # Garmin has today's value and a normal of 50; the other's mornings of 60 would lift the median.
    (verdict,) = say(FIFTY + "55 55", mornings("60 " * 28, "watch"))
    assert isinstance(verdict, Finding)


def test_of_two_sources_with_todays_value_the_longer_record_counts() -> None:
    # "other" has 28 mornings before today and says 50; garmin has 20, with two high mornings.
    other = mornings("50 " * 30, "other")
    (verdict,) = say("_ " * 10 + "50 " * 18 + "60 60", other)
    assert isinstance(verdict, Clear)


def test_the_mornings_of_29_days_are_counted() -> None:
    # Yesterday's 28 and today: days 1 to 29 of 30. "other" has one more, the oldest of them, and says 50.
    low, high = "50 " * 27 + "50", "50 " * 26 + "60 60"
    assert isinstance(say("_ _ " + high, mornings("_ 50 " + low, "other"))[0], Clear)
    # One more on the day before, and one less of the 29.
    assert isinstance(say("_ _ 50 " + high, mornings("_ 50 _ " + low, "apple"))[0], Finding)


def test_without_todays_value_the_fullest_of_the_28_days_before_tells_what_is_lacking() -> None:
    # Before day 28 garmin has 14 mornings, two of them on days 0 and 1; the other has 13.
    (verdict,) = say("50 50 " + "50 " * 12 + "_ " * 15, mornings("_ " * 2 + "60 " * 13, "other"))
    assert verdict == NoData(lacks=Text("This morning's resting heart rate is not known."))
    # Days 0 to 12 are known; with today's, of day 13, they are 14 before day 14.
    (young,) = say("50 " * 13 + "_")
    assert (young.values["known_count"], isinstance(young, NoData) and young.speaks_from) == (13, day(14))


def test_a_source_without_todays_value_does_not_help_out() -> None:
    assert isinstance(say("50 " * 10 + "60", mornings("50 " * 10 + "_", "other"))[0], NoData)


def test_other_limits() -> None:
    assert isinstance(say(FIFTY + "55 55", settings=Settings(excess_bpm=6))[0], Clear)
    (line,) = say(FIFTY + "50 55", settings=Settings(alone_bpm=5))
    assert isinstance(line, Finding)
    assert line.severity is Severity.INFO


def test_it_is_told_again_after_a_week() -> None:
    repeat = life_of(resting_heart_rate).repeat
    assert repeat is not None
    assert repeat.days == 7


NOW = datetime.combine(day(29), time(8), UTC)


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        pytest.param(
            "50.9 " * 28 + "58.2 57.5",  # 7.3 and 6.6 above
            Finding(
                severity=Severity.NOTICE,
                says=Text(
                    "Resting heart rate {value_bpm}, two mornings at least {excess_bpm} above "
                    "your normal {baseline_bpm}."
                ),
                do=Text("Easy or rest today; if you feel ill, do not run."),
                values={"value_bpm": 57, "baseline_bpm": 50, "excess_bpm": 6, "needed_bpm": 5.0},
                day=day(29),
                at=NOW,
                formula=Text("{value_bpm} - {baseline_bpm}, and yesterday likewise, are both {needed_bpm} or more"),
            ),
            id="two mornings",
        ),
        pytest.param(
            FIFTY + "54.9 57.8",
            Finding(
                severity=Severity.INFO,
                says=Text(
                    "Resting heart rate {value_bpm}, {excess_bpm} above your normal {baseline_bpm}, "
                    "on a single morning."
                ),
                do=Text("One morning says little; see the next one."),
                values={"value_bpm": 57, "baseline_bpm": 50, "excess_bpm": 7, "needed_bpm": 7.0},
                day=day(29),
                at=NOW,
                formula=Text("{value_bpm} - {baseline_bpm} is {needed_bpm} or more, this morning alone"),
            ),
            id="one morning",
        ),
        pytest.param(
            FIFTY + "60 54.9",
            Clear(
                because=Text("Resting heart rate {value_bpm}, beside your normal {baseline_bpm}."),
                values={"value_bpm": 54, "baseline_bpm": 50},
            ),
            id="quiet",
        ),
        pytest.param(
            FIFTY + "60 _",
            NoData(lacks=Text("This morning's resting heart rate is not known.")),
            id="today is missing",
        ),
        pytest.param(
            # Of days 1 to 28 the 13 from day 16 on are known. The 13 of them and today's are 14 tomorrow.
            "_ " * 16 + "50 " * 13 + "60",
            NoData(
                lacks=Text("Mornings known in the last 28 days: {known_count}; {needed_count} needed."),
                values={"known_count": 13, "needed_count": 14},
                speaks_from=day(30),
            ),
            id="few mornings",
        ),
    ],
)
def test_what_is_said_in_full(series: str, expected: Verdict) -> None:
    assert say(series) == [expected]


def test_it_speaks_when_the_28_days_hold_14_mornings() -> None:
    # Days 1 to 13 are known, and every day from 29 on: each day that goes by adds one morning and drops one, until on
    # day 42 the 28 days before hold the 13 mornings of days 29 to 41, and on day 43 they hold 14.
    (verdict,) = say("_ " + "50 " * 13 + "_ " * 15 + "60")
    assert isinstance(verdict, NoData)
    assert verdict.values["known_count"] == 13  # days 1 to 13
    assert verdict.speaks_from == day(43)
