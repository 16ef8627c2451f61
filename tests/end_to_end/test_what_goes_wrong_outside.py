"""Services that fail in part, in between, or while nobody asked them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from connectors.sandbox import Outing, World
from daemon.store.digest_lines import load_digest
from daemon.store.sources import source_state
from rules.health import Trouble
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, run
from tests.end_to_end.receiver import Receiver

LONG = run(41, LAST + 2 * DAY, 13_000)
SPIKE = "13 km is 30% longer than your longest run in 30 days (10 km)."
STRAVAS_SPIKE = "12.8 km is 28% longer than your longest run in 30 days (10 km)."
"""12,870 by Strava, beside 10,000 of Garmin's."""


def lived(build: Build, *sources: str, then: tuple[Outing, ...] = ()) -> House:
    house = build(every_other_day(then=then), *sources)
    house.log_in()
    house.live(at(LAST))
    return house


def digest(house: House) -> list[tuple[str, str]]:
    """What was not pushed, and why."""
    with house.database.read() as connection:
        lines = load_digest(connection, "me", since=at(LAST - DAY))
    return [(line.item.rule, str(line.because)) for _at, line in lines]


def first_lines(receiver: Receiver) -> list[str]:
    return [body.splitlines()[0] for body in receiver.take()]


class Meanwhile(World):
    """A world in which something else happens while a service answers for the n-th time what was run."""

    def __init__(self, world: World, *, service: str, time: int) -> None:
        super().__init__(
            zone=world.zone.key,
            outings=world.all_outings(),
            pairs=world.every_pair(),
            mornings=world.mornings(date.min, date.max),
        )
        self.happens: Callable[[], object] = lambda: None
        self._service = service
        self._left = time

    def outings(self, service: str) -> list[Outing]:
        """As ever."""
        if service == self._service:
            self._left -= 1
            if self._left == 0:
                self.happens()
        return super().outings(service)


class Ahead(World):
    """A world in which a watch has dated a run years ahead."""

    def outings(self, service: str) -> list[Outing]:
        """With that run, the newest of all."""
        return [run(99, date(2031, 5, 1), 5_000), *super().outings(service)]


# --- a service that answers in part


@pytest.mark.parametrize("path", ["/gear-service/", "/userstats-service/"])
def test_runs_are_judged_while_the_shoes_or_the_mornings_fail_for_days(
    build: Build, receiver: Receiver, path: str
) -> None:
    house = build(every_other_day(then=[LONG]), "garmin")
    house.log_in()
    house.sandbox.fail("garmin", "503", path=path)
    moments = [at(LAST + n * DAY, clock) for n in range(4) for clock in ("09:00", "20:45")]
    for moment in moments:
        [pulled] = house.live(moment).pulled
        assert pulled.trouble is Trouble.FAILING
    assert first_lines(receiver) == [SPIKE]
    [source] = house.status(moments[-1]).sources
    assert (source.trouble, source.trouble_since, source.last_success) == (Trouble.FAILING, moments[0], moments[-1])
    with house.database.read() as connection:
        state = source_state(connection, "me", "garmin")
    assert state is not None
    assert (state.cursor, state.first_import_done_at) == (LONG.start, moments[0])

    # A poll asks one page, from fourteen days before the newest run: the one of LAST - 14 is not in it.
    house.sandbox.world.edit(33, distance_m=10_500.0)
    house.sandbox.world.edit(35, distance_m=10_500.0)
    house.sandbox.reset_requests()
    [pulled] = house.live(at(LAST + 4 * DAY, "09:00")).pulled
    lists = [count for address, count in house.sandbox.requests("garmin").items() if "search/activities" in address]
    assert lists == [1]
    assert pulled.saved.changed == 1
    house.sandbox.lift()
    [pulled] = house.live(at(LAST + 4 * DAY, "10:00")).pulled
    assert pulled.trouble is None
    assert house.status(at(LAST + 4 * DAY, "10:00")).well
    assert receiver.take() == []


def test_a_record_that_one_service_garbles_leaves_no_gap_where_the_other_has_the_run(
    build: Build, receiver: Receiver
) -> None:
    house = lived(build, then=(LONG,))
    house.sandbox.fail("garmin", "bad-activity")
    house.live(at(LAST + 2 * DAY, "09:00"))
    assert first_lines(receiver) == [STRAVAS_SPIKE]
    history = house.state(at(LAST + 2 * DAY, "09:00")).history
    assert (len(history.sessions), history.sessions[-1].distance_m) == (41, 12_870)
    assert [item.source for item in house.status(at(LAST + 2 * DAY, "09:00")).unreadable] == ["garmin"]


def test_a_run_that_is_dated_years_ahead_blinds_nothing(build: Build, receiver: Receiver) -> None:
    life = every_other_day(then=[LONG])
    world = Ahead(outings=life.all_outings(), pairs=life.every_pair(), mornings=life.mornings(date.min, date.max))
    house = build(world, "garmin")
    world.now = at(LAST, "20:00")
    house.log_in()
    house.live(at(LAST))
    [pulled] = house.live(at(LAST + 2 * DAY, "09:00")).pulled
    assert pulled.saved.new == 1
    assert first_lines(receiver) == [SPIKE]
    history = house.state(at(LAST + 2 * DAY, "09:00")).history
    assert (len(history.sessions), history.known_through) == (41, LAST + DAY)
    # What is edited later is found as ever.
    world.edit(41, distance_m=10_000.0)
    house.live(at(LAST + 2 * DAY, "10:00"))
    assert house.open_alerts(at(LAST + 2 * DAY, "10:00")) == set()


# --- a service that is silent for a while


def test_a_silence_that_is_over_before_the_quiet_hours_are_is_not_told(build: Build, receiver: Receiver) -> None:
    house = lived(build, "garmin")
    house.sandbox.fail("garmin", "down")
    # 25 and a half hours after the last answer.
    house.live(at(LAST + DAY, "22:00"))
    assert "source-silent" in house.open_alerts(at(LAST + DAY, "22:00"))
    house.sandbox.lift()
    for clock in ("05:00", "07:00", "08:00"):
        house.live(at(LAST + 2 * DAY, clock))
    assert receiver.take() == []


def test_a_silence_that_is_over_before_the_receiver_takes_anything_is_not_told(
    build: Build, receiver: Receiver
) -> None:
    house = lived(build, "garmin")
    house.sandbox.fail("garmin", "down")
    receiver.status = 500
    house.live(at(LAST + DAY, "21:00"))
    assert receiver.knocked.is_set()
    house.sandbox.lift()
    house.live(at(LAST + 2 * DAY, "08:00"))
    receiver.status = 200
    house.live(at(LAST + 2 * DAY, "09:00"))
    house.live(at(LAST + 2 * DAY, "12:00"))
    assert receiver.take() == []


def test_a_dead_login_that_fails_in_other_ways_between_is_one_trouble(build: Build, receiver: Receiver) -> None:
    house = lived(build, "strava")
    house.sandbox.fail("strava", "revoked")
    assert house.live(at(LAST + DAY, "09:00")).pulled[0].trouble is Trouble.LOGIN_DEAD
    assert first_lines(receiver) == ["The login to Strava was revoked."]
    # A day later it is asked again, and does not answer at all: 36 hours after the last answer.
    house.sandbox.fail("strava", "503")
    assert house.live(at(LAST + 2 * DAY, "09:05")).pulled[0].trouble is Trouble.FAILING
    house.sandbox.lift()
    assert house.live(at(LAST + 2 * DAY, "10:05")).pulled[0].trouble is Trouble.LOGIN_DEAD
    house.live(at(LAST + 2 * DAY, "12:00"))
    assert receiver.take() == []
    assert "login-dead" in house.open_alerts(at(LAST + 2 * DAY, "12:00"))
    house.log_in("strava")
    house.live(at(LAST + 2 * DAY, "12:05"))
    house.live(at(LAST + 2 * DAY, "13:05"))
    assert receiver.take() == ["Strava lets the program in."]
    assert house.open_alerts(at(LAST + 2 * DAY, "13:05")) == set()


def test_well_again_is_for_those_who_were_told_of_this_outage(
    build: Build, receiver: Receiver, mailbox: Receiver
) -> None:
    house = lived(build, "garmin")
    house.write(receivers={"phone": receiver.address, "mailbox": mailbox.address})
    house.sandbox.fail("garmin", "down")
    house.live(at(LAST + DAY, "21:00"))
    house.sandbox.lift()
    house.live(at(LAST + 2 * DAY, "08:00"))
    for told in (receiver, mailbox):
        trouble, well = told.take()
        assert trouble.startswith("Nothing was read from Garmin for 24 hours")
        assert well == "Garmin answers again."

    house.sandbox.fail("garmin", "down")
    mailbox.status = 500
    house.live(at(LAST + 3 * DAY, "09:00"))
    house.sandbox.lift()
    mailbox.status = 200
    for clock in ("12:00", "13:00", "14:00"):
        house.live(at(LAST + 3 * DAY, clock))
    trouble, well = receiver.take()
    assert trouble.startswith("Nothing was read from Garmin for 25 hours")
    assert well == "Garmin answers again."
    assert mailbox.take() == []


def test_after_days_off_the_source_that_is_asked_second_is_not_called_silent(build: Build, receiver: Receiver) -> None:
    house = lived(build)
    house.live(at(LAST + 5 * DAY, "09:00"), "strava")
    assert receiver.take() == []
    assert house.open_alerts(at(LAST + 5 * DAY, "09:00")) == set()
    # Asked in vain it is silent: 108 and a half hours since LAST at 20:30.
    house.sandbox.fail("garmin", "down")
    house.live(at(LAST + 5 * DAY, "09:01"), "garmin")
    assert first_lines(receiver) == ["Nothing was read from Garmin for 108 hours: runs may be missing here."]


# --- a first import that is not whole


def test_another_pass_in_the_middle_of_a_second_sources_import_tells_nothing(build: Build, receiver: Receiver) -> None:
    # Only Garmin has the long run of the day before; Strava's of today is nothing beside it.
    only_garmins = run(41, LAST + 2 * DAY, 15_000, clock="17:00", services=frozenset({"garmin"}))
    today = run(42, LAST + 3 * DAY, 13_000)
    world = Meanwhile(every_other_day(then=[only_garmins, today]), service="garmin", time=2)
    house = build(world)
    world.now = at(LAST, "20:00")
    house.log_in()
    house.live(at(LAST), "strava")
    house.live(at(LAST + 2 * DAY), "strava")
    moment = at(LAST + 3 * DAY, "09:00")
    told_meanwhile: list[str] = []

    def other_pass() -> None:
        done = house.live(moment, "strava")
        assert [each.saved.new for each in done.pulled] == [1]
        told_meanwhile.extend(receiver.bodies)

    # The list of runs is saved; Garmin is asked for its shoes.
    world.happens = other_pass
    house.live(moment, "garmin")
    assert told_meanwhile == []
    # One summary. 15,000 beside 10,000; 13,000 beside 15,000 is none.
    [message] = receiver.messages
    assert "15 km is 50% longer than your longest run in 30 days (10 km)." in message.body
    assert "13 km" not in message.body
    receiver.take()
    house.live(moment + timedelta(hours=1))
    assert receiver.take() == []


def half_an_import(build: Build, fault: str, *then: Outing) -> House:
    """Garmin is imported; the fault strikes Strava after its first page, 200 runs of 250."""
    yesterday = LAST + DAY
    runs = [run(n, yesterday - 2 * (250 - n) * DAY, pair=None) for n in range(1, 251)]
    world = Meanwhile(World(outings=[*runs, *then]), service="strava", time=1)
    house = build(world)
    world.now = at(yesterday, "20:00")
    house.log_in()
    house.live(at(yesterday), "garmin")
    world.happens = lambda: house.sandbox.fail("strava", fault)
    [pulled] = house.live(at(yesterday, "21:00"), "strava").pulled
    assert pulled.trouble is not None
    assert pulled.saved.new == 200
    return house


@pytest.mark.parametrize("fault", ["429", "503"])
def test_an_import_that_is_held_up_tells_nothing_of_long_ago(build: Build, receiver: Receiver, fault: str) -> None:
    # A streak of nine days, forty days ago, that Strava alone has.
    only: dict[str, Any] = {"services": frozenset({"strava"}), "clock": "18:00", "pair": None}
    house = half_an_import(build, fault, *(run(300 + n, LAST - (40 - n) * DAY, 5_000, **only) for n in range(9)))
    house.live(at(LAST + 2 * DAY, "09:00"))
    assert receiver.take() == []
    assert digest(house) == []


# --- long ago


def test_a_receiver_that_is_put_back_does_not_look_dead(build: Build, receiver: Receiver, mailbox: Receiver) -> None:
    house = lived(build, "garmin", then=(LONG,))
    both = {"phone": receiver.address, "mailbox": mailbox.address}
    house.write(receivers=both)
    receiver.status = 500
    house.live(at(LAST + 2 * DAY, "09:00"))
    house.write(receivers={"mailbox": mailbox.address})
    house.live(at(LAST + 2 * DAY, "12:00"))
    house.write(receivers=both)
    moment = at(LAST + 12 * DAY, "12:00")
    house.live(moment)
    assert {each.name: each.failing_since for each in house.status(moment).receivers} == {
        "phone": None,
        "mailbox": None,
    }
    assert first_lines(mailbox) == [SPIKE]


def test_daily_walks_do_not_push_a_layoff_out_of_sight(build: Build, receiver: Receiver) -> None:
    walks = [run(1000 + n, LAST + n * DAY, 3_000, sport="Walk", pair=None) for n in range(1, 481)]
    back = LAST + 481 * DAY
    house = build(every_other_day(then=[*walks, run(41, back, 3_000)]), "garmin")
    house.log_in()
    house.live(at(back - DAY))
    receiver.take()
    house.live(at(back, "12:00"))
    assert first_lines(receiver) == ["First run after 480 days off."]
