"""What was found and told: alerts, messages and their way to each receiver, lines of the digest."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from daemon.columns import NamedValues, UtcDateTime
from daemon.schema.base import metadata

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
    # The rule whose tip it gives.
    Column("tip", Text),
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
    # When the alert counted as told by it, and what had been told of it until then (the alert's own told_ columns).
    Column("told_at", UtcDateTime),
    Column("heard_at", UtcDateTime),
    Column("heard_severity", Integer),
    Column("heard_stage", Integer),
    Column("heard_by", Text),
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
