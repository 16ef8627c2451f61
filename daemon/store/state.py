"""A runner as the rules see one, from the tables. What is read does not grow with the length of the history."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from daemon.merge import merge
from daemon.records import MARKS_SEEN, MORNINGS_SEEN, ON_FOOT_SEEN, STRENGTH_SEEN
from daemon.schema import activities
from daemon.store.days import strength_days, unknown_runs
from daemon.store.health import receiver_health, source_health
from daemon.store.judged import sessions_to_judge
from daemon.store.logs import load_exertions, load_injuries, load_marks, load_pain
from daemon.store.mornings import load_mornings, mornings_from
from daemon.store.pairings import load_pairings
from daemon.store.records import RECORDS, is_on_foot, is_present, is_run, read_records
from daemon.store.rows import ATHLETE, SINCE
from daemon.store.said import as_said
from daemon.store.shoes import load_shoes
from rules.body import body_of
from rules.history import History, known_through
from rules.mornings import Mornings
from rules.on_foot import OnFoot
from rules.pains import PainLog
from rules.records import Activity
from rules.state import RunnerState

_DAYS = timedelta(days=400)
_AT_LEAST = 300
"""Runs, however old: a runner who was away for years comes back to what was before."""
_AHEAD = timedelta(days=1)
"""A start further in the future is a mistake of a clock."""

_RUN_DAYS = select(activities.c.local_day).where(activities.c.athlete == ATHLETE, is_present, is_run)
_FIRST_RUN_DAY = _RUN_DAYS.order_by(activities.c.local_day).limit(1)
_NTH_NEWEST_RUN_DAY = _RUN_DAYS.order_by(activities.c.local_day.desc()).offset(_AT_LEAST - 1).limit(1)
_EARLIER_RUN_DAYS = (
    _RUN_DAYS.where(activities.c.local_day < bindparam("before")).distinct().order_by(activities.c.local_day.desc())
)
_RECENT = RECORDS.where(is_on_foot, activities.c.local_day >= SINCE, activities.c.start_utc <= bindparam("until"))


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
    configured ones. With `first_import` what has just come in is history, and only what ended lately is judged. Raise
    ValueError for a `now` that is naive.
    """
    today, zone = now.date(), now.tzinfo
    if zone is None:
        raise ValueError("without a zone nobody knows which day it is")
    marks = load_marks(connection, athlete, since=today - MARKS_SEEN)
    pairings = load_pairings(connection, athlete)
    recent = merge(_recent(connection, athlete, now), pairings=pairings)
    said = as_said(recent, load_exertions(connection, athlete), marks)
    shoes, outings = load_shoes(connection, athlete, said, today=today)
    # All of it: a pain is named after its first entry, however long ago.
    pain = load_pain(connection, athlete)
    injuries = load_injuries(connection, athlete)
    sources = source_health(connection, athlete, intervals, now=now)
    history = History(
        [
            *(run for run in outings if run.sport.is_run),
            *unknown_runs(connection, athlete, outings, since=today - _DAYS, zone=zone),
        ],
        known_through=known_through(sources, now=now),
        first_run_day=_first_run_day(connection, athlete),
        body=body_of(pain, injuries),
    )
    return RunnerState(
        now=now,
        history=history,
        judged=tuple(sessions_to_judge(connection, athlete, history, first_import=first_import, now=now)),
        mornings=Mornings(load_mornings(connection, athlete, since=_since(mornings_from(connection, athlete), today))),
        shoes=shoes,
        on_foot=OnFoot((run for run in outings if shoes and run.day > today - ON_FOOT_SEEN), shoes),
        strength_days=strength_days(connection, athlete, since=today - STRENGTH_SEEN),
        marks=marks,
        pain=PainLog(pain),
        injuries=injuries,
        sources=sources,
        receivers=receiver_health(connection, athlete, receivers),
    )


def _recent(connection: Connection, athlete: str, now: datetime) -> list[Activity]:
    """Return what was done on foot, deleted records included: they may be what a run is named after."""
    nth_newest = connection.scalar(_NTH_NEWEST_RUN_DAY, {"athlete": athlete})
    since = _streak_begins(connection, athlete, min(now.date() - _DAYS, nth_newest or date.min))
    return read_records(connection, _RECENT, athlete, since=since, until=now + _AHEAD)


def _streak_begins(connection: Connection, athlete: str, day: date) -> date:
    """Return the first day of the streak that reaches up to `day`: half a streak would be told as a whole one."""
    for before in connection.scalars(_EARLIER_RUN_DAYS, {"athlete": athlete, "before": day}):
        if day - before > timedelta(days=1):
            break
        day = before
    return day


def _first_run_day(connection: Connection, athlete: str) -> date | None:
    first: date | None = connection.scalar(_FIRST_RUN_DAY, {"athlete": athlete})
    return first


def _since(begins: date | None, today: date) -> date:
    return today - MORNINGS_SEEN if begins is None else max(begins, today - MORNINGS_SEEN)
