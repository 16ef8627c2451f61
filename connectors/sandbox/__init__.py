"""Loopback stand-ins of Strava, Garmin Connect and Intervals.icu that connectors talk to, and a simulated runner."""

from connectors.sandbox.history import HistoryError, read_history
from connectors.sandbox.season import season
from connectors.sandbox.server import EMAIL, MFA_CODE, PASSWORD, STRAVA_CLIENT_ID, STRAVA_CLIENT_SECRET, Sandbox, serve
from connectors.sandbox.world import Morning, Outing, Pair, Plan, World

__all__ = [
    "EMAIL",
    "MFA_CODE",
    "PASSWORD",
    "STRAVA_CLIENT_ID",
    "STRAVA_CLIENT_SECRET",
    "HistoryError",
    "Morning",
    "Outing",
    "Pair",
    "Plan",
    "Sandbox",
    "World",
    "read_history",
    "season",
    "serve",
]
