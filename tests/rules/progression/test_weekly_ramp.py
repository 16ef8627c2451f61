"""weekly-ramp: what fires, what is quiet, what cannot be known."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.progression.weekly_ramp import Settings, weekly_ramp
from rules.verdicts import Clear, Finding, NoData, Severity
from tests.rules.series import day, judge, life_of, only, state

TWENTY = "5 0 10 0 5 0 0 " * 6  # 42 days, 20 km in any seven; the last six days hold 15 km
TEN = "4 0 3 0 3 0 0 " * 6  # 10 km in any seven; the last six days hold 6 km
SEVEN = "3 0 2 0 2 0 0 " * 6  # 7 km in any seven; the last six days hold 4 km
AFTER_A_REST_WEEK = TWENTY + "5 0 0 0 5 0 0 5 0 10"
# The last seven days 0 5 0 0 5 0 10 are 20 km; the seven before, 0 5 0 0 5 0 0, are 10 km.


@pytest.mark.parametrize(
    ("series", "severity", "percent"),
    [
        pytest.param(TWENTY + "7.001", Severity.NOTICE, 10, id="22.001 km beside 20"),
        pytest.param(TWENTY + "11", Severity.NOTICE, 30, id="26 km: 1.30 times"),
        pytest.param(TWENTY + "11.001", Severity.WARNING, 30, id="26.001 km: above 1.30 times"),
        pytest.param(TEN + "6", Severity.NOTICE, 20, id="12 km beside 10: 2 km of excess"),
        pytest.param(SEVEN + "6", Severity.WARNING, 42, id="10 km beside 7"),  # 1000 // 7 = 142
        pytest.param(TWENTY + "3+5", Severity.NOTICE, 15, id="both sessions of the day: 23 km"),
        # Seven days: 10 0 5 and the last four words. Of the 28 days before, 25 are known.
        pytest.param("5 0 10 0 5 0 0 " * 5 + "5 0 10 0 5 _ _ _ 8", Severity.NOTICE, 15, id="25 of 28 known"),
    ],
)
def test_fires(series: str, severity: Severity, percent: int) -> None:
    verdict = only(weekly_ramp, series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.values["excess_percent"]) == (severity, percent)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(TWENTY + "7", id="22 km: 1.10 times"),
        pytest.param(TEN + "5.999", id="less than 2 km of excess"),
        pytest.param(SEVEN + "5.999", id="less than 10 km a week"),
        pytest.param(AFTER_A_REST_WEEK, id="nothing but last week's rest changed"),
    ],
)
def test_is_quiet(series: str) -> None:
    assert isinstance(only(weekly_ramp, series), Clear)


@pytest.mark.parametrize(
    ("series", "known_days"),
    [
        # 35 km beside 50, if nothing was run on the three missing days; with 10 km on each it would be 65.
        pytest.param("10 0 10 0 10 0 10 " * 6 + "10 10 10 10 10 _ _ _ 5", 31, id="three days of this week"),
        pytest.param(TWENTY[:-2] + "_ 7", 33, id="yesterday alone"),
    ],
)
def test_a_week_with_a_missing_day_is_not_called_quiet(series: str, known_days: int) -> None:
    verdict = only(weekly_ramp, series)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == (
        "Of the {recent_days} before, {known_days} are known; {needed_days} needed: the others are not in yet."
    )
    # The oldest week that counts ended 28 days before, and began on the 34th.
    assert verdict.values == {"recent_days": 34, "known_days": known_days, "needed_days": 34}
    assert (verdict.subject, verdict.speaks_from) == ("-", None)


def test_beside_the_week_before_thirteen_days_must_be_known_to_be_quiet() -> None:
    verdict = only(weekly_ramp, TWENTY[:-2] + "_ 7", Settings(reference="previous-week"))
    assert isinstance(verdict, NoData)
    assert verdict.values == {"recent_days": 13, "known_days": 12, "needed_days": 13}


def test_the_first_session_of_a_day_is_judged_without_the_second() -> None:
    runner = state(TWENTY + "6+5")
    first = runner.history.sessions[-2]
    morning = replace(runner, now=first.end, judged=(first,))
    (verdict,) = judge(weekly_ramp, morning)
    assert isinstance(verdict, Clear)
    assert verdict.values["week_m"] == 21000  # 15 + 6
    before, after = judge(weekly_ramp, replace(runner, judged=(first,)))
    assert before == verdict
    assert isinstance(after, Finding)
    assert after.values["week_m"] == 26000  # 15 + 6 + 5


@pytest.mark.parametrize("off", [1, 12, 13, 40])
def test_without_a_new_run_nothing_is_found_again(off: int) -> None:
    # 24 km beside 20 on day 42: told again after 14 days only if a later run says so too.
    assert judge(weekly_ramp, state(TWENTY + "9 " + "0 " * off, judges_last=False)) == []


def test_a_run_that_comes_in_late_is_judged_however_old() -> None:
    (verdict,) = judge(weekly_ramp, state(TWENTY + "9 " + "0 " * 13))
    assert isinstance(verdict, Finding)


def test_each_judged_session_gets_its_verdict_in_order() -> None:
    runner = state(TWENTY + "7 4")  # 15 + 7 = 22 km, then 22 - 0 + 4 = 26 km beside 20
    verdicts = judge(weekly_ramp, replace(runner, judged=runner.history.sessions[-2:]))
    assert [type(verdict) for verdict in verdicts] == [Clear, Finding]


def test_an_older_run_that_comes_in_late_does_not_have_the_last_word() -> None:
    # The 11 km of day 42 make 26 km beside 20; the seven days until the run of day 50 hold its 5 km alone.
    runner = state(TWENTY + "11 0 0 0 0 0 0 0 5", judges_last=False)
    late = replace(runner, judged=runner.history.sessions[-2:-1])
    older, newest = judge(weekly_ramp, late)
    assert isinstance(older, Finding)
    assert isinstance(newest, Clear)


@pytest.mark.parametrize(("off", "verdicts"), [(12, 2), (13, 1)])
def test_the_newest_run_has_the_last_word_for_the_14_days_that_it_can_stand(off: int, verdicts: int) -> None:
    # It ended at 7:30 on day 43: on the evening of day 56 that is 13 days ago, of day 57 14 days. The run before it
    # comes in then.
    runner = state(TWENTY + "2 9 " + "0 " * off, judges_last=False)
    assert runner.today == day(44 + off)
    assert len(judge(weekly_ramp, replace(runner, judged=runner.history.sessions[-2:-1]))) == verdicts


@pytest.mark.parametrize(
    ("weeks_ago", "fires"),
    [(4, False), (5, True)],
)
def test_the_reference_is_of_the_weeks_that_ended_7_to_28_days_before(weeks_ago: int, fires: bool) -> None:
    # One week of 40 km that ended exactly so many weeks before; all others have 20 km. Today's week is 30 km.
    usual = "0 0 10 0 0 0 10 "
    series = usual * 2 + "0 0 20 0 0 0 20 " + usual * (weeks_ago - 1) + "0 0 10 0 0 0 20"
    assert isinstance(only(weekly_ramp, series), Finding) is fires


def test_a_week_that_ended_six_days_before_is_no_reference() -> None:
    # Today's week holds 15 + 15. The week that ended on its first day held 10 + 5 + 15 = 30; the one before, 20.
    verdict = only(weekly_ramp, TWENTY + "15 0 0 0 0 0 15")
    assert isinstance(verdict, Finding)
    assert (verdict.values["week_m"], verdict.values["reference_m"]) == (30000, 20000)


def test_the_literal_rule_looks_at_the_seven_days_before() -> None:
    verdict = only(weekly_ramp, AFTER_A_REST_WEEK, Settings(reference="previous-week"))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.values["excess_percent"]) == (Severity.WARNING, 100)
    assert verdict.says == "{week_m} in 7 days, {excess_percent} above the 7 days before ({reference_m})."


def test_other_limits() -> None:
    series = TWENTY + "9"  # 24 km beside 20: 1.20 times, 4 km of excess
    assert isinstance(only(weekly_ramp, series, Settings(limit=1.2)), Clear)
    assert isinstance(only(weekly_ramp, series, Settings(least_week_km=24.001)), Clear)
    assert isinstance(only(weekly_ramp, series, Settings(least_excess_km=4.001)), Clear)
    verdict = only(weekly_ramp, series, Settings(warning=1.19))
    assert isinstance(verdict, Finding)
    assert verdict.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("series", "speaks_from"),
    [
        pytest.param("5", 35, id="the very first run"),
        pytest.param("5 " * 34 + "30", 35, id="34 days after the first run"),
        pytest.param("5 0 10 0 5 0 0 " * 5 + "5 0 10 0 _ _ _ _ 8", None, id="24 of 28 known"),
        pytest.param("10 " + "0 " * 40 + "12", None, id="no run to compare with"),
        pytest.param(TWENTY + "?", 77, id="its own distance is unknown"),  # 42 + 28 + 7
        # Day 42 looks back on days 8 (42 - 28 - 6) to 41.
        pytest.param("5 " * 8 + "? " + "5 " * 33 + "12", 43, id="the oldest day that counts is unknown"),  # 8 + 35
    ],
)
def test_cannot_know(series: str, speaks_from: int | None) -> None:
    verdict = only(weekly_ramp, series)
    assert isinstance(verdict, NoData)
    assert verdict.subject == "-"
    assert verdict.speaks_from == (None if speaks_from is None else day(speaks_from))


@pytest.mark.parametrize(
    ("days_ago", "is_young"),
    [(0, True), (1, True), (2, False), (400, False)],
)
def test_35_days_are_only_asked_for_while_the_history_is_younger(days_ago: int, is_young: bool) -> None:
    runner = state("5 0 0 " * 11 + "5")  # the last run is on day 33
    (verdict,) = judge(weekly_ramp, replace(runner, now=runner.now + timedelta(days=days_ago)))
    assert isinstance(verdict, NoData)
    if is_young:
        assert verdict.lacks == "{needed_days} of history needed, from the first run on {first_day}."
        assert (verdict.values, verdict.speaks_from) == ({"needed_days": 35, "first_day": day(0)}, day(35))
    else:
        assert verdict.lacks == (
            "The run on {run_day} lies in the first {needed_days} on record: too early to compare it."
        )
        assert (verdict.values, verdict.speaks_from) == ({"run_day": day(33), "needed_days": 35}, None)


def test_the_newest_run_too_may_have_come_too_early() -> None:
    runner = state("5 0 0 " * 11 + "5")
    late = replace(runner, now=runner.now + timedelta(days=2), judged=runner.history.sessions[-2:-1])
    assert [verdict.values.get("run_day") for verdict in judge(weekly_ramp, late)] == [day(30), day(33)]


def test_an_old_run_without_a_known_distance_stays_what_is_told() -> None:
    runner = state(TWENTY + "?")
    (verdict,) = judge(weekly_ramp, replace(runner, now=runner.now + timedelta(days=400)))
    assert isinstance(verdict, NoData)
    assert (verdict.values, verdict.speaks_from) == ({"unknown_day": day(42)}, day(77))


def test_a_cold_start_ends_after_35_days() -> None:
    assert isinstance(only(weekly_ramp, "5 " * 35 + "30"), Finding)


def test_an_unknown_distance_before_all_that_counts_does_not_matter() -> None:
    assert isinstance(only(weekly_ramp, "5 " * 7 + "? " + "5 " * 34 + "12"), Finding)


def test_it_stands_for_14_days_and_is_told_again_after_14() -> None:
    life = life_of(weekly_ramp)
    assert (life.ends_after, life.repeat) == (timedelta(days=14), timedelta(days=14))
