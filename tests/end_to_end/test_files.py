"""Runs from files alone: `shinguard import`, and an inbox that `shinguard sync` looks into."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.sandbox import World
from connectors.sandbox.fit_file import fit_file
from connectors.sandbox.garmin_export import garmin_export
from daemon.connect import FILES
from daemon.language import translator
from daemon.store.sources import source_state
from rules.records import Trouble
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import ALIKE, ALWAYS_AWAKE, DEADLINE_S, House, environment, real_now
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
DAMAGED = "The file is damaged or not complete. Copy or download it again."


class FilesHouse:
    """A house without a service's account, and a folder of what its owner has."""

    def __init__(self, house: House, receiver: Receiver) -> None:
        self.house = house
        self._receiver = receiver
        self.inbox = house.folder / "inbox"
        self.mine = house.folder / "mine"
        self.inbox.mkdir()
        self.mine.mkdir()
        self.configure()

    def configure(self, *, inbox: bool = False, language: str = "en", sources: str = "") -> None:
        """Write the configuration; the inbox beside it is watched, or not."""
        silent = "".join(f"[rules.{name}]\nenabled = false\n" for name in ALIKE)
        watched = '[connectors.files]\ninbox = "inbox"\n' if inbox else ""
        self.house.path.write_text(
            f'database = "sqlite:///{self.house.folder / "shinguard.db"}"\ntimezone = "Europe/Amsterdam"\n'
            f'language = "{language}"\n{silent}[digest]\nenabled = false\n[notify]\n{ALWAYS_AWAKE}\n'
            f'[notify.receivers]\nphone = "{self._receiver.address}"\n{watched}{sources}',
            encoding="utf-8",
        )
        self.house.__dict__.pop("config", None)

    def drop(self, name: str, data: bytes, *, ago: timedelta = timedelta(hours=1)) -> Path:
        """A file lies in the inbox, changed so long ago."""
        path = self.inbox / name
        path.write_bytes(data)
        changed = (real_now() - ago).timestamp()
        os.utime(path, (changed, changed))
        return path

    def sync(self, *, times: int = 1) -> subprocess.CompletedProcess[str]:
        """The real command; files that were just made are looked at twice."""
        done = [self.house.command("sync") for _ in range(times)]
        return done[-1]

    def lies_in(self, folder: str) -> list[str]:
        """The names of the files below a folder of the inbox."""
        below = self.inbox / folder
        return sorted(path.relative_to(below).as_posix() for path in below.rglob("*") if path.is_file())

    def days(self) -> list[date]:
        """The days that have a session."""
        return [session.day for session in self.house.state(real_now()).history.sessions]


@pytest.fixture
def files(build: Build, receiver: Receiver) -> FilesHouse:
    return FilesHouse(build(World()), receiver)


@pytest.fixture
def yesterday() -> date:
    return real_now().astimezone(ZONE).date() - DAY


def recording(number: int, day: date, *, every_s: int = 60) -> bytes:
    return fit_file(run(number, day), every_s=every_s)


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
    ]
    assert files.days() == [yesterday - n * DAY for n in (4, 3, 2, 1, 0)]
    second = files.house.command("import", str(files.mine), str(files.mine / "a.fit"))
    assert second.stdout.splitlines()[:2] == ["Nothing new.", "6 files were known already."]
    assert sorted(path.name for path in files.mine.rglob("*")) == before


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


def test_sport_of_files_that_name_none_can_be_said(files: FilesHouse, yesterday: date) -> None:
    path = files.mine / "c.gpx"
    path.write_text(GPX.format(day=yesterday))
    assert files.house.command("import", str(path)).returncode == 0
    assert files.days() == [yesterday]
    done = files.house.command("import", str(path), "--again", "--sport", "hike")
    assert done.stdout.splitlines() == ["1 changed.", "1 recording read."]
    assert files.days() == []


def test_first_import_is_quiet_and_sums_up(files: FilesHouse, receiver: Receiver, yesterday: date) -> None:
    """Forty runs, of which one was too long, and a pair: one message, about what is open."""
    world = every_other_day(yesterday - DAY, then=[run(41, yesterday, 13_000)])
    world.now = at(yesterday + DAY, "06:45")
    garmin_export(world, files.mine / "export.zip")
    done = files.house.command("import", str(files.mine / "export.zip"))
    assert done.stdout.splitlines() == ["41 new activities.", "Exports read: Garmin."]
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
from daemon.store.database import Database, DatabaseKeep

config = load(Path(sys.argv[1]))
database = Database(config.database)
database.upgrade()
clock = lambda: datetime.now(UTC)
files = Import([Path(sys.argv[2])], DatabaseKeep(database, "me", "files"), clock)
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
bring_in(database, "me", files, timezone=config.athletes[0].timezone, clock=clock, progress=die)
"""


def test_ctrl_c_keeps_what_came_in(files: FilesHouse, yesterday: date) -> None:
    for number in range(60):
        (files.mine / f"{number:03}.fit").write_bytes(recording(number + 1, yesterday - number * DAY, every_s=2))
    files.house.database.upgrade()
    with files.house.started("import", str(files.mine)) as command:
        # What was read is saved every second; all of it takes some more.
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
    assert 0 < came_in < 60
    done = files.house.command("import", str(files.mine))
    assert done.stdout.splitlines()[0] == f"{60 - came_in} new activities."


def test_days_are_known_up_to_the_exports_date_and_no_further(files: FilesHouse) -> None:
    """Made on the evening of the 15th: the 14th is the last day of which nothing can still come in."""
    garmin_export(every_other_day(LAST), files.mine / "export.zip")
    assert files.house.command("import", str(files.mine / "export.zip")).returncode == 0
    assert files.house.state(at(LAST + 20 * DAY)).history.known_through == LAST - DAY
    # A recording alone tells of the days up to its own end: 07:00 and an hour, on the 19th.
    (files.mine / "a.fit").write_bytes(recording(50, LAST + 4 * DAY))
    (files.mine / "b.fit").write_bytes(recording(51, LAST - 40 * DAY))
    assert files.house.command("import", str(files.mine / "a.fit")).returncode == 0
    assert files.house.command("import", str(files.mine / "b.fit")).returncode == 0
    assert files.house.state(at(LAST + 20 * DAY)).history.known_through == LAST + 3 * DAY
    assert "Brought in by hand, up to 19 February at 08:01." in files.house.command("status").stdout
    assert "! Files: Brought in by hand" in files.house.command("doctor").stdout
    assert files.house.open_alerts(real_now()).isdisjoint({"source-silent"})


def test_import_beside_a_source_makes_no_day_unknown(files: FilesHouse, build: Build) -> None:
    house = build(every_other_day(LAST), "garmin", name="other")
    house.log_in()
    house.live(at(LAST))
    (house.folder / "old.fit").write_bytes(recording(50, LAST - 100 * DAY))
    assert house.command("import", "old.fit").returncode == 0
    state = house.state(at(LAST))
    assert [source.source for source in state.sources] == ["garmin"]
    assert state.history.known_through == LAST - DAY
    assert state.history.sessions[0].day == LAST - 100 * DAY


def test_inbox_is_taken_by_sync_and_days_are_known_by_the_last_scan(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    files.drop("old.fit", recording(1, yesterday - 20 * DAY))
    first = files.sync()
    # The file system saw it change a moment ago, whatever date it has.
    assert (first.returncode, first.stdout) == (0, "Files: nothing new\n")
    second = files.sync()
    assert (second.returncode, second.stdout) == (0, "Files: 1 new activity\n")
    assert files.lies_in("done") == ["old.fit"]
    assert files.house.state(real_now()).history.known_through == yesterday
    assert "Files: Synced" in files.house.command("status").stdout
    assert files.house.command("doctor").stdout.count("✗") == 0


def test_same_file_in_the_inbox_again_is_nothing_new(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    for _ in range(2):
        files.drop("run.fit", recording(1, yesterday))
        done = files.sync(times=2)
    assert done.stdout == "Files: nothing new\n"
    assert files.lies_in("done") == ["run-2.fit", "run.fit"]
    assert files.days() == [yesterday]


def test_file_that_is_still_written_to_waits(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    files.drop("run.fit", recording(1, yesterday)[:-300], ago=timedelta(seconds=2))
    files.drop("other.fit.part", recording(2, yesterday))
    assert files.sync(times=3).returncode == 0
    assert files.lies_in(".") == ["other.fit.part", "run.fit"]
    files.drop("run.fit", recording(1, yesterday))
    assert files.sync(times=2).stdout == "Files: 1 new activity\n"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_cannot_be_read_lies_in_rejected_with_the_reason(
    files: FilesHouse, yesterday: date, language: str
) -> None:
    files.configure(inbox=True, language=language)
    files.drop("half.fit", recording(1, yesterday)[:-300])
    assert files.sync(times=2).returncode == 0
    assert files.lies_in("rejected") == ["half.fit", "half.fit.why.txt"]
    why = (files.inbox / "rejected/half.fit.why.txt").read_text(encoding="utf-8")
    assert why == translator(language)(DAMAGED) + "\n"
    assert (why == DAMAGED + "\n") is (language == "en")
    assert why.strip() in files.house.command("status").stdout
    # Who takes the reason away has read it.
    (files.inbox / "rejected/half.fit.why.txt").unlink()
    files.sync()
    assert why.strip() not in files.house.command("status").stdout


def test_inbox_that_is_gone_is_told_and_comes_back(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    assert files.sync().returncode == 0
    unplugged = shutil.move(files.inbox, files.house.folder / "unplugged")
    files.inbox.mkdir()
    empty = files.sync()
    assert (empty.returncode, empty.stdout) == (
        1,
        "Files: The inbox has lost its folders done and rejected: is its disk mounted? If so, make the folder done.\n",
    )
    files.inbox.rmdir()
    gone = files.sync()
    assert gone.returncode == 1
    assert "is its disk mounted" in gone.stdout
    assert str(files.inbox) not in gone.stdout + gone.stderr
    assert "Files: its inbox cannot be read" in files.house.command("status").stdout
    with files.house.database.read() as connection:
        state = source_state(connection, "me", FILES)
    assert state is not None
    assert (state.trouble, state.failures) == (Trouble.FAILING, 2)
    shutil.move(unplugged, files.inbox)
    files.drop("run.fit", recording(1, yesterday))
    assert files.sync(times=2).stdout == "Files: 1 new activity\n"


def test_silent_inbox_is_told_after_a_day(files: FilesHouse, receiver: Receiver, yesterday: date) -> None:
    files.configure(inbox=True)
    files.drop("run.fit", recording(1, yesterday))
    assert files.sync(times=2).returncode == 0
    shutil.rmtree(files.inbox)
    later = real_now() + timedelta(hours=25)
    files.house.live(later)
    assert files.house.open_alerts(later) == {"source-silent"}
    assert "Nothing was read from Files for 25 hours" in receiver.messages[-1].body


def test_service_looks_into_the_inbox(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    files.drop("run.fit", recording(1, yesterday))
    files.sync()
    with files.house.started("run") as service:
        assert service.stderr is not None
        for line in _until(service.stderr, "ready: 1 sources"):
            assert "Traceback" not in line
        # Its first errand is due at once; when it is over the file is done with.
        deadline = real_now() + timedelta(seconds=DEADLINE_S)
        while files.lies_in("done") != ["run.fit"]:
            assert real_now() < deadline
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=DEADLINE_S)
    assert service.returncode == 0


def _until(lines: Iterator[str], wanted: str) -> Iterator[str]:
    for line in lines:
        yield line
        if wanted in line:
            return
