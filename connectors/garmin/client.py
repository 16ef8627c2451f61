"""garminconnect's client, pointed where the settings say, with our time-outs, that tells what it would swallow."""

import logging
from collections.abc import Callable
from typing import Any

from garminconnect import Garmin as Library
from garminconnect.client import Client

from connectors.garmin.settings import Settings

_PATHS = {
    "_sso": "",
    "_connect": "",
    "_connectapi": "",
    "_ios_service_url": "/gcm/ios",
    "_mobile_sso_service_url": "/gcm/android",
    "_portal_service_url": "/app",
    "_di_token_url": "/di-oauth2-service/oauth/token",
}
"""The library's own attributes for Garmin's hosts, and the path that each holds."""


class TimedClient(Client):
    """The library's client: every request has our time-out, and what became of the last refresh is known."""

    def __init__(self, settings: Settings, *, timeout_s: float, keep_tokens: Callable[[], None]) -> None:
        super().__init__()
        self._timeout_s = timeout_s
        self._keep_tokens = keep_tokens
        self.token_status: int | None = None
        """Status of the last answer for tokens; 0 for no answer or none of Garmin's, None: never asked."""
        if settings.base_url:
            self._move(settings.base_url.rstrip("/"))

    def _move(self, base_url: str) -> None:
        for name, path in _PATHS.items():
            setattr(self, name, base_url + path)
        # A release with one more address would send tokens or a password to Garmin from a sandbox.
        left = [n for n, v in vars(self).items() if isinstance(v, str) and "://" in v and not v.startswith(base_url)]
        if left:
            raise RuntimeError(f"garminconnect has addresses that base_url does not cover: {', '.join(left)}")

    def _run_request(self, method: str, path: str, **kwargs: Any) -> Any:
        return super()._run_request(method, path, **{"timeout": self._timeout_s, **kwargs})

    def _di_token_post(self, client_id: str, accept: str, data: dict[str, str]) -> Any:
        self.token_status = 0
        answer = super()._di_token_post(client_id, accept, data)
        # A page in the place of tokens is a firewall's.
        is_page = "json" not in answer.headers.get("content-type", "") and answer.status_code in (200, 403)
        self.token_status = 0 if is_page else answer.status_code
        return answer

    def _http_post(self, url: str, **kwargs: Any) -> Any:
        return super()._http_post(url, **{**kwargs, "timeout": self._timeout_s})

    def _persist_tokens(self) -> None:
        """Called by the library after a refresh: the old refresh token is dead from here on."""
        self._keep_tokens()


def open_library(
    settings: Settings, *, timeout_s: float, keep_tokens: Callable[[], None]
) -> tuple[Library, TimedClient]:
    """Return the library without a login, at the address of the settings; it tries nothing twice and logs nothing."""
    # It logs tracebacks of what it raises as well, with addresses that name the runner.
    logging.getLogger("garminconnect").setLevel(logging.CRITICAL + 1)
    library = Library(retry_attempts=0)
    client = TimedClient(settings, timeout_s=timeout_s, keep_tokens=keep_tokens)
    library.client = client
    return library, client
