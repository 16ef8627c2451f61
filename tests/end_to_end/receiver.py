"""A receiver on this machine: it keeps what really arrives, and refuses or holds the line on demand."""

import json
import re
from base64 import b64decode
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Event, Thread
from typing import Self

USER, PASSWORD, TOPIC = "planted-user", "planted-pass-9f2c", "planted-topic-77ab"
"""Parts of the address, found nowhere else."""


_TAGS = re.compile(r"#\d+( #\d+)*")


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as it came over the wire."""

    title: str
    body: str
    """Without the tags below it."""
    tags: tuple[str, ...] = ()
    """`#7` for each alert that it is about, by the number in this database."""
    pictures: tuple[bytes, ...] = ()
    """What came with it."""


class Receiver:
    """Takes what Apprise sends to a `json://` address."""

    def __init__(self) -> None:
        self.status = 200
        self.held: Event | None = None
        """Not yet set: a request is taken and not answered until it is."""
        self.messages: list[Arrived] = []
        self.knocked = Event()
        """Somebody has sent something, whatever became of it."""
        self._news = Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                receiver.knocked.set()
                if receiver.held is not None:
                    receiver.held.wait(30)
                    self.close_connection = True
                    return
                if receiver.status == 200:
                    receiver._take(body)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def address(self) -> str:
        """The address for Apprise, with a user, a password and a topic that must not be seen."""
        return f"json://{USER}:{PASSWORD}@127.0.0.1:{self._server.server_port}/{TOPIC}"

    @property
    def bodies(self) -> list[str]:
        """The texts that arrived, in order."""
        return [message.body for message in self.messages]

    def take(self) -> list[str]:
        """Return the texts that arrived since the last call, and forget them."""
        bodies, self.messages = self.bodies, []
        return bodies

    def wait_for(self, count: int, *, timeout_s: float) -> list[str]:
        """Return the texts once there are so many. Raise TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.messages) >= count, timeout_s):
                raise TimeoutError(f"{len(self.messages)} messages of {count} after {timeout_s:.0f} s")
        return self.bodies

    def _take(self, body: bytes) -> None:
        message = json.loads(body)
        with self._news:
            pictures = tuple(b64decode(each["base64"]) for each in message.get("attachments", ()))
            above, _newline, last = message["message"].rpartition("\n")
            tags = tuple(last.split()) if _TAGS.fullmatch(last) else ()
            text = above if tags else message["message"]
            self.messages.append(Arrived(title=message["title"], body=text, tags=tags, pictures=pictures))
            self._news.notify_all()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.held is not None:
            self.held.set()
        self._server.shutdown()
        self._server.server_close()
