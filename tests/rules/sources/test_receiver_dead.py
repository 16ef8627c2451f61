"""receiver-dead: after 24 hours of refusals."""

from datetime import timedelta

import pytest

from rules.health import ReceiverHealth
from rules.sources.receiver_dead import Settings, receiver_dead
from rules.verdicts import Clear, Finding, Severity, Text
from tests.rules.series import life_of
from tests.rules.sources.health import NOW, say


def phone(failing_hours: float | None) -> ReceiverHealth:
    return ReceiverHealth(
        name="phone", failing_since=None if failing_hours is None else NOW - timedelta(hours=failing_hours)
    )


@pytest.mark.parametrize(("failing_hours", "told"), [(24, 24), (24.9, 24), (100, 100)])
def test_fires(failing_hours: float, told: int) -> None:
    (verdict,) = say(receiver_dead, phone(failing_hours))
    assert verdict == Finding(
        severity=Severity.WARNING,
        says=Text("No message has reached {receiver} for {failing_hours}."),
        do=Text("Check its address under notify.receivers, and that the service behind it is there."),
        values={"receiver": "phone", "failing_hours": told},
        day=NOW.date(),
        at=NOW,
        subject="phone",
    )


def test_is_quiet_when_it_takes_messages() -> None:
    assert say(receiver_dead, phone(None)) == [
        Clear(because=Text("{receiver} takes messages."), values={"receiver": "phone"}, subject="phone")
    ]


def test_each_receiver_is_judged_by_itself() -> None:
    well, dead = say(receiver_dead, phone(None), phone(30))
    assert isinstance(well, Clear)
    assert isinstance(dead, Finding)


def test_cannot_know_in_the_first_hours() -> None:
    assert say(receiver_dead, phone(23.9)) == []


def test_another_patience() -> None:
    (verdict,) = say(receiver_dead, phone(6), settings=Settings(after_hours=6))
    assert isinstance(verdict, Finding)


def test_it_holds_nothing_back_for_its_subject_is_no_source() -> None:
    assert life_of(receiver_dead).inhibits == ()


def test_of_a_receiver_that_is_not_configured_any_more_nothing_is_said_and_each_pass_says_how_it_stands() -> None:
    assert say(receiver_dead) == []
    assert life_of(receiver_dead).standing
