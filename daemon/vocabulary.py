"""The closed words for sites, signs, moments, marks, shoes and sports, as a runner types and reads them. Pure.

What is typed is taken in every language there is, whatever the runner's own is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daemon.asking import NotUnderstood, shown
from daemon.language import _, active, catalogue, languages
from rules.records import ShoeKind, Sport
from rules.said import MarkKind, Moment, RedFlag, Site
from rules.verdicts import Text

Member = Site | RedFlag | Moment | MarkKind | ShoeKind | Sport


@dataclass(frozen=True, slots=True)
class Term:
    """How one member is called: `word` is typed, `name` is read. In English the word is the member's value."""

    word: Text
    name: Text


SITES: Mapping[Site, Term] = {
    Site.KNEE: Term(Text("knee"), Text("knee")),
    Site.SHIN: Term(Text("shin"), Text("shin")),
    Site.ACHILLES: Term(Text("achilles"), Text("Achilles tendon")),
    Site.FOOT: Term(Text("foot"), Text("foot")),
    Site.ANKLE: Term(Text("ankle"), Text("ankle")),
    Site.CALF: Term(Text("calf"), Text("calf")),
    Site.HAMSTRING: Term(Text("hamstring"), Text("hamstring")),
    Site.THIGH: Term(Text("thigh"), Text("thigh")),
    Site.GROIN: Term(Text("groin"), Text("groin")),
    Site.HIP: Term(Text("hip"), Text("hip")),
    Site.BUTTOCK: Term(Text("buttock"), Text("buttock")),
    Site.BACK: Term(Text("back"), Text("back")),
    Site.OTHER: Term(Text("other"), Text("another place")),
}
RED_FLAGS: Mapping[RedFlag, Term] = {
    RedFlag.STABBING: Term(Text("stabbing"), Text("stabbing or unexplained pain")),
    RedFlag.AT_NIGHT: Term(Text("at-night"), Text("pain at night")),
    RedFlag.AT_REST: Term(Text("at-rest"), Text("pain at rest")),
    RedFlag.SWELLING: Term(Text("swelling"), Text("swelling")),
    RedFlag.WARMTH: Term(Text("warmth"), Text("warmth or redness")),
    RedFlag.LOCKING: Term(Text("locking"), Text("locking up")),
    RedFlag.GIVING_WAY: Term(Text("giving-way"), Text("giving way")),
    RedFlag.BONE: Term(Text("bone"), Text("pain on touching the bone")),
    RedFlag.FEVER: Term(Text("fever"), Text("fever")),
    RedFlag.LIMP: Term(Text("limp"), Text("a limp")),
    RedFlag.SNAP: Term(Text("snap"), Text("a loud snap with loss of function")),
}
MOMENTS: Mapping[Moment, Term] = {
    Moment.DURING: Term(Text("during"), Text("during the run")),
    Moment.AFTER: Term(Text("after"), Text("after the run")),
    Moment.NEXT_MORNING: Term(Text("next-morning"), Text("the next morning")),
}
MARKS: Mapping[MarkKind, Term] = {
    MarkKind.RACE: Term(Text("race"), Text("race")),
    MarkKind.HOLIDAY: Term(Text("holiday"), Text("holiday")),
    MarkKind.ILL: Term(Text("ill"), Text("ill")),
    MarkKind.INJURED: Term(Text("injured"), Text("injured")),
}
SHOE_KINDS: Mapping[ShoeKind, Term] = {
    ShoeKind.DAILY: Term(Text("daily"), Text("for every day")),
    ShoeKind.RACE: Term(Text("race"), Text("for races")),
    ShoeKind.TRAIL: Term(Text("trail"), Text("for trails")),
}
SPORTS: Mapping[Sport, Term] = {
    Sport.RUN: Term(Text("run"), Text("runs")),
    Sport.TRAIL_RUN: Term(Text("trail-run"), Text("trail runs")),
    Sport.TREADMILL_RUN: Term(Text("treadmill-run"), Text("treadmill runs")),
    Sport.VIRTUAL_RUN: Term(Text("virtual-run"), Text("virtual runs")),
    Sport.WALK: Term(Text("walk"), Text("walks")),
    Sport.HIKE: Term(Text("hike"), Text("hikes")),
}
"""What is done in shoes that are counted."""
_NONE = (Text("none"), Text("no"))
_YES = Text("yes")
_FILES = Text("Files")
_BRANDS = {"intervals": "Intervals.icu"}


def read_site(text: str) -> Site:
    """Read `knee`, `knie` or `Achilles tendon`. Raise NotUnderstood."""
    return _read(text, SITES, otherwise=Text("There is no site {text}; there are: {known}."))


def read_flag(text: str) -> RedFlag:
    """Read `at-night`, `nachtpijn` or `pain at night`. Raise NotUnderstood."""
    return _read(text, RED_FLAGS, otherwise=Text("There is no sign {text}; there are: {known}."))


def read_moment(text: str) -> Moment:
    """Read `after`, `erna` or `next morning`. Raise NotUnderstood."""
    return _read(text, MOMENTS, otherwise=Text("There is no moment {text}; there are: {known}."))


def read_mark(text: str) -> MarkKind:
    """Read `ill` or `ziek`. Raise NotUnderstood."""
    return _read(text, MARKS, otherwise=Text("There is no mark {text}; there are: {known}."))


def read_shoe_kind(text: str) -> ShoeKind:
    """Read `race` or `wedstrijd`. Raise NotUnderstood."""
    return _read(text, SHOE_KINDS, otherwise=Text("There is no kind of shoe {text}; there are: {known}."))


def read_sport(text: str) -> Sport:
    """Read `trail-run` or `trail runs`, in any language. Raise NotUnderstood."""
    return _read(text, SPORTS, otherwise=Text("There is no sport {text}; there are: {known}."))


def is_none(text: str) -> bool:
    """Say whether it is `none`, or just `no`, in any language."""
    wanted = text.strip().casefold()
    return any(wanted == catalogue(language).gettext(word) for language in languages() for word in _NONE)


def is_yes(text: str) -> bool:
    """Say whether it is `yes`, or its first letter, in any language."""
    wanted = text.strip().casefold()
    known = {catalogue(language).gettext(_YES) for language in languages()}
    return wanted in known or wanted in {word[0] for word in known}


def words(terms: Iterable[Member]) -> str:
    """Return the words that can be typed, in the language that `_` speaks."""
    return ", ".join(word_of(member, active()) for member in terms)


def word_of(member: Member, language: str) -> str:
    """Return the short word that is typed: `nachtpijn`."""
    return catalogue(language).gettext(_term(member).word)


def name_of(member: Member, language: str) -> str:
    """Return what is read, without an article where a sentence can lack one: `Achilles tendon`."""
    return catalogue(language).gettext(_term(member).name)


def source_name(source: str, language: str) -> str:
    """Return how a source is called: `Garmin`, `Intervals.icu`; only files have a word in each language."""
    return catalogue(language).gettext(_FILES) if source == "files" else _BRANDS.get(source, source.capitalize())


def _term(member: Member) -> Term:
    match member:
        case Site():
            return SITES[member]
        case RedFlag():
            return RED_FLAGS[member]
        case Moment():
            return MOMENTS[member]
        case MarkKind():
            return MARKS[member]
        case ShoeKind():
            return SHOE_KINDS[member]
        case Sport():
            return SPORTS[member]


def _read[M: Member](text: str, terms: Mapping[M, Term], *, otherwise: Text) -> M:
    """Return the member of that word or name, in any language. Raise NotUnderstood, which says `otherwise`."""
    wanted = _typed(text)
    for language in languages():
        translate = catalogue(language).gettext
        for member, term in terms.items():
            if wanted in (_typed(translate(term.word)), _typed(translate(term.name))):
                return member
    raise NotUnderstood(_(otherwise, text=shown(text), known=words(terms)))


def _typed(text: str) -> str:
    """Capitals do not count, and a blank is as good as a hyphen."""
    return "-".join(text.casefold().split())
