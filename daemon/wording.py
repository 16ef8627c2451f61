"""What a runner reads: values in the runner's language and units, and one message for the findings of a pass. Pure."""

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from math import floor
from typing import TYPE_CHECKING

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from daemon.before_standing import Standing
from daemon.language import catalogue
from daemon.records import Item, Kind
from daemon.vocabulary import name_of, source_name
from rules import discover
from rules.said import RedFlag, Site
from rules.values import Values
from rules.verdicts import Rule, Severity, Text

if TYPE_CHECKING:
    from daemon.config import Athlete

ELLIPSIS = "…"

ROOMS = ("pain", "recovery", "progression", "shoes", "sources")
"""The priority of what is said first, and whose action is given, among findings of one severity: the body before the
load, the load before the shoes, the shoes before the program's own troubles."""
_OTHER_TITLE = Text("something to look at")
_WELL_AGAIN_TITLE = Text("all is well again")
_SUMMARY_TITLE = Text("this is where you stand")
_OWN_ACTION = "sources"
"""The room whose findings each keep their own action, also beside others: one login does not mend the other source."""

_ENDS_OF_COMMANDS = ("login", "accept", "over", "calm")
"""Values that are the last word of a command which is about one runner: `shinguard login {login}`."""
_LOCALES = {"en": "en_GB"}  # whose dates read "8 March" and whose clock has 24 hours
_UNIT_IN_MM = {"metric": 1_000_000, "imperial": 1_609_344}
_UNITS = {"metric": "length-kilometer", "imperial": "length-mile"}
_USUAL = {"usual_m", "usual_ratio", "usual_score"}
"""Values beside which another of the same unit is told."""
_MOST_DECIMALS = 12
_UNITS_BY_SYMBOL = {"km": "length-kilometer", "mi": "length-mile", "m": "length-meter"}


@dataclass(frozen=True, slots=True)
class Format:
    """How one runner reads values. `units` is "metric" or "imperial"; without a `zone` a moment keeps its own.

    `athlete` is the runner's name in a household: titles and commands carry it. Empty: there is one runner.
    """

    language: str
    units: str
    zone: tzinfo | None = None
    athlete: str = ""

    def say(self, text: str, values: Values) -> str:
        """Translate an English template, then fill it. Nothing stays nothing: gettext keeps its header under it."""
        if not text:
            return ""
        return self.fill(catalogue(self.language).gettext(text), values)

    def fill(self, template: str, values: Values) -> str:
        """Write the values into the `{names}` of a template. Raise KeyError for a name without a value.

        A value that differs from the usual one of its unit (`usual_ratio`), where the template names both, is written
        with as many decimals as show it.
        """
        written = {name: self.value(name, value) for name, value in values.items()}
        named = [name for name in values if f"{{{name}}}" in template]
        for usual in _USUAL.intersection(named):
            unit = usual.removeprefix("usual")
            others = [name for name in named if name.endswith(unit) and values[name] != values[usual]]
            for more in range(1, _MOST_DECIMALS):
                if all(written[name] != written[usual] for name in others):
                    break
                written |= {name: self.value(name, values[name], more=more) for name in (usual, *others)}
        return template.format_map(written)

    def value(self, name: str, value: int | float | str | date, *, more: int = 0) -> str:
        """Write one value, by the unit at the end of its name (see `Values`); all are rounded down.

        Metres, ratios and scores can have so many decimals more. Raise TypeError for a value that does not fit its
        unit.
        """
        _stem, underscore, unit = name.rpartition("_")
        match underscore + unit, value:
            case "_m", int() | float():
                return self.distance(value, places=1 + more)
            case "_bpm", int() | float():
                return self._plural("{number} bpm", "{number} bpm", _down(value, places=1))
            case "_days", int() | float():
                return self._plural("{number} day", "{number} days", _down(value))
            case "_hours", int() | float():
                return self._plural("{number} hour", "{number} hours", _down(value))
            case "_s", int() | float():
                return self._duration(value)
            case "_ms", int() | float():
                return format_unit(_down(value, places=1), "duration-millisecond", "short", locale=self._locale)
            case "_spm", int() | float():
                return self._plural("{number} step/min", "{number} steps/min", _down(value))
            case "_ratio", int() | float():
                return self._decimal(value, places=2 + more)
            case "_score", int() | float():
                return self._decimal(value, places=1 + more)
            case "_percent", int() | float():
                return format_percent(_down(value) / 100, locale=self._locale)
            case "_count", int() | float():
                return format_decimal(_down(value), locale=self._locale)
            case "_day", date() | str():
                return self.day(value if isinstance(value, date) else date.fromisoformat(value))
            case "_at", datetime() | str():
                return self.moment(value if isinstance(value, datetime) else datetime.fromisoformat(value))
            case "_weekday", date() | str():
                return self.weekday(value if isinstance(value, date) else date.fromisoformat(value))
            case "_site", str():
                return name_of(Site(value), self.language)
            case "_flags", str():
                names = [name_of(RedFlag(word), self.language) for word in value.split()]
                return format_list(names, locale=self._locale)
            case "_m" | "_bpm" | "_days" | "_hours" | "_s" | "_ms" | "_spm" | "_percent" | "_ratio" | "_count", _:
                raise TypeError(f"{name} cannot be {value!r}")
            case "_score" | "_day" | "_weekday" | "_at" | "_site" | "_flags", _:
                raise TypeError(f"{name} cannot be {value!r}")
        text = " ".join(str(value).split())
        if name in _ENDS_OF_COMMANDS and self.athlete:
            return f"{text} --athlete {shlex.quote(self.athlete)}"
        return source_name(text, self.language) if name == "source" else text

    def distance(self, distance_m: float, *, places: int = 1) -> str:
        """Write metres as kilometres or miles, rounded down to so many places: 21,097 m is 21 km, 21,100 m 21.1 km."""
        # Whole millimetres first: 1.1 x 23 km, computed in floats, must not fall below 25.3 km.
        whole = round(distance_m * 10 ** (2 + places)) * 10 // _UNIT_IN_MM[self.units]
        pattern = "#,##0." + "#" * places
        return format_unit(
            Decimal(whole).scaleb(-places), _UNITS[self.units], "short", format=pattern, locale=self._locale
        )

    def amount(self, amount: Decimal, unit: str) -> str:
        """Write a distance as it was given, to the last decimal; `unit` is km, mi or m."""
        return format_unit(amount, _UNITS_BY_SYMBOL[unit], "short", format="#,##0.###", locale=self._locale)

    def day(self, day: date) -> str:
        """Write a day without its year: 8 March."""
        return format_skeleton("MMMMd", day, locale=self._locale)

    def short_day(self, day: date) -> str:
        """Write a day where there is little room: 8 Mar."""
        return format_skeleton("MMMd", day, locale=self._locale)

    def weekday(self, day: date) -> str:
        """Write a day with its name: Sunday 8 March."""
        return format_date(day, "EEEE d MMMM", locale=self._locale)

    def full_day(self, day: date) -> str:
        """Write a day with its year: 8 March 2026."""
        return format_date(day, "long", locale=self._locale)

    def rate(self, number: float) -> str:
        """Write a number to a tenth, rounded to the nearest: 1.3."""
        return format_decimal(number, "#,##0.0", locale=self._locale)

    def runs(self, number: float) -> str:
        """Write how many runs there were on the mean, rounded down to a tenth: 4.5 runs, 7 runs."""
        return self._plural("{number} run", "{number} runs", _down(number, places=1))

    def moment(self, moment: datetime) -> str:
        """Write a day and a time, on the clock of the zone: 8 March at 14:05."""
        local = moment.astimezone(self.zone) if self.zone else moment
        values = {"day": self.day(local.date()), "time": f"{local:%H:%M}"}
        return catalogue(self.language).gettext("{day} at {time}").format_map(values)

    def _duration(self, seconds: float) -> str:
        """Write a duration to the minute: 7 h 05 min, 45 minutes."""
        hours, minutes = divmod(int(_down(seconds)) // 60, 60)
        if hours == 0:
            return self._plural("{number} minute", "{number} minutes", Decimal(minutes))
        template = catalogue(self.language).gettext("{hours} h {minutes} min")
        return template.format(hours=format_decimal(hours, locale=self._locale), minutes=f"{minutes:02}")

    def _decimal(self, number: float, *, places: int) -> str:
        return format_decimal(_down(number, places=places), "#,##0." + "0" * places, locale=self._locale)

    @property
    def _locale(self) -> str:
        return _LOCALES.get(self.language, self.language)

    def _plural(self, one: str, many: str, number: Decimal) -> str:
        form = catalogue(self.language).ngettext(one, many, 1 if number == 1 else 2)
        return form.format(number=format_decimal(number, locale=self._locale))


def style_of(athlete: "Athlete") -> Format:
    """Return how this runner reads values."""
    name = "" if athlete.alone else athlete.name
    return Format(athlete.language, athlete.units, athlete.timezone, name)


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
        title=f"Shinguard{f' ({style.athlete})' if style.athlete else ''}: "
        + style.say(_title(ranked, kind, stands), {}),
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


def capital(text: str) -> str:
    """A line begins with a capital, also in languages that write the names of days without one."""
    return text[:1].upper() + text[1:]


def _down(value: float, *, places: int = 0) -> Decimal:
    return Decimal(floor(round(value * 10**places, 6))).scaleb(-places)
