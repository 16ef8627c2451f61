"""Insert or update many rows in one statement, in the dialect of the database."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, cast

from sqlalchemy import Connection, Executable, Table


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
    if rows:
        replaced = tuple(name for name in rows[0] if name not in key and name not in keep)
        statement = _statement(connection.dialect.name, table, tuple(key), replaced)
        connection.execute(statement, [dict(row) for row in rows])


@cache
def _statement(dialect: str, table: Table, key: tuple[str, ...], replaced: tuple[str, ...]) -> Executable:
    # The dialect in use is loaded already; the other one would cost every process 3 MiB.
    statement: Any = import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
    if not replaced:
        return cast(Executable, statement.on_conflict_do_nothing(index_elements=key))
    written_over = {name: statement.excluded[name] for name in replaced}
    return cast(Executable, statement.on_conflict_do_update(index_elements=key, set_=written_over))
