"""What a person types on the command line: a distance, a day, the name of a shoe.

Numbers and days are taken in every language there is, whatever the runner's own is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from babel.dates import get_day_names

from connectors.reading import harmless
from daemon.language import _, catalogue, languages
from daemon.merge import LONGEST_M, SHORTEST_M
from rules.records import Shoe
from rules.verdicts import Text

MOST_DAYS_AHEAD = 14
"""Beyond, what is run until then decides, and a break that nobody plans would be judged."""

_METRES = {"km": Decimal(1000), "mi": Decimal("1609.344"), "m": Decimal(1)}
_CALLED_UNITS = {"kilometer": "km", "kilometers": "km", "kilometre": "km", "kilometres": "km"}
_CALLED_UNITS |= {"mile": "mi", "miles": "mi", "mijl": "mi"}
_OWN_UNIT = {"metric": "km", "imperial": "mi"}
_DISTANCE = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,3})?)\s*([a-z]*)", re.IGNORECASE)
_CALLED = {Text("yesterday"): -1, Text("today"): 0, Text("tomorrow"): 1}
"""Days by what they are called beside today."""
_CLOCK = re.compile(r"(?:(.*\S)(?:\s+|T))?([0-9]{1,2})[:.]([0-9]{2})")
_DURATION = re.compile(r"(?:([0-9]{1,2})\s*(?:h|u|:))?\s*(?:([0-9]{1,4})\s*(?:min|m)?)?", re.IGNORECASE)
LONGEST_RUN = timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How short and how long a distance can be, and what is said of any other."""

    least_m: int
    most_m: int
    otherwise: Text


OF_A_RUN = Bounds(
    least_m=SHORTEST_M,
    most_m=LONGEST_M,
    otherwise=Text("{text} is no distance of a run: from 300 m to 200 km is taken, like 14km."),
)
OF_A_LIMIT = Bounds(
    least_m=50_000,
    most_m=3_000_000,
    otherwise=Text("{text} is no limit of a shoe: from 50 km to 3000 km is taken, like 600km."),
)
RUN_BEFORE = Bounds(
    least_m=0,
    most_m=3_000_000,
    otherwise=Text("{text} cannot have been run in a shoe before: from 0 km to 3000 km is taken, like 120km."),
)


class NotUnderstood(Exception):
    """What was typed cannot be taken; the text says why and what would be."""


def shown(text: str) -> str:
    """Return what was typed, for a message about it: where that is nothing, two quotes."""
    words = harmless(text)
    return words if words.strip() else '""'


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance as it was given; `unit` is km, mi or m."""

    amount: Decimal
    unit: str

    @property
    def metres(self) -> int:
        """The nearest whole metre."""
        return int((self.amount * _METRES[self.unit]).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    def is_in(self, units: str) -> bool:
        """Say whether it was given in the unit in which a runner of these `units` reads distances."""
        return self.unit == _OWN_UNIT[units]

    @property
    def kept_m(self) -> int:
        """The first whole metre that is not less: what is kept and shown, rounded down, reads as it was given."""
        return int((self.amount * _METRES[self.unit]).quantize(Decimal(1), rounding=ROUND_CEILING))


def read_distance(text: str, *, units: str, bounds: Bounds = OF_A_RUN) -> Distance:
    """Read `14km`, `14,5`, `8.7 miles` or `5000 m`; without a unit it is the runner's own. Raise NotUnderstood."""
    match = _DISTANCE.fullmatch(text.strip())
    word = match[2].lower() if match else ""
    unit = _CALLED_UNITS.get(word, word or _OWN_UNIT[units])
    if match is None or unit not in _METRES:
        raise NotUnderstood(_("{text} is no distance: write it like 14km, 14,5km, 8.7mi or 5000m.", text=shown(text)))
    found = Distance(Decimal(match[1].replace(",", ".")), unit)
    if not bounds.least_m <= found.metres <= bounds.most_m:
        raise NotUnderstood(_(bounds.otherwise, text=text))
    return found


def read_day(text: str, *, today: date) -> date:
    """Read `today`, `tomorrow`, the name of a day (the next one, today included) or `2026-03-08`.

    Raise NotUnderstood, also for a day that is past or more than two weeks ahead.
    """
    day = read_any_day(text, today=today)
    if day < today:
        raise NotUnderstood(_("{date} is past: only today and days to come can be asked about.", date=day))
    if day > today + timedelta(days=MOST_DAYS_AHEAD):
        raise NotUnderstood(
            _("{date} is too far ahead: what you run until then decides. Ask within two weeks of it.", date=day)
        )
    return day


def read_any_day(text: str, *, today: date) -> date:
    """Read a day like `read_day`, but past and far days too. Raise NotUnderstood."""
    return _named(text, today) or _date(text, today=today)


def read_past_day(text: str, *, today: date) -> date:
    """Read `today`, `yesterday`, the name of a day (the last one, today included) or `2026-03-02`.

    Raise NotUnderstood, also for a day that is to come.
    """
    day = _named(text, today, last=True) or _date(text, today=today, last=True)
    if day > today:
        raise NotUnderstood(_("{date} is still to come: only what is past can be logged.", date=day))
    return day


def read_past_moment(text: str, *, now: datetime) -> datetime:
    """Read `2026-03-02 18:00`, `yesterday 18:00` or `18:00`, on the clock of `now`, which is aware.

    Raise NotUnderstood, also for a moment that is to come.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None or int(match[2]) > 23 or int(match[3]) > 59:
        raise NotUnderstood(
            _(
                "{text} is no moment: write a day and a time, like {date} 18:00, or 18:00.",
                text=shown(text),
                date=now.date(),
            )
        )
    day = now.date() if match[1] is None else read_past_day(match[1], today=now.date())
    moment = datetime.combine(day, time(int(match[2]), int(match[3])), tzinfo=now.tzinfo)
    if moment > now:
        raise NotUnderstood(_("{text} is still to come: only what is past can be logged.", text=text))
    return moment


def read_duration(text: str) -> timedelta:
    """Read `45min`, `45`, `1h10` or `1:10` (hours and minutes). Raise NotUnderstood."""
    match = _DURATION.fullmatch(text.strip())
    hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0)
    found = timedelta(hours=hours, minutes=minutes)
    if not timedelta() < found <= LONGEST_RUN:
        raise NotUnderstood(_("{text} is no duration of a run: write it like 45min or 1h10.", text=shown(text)))
    return found


def find_shoe(name: str, shoes: Iterable[Shoe], *, also_retired: bool = False) -> Shoe:
    """Return the pair with that name, or the only one whose name holds it; one in use goes before one that is retired.

    A pair answers to its names in all sources, and to its key. Raise NotUnderstood.
    """
    known = list(shoes)
    in_use = [shoe for shoe in known if not shoe.retired]
    asked = (in_use, known) if also_retired else (in_use,)
    wanted = name.strip().casefold()
    found = next((hits for by in (_called, _calling) for pairs in asked if (hits := by(wanted, pairs))), [])
    if len(found) == 1:
        return found[0]
    names = ", ".join(shoe.name for shoe in found or asked[-1])
    name = shown(name)
    if len({shoe.name.casefold() for shoe in found}) == 1:
        keys = ", ".join(shoe.key for shoe in found)
        raise NotUnderstood(_("Several shoes are called {name}: write which, {keys}.", name=name, keys=keys))
    if found:
        raise NotUnderstood(
            _("Several shoes are called {name}: {known}. Write more of the name.", name=name, known=names)
        )
    if known and also_retired:
        raise NotUnderstood(_("There is no shoe {name}; there are: {known}.", name=name, known=names))
    if in_use:
        raise NotUnderstood(_("There is no shoe {name} in use; there are: {known}.", name=name, known=names))
    raise NotUnderstood(_("There is no shoe {name}: no shoes in use are known.", name=name))


def _called(wanted: str, shoes: Iterable[Shoe]) -> list[Shoe]:
    names = ((shoe, (shoe.name, *shoe.other_names, shoe.key)) for shoe in shoes)
    return [shoe for shoe, known in names if any(wanted == each.casefold() for each in known)]


def _calling(wanted: str, shoes: Iterable[Shoe]) -> list[Shoe]:
    """Return the pairs whose name holds what is wanted; nothing is held by all."""
    names = ((shoe, (shoe.name, *shoe.other_names)) for shoe in shoes if wanted)
    return [shoe for shoe, known in names if any(wanted in each.casefold() for each in known)]


def _named(text: str, today: date, *, last: bool = False) -> date | None:
    """Return the day that a word names; the name of a weekday is the next one, or the `last`, today included."""
    word = text.strip().casefold()
    for language in languages():
        for name, ahead in _CALLED.items():
            if word in (name, catalogue(language).gettext(name)):
                return today + timedelta(days=ahead)
        for width in ("wide", "abbreviated"):
            for weekday, name in get_day_names(width, locale=language).items():
                if word == name.casefold():
                    if last:
                        return today - timedelta(days=(today.weekday() - weekday) % 7)
                    return today + timedelta(days=(weekday - today.weekday()) % 7)
    return None


def _date(text: str, *, today: date, last: bool = False) -> date:
    """Read a date; `last`: what is refused is told of days that are past, not of those to come."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        values = {"text": shown(text), "date": today}
        raise NotUnderstood(
            _("{text} is no day: write today, yesterday, the name of a day, or a date like {date}.", **values)
            if last
            else _("{text} is no day: write today, tomorrow, the name of a day, or a date like {date}.", **values)
        ) from None
