"""GPX and TCX as XML: what is damaged, hostile or in another encoding. What they tell is in their own tests."""

from collections.abc import Callable
from datetime import UTC
from typing import NamedTuple

import pytest

from connectors.files import gpx, tcx
from connectors.files.summary import Contents
from connectors.files.unreadable import UnreadableFile
from rules.records import Activity
from tests.connectors.files.boxes import GPX, TCX


class Document(NamedTuple):
    """A recording of one format."""

    reader: Callable[..., Contents]
    text: str
    """Without a declaration of its encoding."""
    child: str
    """The first element in the root."""
    distance_m: int

    def read(self, data: bytes) -> tuple[Activity, ...]:
        return self.reader(data, source_id="x", zone=UTC, sport=None).activities

    def with_before(self, declared: str) -> str:
        """Something stands before the root."""
        return self.text.replace('<?xml version="1.0"?>', declared)

    def with_inside(self, more: str) -> str:
        """Something stands in the root."""
        return self.text.replace(self.child, more + self.child, 1)


DOCUMENTS = {
    "gpx": Document(gpx.read, GPX.format(type="<type>running</type>", minutes=5), "<trk>", 1002),
    "tcx": Document(tcx.read, TCX, "<Activities>", 5000),
}


@pytest.fixture(params=list(DOCUMENTS.values()), ids=list(DOCUMENTS))
def document(request: pytest.FixtureRequest) -> Document:
    assert isinstance(request.param, Document)
    return request.param


def declared(encoding: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>'


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_type_and_entities_are_refused_before_anything_is_expanded(
    document: Document, doctype: str, encoding: str
) -> None:
    text = document.with_inside("<name>&c;</name>").replace('<?xml version="1.0"?>', doctype)
    with pytest.raises(UnreadableFile, match="entities"):
        document.read(text.encode(encoding))


def test_entity_that_nobody_declared_is_damage(document: Document) -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        document.read(document.with_inside("<name>&c;</name>").encode())


def test_encodings_are_understood(document: Document) -> None:
    windows = document.with_inside("<name>Hürzeler</name>").replace('<?xml version="1.0"?>', declared("windows-1252"))
    for data in (
        document.text.encode("utf-8-sig"),
        # As Strava's exports begin.
        b"\n  " + document.text.encode(),
        document.with_before(declared("UTF-16")).encode("utf-16"),
        windows.encode("cp1252"),
    ):
        (activity,) = document.read(data)
        assert activity.distance_m == document.distance_m


@pytest.mark.parametrize("data", [b"", b"   ", b"{}", b"\xff\xfe\x00"])
def test_what_is_no_xml_is_refused(document: Document, data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        document.read(data)


@pytest.mark.parametrize("encoding", ["no-such-thing", "hex", "shift_jis"])
def test_encoding_that_is_none_of_text_is_damage(document: Document, encoding: str) -> None:
    with pytest.raises(UnreadableFile, match="damaged"):
        document.read(document.with_before(declared(encoding)).encode())


def test_other_xml_is_refused(document: Document) -> None:
    with pytest.raises(UnreadableFile, match="Only GPX and TCX"):
        document.read(f"<kml>{document.text.partition('?>')[2]}</kml>".encode())


def test_half_copied_file_is_not_taken(document: Document) -> None:
    data = document.text.encode()
    for length in [*range(0, len(data), 97), len(data) - 1]:
        with pytest.raises(UnreadableFile, match="not complete"):
            document.read(data[:length])


def test_flipped_byte_is_refused_or_leaves_what_can_be(document: Document) -> None:
    data = document.text.encode()
    refused = 0
    for place in range(len(data)):
        try:
            found = document.read(data[:place] + bytes([data[place] ^ 0x11]) + data[place + 1 :])
        except UnreadableFile:
            refused += 1
        else:
            assert all(each.distance_m <= 1_000_000 and each.elapsed_s <= 14 * 86_400 for each in found)
    assert refused > 100


def test_depth_is_no_danger(document: Document) -> None:
    (activity,) = document.read(document.with_inside(f"{'<a>' * 100_000}{'</a>' * 100_000}").encode())
    assert activity.distance_m == document.distance_m
