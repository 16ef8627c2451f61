"""What the runner plans, as sources have it in their calendar."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select

from daemon.schema import planned_workouts
from daemon.store.rows import ATHLETE, ITEM, of
from daemon.store.upsert import upsert
from rules.records import PlannedWorkout, Sport

_PLANNED = (
    select(planned_workouts)
    .where(planned_workouts.c.athlete == ATHLETE)
    .where(planned_workouts.c.day.between(bindparam("first"), bindparam("last")))
    .order_by(planned_workouts.c.day, planned_workouts.c.source, planned_workouts.c.source_id)
)


def load_planned(connection: Connection, athlete: str, *, first: date, last: date) -> tuple[PlannedWorkout, ...]:
    """Return what stands in the calendars from first to last, both included, the first day first."""
    rows = connection.execute(_PLANNED, {"athlete": athlete, "first": first, "last": last})
    return tuple(
        PlannedWorkout(
            source=row.source,
            source_id=row.source_id,
            day=row.day,
            title=row.title,
            sport=Sport(row.sport),
            distance_m=row.distance_m,
            duration_s=row.duration_s,
            is_race=row.is_race,
            is_changed=row.is_changed,
        )
        for row in rows
    )


def save_planned(
    connection: Connection,
    athlete: str,
    source: str,
    calendar: tuple[PlannedWorkout, ...],
    today: date,
    *,
    is_whole: bool = True,
) -> None:
    """The calendar replaces what was stored from today on, or from its first day if that is earlier.

    Of one that is not whole, because something in it cannot be read, nothing that it lacks is deleted.
    """
    table = planned_workouts
    first = min([today, *(workout.day for workout in calendar)])
    stored = {row.source_id: row for row in connection.execute(select(table).where(of(table, athlete, source)))}
    if is_whole:
        connection.execute(delete(table).where(of(table, athlete, source), table.c.day >= first))
    rows = []
    for workout in calendar:
        before = stored.get(workout.source_id)
        rows.append(
            {
                "athlete": athlete,
                "source": source,
                "source_id": workout.source_id,
                "day": workout.day,
                "title": workout.title,
                "sport": workout.sport.value,
                "distance_m": workout.distance_m,
                "duration_s": workout.duration_s,
                "is_race": workout.is_race,
                "is_changed": before is not None and _is_changed(before, workout),
            }
        )
    upsert(connection, table, rows, key=ITEM)


def _is_changed(before: Row[Any], workout: PlannedWorkout) -> bool:
    """Say whether a workout was moved or made shorter since it was first seen, or last made longer."""
    longer_by = _longer_by(before, workout)
    if longer_by > 0:
        return False
    return bool(before.is_changed) or before.day != workout.day or longer_by < 0


def _longer_by(before: Row[Any], workout: PlannedWorkout) -> int:
    """Return by how many metres, or else seconds, it became longer; 0 where neither can be compared."""
    if before.distance_m is not None and workout.distance_m is not None:
        return workout.distance_m - int(before.distance_m)
    if before.duration_s is not None and workout.duration_s is not None:
        return workout.duration_s - int(before.duration_s)
    return 0
