"""Where on the clock the activities of a Strava export were: its list tells instants in UTC only.

A recording in FIT tells the offset of the place. GPX and TCX tell coordinates alone, from which nobody could say it
without a map of all time zones.
"""

from datetime import timezone

from connectors.files.archive import MIB, Archive
from connectors.files.formats import Format, recording
from connectors.files.unreadable import UnreadableFile

_MOST = 2048 * MIB
"""So much is unpacked for it: three times what ten years of daily runs take."""


class Places:
    """The recordings of an export; `folder` is the one that its list lies in, "" or one that ends in "/"."""

    def __init__(self, archive: Archive, folder: str) -> None:
        self._archive = archive
        self._names = frozenset(archive.names())
        self._folder = folder
        self._known: dict[str, timezone | None] = {}
        self._left = _MOST

    def offset(self, file_name: str) -> timezone | None:
        """Return the offset that a recording tells, named as the list does; None where it tells none.

        UTC is what a watch writes that knows of no place.
        """
        if not file_name.casefold().endswith((".fit", ".fit.gz")):
            return None
        if file_name not in self._known:
            self._known[file_name] = self._read(self._folder + file_name)
        return self._known[file_name]

    def _read(self, name: str) -> timezone | None:
        from connectors.files.fit import offset

        if name not in self._names or self._left < 0:
            return None
        try:
            read = recording(self._archive.read(name))
            self._left -= len(read.data)
            found = offset(read.data) if read.kind is Format.FIT else None
        except UnreadableFile:
            # The list tells of the activity all the same.
            return None
        return found if found and found.utcoffset(None) else None
