"""The way from the outbox to the phone: quiet hours, a receiver that refuses, one that is gone."""

from datetime import timedelta

from daemon.status import Held
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, run
from tests.end_to_end.receiver import Receiver

SPIKE = "13 km is 30% longer than your longest run in 30 days (10 km)."
SPIKE_DAY = LAST + 2 * DAY


def spiking(build: Build, *, clock: str = "07:00") -> House:
    house = build(every_other_day(then=[run(41, SPIKE_DAY, 13_000, clock=clock)]), "garmin")
    house.log_in()
    house.live(at(LAST))
    return house


def test_quiet_hours_hold_a_message_until_the_morning(build: Build, receiver: Receiver) -> None:
    # 13,000 m at six minutes a kilometre and a minute: from 20:45 to 22:04.
    house = spiking(build, clock="20:45")
    house.live(at(SPIKE_DAY, "22:10"))
    house.live(at(SPIKE_DAY + DAY, "06:50"))
    assert receiver.take() == []
    # What waits is not yet late.
    found = house.status(at(SPIKE_DAY + DAY, "06:50"))
    assert (found.waiting, found.held) == (0, Held(count=1, until=at(SPIKE_DAY + DAY, "07:00")))
    house.live(at(SPIKE_DAY + DAY, "07:00"))
    assert [body.splitlines()[0] for body in receiver.take()] == [f"Yesterday: {SPIKE}"]
    assert house.status(at(SPIKE_DAY + DAY, "07:00")).held is None


def test_a_receiver_that_refuses_for_a_day_is_told_through_the_other(
    build: Build, receiver: Receiver, mailbox: Receiver
) -> None:
    house = spiking(build)
    house.write(receivers={"phone": receiver.address, "mailbox": mailbox.address})
    receiver.status = 500
    moments = [at(SPIKE_DAY, "08:30") + n * timedelta(hours=1) for n in range(27)]
    for moment in moments:
        house.live(moment)
    assert receiver.take() == []
    # The spike at 08:30, and 24 hours after it what became of the phone.
    first, second = mailbox.take()
    assert first.startswith(SPIKE)
    assert second.startswith("No message has reached phone for 24 hours.")
    failing = {each.name: each.failing_since for each in house.status(moments[-1]).receivers}
    assert failing == {"phone": moments[0], "mailbox": None}

    # It takes messages again: the spike is not over yet, 48 hours after it.
    receiver.status = 200
    house.live(at(SPIKE_DAY + DAY, "12:30"))
    house.live(at(SPIKE_DAY + DAY, "12:45"))
    assert receiver.take()[0].startswith(f"Yesterday: {SPIKE}")
    assert mailbox.take() == ["Phone takes messages."]


def test_what_waited_too_long_and_holds_no_more_goes_to_the_digest(build: Build, receiver: Receiver) -> None:
    house = spiking(build)
    receiver.status = 500
    house.live(at(SPIKE_DAY, "08:30"))
    # 48 hours after the run's end the alert is over.
    house.live(at(SPIKE_DAY + 2 * DAY, "09:00"))
    receiver.status = 200
    house.live(at(SPIKE_DAY + 2 * DAY, "10:30"))
    house.live(at(SPIKE_DAY + 2 * DAY, "12:00"))
    assert SPIKE not in "".join(receiver.bodies)
    assert house.open_alerts(at(SPIKE_DAY + 2 * DAY, "12:00")) == set()


def test_a_message_to_a_receiver_that_is_not_configured_any_more_goes_to_the_one_that_is(
    build: Build, receiver: Receiver, mailbox: Receiver
) -> None:
    house = spiking(build)
    receiver.status = 500
    house.live(at(SPIKE_DAY, "08:30"))
    assert house.status(at(SPIKE_DAY, "09:00")).waiting == 1
    house.write(receivers={"mailbox": mailbox.address})
    house.live(at(SPIKE_DAY, "09:30"))
    assert house.status(at(SPIKE_DAY, "09:30")).waiting == 0
    assert receiver.take() == []
    assert [SPIKE in body for body in mailbox.bodies] == [True]


def test_a_run_of_long_ago_that_comes_in_late_is_not_pushed(build: Build, receiver: Receiver) -> None:
    house = spiking(build)
    # It ended on the 17th at 08:19; 36 hours later is the 18th at 20:19.
    house.live(at(SPIKE_DAY + DAY, "20:30"))
    assert receiver.take() == []
    assert house.open_alerts(at(SPIKE_DAY + DAY, "20:30")) == {"session-spike"}
