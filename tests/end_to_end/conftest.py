"""Real parts only: loopback services, a real database, real Apprise, a receiver that keeps what arrives."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from connectors.sandbox import Sandbox, World
from daemon import log
from daemon.cli.group import group
from daemon.language import activate
from tests.end_to_end.house import ALWAYS_AWAKE, House, real_now
from tests.end_to_end.lives import DAY, PAIR, ZONE, every_other_day, run
from tests.end_to_end.receiver import Receiver

Build = Callable[..., House]
Shinguard = Callable[..., Result]


@pytest.fixture(autouse=True)
def _no_waiting_before_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """garminconnect waits some seconds before it sends a password, as a person would; a sandbox takes no offence."""
    for name in ("MOBILE", "WIDGET", "LOGIN"):
        monkeypatch.setattr(f"garminconnect.client.sso.{name}_DELAY_MIN_S", 0.0)
        monkeypatch.setattr(f"garminconnect.client.sso.{name}_DELAY_MAX_S", 0.0)


@pytest.fixture(autouse=True)
def _logging_and_language_as_they_were(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    level, handlers, raises, hook = root.level, list(root.handlers), logging.raiseExceptions, sys.excepthook
    levels = {name: logging.getLogger(name).level for name in root.manager.loggerDict}
    monkeypatch.setattr(log, "_secrets", set())
    activate("en")
    yield
    activate("en")
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in root.manager.loggerDict:
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
    logging.raiseExceptions, sys.excepthook = raises, hook


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def mailbox() -> Iterator[Receiver]:
    """A second receiver."""
    with Receiver() as mailbox:
        yield mailbox


@pytest.fixture
def build(tmp_path: Path, receiver: Receiver) -> Iterator[Build]:
    """Return a function that builds a house around a world, its sandbox running, with the receiver as its phone."""
    with ExitStack() as stack:

        def build(world: World, *sources: str, name: str = "house", mfa_code: str | None = None) -> House:
            sandbox = stack.enter_context(Sandbox(world, mfa_code=mfa_code))
            (tmp_path / name).mkdir()
            house = House(
                tmp_path / name,
                sandbox,
                receivers={"phone": receiver.address},
                sources=sources or ("garmin", "strava"),
            )
            stack.callback(house.close)
            return house

        yield build


@pytest.fixture
def at_home(build: Build, receiver: Receiver) -> Build:
    """Return a function that builds a house in which the machine's clock counts: logged in, awake at any hour."""

    def at_home(world: World, *sources: str, more: str = "") -> House:
        house = build(world, *sources)
        house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more=more)
        house.log_in()
        return house

    return at_home


@pytest.fixture
def columns() -> int:
    """How wide the terminal is."""
    return 200


@pytest.fixture
def shinguard(monkeypatch: pytest.MonkeyPatch, columns: int) -> Shinguard:
    """Return a function that runs a command with the configuration of a house, or at a path."""
    monkeypatch.setenv("COLUMNS", str(columns))

    def shinguard(where: House | Path, *arguments: str) -> Result:
        path = where.path if isinstance(where, House) else where
        return CliRunner().invoke(group, ("--config", str(path), *arguments), prog_name="shinguard")

    return shinguard


@pytest.fixture
def empty(build: Build, receiver: Receiver) -> House:
    """Nobody has logged in: nothing but what is logged by hand is known."""
    house = build(World(zone="Europe/Amsterdam"), "garmin")
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE)
    return house


@pytest.fixture
def fresh(at_home: Build) -> House:
    """Logged in, not synced: yesterday's run was 13,000 m after runs of 10,000, and the shoes came to 613,000 m."""
    yesterday = real_now().astimezone(ZONE).date() - DAY
    world = every_other_day(yesterday - 2 * DAY, then=[run(41, yesterday, 13_000)], real_time=True)
    # 40 x 10,000 + 13,000 + 200,000: six sevenths of 700,000 is 600,000.
    world.edit_pair(PAIR, before_m=200_000)
    return at_home(world, "garmin")


@pytest.fixture
def house(fresh: House, shinguard: Shinguard) -> House:
    """Synced a moment ago."""
    assert shinguard(fresh, "sync").exit_code == 0
    return fresh
