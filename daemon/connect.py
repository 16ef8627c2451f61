"""From a source's name to its connector, imported only where it is configured."""

from importlib import import_module
from typing import Any

from connectors.base import Clock, Connector, Keep


def connect(source: str, settings: object, *, keep: Keep, clock: Clock) -> Connector:
    """Return the connector: the class `Strava` of the module `connectors.strava`."""
    made: Any = getattr(import_module(f"connectors.{source}"), class_name(source))(settings, keep, clock)
    connector: Connector = made
    return connector


def class_name(source: str) -> str:
    """`intervals_icu` is the class `IntervalsIcu`."""
    return "".join(word.capitalize() for word in source.split("_"))
