"""Insert or update many rows in one statement, in the dialect of the database."""

from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table


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
    # The dialect in use is loaded already; the other one would cost every process 3 MiB.
    statement: Any = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert(table)
    replaced = {name: statement.excluded[name] for name in rows[0] if name not in key and name not in keep}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=replaced)
        if replaced
        else statement.on_conflict_do_nothing(index_elements=list(key)),
        [dict(row) for row in rows],
    )
