"""Real parts only: loopback services, a real database, real Apprise, a receiver that keeps what arrives."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from connectors.sandbox import Sandbox, World
from daemon import log
from daemon.language import activate
from tests.end_to_end.house import House
from tests.end_to_end.receiver import Receiver

Build = Callable[..., House]


@pytest.fixture(autouse=True)
def _no_waiting_before_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """garminconnect waits some seconds before it sends a password, as a person would; a sandbox takes no offence."""
    for name in ("MOBILE", "WIDGET", "LOGIN"):
        monkeypatch.setattr(f"garminconnect.client.sso.{name}_DELAY_MIN_S", 0.0)
        monkeypatch.setattr(f"garminconnect.client.sso.{name}_DELAY_MAX_S", 0.0)


@pytest.fixture(autouse=True)
def _logging_and_language_as_they_were(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    level, handlers, raises = root.level, list(root.handlers), logging.raiseExceptions
    monkeypatch.setattr(log, "_secrets", set())
    activate("en")
    yield
    activate("en")
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = raises


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


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
