"""An inbox that `shinguard sync` and the service look into."""

import shutil
import signal
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from connectors.sandbox import World
from connectors.sandbox.fit_file import fit_file
from connectors.sandbox.garmin_export import garmin_export
from connectors.sandbox.strava_export import strava_export
from daemon.connect import FILES
from daemon.language import catalogue
from daemon.store.sources import source_state
from rules.health import Trouble
from tests.end_to_end.conftest import Build
from tests.end_to_end.files_house import DAMAGED, FilesHouse, recording
from tests.end_to_end.house import DEADLINE_S, real_now
from tests.end_to_end.lives import DAY, ZONE, every_other_day, run
from tests.end_to_end.receiver import Receiver


@pytest.fixture
def files(build: Build, receiver: Receiver) -> FilesHouse:
    return FilesHouse(build(World()), receiver)


@pytest.fixture
def yesterday() -> date:
    return real_now().astimezone(ZONE).date() - DAY


def test_inbox_is_taken_by_sync_and_days_are_known_by_the_last_scan(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    files.drop("old.fit", recording(1, yesterday - 20 * DAY))
    first = files.sync()
    # The file system saw it change a moment ago, whatever date it has.
    assert first.returncode == 0
    assert first.stdout.splitlines() == [
        "Files: nothing new",
        "  1 file waits until it is the same in two scans: in half a minute `shinguard sync` takes it.",
    ]
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
    done = files.sync(times=2)
    assert done.returncode == 0
    told = "{count} file could not be read: the reason lies in the folder rejected of the inbox."
    assert done.stdout.splitlines()[1:] == ["  " + catalogue(language).ngettext(told, "", 1).format(count=1)]
    assert files.lies_in("rejected") == ["half.fit", "half.fit.why.txt"]
    why = (files.inbox / "rejected/half.fit.why.txt").read_text(encoding="utf-8")
    assert why == catalogue(language).gettext(DAMAGED) + "\n"
    assert (why == DAMAGED + "\n") is (language == "en")
    assert f": {why.strip()} (half.fit)\n" in files.house.command("status").stdout
    # Who takes the reason away has read it.
    (files.inbox / "rejected/half.fit.why.txt").unlink()
    files.sync()
    assert why.strip() not in files.house.command("status").stdout


def test_what_is_damaged_in_an_export_is_told_until_a_sound_one_comes(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    whole = files.mine / "whole.zip"
    garmin_export(every_other_day(yesterday), whole)
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(files.mine / "damaged.zip", "w") as damaged:
        for member in archive.infolist():
            cut = -9 if member.filename.endswith("Activities.json") else None
            damaged.writestr(member, archive.read(member)[:cut])
    said = "activities, file 1 of 1 in Garmin's export: not the JSON that Garmin writes"
    files.drop("damaged.zip", (files.mine / "damaged.zip").read_bytes())
    files.sync(times=3)
    assert files.lies_in("done") == ["damaged.zip"]
    assert said in files.house.command("status").stdout
    files.drop("whole.zip", whole.read_bytes())
    assert "40 new activities" in files.sync(times=2).stdout
    assert said not in files.house.command("status").stdout


def test_list_of_an_export_that_is_cut_off_makes_no_run_a_day_of_rest(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    strava_export(every_other_day(yesterday), files.mine / "whole.zip")
    with zipfile.ZipFile(files.mine / "whole.zip") as archive, zipfile.ZipFile(files.mine / "cut.zip", "w") as cut:
        for member in archive.infolist():
            data = archive.read(member)
            # The header and the first 19 of 40 runs.
            kept = b"".join(data.splitlines(keepends=True)[:20]) if member.filename == "activities.csv" else data
            cut.writestr(member, kept)
    files.drop("cut.zip", (files.mine / "cut.zip").read_bytes())
    assert "40 new activities" in files.sync(times=2).stdout
    assert files.days() == [yesterday - 2 * number * DAY for number in reversed(range(40))]
    said = (
        "The list activities.csv of the export is cut off. Recordings that it does not name were read by themselves "
        "(21); what has none is missing. Download the export again."
    )
    assert f"  Files: {said}\n" in files.house.command("status").stdout
    told = files.house.command("import", str(files.mine / "cut.zip"), "--again").stdout.splitlines()
    assert told[told.index("About the export:") + 1] == f"  {said}"
    # A whole one tells of the same runs, each once.
    files.drop("whole.zip", (files.mine / "whole.zip").read_bytes())
    files.sync(times=2)
    assert files.days() == [yesterday - 2 * number * DAY for number in reversed(range(40))]
    assert said not in files.house.command("status").stdout


def test_recording_of_a_kind_that_is_not_known_is_told_when_it_comes_in(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    kites = [
        fit_file(replace(run(number, yesterday, clock=time), sport="Kitesurf"), every_s=600)
        for number, time in ((1, "09:00"), (2, "09:05"))
    ]
    for name, data in zip(("a.fit", "b.fit"), kites, strict=True):
        files.drop(name, data)
    day = f"{yesterday.day} {yesterday:%B %Y}"
    do = "`shinguard import --again --sport run` and its path."
    told = (
        f"  2 recordings are of a kind that is not known (a.fit: {day}, b.fit: {day}), and do not count as runs. "
        f"If one was: {do}"
    )
    assert files.sync(times=2).stdout.splitlines() == ["Files: 2 new activities", told]
    assert files.sync().stdout == "Files: nothing new\n"
    assert files.house.command("today").stdout.splitlines().count(told) == 1
    assert (
        "  Files (2x): A recording is of the kind generic, which is not known, and does not count as a run. If it was "
        f"one: {do} (a.fit: {day}, b.fit: {day})"
    ) in files.house.command("status").stdout.splitlines()
    assert files.days() == []
    # They lie in `done`: one of them was a run, and the other one the same run.
    files.house.command("import", "--again", "--sport", "run", str(files.inbox / "done/a.fit"))
    assert files.days() == [yesterday]
    for command in ("today", "status"):
        assert ".fit" not in files.house.command(command).stdout


def test_inbox_that_cannot_be_written_to_makes_nobody_wait(files: FilesHouse, yesterday: date) -> None:
    files.configure(inbox=True)
    files.drop("run.fit", recording(1, yesterday))
    assert "in half a minute" in files.sync().stdout
    (files.inbox / "done").rmdir()
    (files.inbox / "done").write_text("no folder")
    done = files.sync()
    assert (done.returncode, done.stdout) == (
        1,
        "Files: The folder inbox/done cannot be written to: what is taken has to be moved. Look at its permissions; "
        "or is its disk full, or mounted to be read only?\n",
    )


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
    status = files.house.command("status").stdout
    assert "Files: its inbox cannot be read" in status
    # It has no login and no subscription: those rules lack nothing of it.
    assert "login-dead" not in status
    assert "Files has not answered lately." not in status
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
