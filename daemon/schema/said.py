"""What the runner said: of shoes, days, pain, injuries and effort, and what not to hear of."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text

from daemon.columns import UtcDateTime
from daemon.schema.base import metadata

# What the runner says of a pair, over what its source says. A pair that no source knows has the source `own` and
# stands among the shoes.
shoe_options = Table(
    "shoe_options",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("source_id", Text, primary_key=True),
    # Run before any source knew the pair: it is added to a distance that is counted here.
    Column("initial_m", Integer),
    Column("limit_m", Integer),
    Column("kind", Text),
    # None: as its source says.
    Column("retired", Boolean),
    Column("retired_at", UtcDateTime),
    # The pair that this one is another name of.
    Column("alias_source", Text),
    Column("alias_source_id", Text),
)

# Pairs that the runner said are two, by their keys, `one` before `other` in the alphabet.
shoe_splits = Table(
    "shoe_splits",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("one", Text, primary_key=True),
    Column("other", Text, primary_key=True),
)

# From that day on, runs of that sport that name no shoe were run in that pair; without a pair, in none again.
shoe_defaults = Table(
    "shoe_defaults",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("sport", Text, primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("source", Text),
    Column("source_id", Text),
)

marks = Table(
    "marks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Index(None, "athlete", "last_day"),
)

pain_entries = Table(
    "pain_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("at_utc", UtcDateTime, nullable=False),
    Column("utc_offset_s", Integer, nullable=False),
    Column("site", Text, nullable=False),
    Column("moment", Text, nullable=False),
    Column("level", Integer, nullable=False),
    # Words of rules.said.RedFlag, parted by blanks.
    Column("red_flags", Text, nullable=False),
    # When the runner said so, which may be long after it hurt.
    Column("logged_at", UtcDateTime, nullable=False),
    Index(None, "athlete", "at_utc"),
)

injuries = Table(
    "injuries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("site", Text, nullable=False),
    Index(None, "athlete", "day"),
)

# How hard a run felt, 1 to 10, by the key of one of its copies.
exertions = Table(
    "exertions",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("run", Text, primary_key=True),
    Column("exertion", Integer, nullable=False),
)

# Which records the runner joined or split, by their keys, `one` before `other` in the alphabet.
pairings = Table(
    "pairings",
    metadata,
    Column("athlete", Text, primary_key=True),
    Column("one", Text, primary_key=True),
    Column("other", Text, primary_key=True),
    # True: one outing, whatever they look like. False: two.
    Column("together", Boolean, nullable=False),
)

snoozes = Table(
    "snoozes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("athlete", Text, nullable=False),
    Column("rule", Text, nullable=False),
    # None: every subject of the rule.
    Column("subject", Text),
    Column("until", UtcDateTime, nullable=False),
    Index(None, "athlete"),
)
