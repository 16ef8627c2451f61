"""The login that a person runs: e-mail, password and perhaps a code in, tokens kept, nothing else kept or logged."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
from garminconnect import (
    GarminConnectAuthenticationError,
    GarminConnectConnectionError,
    GarminConnectTooManyRequestsError,
)

from connectors.base import Keep, LoginFailed, refuse_another_account
from connectors.garmin.client import CarefulClient, open_library
from connectors.garmin.settings import Settings

_PROFILE = "/userprofile-service/socialProfile"


def login(
    settings: Settings,
    keep: Keep,
    *,
    email: str,
    password: str,
    ask_mfa: Callable[[], str],
    same_account: bool = False,
    timeout_s: float = 15.0,
    within_s: float = 60.0,
    seconds: Callable[[], float] = time.monotonic,
) -> None:
    """Log in and keep the tokens. Raise LoginFailed, with `same_account` also for a profile other than that kept.

    `ask_mfa` is called if Garmin wants the code that it sent, and returns nothing if there is none. The library
    waits for 2 to 5 s before it sends the password, as a person would. `timeout_s` is for each request, `within_s` for
    all of them up to the code, and again for all after it; `seconds` is a clock that never goes back.
    """
    _, client = open_library(settings, timeout_s=timeout_s, keep_tokens=lambda: None, seconds=seconds)
    client.begin(within_s=within_s)
    try:
        wants_code, state = _send_password(client, email, password)
        if wants_code:
            code = ask_mfa().strip()
            if not code:
                raise LoginFailed("Garmin sent a code by e-mail or SMS. Log in again, and give it.", cause="mfa-needed")
            client.begin(within_s=within_s)
            _send_code(client, state, code)
        profile = client.connectapi(_PROFILE)
    except GarminConnectTooManyRequestsError:
        raise _blocked() from None
    except (GarminConnectConnectionError, GarminConnectAuthenticationError, requests.RequestException):
        raise _failed(client) from None
    identity = _identity(profile)
    if same_account:
        refuse_another_account(keep, "profile_id", identity["profile_id"])
    keep.put("tokens", {"session": json.loads(client.dumps()), **identity})


def _send_password(client: CarefulClient, email: str, password: str) -> tuple[bool, Any]:
    """Return whether Garmin wants a code, and what the library must know to go on."""
    try:
        wanted, state = client.login(email, password, return_on_mfa=True)
    except GarminConnectAuthenticationError:
        if not _is_refused(client):
            raise
        raise LoginFailed("Garmin does not take this e-mail address and password.", cause="wrong-password") from None
    return wanted == "needs_mfa", state


def _send_code(client: CarefulClient, state: Any, code: str) -> None:
    try:
        client.resume_login(state, code)
    except GarminConnectAuthenticationError:
        if not _is_refused(client):
            raise
        raise LoginFailed(
            "Garmin does not take this code. Log in again for a new one.", cause="wrong-mfa-code"
        ) from None


def _is_refused(client: CarefulClient) -> bool:
    """The library says the same where the password or code was right and no tokens came, and where nobody answered."""
    return client.is_answered and client.token_status is None


def _identity(profile: Any) -> dict[str, str]:
    """What the addresses of later requests are made of: kept, so that a poll need not ask."""
    name = profile.get("displayName") if isinstance(profile, Mapping) else None
    number = profile.get("profileId") if isinstance(profile, Mapping) else None
    if not name or not number:
        raise LoginFailed("Garmin's profile has no name. Open connect.garmin.com once, then log in.", cause="refused")
    return {"display_name": str(name), "profile_id": str(number)}


def _failed(client: CarefulClient) -> LoginFailed:
    return _blocked() if client.token_status == 429 else _unavailable()


def _blocked() -> LoginFailed:
    return LoginFailed("Garmin blocks logins from here for now. Wait for some hours, then try once.", cause="blocked")


def _unavailable() -> LoginFailed:
    return LoginFailed("Garmin did not answer as it should. Try again later.", cause="unavailable")
