"""Pairs of shoes as they stand: what sources and the runner say of them, joined, and how far they have come.

Totals are computed at each reading, never incremented: what is corrected in a source is right here.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from daemon.copies import origin
from daemon.footwear import Defaults, ShoeId, Split, default_on, dress, join_shoes, metres_by_default
from daemon.merge import merge
from daemon.schema import activities, shoe_defaults, shoe_options, shoe_splits, shoes
from daemon.store.pairings import COPIES_WITHIN, load_pairings
from daemon.store.records import RECORDS, is_on_foot, is_present, read_records
from daemon.store.rows import ATHLETE, ITEM
from rules.on_foot import metres, worn_by
from rules.records import Run, Shoe, ShoeKind, Sport

OWN = "own"
"""The source of a pair that no source knows."""

PAIRS = (
    select(
        shoes,
        shoe_options.c.initial_m,
        shoe_options.c.limit_m.label("own_limit_m"),
        shoe_options.c.kind,
        shoe_options.c.retired.label("said_retired"),
        shoe_options.c.retired_at.label("said_retired_at"),
        shoe_options.c.alias_source,
        shoe_options.c.alias_source_id,
    )
    .outerjoin(shoe_options, and_(*(shoe_options.c[name] == shoes.c[name] for name in ITEM)))
    .where(shoes.c.athlete == ATHLETE, or_(shoes.c.source != OWN, shoes.c.gone_at.is_(None)))
    .order_by(shoes.c.arrived_at, shoes.c.source, shoes.c.source_id)
)
"""Each pair of each source with what the runner says of it, the first arrived first."""
_DEFAULTS = select(shoe_defaults).where(shoe_defaults.c.athlete == ATHLETE).order_by(shoe_defaults.c.first_day)
_SPLITS = select(shoe_splits.c.one, shoe_splits.c.other).where(shoe_splits.c.athlete == ATHLETE)


def load_shoes(
    connection: Connection, athlete: str, outings: tuple[Run, ...], *, today: date
) -> tuple[tuple[Shoe, ...], tuple[Run, ...]]:
    """Return the pairs, joined and with their distances, and the outings, each in one pair at most.

    `outings` are the runs and walks of late, complete from the first of them on. A distance is the source's own total,
    and what the pair wore only because it was the default, which no source knows. Where a source of it keeps no total
    (an export), it is at least what was run in it, each run once; where none does, with what was run before. The pair
    that arrived first stands first.
    """
    rows = connection.execute(PAIRS, {"athlete": athlete}).all()
    if not rows:
        return (), outings
    by_id = {(row.source, row.source_id): row for row in rows}
    aliases = {key: (row.alias_source, row.alias_source_id) for key, row in by_id.items() if row.alias_source}
    defaults = load_defaults(connection, athlete)
    older = _older(connection, athlete, outings, since=_counts_from(connection, athlete, rows, defaults))
    runs = (*older, *outings)
    joined = join_shoes(list(map(read_shoe, rows)), runs, aliases=aliases, splits=load_splits(connection, athlete))
    dressed = dress(runs, joined, defaults)
    worn, by_default_m = worn_by(joined, dressed), metres_by_default(runs, defaults)
    pairs = []
    for shoe in joined:
        ids = [(shoe.source, shoe.source_id), *shoe.other_ids]
        said = [by_id[each] for each in ids]
        of_default_m = sum(by_default_m[each] for each in ids)
        pairs.append(
            replace(
                shoe,
                total_m=_total_m(shoe.total_m, said, worn_m=metres(worn[shoe.key]), of_default_m=of_default_m),
                limit_m=next((row.own_limit_m for row in said if row.own_limit_m is not None), shoe.limit_m),
                kind=next((ShoeKind(row.kind) for row in said if row.kind is not None), shoe.kind),
                default_for=frozenset(sport for sport, spans in defaults.items() if default_on(today, spans) in ids),
            )
        )
    return tuple(pairs), dressed[len(older) :]


def load_defaults(connection: Connection, athlete: str) -> Defaults:
    """Return since when runs of a sport that name no shoe are run in which pair."""
    found: dict[Sport, list[tuple[date, ShoeId | None]]] = {}
    for row in connection.execute(_DEFAULTS, {"athlete": athlete}):
        pair = None if row.source is None else (row.source, row.source_id)
        found.setdefault(Sport(row.sport), []).append((row.first_day, pair))
    return found


def load_splits(connection: Connection, athlete: str) -> frozenset[Split]:
    """Return which records the runner said are two pairs."""
    rows = connection.execute(_SPLITS, {"athlete": athlete})
    return frozenset(frozenset({_id_of(row.one), _id_of(row.other)}) for row in rows)


def source_with_total(connection: Connection, athlete: str, shoe: Shoe) -> str | None:
    """Return the source that keeps the distance of a pair, None where it is counted here."""
    rows = connection.execute(PAIRS.where(shoes.c.total_m.is_not(None)), {"athlete": athlete})
    return next((row.source for row in rows if (row.source, row.source_id) in shoe.ids), None)


def load_own(connection: Connection, athlete: str) -> tuple[Shoe, ...]:
    """Return the pairs that no source knows, as the runner added them."""
    rows = connection.execute(PAIRS.where(shoes.c.source == OWN), {"athlete": athlete})
    return tuple(read_shoe(row) for row in rows)


def read_shoe(row: Row[Any]) -> Shoe:
    """Return the pair as its source tells it; one that is no longer listed is retired. The runner's word wins."""
    retired, retired_at = row.retired or row.gone_at is not None, row.retired_at if row.retired else row.gone_at
    if row.said_retired is not None:
        retired, retired_at = row.said_retired, row.said_retired_at
    return Shoe(
        source=row.source,
        source_id=row.source_id,
        name=row.name,
        total_m=row.total_m,
        limit_m=row.limit_m,
        retired=retired,
        retired_at=retired_at,
    )


def _id_of(key: str) -> ShoeId:
    source, _dash, source_id = key.partition("-")
    return source, source_id


def _is_counted_here(row: Row[Any]) -> bool:
    """Say whether a source knows the pair, and keeps no total of it."""
    return row.total_m is None and row.source != OWN


def _total_m(ledger_m: int | None, said: Iterable[Row[Any]], *, worn_m: int, of_default_m: int) -> int:
    if ledger_m is None:
        return worn_m + next((row.initial_m for row in said if row.initial_m is not None), 0)
    kept_m = ledger_m + of_default_m
    # An export may know of runs since the service was asked last.
    return max(kept_m, worn_m) if any(map(_is_counted_here, said)) else kept_m


def _counts_from(connection: Connection, athlete: str, rows: Iterable[Row[Any]], defaults: Defaults) -> date | None:
    """Return the first day of which the runs are needed, None where no distance depends on older ones.

    Needed is what a pair wore whose distance is counted here, what was worn by default, and where several origins
    know pairs, what those in use wore: which of them are one, and where the origins disagree about a run.
    """
    known = [row for row in rows if row.source != OWN]
    needed = {row.source_id for row in known if row.total_m is None}
    if len({origin(row.source, row.source_id) for row in known}) > 1:
        needed |= {row.source_id for row in known if not read_shoe(row).retired}
    days = [spans[0][0] for spans in defaults.values()]
    if needed:
        gear = func.coalesce(activities.c.gear_id_by_shoe, activities.c.gear_id)
        worn = (activities.c.athlete == athlete) & is_present & gear.in_(needed)
        days.append(connection.scalar(select(func.min(activities.c.local_day)).where(worn)))
    return min((day for day in days if day is not None), default=None)


def _older(connection: Connection, athlete: str, outings: tuple[Run, ...], *, since: date | None) -> tuple[Run, ...]:
    """Return what was done on foot from a day on that is not among these outings."""
    if since is None or (outings and since >= outings[0].day):
        return ()
    day = activities.c.local_day
    of_then = is_on_foot & (day >= since)
    if outings:
        # A copy may lie on the day before the outing that it belongs to.
        of_then &= day <= outings[0].day + COPIES_WITHIN
    known = {copy for run in outings for copy in run.copies}
    records = read_records(connection, RECORDS.where(of_then), athlete)
    runs = merge(records, pairings=load_pairings(connection, athlete))
    return tuple(run for run in runs if known.isdisjoint(run.copies))
