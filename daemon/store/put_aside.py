"""What could not be read, each item in a row of its own, with the words that say why."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select, true

from connectors.base import Quarantined, Words
from daemon.schema import activities, quarantined
from daemon.store.records import RECORDS, is_present, read_records
from daemon.store.rows import ITEM, SINCE, of
from daemon.store.upsert import upsert
from rules.records import Sport

NAMELESS = "unread-"
"""How the identifier begins that is given to what has none; of an export its prefix stands before it."""
REJECTED, _BROUGHT = "rejected-", "brought-"
"""How the identifier begins of a file that cannot be read: of the inbox, and of what a person brought in."""
_STANDS = timedelta(days=28)
"""So long a recording of which nobody knows whether it is a run is told of, counted from its day: as the windows of
the rules on load."""
_TEXT, _VALUES = "text", "values"
"""A value that is a template itself; no other value is a mapping."""
_DAY = timedelta(days=1)
_AT_ONCE = 500
"""Items named in one statement."""
_SINCE = RECORDS.where(is_present, activities.c.local_day >= SINCE)


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


def still_put_aside(connection: Connection, athlete: str, *, today: date) -> tuple[Quarantined, ...]:
    """Return of `quarantine` what still is of interest: of recordings of an unknown kind those of the last four weeks.

    None of them is told any more when it was brought in rightly (`unknown_kinds`). So it is with what could be read
    before, and stands: a source is asked for its last days only, and nobody tells an older one again.
    """
    since = today - _STANDS + _DAY
    in_doubt = {item.key: item for item in unknown_kinds(connection, athlete, since=since)}
    items = quarantine(connection, athlete)
    stand = _on_record_before(connection, athlete, items, since)
    return tuple(
        in_doubt.get(item.key, item)
        for item in items
        if (item.unknown_kind is None and item.key not in stand) or item.key in in_doubt
    )


def _on_record_before(connection: Connection, athlete: str, items: Iterable[Quarantined], since: date) -> set[str]:
    """Return the keys of those items of which an activity of an older day is on record."""
    table = activities.c
    found: set[str] = set()
    for some in batched((item.source_id for item in items), _AT_ONCE):
        rows = connection.execute(
            select(table.source, table.source_id).where(
                table.athlete == athlete, is_present, table.local_day < since, table.source_id.in_(some)
            )
        )
        found |= {f"{source}-{source_id}" for source, source_id in rows}
    return found


def unknown_kinds(connection: Connection, athlete: str, *, since: date) -> tuple[Quarantined, ...]:
    """Return the recordings from a local day on of which nobody knows whether they are runs, each with its day.

    One is left out where the runner excluded it, or what has a kind that is known was recorded at the same time.
    """
    items = {item.key: item for item in quarantine(connection, athlete) if item.unknown_kind is not None}
    if not items:
        return ()
    # What began on the day before may have lasted past midnight.
    records = read_records(connection, _SINCE, athlete, since=since - _DAY)
    known = [record for record in records if record.key not in items and record.sport is not Sport.OTHER]
    return tuple(
        replace(items[record.key], day=record.day)
        for record in sorted(records, key=lambda each: (each.start, each.key))
        if record.key in items
        and record.day >= since
        and not record.excluded
        and not any(record.start < other.end and other.start < record.end for other in known)
    )


def came_of_unknown_kind(connection: Connection, athlete: str, *, since: datetime) -> tuple[Quarantined, ...]:
    """Return of `unknown_kinds` those that were put aside since an instant."""
    came = {
        item.key: item.day for item in quarantine(connection, athlete, since=since) if item.unknown_kind is not None
    }
    first = min((day for day in came.values() if day), default=None)
    if first is None:
        return ()
    return tuple(item for item in unknown_kinds(connection, athlete, since=first) if item.key in came)


def forget_what_is_told_anew(connection: Connection, athlete: str, source: str, *, is_once: bool) -> None:
    """Let go of what has no identifier of its own: the pull that meets it again tells it anew.

    With `is_once` (what a person brings in) nobody looks into the inbox: what was rejected there stays.
    """
    source_id = quarantined.c.source_id
    told_anew = (source_id == "") | source_id.startswith(NAMELESS) | source_id.startswith(_BROUGHT)
    if not is_once:
        told_anew |= source_id.startswith(REJECTED)
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
