"""One message for the findings of a pass: the worst first, with the one action that belongs to it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from daemon.before_standing import Standing
from daemon.records import Item, Kind
from daemon.wording import Format, capital
from rules import discover
from rules.verdicts import Rule, Severity, Text

ELLIPSIS = "…"

ROOMS = ("pain", "recovery", "progression", "shoes", "sources")
"""The priority of what is said first, and whose action is given, among findings of one severity: the body before the
load, the load before the shoes, the shoes before the program's own troubles."""
_OTHER_TITLE = Text("something to look at")
_WELL_AGAIN_TITLE = Text("all is well again")
_SUMMARY_TITLE = Text("this is where you stand")
_OWN_ACTION = "sources"
"""The room whose findings each keep their own action, also beside others: one login does not mend the other source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: a line for each thing found, and the one thing to do (empty: nothing)."""

    title: str
    says: str
    do: str
    severity: Severity
    tags: tuple[int, ...] = ()
    """The numbers by which `shinguard alerts show` opens what it is about."""
    picture: bytes | None = None
    """A PNG that goes with it."""

    @property
    def body(self) -> str:
        """What is found, then what to do, then the tags, each on a line of its own."""
        return "\n".join(filter(None, (self.says, self.do, self._tag_line)))

    @property
    def _tag_line(self) -> str:
        return " ".join(f"#{number}" for number in self.tags)

    def within(self, limit: int) -> str:
        """Return a body of at most `limit` characters. What was found is cut before what is to be done."""
        if len(self.body) <= limit:
            return self.body
        end = "\n".join(filter(None, (self.do, self._tag_line)))
        room = limit - len(end) - 1
        if not end or room < len(ELLIPSIS):
            return shorten(self.do or self.says, limit)
        return f"{shorten(self.says, room)}\n{end}"

    def without_figures(self, style: Format) -> "Message":
        """Return a message that only says that there is something, for lock screens that others see."""
        says = style.say(Text("Shinguard has advice for today."), {})
        return replace(self, title="Shinguard", says=says, do="", picture=None)


def compose(
    items: Iterable[Item], *, kind: Kind, today: date, style: Format, standing: Standing | None = None
) -> Message:
    """Make one message of what is to be told together: the worst first, with the one action that belongs to it.

    Of several findings, each about a source or receiver has its own action in its line. A line names its day when
    that is not `today`. `standing`: how the runner stands today, before which the advice of a rule may give way. Raise
    ValueError when there is nothing to tell, but for the summary of a first import, which then says so.
    """
    stands = standing or Standing()
    ranked = [stands.told(item) for item in sorted(items, key=_rank)]
    if not ranked and kind is not Kind.SUMMARY:
        raise ValueError("a message needs something to tell")
    several = len(ranked) > 1
    lines = [line_of(item, today=today, style=style) for item in ranked]
    if several and kind is not Kind.WELL_AGAIN:
        lines = [
            f"{line} {style.say(item.do, item.values)}" if _keeps_action(item) else line
            for line, item in zip(lines, ranked, strict=True)
        ]
    if several or kind is Kind.SUMMARY:
        lines = [f"• {line}" for line in lines]
    if kind is Kind.SUMMARY:
        intro = Text("Your history is in. Open today:") if lines else Text("Your history is in, and all is quiet.")
        lines.insert(0, style.say(intro, {}))
    is_news = kind in (Kind.WELL_AGAIN, Kind.SUMMARY)
    return Message(
        title=style.title(style.say(_title(ranked, kind, stands), {})),
        says="\n".join(lines),
        do=_action(ranked, kind=kind, style=style),
        severity=Severity.INFO if is_news else ranked[0].severity,
        tags=tuple(item.number for item in ranked if item.number is not None) if kind is not Kind.WELL_AGAIN else (),
    )


def shorten(text: str, limit: int) -> str:
    """Cut a text at a word, so that with an ellipsis it has at most `limit` characters."""
    if len(text) <= limit:
        return text
    cut = text[: max(limit - len(ELLIPSIS), 0)]
    if " " in cut and not text[len(cut)].isspace():
        cut = cut.rpartition(" ")[0]
    return (cut.rstrip(" \n•,;:.(") + ELLIPSIS)[: max(limit, 0)]


def _action(ranked: list[Item], *, kind: Kind, style: Format) -> str:
    """Return the one thing to do, empty where the lines hold all there is."""
    if kind is Kind.WELL_AGAIN or not ranked:
        return ""
    if len(ranked) == 1:
        return style.say(ranked[0].do, ranked[0].values)
    if kind is Kind.SUMMARY:
        return style.say(Text("`shinguard alerts` says what to do about each."), {})
    # Who is told to stop for a pain is not told, beside a worse week, to hold that week's distance.
    asked = [item for item in ranked if not _keeps_action(item)]
    first = next((item for item in asked if _room(item) == "pain"), asked[0] if asked else None)
    return style.say(first.do, first.values) if first else ""


def _keeps_action(item: Item) -> bool:
    return _room(item) == _OWN_ACTION


def _room(item: Item) -> str | None:
    rule = _rules().get(item.rule)
    return rule.room if rule else None


def _title(ranked: list[Item], kind: Kind, standing: Standing) -> Text:
    if kind is Kind.SUMMARY:
        return _SUMMARY_TITLE
    if kind is Kind.WELL_AGAIN:
        return _WELL_AGAIN_TITLE
    first = ranked[0]
    if standing.title is not None and not standing.asks(first.rule, first.subject):
        return standing.title
    rule = _rules().get(first.rule)
    return rule.title if rule else _OTHER_TITLE


def _rank(item: Item) -> tuple[int, int, str, date]:
    room = _room(item)
    return -item.severity, len(ROOMS) if room is None else ROOMS.index(room), item.rule, item.day


@cache
def _rules() -> Mapping[str, Rule]:
    return {rule.name: rule for rule in discover()}


def line_of(item: Item, *, today: date, style: Format) -> str:
    """Return what an item says, after its day where that is not today."""
    says = style.say(item.says, item.values)
    if item.day == today:
        return capital(says)
    day = style.say(Text("Yesterday"), {}) if item.day == today - timedelta(days=1) else style.weekday(item.day)
    return f"{capital(day)}: {says}"
