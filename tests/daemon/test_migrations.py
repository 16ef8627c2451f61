from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from connectors.base import Words
from daemon import schema
from daemon.language import catalogue, speaking
from daemon.migrations import HEAD
from daemon.records import Heard
from daemon.store.alerts import load_alerts
from daemon.store.database import Database
from daemon.store.keep import DatabaseKeep
from daemon.store.letters import tips_given
from daemon.store.lines import heard_of
from daemon.store.put_aside import quarantine
from daemon.store.records import RECORDS, read_records
from daemon.unread import translated


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


def at_step(connection: Connection, step: str) -> None:
    """The tables as they were."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "daemon:migrations")
    command.upgrade(config, step)


def put_aside_before(
    connection: Connection, source: str, source_id: str, what: str, *, values: str | None = None, day: str | None = None
) -> None:
    connection.exec_driver_sql(
        "INSERT INTO quarantined (athlete, source, source_id, what, named_values, day, at)"
        " VALUES ('me', ?, ?, ?, ?, ?, '2026-03-01 07:00:00.000000')",
        (source, source_id, what, values, day),
    )


def test_what_an_older_version_stored_is_there_after_the_upgrade(tmp_path: Path) -> None:
    older = Database(f"sqlite:///{tmp_path / 'older.db'}")
    with older.begin() as connection:
        at_step(connection, "0001")
        now = "2026-03-01 07:00:00.000000"
        connection.exec_driver_sql(
            "INSERT INTO activities (athlete, source, source_id, sport, start_utc, utc_offset_s, local_day, elapsed_s,"
            " moving_s, distance_m, is_race, accepted, arrived_at, changed_at) VALUES ('me', 'strava', '7', 'run',"
            f" '{now}', 3600, '2026-03-01', 3600, 3600, 10000, 0, 0, '{now}', '{now}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO alerts (athlete, rule, subject, is_open, severity, stage, says, do, named_values, day, at,"
            " opened_at, found_at, seen_at) VALUES ('me', 'weekly-ramp', '-', 1, 2, 0, 'a', 'b', '{}', '2026-03-01',"
            f" '{now}', '{now}', '{now}', '{now}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO quarantined (athlete, source, source_id, what, at) VALUES ('me', 'strava', '8',"
            f" 'activity: {{distance}} is no number', '{now}')"
        )
    older.upgrade()
    with older.read() as connection:
        [aside] = quarantine(connection, "me")
        [activity] = read_records(connection, RECORDS, "me")
        [alert] = load_alerts(connection, "me", now=datetime(2026, 3, 1, 8, tzinfo=UTC)).values()
    assert (activity.key, activity.distance_m, activity.excluded, activity.hard_s) == ("strava-7", 10_000, False, None)
    assert (alert.rule, alert.is_open, alert.formula, alert.runs) == ("weekly-ramp", True, "", ())
    # The English of an older version is no template, and was none: what looks like one in it is the name of a field.
    assert aside.what == "activity: {distance} is no number"
    why = aside.what.values["why"]
    assert isinstance(why, Words)
    assert why.values == {"field": "{distance}"}
    older.close()


DAMAGED = "The file is damaged or not complete. Copy or download it again."


@pytest.mark.parametrize(
    ("what", "english", "dutch"),
    [
        ("activity: not a record", "activity: not a record", "activiteit: geen record"),
        ("gear: no list of pairs", "shoes: no list of pairs", "schoenen: geen lijst van paren"),
        (
            "stress: calendarDate is no day",
            "stress score: calendarDate is no day",
            "stressscore: calendarDate is geen dag",
        ),
        (
            "activity: column 7 (Distance: km) is no number",
            "activity: column 7 (Distance: km) is no number",
            "activiteit: kolom 7 (Distance: km) is geen getal",
        ),
        (
            "column 4 (Type): Rennen is not known, and counts as another sport",
            "column 4 (Type): Rennen is not known, and counts as another sport",
            "kolom 4 (Type): Rennen is niet bekend, en telt als een andere sport",
        ),
        (
            f"health, file 2 of 3 in Garmin's export: {DAMAGED}",
            f"health status, file 2 of 3 in Garmin's export: {DAMAGED}",
            "gezondheidsstatus, bestand 2 van 3 in de export van Garmin: " + catalogue("nl").gettext(DAMAGED),
        ),
        (DAMAGED, DAMAGED, catalogue("nl").gettext(DAMAGED)),
        # Of no template that there ever was.
        ("kite: {curly} is green", "kite: {curly} is green", "kite: {curly} is green"),
    ],
)
def test_what_was_put_aside_in_english_is_told_in_dutch_and_keeps_its_day(
    tmp_path: Path, what: str, english: str, dutch: str
) -> None:
    older = Database(f"sqlite:///{tmp_path / 'older.db'}")
    with older.begin() as connection:
        at_step(connection, "0005")
        put_aside_before(connection, "garmin", "8", what, day="2026-03-01")
    older.upgrade()
    with older.read() as connection:
        [aside] = quarantine(connection, "me")
    older.close()
    assert (aside.source_id, aside.day) == ("8", date(2026, 3, 1))
    assert aside.what == translated(aside.what) == english
    with speaking("nl"):
        assert translated(aside.what) == dutch


def test_files_that_were_rejected_are_left_to_be_told_anew_and_unknown_kinds_are_known_again(tmp_path: Path) -> None:
    older = Database(f"sqlite:///{tmp_path / 'older.db'}")
    strange = (
        "A recording is of the kind {word}, which is not known, and does not count as a run. If it was one, "
        "change its kind in the app that made it, export it again and bring that in."
    )
    with older.begin() as connection:
        at_step(connection, "0005")
        put_aside_before(connection, "files", "rejected-1", f"a.fit: {DAMAGED}")
        put_aside_before(connection, "files", "tcx-1", strange, values='{"word": "Other"}')
    older.upgrade()
    with older.read() as connection:
        [aside] = quarantine(connection, "me")
    older.close()
    assert (aside.source_id, aside.unknown_kind) == ("tcx-1", "Other")


@pytest.mark.parametrize(
    ("kind", "told_by", "alert_told_at", "told_at"),
    [
        ("alerts", "push", "2026-03-01 21:00:00.000000", datetime(2026, 3, 1, 21, tzinfo=UTC)),
        # It joined the message twenty minutes later.
        ("alerts", "push", "2026-03-01 21:20:00.000000", datetime(2026, 3, 1, 21, 20, tzinfo=UTC)),
        # What was told of it later, or otherwise, is not of this message.
        ("alerts", "push", "2026-03-02 07:30:00.000000", datetime(2026, 3, 1, 21, tzinfo=UTC)),
        ("alerts", "digest", "2026-03-01 21:20:00.000000", datetime(2026, 3, 1, 21, tzinfo=UTC)),
        ("well-again", None, None, None),
    ],
)
def test_a_line_on_its_way_during_the_upgrade_is_the_first_that_was_told(
    tmp_path: Path, kind: str, told_by: str | None, alert_told_at: str | None, told_at: datetime | None
) -> None:
    older = Database(f"sqlite:///{tmp_path / 'older.db'}")
    with older.begin() as connection:
        at_step(connection, "0006")
        then, morning = "2026-03-01 21:00:00.000000", "2026-03-02 07:00:00.000000"
        connection.exec_driver_sql(
            "INSERT INTO alerts (athlete, rule, subject, is_open, severity, stage, says, do, named_values, day, at,"
            " opened_at, found_at, seen_at, told_by, told_at) VALUES"
            " ('me', 'weekly-ramp', '-', 1, 2, 0, 'a', 'b', '{}', '2026-03-01',"
            f" '{then}', '{then}', '{then}', '{then}', ?, ?)",
            (told_by, alert_told_at),
        )
        connection.exec_driver_sql(
            "INSERT INTO messages (athlete, kind, created_at, due_at) VALUES ('me', ?, ?, ?)", (kind, then, morning)
        )
        connection.exec_driver_sql(
            "INSERT INTO message_alerts (message_id, alert_id, position, severity, stage, says, do, named_values, day)"
            " VALUES (1, 1, 0, 2, 0, 'a', 'b', '{}', '2026-03-01')"
        )
    older.upgrade()
    with older.read() as connection:
        [line] = connection.execute(select(schema.message_alerts)).all()
    older.close()
    assert (line.says, line.told_at, heard_of(line._asdict())) == ("a", told_at, Heard())


@pytest.mark.parametrize(
    ("kind", "body", "rule"),
    [
        ("digest", "Tip:\n• Put two short sessions into the week, on days with an easy run or none.", "strength"),
        (
            "digest",
            "Tip:\n• Loop deze week één keer langer en rustiger, of korter met een paar snellere minuten.",
            "variety",
        ),
        ("digest", "Plan an easier week: less on the easy days, and a day off.\n\nStill watching.", "strain"),
        ("digest", "Maak een rustige dag rustiger, of neem een dag vrij.", "monotony"),
        ("digest", "Nothing was held back. Still watching.", None),
        ("morning", "Make an easy day easier, or take a day off.", None),
        ("alerts", None, None),
    ],
)
def test_whose_tip_an_older_digest_gave_is_read_out_of_its_words(
    tmp_path: Path, kind: str, body: str | None, rule: str | None
) -> None:
    older = Database(f"sqlite:///{tmp_path / 'older.db'}")
    with older.begin() as connection:
        at_step(connection, "0004")
        now = "2026-03-02 07:00:00.000000"
        connection.exec_driver_sql(
            "INSERT INTO messages (athlete, kind, created_at, due_at, title, body) VALUES ('me', ?, ?, ?, 'Week', ?)",
            (kind, now, now, body),
        )
    older.upgrade()
    with older.read() as connection:
        assert tips_given(connection, "me") == ({rule: datetime(2026, 3, 2, 7, tzinfo=UTC)} if rule else {})
    older.close()
