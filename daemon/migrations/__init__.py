"""How the tables came to be, one file a step. Steps are only ever appended: a released one never changes."""

HEAD = "0007"
"""The newest step. Known without Alembic, so that a process that finds it in the database needs not import it."""
