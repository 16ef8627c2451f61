"""From the commit of an alert to the receiver, with Apprise loaded."""

from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from time import perf_counter
from types import TracebackType
from typing import Self

import requests

from daemon.config import Secret
from daemon.delivering import deliver
from daemon.records import Alert, Item, Kind, Outgoing
from daemon.store.alerts import save_alerts
from daemon.store.database import Database
from daemon.store.messages import put_message
from rules.verdicts import Severity, Text
from tests.bench.judging import athlete
from tests.bench.pairs import in_turn
from tests.bench.rows import Row
from tests.bench.stage import ATHLETE, Stage

NOW = datetime(2026, 3, 18, 18, 0, tzinfo=UTC)
ROUNDS = 41


def send_alerts(stage: Stage) -> Iterator[Row]:
    """Time from the end of the transaction to the moment at which the receiver has read the whole message."""
    with Receiver() as receiver:
        sender = _Sender(stage, receiver)
        sender.sent()  # loads Apprise
        pair = in_turn(sender.sent, receiver.posted, rounds=ROUNDS)
        sender.database.close()
    yield Row(
        what="alert committed to receiver reached, Apprise loaded",
        unit="ms",
        measured=pair.measured * 1000,
        floor=pair.floor * 1000,
        floor_is="the same body by one requests.post",
        median_ratio=pair.ratio,
        at_most=50,
    )


class Receiver:
    """An HTTP server on this machine that notes when a message has come, and which."""

    def __init__(self) -> None:
        self.at = 0.0
        self.body = b""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.at = perf_counter()
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """The table says it all."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def place(self) -> str:
        """Host, port and path."""
        return f"127.0.0.1:{self._server.server_port}/phone"

    def posted(self) -> float:
        """Send what came last once more, without anything of ours."""
        begun = perf_counter()
        headers = {"Content-Type": "application/json"}
        requests.post(f"http://{self.place}", data=self.body, headers=headers, timeout=5).raise_for_status()
        return self.at - begun

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Sender:
    """Opens one alert after the other."""

    def __init__(self, stage: Stage, receiver: Receiver) -> None:
        self.database = Database(f"sqlite:///{stage.new_path()}")
        self.database.upgrade()
        self._receiver = receiver
        self._athlete = athlete({"phone": Secret(f"json://{receiver.place}")})
        self._subjects = count()

    def sent(self) -> float:
        item = Item(
            rule="session-spike",
            subject=f"strava-{next(self._subjects)}",
            severity=Severity.WARNING,
            says=Text("{run_m} in one run: {above_percent} more than your longest in 30 days."),
            do=Text("Keep the next runs below {limit_m}."),
            values={"run_m": 14_000, "above_percent": 27, "limit_m": 12_100},
            day=NOW.date(),
        )
        alert = Alert(
            rule=item.rule,
            subject=item.subject,
            severity=item.severity,
            stage=0,
            says=item.says,
            do=item.do,
            values=item.values,
            day=item.day,
            at=NOW,
            opened_at=NOW,
            found_at=NOW,
            seen_at=NOW,
        )
        with self.database.begin() as connection:
            save_alerts(connection, ATHLETE, [alert])
            message = Outgoing(kind=Kind.ALERTS, due_at=NOW, items=(item,))
            put_message(connection, ATHLETE, message, receivers=["phone"], now=NOW)
        begun = perf_counter()
        [sent] = deliver(self.database, self._athlete, clock=lambda: NOW)
        if sent.refused is not None:
            raise RuntimeError(f"the receiver did not take it: {sent.refused.reason}")
        return self._receiver.at - begun
