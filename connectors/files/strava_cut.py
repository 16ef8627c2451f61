"""An export of Strava whose list of activities is cut off: the recordings beside it tell what it lacks.

The list names every recording. Where it does not, lines are missing from it, and their days would look like rest.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from connectors.base import Quarantined, Words
from connectors.files.archive import Archive
from connectors.files.formats import is_meant, recording
from connectors.files.strava_shoes import PREFIX
from connectors.files.strava_table import Table
from connectors.files.strava_words import Field, field_of
from connectors.files.summary import SOURCE
from connectors.files.told import shown
from connectors.files.unreadable import UnreadableFile
from rules.records import Activity, Sport

RECORDINGS = "activities/"
"""The folder that they lie in, beside the list."""


def lacks_recordings(archive: Archive, folder: str, table: Table) -> bool:
    """Say whether the list names recordings, and the folder that they should lie in is not there."""
    return bool(_named(table)) and not _beside(archive, folder)


def unlisted(archive: Archive, folder: str, table: Table) -> tuple[str, ...]:
    """Return the recordings of the export that no sound line of its list names; none of a list that names no files.

    `folder` is the one that the list lies in, "" or one that ends in "/". Somebody may have unpacked the recordings.
    """
    named = _named(table)
    # The oldest exports have no column for them.
    if not named and all(field_of(header) is not Field.FILE for header in table.header):
        return ()
    here = [name for name in _beside(archive, folder) if is_meant(name)]
    return tuple(name for name in here if _plain(name.removeprefix(folder)) not in named)


def read_unlisted(
    archive: Archive, names: Sequence[str], *, zone: tzinfo, sport: Sport | None
) -> Iterator[Activity | Quarantined]:
    """Yield the activities of these recordings, what may or may not be a run, and what cannot be read."""
    for name in names:
        try:
            contents = recording(archive.read(name)).contents(zone=zone, sport=sport)
        except UnreadableFile as error:
            digest = hashlib.sha256(name.encode(errors="replace")).hexdigest()[:12]
            yield Quarantined(source=SOURCE, source_id=f"{PREFIX}file-{digest}", what=error.why)
            continue
        yield from contents.activities
        yield from contents.put_aside(shown(name))


def told_of(names: Sequence[str]) -> Quarantined:
    """What a runner is told of a list that is cut off, given the recordings that it does not name."""
    what = Words("The list activities.csv of the export is cut off: activities are missing. Download the export again.")
    if names:
        what = Words(
            "The list activities.csv of the export is cut off. Recordings that it does not name were read by "
            "themselves ({count}); what has none is missing. Download the export again.",
            count=len(names),
        )
    return Quarantined(source=SOURCE, source_id=f"{PREFIX}cut", what=what)


def _beside(archive: Archive, folder: str) -> list[str]:
    return [name for name in archive.names() if name.startswith(folder + RECORDINGS)]


def _named(table: Table) -> frozenset[str]:
    return frozenset(_plain(cell) for row in table.sound for cell in row if cell.lstrip().startswith(RECORDINGS))


def _plain(name: str) -> str:
    return name.strip().casefold().removesuffix(".gz")
