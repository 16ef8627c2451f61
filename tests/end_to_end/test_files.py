"""Runs from files alone: `shinguard import`."""

import gzip
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.base import LACKS_MOST
from connectors.sandbox import World
from connectors.sandbox.fit_file import fit_file
from connectors.sandbox.garmin_export import garmin_export
from tests.end_to_end.conftest import Build
from tests.end_to_end.files_house import DAMAGED, FilesHouse, recording
from tests.end_to_end.house import DEADLINE_S, environment, real_now
from tests.end_to_end.lives import DAY, LAST, ZONE, at, every_other_day, run
from tests.end_to_end.receiver import Receiver

GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><trkseg>
<trkpt lat="0" lon="0"><time>{day}T08:00:00Z</time></trkpt>
<trkpt lat="0.09" lon="0"><time>{day}T08:55:00Z</time></trkpt></trkseg></trk></gpx>"""
"""Ten kilometres in 55 minutes."""
TCX = """<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
<Activities><Activity Sport="Running"><Id>{day}T08:00:00Z</Id><Lap StartTime="{day}T08:00:00Z">
<TotalTimeSeconds>1800</TotalTimeSeconds><DistanceMeters>5000</DistanceMeters></Lap></Activity></Activities>
</TrainingCenterDatabase>"""

NEXT = (
    "`shinguard today` says how far to go, and `shinguard status` what each rule still lacks.",
    "Nothing comes in by itself: import again after your next runs, or let Shinguard watch a folder (inbox under "
    "[connectors.files] in the configuration).",
)


def full_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def known_now(count: int, first: date, last: date) -> tuple[str, ...]:
    """The last lines of an import where no source is configured."""
    told = f"1 run, on {full_day(last)}" if count == 1 else f"{count} runs, from {full_day(first)} to {full_day(last)}"
    return (f"Known now: {told}.", *NEXT)


@pytest.fixture
def files(build: Build, receiver: Receiver) -> FilesHouse:
    return FilesHouse(build(World()), receiver)


@pytest.fixture
def yesterday() -> date:
    return real_now().astimezone(ZONE).date() - DAY


def write_all_kinds(folder: Path, last: date) -> None:
    """Five recordings on five days, each of another kind or packed in another way, and what is none."""
    (folder / "a.fit").write_bytes(recording(1, last))
    (folder / "b.fit.gz").write_bytes(gzip.compress(recording(2, last - DAY)))
    (folder / "c.gpx").write_text(GPX.format(day=last - 2 * DAY))
    (folder / "below").mkdir()
    (folder / "below/d.tcx").write_text(TCX.format(day=last - 3 * DAY))
    with zipfile.ZipFile(folder / "e.zip", "w") as archive:
        archive.writestr("e.fit", recording(5, last - 4 * DAY))
    (folder / "holiday.jpg").write_bytes(b"\xff\xd8")


def test_import_takes_files_of_every_kind_once_and_leaves_them(files: FilesHouse, yesterday: date) -> None:
    write_all_kinds(files.mine, yesterday)
    before = sorted(path.name for path in files.mine.rglob("*"))
    first = files.house.command("import", str(files.mine))
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines() == [
        "5 new activities.",
        "5 recordings read.",
        "1 file of another kind was passed over.",
        "These name no sport, and were taken for runs by their speed (--sport and --again say otherwise):",
        "  c.gpx",
        *known_now(5, yesterday - 4 * DAY, yesterday),
    ]
    assert files.days() == [yesterday - n * DAY for n in (4, 3, 2, 1, 0)]
    second = files.house.command("import", str(files.mine), str(files.mine / "a.fit"))
    assert second.stdout.splitlines()[:2] == ["Nothing new.", "6 files were known already."]
    assert sorted(path.name for path in files.mine.rglob("*")) == before


def test_import_names_recordings_of_a_kind_that_is_not_known(files: FilesHouse, yesterday: date) -> None:
    for number in range(4):
        (files.mine / f"{number}.tcx").write_text(TCX.format(day=yesterday - number * DAY).replace("Running", "Other"))
    (files.mine / "kite.fit").write_bytes(fit_file(replace(run(9, yesterday), sport="Kitesurf"), every_s=600))
    done = files.house.command("import", str(files.mine))
    assert done.stdout.splitlines()[:6] == [
        "5 new activities.",
        "5 recordings read.",
        "5 recordings are of a kind that is not known, and do not count as runs:",
        f"  Other (4): {', '.join(f'{number}.tcx: {full_day(yesterday - number * DAY)}' for number in range(3))}, …",
        f"  generic (1): kite.fit: {full_day(yesterday)}",
        "If one was: `shinguard import --again --sport run` and its path.",
    ]
    told = json.loads(files.house.command("import", "--json", "--again", str(files.mine)).stdout)
    assert told["of_unknown_kind"][4] == {"file": "kite.fit", "day": yesterday.isoformat(), "kind": "generic"}
    assert files.days() == []
    shown = json.loads(files.house.command("today", "--json").stdout)["of_unknown_kind"]
    assert [each["file"] for each in shown] == ["3.tcx", "2.tcx", "1.tcx", "kite.fit", "0.tcx"]


def test_import_takes_a_kind_that_is_not_known_for_what_its_owner_says(files: FilesHouse, yesterday: date) -> None:
    path = files.mine / "other.tcx"
    path.write_text(TCX.format(day=yesterday).replace("Running", "Other"))
    files.house.command("import", str(path))
    assert files.days() == []
    done = files.house.command("import", "--again", "--sport", "run", str(path))
    assert done.stdout.splitlines() == ["1 changed.", "1 recording read.", *known_now(1, yesterday, yesterday)]
    assert files.days() == [yesterday]
    assert "Put aside" not in files.house.command("status").stdout
    told = " ".join(files.house.command("import", "--help").stdout.split())
    assert "What a file is that names no sport, or one that is not known, as Other:" in told


def test_run_that_is_brought_in_rightly_ends_what_is_told_of_its_unknown_kind(
    files: FilesHouse, yesterday: date
) -> None:
    for number, kind in enumerate(("Other", "Running")):
        path = files.mine / f"{kind}.tcx"
        path.write_text(TCX.format(day=yesterday).replace("Running", kind))
        files.house.command("import", str(path))
        assert ("Other.tcx" in files.house.command("today").stdout) is (number == 0)
        assert ("Other.tcx" in files.house.command("status").stdout) is (number == 0)
    assert files.days() == [yesterday]


def test_import_says_what_it_could_not_read(files: FilesHouse, yesterday: date) -> None:
    (files.mine / "a.fit").write_bytes(recording(1, yesterday))
    (files.mine / "half.fit").write_bytes(recording(2, yesterday - DAY)[:-60])
    done = files.house.command("import", str(files.mine))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "1 new activity.",
        "1 recording read.",
        "These could not be read:",
        f"  half.fit: {DAMAGED}",
        *known_now(1, yesterday, yesterday),
    ]
    told = json.loads(files.house.command("import", "--json", str(files.mine)).stdout)
    assert told["unreadable"] == [{"file": "half.fit", "why": DAMAGED}]
    assert (told["new"], told["known"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("import",), "Missing argument"),
        (("import", "nowhere.fit"), "There is no file or folder nowhere.fit."),
        (("import", ".", "--sport", "chess"), "There is no sport chess"),
    ],
)
def test_wrong_use_of_import_is_told(files: FilesHouse, arguments: tuple[str, ...], says: str) -> None:
    done = files.house.command(*arguments)
    assert done.returncode == 2
    assert says in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_import_says_what_it_may_not_open(files: FilesHouse, yesterday: date) -> None:
    closed = files.mine / "closed"
    closed.mkdir()
    (closed / "a.fit").write_bytes(recording(1, yesterday))
    closed.chmod(0o000)
    done = files.house.command("import", str(closed / "a.fit"))
    folder = files.house.command("import", str(closed))
    closed.chmod(0o700)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("cannot be opened. Look at the permissions of the folders above it.\n")
    assert folder.returncode == 1
    assert "  closed: The file cannot be opened. Look at its permissions." in folder.stdout.splitlines()


def test_sport_of_files_that_name_none_can_be_said(files: FilesHouse, yesterday: date) -> None:
    path = files.mine / "c.gpx"
    path.write_text(GPX.format(day=yesterday))
    assert files.house.command("import", str(path)).returncode == 0
    assert files.days() == [yesterday]
    done = files.house.command("import", str(path), "--again", "--sport", "hike")
    # No run is left to be counted.
    assert done.stdout.splitlines() == ["1 changed.", "1 recording read.", *NEXT]
    assert files.days() == []


def test_first_import_is_quiet_and_sums_up(files: FilesHouse, receiver: Receiver, yesterday: date) -> None:
    """Forty runs, of which one was too long, and a pair: one message, about what is open."""
    world = every_other_day(yesterday - DAY, then=[run(41, yesterday, 13_000)])
    world.now = at(yesterday + DAY, "06:45")
    garmin_export(world, files.mine / "export.zip")
    done = files.house.command("import", str(files.mine / "export.zip"))
    known = known_now(41, yesterday - 79 * DAY, yesterday)
    assert done.stdout.splitlines() == ["41 new activities.", "Exports read: Garmin.", *known]
    assert len(receiver.messages) == 1
    assert "13 km is 30% longer than your longest run in 30 days (10 km)." in receiver.messages[0].body


def test_older_history_that_comes_later_says_nothing(files: FilesHouse, receiver: Receiver, yesterday: date) -> None:
    """Eight kilometres every other day for a hundred days; on one of them, long ago, it was twenty."""
    (files.mine / "older").mkdir()
    for number in range(50):
        outing = run(number + 1, yesterday - 2 * number * DAY, 20_000 if number == 20 else 8000)
        path = files.mine / ("older" if number >= 4 else ".") / f"{number}.fit"
        path.write_bytes(fit_file(outing, every_s=60))
    newest = [str(files.mine / f"{number}.fit") for number in range(4)]
    assert files.house.command("import", *newest).stdout.splitlines()[0] == "4 new activities."
    assert files.house.command("import", str(files.mine)).stdout.splitlines()[0] == "46 new activities."
    assert receiver.messages == []
    assert files.house.command("alerts", "--digest").stdout.splitlines() == ["Nothing was held back."]


def test_import_that_is_killed_goes_on_from_there(files: FilesHouse, yesterday: date) -> None:
    for number in range(120):
        (files.mine / f"{number:03}.fit").write_bytes(recording(number + 1, yesterday - number * DAY, every_s=600))
    killed = subprocess.run(
        (sys.executable, "-c", _DIES_AFTER_THE_FIRST_BATCH, str(files.house.path), str(files.mine)),
        env=environment(),
        cwd=files.house.folder,
        timeout=DEADLINE_S,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(files.days()) == 50
    done = files.house.command("import", str(files.mine))
    # What was saved with the first fifty came before they could be remembered: they are read again, and nothing new.
    assert done.stdout.splitlines()[0] == "70 new activities."
    assert len(files.days()) == 120


_DIES_AFTER_THE_FIRST_BATCH = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from connectors.files.pull import Import
from daemon.config import load
from daemon.pulling import bring_in
from daemon.store.database import Database
from daemon.store.keep import DatabaseKeep

config = load(Path(sys.argv[1]))
database = Database(config.database)
database.upgrade()
clock = lambda: datetime.now(UTC)
files = Import([Path(sys.argv[2])], DatabaseKeep(database, "me", "files"), clock)
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
bring_in(database, "me", files, timezone=config.athletes[0].timezone, clock=clock, progress=die)
"""


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Where the tests run in the background of a shell SIGINT is ignored, and what they start would ignore it too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_keeps_what_came_in(files: FilesHouse, yesterday: date) -> None:
    count = 150
    for number in range(count):
        (files.mine / f"{number:03}.fit").write_bytes(recording(number + 1, yesterday - number * DAY, every_s=2))
    files.house.database.upgrade()
    with files.house.started("import", str(files.mine)) as command:
        # What was read is saved every second; all of it takes several.
        deadline = real_now() + timedelta(seconds=DEADLINE_S)
        while not files.days():
            assert real_now() < deadline
        command.send_signal(signal.SIGINT)
        _out, error = command.communicate(timeout=DEADLINE_S)
    assert (command.returncode, error) == (
        1,
        "Interrupted. What came in is kept; the same command goes on from there.\n",
    )
    came_in = len(files.days())
    assert 0 < came_in < count
    done = files.house.command("import", str(files.mine))
    assert done.stdout.splitlines()[0] == f"{count - came_in} new activities."


def test_days_are_known_up_to_the_exports_date_and_no_further(files: FilesHouse) -> None:
    """Made on the evening of the 15th: the 14th is the last day of which nothing can still come in."""
    garmin_export(every_other_day(LAST), files.mine / "export.zip")
    assert files.house.command("import", str(files.mine / "export.zip")).returncode == 0
    assert files.house.state(at(LAST + 20 * DAY)).history.known_through == LAST - DAY
    # A recording carries on from there up to its own end: 07:00 and an hour, on the 19th.
    (files.mine / "a.fit").write_bytes(recording(50, LAST + 4 * DAY))
    (files.mine / "b.fit").write_bytes(recording(51, LAST - 40 * DAY))
    assert files.house.command("import", str(files.mine / "a.fit")).returncode == 0
    assert files.house.command("import", str(files.mine / "b.fit")).returncode == 0
    assert files.house.state(at(LAST + 20 * DAY)).history.known_through == LAST + 3 * DAY
    assert "Brought in by hand, up to 19 February at 08:01." in files.house.command("status").stdout
    assert "! Files: Brought in by hand" in files.house.command("doctor").stdout
    assert files.house.open_alerts(real_now()).isdisjoint({"source-silent"})


def test_run_that_is_brought_in_after_weeks_is_no_return_from_a_layoff(files: FilesHouse, receiver: Receiver) -> None:
    """Nobody said that there were no others between."""
    last = real_now().astimezone(ZONE).date() - 34 * DAY
    garmin_export(every_other_day(last), files.mine / "export.zip")
    (files.mine / "a.fit").write_bytes(recording(50, last + 33 * DAY))
    assert files.house.command("import", str(files.mine / "export.zip")).returncode == 0
    assert files.house.command("import", str(files.mine / "a.fit")).returncode == 0
    assert files.days()[-1] == last + 33 * DAY
    assert files.house.state(real_now()).history.known_through == last - DAY
    assert files.house.open_alerts(real_now()).isdisjoint({"layoff-return", "rest-days"})
    assert receiver.messages == []


def test_export_that_lacks_most_deletes_nothing_until_the_runner_says_so(files: FilesHouse) -> None:
    whole, rest = files.mine / "whole.zip", files.mine / "rest.zip"
    world = every_other_day(LAST)
    garmin_export(world, whole)
    for number in range(1, 31):
        world.delete(number)
    world.now = at(LAST + DAY)
    garmin_export(world, rest)
    assert files.house.command("import", str(whole)).returncode == 0
    said = files.house.command("import", str(rest)).stdout
    assert said.splitlines()[:2] == ["Nothing new.", LACKS_MOST]
    assert LACKS_MOST in files.house.command("status").stdout
    assert len(files.days()) == 40
    # The archive itself is known; the same command with the option reads it again.
    assert "30 deleted." in files.house.command("import", "--accept-deletions", str(rest)).stdout
    assert len(files.days()) == 10
    assert LACKS_MOST not in files.house.command("status").stdout


def test_files_that_are_forgotten_stay_where_they_are_and_can_come_again(files: FilesHouse, yesterday: date) -> None:
    path = files.mine / "a.fit"
    path.write_bytes(recording(1, yesterday))
    assert files.house.command("import", str(path)).returncode == 0
    said = files.house.command("forget", "files", "--yes").stdout
    assert "The files themselves stay where they are." in said
    assert files.days() == []
    assert files.house.command("import", str(path)).stdout.splitlines()[0] == "1 new activity."


def test_import_beside_a_source_makes_no_day_unknown(build: Build) -> None:
    house = build(every_other_day(LAST), "garmin")
    house.log_in()
    house.live(at(LAST))
    (house.folder / "old.fit").write_bytes(recording(50, LAST - 100 * DAY))
    assert house.command("import", "old.fit").returncode == 0
    state = house.state(at(LAST))
    assert [source.source for source in state.sources] == ["garmin"]
    assert state.history.known_through == LAST - DAY
    assert state.history.sessions[0].day == LAST - 100 * DAY
