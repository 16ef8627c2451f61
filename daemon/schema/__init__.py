"""The tables. All of them belong to an athlete, by the name that the configuration gives.

Instants are aware and in UTC; a day is the runner's local day. Migrations (`daemon/migrations`) make them: a
change here needs a new one, and a test compares the two.
"""

from daemon.schema.base import metadata
from daemon.schema.brought import activities, mornings, planned_workouts, purged_days, quarantined, shoes
from daemon.schema.known import athletes, secrets, source_state, sync_runs
from daemon.schema.said import (
    exertions,
    injuries,
    marks,
    pain_entries,
    pairings,
    shoe_defaults,
    shoe_options,
    shoe_splits,
    snoozes,
)
from daemon.schema.told import alerts, deliveries, digest_lines, message_alerts, messages, receiver_state

__all__ = [
    "activities",
    "alerts",
    "athletes",
    "deliveries",
    "digest_lines",
    "exertions",
    "injuries",
    "marks",
    "message_alerts",
    "messages",
    "metadata",
    "mornings",
    "pain_entries",
    "pairings",
    "planned_workouts",
    "purged_days",
    "quarantined",
    "receiver_state",
    "secrets",
    "shoe_defaults",
    "shoe_options",
    "shoe_splits",
    "shoes",
    "snoozes",
    "source_state",
    "sync_runs",
]
