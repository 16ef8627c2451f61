"""Insert or update many rows in one statement, in the dialect of the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Collection[str],
    keep: Collection[str] = (),
) -> None:
    """Write the rows; where a row with the same `key` is stored, its columns are replaced but for those in `keep`.

    All rows name the same columns. `key` is the primary key or a unique constraint of the table.
    """
    if not rows:
        return
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in key and name not in keep}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=replaced)
        if replaced
        else statement.on_conflict_do_nothing(index_elements=list(key)),
        [dict(row) for row in rows],
    )
