"""A runner as the rules see one, from the tables. What is read does not grow with the length of the history."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection, func, select

from daemon.connect import FILES
from daemon.copies import origin
from daemon.merge import merge
from daemon.records import MORNINGS_SEEN, ON_FOOT_SEEN, STANDS, STRENGTH_SEEN, Past
from daemon.schema import activities, athletes, quarantined, receiver_state, source_state
from daemon.store.activities import ON_FOOT, present, read_activity
from daemon.store.logs import load_exertions, load_injuries, load_marks, load_pain
from daemon.store.mornings import load_mornings, mornings_from
from daemon.store.pairings import load_pairings
from daemon.store.purged import purged_runs, purged_strength
from daemon.store.said import as_said
from daemon.store.shoes import load_shoes
from daemon.store.sources import RUN_SPORTS, source_health
from daemon.store.upsert import upsert
from rules.body import body_of
from rules.history import History, Session, known_through
from rules.records import Activity, ReceiverHealth, Run, Sport
from rules.sessions import PAUSE
from rules.state import RunnerState

_DAYS = timedelta(days=400)
_AT_LEAST = 300
"""Runs, however old: a runner who was away for years comes back to what was before."""
_AHEAD = timedelta(days=1)
"""A start further in the future is a mistake of a clock."""
_JUDGED_DAYS = timedelta(days=8)
"""A change to an older session is history: it counts, and is not judged again."""
_TOUCHES = timedelta(days=36)
"""So far ahead a session is part of what later ones are judged by: the weeks of weekly-ramp reach furthest."""
_FIRST_LATEST = timedelta(days=14)


def load_state(
    connection: Connection,
    athlete: str,
    *,
    now: datetime,
    intervals: Mapping[str, timedelta | None],
    receivers: Iterable[str],
    first_import: bool = False,
) -> RunnerState:
    """Given an athlete's name and `now` in the athlete's time zone, return the runner as known.

    `intervals` are those of the enabled sources (None: what a person brings in), `receivers` the names of the
    configured ones. With `first_import` what has just come in is history, and only what ended lately is judged.
    """
    today = now.date()
    marks = load_marks(connection, athlete, since=today - _DAYS)
    pairings = load_pairings(connection, athlete)
    recent = merge(_recent(connection, athlete, now), pairings=pairings)
    said = as_said(recent, load_exertions(connection, athlete), marks)
    shoes, outings = load_shoes(connection, athlete, said, today=today)
    pain = load_pain(connection, athlete, since=now - _DAYS)
    injuries = load_injuries(connection, athlete)
    sources = source_health(connection, athlete, intervals, now=now)
    history = History(
        [
            *(run for run in outings if run.sport.is_run),
            *_unreadable(connection, athlete, outings, since=today - _DAYS, zone=now.tzinfo),
            *purged_runs(connection, athlete, outings, since=today - _DAYS, zone=now.tzinfo),
        ],
        known_through=known_through(sources, now=now),
        first_run_day=_first_run_day(connection, athlete),
        body=body_of(pain, injuries),
    )
    return RunnerState(
        now=now,
        history=history,
        judged=tuple(_judged(connection, athlete, history, first_import=first_import, now=now)),
        mornings=load_mornings(connection, athlete, since=_since(mornings_from(connection, athlete), today)),
        shoes=shoes,
        on_foot=tuple(run for run in outings if run.day > today - ON_FOOT_SEEN),
        strength_days=load_strength(connection, athlete, since=today - STRENGTH_SEEN),
        marks=marks,
        pain=pain,
        injuries=injuries,
        sources=sources,
        receivers=_receivers(connection, athlete, receivers),
    )


def load_past(connection: Connection, athlete: str, *, zone: tzinfo) -> Past:
    """Return all that is on record of an athlete, however long; for a replay, not for a pass."""
    on_foot = (activities.c.athlete == athlete) & activities.c.sport.in_(ON_FOOT)
    marks = load_marks(connection, athlete, since=date.min)
    records = map(read_activity, connection.execute(select(activities).where(on_foot)))
    merged = merge(records, pairings=load_pairings(connection, athlete))
    said = as_said(merged, load_exertions(connection, athlete), marks)
    shoes, outings = load_shoes(connection, athlete, said, today=date.max)
    runs = (run for run in outings if run.sport.is_run)
    unreadable = (
        *_unreadable(connection, athlete, outings, since=date.min, zone=zone),
        *purged_runs(connection, athlete, outings, since=date.min, zone=zone),
    )
    return Past(
        runs=tuple(sorted((*runs, *unreadable), key=lambda run: (run.start, run.run_id))),
        walks=tuple(run for run in outings if not run.sport.is_run),
        shoes=shoes,
        mornings=load_mornings(connection, athlete, since=date.min),
        mornings_from=mornings_from(connection, athlete),
        pain=load_pain(connection, athlete, since=datetime.min.replace(tzinfo=UTC)),
        injuries=load_injuries(connection, athlete),
        marks=marks,
        strength_days=load_strength(connection, athlete, since=date.min),
    )


def judged_through(connection: Connection, athlete: str) -> datetime | None:
    """Return the instant up to which changes have been judged, None when nothing has."""
    found: datetime | None = connection.scalar(select(athletes.c.judged_through).where(athletes.c.name == athlete))
    return found


def set_judged_through(connection: Connection, athlete: str, instant: datetime, *, known_through: date | None) -> None:
    """Note that all is judged that is stored and known now: call it in the write transaction of `load_state`.

    What is saved later is marked with a later instant, whatever the clock of its process says.
    """
    latest = connection.scalar(select(func.max(activities.c.changed_at)).where(activities.c.athlete == athlete))
    through = instant if latest is None else max(instant, latest)
    row = {"name": athlete, "judged_through": through, "known_through": known_through}
    upsert(connection, athletes, [row], key=("name",))


def _recent(connection: Connection, athlete: str, now: datetime) -> Iterator[Activity]:
    """Yield what was done on foot, deleted records included: they may be what a run is named after."""
    day = activities.c.local_day
    runs = select(day).where(present(athlete), activities.c.sport.in_(RUN_SPORTS))
    nth_newest = connection.scalar(runs.order_by(day.desc()).offset(_AT_LEAST - 1).limit(1))
    since = _streak_begins(connection, athlete, min(now.date() - _DAYS, nth_newest or date.min))
    on_foot = select(activities).where(activities.c.athlete == athlete, activities.c.sport.in_(ON_FOOT))
    for row in connection.execute(on_foot.where(day >= since, activities.c.start_utc <= now + _AHEAD)):
        yield read_activity(row)


def _streak_begins(connection: Connection, athlete: str, day: date) -> date:
    """Return the first day of the streak that reaches up to `day`: half a streak would be told as a whole one."""
    table = activities.c
    days = select(table.local_day).where(present(athlete), table.sport.in_(RUN_SPORTS), table.local_day < day)
    for before in connection.scalars(days.distinct().order_by(table.local_day.desc())):
        if day - before > timedelta(days=1):
            break
        day = before
    return day


def _unreadable(
    connection: Connection, athlete: str, runs: Iterable[Run], *, since: date, zone: tzinfo | None
) -> Iterator[Run]:
    """Yield the days of what could not be read, as runs of unknown distance.

    A day on which another source has a run is not one of them: that is the copy which could be read. Of files each kind
    is a source here: of a run that Garmin's export spoils, Strava's may tell.
    """
    readable = {(run.day, _origin(copy)) for run in runs if run.sport.is_run for copy in run.copies}
    stored = (
        select(activities.c.id)
        .where(
            present(athlete),
            activities.c.source == quarantined.c.source,
            activities.c.source_id == quarantined.c.source_id,
        )
        .exists()
    )
    rows = connection.execute(
        select(quarantined.c.source, quarantined.c.source_id, quarantined.c.day).where(
            quarantined.c.athlete == athlete, quarantined.c.day >= since, ~stored
        )
    )
    for row in rows:
        key = f"{row.source}-{row.source_id}"
        if any(day == row.day and told != _origin(key) for day, told in readable):
            continue
        start = datetime.combine(row.day, time(), tzinfo=zone)
        yield Run(run_id=key, sport=Sport.RUN, start=start, elapsed_s=0, moving_s=0, distance_m=None, copies=(key,))


def _origin(key: str) -> str:
    source, _, source_id = key.partition("-")
    return origin(source, source_id)


def _first_run_day(connection: Connection, athlete: str) -> date | None:
    first: date | None = connection.scalar(
        select(activities.c.local_day)
        .where(present(athlete), activities.c.sport.in_(RUN_SPORTS))
        .order_by(activities.c.local_day)
        .limit(1)
    )
    return first


def _judged(
    connection: Connection, athlete: str, history: History, *, first_import: bool, now: datetime
) -> Iterator[Session]:
    """Yield what this pass judges: what ended lately, what changed or came in, what that touches, what is clear now."""
    row = connection.execute(
        select(athletes.c.judged_through, athletes.c.known_through).where(athletes.c.name == athlete)
    ).one_or_none()
    if row is None or row.judged_through is None:
        yield from _judged_first(history.sessions, now)
        return
    changes = _changes(connection, athlete, since=row.judged_through, now=now)
    came_in: frozenset[str] = frozenset() if first_import else changes.came_in
    is_clearer = (history.known_through or date.min) > (row.known_through or date.min)
    for session in history.sessions:
        is_new = {copy for run in session.runs for copy in run.copies} <= came_in
        is_late = now - session.start > _JUDGED_DAYS
        if (
            is_new
            or now - session.end <= STANDS
            or (not is_late and (is_clearer or changes.touch(session)))
            or (changes.any_gone and session is history.sessions[-1])
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
    imported = set(
        connection.scalars(
            select(source_state.c.source).where(
                source_state.c.athlete == athlete, source_state.c.first_import_done_at.is_not(None)
            )
        )
    )
    columns = ("source", "source_id", "start_utc", "arrived_at", "deleted_at", "excluded")
    changed = connection.execute(
        select(*(activities.c[name] for name in columns)).where(
            activities.c.athlete == athlete, activities.c.changed_at > since
        )
    ).all()
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


def _since(begins: date | None, today: date) -> date:
    return today - MORNINGS_SEEN if begins is None else max(begins, today - MORNINGS_SEEN)


def load_strength(connection: Connection, athlete: str, *, since: date) -> tuple[date, ...]:
    """Return the days with strength training from a day on, oldest first; one that came in twice counts once.

    Of a purged one only the day is known: it counts where no other training of that day is on record.
    """
    strength = select(activities).where(
        activities.c.athlete == athlete, activities.c.sport == Sport.STRENGTH, activities.c.local_day >= since
    )
    records = map(read_activity, connection.execute(strength))
    days = [session.day for session in merge(records, pairings=load_pairings(connection, athlete))]
    purged = set(purged_strength(connection, athlete, since=since))
    return tuple(sorted((*days, *purged.difference(days))))


def _receivers(connection: Connection, athlete: str, names: Iterable[str]) -> tuple[ReceiverHealth, ...]:
    rows = connection.execute(select(receiver_state).where(receiver_state.c.athlete == athlete))
    known = {
        row.receiver: ReceiverHealth(name=row.receiver, failing_since=row.failing_since, last_success=row.last_success)
        for row in rows
    }
    return tuple(known.get(name, ReceiverHealth(name=name)) for name in names)
