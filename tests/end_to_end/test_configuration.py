"""A configuration with mistakes."""

import subprocess

from tests.end_to_end.conftest import Build
from tests.end_to_end.house import command_line, environment
from tests.end_to_end.lives import every_other_day


def test_four_mistakes_are_four_lines(build: Build) -> None:
    house = build(every_other_day())
    house.path.write_text(
        'language = "fr"\n'
        "[notify]\nper_dya = 2\n"
        '[connectors.garmin]\nbase_url = "http://garmin.example"\n'
        '[rules.session-spike]\nlimit = "much"\n',
        encoding="utf-8",
    )
    done = house.command("sync")
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert sorted(line.partition(": ")[0] for line in lines) == [
        "connectors.garmin.base_url",
        "language",
        "notify.per_dya",
        "rules.session-spike.limit",
    ]
    assert "notify.per_dya: is not known; did you mean per_day?" in lines
    assert "language: must be one of: en, nl" in lines


def test_a_terminal_without_the_letters_is_no_reason_to_fail(build: Build) -> None:
    house = build(every_other_day(), "garmin")
    done = subprocess.run(
        command_line(house.path, "doctor"),
        capture_output=True,
        env=environment() | {"PYTHONIOENCODING": "latin-1"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert {line[:2] for line in done.stdout.decode("latin-1").splitlines()} <= {"ok", "! ", "!!"}


def test_no_configuration_is_one_line_and_what_to_do(build: Build) -> None:
    house = build(every_other_day())
    house.path.unlink()
    done = house.command("status")
    assert done.returncode == 2
    assert "`shinguard init`" in done.stderr
    assert "Traceback" not in done.stderr
