"""What Alembic runs: the steps that are missing, on the connection and in the transaction that it was given."""

from alembic import context

from daemon.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
