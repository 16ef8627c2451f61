"""The phone of the demo: a receiver on this machine that keeps what really arrives."""

import json
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as it came over the wire."""

    title: str
    body: str


class Phone:
    """Takes what Apprise sends to a `json://` address, and writes each message to a file as a line of JSON."""

    def __init__(self, captured: Path) -> None:
        self._captured = captured
        self._arrived: list[Arrived] = []
        phone = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                phone._take(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """The demo prints the messages themselves."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def address(self) -> str:
        """The address for Apprise."""
        return f"json://127.0.0.1:{self._server.server_port}/phone"

    def take_new(self) -> tuple[Arrived, ...]:
        """Return what arrived since the last call."""
        arrived, self._arrived = tuple(self._arrived), []
        return arrived

    def _take(self, body: bytes) -> None:
        message = json.loads(body)
        self._arrived.append(Arrived(title=message["title"], body=message["message"]))
        with self._captured.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"title": message["title"], "body": message["message"]}, ensure_ascii=False) + "\n")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
