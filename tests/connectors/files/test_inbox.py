import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.base import SourceUnavailable, Words
from connectors.files.found import Found
from connectors.files.inbox import Inbox

NOW = datetime(2024, 5, 20, 18, 0, tzinfo=UTC)
"""The files of a test are made years later: what the file system saw of them is long settled."""
HOUR = timedelta(hours=1)


def put(inbox: Path, name: str, *, changed: datetime = NOW - HOUR, data: bytes = b"run") -> Path:
    (inbox / name).parent.mkdir(parents=True, exist_ok=True)
    (inbox / name).write_bytes(data)
    os.utime(inbox / name, (changed.timestamp(), changed.timestamp()))
    return inbox / name


def opened(path: Path, *, waited: dict[str, list[float]] | None = None) -> Inbox:
    inbox = Inbox(path, waited=waited or {}, say=str.upper)
    inbox.open(made_before=False)
    return inbox


def found(inbox: Inbox) -> list[Found]:
    return list(inbox.found(lambda path: (path / "activities.csv").exists()))


def names(inbox: Inbox) -> list[str]:
    return [each.name for each in found(inbox)]


def test_files_are_found_by_name_and_then_those_below(tmp_path: Path) -> None:
    for name in ("b.fit", "a.fit", "2024/may/c.fit", "2023/d.fit"):
        put(tmp_path, name)
    assert names(opened(tmp_path)) == ["a.fit", "b.fit", "2023/d.fit", "2024/may/c.fit"]


@pytest.mark.parametrize(
    "name",
    [
        ".hidden.fit", "run.fit.part", "run.fit.PART", "run.tmp", "run.fit.crdownload", ".stversions/run.fit",
        "done/run.fit", "rejected/run.fit",
    ],
)  # fmt: skip
def test_what_is_under_way_or_done_with_is_not_found(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    assert names(opened(tmp_path)) == []


def test_folders_of_these_names_further_below_are_a_runners_own(tmp_path: Path) -> None:
    put(tmp_path, "2024/done/run.fit")
    assert names(opened(tmp_path)) == ["2024/done/run.fit"]


def test_folder_of_an_export_in_which_nothing_is_complete_yet_waits(tmp_path: Path) -> None:
    put(tmp_path, "DI_CONNECT/gear.json.part")
    put(tmp_path, "DI_CONNECT/activities.csv.tmp")
    inbox = opened(tmp_path)
    (export,) = inbox.found(lambda path: path.name == "DI_CONNECT")
    assert (export.is_folder, export.size) == (True, 0)


def test_neither_links_nor_pipes_are_files(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    put(tmp_path, "private.fit")
    inbox.mkdir()
    (inbox / "link.fit").symlink_to(tmp_path / "private.fit")
    (inbox / "folder").symlink_to(tmp_path)
    os.mkfifo(inbox / "pipe.fit")
    assert names(opened(inbox)) == []


def test_unpacked_export_is_found_as_a_whole(tmp_path: Path) -> None:
    put(tmp_path, "export_1/activities.csv", data=b"12345", changed=NOW - 3 * HOUR)
    put(tmp_path, "export_1/activities/1.fit", data=b"678", changed=NOW - HOUR)
    (export,) = found(opened(tmp_path))
    assert (export.name, export.is_folder, export.size, export.changed) == ("export_1", True, 8, NOW - HOUR)


@pytest.mark.parametrize(("ago_s", "is_whole"), [(0, False), (29, False), (30, True), (3600, True), (-5, False)])
def test_file_that_was_changed_lately_waits(tmp_path: Path, ago_s: int, is_whole: bool) -> None:
    put(tmp_path, "run.fit", changed=NOW - timedelta(seconds=ago_s))
    inbox = opened(tmp_path)
    (run,) = found(inbox)
    assert inbox.is_whole(run, now=NOW) is is_whole
    assert (run.key in inbox.waits) is not is_whole


def test_copy_that_keeps_its_dates_waits_until_two_scans_find_it_the_same(tmp_path: Path) -> None:
    # Its content is of 2024, and the file system has written it just now.
    put(tmp_path, "run.fit", data=b"half")
    now = datetime.fromtimestamp((tmp_path / "run.fit").stat().st_ctime, UTC) + timedelta(seconds=10)
    first = opened(tmp_path)
    assert not first.is_whole(found(first)[0], now=now)
    put(tmp_path, "run.fit", data=b"half and more")
    second = opened(tmp_path, waited=first.waits)
    assert not second.is_whole(found(second)[0], now=now)
    third = opened(tmp_path, waited=second.waits)
    assert third.is_whole(found(third)[0], now=now)


def test_what_cannot_be_read_is_final_when_two_scans_find_it_the_same(tmp_path: Path) -> None:
    put(tmp_path, "run.fit")
    first = opened(tmp_path)
    assert not first.is_final(found(first)[0])
    second = opened(tmp_path, waited=first.waits)
    assert second.is_final(found(second)[0])
    put(tmp_path, "run.fit", changed=NOW - 2 * HOUR)
    assert not second.is_final(found(second)[0])


def test_taken_file_moves_to_done_where_it_lay(tmp_path: Path) -> None:
    put(tmp_path, "2024/run.fit")
    inbox = opened(tmp_path)
    inbox.take(found(inbox)[0])
    assert (tmp_path / "done/2024/run.fit").read_bytes() == b"run"
    assert names(inbox) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    inbox = opened(tmp_path)
    for data in (b"one", b"two", b"three"):
        put(tmp_path, "run.fit", data=data)
        inbox.take(found(inbox)[0])
    taken = {path.name: path.read_bytes() for path in (tmp_path / "done").iterdir()}
    assert taken == {"run.fit": b"one", "run-2.fit": b"two", "run-3.fit": b"three"}


def test_refused_file_has_the_reason_beside_it_in_its_owners_words(tmp_path: Path) -> None:
    put(tmp_path, "run.fit")
    inbox = opened(tmp_path)
    inbox.refuse(found(inbox)[0], Words("It is damaged."))
    assert (tmp_path / "rejected/run.fit").read_bytes() == b"run"
    assert (tmp_path / "rejected/run.fit.why.txt").read_text() == "IT IS DAMAGED.\n"
    assert list(inbox.reasons()) == [("run.fit.why.txt", "IT IS DAMAGED.")]


def test_reason_of_a_scan_that_was_broken_off_is_written_once(tmp_path: Path) -> None:
    private, box = put(tmp_path, "private.txt"), tmp_path / "inbox"
    box.mkdir()
    inbox = opened(box)
    put(box, "rejected/run.fit.why.txt", data=b"half a rea")
    (box / "rejected/ride.fit.why.txt").symlink_to(private)
    for name in ("run.fit", "ride.fit"):
        put(box, name)
    for each in found(inbox):
        inbox.refuse(each, Words("It is damaged."))
    told = "IT IS DAMAGED."
    assert list(inbox.reasons()) == [("ride.fit.why.txt", told), ("run.fit.why.txt", told)]
    assert private.read_bytes() == b"run"


def test_reason_is_one_line_that_a_terminal_does_not_obey(tmp_path: Path) -> None:
    inbox = opened(tmp_path)
    put(tmp_path, "rejected/a.why.txt", data=b"red \x1b[31m\nand more")
    assert list(inbox.reasons()) == [("a.why.txt", "red ?[31m")]


def test_longest_name_finds_room_for_its_reason_and_its_number(tmp_path: Path) -> None:
    inbox = opened(tmp_path)
    name = 251 * "x" + ".fit"
    for _ in range(2):
        put(tmp_path, name)
        inbox.refuse(found(inbox)[0], Words("It is damaged."))
    cut = 249 * "x"
    lying = {path.name for path in (tmp_path / "rejected").iterdir()}
    # The two share the one reason that fits.
    assert lying == {name, f"{cut}-2.fit", f"{247 * 'x'}.why.txt"}


def test_file_finds_room_where_a_file_has_the_name_of_its_folder(tmp_path: Path) -> None:
    inbox = opened(tmp_path)
    put(tmp_path, "done/watch")
    put(tmp_path, "watch/run.fit", data=b"other run")
    inbox.take(found(inbox)[0])
    assert (tmp_path / "done/run.fit").read_bytes() == b"other run"


def test_disk_that_is_not_the_inboxs_is_named(tmp_path: Path) -> None:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("one disk only")
    with tempfile.TemporaryDirectory(dir=memory) as other:
        for name in ("done", "rejected"):
            (Path(other) / name).mkdir()
            (tmp_path / name).symlink_to(Path(other) / name)
        inbox = opened(tmp_path)
        put(tmp_path, "run.fit")
        for move in (inbox.take, lambda run: inbox.refuse(run, Words("It is damaged."))):
            with pytest.raises(SourceUnavailable, match="another disk"):
                move(found(inbox)[0])
        assert names(inbox) == ["run.fit"]
        assert list(inbox.reasons()) == []


def test_members_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    put(tmp_path, "runs.zip")
    inbox = opened(tmp_path)
    inbox.explain(found(inbox)[0], [("a.fit", Words("It is damaged.")), ("b.fit", Words("It is empty."))])
    first, *lines = (tmp_path / "rejected/runs.zip.why.txt").read_text().splitlines()
    assert first.startswith("SOME OF THE RECORDINGS")
    assert lines == ["", "a.fit: IT IS DAMAGED.", "b.fit: IT IS EMPTY."]


def test_file_that_changed_since_it_was_read_stays(tmp_path: Path) -> None:
    put(tmp_path, "run.fit")
    inbox = opened(tmp_path)
    (run,) = found(inbox)
    put(tmp_path, "run.fit", data=b"run, the longer version")
    inbox.take(run)
    inbox.refuse(run, Words("It is damaged."))
    assert names(inbox) == ["run.fit"]
    assert list(inbox.reasons()) == []


def test_file_that_was_taken_away_is_no_trouble(tmp_path: Path) -> None:
    put(tmp_path, "run.fit")
    inbox = opened(tmp_path)
    (run,) = found(inbox)
    (tmp_path / "run.fit").unlink()
    inbox.take(run)
    assert list((tmp_path / "done").iterdir()) == []


def test_inbox_that_is_not_there_is_an_outage(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="disk mounted"):
        opened(tmp_path / "nowhere")
    put(tmp_path, "file")
    with pytest.raises(SourceUnavailable, match="disk mounted"):
        opened(tmp_path / "file")


def test_folder_on_which_no_disk_is_mounted_is_no_inbox_without_news(tmp_path: Path) -> None:
    opened(tmp_path)
    Inbox(tmp_path, waited={}, say=str).open(made_before=True)
    for name in ("done", "rejected"):
        (tmp_path / name).rmdir()
    with pytest.raises(SourceUnavailable, match="lost its folders"):
        Inbox(tmp_path, waited={}, say=str).open(made_before=True)
    # What the sentence says to do.
    (tmp_path / "done").mkdir()
    Inbox(tmp_path, waited={}, say=str).open(made_before=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_inbox_that_cannot_be_written_to_is_an_outage(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(SourceUnavailable, match="written to"):
            opened(tmp_path)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
@pytest.mark.parametrize("closed", ["inbox/done", "inbox/rejected", "inbox/2024", "inbox"])
def test_folder_that_cannot_be_written_to_is_named_before_anything_waits(tmp_path: Path, closed: str) -> None:
    path = tmp_path / "inbox"
    path.mkdir()
    put(path, "run.fit" if closed == "inbox" else "2024/run.fit")
    opened(path)
    (tmp_path / closed).chmod(0o500)
    inbox = Inbox(path, waited={}, say=str)

    def scan() -> None:
        inbox.open(made_before=True)
        inbox.is_whole(found(inbox)[0], now=NOW)

    try:
        with pytest.raises(SourceUnavailable, match=f"The folder {closed} cannot be written to"):
            scan()
    finally:
        (tmp_path / closed).chmod(0o700)
    assert inbox.waits == {}


def test_place_that_is_taken_is_an_outage(tmp_path: Path) -> None:
    """Root, too, cannot make a folder where a file is."""
    put(tmp_path, "done")
    with pytest.raises(SourceUnavailable, match="written to"):
        opened(tmp_path)


def test_archive_that_was_explained_before_the_scan_was_broken_off_is_explained_once(tmp_path: Path) -> None:
    put(tmp_path, "2024/runs.zip")
    bad = [("a.fit", Words("It is damaged.")), ("b.fit", Words("It is empty."))]
    for _ in range(3):
        inbox = opened(tmp_path)
        inbox.explain(found(inbox)[0], bad)
    assert [path.name for path in (tmp_path / "rejected").rglob("*.txt")] == ["runs.zip.why.txt"]
    # Another archive of that name has its own.
    inbox.explain(found(inbox)[0], bad[:1])
    inbox.explain(found(inbox)[0], bad[:1])
    assert sorted(path.name for path in (tmp_path / "rejected/2024").iterdir()) == [
        "runs.zip-2.why.txt",
        "runs.zip.why.txt",
    ]


def test_reason_is_whole_or_not_there(tmp_path: Path) -> None:
    """A scan that was broken off while it wrote leaves a draft, which the next one overwrites."""
    inbox = opened(tmp_path)
    put(tmp_path, "rejected/.reason", data=b"half a rea")
    put(tmp_path, "runs.zip")
    inbox.explain(found(inbox)[0], [("a.fit", Words("It is damaged."))])
    assert [path.name for path in (tmp_path / "rejected").iterdir()] == ["runs.zip.why.txt"]
