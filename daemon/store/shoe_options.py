"""What the runner says of a pair: that there is one, its limit, what it is for, since when it is the default."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, insert, or_, select, update

from daemon.footwear import ShoeId
from daemon.schema import shoe_defaults, shoe_options, shoe_splits, shoes
from daemon.store.rows import ITEM
from daemon.store.shoes import OWN
from daemon.store.upsert import upsert
from rules.records import Shoe, ShoeKind, Sport

_SPAN = ("athlete", "sport", "first_day")


def add_shoe(connection: Connection, athlete: str, name: str, *, now: datetime) -> Shoe:
    """Add a pair that no source knows, and return it."""
    own = select(func.count()).where(shoes.c.athlete == athlete, shoes.c.source == OWN)
    shoe = Shoe(source=OWN, source_id=str((connection.scalar(own) or 0) + 1), name=name)
    row = {"source_id": shoe.source_id, "name": name, "retired": False, "arrived_at": now}
    connection.execute(insert(shoes).values(athlete=athlete, source=OWN, **row))
    return shoe


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
    of_it = or_(shoe_splits.c.one == shoe.key, shoe_splits.c.other == shoe.key)
    connection.execute(delete(shoe_splits).where(shoe_splits.c.athlete == athlete, of_it))
    connection.execute(update(shoes).where(_own(shoes, athlete, shoe)).values(gone_at=now))


def set_initial(connection: Connection, athlete: str, shoe: Shoe, initial_m: int) -> None:
    """Note what a pair was run before any source knew it."""
    say_of(connection, athlete, [(shoe.source, shoe.source_id)], initial_m=initial_m)


def set_limit(connection: Connection, athlete: str, shoe: Shoe, limit_m: int | None) -> None:
    """Give a pair a limit of its own, over its source's; None takes it back."""
    say_of(connection, athlete, shoe.ids if limit_m is None else [(shoe.source, shoe.source_id)], limit_m=limit_m)


def set_kind(connection: Connection, athlete: str, shoe: Shoe, kind: ShoeKind) -> None:
    """Note what a pair is for."""
    say_of(connection, athlete, [(shoe.source, shoe.source_id)], kind=kind.value)


def retire(connection: Connection, athlete: str, shoe: Shoe, *, now: datetime) -> None:
    """Retire a pair, whatever its sources say; from tomorrow it is no default. `now` is on the runner's clock."""
    say_of(connection, athlete, shoe.ids, retired=True, retired_at=now)
    for sport in shoe.default_for:
        set_default(connection, athlete, sport, None, first_day=now.date() + timedelta(days=1))


def unretire(connection: Connection, athlete: str, shoe: Shoe, *, today: date) -> None:
    """Take a pair back into use, whatever its sources say; what it is the default for today it stays."""
    say_of(connection, athlete, shoe.ids, retired=False, retired_at=None)
    for sport in shoe.default_for:
        set_default(connection, athlete, sport, shoe, first_day=today)


def set_default(connection: Connection, athlete: str, sport: Sport, shoe: Shoe | None, *, first_day: date) -> None:
    """Say that from that day on runs of a sport that name no shoe were run in this pair, or in none again."""
    table = shoe_defaults
    of_sport = (table.c.athlete == athlete) & (table.c.sport == sport.value)
    connection.execute(delete(table).where(of_sport, table.c.first_day > first_day))
    pair = {"source": shoe.source, "source_id": shoe.source_id} if shoe else {"source": None, "source_id": None}
    upsert(connection, table, [{"athlete": athlete, "sport": sport.value, "first_day": first_day, **pair}], key=_SPAN)


def say_of(connection: Connection, athlete: str, ids: Iterable[ShoeId], **said: Any) -> None:
    """Keep what the runner says of these records of a pair, by the columns of `shoe_options`."""
    rows = [{"athlete": athlete, "source": source, "source_id": source_id, **said} for source, source_id in ids]
    upsert(connection, shoe_options, rows, key=ITEM)


def _own(table: Table, athlete: str, shoe: Shoe) -> ColumnElement[bool]:
    return and_(table.c.athlete == athlete, table.c.source == OWN, table.c.source_id == shoe.source_id)
