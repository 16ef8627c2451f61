"""What could not be read is told in the runner's language, whatever a connector says of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.language import catalogue, speaking
from daemon.unread import translated

CONNECTORS = Path(__file__).parents[2] / "connectors"


def reasons() -> Iterator[str]:
    """Yield the reasons that the connectors give, with a name in the place of each value."""
    for path in sorted(CONNECTORS.rglob("*.py")):
        if "sandbox" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UnreadableError":
                yield _filled(node.args[0])


def _filled(text: ast.expr) -> str:
    if isinstance(text, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "Afstand" for part in text.values)
    assert isinstance(text, ast.Constant)
    return str(text.value)


@pytest.mark.parametrize("reason", sorted(set(reasons())))
def test_every_reason_of_a_connector_is_told_in_dutch(reason: str) -> None:
    with speaking("nl"):
        assert translated(f"activity: {reason}") not in {f"activity: {reason}", f"activiteit: {reason}"}


@pytest.mark.parametrize(
    ("what", "dutch"),
    [
        ("shoe: uuid is no identifier", "schoen: uuid is geen kenmerk"),
        ("activity: column 7 (Afstand) is no number", "activiteit: kolom 7 (Afstand) is geen getal"),
        (
            "column 4 (Type): Rennen is not known, and counts as another sport",
            "kolom 4 (Type): Rennen is niet bekend, en telt als een andere sport",
        ),
        (
            "nights, file 1 of 2 in Garmin's export: not the JSON that Garmin writes",
            "nachten, bestand 1 van 2 in de export van Garmin: niet de JSON die Garmin schrijft",
        ),
        (
            "days, file 2 of 2 in Garmin's export: The file is larger than any recording of a run.",
            "dagen, bestand 2 van 2 in de export van Garmin: "
            + catalogue("nl").gettext("The file is larger than any recording of a run."),
        ),
    ],
)
def test_a_reason_within_a_reason_is_told_in_dutch_too(what: str, dutch: str) -> None:
    with speaking("nl"):
        assert translated(what) == dutch


def test_what_nobody_knows_is_told_as_it_is() -> None:
    with speaking("nl"):
        assert translated("shoes: {curly}: gone") == "shoes: {curly}: gone"
