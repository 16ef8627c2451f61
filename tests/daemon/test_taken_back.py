"""What is taken back from the outbox, and what is kept in it, through the real store: snoozes, caps and receivers."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from daemon import schema
from daemon.records import Heard, Kind, Snooze, Telling
from daemon.store.snoozes import add_snooze
from rules.health import Trouble
from rules.said import Moment, RedFlag, Site
from tests.daemon.lived_house import DAY, EMERGENCY, MONDAY, House, at, run


def test_an_alarm_goes_to_the_next_receiver_though_there_was_none_for_a_while(house: House) -> None:
    now = at(MONDAY + DAY, "22:00")
    house.phone.status = 503
    house.log(now, 9, RedFlag.SNAP)
    assert house.go(now) == []
    receivers = house.athlete.notify.receivers
    house.athlete = replace(house.athlete, notify=replace(house.athlete.notify, receivers={}))
    house.go(at(MONDAY + DAY, "22:10"))
    assert house.alert("red-flags", now).told_by is Telling.PUSH
    house.phone.status = 200
    renamed = {"mobile": receivers["phone"]}
    house.athlete = replace(house.athlete, notify=replace(house.athlete.notify, receivers=renamed))
    # At night, and once.
    [body] = house.go(at(MONDAY + DAY, "23:30"))
    assert body.splitlines()[-1] == EMERGENCY
    assert house.go(at(MONDAY + DAY, "23:40")) == []
    assert ("red-flags", "No receiver is configured.") not in house.digest()


def snooze(house: House, until: datetime) -> None:
    with house.database.begin() as connection:
        add_snooze(connection, "me", Snooze(rule="pain-response", subject=None, until=until))


def test_what_is_snoozed_while_it_waits_is_told_when_the_snooze_ends(house: House) -> None:
    night = at(MONDAY + DAY, "22:00")
    house.log(night, 4)
    assert house.go(night) == []
    snooze(house, at(MONDAY + 2 * DAY, "12:00"))
    for clock in ("07:05", "07:20", "11:55"):
        assert house.go(at(MONDAY + 2 * DAY, clock)) == []
    assert house.digest().count(("pain-response", "You snoozed it until {until_at}.")) == 1
    [body] = house.go(at(MONDAY + 2 * DAY, "12:05"))
    assert body.startswith("Yesterday: Pain 4 of 10 (knee).")
    assert house.go(at(MONDAY + 2 * DAY, "12:20")) == []


def test_what_is_over_when_the_snooze_ends_is_not_told(house: House) -> None:
    night, morning = at(MONDAY + DAY, "22:00"), at(MONDAY + 2 * DAY, "08:00")
    house.log(night, 4)
    house.go(night)
    snooze(house, at(MONDAY + 2 * DAY, "12:00"))
    house.go(at(MONDAY + 2 * DAY, "07:05"))
    house.log(morning, 0, moment=Moment.NEXT_MORNING)
    for clock in ("08:00", "12:05"):
        assert house.go(at(MONDAY + 2 * DAY, clock)) == []
    assert house.alert("pain-response", morning).heard == Heard()


def silent(house: House) -> None:
    """Garmin gives nothing; what says so, at 22:00 on Tuesday, waits for the morning."""
    now = at(MONDAY + DAY, "22:00")
    house.sync(now, trouble=Trouble.FAILING)
    assert house.go(now) == []


def kinds(house: House) -> list[str]:
    with house.database.read() as connection:
        return list(connection.scalars(select(schema.messages.c.kind).order_by(schema.messages.c.id)))


def test_what_is_left_of_a_message_about_sources_does_not_count(house: House) -> None:
    silent(house)
    assert kinds(house)[-1] == Kind.SOURCES
    night = at(MONDAY + DAY, "22:20")
    morning, evening = at(MONDAY + 2 * DAY, "06:40"), at(MONDAY + 2 * DAY, "18:00")
    house.log(night, 4)
    assert house.go(night) == []
    assert kinds(house)[-1] == Kind.ALERTS
    house.log(morning, 0, moment=Moment.NEXT_MORNING)
    assert house.go(morning) == []
    assert kinds(house)[-1] == Kind.SOURCES
    [body] = house.go(at(MONDAY + 2 * DAY, "07:05"))
    assert body.startswith("Nothing was read from Garmin")
    # One message a day counts: this is the first.
    house.log(evening, 5, site=Site.SHIN)
    [body] = house.go(evening)
    assert body.startswith("• Pain 5 of 10 (shin).")


def test_what_is_left_counts_where_another_alert_stays_in_it(house: House) -> None:
    silent(house)
    night, morning = at(MONDAY + DAY, "22:20"), at(MONDAY + 2 * DAY, "06:40")
    house.log(night, 4)
    house.sync(night, run(MONDAY + DAY, 10_500), trouble=Trouble.FAILING)
    assert house.go(night) == []
    house.log(morning, 0, moment=Moment.NEXT_MORNING)
    assert house.go(morning) == []
    [body] = house.go(at(MONDAY + 2 * DAY, "07:05"))
    assert "10.5 km is 31% longer" in body
    assert kinds(house)[-1] == Kind.ALERTS
