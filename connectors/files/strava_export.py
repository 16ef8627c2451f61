"""Strava's export of everything, as a zip archive or unpacked, in the language of its user.

Read are activities.csv, which has a line for each activity, and shoes.csv. The recordings in activities/ are the same
activities once more: of those on foot, a FIT file is asked for the offset of the place, which nothing else tells. Any
other start is an instant, put into the athlete's own time zone.

The files have their English names in every language that was seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, tzinfo
from itertools import chain

from connectors.base import Batch, Keep, Listing, Quarantined
from connectors.files.archive import Archive
from connectors.files.export_date import believed, doubt
from connectors.files.in_pieces import in_pieces
from connectors.files.strava_cut import lacks_recordings, read_unlisted, told_of, unlisted
from connectors.files.strava_list import find_list
from connectors.files.strava_places import Places
from connectors.files.strava_rows import NO_NUMBER, items
from connectors.files.strava_shoes import PREFIX, Wardrobe
from connectors.files.strava_table import MOST_BYTES, Table, read_table
from connectors.files.unreadable import UnreadableFile
from rules.records import Activity, Sport

_SHOES = "shoes.csv"


def is_strava_export(archive: Archive) -> bool:
    """Say whether it is such an export. Raise UnreadableFile where its list of activities is there and damaged."""
    return find_list(archive) is not None


def is_list_without_recordings(archive: Archive) -> bool:
    """Say whether such an export holds a list that names recordings, and none of them. Raise UnreadableFile."""
    found = find_list(archive)
    return found is not None and lacks_recordings(archive, *found)


def batches(archive: Archive, *, zone: tzinfo, keep: Keep | None = None, sport: Sport | None = None) -> Iterator[Batch]:
    """Yield what the export holds, 500 activities at a time; with the last of them the listing and the shoes.

    It tells everything up to the day on which it was made, that day left out; where it has no date that is believed, up
    to the end of the newest activity. A line that cannot be read is quarantined. Where one has no number, or the file
    is cut off, the export is not taken for complete, so that nothing seems to have been deleted; of one that is cut off
    nobody knows which days it tells of, and the recordings that it does not name are read; `sport` is that of those
    which name none that is known. `keep` spares a later export what was read of the recordings of this one. Raise
    UnreadableFile.
    """
    found = find_list(archive)
    if found is None:
        raise UnreadableFile("This is no export from Strava: it has no activities.csv.")
    folder, table = found
    lacking = unlisted(archive, folder, table)
    wardrobe = Wardrobe(_shoes(archive, folder))
    places = Places(archive, folder, keep)
    listed = items(table, zone=zone, wardrobe=wardrobe, places=places)
    activities, bad = _sorted_out(chain(listed, read_unlisted(archive, lacking, zone=zone, sport=sport)))
    places.remember()
    newest = max((activity.end for activity in activities), default=None)
    made_at = believed(archive.made_at, newest=newest)
    is_whole = table.is_whole and not lacking
    doubts: list[Quarantined] = []
    if lacking or table.is_cut:
        doubts.append(told_of(lacking))
    elif made_at != archive.made_at:
        doubts.append(doubt(PREFIX))
    yield from in_pieces(
        Batch(
            prefix=PREFIX,
            as_of=_as_of(made_at, activities, zone) if is_whole else None,
            activities=activities,
            shoes=wardrobe.shoes(),
            quarantined=(*bad, *doubts),
            listing=_listing(activities, bad, until=newest) if is_whole else None,
        )
    )


def _shoes(archive: Archive, folder: str) -> Table | None:
    """Return the list of shoes, None where there is none."""
    name = folder + _SHOES
    return read_table(archive.read(name, most=MOST_BYTES)) if name in archive.names() else None


def _sorted_out(
    items: Iterable[Activity | Quarantined],
) -> tuple[tuple[Activity, ...], tuple[Quarantined, ...]]:
    """Return the activities, of two of one number the later one, and what cannot be read."""
    known: dict[str, Activity] = {}
    bad: list[Quarantined] = []
    for item in items:
        if isinstance(item, Activity):
            known[item.source_id] = item
        else:
            bad.append(item)
    return tuple(known.values()), tuple(bad)


def _listing(activities: Iterable[Activity], bad: Sequence[Quarantined], *, until: datetime | None) -> Listing | None:
    """Return what is listed, None where a line has no number: what stands in it would look as if it had been deleted.

    An archive that somebody packed anew is younger than what is in it: of what came after its newest activity it cannot
    say that it was deleted.
    """
    if any(item.source_id.startswith(NO_NUMBER) for item in bad):
        return None
    source_ids = frozenset({*(each.source_id for each in activities), *(each.source_id for each in bad)})
    return Listing(since=None, until=until, source_ids=source_ids)


def _as_of(made_at: datetime | None, activities: Sequence[Activity], zone: tzinfo) -> datetime | None:
    if made_at is None or any(activity.start > made_at for activity in activities):
        return max((activity.end for activity in activities), default=None)
    return datetime.combine(made_at.astimezone(zone).date(), time.min, zone)
