from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from daemon import schema
from daemon.migrations import HEAD
from daemon.store.database import Database, DatabaseKeep


def test_the_migrations_make_exactly_the_tables_of_the_schema(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_indexes_and_keys_have_the_names_of_the_schema(database: Database) -> None:
    with database.read() as connection:
        inspector = inspect(connection)
        for table in schema.metadata.sorted_tables:
            assert inspector.get_pk_constraint(table.name)["name"] == table.primary_key.name
            names = {index["name"] for index in inspector.get_indexes(table.name)}
            assert names >= {index.name for index in table.indexes}


def test_the_head_that_the_program_knows_is_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", "daemon:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_database_that_is_up_to_date_is_left_as_it_is(database: Database) -> None:
    DatabaseKeep(database, "me", "strava").put("tokens", {"access_token": "one"})
    database.upgrade()
    with database.read() as connection:
        assert connection.scalars(select(schema.secrets.c.athlete)).all() == ["me"]
