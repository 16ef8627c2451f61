"""What a zip archive of a runner's own holds: recordings, and archives with one of them or with a whole export."""

from collections.abc import Iterator

from connectors.files.archive import Archive, ZipArchive
from connectors.files.exports import Export, export_in
from connectors.files.formats import is_meant, is_zip
from connectors.files.unreadable import TooLarge, UnreadableFile

type Held = bytes | tuple[Archive, Export] | UnreadableFile
"""Of a member: the bytes of a recording, an export that was packed once more, or why neither can be read."""


def members(archive: ZipArchive, *, above: str = "") -> Iterator[tuple[str, Held | None]]:
    """Yield the members by name, with what they hold, None for what is no recording.

    An export can be read until the next member is asked for. Garmin packs every recording that it lets download into
    an archive of its own: one in an archive is opened.
    """
    for member in archive.names():
        name = above + member
        try:
            if is_zip(member):
                yield from _opened(archive, member, above=above)
            else:
                yield name, archive.read(member) if is_meant(member) else None
        except UnreadableFile as error:
            yield name, error


def _opened(archive: ZipArchive, member: str, *, above: str) -> Iterator[tuple[str, Held | None]]:
    """Yield what an archive in an archive holds. Raise UnreadableFile."""
    try:
        data = archive.read(member)
    except TooLarge as error:
        raise UnreadableFile(
            "The archive is too large to be read inside another one. Unpack the outer one, and bring in what is in it."
        ) from error
    if above:
        raise UnreadableFile("The archive is packed three times over. Unpack it, and bring in its folder.")
    with ZipArchive(data, name=member, within=archive) as inner:
        export = export_in(inner)
        if export is None:
            yield from members(inner, above=f"{member}/")
        else:
            yield member, (inner, export)
