"""The least of HTTP/1.1 that the stand-ins need: a request in, a reply out in one write, on 127.0.0.1 only."""

import contextlib
import json
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. Of a query parameter or a form field that comes twice the first counts."""

    method: str
    path: str
    query: Mapping[str, str]
    query_lists: Mapping[str, list[str]]
    """All values of a query parameter."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def form(self) -> dict[str, str]:
        """Return the fields of a form-encoded body."""
        return _first_of_each(parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """Return the object of a JSON body; {} where the body is anything else."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie, or None."""
        morsel = SimpleCookie(self.headers.get("cookie", "")).get(name)
        return morsel.value if morsel else None

    def bearer(self) -> str | None:
        """Return the token of the Authorization header, or None."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token if kind == "Bearer" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Request], Reply | None]
"""Gives the reply; None hangs up without one."""


def json_reply(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Return the value as JSON."""
    return Reply(status=status, body=json.dumps(value).encode(), headers=headers or {})


def html_reply(html: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Return a page."""
    return Reply(status=status, body=html.encode(), content_type="text/html; charset=utf-8", headers=headers or {})


class Loopback:
    """An HTTP server on 127.0.0.1, in threads of this process. `port=0` takes a free one."""

    def __init__(self, answer: Answer, *, port: int = 0) -> None:
        self._server = _Server(answer, port)
        self._stopping = Event()
        self._thread = Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, without a slash at the end."""
        return f"http://{HOST}:{self._server.server_port}"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port, and hang up on who is still connected."""
        self._stopping.set()
        if self._thread.is_alive():
            # The thread sleeps until somebody connects, so that an idle sandbox costs nothing.
            socket.create_connection((HOST, self._server.server_port)).close()
            self._thread.join()
        self._server.server_close()
        self._server.hang_up()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._server.handle_request()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer: Answer, port: int) -> None:
        self.answer = answer
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__((HOST, port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; anything else is a fault of ours and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    # Two small writes cost 40 ms a request: everything of a reply is buffered, and flushed once.
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def do_GET(self) -> None:
        self._reply()

    def do_POST(self) -> None:
        self._reply()

    def do_DELETE(self) -> None:
        self._reply()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged: addresses carry codes and tickets."""

    def _reply(self) -> None:
        url = urlsplit(self.path)
        query = parse_qs(url.query, keep_blank_values=True)
        reply = self.server.answer(
            Request(
                method=self.command,
                path=url.path,
                query=_first_of_each(query),
                query_lists=query,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            )
        )
        if reply is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.status != 204:
            self.wfile.write(reply.body)


def _first_of_each(lists: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in lists.items()}
