"""layoff-return: what is told at the first run, once a cap is passed, and when it is over."""

import pytest

from rules.progression.layoff_return import Settings, layoff_return
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.series import day, judge, life_of, only, state

WEEKS = "5 0 10 0 5 0 0 " * 8  # 20 km in any seven days, the longest run 10 km; it ends with two zero days
OFF_14 = WEEKS + "0 " * 12  # the next word is day 68, the return run: a week's cap of 10 km, a run's of 6 km
RETURN = "return-2025-03-10"  # day 68 after 1 January: 30 more in January, 28 in February, 10 in March


def about(verdicts: list[Verdict], subject: str) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.subject == subject]


@pytest.mark.parametrize(
    ("series", "gap_days", "cap_m", "run_cap_m", "do"),
    [
        (OFF_14 + "4", 14, 10000, 6000, "This week at most {cap_m}, all easy; your lungs are ahead of your tendons."),
        (WEEKS + "0 " * 26 + "4", 28, 8000, 6000, "This week at most {cap_m}, all easy;"),
        (WEEKS + "0 " * 54 + "4", 56, 6000, 6000, "This week at most {cap_m}, running and walking by turns, all easy;"),
        (OFF_14 + "10.001", 14, 10000, 6000, "This run was already more than the {cap_m} that the first week allows:"),
        (OFF_14 + "?", 14, 10000, 6000, "This week at most {cap_m}, all easy;"),
    ],
)
def test_the_first_run_is_told_with_its_caps(series: str, gap_days: int, cap_m: int, run_cap_m: int, do: str) -> None:
    verdict = only(layoff_return, series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage) == (Severity.WARNING, 0)
    assert verdict.says == "First run after {gap_days} off."
    assert verdict.do.startswith(do)
    assert verdict.values == {"gap_days": gap_days, "cap_m": cap_m, "run_cap_m": run_cap_m}
    assert verdict.subject == f"return-{verdict.day}"


@pytest.mark.parametrize(
    ("after", "says"),
    [
        # Cap 10 km: told from 1.10 * 10 + 2 = 13 km in seven days on.
        pytest.param("4 0 4 0 5", "{week_m} in 7 days, back after {gap_days} off: the return allows {cap_m}.", id="W"),
        # Cap of one run 6 km: told from 7 km on.
        pytest.param(
            "3 0 7", "{distance_m} in one run, back after {gap_days} off: the return allows {run_cap_m}.", id="run"
        ),
        # On day 17 the caps are 15 and 8 km: told from 1.10 * 15 + 2 = 18.5 km and from 9 km on.
        pytest.param(
            "3 0 3 0 3 0 0 0 0 3 0 3 0 0 0 0 0 9",
            "{distance_m} in one run, back after {gap_days} off: the return allows {run_cap_m}.",
            id="half way",
        ),
    ],
)
def test_a_cap_that_is_clearly_passed_is_told_once_more(after: str, says: str) -> None:
    verdict = only(layoff_return, OFF_14 + after)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.says) == (Severity.NOTICE, 1, says)
    assert verdict.subject == RETURN


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("4 0 4 0 4.999", id="12.999 km in seven days"),
        pytest.param("3 0 6.999", id="6.999 km in one run"),
        pytest.param("2+3", id="the second session of the first day"),
    ],
)
def test_within_the_caps_the_return_stays_at_its_first_stage(after: str) -> None:
    verdict = only(layoff_return, OFF_14 + after)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage) == (Severity.WARNING, 0)
    assert verdict.says == "Back after {gap_days} off: {week_m} in 7 days, where the return allows {cap_m}."
    assert verdict.subject == RETURN


def test_after_a_passed_cap_the_return_stays_at_that_stage_with_those_numbers() -> None:
    verdict = only(layoff_return, OFF_14 + "3 0 7 0 0 0 0 0 0 2")
    assert isinstance(verdict, Finding)
    assert (verdict.stage, verdict.day, verdict.values["distance_m"]) == (1, day(70), 7000)


def test_the_options_move_the_second_message() -> None:
    patient = Settings(week_limit=1.5, week_excess_km=5, run_excess_km=5)
    verdict = only(layoff_return, OFF_14 + "3 0 7", patient)
    assert isinstance(verdict, Finding)
    assert verdict.stage == 0


def test_an_unknown_distance_within_the_return_is_not_judged() -> None:
    verdict = only(layoff_return, OFF_14 + "3 0 ?")
    assert isinstance(verdict, NoData)
    assert verdict.subject == RETURN


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(WEEKS + "5", id="no break"),
        pytest.param(WEEKS + "0 0 0 0 5", id="six days off"),
        pytest.param("5", id="the very first run"),
    ],
)
def test_is_quiet(series: str) -> None:
    verdict = only(layoff_return, series)
    assert isinstance(verdict, Clear)
    assert verdict.subject.startswith("return-")


@pytest.mark.parametrize(
    ("series", "gap_days", "do"),
    [
        (WEEKS + "0 " * 5 + "5", 7, "Start easy; after a break this short there is no cap."),
        (WEEKS + "0 " * 11 + "5", 13, "Start easy; after a break this short there is no cap."),
        ("9 0 0 0 0 0 0 " * 8 + "0 " * 14 + "5", 20, "Start short and easy: there is little recent running to come"),
        ("5 5 5 " + "0 " * 20 + "5", 20, "Start short and easy: there is little recent running to come"),
    ],
)
def test_a_short_break_or_little_running_before_is_a_line_in_the_digest(series: str, gap_days: int, do: str) -> None:
    line, no_return = judge(layoff_return, state(series))
    assert isinstance(line, Finding)
    assert (line.severity, line.values) == (Severity.INFO, {"gap_days": gap_days})
    assert line.subject == f"gap-{line.day}"
    assert line.do.startswith(do)
    assert isinstance(no_return, Clear)
    assert no_return.subject == f"return-{line.day}"


def test_the_line_is_gone_after_a_week() -> None:
    series = WEEKS + "0 " * 5 + "5 0 5 0 5 0 "  # the run after 7 days off is on day 61; today is day 67
    assert judge(layoff_return, state(series, judges_last=False)) == []
    (verdict,) = judge(layoff_return, state(series + "0", judges_last=False))
    assert isinstance(verdict, Clear)
    assert verdict.subject == f"gap-{day(61)}"


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(WEEKS + "0 " * 12 + "_ 5", id="the last of 15 days is missing"),
        pytest.param(WEEKS + "_ " * 12 + "5", id="all but two days are missing"),
        pytest.param(WEEKS + "0 0 0 0 0 _ 5", id="a week off, or less"),
        pytest.param("? 0 10 0 5 0 0 " + WEEKS[14:] + "0 " * 12 + "5", id="a distance before it is unknown"),
        pytest.param(WEEKS + "0 " * 12 + "_ 3+3", id="the second session of the day"),
    ],
)
def test_cannot_know(series: str) -> None:
    verdict = only(layoff_return, series)
    assert isinstance(verdict, NoData)
    assert verdict.subject.startswith("return-")


def test_the_return_is_over_after_twice_the_days_off_without_a_new_run() -> None:
    # The return run is on day 68; 28 days later is day 96. Today is the day after the last 0.
    still = state(OFF_14 + "4 " + "0 " * 26 + "0", judges_last=False)
    assert still.today == day(96)
    (verdict,) = judge(layoff_return, still)
    assert isinstance(verdict, Clear)
    assert (verdict.subject, verdict.at) == (RETURN, still.now)
    assert judge(layoff_return, state(OFF_14 + "4 " + "0 " * 25 + "0", judges_last=False)) == []


def test_on_the_day_it_is_over_a_run_is_not_capped() -> None:
    every_third = OFF_14 + "3 0 0 " * 9 + "0 "  # days 68 to 95
    verdicts = judge(layoff_return, state(every_third + "20"))
    assert all(isinstance(verdict, Clear) for verdict in verdicts)
    assert {verdict.subject for verdict in verdicts} == {RETURN, f"return-{day(96)}"}


def test_a_newer_return_takes_the_place_of_the_older() -> None:
    verdicts = judge(layoff_return, state(OFF_14 + "2 0 2 0 2 " + "0 " * 20 + "3"))
    newer, older = verdicts
    assert isinstance(newer, Finding)
    assert newer.subject == f"return-{day(93)}"  # 68 + 5 + 20
    assert newer.values["cap_m"] == 10000  # 0.5 of the older base of 20 km
    assert isinstance(older, Clear)
    assert older.subject == RETURN


def test_a_week_off_inside_a_return_is_a_line_and_the_return_goes_on() -> None:
    verdicts = judge(layoff_return, state(OFF_14 + "3 " + "0 " * 8 + "3"))
    line, back = verdicts
    assert isinstance(line, Finding)
    assert line.subject == f"gap-{day(77)}"
    assert isinstance(back, Finding)
    assert (back.subject, back.stage) == (RETURN, 0)
    assert not about(verdicts, f"return-{day(77)}")


def test_an_old_return_that_is_judged_again_ends_in_the_same_pass() -> None:
    runner = state(OFF_14 + "4 0 0 0 0 0 " + "0 4 0 4 0 4 0 " * 20)
    everything = type(runner)(now=runner.now, history=runner.history, judged=runner.history.sessions)
    verdicts = about(judge(layoff_return, everything), RETURN)
    assert isinstance(verdicts[0], Finding)
    assert isinstance(verdicts[-1], Clear)


def test_while_it_lasts_it_holds_back_the_notices_of_both_load_rules() -> None:
    assert life_of(layoff_return).inhibits == ("session-spike", "weekly-ramp")
