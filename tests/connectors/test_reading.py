"""Words of a record, as they are stored and shown."""

import pytest

from connectors.reading import harmless, identifier, text


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


def test_words_of_nothing_else_are_none() -> None:
    assert text({"name": "\x00", "title": "Harrier"}, "name", "title") == "Harrier"
    assert identifier({"id": "\x1b", "uuid": 7}, "id", "uuid") == "7"
