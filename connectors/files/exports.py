"""Which service's export an archive or a folder is, and what is in it."""

from collections.abc import Iterator
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path

from connectors.base import Batch, Keep, Words
from connectors.files.archive import Archive, FolderArchive
from connectors.files.formats import is_meant, is_zip
from connectors.files.found import Found
from connectors.files.unreadable import UnreadableFile
from rules.records import Sport

_GARMINS = frozenset({"DI_CONNECT", "DI-Connect-Fitness"})
"""Folders of Garmin's export that hold the list of activities, the first in the second."""


class Export(StrEnum):
    """A service whose export is understood."""

    STRAVA = "strava"
    GARMIN = "garmin"

    def owns(self, name: str) -> bool:
        """Say whether a member is one that the service put there, by the folders that it lies in."""
        folders = name.split("/")[:-1]
        match self:
            case Export.STRAVA:
                return not {"activities", "routes"}.isdisjoint(folders)
            case Export.GARMIN:
                return any(each == "DI_CONNECT" or each.startswith("DI-Connect") for each in folders)

    def batches(self, archive: Archive, *, zone: tzinfo, keep: Keep, sport: Sport | None) -> Iterator[Batch]:
        """Yield what it tells; `sport` is that of a recording which names none. Raise UnreadableFile."""
        match self:
            case Export.STRAVA:
                from connectors.files import strava_export

                return strava_export.batches(archive, zone=zone, keep=keep, sport=sport)
            case Export.GARMIN:
                from connectors.files import garmin_export

                return garmin_export.batches(archive, zone=zone)


def export_in(archive: Archive) -> Export | None:
    """Return whose export it is, None where it is none. Raise UnreadableFile."""
    from connectors.files.garmin_export import is_garmin_export
    from connectors.files.strava_export import is_strava_export

    if is_strava_export(archive):
        return Export.STRAVA
    return Export.GARMIN if is_garmin_export(archive) else None


def beside(export: Export, archive: Archive) -> Words | None:
    """Say what lies in an export and is not its own, as where it was unpacked into a folder of recordings; else None.

    Nobody reads it there: whose it is, and whether the export tells of it too, is not known.
    """
    others = sum((is_meant(name) or is_zip(name)) and not export.owns(name) for name in archive.names())
    if not others:
        return None
    return Words(
        "Recordings or archives that are not its own lie beside the export, and were not read ({count}). Bring them in "
        "from another folder.",
        count=others,
    )


def is_export_folder(path: Path) -> bool:
    """Say whether an export was unpacked into this very folder, and not into one above or below it.

    A damaged one is one too: whoever reads it says what is wrong, where its recordings alone would look like all of it.
    Not so a folder of other recordings that the list of one came to lie in: each of its files is a file by itself.
    """
    try:
        return _looks_like_one(path) and _is_one(FolderArchive(path))
    except UnreadableFile:
        return True
    except OSError:
        return False


def is_list_alone(found: Found) -> bool:
    """Say whether a file is the list of activities that was taken out of an export."""
    from connectors.files import garmin_export, strava_list

    return garmin_export.is_list(found.path) or strava_list.is_list(found.path)


def holds_list_alone(export: Export, folder: FolderArchive) -> bool:
    """Say whether what lies in a folder is the list of an export, without the recordings that it names."""
    from connectors.files.strava_export import is_list_without_recordings

    return export is Export.STRAVA and is_list_without_recordings(folder)


def _looks_like_one(path: Path) -> bool:
    names = {entry.name for entry in path.iterdir()}
    return path.name in _GARMINS or not names.isdisjoint({*_GARMINS, "activities.csv"})


def _is_one(folder: FolderArchive) -> bool:
    export = export_in(folder)
    if export is None or not holds_list_alone(export, folder):
        return export is not None
    return not any(is_meant(name) or is_zip(name) for name in folder.names())
