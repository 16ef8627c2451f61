"""What lies in deploy/ fits the program: the example configuration, the unit, the image and the compose file."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from daemon.cli.group import WRONG_CONFIGURATION

DEPLOY = Path(__file__).parent.parent / "deploy"
UNIT = DEPLOY / "shinguard.service"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_accepts_the_unit() -> None:
    done = subprocess.run(["systemd-analyze", "verify", str(UNIT)], capture_output=True, text=True, check=False)
    # A misspelt directive is only a line on stderr; other units of this machine may have theirs.
    assert [line for line in done.stderr.splitlines() if "shinguard" in line] == []
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_little_exposed() -> None:
    analyse = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(UNIT)]
    done = subprocess.run(analyse, capture_output=True, text=True, check=False)
    exposure = re.search(r"Overall exposure level for shinguard.service: ([\d.]+) OK", done.stdout)
    if exposure is None:
        pytest.skip(f"this systemd cannot judge a file: {done.stderr.strip()}")
    # 1.3 on systemd 252; what is left is mostly the network, without which there is nothing to watch.
    assert float(exposure[1]) <= 2.0


def test_every_sandboxing_line_of_the_unit_is_explained() -> None:
    block = UNIT.read_text().split("# --- the sandbox")[1].split("[Install]")[0]
    runs = re.findall(r"^#.*\n((?:[A-Z]\w+=.*\n)+)", block, flags=re.MULTILINE)
    explained = sum(len(run.splitlines()) for run in runs)
    assert explained == len(re.findall(r"^[A-Z]\w+=", block, flags=re.MULTILINE))


def test_the_image_is_slim_runs_as_nobody_special_and_reports_its_health() -> None:
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert all(base.endswith("-slim") for base in bases)
    assert [line for line in lines if line.startswith("USER ")] == ["USER shinguard"]
    health = [line for line in lines if line.startswith("HEALTHCHECK ")]
    assert len(health) == 1
    assert health[0].endswith('CMD ["shinguard", "status", "--check"]')


def test_the_build_sees_no_configuration_database_or_secrets() -> None:
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    wanted = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert lines[1] == "*"
    assert wanted == {"pyproject.toml", "README.md", "LICENSE", "rules", "connectors", "daemon"}


def _service() -> dict[str, Any]:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    service = compose["services"]["shinguard"]
    assert isinstance(service, dict)
    assert set(service["secrets"]) == set(compose["secrets"])
    return service


def test_the_container_has_no_privileges_no_ports_and_comes_back() -> None:
    service = _service()
    assert service["restart"] == "unless-stopped"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service
    assert service["init"] is True
    assert service["pids_limit"] <= 256


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_steps_for_docker_make_secrets_that_only_their_owner_reads(tmp_path: Path) -> None:
    steps = (DEPLOY / "README.md").read_text().split("## With Docker")[1].split("```")[1].splitlines()
    makes = [line for line in steps if re.search(r"\bsecrets\b", line) and not line.startswith("sudo")]
    subprocess.run(["sh", "-euc", "umask 022\n" + "\n".join(makes)], cwd=tmp_path, check=True, capture_output=True)
    modes = {
        each.name: oct(each.stat().st_mode & 0o777) for each in (tmp_path / "secrets", *tmp_path.glob("secrets/*"))
    }
    assert modes == {"secrets": "0o700", "strava": "0o600", "phone": "0o600"}


def test_the_container_is_in_nobodys_time_zone_until_it_is_told() -> None:
    assert _service()["environment"] == {"TZ": "${TZ:-UTC}"}


def test_the_unit_does_not_start_a_wrong_configuration_again() -> None:
    assert f"RestartPreventExitStatus={WRONG_CONFIGURATION}\n" in UNIT.read_text()


def test_the_image_and_the_unit_keep_the_database_where_both_may_write() -> None:
    image = (DEPLOY / "Dockerfile").read_text()
    assert "XDG_DATA_HOME=/data" in image
    assert "VOLUME /data" in image
    assert "data:/data" in _service()["volumes"]
    unit = UNIT.read_text()
    # platformdirs appends the program's name: /var/lib/shinguard, which is what StateDirectory=shinguard makes.
    assert "Environment=XDG_DATA_HOME=/var/lib\n" in unit
    assert "StateDirectory=shinguard\n" in unit
