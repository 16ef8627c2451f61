"""The weekly digest, word for word: the week that is over, what lies ahead, and how much there is room for."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from daemon.digest_text import LONGEST, words_of
from daemon.wording import Format
from rules.history import History
from rules.pains import PainLog
from rules.said import NO_END, Mark, MarkKind, Moment, PainEntry, Site
from rules.state import RunnerState
from rules.verdicts import Severity
from tests.daemon.digests import CAPPED, EN, INFORMED, alert, digest, line, plan, written
from tests.daemon.weeks import AMSTERDAM, MONDAY, NOW, SUNDAY, run, runner


def test_a_quiet_week_is_told_too() -> None:
    words = words_of(digest(runner({SUNDAY: 14_000})), style=EN)
    assert (words.title, words.tip) == ("Shinguard: still watching", None)
    # 8 + 8 + 14 = 30 km beside 28 km: 7.1 % more. Today the seven days hold 30 km of 1.10 x 28 = 30.8 km; those that
    # end on Sunday hold nothing yet of 1.10 x 30 = 33 km.
    assert words.body == (
        "2 March to 8 March: 30 km in 3 runs.\n"
        "Mean of the 4 weeks before: 28 km in 3 runs. The week was 7% above that.\n"
        "\n"
        "Monday 9 March: Up to 0.8 km in one run (weekly-ramp).\n"
        "Left up to Sunday 15 March: 33 km in all (weekly-ramp).\n"
        "\n"
        "Nothing was held back. Still watching."
    )


@pytest.mark.parametrize(
    ("sunday_m", "says"),
    [
        # 16 + 12.279 = 28.279 km is 0.996 % above 28 km, 28.28 km is 1 %.
        (12_279, "The week was equal to that."),
        (12_280, "The week was 1% above that."),
        (11_720, "The week was 1% below that."),
        (11_721, "The week was equal to that."),
        (26_000, "The week was 50% above that."),  # 42 of 28 km
        (5_000, "The week was 25% below that."),  # 21 of 28 km
    ],
)
def test_the_week_is_set_beside_the_mean_of_the_four_before(sunday_m: int, says: str) -> None:
    assert written(digest(runner({SUNDAY: sunday_m})))[1].endswith(f" {says}")


def test_the_mean_is_of_kilometres_and_of_runs() -> None:
    # Without the run of Tuesday 27 January (not of the four) and of 10 February: 20 + 3 x 28 = 104 km in 11 runs.
    state = runner({date(2026, 1, 27): 0, date(2026, 2, 10): 0})
    assert written(digest(state))[1].startswith("Mean of the 4 weeks before: 26 km in 2.7 runs. ")


def test_one_run_and_none() -> None:
    off = {SUNDAY: 0, date(2026, 3, 3): 0}
    assert written(digest(runner(off)))[0] == "2 March to 8 March: 8 km in 1 run."
    assert written(digest(runner(off | {date(2026, 3, 5): 0})))[:2] == [
        "2 March to 8 March: no run.",
        "Mean of the 4 weeks before: 28 km in 3 runs.",
    ]


def test_what_is_not_known_is_said_and_compared_with_nothing() -> None:
    # Known through Friday 6 March: Saturday and Sunday may still bring something.
    assert written(digest(runner(known_through=date(2026, 3, 6)))) == [
        "2 March to 8 March: 16 km in 2 runs.",
        "Not known of it: 2 days; something may still come in.",
        "Mean of the 4 weeks before: 28 km in 3 runs.",
        # 3 March to 9 March: 16 of 30.8 km. Longest of 30 days: 12 km, so 13.2 km.
        "Monday 9 March: Up to 13.2 km in one run (session-spike).",
        # Of the 28 days before that Sunday 20 are known.
        "What is left up to Sunday 15 March is not known.",
        "Not all is known since 7 March: a run that is missing there would count.",
        "Nothing was held back. Still watching.",
    ]
    # A whole week of silence is not a week of rest.
    silent = written(digest(runner(known_through=date(2026, 3, 1))))
    assert silent[:2] == [
        "2 March to 8 March: no run is known.",
        "Not known of it: 7 days; something may still come in.",
    ]


def test_a_run_of_unknown_distance_is_not_in_the_sum_and_said() -> None:
    lines = written(digest(runner({date(2026, 3, 5): None})))
    assert lines[:3] == [
        "2 March to 8 March: 20 km in 3 runs.",
        "The distance of 1 run is not known and not in it.",
        "Mean of the 4 weeks before: 28 km in 3 runs.",
    ]
    lines = written(digest(runner({date(2026, 3, 5): None, SUNDAY: None})))
    assert lines[1] == "The distance of 2 runs is not known and not in it."


def test_weeks_before_that_are_not_known_are_left_out_of_the_mean() -> None:
    # The first run on Tuesday 17 February: of the four weeks before, the last one is known.
    beginner = runner({date(2026, 2, 24): 4_000}, first=date(2026, 2, 17))
    assert written(digest(beginner))[1] == (
        "Known of the 4 weeks before: 1, with a mean of 24 km in 3 runs. The week was 16% above that."
    )
    newest = runner(first=date(2026, 3, 3))
    assert written(digest(newest))[2] == "The 4 weeks before are not known."


def test_weeks_that_begin_on_sunday() -> None:
    # 1 to 7 March: 12 + 8 + 8 km. From Sunday 8 March on 14 km are run of 1.10 x 28 = 30.8 km.
    lines = written(digest(runner({SUNDAY: 14_000}), week_starts="sunday"))
    assert lines[0] == "1 March to 7 March: 28 km in 3 runs."
    assert lines[3] == "Left up to Saturday 14 March: 16.8 km in all (weekly-ramp)."


def test_the_week_in_which_the_clocks_change() -> None:
    # 29 March 2026 has 23 hours; half past midnight on Monday 30 March is another week.
    monday = date(2026, 3, 30)
    now = datetime(2026, 3, 30, 7, tzinfo=AMSTERDAM)
    state = runner(known_through=date(2026, 3, 29), now=now)
    runs = [each for session in state.history.sessions for each in session.runs]
    late = run(date(2026, 3, 29), 5_000, clock="23:00"), run(monday, 4_000, clock="00:30", elapsed_s=1200)
    history = History([*runs, *late], known_through=date(2026, 3, 29))
    # 8 + 8 + 12 + 5 km.
    assert written(digest(replace(state, history=history)))[0] == "23 March to 29 March: 33 km in 4 runs."


def test_miles() -> None:
    # 28,000 m are 17.39 mi; 13,200 m 8.20; 30,800 m 19.13.
    lines = written(digest(runner(known_through=date(2026, 3, 6))), Format("en", "imperial", AMSTERDAM))
    assert lines[0] == "2 March to 8 March: 9.9 mi in 2 runs."
    assert lines[2] == "Mean of the 4 weeks before: 17.3 mi in 3 runs."
    assert lines[3] == "Monday 9 March: Up to 8.2 mi in one run (session-spike)."


# What lies ahead.


def test_where_the_ceiling_cannot_be_known_it_says_what_is_lacking() -> None:
    lines = written(digest(runner(first=date(2026, 3, 3))))
    assert lines[3:6] == [
        "Monday 9 March: How far you can go cannot be known.",
        "session-spike cannot say: 28 days of history needed, from the first run on 3 March. Speaks from 31 March.",
        "weekly-ramp cannot say: 35 days of history needed, from the first run on 3 March. Speaks from 7 April.",
    ]
    assert not any(line.startswith("Left up to") for line in lines)


def test_a_runner_without_limits_and_one_without_room() -> None:
    lines = written(digest(runner(), settings={}))
    assert lines[2] == "Monday 9 March: No rule limits your run."
    # 8 + 8 + 15 km of 30.8 km in the seven days that end today.
    lines = written(digest(runner({SUNDAY: 15_000})))
    assert lines[2] == "Monday 9 March: There is no room for a run (weekly-ramp)."
    assert lines[3].startswith("Left up to Sunday 15 March: ")


def test_while_a_pain_stops_every_run_nothing_is_said_of_what_the_week_has_left() -> None:
    entry = PainEntry(
        entry_id=1, at=NOW, site=Site.KNEE, moment=Moment.AFTER, level=6, red_flags=frozenset(), logged_at=NOW
    )
    lines = written(digest(replace(runner(), pain=PainLog((entry,)))))
    assert lines[2] == (
        "Monday 9 March: Pain 6 of 10 (knee): more than the 5 that can be run on. Stop and step back: 1-2 weeks "
        "without running, with cross-training that is pain-free. Run again when you are pain-free."
    )
    assert not any(line.startswith(("Left up to", "What is left")) for line in lines)


def test_that_nothing_is_left_is_said_once() -> None:
    # The week ends today: of 1.10 x 28 = 30.8 km 31 are run.
    sunday = datetime(2026, 3, 8, 20, 0, tzinfo=AMSTERDAM)
    lines = written(digest(runner({SUNDAY: 15_000}, now=sunday)))
    assert lines[2] == "Sunday 8 March: There is no room for a run (weekly-ramp)."
    assert not any(line.startswith("Left up to") for line in lines)


def test_before_the_first_run_nothing_but_that_is_lacking() -> None:
    lines = written(digest(RunnerState(now=NOW, history=History((), known_through=SUNDAY))))
    assert lines[3:5] == [
        "Monday 9 March: How far you can go cannot be known.",
        "No run is on record yet: `shinguard sync` asks the sources, `shinguard import` brings in files.",
    ]
    assert not any("history needed" in line for line in lines)


def test_on_a_day_that_is_marked_as_ill_that_is_all_that_is_said_of_it() -> None:
    ill = Mark(mark_id=1, kind=MarkKind.ILL, first=MONDAY, last=MONDAY)
    lines = written(digest(runner(marks=(ill,))))
    assert lines[2] == "Monday 9 March: You marked this day as ill: while you feel ill, do not run."
    assert lines[3] == "Nothing was held back. Still watching."
    assert written(digest(runner(marks=(replace(ill, last=NO_END),))))[2] == (
        "Monday 9 March: You marked yourself as ill from 9 March 2026 on: while you feel ill, do not run. "
        "When it is over: shinguard mark over ill"
    )


def test_plans_that_are_longer_than_their_day_allows_are_named() -> None:
    plans = (
        plan(MONDAY, 13_200, 13_200),
        plan(date(2026, 3, 12), None, 13_200),
        plan(date(2026, 3, 14), 20_000, None),
        plan(date(2026, 3, 13), 13_201, 13_200, is_estimate=True),
        plan(date(2026, 3, 15), 24_000, 13_200),
    )
    lines = written(digest(runner(plans=plans)))
    assert lines[4:7] == [
        "Planned, and too long:",
        "• Friday 13 March: about 13.2 km; the limit is 13.2 km.",
        "• Sunday 15 March: 24 km; the limit is 13.2 km.",
    ]


def test_a_plan_of_today_that_is_run_is_over() -> None:
    plans = (plan(MONDAY, 24_000, 13_200),)
    assert digest(runner(plans=plans)).plans == plans
    assert digest(runner({MONDAY: 5_000}, plans=plans)).plans == ()


# Short enough for a phone.


def test_what_does_not_fit_is_left_out_the_least_important_first() -> None:
    held = [line(subject=f"garmin-{number}", says=f"Run {number} was long." + " So it was." * 8) for number in range(9)]
    info = [
        line("hard-share", severity=Severity.INFO, because=INFORMED, subject=f"{number}", says="Much of it was hard.")
        for number in range(3)
    ]
    found = digest(runner(), *held, *info, tip=alert("strength", do="Two short ones."))
    words = words_of(found, style=EN)
    body = words.body
    assert len(body) <= LONGEST
    assert "Run 0 was long" in body
    # First the tip goes, then what is for information, then the last of what was held back.
    assert "Two short ones" not in body
    assert words.tip is None
    assert "For your information" not in body
    assert "Run 8 was long" not in body
    kept = sum(f"Run {number} was long" in body for number in range(9))
    assert body.endswith(f"Left out here: {9 - kept + 3 + 1} (`shinguard alerts --digest`).")
    # One more line would not have fitted.
    assert len(body) + len("• Yesterday: Run 0 was long." + " So it was." * 8) > LONGEST - len(CAPPED)


def test_a_text_that_just_fits_is_whole() -> None:
    def body(letters: int) -> str:
        return words_of(digest(runner(), line(says="x" * letters)), style=EN).body

    room = LONGEST - len(body(1)) + 1
    assert len(body(room)) == LONGEST
    assert "Left out" not in body(room)
    assert body(room + 1).endswith("Left out here: 1 (`shinguard alerts --digest`).")
