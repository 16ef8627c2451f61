"""Garmin's account export ("Export Your Data"): a zip archive with a folder DI_CONNECT, packed or unpacked.

Read are the summaries of the activities, the gear, and what tells of mornings; where in the archive they lie moved over
the years, so they are found by their names. The recordings themselves lie in further zip archives within
(DI-Connect-Uploaded-Files/UploadedFiles_*.zip). They are not read: the summaries are of the same activities, and know
the shoes, the races and the offset of the place.
"""

from collections.abc import Iterator
from datetime import datetime, time, tzinfo
from pathlib import Path

from connectors.base import Batch, Listing, Quarantined
from connectors.files import garmin_export_members as members
from connectors.files import garmin_export_parse as parse
from connectors.files.archive import Archive
from connectors.files.export_date import believed, doubt
from connectors.files.garmin_export_days import mornings_of
from connectors.files.garmin_export_members import Member
from connectors.files.in_pieces import in_pieces
from rules.records import Activity, DailyWellness


def is_garmin_export(archive: Archive) -> bool:
    """Say whether it is one, by the folder that it is packed in or by the list of activities."""
    return any("DI_CONNECT" in name.split("/")[:-1] for name in archive.names()) or members.has(
        archive, Member.ACTIVITIES
    )


def is_list(path: Path) -> bool:
    """Say whether a file is such an export's list of activities, without the rest."""
    return members.is_named(path.name, Member.ACTIVITIES)


def batches(archive: Archive, *, zone: tzinfo) -> Iterator[Batch]:
    """Yield the activities, the shoes with what they were worn for, and the mornings.

    It tells everything up to when it was made, or else (without a date that is believed) up to the end of its newest
    activity; nothing of any day where the list of activities is missing or cannot be read.
    """
    told = members.read(archive, Member.ACTIVITIES, within="summarizedActivitiesExport")
    read, bad = _each_once([parse.activity(row, zone=zone) for row in told.rows])
    # An archive that somebody packed anew is younger than what is in it: of what came after its newest activity it
    # cannot say that it was deleted.
    newest = max((each.end for each in read), default=None)
    strange = tuple(parse.unknown_kinds(told.rows))
    listed = {each.source_id for each in read} | {each.source_id for each in (*bad, *strange)}
    # An activity without its identifier, or in a member that cannot be read, would look as if it had been deleted.
    is_whole = told.is_whole and "" not in listed
    mornings, unread = _mornings(archive)
    last_morning = max((datetime.combine(each.day, time.min, zone) for each in mornings), default=None)
    made_at = believed(archive.made_at, newest=max(filter(None, (newest, last_morning)), default=None))
    as_of = (made_at or newest) if is_whole else None
    doubts = () if made_at == archive.made_at else (doubt(parse.PREFIX),)
    yield from in_pieces(
        Batch(
            prefix=parse.PREFIX,
            as_of=as_of,
            activities=read,
            quarantined=(*told.bad, *bad, *strange, *doubts),
            listing=Listing(since=None, until=newest, source_ids=frozenset(listed)) if is_whole else None,
        )
    )
    yield from _shoes(archive, as_of)
    if mornings or unread:
        yield Batch(prefix=parse.PREFIX, as_of=as_of, mornings=mornings, quarantined=unread)


def _each_once(
    told: list[Activity | Quarantined],
) -> tuple[tuple[Activity, ...], tuple[Quarantined, ...]]:
    """Members overlap: of two records of one activity the later one counts that can be read."""
    read = {each.source_id: each for each in told if isinstance(each, Activity)}
    bad = tuple(each for each in told if isinstance(each, Quarantined) and each.source_id not in read)
    return tuple(read.values()), bad


def _shoes(archive: Archive, as_of: datetime | None) -> Iterator[Batch]:
    told = members.read(archive, Member.GEAR)
    if not told.members:
        return
    if not told.is_whole:
        yield Batch(prefix=parse.PREFIX, as_of=as_of, quarantined=told.bad)
        return
    shoes, gear_of, bad = parse.shoes(told.rows)
    yield Batch(prefix=parse.PREFIX, as_of=as_of, shoes=shoes, gear_of=gear_of, quarantined=bad)


def _mornings(archive: Archive) -> tuple[tuple[DailyWellness, ...], tuple[Quarantined, ...]]:
    days, nights, health = (members.read(archive, kind) for kind in (Member.DAYS, Member.NIGHTS, Member.HEALTH))
    mornings, bad = mornings_of(days=days.rows, nights=nights.rows, health=health.rows)
    return mornings, (*days.bad, *nights.bad, *health.bad, *bad)
