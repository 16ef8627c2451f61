"""What is remembered of each source: when it was asked, what has come of it, and since when it is in trouble."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from daemon import schema
from daemon.connect import FILES
from daemon.store.rows import ATHLETE, SOURCE, of
from rules.health import Trouble

_TABLE = schema.source_state
_PASSING = (Trouble.FAILING, Trouble.RATE_LIMITED)
_PATIENCE = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One source of one athlete."""

    source: str
    enabled_at: datetime
    cursor: datetime | None
    """The newest start that a complete pull has seen."""
    retry_at: datetime | None
    trouble: Trouble | None
    trouble_since: datetime | None
    cause: str
    failures: int
    """Failed pulls in a row."""
    last_success: datetime | None
    first_import_done_at: datetime | None
    shoes_asked_at: datetime | None
    mornings_asked_at: datetime | None
    calendar_asked_at: datetime | None
    suspicious_since: datetime | None
    """Since when its listing lacks too much of what is known to be believed."""


_STATES = select(*(_TABLE.c[field.name] for field in fields(SourceState))).where(_TABLE.c.athlete == ATHLETE)
_STATE = _STATES.where(_TABLE.c.source == SOURCE)
_ANY_ACTIVITY = select(schema.activities.c.id).where(of(schema.activities, ATHLETE, SOURCE)).limit(1)


def source_state(connection: Connection, athlete: str, source: str) -> SourceState | None:
    """Return what is known of the source, None before its first sync."""
    row = connection.execute(_STATE, {"athlete": athlete, "source": source}).one_or_none()
    if row is None:
        return None
    known = row._asdict()
    return SourceState(**known | {"trouble": Trouble(row.trouble) if row.trouble else None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """The first imports of an athlete's sources: when those that are done were complete, and those that are not."""

    done: tuple[datetime, ...]
    under_way: bool
    """A source has brought a part, and the rest is to come: it is in no trouble that a day will not end."""


def imports_of(connection: Connection, athlete: str, *, now: datetime) -> Imports:
    """Return how far the first imports are."""
    states = connection.execute(_STATES, {"athlete": athlete}).all()
    begun = {
        row.source
        for row in states
        if row.first_import_done_at is None
        # A person may break off an import, and never go on: nothing waits for the rest.
        and row.source != FILES
        and (row.trouble is None or (row.trouble in _PASSING and now - row.trouble_since < _PATIENCE))
        and has_brought(connection, athlete, row.source)
    }
    done = tuple(row.first_import_done_at for row in states if row.first_import_done_at is not None)
    return Imports(done=done, under_way=bool(begun))


def has_brought(connection: Connection, athlete: str, source: str) -> bool:
    """Say whether any activity of the source is on record."""
    return connection.scalar(_ANY_ACTIVITY, {"athlete": athlete, "source": source}) is not None


def suspicious_sources(connection: Connection, athlete: str) -> dict[str, datetime]:
    """Return since when the list of a source lacks too much of what is known, of those of which it does."""
    since = _TABLE.c.suspicious_since
    rows = connection.execute(
        select(_TABLE.c.source, since).where(_TABLE.c.athlete == athlete, since.is_not(None)).order_by(_TABLE.c.source)
    )
    return {row.source: row.suspicious_since for row in rows}
