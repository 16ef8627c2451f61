"""What was planted is seen nowhere: not on the screen and not in the log, at debug level, well or not."""

from collections.abc import Iterator

import pytest

from connectors.sandbox import MFA_CODE
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House, real_now
from tests.end_to_end.lives import DAY, ZONE, every_other_day, run
from tests.end_to_end.receiver import PASSWORD, TOPIC, USER, Receiver


class Ear:
    """Runs commands at debug level and keeps all that they said."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.said: list[tuple[str, str]] = []

    def run(self, *arguments: str, said: str = "") -> int:
        done = self.house.command("--debug", *arguments, said=said)
        self.said.append((" ".join(arguments), done.stdout + done.stderr))
        return done.returncode

    def paste(self) -> int:
        code, said = self.house.log_in_to_strava_by_pasting("--debug")
        self.said.append(("login strava", said))
        return code

    def leaks(self) -> Iterator[tuple[str, str]]:
        """Yield the command and what it let out."""
        for command, said in self.said:
            for secret in (*self.house.sandbox.planted(), USER, PASSWORD, TOPIC, "wrong-horse"):
                if secret in said:
                    yield command, secret


@pytest.fixture
def ear(build: Build) -> Ear:
    yesterday = real_now().astimezone(ZONE).date() - DAY
    world = every_other_day(yesterday - 2 * DAY, then=[run(41, yesterday, 13_000)], real_time=True)
    return Ear(build(world, "garmin", "strava", "intervals", mfa_code=MFA_CODE))


def test_when_all_goes_well(ear: Ear) -> None:
    account = ("--email", ear.house.sandbox.email, "--password-stdin", "--mfa-code", MFA_CODE)
    assert ear.run("login", "garmin", *account, said=ear.house.sandbox.password + "\n") == 0
    assert ear.paste() == 0
    assert ear.run("sync") == 0
    # Tokens that are refreshed on the way.
    ear.house.sandbox.fail("strava", "expired")
    ear.house.sandbox.fail("garmin", "expired")
    for command in (("sync",), ("doctor",), ("notify", "test")):
        assert ear.run(*command) == 0, ear.said[-1]
    # They were not silent about it all.
    assert "urllib3" in dict(ear.said)["sync"]
    assert list(ear.leaks()) == []
    # What a message says is the runner's own affair too.
    assert "urllib3" in dict(ear.said)["notify test"]
    assert [text for text in ("messages arrive here", "longest run") if text in str(ear.said)] == []


def test_when_all_goes_wrong(ear: Ear, receiver: Receiver) -> None:
    house = ear.house
    assert ear.run("login", "garmin", "--email", house.sandbox.email, "--password-stdin", said="wrong-horse\n") == 1
    assert "Garmin does not take this e-mail address and password." in ear.said[-1][1]
    house.log_in()
    house.sandbox.fail("garmin", "500")
    house.sandbox.fail("strava", "500")
    house.sandbox.fail("intervals", "500")
    receiver.status = 500
    assert ear.run("sync") == 1
    assert ear.run("notify", "test") == 1
    house.sandbox.lift()
    house.sandbox.fail("garmin", "revoked")
    house.sandbox.fail("strava", "revoked")
    house.sandbox.fail("intervals", "revoked")
    for command in (("sync",), ("status",), ("doctor",)):
        ear.run(*command)
    assert "login-dead" in ear.said[-3][1]
    assert list(ear.leaks()) == []
