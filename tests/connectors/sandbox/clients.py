"""The real client libraries, pointed at a sandbox."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import garminconnect
import requests
from requests.adapters import HTTPAdapter

from connectors.sandbox import Sandbox

os.environ.setdefault("SILENCE_TOKEN_WARNINGS", "1")
import stravalib

SCOPE = ["read", "activity:read_all", "profile:read_all"]
REDIRECT = "http://127.0.0.1:1/callback"


class _ToSandbox(HTTPAdapter):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace("https://www.strava.com", self._url, 1)
        kwargs["timeout"] = 5
        return super().send(request, *args, **kwargs)


def _no_limit(headers: Mapping[str, str], method: str) -> None:
    """Keep no limit: the sandbox says when it is too much."""


def strava_client(sandbox: Sandbox, *, token: str | None = None) -> stravalib.Client:
    session = requests.Session()
    session.mount("https://www.strava.com", _ToSandbox(sandbox.strava_url))
    limiter: Any = _no_limit
    return stravalib.Client(access_token=token, requests_session=session, rate_limiter=limiter)


def authorize(sandbox: Sandbox, scope: list[str] | None = None) -> dict[str, str]:
    """Open the address that stravalib makes in a browser; return what comes back to the redirect address."""
    client = strava_client(sandbox)
    address = client.authorization_url(
        client_id=int(sandbox.client_id),
        redirect_uri=REDIRECT,
        scope=scope or SCOPE,  # type: ignore[arg-type]  # a list of its Literal, which a test need not spell
        state="planted-state",
    )
    address = address.replace("https://www.strava.com", sandbox.strava_url, 1)
    location = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    assert location.startswith(f"{REDIRECT}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def strava_tokens(sandbox: Sandbox, scope: list[str] | None = None) -> Any:
    """Log in as a person would."""
    return strava_client(sandbox).exchange_code_for_token(
        client_id=int(sandbox.client_id), client_secret=sandbox.client_secret, code=authorize(sandbox, scope)["code"]
    )


def logged_in_strava(sandbox: Sandbox) -> stravalib.Client:
    return strava_client(sandbox, token=strava_tokens(sandbox)["access_token"])


def refresh(sandbox: Sandbox, refresh_token: str) -> Any:
    return strava_client(sandbox).refresh_access_token(
        client_id=int(sandbox.client_id), client_secret=sandbox.client_secret, refresh_token=refresh_token
    )


def garmin_client(sandbox: Sandbox, **options: Any) -> garminconnect.Garmin:
    garmin = garminconnect.Garmin(retry_attempts=0, **options)
    point_at(garmin.client, sandbox.garmin_url)
    return garmin


def point_at(client: Any, url: str) -> None:
    client._sso = client._connect = client._connectapi = url
    client._portal_service_url = f"{url}/app"
    client._di_token_url = f"{url}/di-oauth2-service/oauth/token"
    client._ios_service_url = f"{url}/gcm/ios"
    client._mobile_sso_service_url = f"{url}/gcm/android"
    assert not [value for value in vars(client).values() if isinstance(value, str) and value.startswith("https")]


def logged_in_garmin(sandbox: Sandbox) -> garminconnect.Garmin:
    garmin = garmin_client(sandbox, email=sandbox.email, password=sandbox.password)
    garmin.login()
    return garmin
