"""What `shinguard doctor` says, in this process: real configuration, real database, real services on this machine."""

import json
from pathlib import Path

import pytest

from tests.daemon.full_disk import no_room
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.house import House
from tests.end_to_end.lives import every_other_day
from tests.end_to_end.receiver import TOPIC, Receiver


def test_doctor_names_what_is_not_well(build: Build, shinguard: Shinguard) -> None:
    done = shinguard(build(every_other_day(real_time=True), "garmin"), "doctor")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert [line for line in lines if line.startswith("✗")] == [
        "✗ Garmin: Nobody has logged in to Garmin yet. Log in once: shinguard login garmin"
    ]


def test_doctor_says_what_to_do_without_a_configuration(shinguard: Shinguard, tmp_path: Path) -> None:
    done = shinguard(tmp_path / "none.toml", "doctor")
    assert done.exit_code == 1
    [line] = [line for line in done.output.splitlines() if line.startswith("✗")]
    assert line == f"✗ There is no configuration {tmp_path / 'none.toml'}: `shinguard init` writes one to start with."


def test_doctor_warns_of_what_others_can_read(house: House, receiver: Receiver, shinguard: Shinguard) -> None:
    house.write(receivers={"phone": receiver.address, "mailbox": "ntfy://ntfy.example.org/planted"})
    house.path.chmod(0o640)
    done = shinguard(house, "doctor")
    # They are no failures.
    assert done.exit_code == 0, done.output
    assert [line for line in done.output.splitlines() if line.startswith("!")] == [
        f"! Others on this machine can read {house.path}, and secrets stand in it: chmod 600 {house.path}",
        "! mailbox: ntfy://... is not encrypted: use ntfys://",
    ]


@pytest.mark.parametrize(
    ("text", "warns"),
    [
        ('[notify.receivers]\nphone = { file = "phone" }\n', False),
        ('[athletes.anna.notify.receivers]\nphone = "json://127.0.0.1/inbox"\n', True),
        ('[connectors.strava]\nclient_id = "1"\nclient_secret = "hush-hush"\n', True),
        ('[connectors.strava]\nclient_id = "1"\nclient_secret = { file = "phone" }\n', False),
        ('[connectors.intervals]\napi_key = "hush-hush"\n', True),
    ],
)
def test_a_configuration_without_secrets_may_be_read(
    shinguard: Shinguard, tmp_path: Path, text: str, warns: bool
) -> None:
    (tmp_path / "phone").write_text("json://127.0.0.1/inbox", encoding="utf-8")
    (tmp_path / "phone").chmod(0o600)
    path = tmp_path / "shinguard.toml"
    path.write_text(f'database = "sqlite:///{tmp_path / "some.db"}"\n{text}', encoding="utf-8")
    path.chmod(0o644)
    assert ("Others on this machine can read" in shinguard(path, "doctor").output) is warns


def test_doctor_warns_of_a_file_of_a_secret_that_others_can_read(
    shinguard: Shinguard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, secret = tmp_path / "shinguard.toml", tmp_path / "secret"
    secret.write_text("json://127.0.0.1/inbox", encoding="utf-8")
    # With the mark of Windows' editors.
    path.write_text(
        f'\ufeffdatabase = "sqlite:///{tmp_path / "some.db"}"\n[athletes.anna.notify.receivers]\n'
        'phone = { file = "secret" }\n',
        encoding="utf-8",
    )

    def warnings() -> list[str]:
        return [line for line in shinguard(path, "doctor").output.splitlines() if "can read" in line]

    secret.chmod(0o644)
    assert warnings() == [f"! Others on this machine can read the secret in {secret}: chmod o= {secret}"]
    # As the installation with systemd has it: root's, and the service's group reads it.
    secret.chmod(0o640)
    assert warnings() == []
    secret.chmod(0o644)
    monkeypatch.setattr("daemon.checkup._GIVEN_TO_A_CONTAINER", tmp_path)
    assert warnings() == []


def test_doctor_is_content(house: House, shinguard: Shinguard) -> None:
    house.path.chmod(0o600)
    done = shinguard(house, "doctor")
    assert done.exit_code == 0, done.output
    assert {line[0] for line in done.output.splitlines()} == {"✓"}
    assert TOPIC not in done.output


@pytest.mark.parametrize(("left_bytes", "mark", "exit_code"), [(99_999_999, "!", 0), (9_999_999, "✗", 1)])
def test_doctor_says_in_time_that_the_disk_gets_full(
    house: House,
    shinguard: Shinguard,
    monkeypatch: pytest.MonkeyPatch,
    left_bytes: int,
    mark: str,
    exit_code: int,
) -> None:
    house.path.chmod(0o600)
    usage = type("Usage", (), {"free": left_bytes})
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage)
    done = shinguard(house, "doctor")
    [line] = [line for line in done.output.splitlines() if "nearly full" in line]
    assert line == (
        f"{mark} The disk of the database {house.folder / 'shinguard.db'} is nearly full: {left_bytes // 1_000_000} MB "
        "are left. Once it is full no run and no pain is recorded: make room."
    )
    assert done.exit_code == exit_code


def test_status_says_that_nothing_can_be_recorded(house: House, shinguard: Shinguard) -> None:
    assert shinguard(house, "status").exit_code == 0
    with no_room():
        done, told = shinguard(house, "status"), shinguard(house, "status", "--json")
    assert "Open alerts" in done.stdout
    assert done.stderr.startswith(f"The database {house.folder / 'shinguard.db'} cannot be reached any more (disk I/O")
    assert json.loads(told.stdout)["unusable"] + "\n" == done.stderr
    assert (done.exit_code, told.exit_code) == (1, 1)


def test_doctor_tells_all_mistakes_of_a_configuration(shinguard: Shinguard, tmp_path: Path) -> None:
    path = tmp_path / "shinguard.toml"
    path.write_text('language = "fr"\nunits = "stone"\n', encoding="utf-8")
    done = shinguard(path, "doctor")
    assert done.exit_code == 1
    assert sorted(line.split()[1] for line in done.output.splitlines() if line.startswith("✗")) == [
        "language:",
        "units:",
    ]
