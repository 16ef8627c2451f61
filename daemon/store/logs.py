"""What the runner says: marks, pain, injuries, exertion; written, read, deleted."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, insert, select, update

from daemon import schema
from daemon.store.judged import stamp_after
from daemon.store.rows import ATHLETE, SINCE
from rules.said import NO_END, Injury, Mark, MarkKind, Moment, PainEntry, RedFlag, Site

_MARKS = (
    select(schema.marks)
    .where(schema.marks.c.athlete == ATHLETE, schema.marks.c.last_day >= SINCE)
    .order_by(schema.marks.c.first_day, schema.marks.c.id)
)
_PAIN = (
    select(schema.pain_entries)
    .where(schema.pain_entries.c.athlete == ATHLETE, schema.pain_entries.c.at_utc >= SINCE)
    .order_by(schema.pain_entries.c.at_utc, schema.pain_entries.c.id)
)
_INJURIES = (
    select(schema.injuries)
    .where(schema.injuries.c.athlete == ATHLETE)
    .order_by(schema.injuries.c.day, schema.injuries.c.id)
)
_EXERTIONS = select(schema.exertions.c.run, schema.exertions.c.exertion).where(schema.exertions.c.athlete == ATHLETE)

_EVER = datetime.min.replace(tzinfo=UTC)


def load_marks(connection: Connection, athlete: str, *, since: date) -> tuple[Mark, ...]:
    """Return the marks that reach up to `since` or later, the first to begin first."""
    rows = connection.execute(_MARKS, {"athlete": athlete, "since": since})
    return tuple(Mark(mark_id=row.id, kind=MarkKind(row.kind), first=row.first_day, last=row.last_day) for row in rows)


def load_pain(connection: Connection, athlete: str, *, since: datetime = _EVER) -> tuple[PainEntry, ...]:
    """Return what was ever logged of pain, or since an instant, oldest first."""
    rows = connection.execute(_PAIN, {"athlete": athlete, "since": since})
    return tuple(map(_pain_entry, rows))


def load_injuries(connection: Connection, athlete: str) -> tuple[Injury, ...]:
    """Return all injuries, oldest first."""
    rows = connection.execute(_INJURIES, {"athlete": athlete})
    return tuple(Injury(injury_id=row.id, day=row.day, site=Site(row.site)) for row in rows)


def load_exertions(connection: Connection, athlete: str) -> dict[str, int]:
    """Return how hard runs felt, by the key of one of their copies."""
    rows = connection.execute(_EXERTIONS, {"athlete": athlete})
    return {row.run: row.exertion for row in rows}


def add_mark(connection: Connection, athlete: str, *, kind: MarkKind, first: date, last: date, now: datetime) -> Mark:
    """Mark the days from first to last, both included: what was run on them is judged again.

    With `NO_END` as the last it holds until `end_mark`.
    """
    row = {"kind": kind.value, "first_day": first, "last_day": last}
    mark = Mark(mark_id=_add(connection, schema.marks, athlete, row), kind=kind, first=first, last=last)
    _judge_again(connection, athlete, mark, now=now)
    return mark


def standing_mark(connection: Connection, athlete: str, kind: MarkKind) -> Mark | None:
    """Return the mark of this kind that has no end yet, None where there is none. There is one at most."""
    marks = load_marks(connection, athlete, since=NO_END)
    return next((mark for mark in marks if mark.kind is kind), None)


def end_mark(connection: Connection, athlete: str, mark: Mark, *, last: date, now: datetime) -> Mark | None:
    """Let a mark end on that day. Return it as it is now, None where it began after it: then nothing of it is left."""
    if last < mark.first:
        delete_mark(connection, athlete, mark.mark_id, now=now)
        return None
    _judge_again(connection, athlete, mark, now=now)
    table = schema.marks
    rows = update(table).where(table.c.athlete == athlete, table.c.id == mark.mark_id)
    connection.execute(rows.values(last_day=last))
    return replace(mark, last=last)


def delete_mark(connection: Connection, athlete: str, mark_id: int, *, now: datetime) -> bool:
    """Take a mark back. Return False where there is none of this number."""
    marks = load_marks(connection, athlete, since=date.min)
    mark = next((mark for mark in marks if mark.mark_id == mark_id), None)
    if mark is not None:
        _judge_again(connection, athlete, mark, now=now)
    return _delete(connection, schema.marks, athlete, mark_id)


def add_pain(
    connection: Connection,
    athlete: str,
    *,
    at: datetime,
    site: Site,
    moment: Moment,
    level: int,
    red_flags: Iterable[RedFlag],
    now: datetime,
) -> PainEntry:
    """Store a pain, 0 to 10. `at`, when it hurt, is aware and on the runner's clock."""
    flags, offset = frozenset(red_flags), at.utcoffset()
    if offset is None:
        raise ValueError("a pain without a zone has no day")
    row = {
        "at_utc": at,
        "utc_offset_s": int(offset.total_seconds()),
        "site": site.value,
        "moment": moment.value,
        "level": level,
        "red_flags": " ".join(flag for flag in RedFlag if flag in flags),
        "logged_at": now,
    }
    number = _add(connection, schema.pain_entries, athlete, row)
    return PainEntry(
        entry_id=number, at=at, site=site, moment=moment, level=level, red_flags=flags, logged_at=now.astimezone(UTC)
    )


def delete_pain(connection: Connection, athlete: str, entry_id: int) -> bool:
    """Take an entry back. Return False where there is none of this number."""
    return _delete(connection, schema.pain_entries, athlete, entry_id)


def add_injury(connection: Connection, athlete: str, *, day: date, site: Site) -> Injury:
    """Store an injury from the day on which it began."""
    row = {"day": day, "site": site.value}
    return Injury(injury_id=_add(connection, schema.injuries, athlete, row), day=day, site=site)


def delete_injury(connection: Connection, athlete: str, injury_id: int) -> bool:
    """Take an injury back. Return False where there is none of this number."""
    return _delete(connection, schema.injuries, athlete, injury_id)


def _add(connection: Connection, table: Table, athlete: str, row: dict[str, Any]) -> int:
    number: int = connection.execute(insert(table).values(athlete=athlete, **row).returning(table.c.id)).scalar_one()
    return number


def _delete(connection: Connection, table: Table, athlete: str, number: int) -> bool:
    gone = connection.execute(delete(table).where(table.c.athlete == athlete, table.c.id == number))
    return gone.rowcount > 0


def _judge_again(connection: Connection, athlete: str, mark: Mark, *, now: datetime) -> None:
    """A race is judged otherwise than a run, and on some days rules rest."""
    table = schema.activities
    connection.execute(
        update(table)
        .where(table.c.athlete == athlete, table.c.local_day.between(mark.first, mark.last))
        .values(changed_at=stamp_after(connection, athlete, now))
    )


def _pain_entry(row: Row[Any]) -> PainEntry:
    return PainEntry(
        entry_id=row.id,
        at=row.at_utc.astimezone(timezone(timedelta(seconds=row.utc_offset_s))),
        site=Site(row.site),
        moment=Moment(row.moment),
        level=row.level,
        red_flags=frozenset(map(RedFlag, row.red_flags.split())),
        logged_at=row.logged_at,
    )
