"""Values and sentences as a runner reads them: in the runner's language and units. Pure."""

import shlex
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from math import floor
from typing import TYPE_CHECKING

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from daemon.language import catalogue
from daemon.vocabulary import name_of, source_name
from rules.said import RedFlag, Site
from rules.values import Values

if TYPE_CHECKING:
    from daemon.config import Athlete

_ENDS_OF_COMMANDS = ("login", "accept", "over", "calm", "site")
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

    def title(self, about: str) -> str:
        """Write what stands above a message: the program, in a household the runner, and what it is about."""
        name = f" ({self.athlete})" if self.athlete else ""
        return f"Shinguard{name}: {about}"

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


def capital(text: str) -> str:
    """A line begins with a capital, also in languages that write the names of days without one."""
    return text[:1].upper() + text[1:]


def _down(value: float, *, places: int = 0) -> Decimal:
    return Decimal(floor(round(value * 10**places, 6))).scaleb(-places)
