"""The processes that the service starts, and how they end."""

import sys
import threading
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from daemon import scheduler
from daemon.posts import Post
from daemon.records import Kind, Letter
from daemon.scheduler import Children, write_what_is_due
from daemon.store.database import Database
from daemon.store.letters import put_letter

FOREVER = "import threading; print('up', flush=True); threading.Event().wait()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + FOREVER
AT_ONCE = 0.01


def children(program: str, *, stop: threading.Event) -> Children:
    return Children((sys.executable, "-c", program), stop=stop)


def test_nothing_is_started_once_the_service_ends(capfd: pytest.CaptureFixture[str]) -> None:
    stop = threading.Event()
    stop.set()
    children("print('up')", stop=stop).run(())
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize("program", [FOREVER, DEAF])
def test_a_child_that_passes_its_deadline_is_ended_and_logged(
    program: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(scheduler, "DEADLINE", timedelta(seconds=AT_ONCE))
    monkeypatch.setattr(scheduler, "PATIENCE_S", AT_ONCE)
    children(program, stop=threading.Event()).run(("sync",))
    [record] = caplog.records
    assert record.getMessage().startswith("sync was ended by signal ")


def test_a_clock_that_is_put_forward_ends_no_child(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As on a machine without a clock of its own, which learns the time when its network is there."""
    years = count(2026)

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Ahead":
            return cls(next(years), 1, 1, tzinfo=tz)

    monkeypatch.setattr(scheduler, "datetime", Ahead)
    children("import threading; threading.Event().wait(0.5)", stop=threading.Event()).run(("sync",))
    assert caplog.records == []


def test_a_child_that_ends_by_itself_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    children("raise SystemExit(1)", stop=threading.Event()).run(("sync",))
    assert caplog.records == []


def test_a_child_writes_each_letter_that_is_due_and_not_written(database: Database, tmp_path: Path) -> None:
    program = f"import sys; open({str(tmp_path / 'asked')!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')"
    now = datetime.now(UTC)
    # A minute ago, on the clock of a zone without summer time; an hour from now is due tomorrow, or was an hour ago.
    posts = [
        Post(athlete=name, kind=kind, zone=ZoneInfo("UTC"), at=(now - timedelta(minutes=ago)).time())
        for name, kind, ago in (("anna", Kind.MORNING, 1), ("bert", Kind.DIGEST, 1), ("cees", Kind.MORNING, 13 * 60))
    ]
    letter = Letter(kind=Kind.DIGEST, title="t", body="b", expires_at=now + timedelta(hours=1))
    with database.begin() as connection:
        put_letter(connection, "bert", letter, receivers=(), now=now)
    write_what_is_due(posts, database, children(program, stop=threading.Event()))
    assert (tmp_path / "asked").read_text() == "write morning --athlete anna\n"
