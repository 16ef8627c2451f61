"""Words of a record, as they are stored and shown."""

import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.reading import UnreadableError, harmless, identifier, on_the_wall, text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Kestrel \x1b[31m", "Kestrel [31m"),
        # Also one byte can begin what a terminal obeys; PostgreSQL refuses a zero, and SQLite half a letter.
        ("\x9b2Ja\x00b\x7f\x07", "2Jab"),
        ("\ud83d!", "\N{REPLACEMENT CHARACTER}!"),
        ("\u202eold\u2066", "old"),
        # Letters that belong together, of a family or of a flag, stay so.
        ("Åse\t👩\u200d🚀\n日本", "Åse\t👩\u200d🚀\n日本"),
    ],
)
def test_words_hold_nothing_that_a_terminal_obeys_or_a_database_refuses(words: str, expected: str) -> None:
    assert harmless(words) == expected
    assert text({"name": words}, "name") == expected
    assert identifier({"id": words}, "id") == expected


def test_what_can_be_printed_stays_also_beside_what_cannot() -> None:
    printable = "".join(letter for letter in map(chr, range(sys.maxunicode + 1)) if letter.isprintable())
    assert harmless(printable) == printable
    assert harmless(printable + "\x00") == printable


def test_words_of_nothing_else_are_none() -> None:
    assert text({"name": "\x00", "title": "Harrier"}, "name", "title") == "Harrier"
    assert identifier({"id": "\x1b", "uuid": 7}, "id", "uuid") == "7"


@pytest.mark.parametrize(
    ("instant", "wall", "expected"),
    [
        # Amsterdam in summer, told as it should be; by a service that states no zone; by one that states UTC for both.
        ("2026-05-09T22:30:00+00:00", "2026-05-10T00:30:00", "2026-05-10T00:30:00+02:00"),
        ("2026-05-09T22:30:00", "2026-05-10T00:30:00", "2026-05-10T00:30:00+02:00"),
        ("2026-05-09T22:30:00Z", "2026-05-10T00:30:00Z", "2026-05-10T00:30:00+02:00"),
        # The instant in an offset of its own: 21:30 in New York is 01:30 in UTC, and 07:15 in Nepal.
        ("2026-05-09T21:30:00-04:00", "2026-05-10T07:15:00", "2026-05-10T07:15:00+05:45"),
        ("2026-05-10T12:00:00", "2026-05-10T12:00:00", "2026-05-10T12:00:00+00:00"),
        ("2026-05-10T12:00:00", "2026-05-11T02:00:00", "2026-05-11T02:00:00+14:00"),
        ("2026-05-10T12:00:00", "2026-05-09T22:00:00", "2026-05-09T22:00:00-14:00"),
    ],
)
def test_start_is_the_instant_on_the_clock_of_the_place(instant: str, wall: str, expected: str) -> None:
    told = on_the_wall(datetime.fromisoformat(instant), datetime.fromisoformat(wall), fields=("gmt", "local"))
    assert told.isoformat() == expected


@pytest.mark.parametrize("wall", ["2026-05-11T02:00:01", "2026-05-09T21:59:59", "1970-01-01T00:00:00"])
def test_no_place_is_further_away_than_fourteen_hours(wall: str) -> None:
    noon = datetime(2026, 5, 10, 12, 0, tzinfo=UTC)
    with pytest.raises(UnreadableError, match=r"^gmt and local are too far apart$"):
        on_the_wall(noon, datetime.fromisoformat(wall), fields=("gmt", "local"))


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_the_instant_stays_what_it_is(instant: datetime, minutes: int) -> None:
    place = timezone(timedelta(minutes=minutes))
    aware = instant.replace(tzinfo=UTC)
    told = on_the_wall(aware, aware.astimezone(place).replace(tzinfo=None), fields=("gmt", "local"))
    assert (told, told.utcoffset()) == (aware, timedelta(minutes=minutes))
