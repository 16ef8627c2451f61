"""garminconnect's client, pointed where the settings say, that keeps to our limits and tells what it would swallow.

Our limits: a time-out for every request and an end for a login, no redirect that leads away, and the password is sent
once, or twice where Garmin refused it unread.
"""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from garminconnect import Garmin as Library
from garminconnect import GarminConnectConnectionError, GarminConnectTooManyRequestsError
from garminconnect.client import Client

from connectors.address import stays
from connectors.garmin import quiet
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

_OTHER_WAYS = frozenset({"mobile+requests", "widget+cffi", "portal+cffi", "portal+requests"})
"""The library would send the password again in each of these ways; it begins with "mobile+cffi", Garmin's own app."""
_FINGERPRINTS = 2
"""As how many kinds of browser the login may show itself: Garmin's front server refuses one and takes another."""
_MOST_REDIRECTS = 3


class CarefulClient(Client):
    """The library's client within our limits. What became of the last refresh, and of a login, is known."""

    def __init__(
        self,
        settings: Settings,
        *,
        timeout_s: float,
        keep_tokens: Callable[[], None],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._timeout_s = timeout_s
        self._keep_tokens = keep_tokens
        self._seconds = seconds
        self._ends_at_s: float | None = None
        self._password_sent = False
        self.token_status: int | None = None
        """Status of the last answer for tokens; 0 for no answer or none of Garmin's, None: never asked."""
        self.is_answered = False
        """Garmin itself answered what was sent since `begin`: neither an outage nor the page of a firewall."""
        self.skip_strategies = set(_OTHER_WAYS)
        for session in (self.cs, self._api_session):
            session.request = self._limited(session.request)
        if settings.base_url:
            self._move(settings.base_url.rstrip("/"))

    def begin(self, *, within_s: float) -> None:
        """Begin a part of a login: after so many seconds nothing more is asked."""
        self._ends_at_s = self._seconds() + within_s
        self.is_answered = False

    def _move(self, base_url: str) -> None:
        for name, path in _PATHS.items():
            setattr(self, name, base_url + path)
        # A release with one more address would send tokens or a password to Garmin from a sandbox.
        left = [n for n, v in vars(self).items() if isinstance(v, str) and "://" in v and not v.startswith(base_url)]
        if left:
            raise RuntimeError(f"garminconnect has addresses that base_url does not cover: {', '.join(left)}")

    def _limits(self) -> dict[str, Any]:
        left_s = self._timeout_s
        if self._ends_at_s is not None:
            left_s = min(left_s, self._ends_at_s - self._seconds())
            if left_s <= 0:
                raise GarminConnectConnectionError("the login took too long")
        return {"timeout": left_s, "allow_redirects": False}

    def _limited(self, send: Callable[..., Any]) -> Callable[..., Any]:
        """Return a session's `request` that keeps to the limits. All of them carry tokens: none follows a redirect."""

        def request(method: str, url: str, **kwargs: Any) -> Any:
            return _no_redirect(send(method, url, **{**kwargs, **self._limits()}))

        return request

    def _limited_login(self, send: Callable[..., Any]) -> Callable[..., Any]:
        """Return the same for the sign-in page, which carries nothing yet, and for what is then posted there."""

        def request(method: str, url: str, **kwargs: Any) -> Any:
            answer = send(method, url, **{**kwargs, **self._limits()})
            for _ in range(_MOST_REDIRECTS):
                target = urljoin(str(answer.url), answer.headers.get("location") or "")
                if method != "GET" or not _is_redirect(answer) or not stays(str(answer.url), target):
                    break
                answer = send(method, target, headers=kwargs.get("headers"), **self._limits())
            _no_redirect(answer)
            if answer.status_code >= 500:
                # The library would send the password after such a page.
                raise _failed(answer)
            self.is_answered |= "json" in answer.headers.get("content-type", "")
            return answer

        return request

    def _login_with_impersonations(
        self,
        label: str,
        impersonations: tuple[str, ...],
        do_login: Callable[[Any, str, str], None],
        email: str,
        password: str,
    ) -> None:
        """The library would go on with the next fingerprint whatever happened, also after the password was read."""
        tries = impersonations[:_FINGERPRINTS]
        for impersonation in tries:
            try:
                super()._login_with_impersonations(label, (impersonation,), do_login, email, password)
            except (GarminConnectConnectionError, GarminConnectTooManyRequestsError) as err:
                is_unread = not self._password_sent or isinstance(err, GarminConnectTooManyRequestsError)
                if impersonation == tries[-1] or self.token_status is not None or not is_unread:
                    raise
            else:
                return

    def _do_mobile_login(self, sess: Any, email: str, password: str) -> None:
        sess.request = self._limited_login(sess.request)
        super()._do_mobile_login(sess, email, password)

    def _post_credentials(self, *args: Any, **kwargs: Any) -> None:
        self._password_sent = True
        super()._post_credentials(*args, **kwargs)

    def _establish_session(self, ticket: str, sess: Any = None, service_url: str | None = None) -> None:
        """Tokens or nothing: the library would go on to a cookie, by redirects, and a cookie cannot be kept."""
        self._exchange_service_ticket(ticket, service_url=service_url)

    def _di_token_post(self, client_id: str, accept: str, data: dict[str, str]) -> Any:
        self.token_status = 0
        answer = _no_redirect(super()._di_token_post(client_id, accept, data))
        # A page in the place of tokens is a firewall's.
        is_page = "json" not in answer.headers.get("content-type", "") and answer.status_code in (200, 403)
        self.token_status = 0 if is_page else answer.status_code
        return answer

    def _http_post(self, url: str, **kwargs: Any) -> Any:
        try:
            return super()._http_post(url, **{**kwargs, **self._limits()})
        except OSError as err:
            # As the library names it elsewhere: curl's own error is none that its callers know.
            raise GarminConnectConnectionError(type(err).__name__) from None

    def _persist_tokens(self) -> None:
        """Called by the library after a refresh: the old refresh token is dead from here on."""
        self._keep_tokens()


def open_library(
    settings: Settings,
    *,
    timeout_s: float,
    keep_tokens: Callable[[], None],
    seconds: Callable[[], float] = time.monotonic,
) -> tuple[Library, CarefulClient]:
    """Return the library without a login, at the address of the settings; it tries nothing twice and logs nothing."""
    quiet.silence()
    library = Library(retry_attempts=0)
    client = CarefulClient(settings, timeout_s=timeout_s, keep_tokens=keep_tokens, seconds=seconds)
    library.client = client
    return library, client


def _is_redirect(answer: Any) -> bool:
    return 300 <= int(answer.status_code) < 400


def _no_redirect(answer: Any) -> Any:
    if _is_redirect(answer):
        raise _failed(answer)
    return answer


def _failed(answer: Any) -> GarminConnectConnectionError:
    err = GarminConnectConnectionError(f"status {answer.status_code}")
    err.response = answer
    return err
