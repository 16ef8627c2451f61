"""Which records of shoes are one pair, by the runner's own word: aliases, and pairs that were split."""

from collections.abc import Iterable
from datetime import date
from itertools import combinations

from sqlalchemy import ColumnElement, Connection, and_, delete, or_

from daemon.copies import origin
from daemon.footwear import Proposal, ShoeId, proposals
from daemon.outings import pair
from daemon.schema import shoe_options, shoe_splits
from daemon.store.pairings import load_outings
from daemon.store.shoe_options import say_of
from daemon.store.shoes import OWN, PAIRS, load_splits, read_shoe
from daemon.store.upsert import upsert
from rules.records import Shoe


def load_aliases(connection: Connection, athlete: str) -> tuple[Shoe, ...]:
    """Return the pairs that the runner said are another name of one, as their sources tell them."""
    rows = connection.execute(PAIRS.where(shoe_options.c.alias_source.is_not(None)), {"athlete": athlete})
    return tuple(map(read_shoe, rows))


def load_proposals(
    connection: Connection, athlete: str, shoes: tuple[Shoe, ...], *, since: date
) -> tuple[Proposal, ...]:
    """Return which of these pairs may be one, by the runs from a day on."""
    if len({origin(*shoe_id) for shoe in shoes for shoe_id in shoe.ids if shoe_id[0] != OWN}) < 2:
        return ()
    runs = [each.run for each in load_outings(connection, athlete, since=since)]
    return tuple(proposals(shoes, runs, splits=load_splits(connection, athlete)))


def set_alias(connection: Connection, athlete: str, shoe: Shoe, other: Shoe | None) -> None:
    """Say that a pair is another name of one, whatever was split before, or of itself only again."""
    target = {"alias_source": other.source, "alias_source_id": other.source_id} if other else {}
    own = [(shoe.source, shoe.source_id)]
    say_of(connection, athlete, own, **{"alias_source": None, "alias_source_id": None, **target})
    if other is not None:
        between = or_(*(_is_split(*_keys(one, another)) for one in shoe.ids for another in other.ids))
        connection.execute(delete(shoe_splits).where(shoe_splits.c.athlete == athlete, between))


def split(connection: Connection, athlete: str, shoe: Shoe, other: Shoe | None = None) -> None:
    """Say that the records of a pair are a pair each, or that two pairs are two."""
    apart = combinations(shoe.ids, 2) if other is None else ((one, two) for one in shoe.ids for two in other.ids)
    rows = [dict(zip(("athlete", "one", "other"), (athlete, *_keys(one, two)), strict=True)) for one, two in apart]
    upsert(connection, shoe_splits, rows, key=("athlete", "one", "other"))


def load_split(connection: Connection, athlete: str, shoes: Iterable[Shoe]) -> tuple[Shoe, ...]:
    """Return those of these pairs of which the runner said that they are two with another."""
    ids = {shoe_id for apart in load_splits(connection, athlete) for shoe_id in apart}
    return tuple(shoe for shoe in shoes if shoe.ids & ids)


def unsplit(connection: Connection, athlete: str, shoe: Shoe) -> None:
    """Take back what split a pair from others."""
    keys = [_key(shoe_id) for shoe_id in shoe.ids]
    table = shoe_splits.c
    connection.execute(
        delete(shoe_splits).where(table.athlete == athlete, or_(table.one.in_(keys), table.other.in_(keys)))
    )


def _is_split(one: str, other: str) -> ColumnElement[bool]:
    return and_(shoe_splits.c.one == one, shoe_splits.c.other == other)


def _keys(one: ShoeId, other: ShoeId) -> tuple[str, str]:
    return pair(_key(one), _key(other))


def _key(shoe_id: ShoeId) -> str:
    source, source_id = shoe_id
    return f"{source}-{source_id}"
