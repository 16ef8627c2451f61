"""What a pass judges: what came in, changed or ended since the last one, and what that touches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, func, select

from daemon.connect import FILES
from daemon.records import STANDS
from daemon.schema import activities, athletes, source_state
from daemon.store.rows import ATHLETE, SINCE
from daemon.store.upsert import upsert
from rules.history import History, Session
from rules.sessions import PAUSE

_JUDGED_DAYS = timedelta(days=8)
"""A change to an older session is history: it counts, and is not judged again."""
_TOUCHES = timedelta(days=36)
"""So far ahead a session is part of what later ones are judged by: the weeks of weekly-ramp reach furthest."""
_FIRST_LATEST = timedelta(days=14)
_TICK = timedelta(microseconds=1)

_JUDGED_THROUGH = select(athletes.c.judged_through, athletes.c.known_through).where(athletes.c.name == ATHLETE)
_LAST_CHANGE = select(func.max(activities.c.changed_at)).where(activities.c.athlete == ATHLETE)
_LATEST = select(
    _LAST_CHANGE.scalar_subquery(),
    select(athletes.c.judged_through).where(athletes.c.name == ATHLETE).scalar_subquery(),
)
_CHANGES = select(
    activities.c.source,
    activities.c.source_id,
    activities.c.start_utc,
    activities.c.arrived_at,
    activities.c.deleted_at,
    activities.c.excluded,
).where(activities.c.athlete == ATHLETE, activities.c.changed_at > SINCE)
_IMPORTED = select(source_state.c.source).where(
    source_state.c.athlete == ATHLETE, source_state.c.first_import_done_at.is_not(None)
)


def judged_through(connection: Connection, athlete: str) -> datetime | None:
    """Return the instant up to which changes have been judged, None when nothing has."""
    found: datetime | None = connection.scalar(_JUDGED_THROUGH, {"athlete": athlete})
    return found


def set_judged_through(connection: Connection, athlete: str, instant: datetime, *, known_through: date | None) -> None:
    """Note that all is judged that is stored and known now: call it in the write transaction of `load_state`.

    What is saved later is marked with a later instant, whatever the clock of its process says.
    """
    latest = connection.scalar(_LAST_CHANGE, {"athlete": athlete})
    through = instant if latest is None else max(instant, latest)
    row = {"name": athlete, "judged_through": through, "known_through": known_through}
    upsert(connection, athletes, [row], key=("name",))


def stamp_after(connection: Connection, athlete: str, now: datetime) -> datetime:
    """Return now, or just after what was judged or changed last: a late commit must not slip below the watermark."""
    known: Iterable[datetime | None] = connection.execute(_LATEST, {"athlete": athlete}).one()
    return max([now.astimezone(UTC), *(each + _TICK for each in known if each is not None)])


def sessions_to_judge(
    connection: Connection, athlete: str, history: History, *, first_import: bool, now: datetime
) -> Iterator[Session]:
    """Yield what this pass judges: what ended lately, what changed or came in, what that touches, what is clear now."""
    row = connection.execute(_JUDGED_THROUGH, {"athlete": athlete}).one_or_none()
    if row is None or row.judged_through is None:
        yield from _judged_first(history.sessions, now)
        return
    changes = _changes(connection, athlete, since=row.judged_through, now=now)
    came_in: frozenset[str] = frozenset() if first_import else changes.came_in
    is_clearer = (history.known_through or date.min) > (row.known_through or date.min)
    standing_from, judged_from = now - STANDS, now - _JUDGED_DAYS
    for session in history.sessions:
        if (
            session.end >= standing_from
            or (session.start >= judged_from and (is_clearer or changes.touch(session)))
            or (changes.any_gone and session is history.sessions[-1])
            or (came_in and came_in.issuperset(copy for run in session.runs for copy in run.copies))
        ):
            yield session


@dataclass(frozen=True, slots=True, kw_only=True)
class _Changes:
    """What changed since the last pass: the starts of all that did, and the keys of what is new."""

    starts: tuple[datetime, ...]
    came_in: frozenset[str]
    any_gone: bool

    def touch(self, session: Session) -> bool:
        """Say whether a session is judged by one of them: by a run of the 35 days before it, or of it."""
        return any(start < session.end + PAUSE and session.start - start <= _TOUCHES for start in self.starts)


def _changes(connection: Connection, athlete: str, *, since: datetime, now: datetime) -> _Changes:
    """Read the changes. What a first import brings that is not complete is a piece of history, and nothing new.

    So are old runs in files: there is a first export, and then one of another service, and the disk of an old watch.
    """
    imported = set(connection.scalars(_IMPORTED, {"athlete": athlete}))
    changed = connection.execute(_CHANGES, {"athlete": athlete, "since": since}).all()
    return _Changes(
        starts=tuple(row.start_utc for row in changed),
        came_in=frozenset(
            f"{row.source}-{row.source_id}"
            for row in changed
            if row.arrived_at > since
            and row.source in imported
            and (row.source != FILES or now - row.start_utc <= _JUDGED_DAYS)
        ),
        any_gone=any(row.deleted_at is not None or row.excluded for row in changed),
    )


def _judged_first(sessions: tuple[Session, ...], now: datetime) -> tuple[Session, ...]:
    """Return what is still of interest when a whole history has just come in."""
    fresh = tuple(session for session in sessions if now - session.start <= STANDS)
    latest = tuple(session for session in sessions[-1:] if now - session.start <= _FIRST_LATEST)
    return fresh or latest
