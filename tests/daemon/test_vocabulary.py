"""The closed words, typed and read, in English and Dutch."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from daemon.asking import NotUnderstood
from daemon.language import activate, languages
from daemon.vocabulary import (
    MARKS,
    MOMENTS,
    RED_FLAGS,
    SHOE_KINDS,
    SITES,
    Member,
    name_of,
    read_flag,
    read_mark,
    read_moment,
    read_shoe_kind,
    read_site,
    source_name,
    word_of,
    words,
)
from rules.records import ShoeKind
from rules.said import MarkKind, Moment, RedFlag, Site

Reader = Callable[[str], Member]

KINDS: list[tuple[type[Member], Iterable[Member], Reader]] = [
    (Site, SITES, read_site),
    (RedFlag, RED_FLAGS, read_flag),
    (Moment, MOMENTS, read_moment),
    (MarkKind, MARKS, read_mark),
    (ShoeKind, SHOE_KINDS, read_shoe_kind),
]
"""Each closed vocabulary, its words, and what reads them."""
MEMBERS = [(member, read) for kind, _terms, read in KINDS for member in kind]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    activate("en")
    yield
    activate("en")


@pytest.mark.parametrize(("kind", "terms"), [(kind, terms) for kind, terms, _read in KINDS])
def test_every_member_has_a_word_and_a_name(kind: type[Member], terms: Iterable[Member]) -> None:
    assert tuple(terms) == tuple(kind)


@pytest.mark.parametrize("member", [member for member, _read in MEMBERS])
def test_in_english_a_member_is_typed_as_its_value(member: Member) -> None:
    assert word_of(member, "en") == member.value


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("member", "read"), MEMBERS)
def test_what_is_typed_in_any_language_is_taken_in_every_other(member: Member, read: Reader, language: str) -> None:
    for spoken in languages():
        activate(spoken)
        assert read(word_of(member, language)) is member
        assert read(name_of(member, language)) is member


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("member", [member for member, _read in MEMBERS])
def test_a_word_can_be_typed_in_one_go(member: Member, language: str) -> None:
    word = word_of(member, language)
    assert word == word.lower()
    assert word.replace("-", "").isalpha()


@pytest.mark.parametrize(
    ("read", "text", "member"),
    [
        (read_site, "knie", Site.KNEE),
        (read_site, " KNEE ", Site.KNEE),
        (read_site, "Achilles", Site.ACHILLES),
        (read_site, "achilles  tendon", Site.ACHILLES),
        (read_site, "Achillespees", Site.ACHILLES),
        (read_site, "scheen", Site.SHIN),
        (read_site, "lies", Site.GROIN),
        (read_site, "anders", Site.OTHER),
        (read_flag, "at-night", RedFlag.AT_NIGHT),
        (read_flag, "at night", RedFlag.AT_NIGHT),
        (read_flag, "nachtpijn", RedFlag.AT_NIGHT),
        (read_flag, "pijn in de nacht", RedFlag.AT_NIGHT),
        (read_flag, "slot", RedFlag.LOCKING),
        (read_flag, "bot", RedFlag.BONE),
        (read_flag, "knap", RedFlag.SNAP),
        (read_moment, "erna", Moment.AFTER),
        (read_moment, "next morning", Moment.NEXT_MORNING),
        (read_moment, "volgende ochtend", Moment.NEXT_MORNING),
        (read_mark, "ziek", MarkKind.ILL),
        (read_mark, "Wedstrijd", MarkKind.RACE),
        (read_shoe_kind, "wedstrijd", ShoeKind.RACE),
        (read_shoe_kind, "dagelijks", ShoeKind.DAILY),
    ],
)
def test_a_word(read: Reader, text: str, member: Member) -> None:
    assert read(text) is member


SITE_WORDS = "knee, shin, achilles, foot, ankle, calf, hamstring, thigh, groin, hip, buttock, back, other"


@pytest.mark.parametrize(
    ("read", "says"),
    [
        (read_site, f"There is no site toe; there are: {SITE_WORDS}."),
        (
            read_flag,
            "There is no sign toe; there are: stabbing, at-night, at-rest, swelling, warmth, locking, giving-way, "
            "bone, fever, limp, snap.",
        ),
        (read_moment, "There is no moment toe; there are: during, after, next-morning."),
        (read_mark, "There is no mark toe; there are: race, holiday, ill, injured."),
        (read_shoe_kind, "There is no kind of shoe toe; there are: daily, race, trail."),
    ],
)
def test_a_word_that_is_not_known_is_refused_with_those_that_are(read: Reader, says: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read("toe")
    assert str(refused.value) == says


@pytest.mark.parametrize("text", ["", " ", "kne", "knee shin", "at--night"])
def test_no_half_word_is_taken(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read_site(text)
    with pytest.raises(NotUnderstood):
        read_flag(text)


def test_the_words_are_in_the_runners_language() -> None:
    assert words(SITES) == SITE_WORDS
    activate("nl")
    assert words(MARKS) == "wedstrijd, vakantie, ziek, geblesseerd"
    with pytest.raises(NotUnderstood, match="De markering moe is er niet; er zijn: wedstrijd, vakantie, "):
        read_mark("moe")


@pytest.mark.parametrize(
    ("member", "en", "nl"),
    [
        (Site.KNEE, "knee", "knie"),
        (Site.ACHILLES, "Achilles tendon", "achillespees"),
        (Site.OTHER, "another place", "een andere plek"),
        (RedFlag.AT_NIGHT, "pain at night", "pijn in de nacht"),
        (RedFlag.LIMP, "a limp", "mank lopen"),
        (Moment.AFTER, "after the run", "na het lopen"),
        (MarkKind.HOLIDAY, "holiday", "vakantie"),
        (ShoeKind.TRAIL, "for trails", "voor onverharde paden"),
    ],
)
def test_a_name_is_read_in_the_language_asked_for(member: Member, en: str, nl: str) -> None:
    assert (name_of(member, "en"), name_of(member, "nl")) == (en, nl)


@pytest.mark.parametrize(
    ("source", "english", "dutch"),
    [
        ("garmin", "Garmin", "Garmin"),
        ("strava", "Strava", "Strava"),
        ("intervals", "Intervals.icu", "Intervals.icu"),
        ("files", "Files", "Bestanden"),
    ],
)
def test_a_source_is_called_by_its_name(source: str, english: str, dutch: str) -> None:
    assert (source_name(source, "en"), source_name(source, "nl")) == (english, dutch)
