"""What a source brought, into the tables: one batch, one transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from connectors.base import KIND_LOST, Batch
from daemon.schema import mornings
from daemon.store.activities import NOTHING, Saved, known_kinds, save_activities
from daemon.store.calendar import save_planned
from daemon.store.gear import save_gear
from daemon.store.judged import stamp_after
from daemon.store.listing import compare
from daemon.store.put_aside import put_aside
from daemon.store.rows import of
from daemon.store.upsert import upsert
from rules.records import DailyWellness

_DAY = ("athlete", "source", "day")
_MEASURED = (
    "resting_heart_rate_bpm", "asleep_s", "heart_rate_variability_ms", "heart_rate_variability_low", "stress_score",
)  # fmt: skip


def save(
    connection: Connection, athlete: str, source: str, batch: Batch, *, now: datetime, accept_deletions: bool = False
) -> Saved:
    """Given what `source` brought for `athlete`, store it. Return what became of the activities.

    `changed_at` moves only where something differs that a session is judged by. Nothing is deleted that a listing
    could have missed, nor where it lacks too much to be believed, unless the runner said so (`accept_deletions`).
    """
    saved = NOTHING
    strange = {item.source_id for item in batch.quarantined if item.unknown_kind is not None}
    if batch.activities or batch.listing:
        stamp = stamp_after(connection, athlete, now)
        saved = save_activities(
            connection, athlete, source, batch.activities, stamp, only_new=batch.is_old, strange=strange
        )
        if batch.listing and not batch.is_old:
            saved += compare(
                connection, athlete, source, batch.listing, stamp, prefix=batch.prefix, accept=accept_deletions
            )
    known = known_kinds(connection, athlete, source, strange)
    aside = (replace(item, what=KIND_LOST) if item.source_id in known else item for item in batch.quarantined)
    put_aside(connection, athlete, source, aside, now=now)
    if not batch.is_old:
        save_gear(connection, athlete, source, batch, now=now, is_doubted=saved.suspicious, accept=accept_deletions)
    _save_mornings(connection, athlete, source, batch.mornings, now, only_new=batch.is_old)
    if batch.planned is not None:
        # What cannot be read may be any of those that it seems to lack.
        is_whole = not batch.quarantined
        save_planned(connection, athlete, source, batch.planned, now.date(), is_whole=is_whole)
    return saved


def _save_mornings(
    connection: Connection,
    athlete: str,
    source: str,
    arrived: tuple[DailyWellness, ...],
    now: datetime,
    *,
    only_new: bool,
) -> None:
    """What a source does not tell now it may have told before: None never overwrites.

    With `only_new` what is known stays as it is.
    """
    if not arrived:
        return
    days = {morning.day: morning for morning in arrived}
    stored = {
        row.day: row
        for row in connection.execute(select(mornings).where(of(mornings, athlete, source), mornings.c.day.in_(days)))
    }
    rows = []
    for day, morning in days.items():
        before = stored.get(day)
        row: dict[str, Any] = {"athlete": athlete, "source": source, "day": day, "changed_at": now}
        for name in _MEASURED:
            told, known = getattr(morning, name), getattr(before, name, None)
            row[name] = known if told is None or (only_new and known is not None) else told
        if before is None or any(row[name] != getattr(before, name) for name in _MEASURED):
            rows.append(row)
    upsert(connection, mornings, rows, key=_DAY)
