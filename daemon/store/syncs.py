"""How pulls are noted: that one begins, how it went, and what of a source's trouble is over."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, update

from daemon import schema
from daemon.store.activities import NOTHING, Saved
from daemon.store.brought_in import told_until
from daemon.store.put_aside import forget_what_is_told_anew
from daemon.store.rows import of
from daemon.store.sources import source_state
from daemon.store.upsert import upsert
from rules.health import Trouble

_KEPT = timedelta(days=90)
"""Sync runs older than this are forgotten."""
_KEY = ("athlete", "source")


def begin_sync(connection: Connection, athlete: str, source: str, *, now: datetime, is_once: bool = False) -> int:
    """Note that a pull begins, or with `is_once` that a person brings something in. Return the id of its sync run."""
    runs = schema.sync_runs
    if source_state(connection, athlete, source) is None:
        upsert(connection, schema.source_state, [_untried(athlete, source, now)], key=_KEY)
    connection.execute(delete(runs).where(runs.c.athlete == athlete, runs.c.started_at < now - _KEPT))
    forget_what_is_told_anew(connection, athlete, source, is_once=is_once)
    counts = {"new": 0, "changed": 0, "deleted": 0}
    run = {"athlete": athlete, "source": source, "started_at": now, "outcome": "running", "cause": "", "detail": ""}
    made = insert(runs).values(run | counts).returning(runs.c.id)
    run_id: int = connection.execute(made).scalar_one()
    return run_id


def finish_sync(
    connection: Connection,
    athlete: str,
    source: str,
    *,
    run_id: int,
    now: datetime,
    saved: Saved = NOTHING,
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
    date `as_of` of an export. What a list that is not believed (`saved.suspicious`) leaves unseen is not known: then
    the source has not answered.
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
    if (runs_came or trouble is None) and (is_once or not saved.suspicious):
        values["first_import_done_at"] = before.first_import_done_at or now
        values["last_success"] = now
        if is_once:
            told = None if saved.suspicious else as_of
            values["last_success"] = told_until(connection, athlete, before=before.last_success, as_of=told, now=now)
        values["cursor"] = _later(before.cursor, cursor)
    if trouble is None:
        values |= {"trouble": None, "trouble_since": None, "failures": 0}
    else:
        values |= {"trouble": trouble.value, "failures": before.failures + 1}
        values["trouble_since"] = before.trouble_since if before.trouble is trouble else now
    connection.execute(update(schema.source_state).where(of(schema.source_state, athlete, source)).values(values))


def logged_in(connection: Connection, athlete: str, source: str, *, now: datetime) -> None:
    """A person has just logged in: whatever held the source back is no reason to wait any more."""
    row = _untried(athlete, source, now) | {"retry_at": None}
    upsert(connection, schema.source_state, [row], key=_KEY, keep=("enabled_at", "cause", "failures"))


def _untried(athlete: str, source: str, now: datetime) -> dict[str, object]:
    return {"athlete": athlete, "source": source, "enabled_at": now, "cause": "", "failures": 0}


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((each for each in (one, other) if each is not None), default=None)
