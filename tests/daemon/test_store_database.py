import os
import stat
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from daemon import schema
from daemon.store.database import Database
from daemon.store.failing import DatabaseUnusable
from daemon.store.keep import DatabaseKeep

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
LINE = {
    "athlete": "me",
    "at": NOW,
    "rule": "session-spike",
    "subject": "-",
    "severity": 2,
    "says": "…",
    "do": "…",
    "named_values": {"distance_m": 21_100, "week_day": date(2026, 3, 1), "shoe": "Pegasus", "ratio": 1.5},
    "day": date(2026, 3, 20),
    "because": "…",
    "because_values": {},
}


def test_a_new_file_is_the_owners_alone_in_a_folder_that_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "shinguard.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    with database.begin() as connection:
        connection.execute(insert(schema.athletes).values(name="me"))
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    database.close()
    assert modes["shinguard.db"] == modes["shinguard.db-wal"] == 0o600


def test_a_process_that_finds_the_tables_in_order_needs_no_alembic_and_no_orm(
    tmp_path: Path, database: Database
) -> None:
    script = (
        "import sys; from daemon.store.database import Database;"
        "import daemon.store.saving, daemon.store.state;"
        f"database = Database('sqlite:///{tmp_path / 'shinguard.db'}'); database.upgrade(); database.close();"
        "print([name for name in ('alembic', 'sqlalchemy.orm', 'psycopg') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_what_was_made_by_a_newer_program_is_left_alone(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusable, match="newer Shinguard"):
        database.upgrade()


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("this is not a database, and long enough to look like one " * 20)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(DatabaseUnusable, match=r"notes\.txt cannot be opened: file is not a database\.$"):
        database.upgrade()
    database.close()


def test_a_folder_in_the_place_of_the_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match=r"cannot be opened: .*[Ii]s a directory"):
        Database(f"sqlite:///{tmp_path}").upgrade()


@pytest.mark.parametrize(
    "url", ["", "shinguard.db", "sqlite://", "sqlite:///:memory:", "nonsense://here", "postgresql+nonsense://here/x"]
)
def test_an_address_that_cannot_be_used_is_refused_before_anything_is_opened(url: str) -> None:
    with pytest.raises(DatabaseUnusable):
        Database(url)


def test_of_other_databases_it_says_which_there_are() -> None:
    with pytest.raises(DatabaseUnusable, match="Only SQLite and PostgreSQL"):
        Database("mysql://anna@db.example/shinguard")


def test_postgresql_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DatabaseUnusable, match=r"pip install '\.\[postgresql\]'"):
        Database("postgresql://anna@db.example/shinguard")


def test_the_name_of_a_database_hides_its_password() -> None:
    assert (
        Database("postgresql://anna:geheim@db.example/shinguard").name == "postgresql://anna:***@db.example/shinguard"
    )


def test_the_name_of_a_database_hides_what_follows_the_question_mark() -> None:
    database = Database("postgresql://db.example:5433/shinguard?password=geheim&user=anna&sslmode=require")
    assert database.name == "postgresql://db.example:5433/shinguard"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://anna:ge@heim@db.example/shinguard",
        "postgresql://anna:ge@he/im@db.example/shinguard",
        "postgresql://anna:ge@he?im@db.example/shinguard",
        "postgres://anna:ge@heim@db.example/shinguard",
    ],
)
def test_an_at_sign_too_many_is_refused_with_what_to_write_and_shows_nothing(url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="as %40") as refused:
        Database(url)
    assert not any(part in str(refused.value) for part in ("anna", "heim", "he/", "he?", "im@", "db.example"))


def test_a_password_that_is_written_as_it_must_be_is_read() -> None:
    database = Database("postgresql://anna:ge%40heim@db.example/shinguard?application_name=anna%40home")
    assert database._url.password == "ge@heim"
    assert database.name == "postgresql://anna:***@db.example/shinguard"


def test_an_at_sign_in_the_path_of_a_file_is_one(tmp_path: Path) -> None:
    assert Database(f"sqlite:///{tmp_path}/a@b@c.db").name == f"{tmp_path}/a@b@c.db"


def test_a_port_that_is_none_is_refused_and_shows_nothing() -> None:
    with pytest.raises(DatabaseUnusable, match="cannot be read: it looks like") as refused:
        Database("postgresql://anna@db.example:geheim/shinguard")
    assert "geheim" not in str(refused.value)
    # Nor in what a traceback would show beside it.
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_an_exception_undoes_the_whole_transaction(database: Database) -> None:
    twice = [{"name": "me"}, {"name": "anna"}, {"name": "me"}]
    with pytest.raises(IntegrityError), database.begin() as connection:
        connection.execute(insert(schema.athletes), twice)
    with database.read() as connection:
        assert connection.execute(select(schema.athletes)).all() == []


def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    names = select(schema.athletes.c.name)
    with database.read() as reader:
        assert reader.scalars(names).all() == []
        with database.begin() as writer:
            writer.execute(insert(schema.athletes).values(name="me"))
        assert reader.scalars(names).all() == []
    with database.read() as reader:
        assert reader.scalars(names).all() == ["me"]


def _upgrade(url: str) -> None:
    database = Database(url)
    database.upgrade()
    database.close()


def test_processes_that_start_at_once_on_a_new_file_make_the_tables_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shinguard.db'}"
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        list(pool.map(_upgrade, [url] * 4))
    database = Database(url)
    database.upgrade()
    with database.read() as connection:
        assert len(connection.execute(text("SELECT version_num FROM alembic_version")).all()) == 1
    database.close()


def _count_up(url: str) -> None:
    database = Database(url)
    for _ in range(10):
        with database.begin() as connection:
            table = schema.secrets
            count = connection.execute(select(table.c.value)).scalar_one()["count"]
            connection.execute(table.update().values(value={"count": count + 1}))
    database.close()


def test_eight_processes_that_read_and_write_lose_no_update(tmp_path: Path, database: Database) -> None:
    keep = DatabaseKeep(database, "me", "strava")
    keep.put("budget", {"count": 0})
    url = f"sqlite:///{tmp_path / 'shinguard.db'}"
    with ProcessPoolExecutor(8, mp_context=get_context("spawn")) as pool:
        list(pool.map(_count_up, [url] * 8))
    assert keep.get("budget") == {"count": 80}


def test_a_process_that_is_killed_within_a_transaction_leaves_nothing_and_blocks_nobody(
    tmp_path: Path, database: Database
) -> None:
    script = (
        "import sys; from sqlalchemy import insert\n"
        "from daemon import schema; from daemon.store.database import Database\n"
        f"database = Database('sqlite:///{tmp_path / 'shinguard.db'}')\n"
        "with database.lock('pass-me', timeout=0), database.begin() as connection:\n"
        "    connection.execute(insert(schema.athletes).values(name='lost'))\n"
        "    print('in the middle', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "in the middle\n"
        with pytest.raises(TimeoutError), database.lock("pass-me", timeout=0):
            pass
        victim.kill()
        victim.wait()
    with database.lock("pass-me", timeout=0), database.begin() as connection:
        connection.execute(insert(schema.athletes).values(name="kept"))
        assert connection.scalars(select(schema.athletes.c.name)).all() == ["kept"]


def test_locks_of_different_names_do_not_meet(database: Database) -> None:
    with database.lock("anna/..", timeout=0), database.lock("bob", timeout=0):
        pass


def test_what_a_connector_keeps_is_kept_for_its_source_and_athlete(database: Database) -> None:
    strava, garmin = DatabaseKeep(database, "me", "strava"), DatabaseKeep(database, "me", "garmin")
    strava.put("tokens", {"access_token": "one", "expires_at": 1_774_000_000})
    strava.put("tokens", {"access_token": "two", "expires_at": 1_774_021_600})
    garmin.put("tokens", {"di": None})
    assert strava.get("tokens") == {"access_token": "two", "expires_at": 1_774_021_600}
    assert garmin.get("tokens") == {"di": None}
    assert strava.get("budget") is None
    assert DatabaseKeep(database, "anna", "strava").get("tokens") is None


def test_named_values_come_back_with_their_dates(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(insert(schema.digest_lines).values(LINE))
        row = connection.execute(select(schema.digest_lines)).one()
    assert row.named_values == LINE["named_values"]
    assert (row.because_values, row.day) == ({}, date(2026, 3, 20))


def test_a_datetime_is_no_named_value(database: Database) -> None:
    with pytest.raises(StatementError, match="ISO 8601"), database.begin() as connection:
        connection.execute(insert(schema.digest_lines).values(LINE | {"named_values": {"since_at": NOW}}))


def test_an_instant_comes_back_in_utc_and_one_without_a_zone_is_refused(database: Database) -> None:
    tokyo = datetime(2026, 3, 20, 21, 0, tzinfo=timezone(timedelta(hours=9)))
    with database.begin() as connection:
        connection.execute(insert(schema.athletes).values(name="me", judged_through=tokyo))
        stored = connection.scalar(select(schema.athletes.c.judged_through))
    assert stored == NOW
    assert stored.tzinfo is UTC
    with pytest.raises(StatementError, match="without a zone"), database.begin() as connection:
        connection.execute(insert(schema.athletes).values(name="x", judged_through=datetime(2026, 3, 20)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(DatabaseUnusable, match="Permission denied"):
        Database(f"sqlite:///{tmp_path / 'shinguard.db'}").upgrade()
