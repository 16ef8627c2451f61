"""The login that a person runs: e-mail, password and perhaps a code in, tokens kept, nothing else kept or logged."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import requests
from garminconnect import (
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectTooManyRequestsError,
)

from connectors.base import Keep, LoginFailed
from connectors.garmin.client import TimedClient, open_library
from connectors.garmin.settings import Settings

_PROFILE = "/userprofile-service/socialProfile"


def login(
    settings: Settings, keep: Keep, *, email: str, password: str, ask_mfa: Callable[[], str], timeout_s: float = 15.0
) -> None:
    """Log in and keep the tokens. Raise LoginFailed.

    `ask_mfa` is called if Garmin wants the code that it sent, and returns nothing if there is none. The library
    waits for 2 to 5 s before it sends the password, as a person would.
    """
    _, client = open_library(settings, timeout_s=timeout_s, keep_tokens=lambda: None)
    try:
        _log_in(client, email, password, ask_mfa)
        if client.di_token is None:
            raise _unavailable()
        profile = client.connectapi(_PROFILE)
    except GarminConnectTooManyRequestsError:
        raise _blocked() from None
    except (GarminConnectConnectionError, GarminConnectAuthenticationError, requests.RequestException):
        raise _unavailable() from None
    keep.put("tokens", {"session": json.loads(client.dumps()), **_identity(profile)})


def _log_in(client: TimedClient, email: str, password: str, ask_mfa: Callable[[], str]) -> None:
    try:
        wanted, state = client.login(email, password, return_on_mfa=True)
    except GarminConnectAuthenticationError:
        wrong = LoginFailed("Garmin does not take this e-mail address and password.", cause="wrong-password")
        raise _refused(client, wrong) from None
    if wanted != "needs_mfa":
        return
    code = ask_mfa().strip()
    if not code:
        raise LoginFailed("Garmin sent a code by e-mail or SMS. Log in again, and give it.", cause="mfa-needed")
    try:
        client.resume_login(state, code)
    except GarminConnectAuthenticationError:
        wrong = LoginFailed("Garmin does not take this code. Log in again for a new one.", cause="wrong-mfa-code")
        raise _refused(client, wrong) from None


def _refused(client: TimedClient, wrong: LoginFailed) -> LoginFailed:
    """The library says the same where the password or code was right, and the tokens for it did not come."""
    if client.token_status is None:
        return wrong
    return _blocked() if client.token_status == 429 else _unavailable()


def _identity(profile: Any) -> dict[str, str]:
    """What the addresses of later requests are made of: kept, so that a poll need not ask."""
    name = profile.get("displayName") if isinstance(profile, Mapping) else None
    number = profile.get("profileId") if isinstance(profile, Mapping) else None
    if not name or not number:
        raise LoginFailed("Garmin's profile has no name. Open connect.garmin.com once, then log in.", cause="refused")
    return {"display_name": str(name), "profile_id": str(number)}


def _blocked() -> LoginFailed:
    return LoginFailed("Garmin blocks logins from here for now. Wait for some hours, then try once.", cause="blocked")


def _unavailable() -> LoginFailed:
    return LoginFailed("Garmin did not answer as it should. Try again later.", cause="unavailable")
