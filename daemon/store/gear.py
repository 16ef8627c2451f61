"""Pairs of shoes into their table, and which of them wore which activity, as a source tells it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from itertools import batched

from sqlalchemy import Connection, select, update

from connectors.base import NO_SHOES, NO_TOTAL, SHOE, WORN_FOR_LITTLE, Batch, Quarantined
from daemon.schema import activities, quarantined, shoes
from daemon.store.listing import lacks_too_much
from daemon.store.put_aside import aside, put_aside, take_out
from daemon.store.records import is_present
from daemon.store.rows import ITEM, of, within
from daemon.store.upsert import upsert
from rules.records import Shoe

_SHOES, _WORN = "list-of-shoes", "list-of-a-pair"
"""With the prefix of an export, what a doubt is put aside as: about its pairs, and about what one was worn for."""
_AT_ONCE = 5000
"""Rows named in one statement: a database takes so many parameters and no more."""


def save_gear(
    connection: Connection,
    athlete: str,
    source: str,
    batch: Batch,
    *,
    now: datetime,
    is_doubted: bool,
    accept: bool = False,
) -> None:
    """Store the pairs of a batch and what they were worn for, each where it was asked.

    Without the runner's word (`accept`) no pair goes for a list that is empty or holds one that cannot be read, and
    none loses what it was worn for where its own list lacks too much. `is_doubted`: nothing of this batch takes away.
    """
    is_doubted |= batch.shoes == () and not accept
    if batch.shoes is not None:
        # A pair that cannot be read may be any of those that are not listed.
        keeps_all = is_doubted or any(item.what.values.get("kind") == SHOE for item in batch.quarantined)
        _save_shoes(connection, athlete, source, batch.shoes, now, prefix=batch.prefix, is_doubted=keeps_all)
        # The list is whole: of a pair that is not named now the total is told, or it is gone.
        no_total = of(quarantined, athlete, source) & quarantined.c.source_id.startswith(batch.prefix + NO_TOTAL)
        named = {item.source_id for item in batch.quarantined}
        take_out(connection, athlete, source, aside(connection, no_total) - named)
    if batch.gear_of is not None and not is_doubted:
        _save_worn(connection, athlete, source, batch.gear_of, now, prefix=batch.prefix, accept=accept)


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
    """Store the pairs. Those that are not listed are gone, unless the list is in doubt: then it is told that it is.

    A total that a source does not tell now it may have told before: None never overwrites.
    """
    columns = (shoes.c.source_id, shoes.c.total_m, shoes.c.retired_at)
    stored = {row.source_id: row for row in connection.execute(select(*columns).where(of(shoes, athlete, source)))}
    rows = []
    for shoe in listed:
        before = stored.get(shoe.source_id)
        rows.append(
            {
                "athlete": athlete,
                "source": source,
                "source_id": shoe.source_id,
                "name": shoe.name,
                "total_m": before.total_m if before and shoe.total_m is None else shoe.total_m,
                "limit_m": shoe.limit_m,
                "retired": shoe.retired,
                "retired_at": ((before and before.retired_at) or now) if shoe.retired else None,
                "arrived_at": now,
                "gone_at": None,
            }
        )
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


def _save_worn(
    connection: Connection,
    athlete: str,
    source: str,
    gear_of: Mapping[str, str],
    now: datetime,
    *,
    prefix: str,
    accept: bool,
) -> None:
    """Store which shoe wore which activity, all of them: one that is not in `gear_of` has no shoe.

    Where a pair lacks too much, what it was worn for stays as it is.
    """
    there = within(activities, athlete, source, prefix) & is_present
    rows = connection.execute(select(activities.c.source_id, activities.c.gear_id_by_shoe).where(there))
    stored: dict[str, str | None] = {row.source_id: row.gear_id_by_shoe for row in rows}
    is_retired = {} if accept else _doubtable(connection, athlete, source, prefix)
    doubted = _doubted(stored, gear_of) & is_retired.keys()
    moved: dict[str | None, list[str]] = {}
    for source_id, gear in stored.items():
        worn = gear_of.get(source_id)
        if gear != worn and not (worn is None and gear in doubted):
            moved.setdefault(worn, []).append(source_id)
    for worn, source_ids in moved.items():
        for some in batched(source_ids, _AT_ONCE):
            named = of(activities, athlete, source) & activities.c.source_id.in_(some)
            connection.execute(update(activities).where(named).values(gear_id_by_shoe=worn))
    take_out(connection, athlete, source, {prefix + _WORN})
    # Of a retired pair some services tell nothing any more: that is nothing to look after.
    if not all(is_retired[gear] for gear in doubted):
        doubt = Quarantined(source=source, source_id=prefix + _WORN, what=WORN_FOR_LITTLE)
        put_aside(connection, athlete, source, (doubt,), now=now)


def _doubtable(connection: Connection, athlete: str, source: str, prefix: str) -> dict[str, bool]:
    """Return the pairs that the source still has, and whether each is retired: of one that is gone all is believed."""
    listed = within(shoes, athlete, source, prefix) & shoes.c.gone_at.is_(None)
    rows = connection.execute(select(shoes.c.source_id, shoes.c.retired).where(listed))
    return {row.source_id: row.retired for row in rows}


def _doubted(stored: Mapping[str, str | None], gear_of: Mapping[str, str]) -> set[str]:
    """Return the pairs that lack too much of what they were worn for. What another pair has is no loss."""
    known: defaultdict[str, set[str]] = defaultdict(set)
    told: defaultdict[str, set[str]] = defaultdict(set)
    for source_id, gear in stored.items():
        if gear is not None:
            known[gear].add(source_id)
            if source_id in gear_of:
                told[gear].add(source_id)
    for source_id, gear in gear_of.items():
        told[gear].add(source_id)
    return {gear for gear, ids in known.items() if ids - told[gear] and lacks_too_much(ids, told[gear])}
