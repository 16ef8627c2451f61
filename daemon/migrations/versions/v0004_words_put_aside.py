"""What was put aside is kept as a template with its values, to be told in the language of whoever reads it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was put aside before keeps its English."""
    with op.batch_alter_table("quarantined") as table:
        table.add_column(sa.Column("named_values", sa.JSON))
