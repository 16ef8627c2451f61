"""What a person does in the demo: write the configuration and log in, by the commands themselves."""

import subprocess
import sys
from pathlib import Path

import requests

from connectors.sandbox import MFA_CODE, STRAVA_CLIENT_ID, STRAVA_CLIENT_SECRET, Sandbox


def configuration(sandbox: Sandbox, *, folder: Path, receiver: str, language: str) -> str:
    """Return a configuration that points to the sandbox."""
    return f"""\
database = "sqlite:///{folder / "shinguard.db"}"
language = "{language}"
timezone = "Europe/Amsterdam"

[notify.receivers]
phone = "{receiver}"

[connectors.strava]
client_id = "{STRAVA_CLIENT_ID}"
client_secret = "{STRAVA_CLIENT_SECRET}"
base_url = "{sandbox.strava_url}"

[connectors.garmin]
base_url = "{sandbox.garmin_url}"
"""


def log_in_to_strava(config: Path) -> None:
    """Run the login, open the address that it prints, and paste the one that the browser ends up at."""
    with _command(config, "login", "strava", "--no-browser") as process:
        assert process.stdout is not None
        address = next(word for line in process.stdout for word in line.split() if word.startswith("http"))
        process.communicate(_redirected_to(address) + "\n")
    _check(process)


def log_in_to_garmin(config: Path, sandbox: Sandbox) -> None:
    """Run the login with e-mail, password and code."""
    arguments = ("login", "garmin", "--email", sandbox.email, "--password-stdin", "--mfa-code", MFA_CODE)
    with _command(config, *arguments) as process:
        process.communicate(sandbox.password + "\n")
    _check(process)


def _command(config: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (sys.executable, "-m", "daemon", "--config", str(config), *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _check(process: subprocess.Popen[str]) -> None:
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)


def _redirected_to(address: str) -> str:
    return requests.get(address, allow_redirects=False, timeout=10).headers["Location"]
