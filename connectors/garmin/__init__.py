"""Garmin Connect: activities, shoes, mornings and the calendar, by the interface of Garmin's own apps.

The client library is loaded by the first pull or login.
"""

from connectors.garmin.pull import Garmin
from connectors.garmin.settings import Settings

__all__ = ["Garmin", "Settings"]
