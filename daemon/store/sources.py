"""What is remembered of each source: when it was asked, how it went, and since when it is in trouble."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from connectors.base import Quarantined
from daemon import schema
from daemon.connect import FILES
from daemon.store.activities import Saved, of
from daemon.store.brought_in import told_until
from daemon.store.purged import last_purged_day
from daemon.store.upsert import upsert
from rules.records import SourceHealth, Sport, Trouble

RUN_SPORTS = tuple(sport.value for sport in Sport if sport.is_run)
_TABLE = schema.source_state
_PASSING = (Trouble.FAILING, Trouble.RATE_LIMITED)
_PATIENCE = timedelta(hours=24)
_LONGEST_PULL = timedelta(minutes=20)
_KEPT = timedelta(days=90)
"""Sync runs older than this are forgotten."""
REJECTED = "rejected-"
"""How the identifier of a file that cannot be read begins."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRun:
    """One pull. `outcome` is "running" (or killed), "ok", or a `Trouble`."""

    source: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    cause: str
    detail: str
    new: int
    changed: int
    deleted: int


def source_state(connection: Connection, athlete: str, source: str) -> SourceState | None:
    """Return what is known of the source, None before its first sync."""
    row = connection.execute(
        select(*(_TABLE.c[field.name] for field in fields(SourceState))).where(of(_TABLE, athlete, source))
    ).one_or_none()
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
    states = connection.execute(select(_TABLE).where(_TABLE.c.athlete == athlete)).all()
    begun = {
        row.source
        for row in states
        if row.first_import_done_at is None
        # A person may break off an import, and never go on: nothing waits for the rest.
        and row.source != FILES
        and (row.trouble is None or (row.trouble in _PASSING and now - row.trouble_since < _PATIENCE))
        and _has_brought(connection, athlete, row.source)
    }
    done = tuple(row.first_import_done_at for row in states if row.first_import_done_at is not None)
    return Imports(done=done, under_way=bool(begun))


def _has_brought(connection: Connection, athlete: str, source: str) -> bool:
    any_activity = select(schema.activities.c.id).where(of(schema.activities, athlete, source)).limit(1)
    return connection.scalar(any_activity) is not None


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
    # What has no identifier of its own is told anew by the pull that meets it again.
    connection.execute(
        delete(schema.quarantined).where(
            of(schema.quarantined, athlete, source),
            (schema.quarantined.c.source_id == "") | schema.quarantined.c.source_id.startswith(REJECTED),
        )
    )
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
        return SourceHealth(source=source, interval=interval, enabled_at=now, last_run_day=last_run_day)
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
        asked_in_vain=state.failures > 0 or hangs,
    )


def _hangs(connection: Connection, athlete: str, source: str, now: datetime) -> bool:
    """Say whether the last pull never came to an end: its process was killed, time and again perhaps."""
    table = schema.sync_runs
    last = connection.execute(
        select(table.c.started_at, table.c.outcome)
        .where(of(table, athlete, source))
        .order_by(table.c.started_at.desc(), table.c.id.desc())
        .limit(1)
    ).one_or_none()
    return last is not None and last.outcome == "running" and now - last.started_at > _LONGEST_PULL


def _last_run_day(connection: Connection, athlete: str, source: str) -> date | None:
    day = schema.activities.c.local_day
    is_run = schema.activities.c.sport.in_(RUN_SPORTS) & schema.activities.c.deleted_at.is_(None)
    found: date | None = connection.scalar(
        select(day).where(of(schema.activities, athlete, source), is_run).order_by(day.desc()).limit(1)
    )
    return max(filter(None, (found, last_purged_day(connection, athlete, source))), default=None)


def quarantine(connection: Connection, athlete: str) -> tuple[Quarantined, ...]:
    """Return the items that could not be read, by source, the oldest first."""
    table = schema.quarantined
    rows = connection.execute(
        select(table.c.source, table.c.source_id, table.c.what, table.c.day)
        .where(table.c.athlete == athlete)
        .order_by(table.c.source, table.c.at, table.c.source_id)
    )
    return tuple(Quarantined(**row._asdict()) for row in rows)


def suspicious_sources(connection: Connection, athlete: str) -> dict[str, datetime]:
    """Return since when the list of a source lacks too much of what is known, of those of which it does."""
    since = _TABLE.c.suspicious_since
    rows = connection.execute(
        select(_TABLE.c.source, since).where(_TABLE.c.athlete == athlete, since.is_not(None)).order_by(_TABLE.c.source)
    )
    return {row.source: row.suspicious_since for row in rows}


def sync_runs(connection: Connection, athlete: str, limit: int) -> tuple[SyncRun, ...]:
    """Return the last `limit` pulls, newest first."""
    rows = connection.execute(
        select(*(schema.sync_runs.c[field.name] for field in fields(SyncRun)))
        .where(schema.sync_runs.c.athlete == athlete)
        .order_by(schema.sync_runs.c.started_at.desc(), schema.sync_runs.c.id.desc())
        .limit(limit)
    )
    return tuple(SyncRun(**row._asdict()) for row in rows)
