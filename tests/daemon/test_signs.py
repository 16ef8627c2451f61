"""The gate: a sign of the body that speaks only together is pushed while another one is found."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.records import Kind, Policy, Telling
from rules.verdicts import Judged, NoData, Severity, Sign, Text
from tests.daemon import passes
from tests.daemon.passes import NOON, Runner, after, clear, found, held, rule, told

ALONE = "It is the only sign: no other one agrees."
VARIABILITY = rule("heart-rate-variability", sign=Sign.TOGETHER, repeat=timedelta(days=7))
STRESS = rule("stress", sign=Sign.TOGETHER, repeat=timedelta(days=7))
HEART = rule("resting-heart-rate", sign=Sign.ALONE, repeat=timedelta(days=7))
SPIKE = rule("session-spike")
DROP = replace(rule("efficiency-drop", sign=Sign.TOGETHER), judged=Judged.BY_SESSION)


@pytest.fixture(autouse=True)
def _lives(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in (VARIABILITY, STRESS, HEART, SPIKE, DROP):
        monkeypatch.setitem(passes.LIVES, each.name, each.life)


def test_a_sign_that_speaks_only_together_is_a_line_in_the_digest_by_itself() -> None:
    decision = Runner().hear((VARIABILITY, found()))
    assert told(decision) == []
    assert held(decision) == [("heart-rate-variability", ALONE)]


def test_two_of_them_agree_and_go_out_together() -> None:
    decision = Runner().hear((VARIABILITY, found()), (STRESS, found()))
    assert told(decision) == [(Kind.ALERTS, ["heart-rate-variability", "stress"])]


def test_resting_heart_rate_speaks_alone_and_makes_another_one_speak() -> None:
    assert told(Runner().hear((HEART, found()))) == [(Kind.ALERTS, ["resting-heart-rate"])]
    decision = Runner().hear((VARIABILITY, found()), (HEART, found()))
    assert told(decision) == [(Kind.ALERTS, ["heart-rate-variability", "resting-heart-rate"])]


def test_a_line_in_the_digest_agrees_too() -> None:
    decision = Runner().hear((VARIABILITY, found()), (HEART, found(Severity.INFO)))
    assert told(decision) == [(Kind.ALERTS, ["heart-rate-variability"])]


def test_a_session_that_is_judged_again_when_its_days_are_known_is_no_sign_of_these_days() -> None:
    runner = Runner()
    runner.hear((DROP, found()))
    # For two days it is judged in each pass, and it agrees with what is found 36 hours later: 48 + 36.
    runner.hear((DROP, found()), now=after(hours=48))
    late = after(hours=84)
    assert runner.hear((DROP, found()), now=late).changes[0].found_at == after(hours=48)
    agrees = runner.hear((VARIABILITY, found(at=late)), now=late)
    assert told(agrees) == [(Kind.ALERTS, ["efficiency-drop", "heart-rate-variability"])]
    runner = Runner()
    runner.hear((DROP, found()))
    runner.hear((DROP, found()), now=after(hours=49))
    alone = runner.hear((DROP, found()), (VARIABILITY, found(at=late)), now=late)
    assert (told(alone), held(alone)) == ([], [("heart-rate-variability", ALONE)])


def test_what_is_no_sign_of_the_body_does_not_agree() -> None:
    decision = Runner().hear((VARIABILITY, found()), (SPIKE, found(subject="strava-1")))
    assert told(decision) == [(Kind.ALERTS, ["session-spike"])]


def test_resting_heart_rate_is_pushed_whatever_was_told_before_it() -> None:
    runner = Runner()
    runner.hear((VARIABILITY, found()), (STRESS, found()))
    later = after(days=2)
    assert told(runner.hear((HEART, found(at=later)), now=later)) == [(Kind.ALERTS, ["resting-heart-rate"])]


def test_it_is_pushed_when_another_one_joins_it_later() -> None:
    runner = Runner()
    runner.hear((VARIABILITY, found()))
    decision = runner.hear((VARIABILITY, found()), (STRESS, found(at=after(hours=5))), now=after(hours=5))
    assert told(decision) == [(Kind.ALERTS, ["heart-rate-variability", "stress"])]


@pytest.mark.parametrize(("hours", "again"), [(7 * 24 - 1, False), (7 * 24, True)])
def test_a_sign_that_joins_what_was_pushed_this_week_is_no_news(hours: int, again: bool) -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    later = after(hours=hours)
    decision = runner.hear((HEART, found(Severity.INFO, at=later)), (STRESS, found(at=later)), now=later)
    assert ("stress" in [item.rule for message in decision.messages for item in message.items]) is again
    if not again:
        assert ("stress", "Another sign was told this week: the advice is the same.") in held(decision)


@pytest.mark.parametrize(
    ("hour", "joins"),
    [
        pytest.param(6, True, id="06:00: what was found at 22:00 still waits"),
        pytest.param(7, False, id="07:00: it has gone out"),
    ],
)
def test_a_sign_that_joins_what_still_waits_goes_out_with_it(hour: int, joins: bool) -> None:
    runner = Runner(policy=Policy(per_day=2))
    night = after(hours=10)
    runner.hear((HEART, found(at=night)), now=night)
    later = after(days=1).replace(hour=hour)
    decision = runner.hear((HEART, found(at=night)), (STRESS, found(at=later)), now=later)
    assert bool(told(decision)) is joins
    if joins:
        assert [message.due_at.hour for message in decision.messages] == [7]


def test_a_sign_that_agrees_with_one_which_no_receiver_took_goes_out_with_it() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    later = after(hours=3)
    refused = {"unread": {("resting-heart-rate", "-")}, "joins": True}
    decision = runner.hear((HEART, found()), (STRESS, found(at=later)), now=later, **refused)
    assert told(decision) == [(Kind.ALERTS, ["stress"])]


@pytest.mark.parametrize(("hours", "agrees"), [(36, True), (37, False)])
def test_a_sign_of_long_ago_does_not_agree(hours: int, agrees: bool) -> None:
    runner = Runner()
    runner.hear((STRESS, found()))
    # The watch was not worn since: stress stays open, and is no sign of today.
    later = after(hours=hours)
    unknown = NoData(lacks=Text("This morning is not known."))
    decision = runner.hear((STRESS, unknown), (VARIABILITY, found(at=later)), now=later)
    assert bool(told(decision)) is agrees


def test_one_that_is_over_does_not_agree() -> None:
    runner = Runner()
    runner.hear((STRESS, found()))
    later = NOON + timedelta(hours=3)
    assert told(runner.hear((STRESS, clear(at=later)), (VARIABILITY, found(at=later)), now=later)) == []


def test_a_sign_that_is_no_news_counts_as_told() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    later = after(days=1)
    runner.hear((HEART, found(Severity.INFO, at=later)), (STRESS, found(at=later)), now=later)
    alert = runner.alerts["stress", "-"]
    assert (alert.told_by, alert.told_at, alert.held_because) == (Telling.DIGEST, later, None)
