"""What sources brought: activities, pairs of shoes, mornings, plans, and what could not be read."""

from sqlalchemy import JSON, Boolean, Column, Date, Float, Index, Integer, Table, Text, UniqueConstraint, false

from daemon.columns import UtcDateTime
from daemon.schema.base import metadata

activities = Table(
    "activities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("sport", Text, nullable=False),
    Column("start_utc", UtcDateTime, nullable=False),
    Column("utc_offset_s", Integer, nullable=False),
    Column("local_day", Date, nullable=False),
    Column("elapsed_s", Integer, nullable=False),
    Column("moving_s", Integer, nullable=False),
    Column("distance_m", Integer, nullable=False),
    Column("average_heart_rate_bpm", Float),
    Column("average_cadence_spm", Float),
    # As the record names it, and as the list of the shoe's activities does (Garmin): two sayings, kept apart, so
    # that a pull of activities does not wipe what the shoe said.
    Column("gear_id", Text),
    Column("gear_id_by_shoe", Text),
    Column("is_race", Boolean, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("climb_m", Integer),
    Column("hard_s", Integer),
    Column("is_workout", Boolean, nullable=False, server_default=false()),
    # `shinguard runs exclude`: no copy of that outing counts.
    Column("excluded", Boolean, nullable=False, server_default=false()),
    # The source told a time of day without a zone.
    Column("zone_is_guess", Boolean, nullable=False, server_default=false()),
    Column("arrived_at", UtcDateTime, nullable=False),
    # Of what a rule about sessions reads; a change of the shoe alone leaves it.
    Column("changed_at", UtcDateTime, nullable=False),
    Column("deleted_at", UtcDateTime),
    UniqueConstraint("athlete", "source", "source_id"),
    Index(None, "athlete", "local_day"),
    Index(None, "athlete", "source", "local_day"),
    Index(None, "athlete", "changed_at"),
)

shoes = Table(
    "shoes",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("total_m", Integer),
    Column("limit_m", Integer),
    Column("retired", Boolean, nullable=False),
    # When the source was first seen to say so.
    Column("retired_at", UtcDateTime),
    # The pair that came first names it when a second source knows it too.
    Column("arrived_at", UtcDateTime, nullable=False),
    Column("gone_at", UtcDateTime),
)

mornings = Table(
    "mornings",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("resting_heart_rate_bpm", Float),
    Column("asleep_s", Integer),
    Column("heart_rate_variability_ms", Float),
    Column("heart_rate_variability_low", Boolean),
    Column("stress_score", Float),
    Column("changed_at", UtcDateTime, nullable=False),
)

planned_workouts = Table(
    "planned_workouts",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("sport", Text, nullable=False),
    Column("distance_m", Integer),
    Column("duration_s", Integer),
    Column("is_race", Boolean, nullable=False, server_default=false()),
    # Its day, distance or duration is not what it was when it was first seen.
    Column("is_changed", Boolean, nullable=False, server_default=false()),
)

quarantined = Table(
    "quarantined",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    # English, or a template and its values, which can be templates with values themselves.
    Column("what", Text, nullable=False),
    Column("named_values", JSON),
    Column("day", Date),
    Column("at", UtcDateTime, nullable=False),
)

# The days of runs and of strength training whose records were purged (`retention_days`): they are not rest days.
purged_days = Table(
    "purged_days",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("sport", Text, primary_key=True),
    # One of them had no copy in another source.
    Column("alone", Boolean, nullable=False),
    Column("purged_at", UtcDateTime, nullable=False),
)
