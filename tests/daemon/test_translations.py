"""The Dutch catalogue is complete, whatever text is added."""

import gettext
import re
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from daemon.language import DOMAIN, LOCALE, catalogue, languages
from daemon.locale.update import extract, merged, mo_bytes, po_bytes, po_path, texts
from daemon.message import ROOMS
from rules import discover

LANGUAGES = tuple(language for language in languages() if language != "en")

# Names, forms and addresses that are the same in Dutch.
SAME = {
    "CODE",
    "ID",
    "MOMENT",
    "SPORT",
    "{kind}: {why}",
    "{receiver}: {reason}",
    "{shoe}: {distance_m}.",
    "alarm",
    "hamstring",
    "trail",
}


@pytest.fixture(scope="module")
def template() -> Catalog:
    return extract()


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    with po_path("nl").open("rb") as file:
        return read_po(file, locale="nl", domain=DOMAIN)


def forms(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, (tuple, list)) else ()


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def placeholders(text: str) -> set[str]:
    try:
        return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}
    except ValueError:  # a text without values may hold loose braces
        return set(re.findall(r"\{[^}]*\}", text))


def test_there_is_dutch() -> None:
    assert LANGUAGES == ("nl",)


def test_every_text_is_in_the_catalogue_and_no_other(template: Catalog, dutch: Catalog) -> None:
    wanted = {forms(message.id) for message in messages(template)}
    assert len(wanted) > 150
    assert {forms(message.id) for message in messages(dutch)} == wanted, "run: python -m daemon.locale.update"


def test_every_text_has_its_dutch(dutch: Catalog) -> None:
    lacking = [message.id for message in messages(dutch) if not forms(message.string) or not all(forms(message.string))]
    assert lacking == []


def test_nothing_is_guessed(dutch: Catalog) -> None:
    assert [message.id for message in messages(dutch) if message.fuzzy] == []


def test_no_dutch_repeats_the_english(dutch: Catalog) -> None:
    repeated = [text for message in messages(dutch) for text in forms(message.string) if text in forms(message.id)]
    assert set(repeated) - SAME == set()


def test_every_translation_has_the_placeholders_of_its_text(dutch: Catalog) -> None:
    wrong = [
        (text, translation)
        for message in messages(dutch)
        for text, translation in zip(forms(message.id), forms(message.string), strict=True)
        if placeholders(text) != placeholders(translation)
    ]
    assert wrong == []


def test_a_translation_begins_and_ends_like_its_text(dutch: Catalog) -> None:
    ends = (".", ":", "?", ",")
    wrong = [
        (text, translation)
        for message in messages(dutch)
        for text, translation in zip(forms(message.id), forms(message.string), strict=True)
        if (text[-1:] in ends or translation[-1:] in ends) and text[-1:] != translation[-1:]
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_written_one(dutch: Catalog) -> None:
    assert po_path("nl").with_suffix(".mo").read_bytes() == mo_bytes(dutch), "run: python -m daemon.locale.update"


def test_updating_changes_nothing_when_all_is_up_to_date(template: Catalog) -> None:
    assert po_path("nl").read_bytes() == po_bytes(merged(template, "nl"))


@pytest.mark.parametrize(("count", "form"), [(0, "dagen"), (1, "dag"), (2, "dagen"), (21, "dagen")])
def test_the_plural_of_dutch(count: int, form: str) -> None:
    assert catalogue("nl").ngettext("{number} day", "{number} days", count) == f"{{number}} {form}"


def test_it_is_a_catalogue_that_gettext_reads() -> None:
    with (LOCALE / "nl" / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Yesterday") == "Gisteren"


def test_only_literal_texts_are_collected() -> None:
    source = """
_("one {name}", name=name)
Text("two " "lines")
Text(row["says"])
translate.gettext("three")
plural("{count} shoe", "{count} shoes", 2)
print("four")
"""
    assert list(texts(source)) == ["one {name}", "two lines", "three", ("{count} shoe", "{count} shoes")]


def test_every_rule_has_a_place_in_the_order() -> None:
    assert {rule.room for rule in discover()} <= set(ROOMS)
