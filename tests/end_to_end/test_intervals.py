"""Intervals.icu by the real command: no login, a key in the configuration, a spike on the phone, in both languages."""

import pytest

from tests.end_to_end.conftest import Build
from tests.end_to_end.house import ALWAYS_AWAKE, House, real_now
from tests.end_to_end.lives import DAY, LAST, ZONE, at, every_other_day, run
from tests.end_to_end.receiver import Receiver

SPIKE = {
    "en": "13 km is 30% longer than your longest run in 30 days (10 km).",
    "nl": "13 km is 30% langer dan je langste loop in 30 dagen (10 km).",
}
WITHHELD = {
    "en": "Activities that reached it from Strava are not passed on to other programs, so their days",
    "nl": "Activiteiten die er via Strava kwamen, worden niet doorgegeven aan andere programma's. Hun dagen",
}
REFUSED = {"en": "Intervals.icu refuses the API key.", "nl": "Intervals.icu weigert de API-sleutel."}
NEW = {"en": "Intervals.icu: 42 new activities", "nl": "Intervals.icu: 42 nieuwe activiteiten"}
LANGUAGES = pytest.mark.parametrize("language", ["en", "nl"])


def awake(house: House, receiver: Receiver, language: str) -> House:
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more=f'language = "{language}"')
    return house


@LANGUAGES
def test_from_the_key_to_the_phone(build: Build, receiver: Receiver, language: str) -> None:
    yesterday = real_now().astimezone(ZONE).date() - DAY
    # What only Strava told it comes as a stub.
    strolls = [run(n, yesterday - n * DAY, clock="18:00", services=frozenset({"strava"})) for n in (42, 43)]
    ride = run(44, yesterday - 4 * DAY, 30_000, clock="18:00", sport="Ride", pair=None)
    world = every_other_day(yesterday - 2 * DAY, then=[run(41, yesterday, 13_000), *strolls, ride], real_time=True)
    house = awake(build(world, "intervals"), receiver, language)

    done = house.command("sync")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == NEW[language]
    (body,) = receiver.take()
    assert SPIKE[language] in body
    # A page of activities, the shoes, the mornings, the calendar.
    assert house.sandbox.requests("intervals") == {
        f"GET /api/v1/athlete/0/{what}": 1 for what in ("activities", "gear", "wellness", "events")
    }

    said = house.command("status").stdout
    assert said.count(WITHHELD[language]) == 1
    assert "Intervals.icu (2x): " in said
    assert house.command("doctor").returncode == 0
    house.sandbox.reset_requests()
    assert house.command("sync", "--quiet").returncode == 0
    assert sum(house.sandbox.requests("intervals").values()) == 1
    # A person who asks gets the calendar too.
    house.sandbox.reset_requests()
    assert house.command("sync").returncode == 0
    assert house.sandbox.requests("intervals") == {
        f"GET /api/v1/athlete/0/{what}": 1 for what in ("activities", "events")
    }
    assert receiver.take() == []


@LANGUAGES
def test_a_key_that_is_refused_is_told_once_and_well_again_without_a_login(
    build: Build, receiver: Receiver, language: str
) -> None:
    house = awake(build(every_other_day(), "intervals"), receiver, language)
    house.live(at(LAST))
    receiver.take()
    house.sandbox.fail("intervals", "revoked")
    house.sandbox.reset_requests()
    for clock in ("09:00", "10:00", "11:00"):
        house.live(at(LAST + DAY, clock))
    (body,) = receiver.take()
    assert REFUSED[language] in body
    assert "shinguard login" not in body
    # One question each time: nobody tells us when the configuration has another key.
    assert sum(house.sandbox.requests("intervals").values()) == 3

    house.sandbox.lift()
    house.live(at(LAST + DAY, "12:00"))
    assert len(receiver.take()) == 1
    assert house.open_alerts(at(LAST + DAY, "12:00")) == set()
