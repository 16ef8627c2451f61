"""From exports to batches: an export of a service beside those of it that were taken before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from connectors.base import Batch, Clock, Keep
from connectors.files.archive import Archive
from connectors.files.export_date import is_doubt
from connectors.files.exports import Export
from rules.records import Sport


class ExportTaker:
    """Takes exports for one runner, and keeps how far the newest of each service tells."""

    def __init__(self, keep: Keep, clock: Clock, *, zone: tzinfo, sport: Sport | None) -> None:
        """`sport` is what a recording that names none is, where the list of the export tells of none."""
        self._keep = keep
        self._clock = clock
        self._zone = zone
        self._sport = sport

    def batches(self, archive: Archive, export: Export) -> Iterator[Batch]:
        """Yield what it tells. One that is older than what was taken before tells of nothing but what is new."""
        as_of = newest = self._as_of(export)
        span = self._span(export)
        starts: list[datetime] = []
        for batch in export.batches(archive, zone=self._zone, keep=self._keep, sport=self._sport):
            told_until = None if batch.as_of is None else min(batch.as_of, self._clock())
            is_old = newest is not None and (told_until is None or told_until < newest)
            starts += [each.start for each in batch.activities]
            # What a newer export would tell, and does not, was deleted between the two.
            fresh = tuple(
                each for each in batch.activities if not (is_old and span and span[0] <= each.start <= span[1])
            )
            bad = tuple(each for each in batch.quarantined if not (is_old and is_doubt(each)))
            yield replace(batch, activities=fresh, quarantined=bad, as_of=told_until, is_old=is_old)
            as_of = max((each for each in (as_of, told_until) if each is not None), default=None)
        if as_of != newest and as_of is not None:
            told = (min(starts), max(starts)) if starts else span
            kept = {} if told is None else {"first": told[0].isoformat(), "last": told[1].isoformat()}
            self._keep.put(f"export {export}", {"as_of": as_of.isoformat(), **kept})

    def as_of(self) -> datetime | None:
        """Return the date of the newest export that was ever taken."""
        return max(filter(None, map(self._as_of, Export)), default=None)

    def _as_of(self, export: Export) -> datetime | None:
        """Return the date of the newest export that was taken from a service."""
        kept = self._keep.get(f"export {export}")
        return None if kept is None else datetime.fromisoformat(kept["as_of"])

    def _span(self, export: Export) -> tuple[datetime, datetime] | None:
        """Return when the first and the last activity of that export began, None where it held none."""
        kept = self._keep.get(f"export {export}") or {}
        if "first" not in kept:
            return None
        return datetime.fromisoformat(kept["first"]), datetime.fromisoformat(kept["last"])
