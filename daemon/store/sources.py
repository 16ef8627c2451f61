"""What is remembered of each source: when it was asked, what has come of it, and since when it is in trouble."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from connectors.waiting import is_ahead
from daemon import schema
from daemon.connect import FILES
from daemon.store.rows import ATHLETE, SOURCE, of
from rules.health import Trouble

_TABLE = schema.source_state
_PASSING = (Trouble.FAILING, Trouble.RATE_LIMITED)
_PATIENCE = timedelta(hours=24)
"""So long the rules wait for a first import at most, since it began to bring."""


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

    def waits_until(self, now: datetime) -> datetime | None:
        """Return until when it is not asked, None where it is."""
        if self.trouble is None or self.retry_at is None or not is_ahead(self.retry_at, now):
            return None
        return self.retry_at


_STATES = select(*(_TABLE.c[field.name] for field in fields(SourceState))).where(_TABLE.c.athlete == ATHLETE)
_STATE = _STATES.where(_TABLE.c.source == SOURCE)
_DONE = select(_TABLE.c.first_import_done_at).where(
    _TABLE.c.athlete == ATHLETE, _TABLE.c.first_import_done_at.is_not(None)
)
_ANY_ACTIVITY = select(schema.activities.c.id).where(of(schema.activities, ATHLETE, SOURCE)).limit(1)
_BEGAN = select(func.min(schema.activities.c.arrived_at)).where(of(schema.activities, ATHLETE, SOURCE))


def source_state(connection: Connection, athlete: str, source: str) -> SourceState | None:
    """Return what is known of the source, None before its first sync."""
    row = connection.execute(_STATE, {"athlete": athlete, "source": source}).one_or_none()
    if row is None:
        return None
    known = row._asdict()
    return SourceState(**known | {"trouble": Trouble(row.trouble) if row.trouble else None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """The first imports of an athlete's sources."""

    settled: tuple[datetime, ...]
    """When those that are done were complete; of those that were waited for long enough, when they began."""
    awaited: Mapping[str, datetime]
    """Those that have brought a part, and the rest is to come: source -> until when the rules wait for it at most."""

    @property
    def are_history(self) -> bool:
        """There is something to judge by: an import that is under way is neither a history nor a reason to speak."""
        return bool(self.settled) and not self.awaited


def imports_of(connection: Connection, athlete: str, *, configured: Collection[str], now: datetime) -> Imports:
    """Return how far the first imports are. Nothing waits for a source that is not `configured`.

    An import began with the first record that it brought, whatever broke it off since: not when somebody logged in,
    which may be days before. One that was switched off and on again has had its time.
    """
    states = connection.execute(_STATES, {"athlete": athlete}).all()
    begun = [
        (row, began)
        for row in states
        if row.first_import_done_at is None
        and row.source in configured
        and (began := connection.scalar(_BEGAN, {"athlete": athlete, "source": row.source})) is not None
    ]
    settled = (
        *(row.first_import_done_at for row in states if row.first_import_done_at is not None),
        *(began for _row, began in begun if now - began >= _PATIENCE),
    )
    awaited = {
        row.source: began + _PATIENCE
        for row, began in begun
        if now - began < _PATIENCE
        # A person may break off an import of files, and never go on.
        and row.source != FILES
        # Only a person ends a dead login: what else there is does not wait for that.
        and (row.trouble in (None, *_PASSING) or not settled)
    }
    return Imports(settled=settled, awaited=awaited)


def first_imports_done(connection: Connection, athlete: str) -> tuple[datetime, ...]:
    """Return when the first imports that are complete were so."""
    return tuple(connection.scalars(_DONE, {"athlete": athlete}))


def has_brought(connection: Connection, athlete: str, source: str) -> bool:
    """Say whether any activity of the source is on record."""
    return connection.scalar(_ANY_ACTIVITY, {"athlete": athlete, "source": source}) is not None
