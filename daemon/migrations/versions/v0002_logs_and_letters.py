"""Logs of pain, injuries and exertion, marks, options of shoes, letters, and more of what sources tell."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables for what the runner says, and columns for what was not kept before."""
    _columns()
    op.create_table(
        "shoe_options",
        sa.Column("athlete", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("initial_m", sa.Integer),
        sa.Column("limit_m", sa.Integer),
        sa.Column("kind", sa.Text),
        sa.Column("retired", sa.Boolean),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.Column("alias_source", sa.Text),
        sa.Column("alias_source_id", sa.Text),
        sa.PrimaryKeyConstraint("athlete", "source", "source_id", name="pk_shoe_options"),
    )
    op.create_table(
        "shoe_defaults",
        sa.Column("athlete", sa.Text, primary_key=True),
        sa.Column("sport", sa.Text, primary_key=True),
        sa.Column("first_day", sa.Date, primary_key=True),
        sa.Column("source", sa.Text),
        sa.Column("source_id", sa.Text),
        sa.PrimaryKeyConstraint("athlete", "sport", "first_day", name="pk_shoe_defaults"),
    )
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_marks"),
    )
    op.create_index("ix_marks_athlete_last_day", "marks", ["athlete", "last_day"])
    op.create_table(
        "pain_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("at_utc", sa.DateTime(timezone=True), nullable=False),
        sa.Column("utc_offset_s", sa.Integer, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("moment", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("red_flags", sa.Text, nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pain_entries"),
    )
    op.create_index("ix_pain_entries_athlete_at_utc", "pain_entries", ["athlete", "at_utc"])
    op.create_table(
        "injuries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("athlete", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_injuries"),
    )
    op.create_index("ix_injuries_athlete_day", "injuries", ["athlete", "day"])
    op.create_table(
        "exertions",
        sa.Column("athlete", sa.Text, primary_key=True),
        sa.Column("run", sa.Text, primary_key=True),
        sa.Column("exertion", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("athlete", "run", name="pk_exertions"),
    )


def _columns() -> None:
    with op.batch_alter_table("activities") as table:
        table.add_column(sa.Column("climb_m", sa.Integer))
        table.add_column(sa.Column("hard_s", sa.Integer))
        table.add_column(sa.Column("is_workout", sa.Boolean, nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("excluded", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("shoes") as table:
        table.add_column(sa.Column("retired_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("mornings") as table:
        table.add_column(sa.Column("heart_rate_variability_low", sa.Boolean))
        table.add_column(sa.Column("stress_score", sa.Float))
    with op.batch_alter_table("planned_workouts") as table:
        table.add_column(sa.Column("is_race", sa.Boolean, nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("is_changed", sa.Boolean, nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sync_runs") as table:
        table.drop_column("requests")  # was never filled
    with op.batch_alter_table("source_state") as table:
        table.add_column(sa.Column("calendar_asked_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("alerts") as table:
        table.add_column(sa.Column("formula", sa.Text, nullable=False, server_default=""))
        table.add_column(sa.Column("runs", sa.JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("messages") as table:
        table.add_column(sa.Column("title", sa.Text))
        table.add_column(sa.Column("body", sa.Text))
        table.add_column(sa.Column("picture", sa.LargeBinary))
        table.add_column(sa.Column("expires_at", sa.DateTime(timezone=True)))
