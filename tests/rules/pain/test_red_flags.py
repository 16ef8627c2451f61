"""red-flags: the alarm, what stands after it, what is over, what cannot be known."""

from dataclasses import replace

import pytest

from rules.pain.red_flags import red_flags
from rules.pains import PainLog
from rules.said import RedFlag
from rules.verdicts import Clear, Finding, NoData, Severity, Text
from tests.rules.pain.log import at_hour, entries, moment, of_knee, runner, subject
from tests.rules.series import day, judge, life_of

SEEN = "Somebody should see this first ({pain_site}): {sign_flags}."
DOCTOR = "Do not run. Have it seen by your family doctor, or by the out-of-hours service if it cannot wait."
EMERGENCY = "An emergency ({pain_site}): {sign_flags}."
CALL = "Call the emergency number now (112 in the Netherlands)."


@pytest.mark.parametrize("flag", [flag for flag in RedFlag if flag is not RedFlag.SNAP])
@pytest.mark.parametrize("level", [0, 4, 10])
def test_any_sign_is_an_alarm_at_any_level(flag: RedFlag, level: int) -> None:
    # Made at 18:00.
    (verdict,) = judge(red_flags, at_hour(runner(f"{level}{flag}"), 18))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage) == (Severity.ALARM, 1)
    assert (verdict.says, verdict.do) == (SEEN, DOCTOR)
    assert verdict.values == {"pain_site": "knee", "sign_flags": flag.value, "sign_count": 1}
    assert (verdict.subject, verdict.day, verdict.at) == (subject(0), day(0), moment(0, 18))
    assert verdict.formula == "{sign_count} logged of the signs that are asked about; one is enough"


def test_a_loud_snap_is_an_emergency() -> None:
    (verdict,) = judge(red_flags, at_hour(runner("9snap,limp"), 18))
    assert isinstance(verdict, Finding)
    # 11 signs there are; two of them, and one is the snap: 11 + 2.
    assert (verdict.severity, verdict.stage) == (Severity.ALARM, 13)
    assert (verdict.says, verdict.do) == (EMERGENCY, CALL)
    assert verdict.values["sign_flags"] == "limp snap"


def test_a_snap_is_worse_than_all_other_signs_together() -> None:
    (snap,) = judge(red_flags, runner("9snap"))
    (others,) = judge(red_flags, runner("9" + ",".join(flag for flag in RedFlag if flag is not RedFlag.SNAP)))
    assert isinstance(snap, Finding)
    assert isinstance(others, Finding)
    assert (snap.stage, others.stage) == (12, 10)


@pytest.mark.parametrize(
    ("hour", "minute", "second", "severity"),
    [(18, 0, 0, Severity.ALARM), (19, 0, 0, Severity.ALARM), (19, 0, 1, Severity.NOTICE), (21, 0, 0, Severity.NOTICE)],
)
def test_the_alarm_is_of_the_first_hour(hour: int, minute: int, second: int, severity: Severity) -> None:
    (verdict,) = judge(red_flags, at_hour(runner("4!"), hour, minute, second))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.says, verdict.do) == (severity, SEEN, DOCTOR)


def test_it_is_made_when_the_runner_says_so_not_when_it_hurt() -> None:
    state = runner("4! . .")
    (entry,) = entries("4!")
    for made, severity in ((moment(2, 20), Severity.ALARM), (moment(2, 19, 59), Severity.NOTICE)):
        (verdict,) = judge(red_flags, replace(state, pain=PainLog((replace(entry, logged_at=made),))))
        assert isinstance(verdict, Finding)
        assert (verdict.severity, verdict.day, verdict.at) == (severity, day(0), moment(0, 18))


def test_an_entry_without_a_sign_after_it_is_no_alarm_and_no_end() -> None:
    (verdict,) = judge(red_flags, at_hour(runner("4! 3"), 18))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.day) == (Severity.NOTICE, 1, day(0))


def test_a_further_sign_is_a_higher_stage_of_the_same_alert() -> None:
    (verdict,) = judge(red_flags, at_hour(runner("4! 4! 4at-night"), 18))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.subject) == (Severity.ALARM, 2, subject(0))
    # As they are listed, not as they were logged.
    assert verdict.values == {"pain_site": "knee", "sign_flags": "at-night swelling", "sign_count": 2}
    assert verdict.day == day(2)


def test_after_a_day_that_was_down_a_sign_is_another_alert() -> None:
    (verdict,) = judge(red_flags, at_hour(runner("4! 1 3!"), 18))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.subject) == (Severity.ALARM, 1, subject(2))


GO_ON = "Pain {level_count} of 10 ({pain_site}): up to 2 you can go on."
IF_NOBODY = (
    "Pain {level_count} of 10 ({pain_site}), without a sign: what you logged before ({sign_flags}) stops you no more. "
    "If nobody has seen it yet, have that done before you run."
)


@pytest.mark.parametrize("line", ["4! 2", "4! . 0", "4! 4 m2", "4!" + " ." * 21 + " 0"])
def test_it_is_over_when_a_day_without_a_sign_is_down_and_asks_whether_it_was_seen(line: str) -> None:
    verdict = of_knee(red_flags, line)
    assert isinstance(verdict, Clear)
    assert (verdict.subject, verdict.because) == (subject(0), IF_NOBODY)
    assert (verdict.values["level_count"], verdict.values["sign_flags"]) == (int(line[-1]), "swelling")


# The day after, when it is down again; and long after anybody thought of it.
@pytest.mark.parametrize("line", ["4! 2 1", "4! . 0 . 0", "4!" + " ." * 22 + " 0"])
def test_that_it_is_over_is_said_on_the_first_day_that_is_down(line: str) -> None:
    assert of_knee(red_flags, line) == Clear(
        because=Text(GO_ON), subject=subject(0), values={"level_count": int(line[-1]), "pain_site": "knee"}
    )


@pytest.mark.parametrize("line", ["4! 1limp", "4! 0!", "1! m0+1!"])
def test_a_low_level_with_a_sign_is_not_down(line: str) -> None:
    assert isinstance(of_knee(red_flags, line), Finding)


@pytest.mark.parametrize(("quiet_days", "speaks"), [(7, True), (8, False), (22, False)])
def test_more_than_seven_days_after_an_entry_it_cannot_know(quiet_days: int, speaks: bool) -> None:
    verdict = of_knee(red_flags, "4!" + " ." * quiet_days)
    assert isinstance(verdict, Finding if speaks else NoData)
    assert verdict.subject == subject(0)


def test_an_entry_that_was_made_just_now_is_an_alarm_however_old_the_pain() -> None:
    (entry,) = entries("4!")
    late = PainLog((replace(entry, logged_at=moment(10, 20, 30)),))
    (verdict,) = judge(red_flags, replace(runner("4!" + " ." * 10), pain=late))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.day) == (Severity.ALARM, day(0))


@pytest.mark.parametrize("line", [".", "2", "10", "4 5 1", "4! 1 5", "4!" + " ." * 23])
def test_without_a_sign_there_is_nothing_to_say(line: str) -> None:
    assert judge(red_flags, runner(line)) == []


def test_a_sign_at_one_site_says_nothing_of_another() -> None:
    verdicts = judge(red_flags, at_hour(runner("4", hip="3limp"), 18, 1))
    assert [each.subject for each in verdicts] == [subject(0, site="hip", minute=1)]


def test_its_alert_says_how_each_pain_stands() -> None:
    life = life_of(red_flags)
    assert life.standing
    assert (life.ends_after, life.repeat, life.outside_caps, life.inhibits) == (None, None, False, ())
