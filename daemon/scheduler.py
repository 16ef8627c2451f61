"""The service: a timer that starts a short-lived process for each sync, and ends cleanly.

The parent holds no client library: a child that pulls, judges and sends needs two seconds and 100 MiB, and gives
them back. A child also has a deadline that no hanging connection can pass.
"""

import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from daemon.posts import Post, is_due
from daemon.store.database import Database
from daemon.store.letters import last_letter
from daemon.store.outbox import athletes_with_mail

log = logging.getLogger(__name__)

DEADLINE = timedelta(minutes=15)
"""A first import of twenty years takes a few minutes; past this a child is ended, and the next one goes on."""
PATIENCE_S = 5
"""How long a child that was asked to end may take."""
_LOOK_EVERY_S = 0.1
"""How often it is looked whether a child has ended."""
JITTER = 0.1
"""Of the interval: not every Shinguard asks at the full hour."""
OUTBOX_MINUTES = 5
ENDS = (signal.SIGTERM, signal.SIGINT)
"""The signals that end the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One thing to do again and again: sync one source of one athlete."""

    athlete: str
    source: str
    interval_s: float


def serve(
    errands: Sequence[Errand],
    *,
    posts: Sequence[Post],
    database: Database,
    command: Sequence[str],
    wait: Callable[[], None],
) -> None:
    """Run the errands, and write the letters of `posts`, until `wait` returns. Every job ends within seconds of it.

    `command` is this program with its options: what the children are started with.
    """
    stop = threading.Event()
    children = Children(command, stop=stop)
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(max(4, len(errands)))},
        # A tick that comes late is run, once; a source that still runs is not started again.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for position, errand in enumerate(errands):
        scheduler.add_job(
            children.sync,
            "interval",
            args=(errand,),
            seconds=errand.interval_s,
            jitter=errand.interval_s * JITTER,
            next_run_time=datetime.now(UTC) + timedelta(seconds=position),
            name=f"{errand.athlete}/{errand.source}",
        )
    scheduler.add_job(
        send_what_waits,
        "cron",
        args=(database, children),
        minute=f"*/{OUTBOX_MINUTES}",
        name="outbox",
    )
    scheduler.add_job(
        write_what_is_due,
        "cron",
        args=(posts, database, children),
        minute=f"*/{OUTBOX_MINUTES}",
        name="letters",
    )
    scheduler.add_listener(_say_what_broke, EVENT_JOB_ERROR)
    scheduler.start()
    log.info("ready: %d sources", len(errands))
    wait()
    stop.set()
    log.info("stopping")
    scheduler.shutdown(wait=True)


def end_on_signals() -> Callable[[], None]:
    """Take SIGTERM and SIGINT, blocked ones too. Return a function that returns when the first of them has come.

    The kernel's own write wakes the reader. An Event that a handler sets in the thread that waits for it can be set
    between its check and its sleep, and then sleeps for ever.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    for number in ENDS:
        signal.signal(number, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)

    def wait() -> None:
        os.read(reading, 1)

    return wait


def send_what_waits(database: Database, children: "Children") -> None:
    """Start a child for each athlete whose messages wait: after the quiet hours, or for a receiver that is back."""
    with database.read() as connection:
        athletes = athletes_with_mail(connection, now=datetime.now(UTC))
    for athlete in athletes:
        children.run(("send", "--athlete", athlete))


def write_what_is_due(posts: Sequence[Post], database: Database, children: "Children") -> None:
    """Start a child for each letter whose time has come and that is not written yet."""
    now = datetime.now(UTC)
    with database.read() as connection:
        due = [
            post for post in posts if is_due(post, written=last_letter(connection, post.athlete, post.kind), now=now)
        ]
    for post in due:
        children.run(("write", post.kind.value, "--athlete", post.athlete))


class Children:
    """Starts processes of this same program, and ends them when the service ends."""

    def __init__(self, command: Sequence[str], *, stop: threading.Event) -> None:
        self._command = tuple(command)
        self._stop = stop

    def sync(self, errand: Errand) -> None:
        """One pass over one source, in a process of its own."""
        self.run(("sync", "--quiet", "--athlete", errand.athlete, "--source", errand.source))

    def run(self, arguments: Sequence[str]) -> None:
        """Run one command to its end, its deadline or the end of the service."""
        if self._stop.is_set():
            return
        # In a group of its own: Ctrl-C reaches the service alone, which then ends its children itself.
        with subprocess.Popen((*self._command, *arguments), stdin=subprocess.DEVNULL, process_group=0) as child:
            # Not by the clock of the day, which may be put forward meanwhile.
            deadline = monotonic() + DEADLINE.total_seconds()
            while child.poll() is None:
                if self._stop.wait(_LOOK_EVERY_S) or monotonic() > deadline:
                    _end(child)
        if child.returncode < 0 and not self._stop.is_set():
            log.error("%s was ended by signal %d", " ".join(arguments), -child.returncode)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()


def _say_what_broke(event: JobExecutionEvent) -> None:
    log.error("the job %s broke: %s", event.job_id, event.exception)
