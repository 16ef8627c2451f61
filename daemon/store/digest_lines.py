"""What was not pushed, and why, as the digest tells it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, select

from daemon.records import DigestLine
from daemon.schema import digest_lines
from daemon.store.lines import item_of, item_row
from rules.verdicts import Text


def add_digest_lines(connection: Connection, athlete: str, lines: Iterable[DigestLine], *, now: datetime) -> None:
    """Store what was not pushed, and why."""
    rows = [
        {
            **item_row(line.item),
            "athlete": athlete,
            "at": now,
            "because": line.because,
            "because_values": line.because_values,
        }
        for line in lines
    ]
    if rows:
        connection.execute(insert(digest_lines), rows)


def load_digest(connection: Connection, athlete: str, *, since: datetime) -> tuple[tuple[datetime, DigestLine], ...]:
    """Return the digest lines since an instant, oldest first, each with when it was written."""
    rows = connection.execute(
        select(digest_lines)
        .where(digest_lines.c.athlete == athlete, digest_lines.c.at >= since)
        .order_by(digest_lines.c.at, digest_lines.c.id)
    )
    return tuple(
        (
            row.at,
            DigestLine(item=item_of(row._asdict()), because=Text(row.because), because_values=row.because_values),
        )
        for row in rows
    )
