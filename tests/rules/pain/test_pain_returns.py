"""pain-returns: the same site again, a second site soon after, neither, and what cannot be known."""

import pytest

from rules.pain.pain_persists import pain_persists
from rules.pain.pain_returns import pain_returns
from rules.said import Injury, Site
from rules.verdicts import Clear, Finding, NoData, Severity
from tests.rules.pain.log import moment, of_knee, runner, subject
from tests.rules.series import day, judge, life_of

SAME = "Pain {level_count} of 10 ({pain_site}): it hurt there {gap_days} before too."
SECOND = "Pain in a second place: {pain_site}, {level_count} of 10; on {earlier_day} it was {earlier_site}."
NEITHER = "Not a pain that returns ({pain_site}), and none elsewhere in eight weeks."


def after(days: int, first: str = "3", then: str = "4") -> str:
    """Return a line in which `then` comes so many days after `first`."""
    return first + " ." * (days - 1) + f" {then}"


def injury(at: int, site: Site = Site.KNEE) -> Injury:
    return Injury(injury_id=1, day=day(at), site=site)


@pytest.mark.parametrize("gap_days", [15, 27, 28, 100, 365])
def test_the_same_site_within_twelve_months(gap_days: int) -> None:
    verdict = of_knee(pain_returns, after(gap_days))
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage) == (Severity.NOTICE, 0)
    assert verdict.says == SAME
    assert verdict.do == "Look for the cause: build-up, strength, technique, shoes. A gait analysis can help."
    assert verdict.formula == "{gap_days} between {apart_days} and {span_days}"
    assert verdict.values == {
        "level_count": 4,
        "pain_site": "knee",
        "gap_days": gap_days,
        "apart_days": 15,
        "span_days": 365,
    }
    assert (verdict.subject, verdict.day, verdict.at) == (subject(gap_days), day(gap_days), moment(gap_days, 18))


@pytest.mark.parametrize(
    ("gap_days", "persists", "returns"),
    [(13, Clear, Clear), (14, Finding, Clear), (15, Clear, Finding), (20, Clear, Finding), (28, Clear, Finding)],
)
def test_it_speaks_where_pain_persists_ends(gap_days: int, persists: type, returns: type) -> None:
    # 14 days of pain persist; after 14 days free of it, which end it, the next is a return.
    line = after(gap_days)
    assert isinstance(of_knee(pain_persists, line), persists)
    assert isinstance(of_knee(pain_returns, line), returns)


@pytest.mark.parametrize(("gap_days", "returns"), [(14, Clear), (15, Finding), (20, Finding), (27, Finding)])
def test_a_day_that_was_logged_as_down_does_not_silence_a_return(gap_days: int, returns: type) -> None:
    # Down on the third day already: the 14 days free of pain are counted from the last that hurt.
    line = "5 . . 0" + " ." * (gap_days - 4) + " 5"
    assert isinstance(of_knee(pain_persists, line), Clear)
    assert isinstance(of_knee(pain_returns, line), returns)


FLARES = "4 0 . . . . 5 . 1 . . . . "  # 6 days, then 7 and more: never 14 days free of pain, nor 14 without a 0-2


@pytest.mark.parametrize(
    ("line", "lasting_days", "back"),
    [
        pytest.param(FLARES + ". 3", 14, 2, id="two weeks"),
        pytest.param("4 0 " * 7 + "3", 14, 7, id="every second day: after each run, and down the next morning"),
        pytest.param(FLARES + "3 3 . . . 0 0 . . . . . . 6", 26, 3, id="longer"),
    ],
)
def test_a_pain_that_comes_and_goes_for_two_weeks_is_one_that_returns(line: str, lasting_days: int, back: int) -> None:
    assert isinstance(of_knee(pain_persists, line), Clear)
    verdict = of_knee(pain_returns, line)
    assert isinstance(verdict, Finding)
    assert (
        verdict.says == "Pain {level_count} of 10 ({pain_site}): since {first_day} it has come back {back_count} times."
    )
    assert (
        verdict.formula == "{lasting_days} >= {limit_days}, {back_count} >= {times_count} times back after a day of 0-2"
    )
    level = int(line[-1])
    assert verdict.values == {
        "level_count": level,
        "pain_site": "knee",
        "first_day": day(0),
        "lasting_days": lasting_days,
        "limit_days": 14,
        "back_count": back,
        "times_count": 2,
    }
    assert (verdict.subject, verdict.stage) == (subject(0), 1 if level > 5 else 0)


def test_of_a_pain_that_comes_and_goes_for_years_the_last_year_is_told() -> None:
    # Every tenth day it hurts, and the day after it is down: day 730 is the 74th, and 364 days before it is day 366. A
    # day is told without its year: day 370 is the first of the year, and 36 more follow.
    verdict = of_knee(pain_returns, "3 0 . . . . . . . . " * 73 + "3")
    assert isinstance(verdict, Finding)
    told = ("first_day", "lasting_days", "back_count")
    assert [verdict.values[name] for name in told] == [day(370), 360, 36]
    assert verdict.subject == subject(0)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(FLARES + "3", id="13 days"),
        pytest.param("4 0 " * 7 + "0", id="it is down"),
        pytest.param("4 0 . . . . 5 . . . . . . . 3", id="back once"),
        pytest.param("4 " * 9 + "0 . . . . 3", id="back once, after nine days"),
        pytest.param("3 " * 15, id="never gone"),
        pytest.param("0 2 " * 4 + FLARES + "3", id="13 days, after days that were down"),
    ],
)
def test_a_pain_that_did_not_come_and_go_for_two_weeks_is_none_that_returns(line: str) -> None:
    assert isinstance(of_knee(pain_returns, line), Clear)


@pytest.mark.parametrize(
    ("line", "gap_days"),
    [
        pytest.param(after(30, "3 4"), 30, id="counted from the last day that hurt"),
        pytest.param(after(30, "3 4 1"), 31, id="not from the day that was down"),
        pytest.param(after(30, then="4 . . 4"), 30, id="to the first day that hurts now"),
        pytest.param(after(40, after(20)), 40, id="the newest of several"),
        pytest.param(after(20, after(40)), 20, id="the newest, however soon after an older one"),
        pytest.param(after(14, after(40)), 40, id="14 days before it is the same pain, which began later"),
        pytest.param(after(30, "1fever"), 30, id="a sign is a pain at any level"),
    ],
)
def test_days_between(line: str, gap_days: int) -> None:
    verdict = of_knee(pain_returns, line)
    assert isinstance(verdict, Finding)
    assert verdict.values["gap_days"] == gap_days


@pytest.mark.parametrize(("gap_days", "fires"), [(14, False), (15, True), (365, True), (366, False)])
def test_an_injury_of_the_same_site_counts_as_pain(gap_days: int, fires: bool) -> None:
    verdict = of_knee(pain_returns, ". " * gap_days + "4", injuries=(injury(0),))
    assert isinstance(verdict, Finding if fires else Clear)
    if fires:
        assert (verdict.values["gap_days"], verdict.values["pain_site"]) == (gap_days, "knee")


@pytest.mark.parametrize(("gap_days", "fires"), [(0, True), (1, True), (56, True), (57, False)])
def test_a_second_site_within_eight_weeks(gap_days: int, fires: bool) -> None:
    # On one day the knee's entry is made at 18:00, the hip's at 18:01: the hip is the second site.
    state = runner("4" + " ." * gap_days, hip=". " * gap_days + "5")
    verdict = next(
        each for each in judge(pain_returns, state) if each.subject == subject(gap_days, site="hip", minute=1)
    )
    assert isinstance(verdict, Finding if fires else Clear)
    if isinstance(verdict, Finding):
        assert (verdict.severity, verdict.stage, verdict.says) == (Severity.NOTICE, 0, SECOND)
        assert verdict.formula == "{gap_days} <= {span_days}"
        assert verdict.values == {
            "level_count": 5,
            "pain_site": "hip",
            "earlier_site": "knee",
            "earlier_day": day(0),
            "gap_days": gap_days,
            "span_days": 56,
        }


def test_the_first_of_two_sites_is_not_the_second() -> None:
    verdicts = judge(pain_returns, runner("4", hip="5"))
    assert [(each.subject, type(each)) for each in verdicts] == [
        (subject(0), Clear),
        (subject(0, site="hip", minute=1), Finding),
    ]
    verdicts = judge(pain_returns, runner("4 4", hip=". 5"))
    assert [(each.subject, type(each)) for each in verdicts] == [
        (subject(0), Clear),
        (subject(1, site="hip", minute=1), Finding),
    ]


@pytest.mark.parametrize(("gap_days", "fires"), [(0, False), (1, True), (56, True), (57, False)])
def test_an_injury_at_another_site_counts_too(gap_days: int, fires: bool) -> None:
    verdict = of_knee(pain_returns, ". " * gap_days + "4", injuries=(injury(0, Site.SHIN),))
    assert isinstance(verdict, Finding if fires else Clear)
    if fires:
        assert (verdict.values["earlier_site"], verdict.values["earlier_day"]) == ("shin", day(0))


def test_of_several_other_sites_the_last_to_hurt_is_named() -> None:
    verdict = of_knee(pain_returns, ". . . . 4", hip="3", shin=". . 3 .", back="2 . . 2")
    assert verdict.values["earlier_site"] == "shin"


def test_the_same_site_goes_before_a_second_one() -> None:
    verdict = of_knee(pain_returns, after(30), hip=". . . . . . . . . . . . . . . . . . . . 4")
    assert isinstance(verdict, Finding)
    assert verdict.says == SAME


def test_another_place_is_not_the_same_place_twice() -> None:
    (verdict,) = judge(pain_returns, runner("." + " ." * 30, other=after(30)))
    assert isinstance(verdict, Clear)
    (verdict,) = judge(pain_returns, runner("." + " ." * 30, other="." + " ." * 29 + " 4", injuries=(injury(0),)))
    assert isinstance(verdict, Finding)
    assert (verdict.values["pain_site"], verdict.values["earlier_site"]) == ("other", "knee")
    line = FLARES + ". 3"
    (verdict,) = judge(pain_returns, runner("." + " ." * 14, other=line))
    assert isinstance(verdict, Clear)


@pytest.mark.parametrize(("level", "stage"), [(5, 0), (6, 1), (7, 1), (8, 2)])
def test_it_is_told_again_when_the_pain_gets_worse(level: int, stage: int) -> None:
    verdict = of_knee(pain_returns, after(30, then=f"{level} 3"))
    assert isinstance(verdict, Finding)
    assert (verdict.stage, verdict.values["level_count"]) == (stage, 3)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("4", id="the first pain of all"),
        pytest.param(after(14), id="14 days: the same pain flares up"),
        pytest.param(after(366), id="a year and a day"),
        pytest.param(after(100, "2"), id="it did not hurt then"),
    ],
)
def test_is_quiet(line: str) -> None:
    verdict = of_knee(pain_returns, line)
    assert isinstance(verdict, Clear)
    assert verdict.because == NEITHER


def test_is_quiet_when_it_is_down() -> None:
    verdict = of_knee(pain_returns, after(30, then="4 1"))
    assert isinstance(verdict, Clear)
    assert verdict.because == "Pain {level_count} of 10 ({pain_site}): up to 2 you can go on."


def test_an_injury_that_is_to_come_is_none() -> None:
    # Only a replay knows it: today is day 0.
    assert isinstance(of_knee(pain_returns, "4", injuries=(injury(1, Site.HIP), injury(-30))), Finding)
    assert isinstance(of_knee(pain_returns, "4", injuries=(injury(1, Site.HIP),)), Clear)


@pytest.mark.parametrize("quiet_days", [8, 22])
def test_more_than_seven_days_after_an_entry_it_cannot_know(quiet_days: int) -> None:
    verdict = of_knee(pain_returns, after(30) + " ." * quiet_days)
    assert isinstance(verdict, NoData)
    assert (verdict.subject, verdict.values["quiet_days"]) == (subject(30), quiet_days)


@pytest.mark.parametrize("line", [".", "2", after(30) + " ." * 23])
def test_without_a_pain_of_late_there_is_nothing_to_say(line: str) -> None:
    assert judge(pain_returns, runner(line, injuries=(injury(0),))) == []


def test_its_alert_says_how_each_pain_stands() -> None:
    life = life_of(pain_returns)
    assert life.standing
    assert (life.ends_after, life.repeat, life.outside_caps, life.inhibits) == (None, None, False, ())
