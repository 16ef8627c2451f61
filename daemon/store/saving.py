"""What a source brought, into the tables: one batch, one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from connectors.base import NO_SHOES, Batch, Quarantined
from daemon.schema import mornings, shoes
from daemon.store.activities import NOTHING, Saved, save_activities, save_gear
from daemon.store.calendar import save_planned
from daemon.store.judged import stamp_after
from daemon.store.listing import compare
from daemon.store.put_aside import put_aside, take_out
from daemon.store.rows import ITEM, of, within
from daemon.store.upsert import upsert
from rules.records import DailyWellness, Shoe

_DAY = ("athlete", "source", "day")
_SHOES = "list-of-shoes"
"""With the prefix of an export, what the doubt about its shoes is put aside as."""
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
    if batch.activities or batch.listing:
        stamp = stamp_after(connection, athlete, now)
        saved = save_activities(connection, athlete, source, batch.activities, stamp, only_new=batch.is_old)
        if batch.listing and not batch.is_old:
            saved += compare(
                connection, athlete, source, batch.listing, stamp, prefix=batch.prefix, accept=accept_deletions
            )
    put_aside(connection, athlete, source, batch.quarantined, now=now)
    if batch.shoes is not None and not batch.is_old:
        is_doubted = saved.suspicious or (not batch.shoes and not accept_deletions)
        _save_shoes(connection, athlete, source, batch.shoes, now, prefix=batch.prefix, is_doubted=is_doubted)
    if batch.gear_of is not None and not batch.is_old:
        save_gear(connection, athlete, source, batch.gear_of, prefix=batch.prefix)
    _save_mornings(connection, athlete, source, batch.mornings, now, only_new=batch.is_old)
    if batch.planned is not None:
        save_planned(connection, athlete, source, batch.planned, now.date())
    return saved


def _save_shoes(
    connection: Connection,
    athlete: str,
    source: str,
    listed: tuple[Shoe, ...],
    now: datetime,
    *,
    prefix: str,
    is_doubted: bool,
) -> None:
    """Store the pairs. Those that are not listed are gone, unless the list is in doubt: then it is told that it is."""
    stored = connection.execute(select(shoes.c.source_id, shoes.c.retired_at).where(of(shoes, athlete, source)))
    retired_at = {row.source_id: row.retired_at for row in stored}
    rows = [
        {
            "athlete": athlete,
            "source": source,
            "source_id": shoe.source_id,
            "name": shoe.name,
            "total_m": shoe.total_m,
            "limit_m": shoe.limit_m,
            "retired": shoe.retired,
            "retired_at": (retired_at.get(shoe.source_id) or now) if shoe.retired else None,
            "arrived_at": now,
            "gone_at": None,
        }
        for shoe in listed
    ]
    upsert(connection, shoes, rows, key=ITEM, keep=("arrived_at",))
    missing = (
        within(shoes, athlete, source, prefix)
        & shoes.c.gone_at.is_(None)
        & shoes.c.source_id.not_in([shoe.source_id for shoe in listed])
    )
    take_out(connection, athlete, source, {prefix + _SHOES})
    if not is_doubted:
        connection.execute(update(shoes).where(missing).values(gone_at=now))
    elif not listed and connection.scalar(select(shoes.c.source_id).where(missing).limit(1)) is not None:
        doubt = Quarantined(source=source, source_id=prefix + _SHOES, what=NO_SHOES)
        put_aside(connection, athlete, source, (doubt,), now=now)


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
