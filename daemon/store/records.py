"""Activities as records: how they are read from their table, and the conditions by which they are asked for."""

from datetime import timedelta, timezone
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, literal, select

from daemon.schema import activities
from daemon.store.rows import ATHLETE
from rules.records import Activity, Sport

ON_FOOT = tuple(sport.value for sport in Sport if sport.family in ("run", "walk"))
is_on_foot = activities.c.sport.in_([literal(sport) for sport in ON_FOOT])
is_run = activities.c.sport.in_([literal(sport.value) for sport in Sport if sport.is_run])
"""Each value a parameter of its own: a list of unknown length is written into the statement at each asking."""
is_present = activities.c.deleted_at.is_(None)

RECORDS = select(
    activities.c.source,
    activities.c.source_id,
    activities.c.sport,
    activities.c.start_utc,
    activities.c.utc_offset_s,
    activities.c.elapsed_s,
    activities.c.moving_s,
    activities.c.distance_m,
    activities.c.average_heart_rate_bpm,
    activities.c.average_cadence_spm,
    activities.c.gear_id,
    activities.c.gear_id_by_shoe,
    activities.c.climb_m,
    activities.c.hard_s,
    activities.c.is_race,
    activities.c.is_workout,
    activities.c.accepted,
    activities.c.excluded,
    activities.c.zone_is_guess,
    activities.c.arrived_at,
    activities.c.deleted_at.is_not(None),
).where(activities.c.athlete == ATHLETE)
"""All records of an athlete, for `read_records`: a caller says of which it wants to know."""


def read_records(connection: Connection, records: Select[Any], athlete: str, **parameters: object) -> list[Activity]:
    """Return the records of an athlete that these are, `RECORDS.where(...)` with its parameters."""
    rows = connection.execute(records, {"athlete": athlete, **parameters}).all()
    return [
        Activity(
            source=source,
            source_id=source_id,
            sport=Sport(sport),
            start=start_utc.astimezone(_zone(utc_offset_s)),
            elapsed_s=elapsed_s,
            moving_s=moving_s,
            distance_m=distance_m,
            average_heart_rate_bpm=average_heart_rate_bpm,
            average_cadence_spm=average_cadence_spm,
            gear_id=gear_id if gear_id_by_shoe is None else gear_id_by_shoe,
            climb_m=climb_m,
            hard_s=hard_s,
            is_race=is_race,
            is_workout=is_workout,
            accepted=accepted,
            excluded=excluded,
            zone_is_guess=zone_is_guess,
            arrived=arrived_at,
            gone=gone,
        )
        for (
            source,
            source_id,
            sport,
            start_utc,
            utc_offset_s,
            elapsed_s,
            moving_s,
            distance_m,
            average_heart_rate_bpm,
            average_cadence_spm,
            gear_id,
            gear_id_by_shoe,
            climb_m,
            hard_s,
            is_race,
            is_workout,
            accepted,
            excluded,
            zone_is_guess,
            arrived_at,
            gone,
        ) in rows
    ]


@cache
def _zone(utc_offset_s: int) -> timezone:
    """Instants of one zone object are compared four times as fast as those of two that are equal."""
    return timezone(timedelta(seconds=utc_offset_s))
