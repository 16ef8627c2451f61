"""pain-persists: two weeks of pain, less, and what cannot be known."""

import pytest

from rules.pain.pain_persists import pain_persists
from rules.verdicts import Clear, Finding, NoData, Severity
from tests.rules.pain.log import moment, of_knee, runner, subject
from tests.rules.series import day, judge, life_of

WEEK = "3 . . 4 . . . "


@pytest.mark.parametrize(
    ("line", "lasting_days", "stage"),
    [
        pytest.param(WEEK * 2 + "3", 14, 0, id="fourteen days"),
        pytest.param(WEEK * 2 + "3 . . . . . . .", 14, 0, id="the last entry stands for seven days"),
        pytest.param("3" + " ." * 13 + " 3", 14, 0, id="thirteen silent days are no end"),
        pytest.param(WEEK * 4 + "5", 28, 0, id="four weeks"),
        pytest.param("5 1 " + WEEK * 2 + "3", 14, 0, id="counted from the last day that was down"),
        pytest.param("6 " + WEEK * 2, 11, None, id="six on the first of eleven days"),
        pytest.param("3 . . . . . . 6 . . . . . . 3", 14, 1, id="6 is moderate, also when it is over"),
        pytest.param("3 . . . . . . 7 . . . . . . 3", 14, 1, id="7 is moderate"),
        pytest.param("3 . . . . . . 8 . . . . . . 3", 14, 2, id="8 is severe"),
        pytest.param("9 1 " + WEEK * 2 + "3", 14, 0, id="what was before a day that was down does not count"),
        pytest.param("3" + " . . . . . . 1bone" * 2, 14, 0, id="a sign is a pain at any level"),
    ],
)
def test_two_weeks_of_pain(line: str, lasting_days: int, stage: int | None) -> None:
    verdict = of_knee(pain_persists, line)
    if stage is None:
        assert isinstance(verdict, Clear)
        assert verdict.values["lasting_days"] == lasting_days
        return
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage) == (Severity.NOTICE, stage)
    assert verdict.values["lasting_days"] == lasting_days


def test_a_finding_names_the_days_and_whom_to_see() -> None:
    verdict = of_knee(pain_persists, WEEK * 2 + "5 .")
    assert isinstance(verdict, Finding)
    assert verdict.says == "Pain ({pain_site}) for {lasting_days}, now {level_count} of 10."
    assert verdict.do == "See a physiotherapist: it has lasted too long to wait for rest to mend it."
    assert verdict.formula == "{lasting_days} >= {limit_days} with pain from {least_count} on, since {first_day}"
    assert verdict.values == {
        "level_count": 5,
        "least_count": 3,
        "pain_site": "knee",
        "lasting_days": 14,
        "first_day": day(0),
        "limit_days": 14,
    }
    assert (verdict.subject, verdict.day, verdict.at) == (subject(0), day(14), moment(14, 18))


@pytest.mark.parametrize(
    ("line", "because"),
    [
        pytest.param("3", "Pain ({pain_site}) since {first_day}: not yet {limit_days}.", id="the first day"),
        pytest.param(
            "3 . . . . . . . . . . . . 9",
            "Pain ({pain_site}) since {first_day}: not yet {limit_days}.",
            id="thirteen days",
        ),
        pytest.param(
            "3 . . . . . . 2 . . . . . . 3",
            "Pain ({pain_site}) since {first_day}: not yet {limit_days}.",
            id="a day that was down between",
        ),
        pytest.param(
            "3" + " ." * 14 + " 3",
            "Pain ({pain_site}) since {first_day}: not yet {limit_days}.",
            id="fourteen silent days are the end of it",
        ),
        pytest.param(
            WEEK * 2 + "3 0", "Pain {level_count} of 10 ({pain_site}): up to 2 you can go on.", id="down at last"
        ),
        pytest.param(
            "3 . . . . . . . . .",
            "Pain ({pain_site}) since {first_day}: not yet {limit_days}.",
            id="short and silent",
        ),
    ],
)
def test_is_quiet(line: str, because: str) -> None:
    verdict = of_knee(pain_persists, line)
    assert isinstance(verdict, Clear)
    assert verdict.because == because


@pytest.mark.parametrize("quiet_days", [8, 22])
def test_more_than_seven_days_after_an_entry_it_cannot_know(quiet_days: int) -> None:
    verdict = of_knee(pain_persists, WEEK * 2 + "3" + " ." * quiet_days)
    assert isinstance(verdict, NoData)
    assert verdict.subject == subject(0)
    assert verdict.values["quiet_days"] == quiet_days


@pytest.mark.parametrize("line", [".", "2", "2 1 0", WEEK * 2 + "3" + " ." * 23])
def test_without_a_pain_of_late_there_is_nothing_to_say(line: str) -> None:
    assert judge(pain_persists, runner(line)) == []


def test_one_alert_goes_on_over_a_day_that_was_down() -> None:
    assert of_knee(pain_persists, "3 1 " + WEEK * 2 + "3").subject == subject(0)


def test_its_alert_says_how_each_pain_stands() -> None:
    life = life_of(pain_persists)
    assert life.standing
    assert (life.ends_after, life.repeat, life.outside_caps, life.inhibits) == (None, None, False, ())
