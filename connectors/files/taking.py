"""From files to batches: what is found in a place, read once, and put away when it is saved."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from connectors.base import Batch, Clock, Keep, Quarantined, Words, of_a
from connectors.files.archive import Archive, FolderArchive, ZipArchive
from connectors.files.exports import Export, beside, export_in, holds_list_alone, is_export_folder, is_list_alone
from connectors.files.formats import HEAD, Format, Recording, format_of, is_meant, recording
from connectors.files.found import Found
from connectors.files.packed import Held, members
from connectors.files.place import Place
from connectors.files.regular import digest_of, head_of, read_regular
from connectors.files.taking_exports import ExportTaker
from connectors.files.told import Told, shown
from connectors.files.unreadable import UnreadableFile
from rules.records import Activity, Sport

_AT_ONCE = 50
"""Activities that are saved in one transaction, unless reading them takes longer than this:"""
_AT_LEAST_EVERY = timedelta(seconds=1)


@dataclass(slots=True)
class _Group:
    """Recordings that were read and are not saved yet."""

    since: datetime
    activities: list[Activity] = field(default_factory=list)
    put_aside: list[Quarantined] = field(default_factory=list)
    """Those of them that may or may not be runs."""
    digests: list[str] = field(default_factory=list)
    files: list[Found] = field(default_factory=list)
    """To be put away when all of it is saved."""

    def is_full(self, now: datetime) -> bool:
        return len(self.activities) >= _AT_ONCE or now - self.since >= _AT_LEAST_EVERY


class Taker:
    """Takes files for one runner."""

    def __init__(
        self, place: Place, keep: Keep, clock: Clock, *, zone: tzinfo, sport: Sport | None, again: bool = False
    ) -> None:
        """`sport` is what a file is that names none, or none that is known.

        With `again` what was taken before is read all the same.
        """
        self.told = Told()
        self._place = place
        self._keep = keep
        self._clock = clock
        self._zone = zone
        self._sport = sport
        self._again = again
        self._exports = ExportTaker(keep, clock, zone=zone, sport=sport)
        self._group = _Group(clock())
        self._seen = 0
        """Activities that were yielded."""
        self._left = 0
        """Recordings that are still to be read, as far as is known."""

    def batches(self) -> Iterator[Batch]:
        """Yield what is in the files. A file is put away when the batch with it was saved."""
        all_found = tuple(self._place.found(is_export_folder))
        self._left = len(all_found)
        for found in all_found:
            self._left -= 1
            if not self._place.is_whole(found, now=self._clock()):
                continue
            try:
                yield from self._take(found)
            except UnreadableFile as error:
                if self._place.is_final(found):
                    self.told.unreadable.append((shown(found.name), error.why))
                    self._place.refuse(found, error.why)
        yield from self._flush()

    def exports_as_of(self) -> datetime | None:
        """Return the date of the newest export that was ever taken."""
        return self._exports.as_of()

    def _take(self, found: Found) -> Iterator[Batch]:
        """Take one file. Raise UnreadableFile."""
        if found.is_folder:
            yield from self._folder(found)
            return
        kind = format_of(head_of(found.path, HEAD))
        if kind is Format.ZIP:
            yield from self._zip(found)
        elif kind is None and is_list_alone(found):
            raise _list_alone()
        elif kind is None and not found.is_meant and not is_meant(found.name):
            self.told.passed_over += 1
        else:
            self._read(recording(read_regular(found.path)), found.name)
            self._group.files.append(found)
            yield from self._flush_if_full()

    def _folder(self, found: Found) -> Iterator[Batch]:
        """Take a folder that an export was unpacked into. Raise UnreadableFile."""
        folder = FolderArchive(found.path)
        export = export_in(folder)
        if export is None:
            return
        if holds_list_alone(export, folder):
            raise _list_alone()
        yield from self._export(found, folder, export)
        self._place.take(found)

    def _zip(self, found: Found) -> Iterator[Batch]:
        digest = digest_of(found.path)
        if self._is_known(digest):
            self.told.known += 1
            self._place.take(found)
            return
        yield from self._flush()
        with ZipArchive(found.path) as archive:
            export = export_in(archive)
            if export is not None:
                yield from self._export(found, archive, export)
            else:
                yield from self._plain_zip(found, archive)
        self._remember(digest)
        self._place.take(found)

    def _plain_zip(self, found: Found, archive: ZipArchive) -> Iterator[Batch]:
        """Take the recordings and exports that it holds. Raise UnreadableFile where there is none that can be read."""
        bad: list[tuple[str, Words]] = []
        taken = 0
        self._left += len(archive.names())
        for name, held in members(archive):
            self._left -= 1
            if held is None:
                self.told.passed_over += 1
                continue
            try:
                yield from self._held(found, held, name)
                taken += 1
            except UnreadableFile as error:
                bad.append((shown(name), error.why))
        yield from self._flush()
        if bad and taken:
            self.told.unreadable += [(f"{shown(found.name)}/{name}", why) for name, why in bad]
            self._place.explain(found, bad)
        elif bad:
            raise UnreadableFile(of_a(*bad[0]))
        elif not taken and found.is_meant:
            raise UnreadableFile(
                "The zip archive holds no FIT, GPX or TCX recording, and is no export of Strava or Garmin. Bring in "
                "the recordings themselves, or the export as it came."
            )

    def _held(self, found: Found, held: Held, name: str) -> Iterator[Batch]:
        """Take what a member of an archive that was found holds. Raise UnreadableFile."""
        match held:
            case UnreadableFile():
                raise held
            case (archive, export):
                yield from self._export(found, archive, export)
            case bytes():
                self._read(recording(held), f"{found.name}/{name}")
                yield from self._flush_if_full()

    def _read(self, read: Recording, name: str) -> None:
        """Put a recording into the group, unless it was taken before. Raise UnreadableFile."""
        digest = read.digest
        if self._is_known(digest) or digest in self._group.digests:
            self.told.known += 1
            return
        contents = read.contents(zone=self._zone, sport=self._sport)
        activities = contents.activities
        strange = contents.put_aside(shown(name))
        self._group.digests.append(digest)
        self._group.activities += activities
        self._group.put_aside += strange
        self.told.strange += strange
        self.told.recordings += bool(activities)
        self.told.empty += not activities
        self.told.guessed += [(shown(name), activity.sport) for activity in contents.unnamed]

    def _flush_if_full(self) -> Iterator[Batch]:
        if self._group.is_full(self._clock()):
            yield from self._flush()

    def _flush(self) -> Iterator[Batch]:
        """Yield the group. When the next batch is asked for it is saved, and its files are put away."""
        group, self._group = self._group, _Group(self._clock())
        if group.activities:
            self._seen += len(group.activities)
            yield Batch(
                activities=tuple(group.activities),
                quarantined=tuple(group.put_aside),
                expected=self._seen + max(0, self._left),
            )
        for digest in group.digests:
            self._remember(digest)
        for found in group.files:
            self._place.take(found)

    def _export(self, found: Found, archive: Archive, export: Export) -> Iterator[Batch]:
        """Take an export, which is what was found or lies in it."""
        yield from self._flush()
        before = self._seen
        for batch in self._exports.batches(archive, export):
            for each in batch.quarantined:
                if each.unknown_kind is None:
                    self.told.put_aside.append(each.what)
                else:
                    self.told.strange.append(each)
            self._seen += len(batch.activities)
            expected = None if batch.expected is None else before + batch.expected + max(0, self._left)
            yield replace(batch, expected=expected)
        self.told.exports.append(export)
        if (others := beside(export, archive)) is not None:
            self.told.put_aside.append(others)
            self._place.explain(found, [(shown(archive.name), others)])

    def _is_known(self, digest: str) -> bool:
        return not self._again and self._keep.get(f"taken {digest[:16]}") is not None

    def _remember(self, digest: str) -> None:
        self._keep.put(f"taken {digest[:16]}", {})


def _list_alone() -> UnreadableFile:
    return UnreadableFile(
        "This is the list of an export alone. Bring in the whole export: its zip archive, or the folder that it was "
        "unpacked into."
    )
