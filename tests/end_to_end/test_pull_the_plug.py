"""Killed without a word, and started again."""

import signal
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, select

from connectors.sandbox import Pair, World
from daemon import schema
from daemon.store.sources import first_imports_done
from rules.health import Trouble
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import ALWAYS_AWAKE, DEADLINE_S, House, real_now
from tests.end_to_end.lives import DAY, PAIR, ZONE, HeldUp, every_other_day, run
from tests.end_to_end.receiver import Receiver

OF_THE_CLOCK = {"id", "arrived_at", "changed_at", "gone_at", "at", "opened_at", "found_at", "seen_at", "told_at"}
"""Instants of the machine's clock, and numbers: two imports are not made at one moment."""


def a_run_a_day() -> World:
    """250 runs of 10,000 m, two pages of Strava's; yesterday's was one of 13,000 m."""
    yesterday = real_now().astimezone(ZONE).date() - DAY
    return World(
        outings=[run(n, yesterday - (250 - n) * DAY, 13_000 if n == 250 else 10_000) for n in range(1, 251)],
        pairs=[Pair(key=PAIR, number=1, name="Harrier", brand="F", model="H", first_day=yesterday - 300 * DAY)],
    )


def awake(house: House, receiver: Receiver) -> House:
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE)
    house.log_in()
    return house


def rows(house: House) -> dict[str, list[dict[str, Any]]]:
    tables = (schema.activities, schema.shoes, schema.mornings, schema.quarantined, schema.alerts, schema.digest_lines)
    with house.database.read() as connection:
        return {
            table.name: sorted(
                (
                    {name: value for name, value in row._asdict().items() if name not in OF_THE_CLOCK}
                    for row in connection.execute(select(table))
                ),
                key=repr,
            )
            for table in tables
        }


def stored_runs(house: House) -> int:
    with house.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(schema.activities)) or 0


@pytest.mark.parametrize(
    ("source", "after", "stored"),
    [
        # In the middle of the list: the first page of 200 is saved, the second was asked for.
        ("strava", 1, 200),
        # In the middle of the shoes: Garmin's list is one page.
        ("garmin", 1, 250),
    ],
)
def test_killed_in_the_middle_of_the_first_import(
    build: Build, receiver: Receiver, source: str, after: int, stored: int
) -> None:
    life = a_run_a_day()
    world = HeldUp(life, service=source, after=after)
    killed = awake(build(world, source, name="killed"), receiver)
    with killed.started("sync") as process:
        assert world.reached.wait(DEADLINE_S)
        process.send_signal(signal.SIGKILL)
        assert process.wait(DEADLINE_S) == -signal.SIGKILL
    world.let_go.set()
    assert stored_runs(killed) == stored
    with killed.database.read() as connection:
        assert first_imports_done(connection, "me") == ()
    assert receiver.take() == []

    assert killed.command("sync").returncode == 0
    told = receiver.take()
    whole = awake(build(life, source, name="whole"), receiver)
    assert whole.live(real_now()).well
    assert rows(killed) == rows(whole)
    assert stored_runs(killed) == 250
    assert told == receiver.take()
    assert len(told) == 1


def test_killed_between_the_commit_of_an_alert_and_its_sending(build: Build, receiver: Receiver) -> None:
    yesterday = real_now().astimezone(ZONE).date() - DAY
    world = every_other_day(yesterday - 2 * DAY, then=[run(41, yesterday, 13_000)], real_time=True)
    house = awake(build(world, "garmin"), receiver)
    receiver.held = Event()
    with house.started("sync") as process:
        assert receiver.knocked.wait(DEADLINE_S)
        process.send_signal(signal.SIGKILL)
        assert process.wait(DEADLINE_S) == -signal.SIGKILL
    assert receiver.bodies == []
    assert house.open_alerts(real_now()) == {"session-spike"}
    assert house.status(real_now()).waiting == 1

    receiver.held.set()
    receiver.held = None
    assert house.command("sync").returncode == 0
    [body] = receiver.take()
    assert "13 km is 30% longer than your longest run in 30 days (10 km)." in body
    assert house.status(real_now()).waiting == 0


def test_an_import_that_breaks_off_says_nothing_and_the_next_one_all(build: Build, receiver: Receiver) -> None:
    house = awake(build(a_run_a_day(), "strava"), receiver)
    failing = house.live(real_now(), progress=lambda *_: house.sandbox.fail("strava", "500"))
    assert [(each.trouble, each.saved.new) for each in failing.pulled] == [(Trouble.FAILING, 200)]
    assert house.open_alerts(real_now()) == set()
    assert receiver.take() == []

    house.sandbox.lift()
    [pulled] = house.live(real_now()).pulled
    assert pulled.saved.new == 50
    # By Strava's measure: 12,870 beside 9,900.
    [body] = receiver.take()
    assert "12.8 km is 30% longer than your longest run in 30 days (9.9 km)." in body


def test_broken_off_by_hand_and_taken_out_of_the_configuration_it_holds_up_no_other_source(
    build: Build, receiver: Receiver
) -> None:
    world = HeldUp(a_run_a_day(), service="strava", after=1)
    house = awake(build(world), receiver)
    with house.started("sync", "--source", "strava") as process:
        assert world.reached.wait(DEADLINE_S)
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE_S) != 0
    world.let_go.set()
    assert stored_runs(house) == 200

    # While it is configured the other one waits, and the program says so.
    assert house.command("sync", "--source", "garmin").returncode == 0
    assert receiver.take() == []
    waits = "The first import of Strava is under way: the rules speak when it is done, "
    assert waits in house.command("status").stdout
    assert waits in house.command("doctor").stdout

    house.sources = ("garmin",)
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE)
    assert waits not in house.command("status").stdout
    assert house.command("sync").returncode == 0
    [body] = receiver.take()
    assert "13 km is 30% longer than your longest run in 30 days (10 km)." in body
