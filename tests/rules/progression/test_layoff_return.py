"""layoff-return: what is told at the first run, once a cap is passed, and of what nothing is said any more."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from rules.history import History
from rules.progression.layoff_return import Settings, layoff_return
from rules.verdicts import Finding, NoData, Severity, Verdict
from tests.rules.series import day, judge, life_of, only, runs, state

WEEKS = "5 0 10 0 5 0 0 " * 8  # 20 km in any seven days, the longest run 10 km; it ends with two zero days
OFF_14 = WEEKS + "0 " * 12  # the next word is day 68, the return run: a week's cap of 10 km, a run's of 6 km
TOO_LONG = "First run after {gap_days} off: {distance_m}, where the return allows {run_cap_m} in one run."
RETURN = "return-2025-03-10"  # day 68 after 1 January: 30 more in January, 28 in February, 10 in March


HONOLULU = timezone(timedelta(hours=-10))


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
    ("series", "distance_m", "do"),
    [
        # Cap of one run 6 km: told from 7 km on; up to 10 km it is within the cap of the week.
        (OFF_14 + "7", 7_000, "Rest the next day. This week at most {cap_m}, all easy, and no run above {run_cap_m}."),
        (
            OFF_14 + "10",
            10_000,
            "Rest the next day. This week at most {cap_m}, all easy, and no run above {run_cap_m}.",
        ),
        # 0.6 of 4 km is 2.4 km, 0.3 of 16 km 4.8 km.
        (
            "4 0 4 0 4 0 4 " * 9 + "0 " * 56 + "3.4",
            3_400,
            "Rest the next day. This week at most {cap_m}, running and walking by turns, all easy, and no run above "
            "{run_cap_m}.",
        ),
    ],
)
def test_a_first_run_that_is_clearly_too_long_is_told_so(series: str, distance_m: int, do: str) -> None:
    verdict = only(layoff_return, series)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.do) == (Severity.WARNING, 0, do)
    assert verdict.says == TOO_LONG
    assert verdict.formula == "{distance_m} >= {run_cap_m} + {run_excess_m}"
    assert (verdict.values["distance_m"], verdict.values["run_excess_m"]) == (distance_m, 1000)


def test_a_metre_less_is_not_clearly_too_long() -> None:
    verdict = only(layoff_return, OFF_14 + "6.999")
    assert isinstance(verdict, Finding)
    assert verdict.says == "First run after {gap_days} off."
    assert "distance_m" not in verdict.values


def test_how_far_is_clearly_too_long_for_a_first_run_can_be_set() -> None:
    verdict = only(layoff_return, OFF_14 + "8", Settings(run_excess_km=2.001))
    assert isinstance(verdict, Finding)
    assert verdict.says == "First run after {gap_days} off."


def test_after_a_first_run_that_was_too_long_a_later_one_is_told_once_more() -> None:
    told = only(layoff_return, OFF_14 + "7 0 0 0 0 0 0 7.5")  # 7 days on: 6000 + 4000 / 22 = 6,181 m
    assert isinstance(told, Finding)
    assert (told.severity, told.stage, told.values["distance_m"]) == (Severity.NOTICE, 1, 7_500)
    kept = only(layoff_return, OFF_14 + "7 0 0 0 0 0 0 2")
    assert isinstance(kept, Finding)
    assert (kept.severity, kept.stage) == (Severity.WARNING, 0)


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
    assert judge(layoff_return, state(series)) == []


@pytest.mark.parametrize(
    ("series", "gap_days", "do"),
    [
        (WEEKS + "0 " * 5 + "5", 7, "Start easy; after a break this short there is no cap."),
        (WEEKS + "0 " * 11 + "5", 13, "Start easy; after a break this short there is no cap."),
        ("9 0 0 0 0 0 0 " * 8 + "0 " * 14 + "5", 20, "Start short and easy: there is little recent running to come"),
        # What is on record of the weeks before the three days is zero.
        ("5 " + "0 " * 60 + "5 5 5 " + "0 " * 20 + "5", 20, "Start short and easy: there is little recent running"),
    ],
)
def test_a_short_break_or_little_running_before_is_a_line_in_the_digest(series: str, gap_days: int, do: str) -> None:
    line = only(layoff_return, series)
    assert isinstance(line, Finding)
    assert (line.severity, line.values) == (Severity.INFO, {"gap_days": gap_days})
    assert line.subject == f"gap-{line.day}"
    assert line.do.startswith(do)


def test_the_line_stands_for_a_week_when_no_run_follows() -> None:
    series = WEEKS + "0 " * 5 + "5 " + "0 " * 5  # the run after 7 days off is on day 61; today is day 67
    (line,) = judge(layoff_return, state(series, judges_last=False))
    assert isinstance(line, Finding)
    assert line.subject == f"gap-{day(61)}"
    assert judge(layoff_return, state(series + "0", judges_last=False)) == []


def test_the_line_is_not_said_any_more_after_the_next_run() -> None:
    assert judge(layoff_return, state(WEEKS + "0 " * 5 + "5 0 5", judges_last=False)) == []


def test_a_run_after_a_week_off_that_comes_in_a_week_late_has_no_line() -> None:
    runner = state(WEEKS + "0 " * 5 + "5 " + "0 " * 6)  # the run of day 61, judged on day 68
    assert runner.judged[0].day == day(61)
    assert judge(layoff_return, runner) == []


@pytest.mark.parametrize(
    "series",
    [
        pytest.param(WEEKS + "0 " * 12 + "_ 5", id="the last of 15 days is missing"),
        pytest.param(WEEKS + "_ " * 12 + "5", id="all but two days are missing"),
        pytest.param(WEEKS + "0 0 0 0 0 _ 5", id="a week off, or less"),
        pytest.param(WEEKS[:15] + "? 0 10 0 5 0 0 " + WEEKS[30:] + "0 " * 12 + "5", id="an unknown distance before it"),
        pytest.param(WEEKS + "0 " * 12 + "_ 3+3", id="the second session of the day"),
    ],
)
def test_cannot_know(series: str) -> None:
    runner = state(series)
    (verdict,) = judge(layoff_return, runner)
    assert isinstance(verdict, NoData)
    assert verdict.subject == f"return-{runner.today}"


@pytest.mark.parametrize(
    ("after", "says_so"),
    [
        # 15 days off, of which the last is missing: if they were rest, the return lasts for days 69 to 98.
        pytest.param("5 5 5", True, id="on the next days"),
        pytest.param("5 " + "_ " * 28, True, id="on day 98"),
        pytest.param("5 " + "_ " * 29, False, id="on day 99"),
    ],
)
def test_that_a_return_cannot_be_known_is_said_as_long_as_it_would_last(after: str, says_so: bool) -> None:
    verdicts = judge(layoff_return, state(WEEKS + "0 " * 12 + "_ " + after, judges_last=False))
    assert [(type(verdict), verdict.subject) for verdict in verdicts] == [(NoData, f"return-{day(69)}")] * says_so


def test_a_return_that_is_in_doubt_again_does_not_end() -> None:
    # 14 days off, two runs in the return; then a source falls behind, and day 67 may not have been rest.
    known = state(OFF_14 + "4 0 4")
    (before,) = judge(layoff_return, known)
    assert isinstance(before, Finding)
    doubtful = replace(known, history=History(runs(OFF_14 + "4 0 4"), known_through=day(66)), judged=())
    (after,) = judge(layoff_return, doubtful)
    assert isinstance(after, NoData)
    assert after.subject == before.subject == RETURN


def test_a_break_in_doubt_does_not_end_the_return_before_it() -> None:
    # The return of day 68 lasts until day 96. On day 77, after 8 days off of which 3 are missing, both are spoken of.
    doubt, back = judge(layoff_return, state(OFF_14 + "3 0 0 0 0 0 _ _ _ 3"))
    assert isinstance(doubt, NoData)
    assert doubt.subject == f"return-{day(77)}"
    assert isinstance(back, Finding)
    assert back.subject == RETURN


def test_a_return_is_said_on_every_day_until_it_is_over_without_a_new_run() -> None:
    # The return run is on day 68; 28 days later is day 96. Today is the day after the last 0.
    for zeros, today in [(1, 70), (20, 89), (26, 95)]:
        still = state(OFF_14 + "4 " + "0 " * zeros, judges_last=False)
        assert still.today == day(today)
        (verdict,) = judge(layoff_return, still)
        assert isinstance(verdict, Finding)
        assert (verdict.subject, verdict.day, verdict.stage) == (RETURN, day(68), 0)
    over = state(OFF_14 + "4 " + "0 " * 27, judges_last=False)
    assert over.today == day(96)
    assert judge(layoff_return, over) == []


def test_said_again_without_a_new_run_it_is_the_same() -> None:
    first = judge(layoff_return, state(OFF_14 + "3 0 7"))
    assert judge(layoff_return, state(OFF_14 + "3 0 7", judges_last=False)) == first
    assert judge(layoff_return, state(OFF_14 + "3 0 7 0 0 0", judges_last=False)) == first


def test_on_the_day_it_is_over_a_run_is_not_capped() -> None:
    every_third = OFF_14 + "3 0 0 " * 9  # days 68 to 94
    (inside,) = judge(layoff_return, state(every_third + "20"))  # day 95
    assert inside.subject == RETURN
    assert judge(layoff_return, state(every_third + "0 20")) == []  # day 96


def test_a_run_of_the_return_that_comes_in_when_it_is_over_is_not_judged() -> None:
    runner = state(OFF_14 + "4 0 20 " + "0 " * 25)
    assert (runner.today, runner.judged[0].day) == (day(96), day(70))
    assert judge(layoff_return, runner) == []


def test_a_newer_return_takes_the_place_of_the_older_of_which_nothing_is_said() -> None:
    verdict = only(layoff_return, OFF_14 + "2 0 2 0 2 " + "0 " * 20 + "3")
    assert isinstance(verdict, Finding)
    assert verdict.subject == f"return-{day(93)}"  # 68 + 5 + 20
    assert verdict.values["cap_m"] == 10000  # 0.5 of the older base of 20 km


def test_runs_of_an_older_return_that_come_in_late_do_not_bring_it_back() -> None:
    # The older return would last until day 96, and today is day 93.
    runner = state(OFF_14 + "2 0 2 0 2 " + "0 " * 20 + "3")
    late = replace(runner, judged=runner.history.sessions[-4:])
    assert [session.day for session in late.judged] == [day(68), day(70), day(72), day(93)]
    assert {verdict.subject for verdict in judge(layoff_return, late)} == {f"return-{day(93)}"}
    assert {verdict.subject for verdict in judge(layoff_return, replace(late, judged=late.judged[:3]))} == {
        f"return-{day(93)}"
    }


def test_a_return_whose_run_was_deleted_is_not_said_any_more() -> None:
    # Without the run of day 68 the first run after 16 days off is that of day 70.
    (verdict,) = judge(layoff_return, state(OFF_14 + "0 0 3", judges_last=False))
    assert isinstance(verdict, Finding)
    assert (verdict.subject, verdict.values["gap_days"]) == (f"return-{day(70)}", 16)
    assert judge(layoff_return, state(OFF_14 + "0 0 0", judges_last=False)) == []  # that one was deleted as well


@pytest.mark.parametrize(
    ("off", "still_said"),
    [
        pytest.param("0 " * 6 + "5 " + "0 " * 5, [f"gap-{day(62)}"], id="eight days and five: a line"),
        pytest.param("0 " * 3 + "5 0 0 0 0 5 0 0 5", [], id="no seven days are left"),
    ],
)
def test_a_return_whose_gap_was_filled_later_is_not_said_any_more(off: str, still_said: list[str]) -> None:
    # What came in late is judged, and the run of day 68 once more.
    runner = state(f"{WEEKS} {off} 4")
    verdicts = judge(layoff_return, replace(runner, judged=runner.history.sessions_between(day(54), day(68))))
    assert [verdict.subject for verdict in verdicts] == still_said
    assert judge(layoff_return, replace(runner, judged=())) == []


def test_a_week_off_inside_a_return_is_a_line_and_the_return_goes_on() -> None:
    verdicts = judge(layoff_return, state(OFF_14 + "3 " + "0 " * 8 + "3"))
    line, back = verdicts
    assert isinstance(line, Finding)
    assert line.subject == f"gap-{day(77)}"
    assert isinstance(back, Finding)
    assert (back.subject, back.stage) == (RETURN, 0)
    assert not about(verdicts, f"return-{day(77)}")


def test_nothing_is_said_of_an_old_return_that_is_judged_again() -> None:
    runner = state(OFF_14 + "4 0 0 0 0 0 " + "0 4 0 4 0 4 0 " * 20)
    assert [layoff.day for layoff in runner.history.layoffs] == [day(68)]
    assert judge(layoff_return, replace(runner, judged=runner.history.sessions)) == []


def test_a_return_in_force_is_said_on_a_journey_on_which_the_runners_tomorrow_has_begun() -> None:
    # The return run is at 7:00 UTC on day 68; an hour after its end it is 21:30 on day 67 in Honolulu.
    runner = state(OFF_14 + "4", judges_last=False)
    ended = runner.history.sessions[-1].end
    at_home = replace(runner, now=(ended + timedelta(hours=1)).astimezone(HONOLULU))
    assert at_home.today == day(67)
    (verdict,) = judge(layoff_return, at_home)
    assert verdict.subject == RETURN


def test_each_pass_says_how_it_stands() -> None:
    assert life_of(layoff_return).standing


def test_while_it_lasts_it_holds_back_the_notices_of_both_load_rules() -> None:
    assert life_of(layoff_return).inhibits == ("session-spike", "weekly-ramp")


def test_of_two_sessions_that_came_in_at_once_the_one_before_any_break_hides_nothing() -> None:
    said = state(OFF_14 + "4")
    first, *_others, back = said.history.sessions
    (told,) = judge(layoff_return, replace(said, judged=(first, back)))
    assert isinstance(told, Finding)
    assert (told.subject, told.values["gap_days"]) == (RETURN, 14)
