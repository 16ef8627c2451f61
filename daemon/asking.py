"""What a person types on the command line: a distance, a day, the name of a shoe.

Numbers and days are taken in every language there is, whatever the runner's own is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import get_day_names

from daemon.language import _, catalogue, languages
from daemon.merge import LONGEST_M, SHORTEST_M
from rules.records import Shoe
from rules.verdicts import Text

MOST_DAYS_AHEAD = 14
"""Beyond, what is run until then decides, and a break that nobody plans would be judged."""

_METRES = {"km": Decimal(1000), "mi": Decimal("1609.344"), "m": Decimal(1)}
_OWN_UNIT = {"metric": "km", "imperial": "mi"}
_DISTANCE = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,3})?)\s*(km|mi|m)?", re.IGNORECASE)
_AHEAD = (Text("today"), Text("tomorrow"))


class NotUnderstood(Exception):
    """What was typed cannot be taken; the text says why and what would be."""


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance as it was given; `unit` is km, mi or m."""

    amount: Decimal
    unit: str

    @property
    def metres(self) -> int:
        """The nearest whole metre."""
        return int((self.amount * _METRES[self.unit]).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def read_distance(text: str, *, units: str) -> Distance:
    """Read `14km`, `14,5`, `8.7 mi` or `5000 m`; without a unit it is the runner's own. Raise NotUnderstood."""
    match = _DISTANCE.fullmatch(text.strip())
    if match is None:
        raise NotUnderstood(_("{text} is no distance: write it like 14km, 14,5km, 8.7mi or 5000m.", text=text))
    found = Distance(Decimal(match[1].replace(",", ".")), (match[2] or _OWN_UNIT[units]).lower())
    if not SHORTEST_M <= found.metres <= LONGEST_M:
        raise NotUnderstood(
            _("{text} is no distance of a run: from 300 m to 200 km can be asked about, like 14km.", text=text)
        )
    return found


def read_day(text: str, *, today: date) -> date:
    """Read `today`, `tomorrow`, the name of a day (the next one, today included) or `2026-03-08`.

    Raise NotUnderstood, also for a day that is past or more than two weeks ahead.
    """
    day = _named(text.strip().casefold(), today)
    if day is None:
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            raise NotUnderstood(
                _(
                    "{text} is no day: write today, tomorrow, the name of a day, or a date like {date}.",
                    text=text,
                    date=today,
                )
            ) from None
    if day < today:
        raise NotUnderstood(_("{date} is past: only today and days to come can be asked about.", date=day))
    if day > today + timedelta(days=MOST_DAYS_AHEAD):
        raise NotUnderstood(
            _("{date} is too far ahead: what you run until then decides. Ask within two weeks of it.", date=day)
        )
    return day


def find_shoe(name: str, shoes: Iterable[Shoe]) -> Shoe:
    """Return the pair in use with that name, or the only one whose name holds it. Raise NotUnderstood."""
    in_use = [shoe for shoe in shoes if not shoe.retired]
    wanted = name.strip().casefold()
    found = [shoe for shoe in in_use if shoe.name.casefold() == wanted]
    found = found or [shoe for shoe in in_use if wanted and wanted in shoe.name.casefold()]
    if len(found) == 1:
        return found[0]
    known = ", ".join(shoe.name for shoe in found or in_use)
    if found:
        raise NotUnderstood(
            _("Several shoes are called {name}: {known}. Write more of the name.", name=name, known=known)
        )
    if in_use:
        raise NotUnderstood(_("There is no shoe {name} in use; there are: {known}.", name=name, known=known))
    raise NotUnderstood(_("There is no shoe {name}: no shoes in use are known.", name=name))


def _named(word: str, today: date) -> date | None:
    for language in languages():
        for ahead, name in enumerate(_AHEAD):
            if word in (name, catalogue(language).gettext(name)):
                return today + timedelta(days=ahead)
        for width in ("wide", "abbreviated"):
            for weekday, name in get_day_names(width, locale=language).items():
                if word == name.casefold():
                    return today + timedelta(days=(weekday - today.weekday()) % 7)
    return None
