"""`shinguard run`: it syncs as it starts, is alone on its database, and ends when it is told to."""

import os
import signal
import time

import pytest

from tests.end_to_end.conftest import Build
from tests.end_to_end.house import ALWAYS_AWAKE, DEADLINE_S, House, real_now
from tests.end_to_end.lives import DAY, ZONE, HeldUp, every_other_day, run
from tests.end_to_end.receiver import PASSWORD, TOPIC, USER, Receiver

ENDS_WITHIN_S = 10.0


@pytest.fixture
def house(build: Build, receiver: Receiver) -> House:
    yesterday = real_now().astimezone(ZONE).date() - DAY
    life = every_other_day(yesterday - 2 * DAY, then=[run(41, yesterday, 13_000)], real_time=True)
    world = HeldUp(life, service="garmin", after=0)
    world.let_go.set()
    house = build(world, "garmin")
    # On a real Monday morning its digest would be one message more.
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more="[digest]\nenabled = false")
    house.log_in()
    return house


def test_it_syncs_as_it_starts_is_alone_and_ends_on_sigterm(house: House, receiver: Receiver) -> None:
    assert house.command("status", "--check").returncode == 1
    with house.started("--debug", "run") as service:
        [body] = receiver.wait_for(1, timeout_s=DEADLINE_S)
        assert "13 km is 30% longer than your longest run in 30 days (10 km)." in body
        assert house.command("status", "--check").returncode == 0
        second = house.command("run")
        assert (second.returncode, second.stderr.splitlines()[-1]) == (
            1,
            "Shinguard is running already on this database.",
        )
        began = time.monotonic()
        service.send_signal(signal.SIGTERM)
        _out, log = service.communicate(timeout=ENDS_WITHIN_S)
    assert time.monotonic() - began < ENDS_WITHIN_S
    assert service.returncode == 0
    assert "ready: 1 sources" in log
    assert "Traceback" not in log
    assert house.command("status", "--check").returncode == 1
    # Its children said as much as they had, and nothing of what was planted.
    assert "GET /activitylist-service/" in log
    assert [secret for secret in (*house.sandbox.planted(), USER, PASSWORD, TOPIC) if secret in log] == []


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_while_a_source_does_not_answer(house: House, by: signal.Signals) -> None:
    world = house.sandbox.world
    assert isinstance(world, HeldUp)
    world.let_go.clear()
    with house.started("run") as service:
        assert world.reached.wait(DEADLINE_S)
        if by is signal.SIGINT:
            # A terminal tells the children as well.
            os.killpg(service.pid, by)
        else:
            service.send_signal(by)
        _out, log = service.communicate(timeout=ENDS_WITHIN_S)
    world.let_go.set()
    assert service.returncode == 0
    assert "Traceback" not in log
    # Nothing holds the database any more.
    assert house.command("sync", "--quiet").returncode == 0


def test_without_a_source_it_says_so(house: House) -> None:
    house.path.write_text(house.path.read_text(encoding="utf-8").partition("[connectors.")[0], encoding="utf-8")
    done = house.command("run")
    # As any mistake in the configuration: the unit does not start it again.
    assert done.returncode == 2
    assert "No source is configured" in done.stderr
