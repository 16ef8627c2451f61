"""Pairs of shoes: what sources say of them, what the runner says, and how far they have come.

Totals are computed at each reading, never incremented: what is corrected in a source is right here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from daemon.footwear import Defaults, ShoeId, dress, join_shoes, metres_by_default
from daemon.merge import merge, plausible
from daemon.schema import activities, shoe_defaults, shoe_options, shoes
from daemon.store.activities import ITEM, ON_FOOT, present, read_activity
from daemon.store.upsert import upsert
from rules.records import Run, Shoe, ShoeKind, Sport

OWN = "own"
"""The source of a pair that no source knows."""
_SPAN = ("athlete", "sport", "first_day")


def load_shoes(
    connection: Connection, athlete: str, outings: tuple[Run, ...], *, today: date
) -> tuple[tuple[Shoe, ...], tuple[Run, ...]]:
    """Return the pairs, joined and with their distances, and the outings, those without a shoe in their default pair.

    `outings` are the runs and walks of late, complete from the first of them on. A distance is the source's own total,
    or else, where no source keeps one, what was run before and all activities; and always what the pair wore only
    because it was the default, which no source knows. The pair that arrived first stands first.
    """
    rows = connection.execute(_listing(athlete)).all()
    if not rows:
        return (), outings
    by_id = {(row.source, row.source_id): row for row in rows}
    worn_m = _worn_m(connection, athlete, [row.source_id for row in rows if row.total_m is None and row.source != OWN])
    aliases = {key: (row.alias_source, row.alias_source_id) for key, row in by_id.items() if row.alias_source}
    joined = join_shoes([_shoe(row, worn_m) for row in rows], outings, aliases=aliases)
    defaults = load_defaults(connection, athlete)
    by_default_m = metres_by_default([*_older(connection, athlete, outings, defaults), *outings], defaults)
    pairs = []
    for shoe in joined:
        ids = [(shoe.source, shoe.source_id), *shoe.other_ids]
        said = [by_id[each] for each in ids]
        keeps_total = any(row.total_m is not None for row in said)
        before_m = 0 if keeps_total else next((row.initial_m for row in said if row.initial_m is not None), 0)
        pairs.append(
            replace(
                shoe,
                total_m=(shoe.total_m or 0) + before_m + sum(by_default_m[each] for each in ids),
                limit_m=next((row.own_limit_m for row in said if row.own_limit_m is not None), shoe.limit_m),
                kind=next((ShoeKind(row.kind) for row in said if row.kind is not None), shoe.kind),
                default_for=frozenset(sport for sport, spans in defaults.items() if _on(today, spans) in ids),
            )
        )
    return tuple(pairs), dress(outings, defaults)


def load_defaults(connection: Connection, athlete: str) -> Defaults:
    """Return since when runs of a sport that name no shoe are run in which pair."""
    table = shoe_defaults
    found: dict[Sport, list[tuple[date, ShoeId | None]]] = {}
    rows = connection.execute(select(table).where(table.c.athlete == athlete).order_by(table.c.first_day))
    for row in rows:
        pair = None if row.source is None else (row.source, row.source_id)
        found.setdefault(Sport(row.sport), []).append((row.first_day, pair))
    return found


def load_aliases(connection: Connection, athlete: str) -> tuple[Shoe, ...]:
    """Return the pairs that the runner said are another name of one, as their sources tell them."""
    rows = connection.execute(_listing(athlete).where(shoe_options.c.alias_source.is_not(None)))
    return tuple(_shoe(row, {}) for row in rows)


def source_with_total(connection: Connection, athlete: str, shoe: Shoe) -> str | None:
    """Return the source that keeps the distance of a pair, None where it is counted here."""
    rows = connection.execute(_listing(athlete).where(shoes.c.total_m.is_not(None)))
    return next((row.source for row in rows if (row.source, row.source_id) in shoe.ids), None)


def add_shoe(connection: Connection, athlete: str, name: str, *, now: datetime) -> Shoe:
    """Add a pair that no source knows, and return it."""
    own = select(func.count()).where(shoes.c.athlete == athlete, shoes.c.source == OWN)
    shoe = Shoe(source=OWN, source_id=str((connection.scalar(own) or 0) + 1), name=name)
    row = {"source_id": shoe.source_id, "name": name, "retired": False, "arrived_at": now}
    connection.execute(insert(shoes).values(athlete=athlete, source=OWN, **row))
    return shoe


def load_own(connection: Connection, athlete: str) -> tuple[Shoe, ...]:
    """Return the pairs that no source knows, as the runner added them."""
    rows = connection.execute(_listing(athlete).where(shoes.c.source == OWN))
    return tuple(_shoe(row, {}) for row in rows)


def remove_shoe(connection: Connection, athlete: str, shoe: Shoe, *, now: datetime) -> None:
    """Forget a pair that the runner added, and what was said of it; since it was a default, there was none.

    Its row stays: its number, by which alerts name it, is never that of another pair.
    """
    options = shoe_options.c
    named = and_(options.athlete == athlete, options.alias_source == OWN, options.alias_source_id == shoe.source_id)
    connection.execute(update(shoe_options).where(named).values(alias_source=None, alias_source_id=None))
    connection.execute(delete(shoe_options).where(_own(shoe_options, athlete, shoe)))
    connection.execute(
        update(shoe_defaults).where(_own(shoe_defaults, athlete, shoe)).values(source=None, source_id=None)
    )
    connection.execute(update(shoes).where(_own(shoes, athlete, shoe)).values(gone_at=now))


def set_initial(connection: Connection, athlete: str, shoe: Shoe, initial_m: int) -> None:
    """Note what a pair was run before any source knew it."""
    _say(connection, athlete, [(shoe.source, shoe.source_id)], initial_m=initial_m)


def set_limit(connection: Connection, athlete: str, shoe: Shoe, limit_m: int | None) -> None:
    """Give a pair a limit of its own, over its source's; None takes it back."""
    _say(connection, athlete, shoe.ids if limit_m is None else [(shoe.source, shoe.source_id)], limit_m=limit_m)


def set_kind(connection: Connection, athlete: str, shoe: Shoe, kind: ShoeKind) -> None:
    """Note what a pair is for."""
    _say(connection, athlete, [(shoe.source, shoe.source_id)], kind=kind.value)


def retire(connection: Connection, athlete: str, shoe: Shoe, *, now: datetime) -> None:
    """Retire a pair, whatever its sources say; from tomorrow it is no default. `now` is on the runner's clock."""
    _say(connection, athlete, shoe.ids, retired=True, retired_at=now)
    for sport in shoe.default_for:
        set_default(connection, athlete, sport, None, first_day=now.date() + timedelta(days=1))


def unretire(connection: Connection, athlete: str, shoe: Shoe, *, today: date) -> None:
    """Take a pair back into use, whatever its sources say; what it is the default for today it stays."""
    _say(connection, athlete, shoe.ids, retired=False, retired_at=None)
    for sport in shoe.default_for:
        set_default(connection, athlete, sport, shoe, first_day=today)


def set_default(connection: Connection, athlete: str, sport: Sport, shoe: Shoe | None, *, first_day: date) -> None:
    """Say that from that day on runs of a sport that name no shoe were run in this pair, or in none again."""
    table = shoe_defaults
    of_sport = (table.c.athlete == athlete) & (table.c.sport == sport.value)
    connection.execute(delete(table).where(of_sport, table.c.first_day > first_day))
    pair = {"source": shoe.source, "source_id": shoe.source_id} if shoe else {"source": None, "source_id": None}
    upsert(connection, table, [{"athlete": athlete, "sport": sport.value, "first_day": first_day, **pair}], key=_SPAN)


def set_alias(connection: Connection, athlete: str, shoe: Shoe, other: Shoe | None) -> None:
    """Say that a pair is another name of one, or of itself only again."""
    target = {"alias_source": other.source, "alias_source_id": other.source_id} if other else {}
    _say(
        connection,
        athlete,
        [(shoe.source, shoe.source_id)],
        **{"alias_source": None, "alias_source_id": None, **target},
    )


def _own(table: Table, athlete: str, shoe: Shoe) -> ColumnElement[bool]:
    return and_(table.c.athlete == athlete, table.c.source == OWN, table.c.source_id == shoe.source_id)


def _say(connection: Connection, athlete: str, ids: Iterable[ShoeId], **said: Any) -> None:
    rows = [{"athlete": athlete, "source": source, "source_id": source_id, **said} for source, source_id in ids]
    upsert(connection, shoe_options, rows, key=ITEM)


def _listing(athlete: str) -> Select[Any]:
    """Each pair of each source with what the runner says of it, the first arrived first."""
    options = shoe_options.c
    same = and_(*(options[name] == shoes.c[name] for name in ITEM))
    said = (
        options.initial_m,
        options.limit_m.label("own_limit_m"),
        options.kind,
        options.retired.label("said_retired"),
        options.retired_at.label("said_retired_at"),
        options.alias_source,
        options.alias_source_id,
    )
    order = (shoes.c.arrived_at, shoes.c.source, shoes.c.source_id)
    there = and_(shoes.c.athlete == athlete, or_(shoes.c.source != OWN, shoes.c.gone_at.is_(None)))
    return select(shoes, *said).outerjoin(shoe_options, same).where(there).order_by(*order)


def _shoe(row: Row[Any], worn_m: Mapping[ShoeId, int]) -> Shoe:
    """Return the pair as its source tells it; one that is no longer listed is retired. The runner's word wins."""
    retired, retired_at = row.retired or row.gone_at is not None, row.retired_at if row.retired else row.gone_at
    if row.said_retired is not None:
        retired, retired_at = row.said_retired, row.said_retired_at
    return Shoe(
        source=row.source,
        source_id=row.source_id,
        name=row.name,
        total_m=worn_m.get((row.source, row.source_id), 0) if row.total_m is None else row.total_m,
        limit_m=row.limit_m,
        retired=retired,
        retired_at=retired_at,
    )


def _worn_m(connection: Connection, athlete: str, gear_ids: list[str]) -> dict[ShoeId, int]:
    """Sum the activities of pairs whose source keeps no total, all of them: a total has no window."""
    worn: dict[ShoeId, int] = {}
    if not gear_ids:
        return worn
    gear = func.coalesce(activities.c.gear_id_by_shoe, activities.c.gear_id)
    rows = connection.execute(
        select(activities).where(present(athlete), activities.c.sport.in_(ON_FOOT), gear.in_(gear_ids))
    )
    for activity in map(read_activity, rows):
        if activity.gear_id is not None and plausible(activity) and not activity.excluded:
            key = (activity.source, activity.gear_id)
            worn[key] = worn.get(key, 0) + activity.distance_m
    return worn


def _older(connection: Connection, athlete: str, outings: tuple[Run, ...], defaults: Defaults) -> tuple[Run, ...]:
    """Return what was done on foot before these outings, from the first day on that a default pair was set."""
    since = min((spans[0][0] for spans in defaults.values()), default=None)
    if since is None or not outings or since >= outings[0].day:
        return ()
    day = activities.c.local_day
    on_foot = select(activities).where(activities.c.athlete == athlete, activities.c.sport.in_(ON_FOOT))
    return merge(map(read_activity, connection.execute(on_foot.where(day >= since, day < outings[0].day))))


def _on(day: date, spans: Iterable[tuple[date, ShoeId | None]]) -> ShoeId | None:
    return next((pair for first, pair in reversed(list(spans)) if first <= day), None)
