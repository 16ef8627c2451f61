"""Of each line of a message, what the runner had heard of its alert before: it is true again when nobody gets it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Five columns. A line that is on its way during this step is taken for the first that was told of its alert.

    Where it joined a message that waited for the morning, the alert itself knows when that was.
    """
    instant = sa.DateTime(timezone=True)
    with op.batch_alter_table("message_alerts") as table:
        table.add_column(sa.Column("told_at", instant))
        table.add_column(sa.Column("heard_at", instant))
        table.add_column(sa.Column("heard_severity", sa.Integer))
        table.add_column(sa.Column("heard_stage", sa.Integer))
        table.add_column(sa.Column("heard_by", sa.Text))
    lines = sa.table("message_alerts", sa.column("message_id"), sa.column("alert_id"), sa.column("told_at", instant))
    alerts = sa.table("alerts", sa.column("id"), sa.column("told_by"), sa.column("told_at", instant))
    instants = (sa.column(name, instant) for name in ("created_at", "due_at"))
    messages = sa.table("messages", sa.column("id"), sa.column("kind"), *instants)
    while_it_waited = (
        (alerts.c.told_by == "push")
        & (alerts.c.told_at > messages.c.created_at)
        & (alerts.c.told_at < messages.c.due_at)
    )
    told = (
        sa.select(sa.case((while_it_waited, alerts.c.told_at), else_=messages.c.created_at))
        .where(messages.c.id == lines.c.message_id, alerts.c.id == lines.c.alert_id)
        .scalar_subquery()
    )
    tells = lines.c.message_id.in_(sa.select(messages.c.id).where(messages.c.kind != "well-again"))
    op.execute(sa.update(lines).where(tells).values(told_at=told))
