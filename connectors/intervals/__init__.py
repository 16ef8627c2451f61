"""Intervals.icu: activities, shoes, mornings and the calendar, by its public interface and the runner's own API key."""

from connectors.intervals.pull import Intervals
from connectors.intervals.settings import Settings

__all__ = ["Intervals", "Settings"]
