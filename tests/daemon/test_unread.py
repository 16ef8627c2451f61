"""What could not be read is told in the runner's language, whatever a connector says of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.base import ACTIVITY, LACKS_MOST, NO_RECORD, Words, of_a
from connectors.files.unreadable import TooLarge
from connectors.reading import UnreadableError
from daemon.language import catalogue, speaking
from daemon.unread import translated

CONNECTORS = Path(__file__).parents[2] / "connectors"
REASONS = ("UnreadableError", "UnreadableFile", "Words")


def reasons() -> Iterator[str]:
    """Yield the templates that the connectors tell a runner something by."""
    for path in sorted(CONNECTORS.rglob("*.py")):
        if "sandbox" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REASONS:
                first = node.args[0]
                # A template that is put together cannot be translated.
                assert not isinstance(first, ast.JoinedStr | ast.BinOp), ast.unparse(node)
                if isinstance(first, ast.Constant):
                    yield str(first.value)


@pytest.mark.parametrize("reason", sorted(set(reasons()) - {"{kind}: {why}"}))
def test_every_reason_of_a_connector_is_told_in_dutch(reason: str) -> None:
    assert catalogue("nl").gettext(reason) != reason


@pytest.mark.parametrize(
    ("what", "english", "dutch"),
    [
        (of_a(ACTIVITY, NO_RECORD), "activity: not a record", "activiteit: geen record"),
        (
            of_a(Words("shoe"), UnreadableError("{field} is no identifier", field="uuid").why),
            "shoe: uuid is no identifier",
            "schoen: uuid is geen kenmerk",
        ),
        (
            UnreadableError("{field} is no number", field=Words("column {number} ({name})", number=7, name="{x}")).why,
            "column 7 ({x}) is no number",
            "kolom 7 ({x}) is geen getal",
        ),
        (
            Words(
                "{column}: {word} is not known, and counts as another sport",
                column=Words("column {number} ({name})", number=4, name="Type"),
                word="Rennen",
            ),
            "column 4 (Type): Rennen is not known, and counts as another sport",
            "kolom 4 (Type): Rennen is niet bekend, en telt als een andere sport",
        ),
        (
            Words(
                "{kind}, file {number} of {count} in Garmin's export: {why}",
                kind=Words("days"),
                number=2,
                count=2,
                why=TooLarge().why,
            ),
            f"days, file 2 of 2 in Garmin's export: {TooLarge()}",
            "dagen, bestand 2 van 2 in de export van Garmin: " + catalogue("nl").gettext(str(TooLarge())),
        ),
    ],
)
def test_a_reason_within_a_reason_is_told_in_dutch_too(what: Words, english: str, dutch: str) -> None:
    assert (what, translated(what)) == (english, english)
    with speaking("nl"):
        assert translated(what).startswith(dutch)


def test_what_an_older_version_kept_in_english_is_told_so_and_a_sentence_in_dutch() -> None:
    with speaking("nl"):
        assert translated(Words("activity: distance is no number")) == "activity: distance is no number"
        assert translated(Words(str(LACKS_MOST))) == catalogue("nl").gettext(LACKS_MOST) != LACKS_MOST


def test_words_that_nobody_knows_are_told_as_they_are() -> None:
    with speaking("nl"):
        for what in ("shoes: {curly}: gone", Words("shoes: {curly}: gone"), ""):
            assert translated(what) == what
