"""Strava's export of everything, as a zip archive or unpacked, in the language of its user.

Read are activities.csv, which has a line for each activity, and shoes.csv. The recordings in activities/ are the same
activities once more, and are left alone. Nothing tells the offset of the place but the recordings, and reading some
thousand of them for it would be dear: a start is an instant, put into the athlete's own time zone.

The files have their English names in every language that was seen.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time, tzinfo
from itertools import batched

from connectors.base import Batch, Listing, Quarantined
from connectors.files.archive import Archive
from connectors.files.strava_columns import Columns, looks_like_activities, understand
from connectors.files.strava_shoes import PREFIX, Wardrobe
from connectors.files.strava_table import MOST_BYTES, Table, read_table
from connectors.files.strava_words import Field, plain, sport_of
from connectors.files.summary import SOURCE
from connectors.files.unreadable import UnreadableFile
from connectors.reading import (
    LONGEST_S,
    UnreadableError,
    climb_m,
    distance_m,
    heart_rate_bpm,
    number,
    number_or_none,
    steps_per_minute,
)
from rules.records import Activity, Sport

_BATCH = 500
_ACTIVITIES = "activities.csv"
_RECORDINGS = "activities/"
_SHOES = "shoes.csv"
_LINE = PREFIX + "line-"
"""What a line without a readable number is named by."""
_LONGEST_ID = 20
_MOST_WORDS = 10
_LONGEST_WORD = 40
_NUMBERS = (Field.ELAPSED, Field.MOVING, Field.DISTANCE, Field.HEART_RATE, Field.CADENCE, Field.CLIMB)


def is_strava_export(archive: Archive) -> bool:
    """Is it such an export? Raise UnreadableFile where its list of activities is there and damaged."""
    return _activities(archive) is not None


def batches(archive: Archive, *, zone: tzinfo) -> Iterator[Batch]:
    """Yield what the export holds, 500 activities at a time; with the last of them the listing and the shoes.

    It tells everything up to the day on which it was made, that day left out; where it has no date, up to the end of
    the newest activity. A line that cannot be read is quarantined. Where one has no number, or the file is cut off, the
    export is not taken for complete, so that nothing seems to have been deleted; of one that is cut off nobody knows
    which days it tells of. Raise UnreadableFile.
    """
    found = _activities(archive)
    if found is None:
        raise UnreadableFile("This is no export from Strava: it has no activities.csv.")
    folder, table = found
    has_shoes = folder + _SHOES in archive.names()
    wardrobe = Wardrobe(read_table(archive.read(folder + _SHOES, most=MOST_BYTES)) if has_shoes else None)
    quarantined: list[Quarantined] = []
    known: dict[str, Activity] = {}
    for item in _items(table, zone=zone, wardrobe=wardrobe):
        if isinstance(item, Activity):
            known[item.source_id] = item
        else:
            quarantined.append(item)
    activities = tuple(known.values())
    as_of = _as_of(archive.made_at, activities, zone) if table.is_whole else None
    listing = None
    if table.is_whole and not any(item.source_id.startswith(_LINE) for item in quarantined):
        source_ids = frozenset({*known, *(item.source_id for item in quarantined)})
        # An archive that somebody packed anew is younger than what is in it: of what came after its newest activity it
        # cannot say that it was deleted.
        newest = max((activity.end for activity in activities), default=None)
        listing = Listing(since=None, until=newest, source_ids=source_ids)
    pieces: list[tuple[Activity, ...]] = list(batched(activities, _BATCH)) or [()]
    for piece in pieces[:-1]:
        yield Batch(prefix=PREFIX, as_of=as_of, activities=piece, expected=len(activities))
    yield Batch(
        prefix=PREFIX,
        as_of=as_of,
        activities=pieces[-1],
        expected=len(activities),
        shoes=wardrobe.shoes(),
        quarantined=tuple(quarantined),
        listing=listing,
    )


def _activities(archive: Archive) -> tuple[str, Table] | None:
    """Return the folder that the list of activities is in, "" or one that ends in "/", and the list."""
    names = archive.names()
    lists = [name for name in names if name.casefold().endswith(".csv") and name.count("/") <= 1]
    for name in sorted(lists, key=lambda name: not _is_named_so(name)):
        folder = name[: name.rfind("/") + 1]
        # Under another name it is looked for only where there are recordings beside it.
        if not _is_named_so(name) and not any(other.startswith(folder + _RECORDINGS) for other in names):
            continue
        try:
            table = read_table(archive.read(name, most=MOST_BYTES))
        except UnreadableFile:
            if _is_named_so(name):
                raise
            continue
        if looks_like_activities(table):
            return folder, table
    return None


def _is_named_so(name: str) -> bool:
    return name.rpartition("/")[2].casefold() == _ACTIVITIES


def _items(table: Table, *, zone: tzinfo, wardrobe: Wardrobe) -> Iterator[Activity | Quarantined]:
    if not table.rows:
        return
    if not table.sound:
        raise UnreadableFile("The list of activities is cut off. Copy or download the export again.")
    columns = understand(table)
    for field, place in columns.lost.items():
        what = f"{table.label(place)} is not understood: it may be {field.value}"
        yield Quarantined(source=SOURCE, source_id=f"{PREFIX}column-{place + 1}", what=what)
    words = Counter(columns.text(row, Field.TYPE) for row in table.sound)
    for word in [word for word, _ in words.most_common() if word and sport_of(word) is None][:_MOST_WORDS]:
        what = f"{columns.label(Field.TYPE)}: {word[:_LONGEST_WORD]} is not known, and counts as another sport"
        yield Quarantined(
            source=SOURCE, source_id=f"{PREFIX}type-{plain(word)[:_LONGEST_WORD].replace(' ', '-')}", what=what
        )
    for line, row in enumerate(table.rows, start=2):
        yield _activity(columns, row, line=line, zone=zone, wardrobe=wardrobe)


def _activity(
    columns: Columns, row: Sequence[str], *, line: int, zone: tzinfo, wardrobe: Wardrobe
) -> Activity | Quarantined:
    """Return the activity, or why it cannot be read, with its day where it was a run and at least that can be read."""
    sport = sport_of(columns.text(row, Field.TYPE)) or Sport.OTHER
    start = columns.dates.read(columns.text(row, Field.DATE))
    source_id = f"{_LINE}{line}"
    try:
        source_id = PREFIX + _identifier(columns, row)
        if len(row) != len(columns.table.header):
            raise UnreadableError("the line has another number of columns than the first one")
        if start is None:
            raise UnreadableError(f"{columns.label(Field.DATE)} is no time")
        if not columns.text(row, Field.TYPE):
            raise UnreadableError(f"{columns.label(Field.TYPE)} is empty")
        record = {columns.label(field): columns.number(row, field) for field in _NUMBERS}
        elapsed_s = number(record, columns.label(Field.ELAPSED), most=LONGEST_S)
        # Of an activity typed in by hand, and before 2020 of every one, there is but one duration.
        moving_s = number_or_none(record, columns.label(Field.MOVING), least=1, most=LONGEST_S) or elapsed_s
        cadence = number_or_none(record, columns.label(Field.CADENCE), least=1, most=150)
        return Activity(
            source=SOURCE,
            source_id=source_id,
            sport=sport,
            start=start.astimezone(zone),
            elapsed_s=round(elapsed_s),
            moving_s=round(moving_s),
            distance_m=distance_m(record, columns.label(Field.DISTANCE), sport),
            average_heart_rate_bpm=heart_rate_bpm(record, columns.label(Field.HEART_RATE)),
            # Strava counts the steps of one foot.
            average_cadence_spm=steps_per_minute(2 * cadence if cadence else None, sport),
            gear_id=wardrobe.gear_id(columns.text(row, Field.GEAR), sport),
            climb_m=climb_m(record, columns.label(Field.CLIMB)),
            is_race=sport.is_run and columns.number(row, Field.RACE) == 1,
        )
    except UnreadableError as err:
        day = start.astimezone(zone).date() if start and sport.is_run else None
        return Quarantined(source=SOURCE, source_id=source_id, what=f"activity: {err}", day=day)


def _identifier(columns: Columns, row: Sequence[str]) -> str:
    told = columns.text(row, Field.ID)
    if not (told.isascii() and told.isdecimal() and len(told) <= _LONGEST_ID):
        raise UnreadableError(f"{columns.label(Field.ID)} is no number")
    return told


def _as_of(made_at: datetime | None, activities: Sequence[Activity], zone: tzinfo) -> datetime | None:
    if made_at is None or any(activity.start > made_at for activity in activities):
        return max((activity.end for activity in activities), default=None)
    return datetime.combine(made_at.astimezone(zone).date(), time.min, zone)
