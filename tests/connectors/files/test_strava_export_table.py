import pytest

from connectors.files.strava_table import locale_of, number_in, read_table
from connectors.files.unreadable import UnreadableFile


@pytest.mark.parametrize(
    ("cell", "locale", "value"),
    [
        ("24.5", "en", 24.5),
        ("24,5", "nl", 24.5),
        ("1,234.5", "en", 1234.5),
        ("1.234,5", "nl", 1234.5),
        ("1.234,5", "de", 1234.5),
        ("1 234,5", "fr", 1234.5),
        ("1\u202f234,5", "fr", 1234.5),
        ("1\u00a0234,5", "fr", 1234.5),
        ("3322.949951171875", "en", 3322.949951171875),
        (" 3700 ", "nl", 3700.0),
        ("-1", "nl", -1.0),
        ("24.5", "nl", None),
        ("24,5", "en", None),
        ("3322.949951171875", "nl", None),
        ("1 2", "en", None),
        ("far", "en", None),
        ("", "en", None),
        ("1" * 41, "en", None),
    ],
)
def test_a_number_is_read_as_its_language_writes_it_and_never_guessed(
    cell: str, locale: str, value: float | None
) -> None:
    assert number_in(cell, locale) == value


@pytest.mark.parametrize(
    ("cells", "locale"),
    [
        (["15", "24,5", "8"], "nl"),
        (["15", "24.5", "8"], "en"),
        (["1.234", "24,5"], "nl"),
        (["1.234", "24.5"], "en"),
        # Nothing decides but the order in which the languages are asked.
        (["1.234", "15"], "nl"),
        (["", ""], "nl"),
        (["24,5", "24,6", "bad", "1.5"], "nl"),
    ],
)
def test_how_decimals_are_written_is_decided_by_the_whole_column(cells: list[str], locale: str) -> None:
    assert locale_of(cells, ("nl", "en")) == locale


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_are_read_as_a_spreadsheet_saved_them(encoding: str) -> None:
    table = read_table("Temps écoulé;Matériel\r\n3700;Größe é\r\n".encode(encoding))
    assert table.header == ("Temps écoulé", "Matériel")
    assert table.rows == (("3700", "Größe é"),)


def test_letter_that_is_broken_spoils_no_other() -> None:
    table = read_table("Name,Distance\nGröße,5\nFé".encode()[:-1])
    assert table.cells(0) == ["Größe"]


def test_bytes_that_are_no_text_spoil_only_their_cell() -> None:
    table = read_table(b"Name,Distance\n\xff\xfe,5\n")
    assert table.cells(1) == ["5"]


@pytest.mark.parametrize(
    "data",
    [b"a\n" * 100_002, b"a,b\n" + b"," * 2**21, b"," * 20_000 + b"\n"],
    ids=["lines", "one long line", "columns"],
)
def test_what_is_larger_than_any_list_is_refused_before_it_fills_the_memory(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="larger than any list"):
        read_table(data)


def test_nothing_at_all() -> None:
    assert read_table(b"").header == ()
