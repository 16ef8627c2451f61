"""What is remembered of each source: when it was asked, how it went, and since when it is in trouble."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from daemon import schema
from daemon.connect import FILES
from daemon.store.activities import Saved
from daemon.store.brought_in import told_until
from daemon.store.purged import last_purged_day
from daemon.store.put_aside import forget_what_is_told_anew
from daemon.store.records import is_present, is_run
from daemon.store.rows import ATHLETE, SOURCE, of
from daemon.store.upsert import upsert
from rules.records import SourceHealth, Trouble

_TABLE = schema.source_state
_PASSING = (Trouble.FAILING, Trouble.RATE_LIMITED)
_PATIENCE = timedelta(hours=24)
_LONGEST_PULL = timedelta(minutes=20)
_KEPT = timedelta(days=90)
"""Sync runs older than this are forgotten."""
_KEY = ("athlete", "source")
_NOTHING = Saved()


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
_LAST_PULL = (
    select(schema.sync_runs.c.started_at, schema.sync_runs.c.outcome)
    .where(of(schema.sync_runs, ATHLETE, SOURCE))
    .order_by(schema.sync_runs.c.started_at.desc(), schema.sync_runs.c.id.desc())
    .limit(1)
)
_LAST_RUN_DAY = (
    select(schema.activities.c.local_day)
    .where(of(schema.activities, ATHLETE, SOURCE), is_run, is_present)
    .order_by(schema.activities.c.local_day.desc())
    .limit(1)
)


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


def begin_sync(connection: Connection, athlete: str, source: str, *, now: datetime) -> int:
    """Note that a pull begins. Return the id of its sync run."""
    first = {"athlete": athlete, "source": source, "enabled_at": now, "cause": "", "failures": 0}
    if source_state(connection, athlete, source) is None:
        upsert(connection, _TABLE, [first], key=_KEY)
    connection.execute(
        delete(schema.sync_runs).where(
            schema.sync_runs.c.athlete == athlete, schema.sync_runs.c.started_at < now - _KEPT
        )
    )
    forget_what_is_told_anew(connection, athlete, source)
    counts = {"new": 0, "changed": 0, "deleted": 0}
    run = {"athlete": athlete, "source": source, "started_at": now, "outcome": "running", "cause": "", "detail": ""}
    made = insert(schema.sync_runs).values(run | counts).returning(schema.sync_runs.c.id)
    run_id: int = connection.execute(made).scalar_one()
    return run_id


def finish_sync(
    connection: Connection,
    athlete: str,
    source: str,
    *,
    run_id: int,
    now: datetime,
    saved: Saved = _NOTHING,
    trouble: Trouble | None = None,
    cause: str = "",
    detail: str = "",
    retry_at: datetime | None = None,
    runs_came: bool = False,
    is_once: bool = False,
    as_of: datetime | None = None,
    cursor: datetime | None = None,
    shoes_asked: bool = False,
    mornings_asked: bool = False,
    calendar_asked: bool = False,
) -> None:
    """Note how a pull went. `trouble` None: it brought all that was asked.

    `runs_came`: the list of activities is complete, whatever failed after it, and `cursor` is the newest start in it.
    It is complete up to now; with `is_once` (what a person brings in) as far as `brought_in.told_until` says, given the
    date `as_of` of an export.
    `shoes_asked`, `mornings_asked` and `calendar_asked` likewise say what has come. A failure of the same kind goes on
    since it began.
    """
    connection.execute(
        update(schema.sync_runs)
        .where(schema.sync_runs.c.id == run_id)
        .values(
            ended_at=now,
            outcome=trouble.value if trouble else "ok",
            cause=cause,
            detail=detail,
            new=saved.new,
            changed=saved.changed,
            deleted=saved.deleted,
        )
    )
    before = source_state(connection, athlete, source)
    if before is None:
        raise LookupError(f"no sync of {source} was begun")
    values: dict[str, object] = {"cause": cause, "retry_at": retry_at}
    if shoes_asked:
        values["shoes_asked_at"] = now
    if mornings_asked:
        values["mornings_asked_at"] = now
    if calendar_asked:
        values["calendar_asked_at"] = now
    if runs_came or trouble is None:
        values["first_import_done_at"] = before.first_import_done_at or now
        values["last_success"] = now
        if is_once:
            told = told_until(connection, athlete, before=before.last_success, as_of=as_of, now=now)
            values["last_success"] = told
        values["cursor"] = _later(before.cursor, cursor)
    if trouble is None:
        values |= {"trouble": None, "trouble_since": None, "failures": 0}
    else:
        values |= {"trouble": trouble.value, "failures": before.failures + 1}
        values["trouble_since"] = before.trouble_since if before.trouble is trouble else now
    connection.execute(update(_TABLE).where(of(_TABLE, athlete, source)).values(values))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((each for each in (one, other) if each is not None), default=None)


def logged_in(connection: Connection, athlete: str, source: str, *, now: datetime) -> None:
    """A person has just logged in: whatever held the source back is no reason to wait any more."""
    first = {"athlete": athlete, "source": source, "enabled_at": now, "cause": "", "failures": 0, "retry_at": None}
    upsert(connection, _TABLE, [first], key=_KEY, keep=("enabled_at", "cause", "failures"))


def source_health(
    connection: Connection, athlete: str, intervals: Mapping[str, timedelta | None], *, now: datetime
) -> tuple[SourceHealth, ...]:
    """Return the health of the enabled sources, those of `intervals`, by name.

    What nothing asks (None: `shinguard import`) has no troubles: whoever brings something in sees at once how it goes.
    """
    return tuple(
        _health(
            source,
            source_state(connection, athlete, source),
            intervals[source],
            now,
            _last_run_day(connection, athlete, source),
            hangs=_hangs(connection, athlete, source, now),
        )
        for source in sorted(intervals)
    )


def _health(
    source: str,
    state: SourceState | None,
    interval: timedelta | None,
    now: datetime,
    last_run_day: date | None,
    *,
    hangs: bool,
) -> SourceHealth:
    if state is None:
        return SourceHealth(
            source=source,
            interval=interval,
            enabled_at=now,
            last_run_day=last_run_day,
            has_login=source != FILES,
        )
    return SourceHealth(
        source=source,
        interval=interval,
        enabled_at=state.enabled_at,
        last_success=state.last_success,
        last_run_day=last_run_day,
        trouble=state.trouble if interval is not None else None,
        trouble_since=state.trouble_since if interval is not None else None,
        retry_at=state.retry_at,
        cause=state.cause,
        has_login=source != FILES,
        asked_in_vain=state.failures > 0 or hangs,
    )


def _hangs(connection: Connection, athlete: str, source: str, now: datetime) -> bool:
    """Say whether the last pull never came to an end: its process was killed, time and again perhaps."""
    last = connection.execute(_LAST_PULL, {"athlete": athlete, "source": source}).one_or_none()
    return last is not None and last.outcome == "running" and now - last.started_at > _LONGEST_PULL


def _last_run_day(connection: Connection, athlete: str, source: str) -> date | None:
    found: date | None = connection.scalar(_LAST_RUN_DAY, {"athlete": athlete, "source": source})
    return max(filter(None, (found, last_purged_day(connection, athlete, source))), default=None)


def suspicious_sources(connection: Connection, athlete: str) -> dict[str, datetime]:
    """Return since when the list of a source lacks too much of what is known, of those of which it does."""
    since = _TABLE.c.suspicious_since
    rows = connection.execute(
        select(_TABLE.c.source, since).where(_TABLE.c.athlete == athlete, since.is_not(None)).order_by(_TABLE.c.source)
    )
    return {row.source: row.suspicious_since for row in rows}
