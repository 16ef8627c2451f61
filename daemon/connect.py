"""From a source's name to its connector, imported only where it is configured."""

from importlib import import_module
from typing import Any

from connectors.base import Clock, Connector, Keep
from daemon.unread import translated

FILES = "files"
"""The source that a person fills: by an inbox, or by `shinguard import` alone."""


def connect(source: str, settings: object, *, keep: Keep, clock: Clock) -> Connector:
    """Return the connector: the class `Strava` of the module `connectors.strava`."""
    # Beside a file that is rejected stands why, in the words of its owner.
    words = {"say": translated} if source == FILES else {}
    made: Any = getattr(import_module(f"connectors.{source}"), class_name(source))(settings, keep, clock, **words)
    connector: Connector = made
    return connector


def class_name(source: str) -> str:
    """`intervals_icu` is the class `IntervalsIcu`."""
    return "".join(word.capitalize() for word in source.split("_"))
