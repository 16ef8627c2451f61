"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first tables."""
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("sport", sa.Text, nullable=False),
        sa.Column("start_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("utc_offset_s", sa.Integer, nullable=False),
        sa.Column("local_day", sa.Date, nullable=False),
        sa.Column("elapsed_s", sa.Integer, nullable=False),
        sa.Column("moving_s", sa.Integer, nullable=False),
        sa.Column("distance_m", sa.Integer, nullable=False),
        sa.Column("average_heart_rate_bpm", sa.Float),
        sa.Column("average_cadence_spm", sa.Float),
        sa.Column("gear_id", sa.Text),
        sa.Column("gear_id_by_shoe", sa.Text),
        sa.Column("is_race", sa.Boolean, nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("athlete", "source", "source_id", name=op.f("uq_activities_athlete_source_source_id")),
    )
    op.create_index(op.f("ix_activities_athlete_changed_at"), "activities", ["athlete", "changed_at"])
    op.create_index(op.f("ix_activities_athlete_local_day"), "activities", ["athlete", "local_day"])
    op.create_index(op.f("ix_activities_athlete_source_local_day"), "activities", ["athlete", "source", "local_day"])
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("do", sa.Text, quote=True, nullable=False),
        sa.Column("named_values", sa.JSON, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_because", sa.Text),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("told_severity", sa.Integer),
        sa.Column("told_stage", sa.Integer),
        sa.Column("told_by", sa.Text),
        sa.Column("held_because", sa.Text),
        sa.Column("no_data_since", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("athlete", "rule", "subject", name=op.f("uq_alerts_athlete_rule_subject")),
    )
    op.create_index(op.f("ix_alerts_athlete_is_open"), "alerts", ["athlete", "is_open"])
    op.create_table(
        "athletes",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("judged_through", sa.DateTime(timezone=True)),
        sa.Column("known_through", sa.Date),
        sa.Column("mornings_from", sa.Date),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_athletes")),
    )
    op.create_table(
        "digest_lines",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("do", sa.Text, quote=True, nullable=False),
        sa.Column("named_values", sa.JSON, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("because_values", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_lines")),
    )
    op.create_index(op.f("ix_digest_lines_athlete_at"), "digest_lines", ["athlete", "at"])
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_athlete_created_at"), "messages", ["athlete", "created_at"])
    op.create_table(
        "mornings",
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("resting_heart_rate_bpm", sa.Float),
        sa.Column("asleep_s", sa.Integer),
        sa.Column("heart_rate_variability_ms", sa.Float),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("athlete", "source", "day", name=op.f("pk_mornings")),
    )
    op.create_table(
        "planned_workouts",
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("sport", sa.Text, nullable=False),
        sa.Column("distance_m", sa.Integer),
        sa.Column("duration_s", sa.Integer),
        sa.PrimaryKeyConstraint("athlete", "source", "source_id", name=op.f("pk_planned_workouts")),
    )
    op.create_table(
        "quarantined",
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("athlete", "source", "source_id", name=op.f("pk_quarantined")),
    )
    op.create_table(
        "receiver_state",
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("last_success", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("athlete", "receiver", name=op.f("pk_receiver_state")),
    )
    op.create_table(
        "secrets",
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("athlete", "source", "name", name=op.f("pk_secrets")),
    )
    op.create_table(
        "shoes",
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("total_m", sa.Integer),
        sa.Column("limit_m", sa.Integer),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("athlete", "source", "source_id", name=op.f("pk_shoes")),
    )
    op.create_table(
        "snoozes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snoozes")),
    )
    op.create_index(op.f("ix_snoozes_athlete"), "snoozes", ["athlete"])
    op.create_table(
        "source_state",
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("enabled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cursor", sa.DateTime(timezone=True)),
        sa.Column("retry_at", sa.DateTime(timezone=True)),
        sa.Column("trouble", sa.Text),
        sa.Column("trouble_since", sa.DateTime(timezone=True)),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("last_success", sa.DateTime(timezone=True)),
        sa.Column("first_import_done_at", sa.DateTime(timezone=True)),
        sa.Column("shoes_asked_at", sa.DateTime(timezone=True)),
        sa.Column("mornings_asked_at", sa.DateTime(timezone=True)),
        sa.Column("suspicious_since", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("athlete", "source", name=op.f("pk_source_state")),
    )
    op.create_table(
        "sync_runs",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("deleted", sa.Integer, nullable=False),
        sa.Column("requests", sa.Integer),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_runs")),
    )
    op.create_index(op.f("ix_sync_runs_athlete_started_at"), "sync_runs", ["athlete", "started_at"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("message_id", sa.Integer, nullable=False),
        sa.Column("receiver", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("dropped_because", sa.Text),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_deliveries_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("message_id", "receiver", name=op.f("uq_deliveries_message_id_receiver")),
    )
    op.create_index(op.f("ix_deliveries_sent_at_next_try_at"), "deliveries", ["sent_at", "next_try_at"])
    op.create_table(
        "message_alerts",
        sa.Column("message_id", sa.Integer, nullable=False),
        sa.Column("alert_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("severity", sa.Integer, nullable=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
        sa.Column("do", sa.Text, quote=True, nullable=False),
        sa.Column("named_values", sa.JSON, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_message_alerts_alert_id_alerts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_alerts_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "alert_id", name=op.f("pk_message_alerts")),
    )
