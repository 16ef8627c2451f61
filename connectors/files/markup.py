"""XML as it goes by: names, attributes and texts, without a tree. What is hostile or damaged is refused.

Memory is bounded by the bytes that were given: nothing is expanded, and nothing is kept but the names of what is open.
"""

from codecs import BOM_UTF8
from collections.abc import Mapping
from typing import Protocol

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from connectors.files.unreadable import UnreadableFile


class Reader(Protocol):
    """Who is told what goes by. Names are without their namespaces, which differ from app to app."""

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        ...

    def closed(self, name: str, parent: str, text: str) -> None:
        """An element ends. `text` is what stood in it, without blanks around it; of an element in elements, nothing."""
        ...


def read(data: bytes, reader: Reader, *, root: str) -> None:
    """Tell the reader all that is in the document. Raise UnreadableFile.

    Any encoding that the document names is understood. Blanks before the declaration, which XML forbids and Strava's
    exports have, are passed over.
    """
    parser = DefusedXMLParser(target=_Target(reader, root), forbid_dtd=True)
    try:
        parser.feed(data.removeprefix(BOM_UTF8).lstrip())
        parser.close()
    except DefusedXmlException as error:
        raise UnreadableFile(
            "The file declares entities or a document type, which no recording needs. Download it from elsewhere."
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        # The last two: an encoding that does not exist, or is none of text.
        raise UnreadableFile("The file is damaged or not complete. Copy or download it again.") from error


class _Target:
    """What the parser calls. It keeps the path of open elements, and the text since the last of them began."""

    def __init__(self, reader: Reader, root: str) -> None:
        self._reader = reader
        self._root = root
        self._open = [""]
        self._text: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if len(self._open) == 1 and name != self._root:
            raise UnreadableFile("The file is another kind of XML than its name says. Only GPX and TCX are read.")
        self._open.append(name)
        self._text.clear()
        self._reader.opened(name, attributes)

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, tag: str) -> None:
        name = self._open.pop()
        text = "".join(self._text).strip()
        self._text.clear()
        self._reader.closed(name, self._open[-1], text)

    def close(self) -> None:
        """The parser asks for it; there is nothing to hand out."""
