"""What was put aside before step 4 is read back into its template and values, so that it is told in every language."""

import re
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = {
    "activity": "activity",
    "activities": "activities",
    "calendar": "calendar",
    "day": "day",
    "days": "days",
    "gear": "shoes",
    "health": "health status",
    "health status": "health status",
    "heart-rate variability": "heart-rate variability",
    "morning": "morning",
    "nights": "nights",
    "resting heart rate": "resting heart rate",
    "shoe": "shoe",
    "sleep": "sleep",
    "stress": "stress score",
}
"""What a record was called then -> the words for it of this step's day."""
_TEMPLATES = (
    "{kind}, file {number} of {count} in Garmin's export: {why}",
    "{column}: {word} is not known, and counts as another sport",
    "{column} is not understood: it may be {field}",
    "{field} and {other} are too far apart",
    "{field} is empty",
    "{field} is missing",
    "{field} is no day",
    "{field} is no identifier",
    "{field} is no number",
    "{field} is no offset",
    "{field} is no time",
    "{field} is out of range",
)
"""All that had values. What is told without any is known by its text."""
_RECORD = "{kind}: {why}"
_COLUMN = "column {number} ({name})"
_PATTERNS = {
    template: re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(template)), re.DOTALL)
    for template in (*_TEMPLATES, _COLUMN)
}
_OF_ANY_KIND = (
    "A recording is of the kind {word}, which is not known, and does not count as a run. If it was one, "
    "change its kind in the app that made it, export it again and bring that in."
)
_OF_ANY_KIND_NOW = (
    "A recording is of the kind {word}, which is not known, and does not count as a run. If it was one: "
    "`shinguard import --again --sport run` and its path."
)


def upgrade() -> None:
    """Rows whose words nobody knows stay in English; none is dropped, for its day may be that of a run.

    Files that cannot be read have other identifiers from now on, and are told anew by the next scan of the inbox.
    """
    key: list[sa.ColumnClause[str]] = [sa.column(name) for name in ("athlete", "source", "source_id")]
    table = sa.table("quarantined", *key, sa.column("what"), sa.column("named_values", sa.JSON))
    connection = op.get_bind()
    for *of_row, what in connection.execute(
        sa.select(*key, table.c.what).where(table.c.named_values.is_(sa.null()))
    ).all():
        told = _read(what)
        if told["values"]:
            is_row = sa.and_(*(column == value for column, value in zip(key, of_row, strict=True)))
            connection.execute(sa.update(table).where(is_row).values(what=told["text"], named_values=told["values"]))
    connection.execute(sa.update(table).where(table.c.what == _OF_ANY_KIND).values(what=_OF_ANY_KIND_NOW))
    is_rejected = (table.c.source == "files") & table.c.source_id.startswith("rejected-")
    connection.execute(sa.delete(table).where(is_rejected))


def _read(what: str) -> dict[str, Any]:
    """Return the template and the values of a text; the text itself, without values, where it is of none."""
    kind, _colon, why = what.partition(": ")
    if kind in _KINDS and why:
        return {"text": _RECORD, "values": {"kind": _plain(_KINDS[kind]), "why": _read(why)}}
    for template in _TEMPLATES:
        found = _PATTERNS[template].fullmatch(what)
        if found and found.groupdict().get("kind", "day") in _KINDS:
            return {"text": template, "values": _values(found.groupdict())}
    return _plain(what)


def _values(found: Mapping[str, str]) -> dict[str, Any]:
    return {name: _value(name, text) for name, text in found.items()}


def _value(name: str, text: str) -> Any:
    if name == "kind":
        return _plain(_KINDS[text])
    if name == "why":
        return _read(text)
    column = _PATTERNS[_COLUMN].fullmatch(text)
    return {"text": _COLUMN, "values": column.groupdict()} if column else text


def _plain(text: str) -> dict[str, Any]:
    return {"text": text, "values": {}}
