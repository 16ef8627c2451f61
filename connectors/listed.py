"""The activities that a service lists, page by page: what is told of each, and what was listed by the end."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from connectors.base import Batch, Listing, Quarantined, SourceUnavailable, strange_kind_there
from connectors.reading import since_or_later
from rules.records import Activity, Sport

_LONGEST_WORD = 40
_FEWEST, _ROUND = 30, 10
"""Where a service gives less on a page than it was asked for, it gives a round number: Strava 30, others 50 or 100."""


class Listed:
    """One list of one pull. `read` reads one record of it.

    `unknown_kind` returns what a record calls its kind, where nobody knows that word ("" where it names none), else
    None.
    """

    def __init__(
        self,
        *,
        since: datetime | None,
        read: Callable[[Any], Activity | Quarantined],
        unknown_kind: Callable[[Any], str | None],
    ) -> None:
        self._since = since
        self._read = read
        self._unknown_kind = unknown_kind
        self._source_ids: set[str] = set()
        self._opens_with_known = False
        self._gives_what_is_asked = False
        self.is_over = False
        """The last page was taken."""

    def take(self, page: Iterable[Any], *, is_short: bool, overlaps: bool = True) -> Batch:
        """Return what a page tells beside those before it, with the listing where it is the last one.

        The last one is short. But where a service gives a round number, and never gave what it was asked for, there
        may be more on the next page: then a whole history has come with one that holds another number, or tells nothing
        new. Raise SourceUnavailable for one that tells nothing new, and is not short, and for an empty one after one
        that `overlaps`: the next page opens with its last.
        """
        read = [(record, self._read(record)) for record in page]
        if not read and self._opens_with_known:
            raise SourceUnavailable("A list of activities breaks off.")
        self._opens_with_known = bool(read) and overlaps
        fresh = [(record, told) for record, told in read if told.source_id not in self._source_ids]
        if not (fresh or is_short):
            raise SourceUnavailable("A list of activities does not go on.")
        self._gives_what_is_asked |= not is_short
        is_enough = self._gives_what_is_asked or self._since is not None
        is_cut = len(read) >= _FEWEST and len(read) % _ROUND == 0
        self.is_over = is_short and (is_enough or not fresh or not is_cut)
        self._source_ids.update(told.source_id for _, told in fresh)
        activities = since_or_later(tuple(told for _, told in fresh if isinstance(told, Activity)), self._since)
        records = {told.source_id: record for record, told in fresh}
        strange = (
            _strange(each, word)
            for each in activities
            if each.sport is Sport.OTHER and (word := self._unknown_kind(records[each.source_id])) is not None
        )
        return Batch(
            activities=activities,
            quarantined=(*(told for _, told in fresh if isinstance(told, Quarantined)), *strange),
            # An activity without its identifier would look as if it had been deleted.
            listing=Listing(since=self._since, source_ids=frozenset(self._source_ids))
            if self.is_over and "" not in self._source_ids
            else None,
        )


def _strange(activity: Activity, word: str) -> Quarantined:
    """Tell of what came in, and may or may not be a run."""
    return Quarantined(
        source=activity.source,
        source_id=activity.source_id,
        what=strange_kind_there(" ".join(word.split())[:_LONGEST_WORD]),
        day=activity.day,
    )
