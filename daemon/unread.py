"""What a connector says of what it could not read, in the language of whoever reads it, or for programs."""

from typing import Any

from connectors.base import Quarantined, Words
from daemon.language import _


def translated(what: str) -> str:
    """Translate `Words`, with the `Words` among their values. Any other text is looked up as it stands."""
    if not what:
        # Under nothing gettext keeps its header.
        return ""
    if not isinstance(what, Words):
        return _(what)
    values = {name: translated(value) if isinstance(value, Words) else value for name, value in what.values.items()}
    return _(what.text, **values)


def unknown_kind_as_json(item: Quarantined) -> dict[str, Any]:
    """Return what is known of a recording of an unknown kind."""
    return {"file": item.file, "day": None if item.day is None else item.day.isoformat(), "kind": item.unknown_kind}
