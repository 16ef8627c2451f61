"""A house as its owner has it: a configuration, a database, logins; and its command, in a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import requests

from connectors.sandbox import Sandbox
from daemon.arrivals import Progress
from daemon.config import Athlete, Config, load
from daemon.pipeline import Pass, run_pass
from daemon.runner import load_runner
from daemon.status import Status, status
from daemon.store.database import Database
from daemon.store.keep import DatabaseKeep
from daemon.store.syncs import logged_in
from rules.state import RunnerState
from tests.connectors.logins import log_in_to_garmin, log_in_to_strava

ROOT = Path(__file__).parents[2]
ALWAYS_AWAKE = 'quiet_from = "00:00"\nquiet_until = "00:00"'
"""Where the machine's clock counts, a test must not depend on the hour."""
ALIKE = ("variety", "monotony", "shoe-rotation", "shoe-forecast")
"""Lives whose sums can be done in the head are all alike, in one pair, worn fast: that is told in other tests."""
DEADLINE_S = 60.0


def connectors(sandbox: Sandbox, *sources: str, under: str = "connectors") -> str:
    """Return the tables of the sources, Garmin's and Strava's unless some are named."""
    tables = {
        "strava": f'client_id = "{sandbox.client_id}"\nclient_secret = "{sandbox.client_secret}"\n'
        f'base_url = "{sandbox.strava_url}"',
        "garmin": f'base_url = "{sandbox.garmin_url}"',
        "intervals": f'api_key = "{sandbox.api_key}"\nbase_url = "{sandbox.intervals_url}"',
    }
    return "\n".join(f"[{under}.{name}]\n{tables[name]}\n" for name in sources or ("garmin", "strava"))


class House:
    """One folder with a configuration and a database; one athlete unless `athletes` says more."""

    def __init__(
        self, folder: Path, sandbox: Sandbox, *, receivers: Mapping[str, str], sources: tuple[str, ...]
    ) -> None:
        self.folder = folder
        self.sandbox = sandbox
        self.sources = sources
        self.path = folder / "shinguard.toml"
        self.write(receivers=receivers)

    def write(self, *, receivers: Mapping[str, str], notify: str = "", more: str = "", tips: bool = False) -> None:
        """Write the configuration."""
        silent = () if tips else tuple(name for name in ALIKE if f"[rules.{name}]" not in more)
        more += "".join(f"\n[rules.{name}]\nenabled = false" for name in silent)
        addresses = "\n".join(f'{name} = "{address}"' for name, address in receivers.items())
        self.path.write_text(
            f'database = "sqlite:///{self.folder / "shinguard.db"}"\ntimezone = "Europe/Amsterdam"\n{more}\n'
            f"[notify]\n{notify}\n[notify.receivers]\n{addresses}\n{connectors(self.sandbox, *self.sources)}",
            encoding="utf-8",
        )
        self.__dict__.pop("config", None)

    @cached_property
    def config(self) -> Config:
        """As it was last written."""
        return load(self.path)

    @cached_property
    def database(self) -> Database:
        """Opened when it is first needed."""
        database = Database(self.config.database)
        database.upgrade()
        return database

    def athlete(self, name: str = "me") -> Athlete:
        """One of the household."""
        return next(each for each in self.config.athletes if each.name == name)

    def log_in(self, *sources: str, athlete: str = "me", sandbox: Sandbox | None = None) -> None:
        """As the login commands do, without their process."""
        at = sandbox or self.sandbox
        for source in sources or self.sources:
            if source == "intervals":
                # Its key stands in the configuration.
                continue
            keep = DatabaseKeep(self.database, athlete, source)
            if source == "strava":
                log_in_to_strava(at, keep)
            else:
                log_in_to_garmin(at, keep, code=at.mfa_code or "")
            with self.database.begin() as connection:
                logged_in(connection, athlete, source, now=at.world.now)

    def live(self, moment: datetime, *sources: str, athlete: str = "me", progress: Progress | None = None) -> Pass:
        """Let it be that moment, and make one pass over the sources, all of them unless some are named."""
        self.sandbox.world.now = moment
        runner = self.athlete(athlete)
        return run_pass(
            self.database,
            runner,
            sources=sources or tuple(runner.connectors),
            clock=lambda: moment,
            progress=progress,
        )

    def state(self, moment: datetime, *, athlete: str = "me") -> RunnerState:
        """What the rules see."""
        runner = self.athlete(athlete)
        with self.database.read() as connection:
            return load_runner(connection, runner, now=moment)

    def status(self, moment: datetime, *, athlete: str = "me") -> Status:
        """What `status` reads."""
        return status(self.database, self.athlete(athlete), now=moment)

    def open_alerts(self, moment: datetime, *, athlete: str = "me") -> set[str]:
        """The rules that have an open alert."""
        return {alert.rule for alert in self.status(moment, athlete=athlete).alerts.values()}

    def close(self) -> None:
        """Close the database, if it was opened."""
        if "database" in self.__dict__:
            self.database.close()

    def command(self, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """Run the real command to its end."""
        return subprocess.run(
            command_line(self.path, *arguments),
            input=said,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            env=environment(),
            cwd=self.folder,
            check=False,
        )

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Start the real command, and see to it that it has ended."""
        with subprocess.Popen(
            command_line(self.path, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            cwd=self.folder,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                # Its children too: they are of its group.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def log_in_to_strava_by_pasting(self, *options: str) -> tuple[int, str]:
        """Run the login, open the address that it prints, paste where the browser ends up.

        Return the exit code and the output.
        """
        with self.started(*options, "login", "strava", "--no-browser") as process:
            said, address = read_address(process)
            out, errors = process.communicate(sent_to(address) + "\n", timeout=DEADLINE_S)
        return process.returncode, said + out + errors


def command_line(config: Path, *arguments: str) -> tuple[str, ...]:
    """The command as a person types it."""
    return (sys.executable, "-m", "daemon", "--config", str(config), *arguments)


def environment() -> dict[str, str]:
    """Return an environment in which the command is found and speaks English."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "LANGUAGE": "en", "COLUMNS": "200"}


def read_address(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Return what the login has said so far, and the address in it."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        for word in line.split():
            if urlsplit(word).scheme == "http":
                return said, word
    raise AssertionError(f"no address in {said!r}")


def sent_to(address: str) -> str:
    """Open the address in a browser and press the button: return where it is sent."""
    return requests.get(address, allow_redirects=False, timeout=10).headers["Location"]


def real_now() -> datetime:
    """The machine's clock, which the command's own process has."""
    return datetime.now(UTC)
