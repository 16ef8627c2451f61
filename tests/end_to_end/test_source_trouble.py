"""A source lets nobody in, wants to be paid, or has had enough: said once, and nothing hammers it."""

from datetime import UTC, datetime, timedelta

import pytest

from daemon.cli.showing import print_status
from rules.health import Trouble
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, run
from tests.end_to_end.receiver import Receiver

HOUR = timedelta(hours=1)


@pytest.fixture
def house(build: Build, receiver: Receiver) -> House:
    """Strava alone; imported in the evening, and asked for what it is asked once a day on the next morning."""
    house = build(every_other_day(then=[run(41, LAST + 2 * DAY)]), "strava")
    house.log_in()
    house.live(at(LAST))
    house.live(at(LAST + DAY, "08:00"))
    assert receiver.take() == []
    house.sandbox.reset_requests()
    return house


def each_hour(house: House, first: datetime, count: int) -> list[Trouble | None]:
    return [house.live(first + n * HOUR).pulled[0].trouble for n in range(count)]


def asked(house: House) -> int:
    return sum(house.sandbox.requests("strava").values())


def test_a_revoked_login_is_told_once_with_the_next_step(house: House, receiver: Receiver) -> None:
    house.sandbox.fail("strava", "revoked")
    assert each_hour(house, at(LAST + DAY, "09:00"), 12) == [Trouble.LOGIN_DEAD] * 12
    assert [message.body for message in receiver.messages] == [
        "The login to Strava was revoked.\n"
        "If it was not you who removed the app at Strava (Settings, My Apps), log in again: shinguard login strava"
    ]
    # The list that was refused, and the tokens that were refused.
    assert asked(house) == 2
    # Once a day it is tried again, by the tokens alone; that nothing was read for 24 hours is no message of its own.
    each_hour(house, at(LAST + 2 * DAY, "08:30"), 12)
    assert len(receiver.messages) == 1
    assert asked(house) == 3

    house.log_in("strava")
    receiver.take()
    house.live(at(LAST + 2 * DAY, "20:40"))
    assert receiver.take() == ["Strava lets the program in."]
    assert house.open_alerts(at(LAST + 2 * DAY, "20:40")) == set()


def test_a_lapsed_subscription_is_told_once_with_another_next_step(house: House, receiver: Receiver) -> None:
    house.sandbox.fail("strava", "application-inactive")
    assert each_hour(house, at(LAST + DAY, "09:00"), 12) == [Trouble.SUBSCRIPTION_LAPSED] * 12
    assert receiver.take() == [
        "Strava has switched this app off: the subscription of its owner has lapsed.\n"
        "Renew the subscription at Strava, or switch on Garmin. Logging in again does not help."
    ]
    assert asked(house) == 1
    each_hour(house, at(LAST + 2 * DAY, "08:30"), 12)
    assert receiver.take() == []
    assert asked(house) == 2


def test_the_limit_of_the_day_is_a_line_in_status_and_nothing_hammers(
    house: House, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    house.sandbox.fail("strava", "429-day", times=1, path="/api/v3/")
    # Midnight in UTC is 01:00 in Amsterdam: from 09:00 on sixteen passes come before it.
    assert each_hour(house, at(LAST + DAY, "09:00"), 16) == [Trouble.RATE_LIMITED] * 16
    assert asked(house) == 1

    found = house.status(at(LAST + DAY, "23:00"))
    assert [source.retry_at for source in found.sources] == [datetime(2026, 2, 17, tzinfo=UTC)]
    print_status(house.athlete(), found)
    line = next(line for line in capsys.readouterr().out.splitlines() if "Strava" in line)
    assert "its request limit is used up for now; nothing is lost. Asked again from 17 February at 01:00." in line
    assert receiver.take() == []

    [pulled] = house.live(at(LAST + 2 * DAY, "01:00")).pulled
    assert pulled.trouble is None
    [pulled] = house.live(at(LAST + 2 * DAY, "09:00")).pulled
    assert pulled.saved.new == 1


def test_the_limit_of_a_quarter_of_an_hour_is_over_with_it(house: House) -> None:
    house.sandbox.fail("strava", "429", times=1, path="/api/v3/")
    assert house.live(at(LAST + DAY, "09:05")).pulled[0].trouble is Trouble.RATE_LIMITED
    assert house.live(at(LAST + DAY, "09:14")).pulled[0].waits_until == at(LAST + DAY, "09:15")
    assert house.live(at(LAST + DAY, "09:15")).pulled[0].trouble is None


def test_a_revoked_login_of_garmin_has_a_next_step_of_its_own(build: Build, receiver: Receiver) -> None:
    house = build(every_other_day(), "garmin")
    house.log_in()
    house.live(at(LAST))
    house.sandbox.fail("garmin", "revoked")
    assert each_hour(house, at(LAST + DAY, "09:00"), 12) == [Trouble.LOGIN_DEAD] * 12
    [body] = receiver.take()
    assert body.startswith("The login to Garmin was revoked.\n")
    assert body.endswith(": shinguard login garmin")
    assert house.sandbox.logins("garmin") == 1
