import subprocess
import sys
from collections.abc import Iterator

import pytest

from daemon.language import _, activate, active, catalogue, languages, negotiate, paragraphs, plural, speaking


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    activate("en")


def test_english_is_spoken_without_a_catalogue() -> None:
    assert active() == "en"
    assert _("Yesterday") == "Yesterday"


def test_the_language_is_looked_up_when_a_text_is_shown() -> None:
    activate("nl")
    assert _("Yesterday") == "Gisteren"
    activate("en")
    assert _("Yesterday") == "Yesterday"


def test_a_command_speaks_each_runners_language_in_turn_and_then_its_own_again() -> None:
    said = []
    for language in ("nl", "en", "nl"):
        with speaking(language):
            said.append(_("Yesterday"))
    assert said == ["Gisteren", "Yesterday", "Gisteren"]
    with pytest.raises(RuntimeError), speaking("nl"):
        raise RuntimeError
    assert _("Yesterday") == "Yesterday"


def test_values_are_filled_in_after_translating() -> None:
    activate("nl")
    assert _("The database {name} opens.", name="runs.db") == "De database runs.db is te openen."


def test_a_template_without_values_stays_a_template() -> None:
    assert _("{shoe} is retired.") == "{shoe} is retired."


def test_a_value_is_never_taken_for_a_template() -> None:
    assert _("The database {name} opens.", name="{x}") == "The database {x} opens."


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [("en", 1, "1 day"), ("en", 3, "3 days"), ("nl", 1, "1 dag"), ("nl", 3, "3 dagen"), ("nl", 0, "0 dagen")],
)
def test_plurals(language: str, count: int, text: str) -> None:
    activate(language)
    assert plural("{number} day", "{number} days", count, number=count) == text


def test_several_runners_read_their_own_language_in_one_process() -> None:
    dutch, english = catalogue("nl").gettext, catalogue("en").gettext
    assert (dutch("Yesterday"), english("Yesterday"), dutch("Yesterday")) == ("Gisteren", "Yesterday", "Gisteren")
    assert active() == "en"


def test_a_language_without_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="'de'"):
        activate("de")
    assert active() == "en"


def test_the_languages() -> None:
    assert languages() == ("en", "nl")


@pytest.mark.parametrize(
    ("configured", "environment", "language"),
    [
        ("nl", {}, "nl"),
        ("en", {"LANG": "nl_NL.UTF-8"}, "en"),
        (None, {"SHINGUARD_LANG": "nl", "LANG": "en_US.UTF-8"}, "nl"),
        (None, {"SHINGUARD_LANG": "en", "LANG": "nl_NL.UTF-8"}, "en"),
        (None, {"LANG": "nl_NL.UTF-8"}, "nl"),
        (None, {"LC_ALL": "en_GB", "LANG": "nl_NL"}, "en"),
        (None, {"LANG": "nl-BE"}, "nl"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {}, "en"),
    ],
)
def test_the_language_of_a_command(configured: str | None, environment: dict[str, str], language: str) -> None:
    assert negotiate(configured, environment) == language


def test_an_explanation_is_translated_by_paragraph() -> None:
    docstring = """A line.

    What to do

    Rest, and
    eat   well.
    """
    assert paragraphs(docstring) == ("A line.", "What to do", "Rest, and eat well.")


def test_the_language_costs_no_babel() -> None:
    code = "import daemon.language, sys; print('babel' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
