"""What is remembered of athletes and of their sources."""

from sqlalchemy import JSON, Column, Date, Index, Integer, Table, Text

from daemon.columns import UtcDateTime
from daemon.schema.base import metadata

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

sync_runs = Table(
    "sync_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    # "running", "ok" or a value of rules.health.Trouble. A run that was killed stays "running".
    Column("outcome", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
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
