"""The whole store on a real PostgreSQL: that of SHINGUARD_TEST_POSTGRESQL, or one that is started for it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from traceback import format_exception_only

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, make_url, select, text
from sqlalchemy.exc import IntegrityError

from connectors.base import Batch, Listing
from daemon import log, schema
from daemon.store.activities import Saved
from daemon.store.database import Database
from daemon.store.failing import DatabaseUnusable
from daemon.store.judged import set_judged_through
from daemon.store.keep import DatabaseKeep
from daemon.store.saving import save
from daemon.store.state import load_state
from daemon.store.syncs import begin_sync, finish_sync
from rules.records import Activity, DailyWellness, Shoe, Sport

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
SCHEMA = "shinguard_test"
SERVER_USER = "postgres"
"""PostgreSQL refuses to be started by root."""


def _start(folder: Path) -> Iterator[str]:
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not binaries:
        pytest.skip("no PostgreSQL here")
    user = None
    if os.geteuid() == 0:
        try:
            shutil.chown(folder, SERVER_USER)
        except LookupError:
            pytest.skip("no user to start PostgreSQL as")
        user = SERVER_USER
    bin_folder, data = binaries[-1].parent, folder / "data"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(bin_folder / program), "-D", str(data), *arguments],
            user=user,
            cwd=folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    run("initdb", "--auth=trust", "--username=shinguard", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run("pg_ctl", "start", "--wait", "-l", str(folder / "log"), "-o", options)
    yield f"postgresql://shinguard@/postgres?host={folder}"
    run("pg_ctl", "stop", "--wait", "-m", "fast")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    given = os.environ.get("SHINGUARD_TEST_POSTGRESQL")
    if given:
        yield given
        return
    # The path of a socket may not be long.
    with tempfile.TemporaryDirectory(prefix="shinguard-") as folder:
        yield from _start(Path(folder))


@pytest.fixture
def database(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    # In a schema of its own: what else a given database holds is none of our business.
    options = {"options": f"-csearch_path={SCHEMA}"}
    made = Database(make_url(url).update_query_dict(options).render_as_string(hide_password=False))
    with made.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    made.upgrade()
    yield made
    made.close()


def test_the_tables_are_those_of_the_schema(database: Database) -> None:
    database.upgrade()
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_what_is_saved_becomes_the_state_of_the_runner(database: Database) -> None:
    def run(source_id: str, days_ago: int, distance_m: int = 10_000) -> Activity:
        return Activity(
            source="strava",
            source_id=source_id,
            sport=Sport.RUN,
            start=NOW - timedelta(days=days_ago),
            elapsed_s=3600,
            moving_s=3600,
            distance_m=distance_m,
            gear_id="a",
        )

    batch = Batch(
        activities=(run("1", 5), run("2", 3), run("3", 1)),
        shoes=(Shoe(source="strava", source_id="a", name="A"),),
        mornings=(DailyWellness(source="strava", day=date(2026, 3, 20), resting_heart_rate_bpm=48.5),),
    )
    again = Batch(activities=(run("2", 3, 12_000),), listing=Listing(since=None, source_ids=frozenset({"2", "3"})))
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "strava", now=NOW)
        assert save(connection, "me", "strava", batch, now=NOW) == Saved(new=3)
        set_judged_through(connection, "me", NOW, known_through=None)
        assert save(connection, "me", "strava", again, now=NOW) == Saved(changed=1, deleted=1)
        finish_sync(connection, "me", "strava", run_id=run_id, now=NOW, cursor=NOW)
    with database.read() as connection:
        state = load_state(connection, "me", now=NOW, intervals={"strava": timedelta(hours=1)}, receivers=("phone",))
    assert [(session.session_id, session.distance_m) for session in state.history.sessions] == [
        ("strava-2", 12_000),
        ("strava-3", 10_000),
    ]
    assert [session.session_id for session in state.judged] == ["strava-2", "strava-3"]
    assert [(shoe.key, shoe.total_m) for shoe in state.shoes] == [("strava-a", 22_000)]
    assert [morning.resting_heart_rate_bpm for morning in state.mornings.told] == [48.5]
    assert state.sources[0].last_success == NOW


def test_named_values_and_reserved_words_are_kept(database: Database) -> None:
    values = {"distance_m": 21_100, "week_day": date(2026, 3, 1)}
    line = {
        "athlete": "me",
        "at": NOW,
        "rule": "r",
        "subject": "-",
        "severity": 2,
        "says": "s",
        "do": "d",
        "named_values": values,
        "day": date(2026, 3, 20),
        "because": "b",
        "because_values": {},
    }
    with database.begin() as connection:
        connection.execute(insert(schema.digest_lines), [line])
        row = connection.execute(select(schema.digest_lines)).one()
    assert (row.named_values, row.do, row.at) == (values, "d", NOW)


def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    names = select(schema.athletes.c.name)
    with database.read() as reader:
        assert reader.scalars(names).all() == []
        with database.begin() as writer:
            writer.execute(insert(schema.athletes).values(name="me"))
        assert reader.scalars(names).all() == []


def test_writers_at_the_same_time_lose_no_update(database: Database) -> None:
    keep = DatabaseKeep(database, "me", "strava")
    keep.put("budget", {"count": 0})

    def count_up(_number: int) -> None:
        value = schema.secrets.c.value
        for _ in range(5):
            with database.begin() as connection:
                count = connection.execute(select(value)).scalar_one()["count"]
                connection.execute(schema.secrets.update().values(value={"count": count + 1}))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up, range(8)))
    assert keep.get("budget") == {"count": 40}
    with database.lock("pass-me", timeout=0), pytest.raises(TimeoutError), database.lock("pass-me", timeout=0):
        pass


def test_a_server_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        Database(f"postgresql://shinguard@/postgres?host={tmp_path}").upgrade()


def test_a_server_that_may_not_be_written_is_a_sentence_without_the_token(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
    with pytest.raises(DatabaseUnusable, match=r"may not be written \(cannot execute INSERT in a read-only") as refused:
        DatabaseKeep(database, "me", "strava").put("tokens", {"access_token": "planted"})
    assert "planted" not in f"{refused.value} {refused.value.__cause__}"


def test_a_server_that_ended_the_connection_is_a_sentence(database: Database) -> None:
    with pytest.raises(DatabaseUnusable, match="cannot be reached any more"), database.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_a_row_that_the_server_refuses_shows_in_no_log(database: Database) -> None:
    row = {"athlete": "me", "source": "strava", "name": None, "value": {"planted": "planted"}}
    with pytest.raises(IntegrityError, match="Failing row contains") as refused, database.begin() as connection:
        connection.execute(insert(schema.secrets), [row])
    logged = log.masked("".join(format_exception_only(refused.value)))
    assert 'null value in column "name"' in logged
    assert "Failing row" not in logged
    assert "planted" not in logged
