"""Of each line of a message, what the runner had heard of its alert before: it is true again when nobody gets it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Five columns. A line that is on its way during this step is taken for the first that was told of its alert."""
    instant = sa.DateTime(timezone=True)
    with op.batch_alter_table("message_alerts") as table:
        table.add_column(sa.Column("told_at", instant))
        table.add_column(sa.Column("heard_at", instant))
        table.add_column(sa.Column("heard_severity", sa.Integer))
        table.add_column(sa.Column("heard_stage", sa.Integer))
        table.add_column(sa.Column("heard_by", sa.Text))
    lines = sa.table("message_alerts", sa.column("message_id"), sa.column("told_at", instant))
    messages = sa.table("messages", *map(sa.column, ("id", "kind")), sa.column("created_at", instant))
    created = sa.select(messages.c.created_at).where(messages.c.id == lines.c.message_id)
    tells = lines.c.message_id.in_(sa.select(messages.c.id).where(messages.c.kind != "well-again"))
    op.execute(sa.update(lines).where(tells).values(told_at=created.scalar_subquery()))
