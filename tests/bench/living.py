"""The service as a process of its own, beside one that holds nothing but APScheduler and SQLAlchemy."""

import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic, perf_counter, sleep
from types import TracebackType
from typing import Self

from sqlalchemy import select

from daemon.demo.people import configuration
from daemon.scheduler import OUTBOX_MINUTES
from daemon.schema import sync_runs
from daemon.store.database import Database
from tests.bench.looking import LOOKS_PER_S
from tests.bench.pairs import in_turn
from tests.bench.rows import Row
from tests.bench.stage import Stage

ROOT = Path(__file__).parent.parent.parent
WINDOW_S = 20.0
START_ROUNDS = 5
_PATIENCE_S = 60.0
_ENDS_WITHIN_S = 15.0
_HAS_PROC = Path("/proc/self/schedstat").exists()
_BARE_IS = "APScheduler and SQLAlchemy alone"


def live(stage: Stage) -> Iterator[Row]:
    """Start, rest, and be looked at."""
    path = stage.new_path()
    config = _configured(stage, path)
    with _service(config) as service, _bare(stage) as bare:
        _let_sync(f"sqlite:///{path}", service)
        yield _memory("memory when idle, after the first start of all", service, bare)
    logged_in = stage.new_database()
    config = _configured(stage, Path(logged_in.name))
    pair = in_turn(lambda: _start_s(_service(config)), lambda: _start_s(_bare(stage)), rounds=START_ROUNDS)
    yield Row(
        what="start to ready",
        unit="s",
        measured=pair.measured,
        floor=pair.floor,
        floor_is=_BARE_IS,
        median_ratio=pair.ratio,
        at_most=1,
    )
    with _service(config) as service, _bare(stage) as bare:
        _let_sync(f"sqlite:///{logged_in.name}", service)
        yield _memory("memory when idle, after a sync of each source", service, bare)
        yield _cpu(service, bare, Path(logged_in.name))
    logged_in.close()


def _memory(what: str, service: "_Process", bare: "_Process") -> Row:
    return Row(
        what=what, unit="MiB", measured=service.memory_mib(), floor=bare.memory_mib(), floor_is=_BARE_IS, at_most=60
    )


def _cpu(service: "_Process", bare: "_Process", database: Path) -> Row:
    """A window of rest. The look at the outbox, which falls due less often than that, is measured apart and added."""
    measured = floor = None
    if _HAS_PROC:
        _wait_past_a_look()
        with _Process((sys.executable, "-m", "tests.bench.looking", f"sqlite:///{database}")) as looking:
            watched = (service, bare, looking)
            before = [each.cpu_ms() for each in watched]
            sleep(WINDOW_S)
            rest_ms, floor_ms, looks_ms = (each.cpu_ms() - ms for each, ms in zip(watched, before, strict=True))
        look_ms = looks_ms / (WINDOW_S * LOOKS_PER_S)
        measured = rest_ms * 60 / WINDOW_S + look_ms / OUTBOX_MINUTES
        floor = floor_ms * 60 / WINDOW_S
    return Row(
        what="processor time when idle", unit="ms/min", measured=measured, floor=floor, floor_is=_BARE_IS, at_most=5
    )


def _wait_past_a_look() -> None:
    now = datetime.now(UTC)
    into = timedelta(minutes=now.minute % OUTBOX_MINUTES, seconds=now.second).total_seconds()
    left = OUTBOX_MINUTES * 60 - into
    if left <= WINDOW_S + 5:
        sleep(left + 1)


def _configured(stage: Stage, path: Path) -> Path:
    """Write a configuration whose database is at `path`."""
    text = configuration(stage.sandbox, folder=path.parent, receiver="json://127.0.0.1:9/phone", language="en")
    file = path.with_suffix(".toml")
    file.write_text(text.replace(f"{path.parent / 'shinguard.db'}", str(path)), encoding="utf-8")
    return file


def _service(config: Path) -> "_Process":
    return _Process((sys.executable, "-m", "daemon", "--config", str(config), "run"))


def _bare(stage: Stage) -> "_Process":
    return _Process((sys.executable, "-m", "tests.bench.bare", f"sqlite:///{stage.new_path()}"))


def _start_s(process: "_Process") -> float:
    with process:
        return process.ready_s


def _let_sync(url: str, service: "_Process") -> None:
    """Wait until each source was asked once, and the processes that asked are gone."""
    database = Database(url)
    until = monotonic() + _PATIENCE_S
    asked: set[str] = set()
    while len(asked) < 2 or service.has_children():
        if monotonic() > until:
            raise TimeoutError("the service has not asked its sources")
        sleep(0.2)
        with database.read() as connection:
            asked = set(connection.scalars(select(sync_runs.c.source).where(sync_runs.c.ended_at.is_not(None))))
    database.close()


class _Process:
    """A process that says `ready` on standard error, and is looked at through /proc."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self.ready_s = 0.0

    def __enter__(self) -> Self:
        begun = perf_counter()
        self._running = subprocess.Popen(
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._running.stderr is not None
        said = []
        for line in self._running.stderr:
            said.append(line)
            if re.search(r"\bready\b", line):
                break
        else:
            raise ChildProcessError("".join(said))
        self.ready_s = perf_counter() - begun
        # A full pipe would stop it.
        self._reader = Thread(target=deque, args=(self._running.stderr, 0), daemon=True)
        self._reader.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._running.terminate()
        try:
            self._running.wait(timeout=_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._running.kill()
            raise
        self._reader.join()
        for pipe in (self._running.stdin, self._running.stderr):
            assert pipe is not None
            pipe.close()

    def memory_mib(self) -> float | None:
        if not _HAS_PROC:
            return None
        lines = (self._proc / "status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS:"))) / 1024

    def cpu_ms(self) -> float:
        """All threads together. The first number of schedstat is nanoseconds; utime and stime count in 10 ms."""
        return sum(int(task.read_text().split()[0]) for task in self._proc.glob("task/*/schedstat")) / 1e6

    def has_children(self) -> bool:
        return any(task.read_text().strip() for task in self._proc.glob("task/*/children"))

    @property
    def _proc(self) -> Path:
        return Path(f"/proc/{self._running.pid}")
