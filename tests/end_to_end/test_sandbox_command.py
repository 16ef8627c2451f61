"""`shinguard sandbox`: the services for anyone who wants to try, with the configuration that they need."""

import signal
import subprocess
from pathlib import Path

from daemon.config import load
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import DEADLINE_S
from tests.end_to_end.lives import every_other_day
from tests.end_to_end.receiver import Receiver

HISTORY = """\
start_utc,start_local,sport,distance_m,moving_time_s,average_heartrate_bpm
2024-02-13T06:00,2024-02-13T07:00,Run,10000,3600,140
2024-02-15T06:00,2024-02-15T07:00,Run,12000,4320,
"""


def told(process: "subprocess.Popen[str]") -> list[str]:
    """Return what it says until it says how it ends."""
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or not lines[-1].startswith("Ctrl-C"):
        line = process.stdout.readline()
        assert line, lines
        lines.append(line.rstrip("\n"))
    return lines


def test_what_it_prints_is_a_configuration_that_works(build: Build, receiver: Receiver, tmp_path: Path) -> None:
    house = build(every_other_day())
    (tmp_path / "history.csv").write_text(HISTORY, encoding="utf-8")
    with house.started("sandbox", "--port", "0", "--history", str(tmp_path / "history.csv")) as sandbox:
        lines = told(sandbox)
        tables = lines[lines.index("[connectors.strava]") :]
        tables = tables[: tables.index("Then: shinguard login strava")]
        house.path.write_text(
            f'database = "sqlite:///{tmp_path / "tried.db"}"\n[notify.receivers]\nphone = "{receiver.address}"\n'
            + "\n".join(tables),
            encoding="utf-8",
        )
        assert set(load(house.path).athletes[0].connectors) == {"garmin", "intervals", "strava"}
        assert house.log_in_to_strava_by_pasting()[0] == 0
        done = house.command("sync", "--source", "strava")
        assert (done.returncode, done.stdout) == (0, "Strava: 2 new activities\n")
        sandbox.send_signal(signal.SIGTERM)
        assert sandbox.wait(DEADLINE_S) == 0


def test_a_history_that_cannot_be_read_is_named_by_line_and_column(build: Build, tmp_path: Path) -> None:
    house = build(every_other_day())
    (tmp_path / "history.csv").write_text(HISTORY.replace(",12000,", ",far,"), encoding="utf-8")
    done = house.command("sandbox", "--port", "0", "--history", str(tmp_path / "history.csv"))
    assert done.returncode == 1
    assert "history.csv, line 3, column distance_m" in done.stderr
    assert "Traceback" not in done.stderr
