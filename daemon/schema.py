"""The tables. All of them belong to an athlete, by the name that the configuration gives.

Instants are aware and in UTC; a day is the runner's local day. Migrations (`daemon/migrations`) make them: a
change here needs a new one, and a test compares the two.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from daemon.columns import NamedValues, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

athletes = Table(
    "athletes",
    metadata,
    Column("name", Text, primary_key=True),
    # Activities that changed after this instant have not been judged; None: nothing has (a first import).
    Column("judged_through", UtcDateTime),
    # Up to which day everything was known when that was judged: what was in doubt may be clear when it moves on.
    Column("known_through", Date),
    # `shinguard mornings reset`: older mornings belong to another watch or another life.
    Column("mornings_from", Date),
)

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

# What the runner says of a pair, over what its source says. A pair that no source knows has the source `own` and
# stands among the shoes.
shoe_options = Table(
    "shoe_options",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    # Run before any source knew the pair: it is added to a distance that is counted here.
    Column("initial_m", Integer),
    Column("limit_m", Integer),
    Column("kind", Text),
    # None: as the source says.
    # None: as its source says.
    Column("retired", Boolean),
    Column("retired_at", UtcDateTime),
    # The pair that this one is another name of.
    Column("alias_source", Text),
    Column("alias_source_id", Text),
)

# From that day on, runs of that sport that name no shoe were run in that pair; without a pair, in none again.
shoe_defaults = Table(
    "shoe_defaults",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("sport", Text, primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("source", Text),
    Column("source_id", Text),
)

marks = Table(
    "marks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Index(None, "athlete", "last_day"),
)

pain_entries = Table(
    "pain_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("at_utc", UtcDateTime, nullable=False),
    Column("utc_offset_s", Integer, nullable=False),
    Column("site", Text, nullable=False),
    Column("moment", Text, nullable=False),
    Column("level", Integer, nullable=False),
    # Words of rules.records.RedFlag, parted by blanks.
    Column("red_flags", Text, nullable=False),
    # When the runner said so, which may be long after it hurt.
    Column("logged_at", UtcDateTime, nullable=False),
    Index(None, "athlete", "at_utc"),
)

injuries = Table(
    "injuries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("site", Text, nullable=False),
    Index(None, "athlete", "day"),
)

# How hard a run felt, 1 to 10, by the key of one of its copies.
exertions = Table(
    "exertions",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("run", Text, primary_key=True),
    Column("exertion", Integer, nullable=False),
)

quarantined = Table(
    "quarantined",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    Column("what", Text, nullable=False),
    Column("day", Date),
    Column("at", UtcDateTime, nullable=False),
)

sync_runs = Table(
    "sync_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    # "running", "ok" or a value of rules.records.Trouble. A run that was killed stays "running".
    Column("outcome", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("requests", Integer),
    Index(None, "athlete", "started_at"),
)

source_state = Table(
    "source_state",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("enabled_at", UtcDateTime, nullable=False),
    # The newest start that a complete pull has seen.
    Column("cursor", UtcDateTime),
    Column("retry_at", UtcDateTime),
    Column("trouble", Text),
    Column("trouble_since", UtcDateTime),
    Column("cause", Text, nullable=False),
    # Failed pulls in a row.
    Column("failures", Integer, nullable=False),
    Column("last_success", UtcDateTime),
    Column("first_import_done_at", UtcDateTime),
    Column("shoes_asked_at", UtcDateTime),
    Column("mornings_asked_at", UtcDateTime),
    Column("calendar_asked_at", UtcDateTime),
    # Since when its listing is empty where runs are known.
    Column("suspicious_since", UtcDateTime),
)

secrets = Table(
    "secrets",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("says", Text, nullable=False),
    Column("do", Text, nullable=False, quote=True),
    Column("named_values", NamedValues, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_because", Text),
    Column("told_at", UtcDateTime),
    Column("told_severity", Integer),
    Column("told_stage", Integer),
    # "push" or "digest".
    Column("told_by", Text),
    Column("held_because", Text),
    Column("no_data_since", UtcDateTime),
    # How the values make the finding, and the keys of the runs that made it.
    Column("formula", Text, nullable=False, server_default=""),
    Column("runs", JSON, nullable=False, server_default="[]"),
    UniqueConstraint("athlete", "rule", "subject"),
    Index(None, "athlete", "is_open"),
)

snoozes = Table(
    "snoozes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("rule", Text, nullable=False),
    # None: every subject of the rule.
    Column("subject", Text),
    Column("until", UtcDateTime, nullable=False),
    Index(None, "athlete"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    # A letter (the morning push, the weekly digest) is written when it is made, and is about no alert.
    Column("title", Text),
    Column("body", Text),
    Column("picture", LargeBinary),
    # After this it is not sent any more.
    Column("expires_at", UtcDateTime),
    Index(None, "athlete", "created_at"),
)

message_alerts = Table(
    "message_alerts",
    metadata,
    Column("message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("alert_id", ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("says", Text, nullable=False),
    Column("do", Text, nullable=False, quote=True),
    Column("named_values", NamedValues, nullable=False),
    Column("day", Date, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", ForeignKey("messages.id", ondelete="CASCADE"), nullable=False),
    Column("receiver", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("dropped_because", Text),
    UniqueConstraint("message_id", "receiver"),
    Index(None, "sent_at", "next_try_at"),
)

digest_lines = Table(
    "digest_lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("rule", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("says", Text, nullable=False),
    Column("do", Text, nullable=False, quote=True),
    Column("named_values", NamedValues, nullable=False),
    Column("day", Date, nullable=False),
    Column("because", Text, nullable=False),
    Column("because_values", NamedValues, nullable=False),
    Index(None, "athlete", "at"),
)

receiver_state = Table(
    "receiver_state",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("receiver", Text, primary_key=True),
    Column("failing_since", UtcDateTime),
    Column("last_success", UtcDateTime),
)
