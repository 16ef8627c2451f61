"""What could not be read, each item in a row of its own, with the words that say why."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select, true

from connectors.base import Quarantined, Words
from daemon.schema import quarantined
from daemon.store.rows import ITEM, of
from daemon.store.upsert import upsert

NAMELESS = "unread-"
"""How the identifier begins that is given to what has none; of an export its prefix stands before it."""
REJECTED = "rejected-"
"""How the identifier of a file that cannot be read begins."""
_TEXT, _VALUES = "text", "values"
"""A value that is a template itself; no other value is a mapping."""


def put_aside(
    connection: Connection, athlete: str, source: str, items: Iterable[Quarantined], *, now: datetime
) -> None:
    """Store the items. One that is stored already keeps its date."""
    rows = [
        {
            "athlete": athlete,
            "source": source,
            "source_id": item.source_id,
            "what": item.what.text,
            "named_values": _kept(item.what.values),
            "day": item.day,
            "at": now,
        }
        for item in items
    ]
    upsert(connection, quarantined, rows, key=ITEM, keep=("at",))


def quarantine(connection: Connection, athlete: str, *, since: datetime | None = None) -> tuple[Quarantined, ...]:
    """Return the items that could not be read, by source, the oldest first. With `since` those stored from then on."""
    table = quarantined.c
    rows = connection.execute(
        select(table.source, table.source_id, table.what, table.named_values, table.day)
        .where(table.athlete == athlete, true() if since is None else table.at >= since)
        .order_by(table.source, table.at, table.source_id)
    )
    return tuple(
        Quarantined(
            source=row.source, source_id=row.source_id, what=_words(row.what, row.named_values or {}), day=row.day
        )
        for row in rows
    )


def forget_what_is_told_anew(connection: Connection, athlete: str, source: str) -> None:
    """Let go of what has no identifier of its own: the pull that meets it again tells it anew."""
    source_id = quarantined.c.source_id
    told_anew = (source_id == "") | source_id.startswith(NAMELESS) | source_id.startswith(REJECTED)
    connection.execute(delete(quarantined).where(of(quarantined, athlete, source), told_anew))


def aside(connection: Connection, which: ColumnElement[bool]) -> set[str]:
    """Return the identifiers of what could not be read, of those rows of `quarantined`."""
    return set(connection.scalars(select(quarantined.c.source_id).where(which)))


def take_out(connection: Connection, athlete: str, source: str, source_ids: Set[str]) -> None:
    """Forget what could not be read: it was read now, or is not listed any more."""
    if source_ids:
        connection.execute(
            delete(quarantined).where(of(quarantined, athlete, source), quarantined.c.source_id == bindparam("gone")),
            [{"gone": source_id} for source_id in sorted(source_ids)],
        )


def _kept(values: Mapping[str, int | str | Words]) -> dict[str, Any]:
    return {
        name: {_TEXT: value.text, _VALUES: _kept(value.values)} if isinstance(value, Words) else value
        for name, value in values.items()
    }


def _words(text: str, values: Mapping[str, Any]) -> Words:
    named = {
        name: _words(value[_TEXT], value[_VALUES]) if isinstance(value, dict) else value
        for name, value in values.items()
    }
    return Words(text, **named)
