"""Strava: activities and shoes, by its public interface and an API application of the runner's own.

The client library is dear to import; it is loaded by the first pull or login.
"""

from connectors.strava.pull import Strava
from connectors.strava.settings import Settings

__all__ = ["Settings", "Strava"]
