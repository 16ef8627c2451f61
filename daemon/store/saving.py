"""What a source brought, into the tables: one batch, one transaction."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from connectors.base import KIND_LOST, Batch
from daemon.store.activities import NOTHING, Saved, known_kinds, save_activities
from daemon.store.calendar import save_planned
from daemon.store.gear import save_gear
from daemon.store.judged import stamp_after
from daemon.store.listing import compare
from daemon.store.mornings import save_mornings
from daemon.store.put_aside import put_aside


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
    save_mornings(connection, athlete, source, batch.mornings, now, only_new=batch.is_old)
    if batch.planned is not None:
        # What cannot be read may be any of those that it seems to lack.
        is_whole = not batch.quarantined
        save_planned(connection, athlete, source, batch.planned, now.date(), is_whole=is_whole)
    return saved
