"""pain-response: what is allowed, what asks for a step back, when it is over, what cannot be known."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

import rules
from rules.pain.pain_response import Settings, pain_response
from rules.pains import PainLog
from rules.said import Site
from rules.verdicts import Advice, Clear, Finding, NoData, Outlook, Severity, Stop, Text
from tests.rules.pain.log import at_hour, entries, moment, of_knee, runner, subject
from tests.rules.series import day, judge, life_of

LIGHT = (
    "Stop and step back: 3-7 days of relative rest, with cross-training that is pain-free. Run again when you are "
    "pain-free."
)
MODERATE = (
    "Stop and step back: 1-2 weeks without running, with cross-training that is pain-free. Run again when you are "
    "pain-free."
)
SEVERE = (
    "Stop: 2-4 weeks without running, and have it looked at. Cross-training only where it is pain-free; run again "
    "when you are."
)
ABOVE = "Pain {level_count} of 10 ({pain_site}): more than the {most_count} that can be run on."
WORSE = "Pain {morning_count} of 10 ({pain_site}) in the morning, after {after_count} the day before."
NOT_DOWN = "Pain {morning_count} of 10 ({pain_site}) in the morning: not down to 0-2."
RISING = "Pain up to {level_count} of 10 ({pain_site}) in 7 days, {before_count} in the 7 before."


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("3", id="3 is the first level that counts"),
        pytest.param("5", id="5 is the last that is allowed"),
        pytest.param("d5", id="during the run"),
        pytest.param("4 m2+4", id="it was down in the morning, and hurt again after the run"),
        pytest.param("5 m2 5", id="down in between"),
        pytest.param("4 5", id="higher than the day before, in one week"),
        pytest.param("5 . . . . . . 5", id="as high as in the seven days before"),
        pytest.param("3 . . . . . 5", id="higher than six days ago: one week"),
        pytest.param("3 . . . . . . . . . . . . . 5", id="higher than fourteen days ago: three weeks are not compared"),
        pytest.param("0 . . . . . . 4", id="0 a week ago is no pain that rises"),
    ],
)
def test_from_3_to_5_is_allowed_as_long_as_it_goes_down(line: str) -> None:
    verdict = of_knee(pain_response, line)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage) == (Severity.NOTICE, 0)
    assert verdict.says == "Pain {level_count} of 10 ({pain_site})."
    assert verdict.do == "Pain up to 5 of 10 is allowed if it is down to 0-2 tomorrow: log tomorrow morning how it is."
    assert verdict.formula == "{level_count}, from {least_count} to {most_count}"
    last = len(line.split()) - 1
    assert (verdict.day, verdict.at) == (day(last), moment(last, 18))


def test_a_finding_names_the_site_and_the_numbers() -> None:
    verdict = of_knee(pain_response, "4")
    assert verdict.subject == "knee-20250101T180000"
    assert verdict.values == {"level_count": 4, "pain_site": Site.KNEE, "least_count": 3, "most_count": 5}


@pytest.mark.parametrize("line", ["4 .", "4 . . . . . . ."])
def test_the_morning_after_is_asked_for_when_nobody_logged_it(line: str) -> None:
    verdict = of_knee(pain_response, line)
    assert isinstance(verdict, Finding)
    assert verdict.stage == 0
    assert verdict.do == "Was it down to 0-2 the next morning? Log how it is now, before you run."
    assert (verdict.day, verdict.at) == (day(0), moment(0, 18))


@pytest.mark.parametrize(
    ("line", "says", "values", "stage", "do"),
    [
        pytest.param("6", ABOVE, {"level_count": 6}, 2, MODERATE, id="above 5"),
        pytest.param("7", ABOVE, {"level_count": 7}, 2, MODERATE, id="7 is moderate"),
        pytest.param("8", ABOVE, {"level_count": 8}, 3, SEVERE, id="8 is severe"),
        pytest.param("d6+3", ABOVE, {"level_count": 6}, 2, MODERATE, id="the highest of the day counts"),
        pytest.param("2 m3", WORSE, {"morning_count": 3, "after_count": 2}, 1, LIGHT, id="worse the next morning"),
        pytest.param(
            "d4+2 m5", WORSE, {"morning_count": 5, "after_count": 4}, 1, LIGHT, id="worse than during the run"
        ),
        pytest.param("4 m4", NOT_DOWN, {"morning_count": 4}, 1, LIGHT, id="as bad the next morning"),
        pytest.param("5 m3", NOT_DOWN, {"morning_count": 3}, 1, LIGHT, id="better, and not down"),
        pytest.param("4 . m5", NOT_DOWN, {"morning_count": 5}, 1, LIGHT, id="a morning with no run the day before"),
        pytest.param("m3 m4", NOT_DOWN, {"morning_count": 4}, 1, LIGHT, id="two mornings without a run"),
        pytest.param(
            "3 . . . . . . 4", RISING, {"level_count": 4, "before_count": 3}, 1, LIGHT, id="higher than seven days ago"
        ),
        pytest.param(
            "3 . . . . . . . . . . . . 4",
            RISING,
            {"level_count": 4, "before_count": 3},
            1,
            LIGHT,
            id="thirteen days ago",
        ),
        pytest.param(
            "1 . . . . . . 3", RISING, {"level_count": 3, "before_count": 1}, 1, LIGHT, id="a little pain that rises"
        ),
        pytest.param(
            "3 . . . . 5 . . 3",
            RISING,
            {"level_count": 5, "before_count": 3},
            1,
            LIGHT,
            id="the highest of these seven days",
        ),
    ],
)
def test_a_step_back(line: str, says: str, values: dict[str, int], stage: int, do: str) -> None:
    verdict = of_knee(pain_response, line)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage) == (Severity.NOTICE, stage)
    assert (verdict.says, verdict.do) == (says, do)
    assert {name: verdict.values[name] for name in values} == values
    assert verdict.values["pain_site"] == "knee"
    assert verdict.day == day(len(line.split()) - 1)


@pytest.mark.parametrize(
    ("line", "formula"),
    [
        ("6", "{level_count} > {most_count}"),
        ("2 m3", "{morning_count} in the morning > {after_count} after the run"),
        ("4 m4", "{morning_count} in the morning, {least_count} or more"),
        ("3 . . . . . . 4", "{level_count} > {before_count}"),
        ("4bone", "pain on touching the bone, whatever the level"),
        ("4fever", "a sign that somebody should see, whatever the level"),
    ],
)
def test_the_formula_is_that_of_the_reason(line: str, formula: str) -> None:
    verdict = of_knee(pain_response, line)
    assert isinstance(verdict, Finding)
    assert verdict.formula == formula


@pytest.mark.parametrize(
    ("line", "at_day", "level", "says", "do"),
    [
        pytest.param("6 4", 0, 6, ABOVE, MODERATE, id="4 the day after 6"),
        pytest.param("8 6 3", 1, 6, ABOVE, SEVERE, id="the newest reason, the rest of the worst day"),
        pytest.param("4 m4 3", 1, 3, NOT_DOWN, LIGHT, id="a bad morning"),
    ],
)
def test_a_step_back_lasts_until_a_day_is_down(line: str, at_day: int, level: int, says: str, do: str) -> None:
    verdict = of_knee(pain_response, line)
    assert isinstance(verdict, Finding)
    assert (verdict.day, verdict.values["level_count"], verdict.says, verdict.do) == (day(at_day), level, says, do)


def test_after_a_day_that_was_down_it_is_judged_anew() -> None:
    verdict = of_knee(pain_response, "6 m2 4")
    assert isinstance(verdict, Finding)
    assert (verdict.stage, verdict.values["level_count"], verdict.subject) == (0, 4, subject(0))


def test_a_day_is_not_down_when_the_run_hurt_after_a_good_morning() -> None:
    verdict = of_knee(pain_response, "6 m1+3")
    assert isinstance(verdict, Finding)
    assert (verdict.stage, verdict.day) == (2, day(0))


@pytest.mark.parametrize(
    ("line", "says", "do"),
    [
        pytest.param(
            "1bone", "Pain on touching the bone ({pain_site}), {level_count} of 10.", "No running, and have it seen.",
            id="bone pain is the exception",
        ),
        pytest.param(
            "7bone,fever", "Pain on touching the bone ({pain_site}), {level_count} of 10.",
            "No running, and have it seen.", id="the bone among other signs",
        ),
        pytest.param(
            "4at-night", "Pain {level_count} of 10 ({pain_site}).", "No running before somebody has seen it.",
            id="another sign",
        ),
        pytest.param(
            "4! 4", "Pain {level_count} of 10 ({pain_site}).", "No running before somebody has seen it.",
            id="the sign was on an earlier day",
        ),
    ],
)  # fmt: skip
def test_with_a_red_flag_there_is_no_plan(line: str, says: str, do: str) -> None:
    verdict = of_knee(pain_response, line)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.says, verdict.do) == (Severity.NOTICE, 4, says, do)
    assert verdict.day == day(len(line.split()) - 1)


def test_a_red_flag_before_a_day_that_was_down_is_over() -> None:
    verdict = of_knee(pain_response, "4! 1 4")
    assert isinstance(verdict, Finding)
    assert verdict.stage == 0


@pytest.mark.parametrize(
    ("line", "of", "level"),
    [
        pytest.param("2", "knee", 2, id="2 is no pain to hold back for"),
        pytest.param("0", "knee", 0, id="none"),
        pytest.param("0 m2", "knee", 2, id="more in the morning, and still little"),
        pytest.param("4 m2", subject(0), 2, id="down the next morning"),
        pytest.param("7 5 0", subject(0), 0, id="down after days of pain"),
        pytest.param("6 . . . . . . . . . 1", subject(0), 1, id="down after ten days"),
        pytest.param("4 0 . . . . . . . . .", subject(0), 0, id="what is down needs no new entry"),
    ],
)
def test_is_quiet(line: str, of: str, level: int) -> None:
    verdict = of_knee(pain_response, line)
    assert isinstance(verdict, Clear)
    assert verdict.subject == of
    assert verdict.because == "Pain {level_count} of 10 ({pain_site}): up to 2 you can go on."
    assert verdict.values == {"level_count": level, "pain_site": "knee"}


def test_what_is_down_stays_so_while_nothing_is_logged() -> None:
    assert isinstance(of_knee(pain_response, "4 m1 . ."), Clear)


@pytest.mark.parametrize(("quiet_days", "speaks"), [(7, True), (8, False), (22, False)])
def test_more_than_seven_days_after_an_entry_it_cannot_know(quiet_days: int, speaks: bool) -> None:
    verdict = of_knee(pain_response, "4" + " ." * quiet_days)
    assert isinstance(verdict, Finding if speaks else NoData)
    if isinstance(verdict, NoData):
        assert verdict.subject == subject(0)
        assert verdict.lacks == (
            "Nothing was logged for {quiet_days} about the pain ({pain_site}): log how it is, 0 when it is gone."
        )
        assert verdict.values == {"quiet_days": quiet_days, "pain_site": "knee", "level_count": 4}
        assert verdict.speaks_from is None


def test_after_three_weeks_it_asks_no_more() -> None:
    assert judge(pain_response, runner("4" + " ." * 23)) == []


def test_before_anything_is_logged_there_is_nothing_to_say() -> None:
    assert judge(pain_response, runner(".")) == []


def test_each_site_is_judged_by_itself() -> None:
    verdicts = judge(pain_response, runner("4 m1", hip=". 6", shin="2 ."))
    assert [(type(each), each.subject) for each in verdicts] == [
        (Clear, subject(0)),
        (Clear, "shin"),
        (Finding, subject(1, site="hip", minute=1)),
    ]


def test_a_pain_that_comes_again_within_two_weeks_is_the_same_alert() -> None:
    # Days 0 and 14: thirteen days between. Day 15 begins another bout.
    assert of_knee(pain_response, "4 0" + " ." * 12 + " 4").subject == subject(0)
    assert of_knee(pain_response, "4 0" + " ." * 13 + " 4").subject == subject(15)


def test_the_subject_is_the_entry_that_was_made_first_though_an_older_one_was_added() -> None:
    (yesterday, today) = entries("4 4")
    added = replace(yesterday, logged_at=moment(1, 20))
    state = replace(runner(". 4"), pain=PainLog((added, today)))
    assert [each.subject for each in judge(pain_response, state)] == [subject(1)]


def test_the_subject_does_not_hang_on_the_zone() -> None:
    (entry,) = entries("4")
    tokyo = replace(entry, at=entry.at.astimezone(timezone(timedelta(hours=9))))
    (verdict,) = judge(pain_response, replace(runner("4"), pain=PainLog((tokyo,))))
    assert isinstance(verdict, Finding)
    # 18:00 UTC is 03:00 of the next day there.
    assert (verdict.subject, verdict.day) == (subject(0), day(1))


def test_what_is_logged_for_later_or_made_later_is_not_known_yet() -> None:
    state = at_hour(runner("4 m1"), 6, 59, 59)
    (verdict,) = judge(pain_response, state)
    assert isinstance(verdict, Finding)
    assert isinstance(judge(pain_response, at_hour(state, 7))[0], Clear)
    # Said at 20:00 of the evening before.
    first, second = entries("4 m1")
    told_later = replace(state, pain=PainLog((first, replace(second, logged_at=moment(1, 20)))))
    assert isinstance(judge(pain_response, at_hour(told_later, 19))[0], Finding)
    assert isinstance(judge(pain_response, at_hour(told_later, 20))[0], Clear)


def test_its_alert_says_how_each_pain_stands() -> None:
    life = life_of(pain_response)
    assert life.standing
    assert (life.ends_after, life.repeat, life.outside_caps, life.tip, life.inhibits) == (None, None, False, False, ())


SILENT = Text("Nothing was logged for {quiet_days} about the pain ({pain_site}): log how it is, 0 when it is gone.")


def before(line: str, ahead: int = 0) -> list[Outlook]:
    """Return what it says before a run, so many days after the line."""
    state = runner(line)
    return [
        said for _rule, said in rules.before(state, state.today + timedelta(days=ahead), {"pain-response": Settings()})
    ]


@pytest.mark.parametrize(
    ("line", "says", "until_seen"),
    [
        ("6", ABOVE, False),
        ("4 m4", NOT_DOWN, False),
        ("3 . . . . . . 4", RISING, False),
        ("1bone", "Pain on touching the bone ({pain_site}), {level_count} of 10.", True),
        ("4limp", "Pain {level_count} of 10 ({pain_site}).", True),
    ],
)
def test_before_a_run_there_is_none_where_it_asks_for_a_step_back(line: str, says: str, *, until_seen: bool) -> None:
    (stop,) = before(line)
    found = of_knee(pain_response, line)
    assert isinstance(stop, Stop)
    assert isinstance(found, Finding)
    assert (stop.says, stop.do, stop.values, stop.subject) == (says, found.do, found.values, found.subject)
    assert stop.until_seen is until_seen


# 7 days after the entry it still stands; so long after that the alert is open, without data: 14 days more.
@pytest.mark.parametrize(
    ("quiet_days", "says"),
    [(7, ABOVE), (8, SILENT), (22, SILENT), (23, None)],
)
def test_a_pain_that_stopped_runs_stops_them_as_long_as_its_alert_is_open(quiet_days: int, says: str | None) -> None:
    said = before("6" + " ." * quiet_days)
    assert [outlook.says for outlook in said if isinstance(outlook, Stop)] == ([] if says is None else [says])


def test_before_a_run_a_pain_that_is_allowed_is_a_word_and_no_limit() -> None:
    (advice,) = before("4 .")
    assert advice == Advice(
        says=Text("Pain {level_count} of 10 ({pain_site})."),
        do=Text("Was it down to 0-2 the next morning? Log how it is now, before you run."),
        values={"level_count": 4, "pain_site": "knee", "least_count": 3, "most_count": 5},
    )


@pytest.mark.parametrize("line", ["1bone", "4limp"])
def test_what_has_to_be_seen_first_stops_the_runs_of_other_days_too(line: str) -> None:
    assert [type(outlook) for outlook in before(line, ahead=1)] == [Stop]


@pytest.mark.parametrize("line", [".", "2", "6 1", "4 . . . . . . . ."])
def test_before_a_run_it_says_nothing_without_a_pain_of_late(line: str) -> None:
    assert before(line) == []


# 3-7 days of relative rest, 1-2 weeks and 2-4 weeks without running: the shortest of them, from the day that asked.
@pytest.mark.parametrize(
    ("line", "rests_days"),
    [("4 m4", 3), ("4 m4 .", 2), ("3 . . . . . . 4", 3), ("6", 7), ("6 4", 6), ("7 . . .", 4), ("8", 14), ("10", 14)],
)
def test_a_step_back_stops_the_runs_of_its_shortest_rest_and_is_asked_about_after_it(
    line: str, rests_days: int
) -> None:
    (stop,) = before(line, ahead=rests_days)
    assert isinstance(stop, Stop)
    assert stop.last == runner(line).today + timedelta(days=rests_days)
    (lacking,) = before(line, ahead=rests_days + 1)
    assert isinstance(lacking, NoData)
    assert lacking.lacks == "The pain ({pain_site}) allows no run today: log how it is before you run on another day."
    assert lacking.values["pain_site"] == "knee"


def test_a_step_back_that_outlasts_its_shortest_rest_stops_the_runs_of_today_alone() -> None:
    (stop,) = before("6 . . . . . . .")
    assert isinstance(stop, Stop)
    assert stop.last == runner("6 . . . . . . .").today
    assert [type(outlook) for outlook in before("6 . . . . . . .", ahead=1)] == [NoData]


def test_before_a_run_on_another_day_a_pain_that_is_allowed_today_is_to_be_logged_first() -> None:
    (advice,) = before("4", ahead=1)
    assert isinstance(advice, Advice)
    assert (advice.says, advice.do) == ("Pain {level_count} of 10 ({pain_site}).", "Log how it is before that run.")
    assert before("4 . . . . . . . .", ahead=1) == []  # an entry stands for seven days


def test_it_says_nothing_of_a_run_on_another_day_where_nothing_hurts() -> None:
    assert before("2", ahead=1) == []


def test_before_a_run_the_worst_pain_is_told_first() -> None:
    # The knee, which was logged first, allows a run; the shin asks for a step back, the foot for more.
    knee, shin, foot = (
        replace(entry, site=site, at=entry.at + timedelta(minutes=late), logged_at=None)
        for late, (site, line) in enumerate(((Site.KNEE, "4"), (Site.SHIN, "6"), (Site.FOOT, "1bone")))
        for entry in entries(line)
    )
    state = replace(at_hour(runner("4"), 23), pain=PainLog((knee, shin, foot)))
    said = [outlook for _rule, outlook in rules.before(state, state.today, {"pain-response": Settings()})]
    assert [outlook.values["pain_site"] for outlook in said] == ["foot", "shin", "knee"]
    assert [type(outlook) for outlook in said] == [Stop, Stop, Advice]
