"""What nobody foresaw ends a command with a sentence, and shows nothing of what it was about."""

import sqlite3
import subprocess

import pytest

from daemon.checkup import Mark, checkup
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House, real_now
from tests.end_to_end.lives import DAY, ZONE, every_other_day

MISTAKE = "Shinguard made a mistake (IntegrityError) and could not finish; what was saved before is kept. "


@pytest.fixture
def house(build: Build) -> House:
    world = every_other_day(real_now().astimezone(ZONE).date() - DAY, real_time=True)
    house = build(world, "garmin", "strava")
    house.database.close()
    return house


def _refuse_logins(house: House) -> None:
    """Let the database refuse every token with an error that no sentence is written for."""
    with sqlite3.connect(house.folder / "shinguard.db") as file:
        for change in ("INSERT", "UPDATE"):
            file.execute(
                f"CREATE TRIGGER refuse_{change} BEFORE {change} ON secrets WHEN NEW.name = 'tokens' "
                "BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
    file.close()


def _log_in_to_garmin(house: House, *options: str) -> subprocess.CompletedProcess[str]:
    account = ("login", "garmin", "--email", house.sandbox.email, "--password-stdin")
    return house.command(*options, *account, said=house.sandbox.password + "\n")


def _leaks(house: House, said: str) -> list[str]:
    return [secret for secret in (*house.sandbox.planted(), "robin.sandbox", "90909090") if secret in said]


def test_a_person_reads_one_sentence_and_no_token(house: House) -> None:
    _refuse_logins(house)
    garmin = _log_in_to_garmin(house)
    for code, said in (house.log_in_to_strava_by_pasting(), (garmin.returncode, garmin.stdout + garmin.stderr)):
        assert code == 1
        assert said.splitlines()[-1].endswith(f"{MISTAKE}The same command as `shinguard --debug ...` shows where.")
        assert "Traceback" not in said
        assert _leaks(house, said) == []


def test_at_debug_the_log_says_where_and_still_no_token(house: House) -> None:
    _refuse_logins(house)
    done = _log_in_to_garmin(house, "--debug")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "INSERT INTO secrets" in done.stderr
    assert done.stderr.splitlines()[-1] == f"{MISTAKE}The log says where."
    assert _leaks(house, done.stderr) == []


def test_a_pass_that_nobody_watches_logs_where(house: House) -> None:
    house.log_in()
    house.database.close()
    _refuse_logins(house)
    with sqlite3.connect(house.folder / "shinguard.db") as file:
        file.execute("CREATE TRIGGER refuse BEFORE INSERT ON sync_runs BEGIN SELECT RAISE(ABORT, 'refused'); END")
    file.close()
    done = house.command("sync", "--quiet")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert done.stderr.splitlines()[-1] == f"{MISTAKE}The log says where."
    assert _leaks(house, done.stderr) == []


def test_a_damaged_database_is_a_sentence_without_health(house: House) -> None:
    house.log_in()
    assert house.command("sync").returncode == 0
    house.database.close()
    path = house.folder / "shinguard.db"
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [(size,)] = file.execute("PRAGMA page_size").fetchall()
        [(root,)] = file.execute("SELECT rootpage FROM sqlite_master WHERE name = 'activities'").fetchall()
    file.close()
    with path.open("r+b") as raw:
        raw.seek((root - 1) * size)
        raw.write(bytes(size))
    for command in (("sync", "--quiet"), ("status",), ("log", "pain", "3", "--site", "knee")):
        done = house.command(*command)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.splitlines()[-1] == (
            f"The database {path} is damaged (database disk image is malformed). Stop Shinguard, keep a copy of the "
            "database as it is, and put a backup back."
        )


def test_doctor_notices_that_nothing_can_be_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.path.chmod(0o600)
    path = house.folder / "shinguard.db"
    monkeypatch.setattr("daemon.store.database._BUSY_TIMEOUT_S", 0)
    house.log_in()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    found = list(checkup(house.path, now=real_now()))
    other.close()
    assert [finding.text for finding in found if finding.mark is Mark.NOT_WELL and "database" in finding.text] == [
        f"Another program keeps the database {path} locked, and this could not be written; what was written before is "
        "safe. Close what has it open (a backup, a database browser), then do the same again."
    ]
    assert f"The database {path} opens." not in [finding.text for finding in found]
    # What can be read is told all the same.
    assert "Garmin: Not synced yet: `shinguard sync` asks it." in [finding.text for finding in found]


def test_what_doctor_writes_leaves_no_trace(house: House) -> None:
    house.path.chmod(0o600)
    house.log_in()
    house.database.close()
    house.command("doctor")
    with sqlite3.connect(house.folder / "shinguard.db") as file:
        kept = file.execute("SELECT athlete, source, name FROM secrets ORDER BY source").fetchall()
    file.close()
    assert kept == [("me", "garmin", "tokens"), ("me", "strava", "tokens")]
