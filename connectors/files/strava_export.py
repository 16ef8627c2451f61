"""Strava's export of everything, as a zip archive or unpacked, in the language of its user.

Read are activities.csv, which has a line for each activity, and shoes.csv. The recordings in activities/ are the same
activities once more: of those on foot, a FIT file is asked for the offset of the place, which nothing else tells. Any
other start is an instant, put into the athlete's own time zone.

The files have their English names in every language that was seen.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, tzinfo
from itertools import batched, chain
from pathlib import Path

from connectors.base import ACTIVITY, Batch, Keep, Listing, Quarantined, Words, of_a
from connectors.files.archive import Archive
from connectors.files.export_date import believed, doubt
from connectors.files.regular import read_regular
from connectors.files.strava_columns import Columns, looks_like_activities, understand
from connectors.files.strava_cut import RECORDINGS, lacks_recordings, read_unlisted, told_of, unlisted
from connectors.files.strava_places import Places
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
    zone_of_place,
)
from rules.records import Activity, Sport

_BATCH = 500
_ACTIVITIES = "activities.csv"
_SHOES = "shoes.csv"
_LINE = PREFIX + "line-"
"""What a line without a readable number is named by."""
_LONGEST_ID = 20
_MOST_WORDS = 10
_LONGEST_WORD = 40
_NUMBERS = (Field.ELAPSED, Field.MOVING, Field.DISTANCE, Field.HEART_RATE, Field.CADENCE, Field.CLIMB)


def is_strava_export(archive: Archive) -> bool:
    """Say whether it is such an export. Raise UnreadableFile where its list of activities is there and damaged."""
    return _activities(archive) is not None


def is_list(path: Path) -> bool:
    """Say whether a file is such an export's list of activities, without the rest."""
    if path.suffix.casefold() != ".csv":
        return False
    try:
        return looks_like_activities(read_table(read_regular(path, most=MOST_BYTES)))
    except UnreadableFile:
        return False


def is_list_without_recordings(archive: Archive) -> bool:
    """Say whether such an export holds a list that names recordings, and none of them. Raise UnreadableFile."""
    found = _activities(archive)
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
    found = _activities(archive)
    if found is None:
        raise UnreadableFile("This is no export from Strava: it has no activities.csv.")
    folder, table = found
    has_shoes = folder + _SHOES in archive.names()
    wardrobe = Wardrobe(read_table(archive.read(folder + _SHOES, most=MOST_BYTES)) if has_shoes else None)
    quarantined: list[Quarantined] = []
    known: dict[str, Activity] = {}
    places = Places(archive, folder, keep)
    items = _items(table, zone=zone, wardrobe=wardrobe, places=places)
    lacking = unlisted(archive, folder, table)
    is_whole = table.is_whole and not lacking
    for item in chain(items, read_unlisted(archive, lacking, zone=zone, sport=sport)):
        if isinstance(item, Activity):
            known[item.source_id] = item
        else:
            quarantined.append(item)
    places.remember()
    activities = tuple(known.values())
    newest = max((activity.end for activity in activities), default=None)
    made_at = believed(archive.made_at, newest=newest)
    as_of = _as_of(made_at, activities, zone) if is_whole else None
    listing = None
    if is_whole and not any(item.source_id.startswith(_LINE) for item in quarantined):
        source_ids = frozenset({*known, *(item.source_id for item in quarantined)})
        # An archive that somebody packed anew is younger than what is in it: of what came after its newest activity it
        # cannot say that it was deleted.
        listing = Listing(since=None, until=newest, source_ids=source_ids)
    # Neither is a line of the list, which has no say in it.
    if lacking or table.is_cut:
        quarantined.append(told_of(lacking))
    elif made_at != archive.made_at:
        quarantined.append(doubt(PREFIX))
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


def _is_named_so(name: str) -> bool:
    return name.rpartition("/")[2].casefold() == _ACTIVITIES


def _items(table: Table, *, zone: tzinfo, wardrobe: Wardrobe, places: Places) -> Iterator[Activity | Quarantined]:
    if not table.rows:
        return
    if not table.sound:
        raise UnreadableFile("The list of activities is cut off. Copy or download the export again.")
    columns = understand(table)
    for field, place in columns.lost.items():
        what = Words("{column} is not understood: it may be {field}", column=table.label(place), field=field.value)
        yield Quarantined(source=SOURCE, source_id=f"{PREFIX}column-{place + 1}", what=what)
    words = Counter(columns.text(row, Field.TYPE) for row in table.sound)
    for word in [word for word, _ in words.most_common() if word and sport_of(word) is None][:_MOST_WORDS]:
        what = Words(
            "{column}: {word} is not known, and counts as another sport",
            column=columns.label(Field.TYPE),
            word=word[:_LONGEST_WORD],
        )
        yield Quarantined(
            source=SOURCE, source_id=f"{PREFIX}type-{plain(word)[:_LONGEST_WORD].replace(' ', '-')}", what=what
        )
    for line, row in enumerate(table.rows, start=2):
        yield _activity(columns, row, line=line, zone=zone, wardrobe=wardrobe, places=places)


def _activity(
    columns: Columns, row: Sequence[str], *, line: int, zone: tzinfo, wardrobe: Wardrobe, places: Places
) -> Activity | Quarantined:
    """Return the activity, or why it cannot be read, with its day where it was a run and at least that can be read."""
    sport = sport_of(columns.text(row, Field.TYPE)) or Sport.OTHER
    start = _start(columns, row, sport=sport, zone=zone, places=places)
    source_id = f"{_LINE}{line}"
    try:
        source_id = PREFIX + _identifier(columns, row)
        if len(row) != len(columns.table.header):
            raise UnreadableError("the line has another number of columns than the first one")
        if start is None:
            raise UnreadableError("{field} is no time", field=columns.label(Field.DATE))
        if not columns.text(row, Field.TYPE):
            raise UnreadableError("{field} is empty", field=columns.label(Field.TYPE))
        record = {columns.label(field): columns.number(row, field) for field in _NUMBERS}
        elapsed_s = number(record, columns.label(Field.ELAPSED), most=LONGEST_S)
        # Of an activity typed in by hand, and before 2020 of every one, there is but one duration.
        moving_s = number_or_none(record, columns.label(Field.MOVING), least=1, most=LONGEST_S) or elapsed_s
        cadence = number_or_none(record, columns.label(Field.CADENCE), least=1, most=150)
        return Activity(
            source=SOURCE,
            source_id=source_id,
            sport=sport,
            start=start,
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
        day = start.date() if start and sport.is_run else None
        return Quarantined(source=SOURCE, source_id=source_id, what=of_a(ACTIVITY, err.why), day=day)


def _start(columns: Columns, row: Sequence[str], *, sport: Sport, zone: tzinfo, places: Places) -> datetime | None:
    """Return the start on the clock of the place, None where the line tells none."""
    start = columns.dates.read(columns.text(row, Field.DATE))
    if start is None:
        return None
    offset = places.offset(columns.text(row, Field.FILE)) if sport.family in ("run", "walk") else None
    if offset is None:
        return start.astimezone(zone)
    lasted = {"s": columns.number(row, Field.ELAPSED)}
    end = start + timedelta(seconds=number_or_none(lasted, "s", least=0, most=LONGEST_S) or 0.0)
    return start.astimezone(zone_of_place(offset, at=end, zone=zone))


def _identifier(columns: Columns, row: Sequence[str]) -> str:
    told = columns.text(row, Field.ID)
    if not (told.isascii() and told.isdecimal() and len(told) <= _LONGEST_ID):
        raise UnreadableError("{field} is no number", field=columns.label(Field.ID))
    return told


def _as_of(made_at: datetime | None, activities: Sequence[Activity], zone: tzinfo) -> datetime | None:
    if made_at is None or any(activity.start > made_at for activity in activities):
        return max((activity.end for activity in activities), default=None)
    return datetime.combine(made_at.astimezone(zone).date(), time.min, zone)
