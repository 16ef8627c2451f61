"""Where on the clock the activities of a Strava export were: its list tells instants in UTC only.

A recording in FIT tells the offset of the place. GPX and TCX tell coordinates alone, from which nobody could say it
without a map of all time zones.
"""

from datetime import timedelta, timezone

from connectors.base import Keep
from connectors.files.archive import Archive
from connectors.files.formats import Format, recording
from connectors.files.regular import MIB
from connectors.files.unreadable import UnreadableFile

_MOST = 2048 * MIB
"""So much is unpacked for it: three times what ten years of daily runs take."""
_KEPT = "places strava"
"""What is kept of every recording that was read once: its name, and the seconds of its offset."""


class Places:
    """The recordings of an export; `folder` is the one that its list lies in, "" or one that ends in "/".

    A recording never changes under the number that Strava gave it: what was read of it for an earlier export is kept.
    """

    def __init__(self, archive: Archive, folder: str, keep: Keep | None) -> None:
        self._archive = archive
        self._names = frozenset(archive.names())
        self._folder = folder
        self._keep = keep
        self._known: dict[str, int | None] = (keep and keep.get(_KEPT)) or {}
        self._is_new = False
        self._left = _MOST

    def offset(self, file_name: str) -> timezone | None:
        """Return the offset that a recording tells, named as the list does; None where it tells none.

        UTC is what a watch writes that knows of no place.
        """
        if not file_name.casefold().endswith((".fit", ".fit.gz")):
            return None
        if file_name not in self._known:
            self._read(file_name)
        offset_s = self._known.get(file_name)
        return timezone(timedelta(seconds=offset_s)) if offset_s else None

    def remember(self) -> None:
        """Keep what was read."""
        if self._keep is not None and self._is_new:
            self._keep.put(_KEPT, self._known)

    def _read(self, file_name: str) -> None:
        """Read the offset of a recording, if it can be read: the list tells of the activity all the same."""
        from connectors.files.fit import offset

        name = self._folder + file_name
        if name not in self._names or self._left < 0:
            return
        try:
            read = recording(self._archive.read(name))
            self._left -= len(read.data)
            found = offset(read.data) if read.kind is Format.FIT else None
        except UnreadableFile:
            return
        self._known[file_name] = round(found.utcoffset(None).total_seconds()) if found else None
        self._is_new = True
