"""The processes that the service starts, and how they end."""

import sys
import threading
from datetime import timedelta

import pytest

from daemon import scheduler
from daemon.scheduler import Children

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


def test_a_child_that_ends_by_itself_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    children("raise SystemExit(1)", stop=threading.Event()).run(("sync",))
    assert caplog.records == []
