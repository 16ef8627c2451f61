"""The shoes of a Strava export: the pairs of shoes.csv, and the names that the activities call them by.

An activity names its gear, a pair or a bicycle, and has no identifier of it. What a run or a walk names is a pair, also
where shoes.csv does not list it. Neither file tells a total, nor which pair is retired.
"""

from collections import Counter

from connectors.files.strava_table import Table
from connectors.files.strava_words import plain
from connectors.files.summary import SOURCE
from rules.records import Shoe, Sport

PREFIX = "strava-"
"""What every source_id of the export begins with."""


class Wardrobe:
    """The pairs that are listed (None: the export has no list), and those that activities name besides."""

    def __init__(self, listed: Table | None) -> None:
        self._shoes: dict[str, Shoe] = {}
        self._named: dict[str, str] = {}
        self._is_known = listed is not None
        others: dict[tuple[str, str], None] = {}
        for row in listed.rows if listed else ():
            # Its columns are the name, the brand and the model, whatever they are called; the name may be empty.
            name, brand, model = (" ".join(cell.split()) for cell in (*row, "", "", "")[:3])
            make = f"{brand} {model}".strip()
            if not (name or make):
                continue
            gear_id = self._add(name or make)
            others |= {(plain(call), gear_id): None for call in (make, f"{make} {name}", f"{name} {make}")}
        counts = Counter(call for call, _ in others)
        for call, gear_id in others:
            # Two pairs of one make are told apart by their names only.
            if call and counts[call] == 1:
                self._named.setdefault(call, gear_id)

    def gear_id(self, name: str, sport: Sport) -> str | None:
        """Return the identifier of the pair that an activity of that sport names; None for no pair, or a bicycle."""
        name = " ".join(name.split())
        if not name:
            return None
        known = self._named.get(plain(name) or name)
        if known is None and sport.family in ("run", "walk"):
            return self._add(name)
        return known

    def shoes(self) -> tuple[Shoe, ...] | None:
        """Return all pairs; None where the export tells of none."""
        return tuple(self._shoes.values()) if self._is_known or self._shoes else None

    def _add(self, name: str) -> str:
        call = plain(name) or name
        gear_id = PREFIX + call.replace(" ", "-")
        if gear_id not in self._shoes:
            self._shoes[gear_id] = Shoe(source=SOURCE, source_id=gear_id, name=name)
            self._named[call] = gear_id
        return gear_id
