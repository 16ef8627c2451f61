"""An error of its own for one thing that Garmin does not have: it says nothing of the others."""

from connectors.base import SourceUnavailable


class NotThere(SourceUnavailable):
    """Garmin knows of no such thing, or does not any more."""
