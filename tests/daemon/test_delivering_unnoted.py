"""What is sent though it cannot be noted: an alarm alone, and each time after twice as long."""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from daemon.config import Secret
from daemon.pipeline import judge, run_pass
from daemon.store.failing import DatabaseUnusable
from rules.said import RedFlag
from tests.daemon.full_disk import no_room
from tests.daemon.lived_house import DAY, EMERGENCY, MONDAY, House, at
from tests.end_to_end.receiver import Receiver


def _the_same(moment: datetime) -> datetime:
    return moment


def full(house: House, *columns: str) -> None:
    """From now on no delivery can be written, or nothing in these columns of one."""
    of = f" OF {', '.join(columns)}" if columns else ""
    refusal = "SELECT RAISE(FAIL, 'database or disk is full');"
    with house.database.begin() as connection:
        connection.execute(text(f"CREATE TRIGGER full BEFORE UPDATE{of} ON deliveries BEGIN {refusal} END"))


def made_room(house: House) -> None:
    with house.database.begin() as connection:
        connection.execute(text("DROP TRIGGER full"))


def test_what_was_sent_and_cannot_be_marked_as_sent_is_not_sent_at_each_pass(house: House) -> None:
    now = at(MONDAY + 2 * DAY, "12:00")
    house.log(now, 7)
    judge(house.database, house.athlete, clock=lambda: now)
    full(house, "sent_at")
    sent = []
    for minutes in range(0, 540, 5):
        with contextlib.suppress(DBAPIError):
            house.send(now + timedelta(minutes=minutes))
        sent += [minutes for _body in house.phone.take()]
    # Nobody knows whether it arrived: at the next pass again, and then after 5, 10, 20 ... minutes.
    assert sent == [0, 5, 10, 20, 40, 80, 160, 320]
    made_room(house)
    morning = at(MONDAY + 3 * DAY, "07:00")
    assert len(house.send(morning)) == 1
    assert house.send(morning + timedelta(hours=7)) == []


def test_what_cannot_be_marked_as_tried_waits_until_it_can(house: House) -> None:
    now = at(MONDAY + 2 * DAY, "12:00")
    house.log(now, 7)
    judge(house.database, house.athlete, clock=lambda: now)
    full(house)
    for minutes in (0, 1):
        with pytest.raises(DBAPIError):
            house.send(now + timedelta(minutes=minutes))
    assert house.phone.take() == []
    made_room(house)
    assert len(house.send(now + timedelta(minutes=2))) == 1


def passes_without_room(house: House, since: datetime, *, minutes: int) -> list[int]:
    """Make a pass every five minutes. Return after how many minutes something came to the phone."""
    came = []
    for after in range(0, minutes, 5):
        now = since + timedelta(minutes=after)
        with no_room(), pytest.raises(DatabaseUnusable):
            run_pass(house.database, house.athlete, sources=(), clock=partial(_the_same, now))
        came += [after for _body in house.phone.take()]
    return came


def test_an_alarm_goes_out_though_it_cannot_be_noted_and_is_repeated_ever_more_rarely(house: House) -> None:
    now = at(MONDAY + 2 * DAY, "12:00")
    house.log(now, 9, RedFlag.SNAP)
    judge(house.database, house.athlete, clock=lambda: now)
    assert passes_without_room(house, now, minutes=180) == [0, 5, 10, 20, 40, 80, 160]
    [body] = house.send(now + timedelta(hours=4))
    assert body.splitlines()[-1] == EMERGENCY


def test_what_is_no_alarm_waits_until_it_can_be_noted(house: House) -> None:
    now = at(MONDAY + 2 * DAY, "12:00")
    house.log(now, 7)
    judge(house.database, house.athlete, clock=lambda: now)
    assert passes_without_room(house, now, minutes=30) == []
    assert len(house.send(now + timedelta(minutes=30))) == 1


def test_an_alarm_goes_to_each_receiver_though_the_disk_fills_up_while_it_is_sent(house: House) -> None:
    with Receiver() as mailbox:
        both = {**house.athlete.notify.receivers, "mailbox": Secret(mailbox.address)}
        house.athlete = replace(house.athlete, notify=replace(house.athlete.notify, receivers=both))
        now = at(MONDAY + 2 * DAY, "12:00")
        house.log(now, 9, RedFlag.SNAP)
        judge(house.database, house.athlete, clock=lambda: now)
        with no_room(), pytest.raises(DatabaseUnusable):
            house.send(now)
        assert (len(house.phone.take()), len(mailbox.take())) == (1, 1)
