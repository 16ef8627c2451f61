"""The login that a person runs: the address to open, the way back, and the tokens that come of it.

The way back is a listener on this machine, or, without a browser here, the address that the runner pastes.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from connectors.base import Keep, LoginFailed, refuse_another_account
from connectors.strava.api import Protocol, names_application
from connectors.strava.library import Scope, exc
from connectors.strava.settings import Settings

SCOPES: tuple[Scope, ...] = ("read", "activity:read_all", "profile:read_all")
NEEDED = frozenset(SCOPES[1:])
PASTED_REDIRECT = "http://localhost/shinguard"
"""Where the browser of another machine ends up: a page that cannot be shown, whose address is what we need."""


def new_state() -> str:
    """Return a word by which our own redirect is known again."""
    return secrets.token_urlsafe(16)


def authorize_url(settings: Settings, *, redirect: str, state: str) -> str:
    """Return the address that the runner opens, logged in to Strava."""
    protocol = Protocol(settings.base_url, timeout_s=1)
    official = protocol.authorization_url(int(settings.client_id), redirect, scope=list(SCOPES), state=state)
    return protocol.resolve_url(official)


class Callback:
    """The listener for the way back. Its `redirect` goes into `authorize_url`."""

    def __init__(self, port: int, addresses: "Queue[str]") -> None:
        self.redirect = f"http://127.0.0.1:{port}/callback"
        self._addresses = addresses

    def wait(self, timeout_s: float) -> str:
        """Return the address to which Strava sent the browser. Raise LoginFailed when nobody came in time."""
        try:
            return self._addresses.get(timeout=timeout_s)
        except Empty:
            raise LoginFailed("Nobody came back from Strava in time. Start the login again.", cause="refused") from None


@contextmanager
def listen(
    state: str,
    *,
    port: int = 0,
    thanks: str = "Shinguard has what it needs.",
    denied: str = "Shinguard did not get what it needs.",
) -> Iterator[Callback]:
    """Listen on this machine, on a free port unless one is given; a visit without the state counts for nothing.

    `thanks` is the page that the runner's browser ends up at; `denied` the one in its place where Strava did not allow
    everything, and for a visit that counts for nothing. Raise LoginFailed where the port cannot be used.
    """
    addresses: Queue[str] = Queue()

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            ours = urlsplit(self.path).path == "/callback" and _is_state(self.path, state)
            body = (thanks if ours and _is_good(self.path, state) else denied).encode()
            self.send_response(200 if ours else 404)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            if ours:
                addresses.put(self.path)

        def log_message(self, format: str, *args: object) -> None:
            """The line would hold the code."""

    try:
        # A thread a connection: browsers open some that they never use.
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except (OSError, OverflowError):
        raise LoginFailed(
            "The port for the way back cannot be used. Choose another with --port.", cause="unavailable"
        ) from None
    with server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Callback(server.server_port, addresses)
        finally:
            server.shutdown()
            thread.join()


def finish(
    settings: Settings,
    keep: Keep,
    *,
    address: str,
    state: str,
    same_account: bool = False,
    timeout_s: float = 15.0,
) -> None:
    """Given the address of the way back, exchange its code and keep the tokens. Raise LoginFailed.

    With `same_account` no other athlete's than those that are kept: raise AnotherAccount.
    """
    code = code_from(address, state=state)
    protocol = Protocol(settings.base_url, timeout_s)
    try:
        tokens, athlete = protocol.exchange_code_for_token(
            int(settings.client_id), settings.client_secret, code, return_athlete=True
        )
    except requests.RequestException as err:
        raise _failed(err) from None
    except (KeyError, TypeError):
        raise LoginFailed("Strava's answer holds no tokens. Try again later.", cause="unavailable") from None
    athlete_id = _athlete_id(athlete)
    if same_account:
        refuse_another_account(keep, "athlete_id", athlete_id)
    known = {} if athlete_id is None else {"athlete_id": athlete_id}
    keep.put("tokens", {**tokens, "scopes": sorted(_scopes(address)), **known})


def code_from(address: str, *, state: str) -> str:
    """Return the code in an address of the way back. Raise LoginFailed: not ours, denied, or not all allowed."""
    if not _is_state(address, state):
        raise LoginFailed(
            "This is not the address that Strava sent the browser to for this login. Start the login again, "
            "and paste the whole address.",
            cause="refused",
        )
    code = _one(address, "code")
    if _one(address, "error") or not code:
        raise LoginFailed("The access was denied on Strava's page. Start again, and press Authorize.", cause="refused")
    if not _scopes(address) >= NEEDED:
        raise LoginFailed(
            "Not everything was allowed on Strava's page. Start again, and leave all boxes ticked.",
            cause="missing-scope",
        )
    return code


def _athlete_id(athlete: Any) -> str | None:
    """Return who logged in. Strava tells it with the tokens, and promises nowhere that it will."""
    number = athlete.get("id") if isinstance(athlete, Mapping) else None
    return str(number) if number else None


def _is_good(address: str, state: str) -> bool:
    try:
        code_from(address, state=state)
    except LoginFailed:
        return False
    return True


def _is_state(address: str, state: str) -> bool:
    return secrets.compare_digest(_one(address, "state").encode(), state.encode())


def _scopes(address: str) -> frozenset[str]:
    return frozenset(_one(address, "scope").replace(",", " ").split())


def _one(address: str, name: str) -> str:
    return parse_qs(urlsplit(address.strip()).query).get(name, [""])[0]


def _failed(err: requests.RequestException) -> LoginFailed:
    if isinstance(err, exc.ApplicationInactive):
        return LoginFailed(
            "Strava switched this API application off. Its owner needs a paid subscription, and can then switch it on "
            "again at www.strava.com/settings/api.",
            cause="subscription-lapsed",
        )
    status = 0 if err.response is None else err.response.status_code
    if status == 429:
        return LoginFailed("Strava has had too many requests. Try again in a quarter of an hour.", cause="blocked")
    if isinstance(err, exc.Fault) and status in (400, 401, 403):
        if names_application(err):
            return LoginFailed("Strava does not know this client_id and client_secret. Correct them.", cause="refused")
        return LoginFailed("Strava does not take the code: it works once, for a while. Start again.", cause="refused")
    return LoginFailed("Strava did not answer as it should. Try again later.", cause="unavailable")
