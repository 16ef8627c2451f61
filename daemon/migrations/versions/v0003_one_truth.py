"""What the runner joined and split, runs and shoes; the days of runs that were purged; zones that nobody told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables, and a column."""
    op.create_table(
        "pairings",
        sa.Column("athlete", sa.Text, primary_key=True),
        sa.Column("one", sa.Text, primary_key=True),
        sa.Column("other", sa.Text, primary_key=True),
        sa.Column("together", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("athlete", "one", "other", name="pk_pairings"),
    )
    op.create_table(
        "shoe_splits",
        sa.Column("athlete", sa.Text, primary_key=True),
        sa.Column("one", sa.Text, primary_key=True),
        sa.Column("other", sa.Text, primary_key=True),
        sa.PrimaryKeyConstraint("athlete", "one", "other", name="pk_shoe_splits"),
    )
    op.create_table(
        "purged_days",
        sa.Column("athlete", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("sport", sa.Text, primary_key=True),
        sa.Column("alone", sa.Boolean, nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("athlete", "source", "day", "sport", name="pk_purged_days"),
    )
    with op.batch_alter_table("activities") as table:
        table.add_column(sa.Column("zone_is_guess", sa.Boolean, nullable=False, server_default=sa.false()))
