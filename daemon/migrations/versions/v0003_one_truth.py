"""What the runner joined and split, and activities whose zone nobody told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A table, and a column."""
    op.create_table(
        "pairings",
        sa.Column("athlete", sa.Text, primary_key=True),
        sa.Column("one", sa.Text, primary_key=True),
        sa.Column("other", sa.Text, primary_key=True),
        sa.Column("together", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("athlete", "one", "other", name="pk_pairings"),
    )
    with op.batch_alter_table("activities") as table:
        table.add_column(sa.Column("zone_is_guess", sa.Boolean, nullable=False, server_default=sa.false()))
