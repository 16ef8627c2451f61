"""The lines of a Strava export's list -> activities, and what of it is not understood."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from connectors.base import ACTIVITY, Quarantined, Words, of_a
from connectors.files.strava_columns import Columns, understand
from connectors.files.strava_places import Places
from connectors.files.strava_shoes import PREFIX, Wardrobe
from connectors.files.strava_table import Table
from connectors.files.strava_words import Field, plain, sport_of
from connectors.files.summary import SOURCE
from connectors.files.unreadable import UnreadableFile
from connectors.reading import (
    LONGEST_S,
    UnreadableError,
    cadence_of_one_foot,
    climb_m,
    distance_m,
    heart_rate_bpm,
    number,
    number_or_none,
    zone_of_place,
)
from rules.records import Activity, Sport

NO_NUMBER = PREFIX + "line-"
"""How the identifier begins of a line without a readable number."""
_LONGEST_ID = 20
_MOST_WORDS = 10
_LONGEST_WORD = 40
_NUMBERS = (Field.ELAPSED, Field.MOVING, Field.DISTANCE, Field.HEART_RATE, Field.CADENCE, Field.CLIMB)


def items(table: Table, *, zone: tzinfo, wardrobe: Wardrobe, places: Places) -> Iterator[Activity | Quarantined]:
    """Yield what is not understood of the whole list, then each line. Raise UnreadableFile."""
    if not table.rows:
        return
    if not table.sound:
        raise UnreadableFile("The list of activities is cut off. Copy or download the export again.")
    columns = understand(table)
    yield from _lost(columns)
    yield from _unknown_words(columns)
    for line, row in enumerate(table.rows, start=2):
        yield _activity(columns, row, line=line, zone=zone, wardrobe=wardrobe, places=places)


def _lost(columns: Columns) -> Iterator[Quarantined]:
    """Tell of the columns that may hold what was not found."""
    for field, place in columns.lost.items():
        what = Words(
            "{column} is not understood: it may be {field}", column=columns.table.label(place), field=field.value
        )
        yield Quarantined(source=SOURCE, source_id=f"{PREFIX}column-{place + 1}", what=what)


def _unknown_words(columns: Columns) -> Iterator[Quarantined]:
    """Tell of the kinds of activity that nobody knows, the most frequent first."""
    words = Counter(columns.text(row, Field.TYPE) for row in columns.table.sound)
    unknown = [word for word, _ in words.most_common() if word and sport_of(word) is None]
    for word in unknown[:_MOST_WORDS]:
        what = Words(
            "{column}: {word} is not known, and counts as another sport",
            column=columns.label(Field.TYPE),
            word=word[:_LONGEST_WORD],
        )
        name = plain(word)[:_LONGEST_WORD].replace(" ", "-")
        yield Quarantined(source=SOURCE, source_id=f"{PREFIX}type-{name}", what=what)


def _activity(
    columns: Columns, row: Sequence[str], *, line: int, zone: tzinfo, wardrobe: Wardrobe, places: Places
) -> Activity | Quarantined:
    """Return the activity, or why it cannot be read, with its day where it was a run and at least that can be read."""
    sport = sport_of(columns.text(row, Field.TYPE)) or Sport.OTHER
    start = _start(columns, row, sport=sport, zone=zone, places=places)
    source_id = f"{NO_NUMBER}{line}"
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
        return Activity(
            source=SOURCE,
            source_id=source_id,
            sport=sport,
            start=start,
            elapsed_s=round(elapsed_s),
            moving_s=round(moving_s),
            distance_m=distance_m(record, columns.label(Field.DISTANCE), sport),
            average_heart_rate_bpm=heart_rate_bpm(record, columns.label(Field.HEART_RATE)),
            average_cadence_spm=cadence_of_one_foot(record, columns.label(Field.CADENCE), sport, most=150),
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
