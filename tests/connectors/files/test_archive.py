import io
import os
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.files.archive import FolderArchive, ZipArchive
from connectors.files.regular import MIB, read_regular
from connectors.files.unreadable import UnreadableFile

NOON = (2024, 5, 20, 12, 0, 0)
EVENING = (2024, 5, 20, 18, 30, 2)


def zipped(*members: tuple[str, bytes], date: tuple[int, int, int, int, int, int] = NOON) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, date)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return file.getvalue()


def folder(tmp_path: Path, *members: tuple[str, bytes]) -> FolderArchive:
    for name, data in members:
        (tmp_path / "export" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "export" / name).write_bytes(data)
    return FolderArchive(tmp_path / "export")


def test_members_are_read_by_name() -> None:
    with ZipArchive(zipped(("a/run.fit", b"run"), ("b.csv", b"list")), name="export.zip") as archive:
        assert archive.name == "export.zip"
        assert archive.names() == ("a/run.fit", "b.csv")
        assert archive.read("a/run.fit") == b"run"


def test_folder_has_the_same_face(tmp_path: Path) -> None:
    archive = folder(tmp_path, ("b.csv", b"list"), ("a/run.fit", b"run"))
    assert archive.name == "export"
    assert archive.names() == ("a/run.fit", "b.csv")
    assert archive.read("a/run.fit") == b"run"
    assert archive.made_at is None


def test_archive_is_as_new_as_its_newest_member() -> None:
    file = io.BytesIO(zipped(("a", b"")))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(zipfile.ZipInfo("b", EVENING), b"")
        archive.writestr(zipfile.ZipInfo("without a date"), b"")
    with ZipArchive(file.getvalue()) as opened:
        assert opened.made_at == datetime(2024, 5, 20, 18, 30, 2, tzinfo=UTC)


def test_archive_without_dates_proves_nothing() -> None:
    with ZipArchive(zipped(("a", b""), date=(1980, 1, 1, 0, 0, 0))) as archive:
        assert archive.made_at is None


def test_date_that_is_none_is_passed_over() -> None:
    data = zipped(("a", b""))
    # The date stands in bytes 12 to 16 of the entry in the list of members; month 15 is none.
    at = data.index(b"PK\x01\x02") + 12
    with ZipArchive(data[:at] + b"\xff\xff\xff\xff" + data[at + 4 :]) as archive:
        assert archive.made_at is None


def test_what_a_file_system_keeps_for_itself_is_not_there(tmp_path: Path) -> None:
    members = (("run.fit", b"r"), (".DS_Store", b"x"), ("__MACOSX/._run.fit", b"x"), (".git/run.fit", b"x"))
    with ZipArchive(zipped(*members)) as archive:
        assert archive.names() == ("run.fit",)
    assert folder(tmp_path, *members).names() == ("run.fit",)


def test_folders_are_parted_as_elsewhere() -> None:
    with ZipArchive(zipped(("./a/x.fit", b"1"), ("b\\y.fit", b"2"))) as archive:
        assert archive.names() == ("a/x.fit", "b/y.fit")
        assert archive.read("b/y.fit") == b"2"


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hostname", "a/../../outside.txt", "link.txt"])
def test_no_name_leads_out_of_a_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "outside.txt").write_text("private")
    archive = folder(tmp_path, ("a/run.fit", b"run"))
    (tmp_path / "export" / "link.txt").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(UnreadableFile):
        archive.read(name)
    assert archive.names() == ("a/run.fit",)


def test_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "run.fit").write_bytes(b"run")
    archive = folder(tmp_path, ("a.fit", b"a"))
    (tmp_path / "export" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "export" / "loop").symlink_to(tmp_path / "export")
    assert archive.names() == ("a.fit",)


def test_names_in_a_zip_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with ZipArchive(zipped(("../evil.fit", b"x"), ("/abs.fit", b"y"))) as archive:
        assert archive.read("/abs.fit") == b"y"
        # A name that leads out is a name: nothing is written to where it leads.
        assert archive.names() == ("../evil.fit", "/abs.fit")
        assert archive.read("../evil.fit") == b"x"
    assert list(tmp_path.parent.glob("*.fit")) == []


def test_member_that_is_larger_than_allowed_is_not_read_whole() -> None:
    with ZipArchive(zipped(("big", bytes(3 * MIB)))) as archive:
        assert len(archive.read("big", most=3 * MIB)) == 3 * MIB
        with pytest.raises(UnreadableFile, match="larger than any recording"):
            archive.read("big", most=3 * MIB - 1)


def test_size_is_counted_whatever_the_header_says() -> None:
    data = zipped(("big", bytes(3 * MIB)))
    lying = data.replace(struct.pack("<I", 3 * MIB), struct.pack("<I", 10))
    assert lying != data
    with ZipArchive(lying) as archive, pytest.raises(UnreadableFile):
        archive.read("big")


def test_bomb_of_many_members_is_left_alone() -> None:
    # Each is small enough; together they are 5 times 60 MiB out of some 300 KiB.
    bomb = zipped(*((f"{n}.fit", bytes(60 * MIB)) for n in range(5)))
    assert len(bomb) < MIB // 2
    with ZipArchive(bomb) as archive, pytest.raises(UnreadableFile, match="far more than its size"):
        [archive.read(name) for name in archive.names()]


def test_what_is_read_of_an_archive_within_counts_for_the_one_around_it() -> None:
    # Each of the two lets 64 MiB and a hundred times its 60 KB be read; 60 MiB twice is more than both together may.
    inner = zipped(("a.fit", bytes(60 * MIB)))
    with ZipArchive(zipped(("1.zip", inner), ("2.zip", inner))) as outer:
        for name in ("1.zip", "2.zip"):
            with ZipArchive(outer.read(name), name=name, within=outer) as archive:
                if name == "1.zip":
                    assert len(archive.read("a.fit")) == 60 * MIB
                else:
                    with pytest.raises(UnreadableFile, match="far more than its size"):
                        archive.read("a.fit")


def test_more_members_than_an_export_has() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(50_001):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    with pytest.raises(UnreadableFile, match="more than 50,000 files"):
        ZipArchive(file.getvalue())


def test_list_of_members_is_not_read_where_it_is_huge() -> None:
    # One entry of 46 bytes with a comment of 60,000: 150 of them are 9 MB of a list, and few members.
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(150):
            info = zipfile.ZipInfo(str(number))
            info.comment = bytes(60_000)
            archive.writestr(info, b"")
    with pytest.raises(UnreadableFile, match="more than 50,000 files"):
        ZipArchive(file.getvalue())


@pytest.mark.parametrize("left", [0, 1, 40, 100, -1, -22])
def test_half_an_archive_is_damaged(left: int) -> None:
    data = zipped(("a.fit", os.urandom(200)))[:left]
    with pytest.raises(UnreadableFile, match="damaged or not complete"):
        ZipArchive(data)


def test_member_whose_bytes_changed_is_damaged() -> None:
    data = zipped(("a.fit", b"abcdefgh" * 100))
    at = data.index(b"a.fit") + 8
    with ZipArchive(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]) as archive, pytest.raises(UnreadableFile):
        archive.read("a.fit")


def test_locked_archive_says_so() -> None:
    data = bytearray(zipped(("a.fit", b"abc")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with ZipArchive(bytes(data)) as archive, pytest.raises(UnreadableFile, match="password"):
        archive.read("a.fit")


def test_unusual_packing_is_not_unpacked() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.fit", b"abc")
    with ZipArchive(file.getvalue()) as opened, pytest.raises(UnreadableFile, match="unusual way"):
        opened.read("a.fit")


def test_member_that_is_not_there() -> None:
    with ZipArchive(zipped(("a.fit", b"abc"))) as archive, pytest.raises(UnreadableFile, match="missing"):
        archive.read("b.fit")


def test_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.fit")
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        read_regular(tmp_path / "pipe.fit")
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        ZipArchive(tmp_path / "pipe.fit")
    (tmp_path / "export").mkdir()
    os.mkfifo(tmp_path / "export" / "pipe.fit")
    assert FolderArchive(tmp_path / "export").names() == ()


def test_what_is_said_holds_no_path(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        ZipArchive(tmp_path / "nowhere.zip")
    assert str(tmp_path) not in str(caught.value)
