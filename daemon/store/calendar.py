"""What the runner plans, as sources have it in their calendar."""

from datetime import date

from sqlalchemy import Connection, delete, select

from daemon.schema import planned_workouts
from daemon.store.activities import ITEM, of
from daemon.store.upsert import upsert
from rules.records import PlannedWorkout, Sport

_COMPARED = ("day", "distance_m", "duration_s")


def load_planned(connection: Connection, athlete: str, *, first: date, last: date) -> tuple[PlannedWorkout, ...]:
    """Return what stands in the calendars from first to last, both included, the first day first."""
    table = planned_workouts
    rows = connection.execute(
        select(table)
        .where(table.c.athlete == athlete, table.c.day.between(first, last))
        .order_by(table.c.day, table.c.source, table.c.source_id)
    )
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
    connection: Connection, athlete: str, source: str, calendar: tuple[PlannedWorkout, ...], today: date
) -> None:
    """The calendar replaces what was stored from today on, or from its first day if that is earlier."""
    table = planned_workouts
    first = min([today, *(workout.day for workout in calendar)])
    stored = {row.source_id: row for row in connection.execute(select(table).where(of(table, athlete, source)))}
    connection.execute(delete(table).where(of(table, athlete, source), table.c.day >= first))
    rows = []
    for workout in calendar:
        before = stored.get(workout.source_id)
        moved = before is not None and any(getattr(before, name) != getattr(workout, name) for name in _COMPARED)
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
                "is_changed": moved or (before is not None and before.is_changed),
            }
        )
    upsert(connection, table, rows, key=ITEM)
