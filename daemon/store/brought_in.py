"""How far the days are known of a runner who brings in files by hand."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from daemon.connect import FILES
from daemon.schema import activities
from daemon.store.records import is_present
from daemon.store.rows import of
from rules.returns import LINE_DAYS


def told_until(
    connection: Connection, athlete: str, *, before: datetime | None, as_of: datetime | None, now: datetime
) -> datetime | None:
    """Given how far it went `before`, and the date `as_of` of an export (None: there was none), say how far it goes.

    An export tells of each day up to its date. Who brings in single recordings brings them one after the other, and
    may leave some out: they carry on from there as long as no week lies between two of them, which would be a break
    that perhaps never was. The first that are brought in are a whole history, with whatever breaks it had.
    """
    told = max((each for each in (before, as_of) if each is not None), default=None)
    ends = _ends(connection, athlete, after=told, now=now)
    if told is None:
        return max(ends, default=None)
    for end in ends:
        if end - told >= timedelta(days=LINE_DAYS):
            break
        told = max(told, end)
    return told


def _ends(connection: Connection, athlete: str, *, after: datetime | None, now: datetime) -> Iterator[datetime]:
    """Yield when the activities ended that began after an instant, in the order of their starts, none after now."""
    table = activities.c
    on_record = of(activities, athlete, FILES) & is_present & (table.start_utc <= now)
    if after is not None:
        on_record &= table.start_utc > after
    rows = connection.execute(select(table.start_utc, table.elapsed_s).where(on_record).order_by(table.start_utc))
    for row in rows:
        yield min(row.start_utc + timedelta(seconds=row.elapsed_s), now)
