"""The pull: pages of activities, then the shoes, the mornings and the calendar."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from functools import partial
from typing import TYPE_CHECKING

from connectors.base import SHOE, Ask, Batch, Clock, Keep, SourceUnavailable, Words
from connectors.intervals import parse
from connectors.intervals.settings import Settings
from connectors.listed import Listed

if TYPE_CHECKING:
    from connectors.intervals.api import Api

PER_PAGE = 1000
"""Activities a request. Intervals.icu sets no limit of its own; a history of ten years is a few pages."""
_BEFORE_ALL = "1970-01-01"


class Intervals:
    """A runner's account."""

    def __init__(self, settings: Settings, keep: Keep, clock: Clock, *, timeout_s: float = 15.0) -> None:
        self._settings = settings
        self._clock = clock
        self._timeout_s = timeout_s

    def pull(self, ask: Ask) -> Iterator[Batch]:
        """Yield one batch a page of activities, then one each for the shoes, the mornings and the calendar."""
        if not (ask.activities or ask.shoes or ask.mornings or ask.planned):
            return
        # requests takes 8 MiB to load: only where something is asked.
        from connectors.intervals.api import Api

        api = Api(self._settings, self._clock, timeout_s=self._timeout_s)
        if ask.activities:
            yield from self._activities(api, ask)
        if ask.shoes:
            shoes, bad = parse.read_each(SHOE, api.get("gear"), parse.shoe)
            yield Batch(shoes=shoes, quarantined=bad)
        if ask.mornings:
            first, last = ask.mornings
            records = api.get("wellness", first, last, fields=parse.MORNING_FIELDS)
            mornings, bad = parse.read_each(Words("morning"), records, parse.morning)
            yield Batch(mornings=tuple(m for m in mornings if first <= m.day <= last), quarantined=bad)
        if ask.planned:
            first, last = ask.planned
            records = api.get("events", first, last, category=parse.PLANNED)
            plans, bad = parse.read_each(Words("calendar"), records, parse.planned)
            yield Batch(planned=tuple(p for p in plans if first <= p.day <= last), quarantined=bad)

    def _activities(self, api: "Api", ask: Ask) -> Iterator[Batch]:
        """The newest come first; the next page begins where the last one ended."""
        # Both ends are wall time, which runs from 12 hours behind UTC to 14 ahead of it.
        oldest = (ask.since.astimezone(UTC) - timedelta(hours=12)).date().isoformat() if ask.since else _BEFORE_ALL
        newest = (self._clock().astimezone(UTC) + timedelta(days=2)).date().isoformat()
        read = partial(parse.activity, zone=ask.zone, withheld_are_runs=self._settings.withheld_are_runs)
        listed = Listed(since=ask.since, read=read, unknown_kind=parse.unknown_kind)
        while True:
            page = api.get("activities", oldest, newest, limit=PER_PAGE, fields=parse.ACTIVITY_FIELDS)
            yield listed.take(page, is_short=len(page) < PER_PAGE)
            if listed.is_over:
                return
            walls = [wall for wall in map(parse.wall_of, page) if wall is not None]
            if not walls:
                raise SourceUnavailable("The list of Intervals.icu does not go on.")
            # A second more: nobody says whether the end itself belongs to a span.
            newest = (min(walls) + timedelta(seconds=1)).isoformat()
