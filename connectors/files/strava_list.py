"""Where the list of activities is in a Strava export, and whether it is one."""

from pathlib import Path

from connectors.base import Words
from connectors.files.archive import Archive
from connectors.files.regular import read_regular
from connectors.files.strava_columns import looks_like_activities
from connectors.files.strava_cut import RECORDINGS
from connectors.files.strava_table import MOST_BYTES, Table, read_table
from connectors.files.unreadable import UnreadableFile

_ACTIVITIES = "activities.csv"


def find_list(archive: Archive) -> tuple[str, Table] | None:
    """Return the folder that the list of activities is in, "" or one that ends in "/", and the list.

    None where there is none. Raise UnreadableFile where it is there and damaged.
    """
    names = archive.names()
    lists = [name for name in names if name.casefold().endswith(".csv") and name.count("/") <= 1]
    for name in sorted(lists, key=lambda name: not _is_named_so(name)):
        folder = name[: name.rfind("/") + 1]
        has_recordings = any(other.startswith(folder + RECORDINGS) for other in names)
        # Under another name it is looked for only where there are recordings beside it.
        if not _is_named_so(name) and not has_recordings:
            continue
        try:
            table = read_table(archive.read(name, most=MOST_BYTES))
        except UnreadableFile as error:
            if _is_named_so(name):
                why = Words("The list activities.csv of the export cannot be read: {why}", why=error.why)
                raise UnreadableFile(why) from error
            continue
        if looks_like_activities(table) and (table.rows or not has_recordings):
            return folder, table
        if _is_named_so(name) and has_recordings:
            raise UnreadableFile(
                "The list activities.csv of the export is damaged or empty, and nothing of the export was read. "
                "Unpack it again, or download it again."
            )
    return None


def is_list(path: Path) -> bool:
    """Say whether a file is such an export's list of activities, without the rest."""
    if path.suffix.casefold() != ".csv":
        return False
    try:
        return looks_like_activities(read_table(read_regular(path, most=MOST_BYTES)))
    except UnreadableFile:
        return False


def _is_named_so(name: str) -> bool:
    return name.rpartition("/")[2].casefold() == _ACTIVITIES
