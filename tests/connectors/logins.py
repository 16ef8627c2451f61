"""Logging in to the sandbox as a person does."""

import requests

from connectors.base import Keep
from connectors.garmin import Settings as GarminSettings
from connectors.garmin import login as garmin_login
from connectors.intervals import Settings as IntervalsSettings
from connectors.sandbox import Sandbox
from connectors.strava import Settings as StravaSettings
from connectors.strava import login as strava_login

STATE = "a-state-of-our-own"


def strava_settings(sandbox: Sandbox, *, daily_reserve: int = 0) -> StravaSettings:
    return StravaSettings(
        client_id=sandbox.client_id,
        client_secret=sandbox.client_secret,
        base_url=sandbox.strava_url,
        daily_reserve=daily_reserve,
    )


def intervals_settings(sandbox: Sandbox) -> IntervalsSettings:
    return IntervalsSettings(api_key=sandbox.api_key, base_url=sandbox.intervals_url)


def press_authorize(sandbox: Sandbox, *, redirect: str = strava_login.PASTED_REDIRECT) -> str:
    """Open the address in a browser, and return where it is sent."""
    url = strava_login.authorize_url(strava_settings(sandbox), redirect=redirect, state=STATE)
    assert url.startswith(f"{sandbox.strava_url}/oauth/authorize?")
    return requests.get(url, allow_redirects=False, timeout=5).headers["Location"]


def log_in_to_strava(sandbox: Sandbox, keep: Keep) -> None:
    address = press_authorize(sandbox)
    strava_login.finish(strava_settings(sandbox), keep, address=address, state=STATE)


def log_in_to_garmin(sandbox: Sandbox, keep: Keep, *, code: str = "") -> None:
    garmin_login.login(
        GarminSettings(base_url=sandbox.garmin_url),
        keep,
        email=sandbox.email,
        password=sandbox.password,
        ask_mfa=lambda: code,
    )
