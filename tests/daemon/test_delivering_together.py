"""What goes out in one message with what no receiver took: to whom, and for which day it counts."""

from dataclasses import replace
from datetime import timedelta

from daemon.config import Secret
from rules.health import Trouble
from tests.daemon.lived_house import DAY, MONDAY, House, at, run
from tests.end_to_end.receiver import Receiver


def with_another(house: House, mailbox: Receiver) -> None:
    both = {**house.athlete.notify.receivers, "mailbox": Secret(mailbox.address)}
    house.athlete = replace(house.athlete, notify=replace(house.athlete.notify, receivers=both))


def test_a_receiver_that_is_configured_beside_one_that_refuses_gets_what_nobody_has(house: House) -> None:
    day = MONDAY + 2 * DAY
    house.phone.status = 503
    house.log(at(day, "12:00"), 7)
    house.go(at(day, "12:00"))
    with Receiver() as mailbox:
        with_another(house, mailbox)
        house.sync(at(day, "20:00"), run(day, 10_500))
        house.go(at(day, "20:00"))
        [body] = mailbox.take()
    assert [words for words in ("Pain 7 of 10 (knee)", "10.5 km is 31% longer") if words in body] == [
        "Pain 7 of 10 (knee)",
        "10.5 km is 31% longer",
    ]


def test_what_makes_a_message_count_that_nobody_has_counts_on_its_own_day(house: House) -> None:
    house.phone.status = 503
    day = MONDAY + 2 * DAY
    for back in (1, 0):
        house.sync(at(day - back * DAY, "12:00"), trouble=Trouble.LOGIN_DEAD)
        house.go(at(day - back * DAY, "12:00"))
    house.log(at(day + DAY, "12:00"), 7)
    house.go(at(day + DAY, "12:00"))
    house.phone.status = 200
    [body] = house.send(at(day + DAY, "14:00"))
    assert [words for words in ("login", "Pain 7 of 10 (knee)") if words in body] == ["login", "Pain 7 of 10 (knee)"]
    # One message a day: this was it.
    house.sync(at(day + DAY, "20:00"), run(day + DAY, 10_500))
    assert house.go(at(day + DAY, "20:00")) == ["\u2022 Garmin lets the program in.\n\u2022 Phone takes messages."]
    assert ("session-spike", "The day's number of messages was reached.") in house.digest()


def test_what_is_found_after_it_is_tried_as_soon_as_in_a_message_of_its_own(house: House) -> None:
    noon = at(MONDAY + 2 * DAY, "12:00")
    house.phone.status = 503
    house.log(noon, 7)
    house.go(noon)
    for minutes in (5, 10, 20, 40):
        house.send(noon + timedelta(minutes=minutes))
    house.phone.status = 200
    # It was to be tried again after 80 minutes.
    house.sync(noon + timedelta(minutes=45), run(MONDAY + 2 * DAY, 10_500, clock="10:00"))
    [body] = house.go(noon + timedelta(minutes=45))
    assert [words for words in ("Pain 7 of 10 (knee)", "10.5 km is 31% longer") if words in body] == [
        "Pain 7 of 10 (knee)",
        "10.5 km is 31% longer",
    ]
    assert house.send(noon + timedelta(minutes=80)) == []
