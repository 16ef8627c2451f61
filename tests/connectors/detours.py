"""A server before a sandbox that sends some visitors elsewhere, and another one that notes who comes there."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests

from connectors.sandbox.loopback import Loopback, Reply, Request


class Detour:
    """Passes everything on to the sandbox, but for addresses that begin with one of `paths`."""

    def __init__(self, sandbox_url: str) -> None:
        self._sandbox_url = sandbox_url
        self._near = Loopback(self._answer)
        self._far = Loopback(self._note)
        self.paths: tuple[str, ...] = ()
        self.status = 307
        self.target = self._far.url
        """Where they are sent; the far server unless something else is said."""
        self.asked: list[str] = []
        self.came_far: list[str] = []

    @property
    def url(self) -> str:
        return self._near.url

    def start(self) -> None:
        self._near.start()
        self._far.start()

    def stop(self) -> None:
        self._near.stop()
        self._far.stop()

    def _answer(self, request: Request) -> Reply:
        self.asked.append(f"{request.method} {request.path}")
        if request.path.startswith(self.paths):
            return Reply(status=self.status, headers={"Location": self.target}, body=b"[]")
        answer = requests.request(
            request.method,
            self._sandbox_url + request.path,
            params=dict(request.query),
            headers={name: value for name, value in request.headers.items() if name != "host"},
            data=request.body,
            allow_redirects=False,
            timeout=5,
        )
        cookies = {"Set-Cookie": answer.headers["Set-Cookie"]} if "Set-Cookie" in answer.headers else {}
        return Reply(
            status=answer.status_code,
            body=answer.content,
            content_type=answer.headers.get("Content-Type", ""),
            headers=cookies,
        )

    def _note(self, request: Request) -> Reply:
        self.came_far.append(f"{request.method} {request.path} {request.headers} {request.body!r}")
        return Reply(body=b"[]")


@contextmanager
def detour(sandbox_url: str) -> Iterator[Detour]:
    server = Detour(sandbox_url)
    server.start()
    try:
        yield server
    finally:
        server.stop()
