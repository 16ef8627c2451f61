"""Asking Strava, by stravalib: its authentication and its errors; ours are the budget, the tokens and the words.

stravalib's models are left aside: they drop fields, and one bad field loses a whole page.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

import requests
from requests.adapters import HTTPAdapter

from connectors.base import (
    UNREACHABLE,
    Clock,
    Keep,
    LoginNeeded,
    RateLimited,
    SourceError,
    SourceUnavailable,
    SubscriptionLapsed,
)
from connectors.strava.budget import Budget, read_usages, refused_until, wait_until
from connectors.strava.library import ApiV3, exc
from connectors.strava.settings import Settings
from connectors.waiting import retry_after

_OFFICIAL = f"https://{ApiV3.server}"
_REFRESH_AHEAD = timedelta(hours=1)
"""Strava gives a new access token only when less than an hour is left of the old one."""

log = logging.getLogger(__name__)


class _Adapter(HTTPAdapter):
    """stravalib sets no time-out, and would carry the client secret to wherever a redirect points."""

    def __init__(self, timeout_s: float) -> None:
        super().__init__()
        self._timeout_s = timeout_s

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        answer = super().send(request, *args, **{**kwargs, "timeout": self._timeout_s})
        if 300 <= answer.status_code < 400:
            answer.close()
            # Also without an address to go to: its body is nobody's word on runs and shoes.
            raise requests.TooManyRedirects("a redirect, where Strava itself should answer")
        return answer


class Protocol(ApiV3):
    """stravalib's protocol at another address, which neither reads the environment nor refreshes by itself."""

    def __init__(self, base_url: str, timeout_s: float) -> None:
        session = requests.Session()
        adapter = _Adapter(timeout_s)
        session.mount("https://", adapter)
        session.mount("http://", adapter)
        super().__init__(requests_session=session)
        # A line a request, at INFO.
        self.log.setLevel(logging.WARNING)
        self._base_url = base_url.rstrip("/")

    def _check_credentials(self) -> None:
        """Without client_id on the object stravalib leaves the refreshing to us, who keep the new tokens first."""

    def resolve_url(self, url: str) -> str:
        """Return the whole address of a path, or the same page of Strava's at ours."""
        return self._base_url + super().resolve_url(url).removeprefix(_OFFICIAL)


class Api:
    """One logged-in runner's access for one pull."""

    def __init__(self, settings: Settings, keep: Keep, clock: Clock, *, timeout_s: float) -> None:
        self._settings = settings
        self._keep = keep
        self._clock = clock
        self._tokens = keep.get("tokens")
        kept = keep.get("budget")
        self._budget = Budget.from_json(kept) if kept else Budget(told_at=clock())
        self._protocol = Protocol(settings.base_url, timeout_s)
        self._protocol.rate_limiter = lambda headers, _method: self._note(headers)

    def require_scope(self, scope: str) -> None:
        """Raise LoginNeeded, without a request, if the runner did not grant this at the login."""
        if scope not in self._granted()["scopes"]:
            raise _missing_scope()

    def get(self, path: str, **params: Any) -> Any:
        """Return the JSON at this path. Raise SourceError; never sleep."""
        self._refuse_if_spent()
        if self._expires_at() - self._clock() < _REFRESH_AHEAD:
            self._refresh()
        self._protocol.access_token = self._granted()["access_token"]
        try:
            return self._ask(path, params)
        except exc.AccessUnauthorized as err:
            if _is_missing_scope(err):
                raise _missing_scope() from None
        except requests.RequestException as err:
            self._raise(err)
        # Dead before its time: the refresh tells whether the login is dead as well.
        self._refresh()
        self._refuse_if_spent()
        try:
            return self._ask(path, params)
        except requests.RequestException as err:
            self._raise(err)

    def _ask(self, path: str, params: Mapping[str, Any]) -> Any:
        try:
            return self._protocol.get(path, **params)
        except requests.RequestException:
            raise
        except (ValueError, RecursionError) as err:
            # JSON that cannot be read, though it is JSON: nested too deep, or with a number of thousands of digits.
            raise SourceUnavailable(f"Strava did not answer as it should ({type(err).__name__}).") from None

    def _granted(self) -> dict[str, Any]:
        if self._tokens is None:
            raise LoginNeeded("No tokens of Strava are kept: a person must log in.", cause="never-logged-in")
        return self._tokens

    def _expires_at(self) -> datetime:
        return datetime.fromtimestamp(self._granted()["expires_at"], UTC)

    def _refresh(self) -> None:
        tokens = self._granted()
        try:
            fresh = self._protocol.refresh_access_token(
                int(self._settings.client_id), self._settings.client_secret, tokens["refresh_token"]
            )
        except (KeyError, TypeError) as err:
            raise SourceUnavailable("Strava's answer to a refresh of the tokens holds none.") from err
        except exc.Fault as err:
            if _status(err) in (400, 401):
                raise _refused_refresh(err) from None
            self._raise(err)
        except requests.RequestException as err:
            self._raise(err)
        # The old refresh token is dead from here on: kept first, used after.
        kept = {**tokens, **fresh}
        self._keep.put("tokens", kept)
        self._tokens = kept
        log.debug("Strava gave new tokens")

    def _refuse_if_spent(self) -> None:
        until = wait_until(self._budget, daily_reserve=self._settings.daily_reserve, now=self._clock())
        if until is not None:
            raise RateLimited("The budget of requests to Strava is used up.", retry_at=until)

    def _note(self, headers: Mapping[str, str]) -> None:
        usages = read_usages(headers)
        if usages:
            self._put_budget(Budget(told_at=self._clock(), usages=usages))

    def _put_budget(self, budget: Budget) -> None:
        self._budget = budget
        self._keep.put("budget", budget.to_json())

    def _raise(self, err: requests.RequestException) -> NoReturn:
        if isinstance(err, exc.Fault) and _status(err) == 429:
            now = self._clock()
            headers: Mapping[str, str] = err.response.headers if err.response is not None else {}
            until = refused_until(read_usages(headers), now=now)
            # Strava itself tells no more than its usages; a server before it may.
            until = max(until, now + (retry_after(headers.get("Retry-After", ""), now) or timedelta()))
            self._put_budget(Budget(told_at=now, usages=self._budget.usages, refused_until=until))
            raise RateLimited("Strava refused a request: too many.", retry_at=until) from None
        raise translated(err) from None


def translated(err: requests.RequestException) -> SourceError:
    """Return what an error of stravalib or of the network means. Its own text may hold addresses: not taken over."""
    if isinstance(err, exc.ApplicationInactive):
        return SubscriptionLapsed("Strava switched the API application off: its owner has no paid subscription.")
    if isinstance(err, exc.AccessUnauthorized):
        if _is_missing_scope(err):
            return _missing_scope()
        return LoginNeeded("Strava does not take the access token any more.", cause="revoked")
    if isinstance(err, exc.Fault):
        if _status(err) == 403 and _details(err):
            return LoginNeeded("Strava forbids what was asked.", cause="refused")
        return SourceUnavailable(f"Strava answered with status {_status(err)}.")
    is_silent = isinstance(err, requests.ConnectionError | requests.Timeout)
    cause = UNREACHABLE if is_silent else ""
    return SourceUnavailable(f"Strava did not answer as it should ({type(err).__name__}).", cause=cause)


def names_application(err: requests.RequestException) -> bool:
    """Return True if Strava blames the client id or secret, rather than the runner's code or token."""
    return any(e.get("resource") == "Application" for e in _details(err))


def _refused_refresh(err: exc.Fault) -> LoginNeeded:
    if names_application(err):
        return LoginNeeded("Strava does not know this client id and secret.", cause="refused")
    return LoginNeeded("Strava does not take the refresh token any more.", cause="revoked")


def _is_missing_scope(err: exc.AccessUnauthorized) -> bool:
    return any(e.get("code") == "missing" for e in _details(err))


def _missing_scope() -> LoginNeeded:
    return LoginNeeded("The login does not allow to read all activities and shoes.", cause="missing-scope")


def _status(err: requests.RequestException) -> int:
    return 0 if err.response is None else err.response.status_code


def _details(err: requests.RequestException) -> list[Mapping[str, Any]]:
    """Return the entries of Strava's own error format; empty for a page of somebody else's, such as a firewall."""
    try:
        body = err.response.json() if err.response is not None else None
    except ValueError:
        return []
    errors = body.get("errors") if isinstance(body, Mapping) else None
    return [e for e in errors if isinstance(e, Mapping)] if isinstance(errors, list) else []
