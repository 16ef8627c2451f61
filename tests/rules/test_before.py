"""How far a run may go, told before it: each rule's numbers, worked out by hand."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import rules
from rules.history import History
from rules.progression.layoff_return import Settings as LayoffReturn
from rules.progression.session_spike import Settings as SessionSpike
from rules.progression.weekly_ramp import Settings as WeeklyRamp
from rules.recovery.rest_days import Settings as RestDays
from rules.state import RunnerState
from rules.verdicts import Advice, Ceiling, NoData, Outlook, Severity, Text
from tests.rules.series import check, day, run, state

SPIKE = {"session-spike": SessionSpike()}
RAMP = {"weekly-ramp": WeeklyRamp()}
RETURN = {"layoff-return": LayoffReturn()}
REST = {"rest-days": RestDays()}

TEN = "5 0 10 0 5 0 8 " * 5  # 35 days, the longest 10 km
TWENTY_WEEK = "5 0 10 0 5 0 0 "  # 20 km in any seven days
WEEKS = TWENTY_WEEK * 8  # its last run is on day 53
OFF_14 = WEEKS + "0 " * 12  # today is day 68: a run ends 14 days off
Limits = list[tuple[Severity, int | None, int | None]]


def ask(settings: dict[str, Any], series: str, ahead: int = 0) -> list[Outlook]:
    """Ask on the last day of the series (the day after it, when that had no run), or some days later."""
    runner = state(series, judges_last=False)
    return of(settings, runner, runner.today + timedelta(days=ahead))


def of(settings: dict[str, Any], runner: RunnerState, asked: date) -> list[Outlook]:
    said = [outlook for _rule, outlook in rules.before(runner, asked, settings)]
    for outlook in said:
        check(outlook)
    return said


def limits(said: list[Outlook]) -> Limits:
    assert all(isinstance(outlook, Ceiling) for outlook in said), said
    return [(each.severity, each.run_m, each.week_room_m) for each in said if isinstance(each, Ceiling)]


def lacks(said: list[Outlook]) -> Text:
    [no_data] = said
    assert isinstance(no_data, NoData), no_data
    return no_data.lacks


@pytest.mark.parametrize(
    ("series", "ahead", "notice_m", "warning_m"),
    [
        pytest.param(TEN + "0", 0, 11_000, 20_000, id="1.10 and 2.00 times 10 km"),
        pytest.param("5 0 5 0 3 0 5 " * 5 + "0", 0, 6_000, 10_000, id="1 km above 5 km is more than 1.10 times"),
        pytest.param(TEN + "12", 0, 13_200, 24_000, id="what was run today counts: 1.10 times 12 km"),
        pytest.param(TEN + "4", 0, 11_000, 20_000, id="a shorter run of today changes nothing"),
        # Today is day 39; its window is days 9-38, that of tomorrow days 10-39.
        pytest.param("5 " * 9 + "20 " + "5 " * 30, 0, 22_000, 40_000, id="20 km are 30 days ago"),
        pytest.param("5 " * 9 + "20 " + "5 " * 30, 1, 6_000, 10_000, id="tomorrow they are 31 days ago"),
        pytest.param("5 " * 26 + "0", 1, 6_000, 10_000, id="tomorrow is the 28th day after the first run"),
        pytest.param("5 " * 31 + "_ _ _", 0, 6_000, 10_000, id="25 of 28 days known"),
    ],
)
def test_session_spike(series: str, ahead: int, notice_m: int, warning_m: int) -> None:
    expected = [(Severity.NOTICE, notice_m, None), (Severity.WARNING, warning_m, None)]
    assert limits(ask(SPIKE, series, ahead)) == expected


def test_after_a_race_of_that_day_session_spike_has_no_limit() -> None:
    assert limits(ask(SPIKE, TEN + "10r")) == [(Severity.NOTICE, None, None)]


@pytest.mark.parametrize(
    ("series", "ahead", "because"),
    [
        pytest.param("5 " * 26 + "0", 0, "{needed_days} of history needed, from the first run", id="day 27"),
        pytest.param("5 " * 31 + "_ _ _ _", 0, "Of the {recent_days} before, {known_days}", id="24 of 28 days known"),
        # A source that is behind stays behind: the days to come are missing too.
        pytest.param("5 " * 31 + "_ _ _", 1, "Of the {recent_days} before, {known_days}", id="24 of 28 tomorrow"),
        pytest.param("10 " + "0 " * 40, 0, "No run in the 30 days before", id="nothing in the window"),
        pytest.param("5 " * 20 + "? " + "5 " * 20, 0, "The run on {unknown_day}", id="an unknown distance"),
        pytest.param(TEN + "?", 0, "The run on {unknown_day}", id="an unknown distance today"),
        pytest.param("2.999 0 " * 20, 0, "Longest run in the {span_days} before", id="no session of 3 km"),
    ],
)
def test_session_spike_cannot_know(series: str, ahead: int, because: str) -> None:
    assert lacks(ask(SPIKE, series, ahead)).startswith(because)


@pytest.mark.parametrize(
    ("series", "ahead", "notice_m", "warning_m"),
    [
        # Today is day 42. Days 36-41 hold 10 + 5 km; 1.10 and 1.30 times 20 km are 22 and 26 km.
        pytest.param(TWENTY_WEEK * 6, 0, 7_000, 11_000, id="15 km so far, beside weeks of 20"),
        # In two days, on day 44, the days 38-43 hold 5 km.
        pytest.param(TWENTY_WEEK * 6, 2, 17_000, 21_000, id="the week moves on"),
        # R = 4 km: below 10 km in seven days it is silent, so 9,999 m; 2 km so far; 1.30 x 4 is less.
        pytest.param("2 0 0 2 0 0 0 " * 6, 0, 7_999, 7_999, id="a small week"),
        # R = 15 km: 2 km of excess are more than 1.10 times, so 16,999 m; 10 km so far; 1.30 x 15 = 19.5 km.
        pytest.param("5 0 5 0 5 0 0 " * 6, 0, 6_999, 9_500, id="a small excess"),
        pytest.param(TWENTY_WEEK * 6 + "6.5", 0, 500, 4_500, id="what was run today counts"),
        pytest.param(TWENTY_WEEK * 6 + "30", 0, 0, 0, id="nothing is left"),
    ],
)
def test_weekly_ramp(series: str, ahead: int, notice_m: int, warning_m: int) -> None:
    expected = [(Severity.NOTICE, None, notice_m), (Severity.WARNING, None, warning_m)]
    assert limits(ask(RAMP, series, ahead)) == expected


def test_with_a_missing_day_weekly_ramp_has_its_limits_and_cannot_know_within_them() -> None:
    # Today is day 42, and of yesterday nothing is known: what is left may be less.
    *limited, lacking = ask(RAMP, TWENTY_WEEK * 5 + "5 0 10 0 5 0 _")
    assert limits(limited) == [(Severity.NOTICE, None, 7_000), (Severity.WARNING, None, 11_000)]
    assert isinstance(lacking, NoData)
    assert lacking.values == {"recent_days": 34, "known_days": 33, "needed_days": 34}


def test_weekly_ramp_beside_the_week_before() -> None:
    # The week before, days 29-35, had 10 + 5 + 0 + 5 of the last week's first day = 20 km with the 5 of day 35.
    said = ask({"weekly-ramp": WeeklyRamp(reference="previous-week")}, TWENTY_WEEK * 6)
    assert limits(said)[0] == (Severity.NOTICE, None, 7_000)
    assert isinstance(said[0], Ceiling)
    assert said[0].says == "{week_m} of {most_m} in these 7 days so far; the 7 days before had {reference_m}."
    assert said[0].values == {"week_m": 15_000, "most_m": 22_000, "reference_m": 20_000}


@pytest.mark.parametrize(
    ("series", "because"),
    [
        pytest.param(TEN[:-8], "{needed_days} of history needed, from the first run", id="day 31 of 35"),
        pytest.param(TWENTY_WEEK * 3 + "0 " * 40, "No run in the weeks to compare with.", id="nothing to compare with"),
        pytest.param("5 " * 30 + "? " + "5 " * 10, "The run on {unknown_day}", id="an unknown distance"),
    ],
)
def test_weekly_ramp_cannot_know(series: str, because: str) -> None:
    assert lacks(ask(RAMP, series)).startswith(because)


@pytest.mark.parametrize(
    ("series", "ahead", "expected"),
    [
        # The base is 20 km and the longest run 10 km; half and 0.6 of them. No tolerance: the run itself is told.
        pytest.param(OFF_14, 0, [(Severity.INFO, 6_000, 10_000)], id="a run would begin a return"),
        pytest.param(WEEKS + "0 " * 11, 0, [], id="13 days off"),
        pytest.param(WEEKS + "0 " * 11, 1, [(Severity.INFO, 6_000, 10_000)], id="tomorrow it is 14 days"),
        # 4 km so far. Told from 1.10 x 10 + 2 = 13 km in seven days and from 7 km in one run on.
        pytest.param(
            OFF_14 + "4 0 0", 0, [(Severity.INFO, 6_000, 6_000), (Severity.NOTICE, 6_999, 8_999)], id="in the return"
        ),
        pytest.param(
            OFF_14 + "4", 0, [(Severity.INFO, 6_000, 6_000), (Severity.NOTICE, 6_999, 8_999)], id="again the first day"
        ),
        pytest.param(OFF_14 + "3 0 7 0", 0, [(Severity.INFO, 6_000, 0)], id="a cap was passed, and that is told"),
        # 17 days after the return run, with 22 to rise in: 10 + 10 x 11/22 = 15 km and 6 + 4 x 11/22 = 8 km. Days
        # 12 and 16 hold 6 km of it; told above 1.10 x 15 + 2 = 18.5 km.
        pytest.param(
            OFF_14 + "3 " + "0 0 0 3 " * 4,
            1,
            [(Severity.INFO, 8_000, 9_000), (Severity.NOTICE, 8_999, 12_499)],
            id="half way",
        ),
        pytest.param(OFF_14 + "3 " + "0 0 0 3 " * 7, 0, [], id="over after 28 days"),
        pytest.param(WEEKS, 0, [], id="no break"),
        pytest.param("9 0 0 0 0 0 0 " * 8 + "0 " * 14, 0, [], id="hardly any running before"),
    ],
)
def test_layoff_return(series: str, ahead: int, expected: Limits) -> None:
    said = ask(RETURN, series, ahead)
    assert limits(said) == expected
    assert all(isinstance(each, Ceiling) and each.stands for each in said)


def test_the_first_run_of_a_return_is_named_as_such() -> None:
    [first] = ask(RETURN, OFF_14)
    assert isinstance(first, Ceiling)
    assert first.says.startswith("First run after {gap_days} off:")
    assert first.values == {"gap_days": 14, "cap_m": 10_000, "run_cap_m": 6_000, "week_m": 0}
    later = ask(RETURN, OFF_14 + "4 0 0")[0]
    assert isinstance(later, Ceiling)
    assert later.says.startswith("Back after {gap_days} off:")


@pytest.mark.parametrize(
    ("series", "because"),
    [
        pytest.param(
            WEEKS + "0 " * 12 + "_", "{gap_days} without a run, but not all of them are known", id="a missing day"
        ),
        pytest.param(OFF_14 + "3 0 ? 0", "The run on {unknown_day}", id="an unknown distance in the return"),
    ],
)
def test_layoff_return_cannot_know(series: str, because: str) -> None:
    assert lacks(ask(RETURN, series)).startswith(because)


@pytest.mark.parametrize(
    ("settings", "series", "ahead", "says", "values"),
    [
        pytest.param(
            REST, "5 0 " + "5 " * 6, 1, "A run on {run_day} would make {streak_days} of running in a row.",
            {"streak_days": 7, "rest_days": 0, "wanted_days": 1, "run_day": day(8)}, id="the seventh day in a row",
        ),
        pytest.param(
            {"rest-days": RestDays(min_rest_days=2)}, "5 0 5 5 5 5", 1,
            "A run on {run_day} would leave {rest_days} without a run in 7, where you asked for {wanted_days}.",
            {"streak_days": 5, "rest_days": 1, "wanted_days": 2, "run_day": day(6)}, id="one rest day of two",
        ),
    ],
)  # fmt: skip
def test_rest_days_gives_a_word_and_no_metres(
    settings: dict[str, Any], series: str, ahead: int, says: str, values: dict[str, Any]
) -> None:
    [advice] = ask(settings, series, ahead)
    assert isinstance(advice, Advice)
    assert (advice.says, advice.do) == (says, "Take that day off, or swap the run for cycling.")
    assert advice.values == values


@pytest.mark.parametrize(
    ("series", "ahead"),
    [
        pytest.param("5 0 " + "5 " * 6, 0, id="the sixth day in a row, again"),
        pytest.param("5 0 " + "5 " * 7, 0, id="the seventh day in a row has its run already"),
        pytest.param("5 0 " + "5 " * 6, 2, id="tomorrow is counted as a day off"),
        pytest.param("5 0 " + "5 " * 5 + "0", 0, id="after a day off"),
        # Finished streaks of 8, 8 and 8 days: up to 1.5 x 8 = 12 days are usual.
        pytest.param(("5 " * 8 + "0 ") * 3 + "5 " * 11, 1, id="usual for a runner of streaks"),
    ],
)
def test_rest_days_has_nothing_to_say(series: str, ahead: int) -> None:
    assert ask(REST, series, ahead) == []


def test_rest_days_cannot_know() -> None:
    assert lacks(ask(REST, "5 5 5 5 5 5 _")).startswith("{missing_days} of the last 7 may be rest or not")


def test_of_a_runner_without_a_run_nothing_is_known() -> None:
    nobody = RunnerState(now=datetime(2025, 1, 1, 12, tzinfo=UTC), history=History((), known_through=None))
    said = of(SPIKE | RAMP | RETURN | REST, nobody, nobody.today)
    assert [type(outlook) for outlook in said] == [NoData, NoData, NoData]  # layoff-return: no break


def test_a_rule_that_is_off_is_not_asked() -> None:
    assert {rule.name for rule, _outlook in rules.before(state(TEN), day(40), SPIKE)} == {"session-spike"}
    assert list(rules.before(state(TEN), day(40), {})) == []


def test_a_past_day_is_an_error() -> None:
    runner = state(TEN)
    with pytest.raises(ValueError, match="is past"):
        list(rules.before(runner, runner.today - timedelta(days=1), SPIKE))


def calendar(
    today: date, distances_m: dict[int, int], *, at: time = time(7), zone: str = "Europe/Amsterdam"
) -> History:
    """Runs so many days before `today`, at a time of the clock, all known through yesterday."""
    starts = {
        datetime.combine(today - timedelta(days=back), at, ZoneInfo(zone)): metres
        for back, metres in distances_m.items()
    }
    runs = [run(start, metres) for start, metres in starts.items()]
    return History(runs, known_through=today - timedelta(days=1))


@pytest.mark.parametrize(
    "today",
    [
        pytest.param(date(2026, 3, 29), id="the clock goes forward"),
        pytest.param(date(2026, 3, 30), id="the day after"),
        pytest.param(date(2026, 10, 25), id="the clock goes back"),
        pytest.param(date(2028, 2, 29), id="leap day"),
        pytest.param(date(2028, 3, 1), id="the day after it"),
    ],
)
def test_days_of_the_calendar_are_counted_not_hours(today: date) -> None:
    # 15 km 30 days ago are in today's window, 1.10 x 15 = 16.5 km, and not in tomorrow's. The seven days that end
    # today hold the runs of 2, 4 and 6 days ago.
    past = calendar(today, {30: 15_000} | dict.fromkeys((*range(2, 29, 2), *range(32, 61, 2)), 5_000))
    runner = RunnerState(now=datetime.combine(today, time(6), ZoneInfo("Europe/Amsterdam")), history=past)
    assert limits(of(SPIKE, runner, today))[0] == (Severity.NOTICE, 16_500, None)
    assert limits(of(SPIKE, runner, today + timedelta(days=1)))[0] == (Severity.NOTICE, 6_000, None)
    ramp = of(RAMP, runner, today)[0]
    assert isinstance(ramp, Ceiling)
    assert ramp.values["week_m"] == 15_000


def test_a_run_over_midnight_is_a_run_of_the_day_before() -> None:
    today = date(2026, 3, 8)
    past = calendar(today, dict.fromkeys(range(1, 60, 2), 10_000), at=time(23, 50))
    runner = RunnerState(now=datetime(2026, 3, 8, 6, tzinfo=UTC), history=past)
    # It ended at 00:20 today, and still belongs to yesterday: today is no second session, tomorrow no third.
    assert limits(of(SPIKE, runner, today))[0] == (Severity.NOTICE, 11_000, None)
    # Days 1, 3 and 5 back lie in the seven days: 30 km of 1.10 x 40.
    assert limits(of(RAMP, runner, today))[0] == (Severity.NOTICE, None, 14_000)
