"""Which rows of a table: those of an athlete, of one of the athlete's sources, of a part of what that source brought.

A statement that each pass asks is made once, when its module is loaded, and asked with these parameters: to make one
anew takes four times as long as to run it.
"""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Table, bindparam

ITEM = ("athlete", "source", "source_id")
"""What names a row of a thing that a source lists."""

ATHLETE: BindParameter[str] = bindparam("athlete")
SOURCE: BindParameter[str] = bindparam("source")
SINCE: BindParameter[Any] = bindparam("since")
"""A day, or an instant."""


def of(table: Table, athlete: str | BindParameter[str], source: str | BindParameter[str]) -> ColumnElement[bool]:
    """The rows of one athlete's source."""
    return (table.c.athlete == athlete) & (table.c.source == source)


def within(table: Table, athlete: str, source: str, prefix: str) -> ColumnElement[bool]:
    """The rows of one athlete's source whose identifiers begin with `prefix`."""
    rows = of(table, athlete, source)
    return rows & table.c.source_id.startswith(prefix, autoescape=True) if prefix else rows
