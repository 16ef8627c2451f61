"""The options of a rule as they are written in the configuration."""

import dataclasses
import json
import re
from collections.abc import Iterator
from typing import Any

_UNITS = ("_km", "_bpm", "_hours", "_days", "_percent", "_minutes")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def table_of(rule: str, *, athlete: str = "") -> str:
    """Return the heading of a rule's table; `athlete` names the runner of a household."""
    if not athlete:
        return f"[rules.{rule}]"
    return f"[athletes.{athlete if _BARE.fullmatch(athlete) else json.dumps(athlete)}.rules.{rule}]"


def options_of(settings: object) -> dict[str, Any]:
    """Return the options of a rule's Settings, by name. Raise TypeError for any other object."""
    if not dataclasses.is_dataclass(settings) or isinstance(settings, type):
        raise TypeError(f"{settings!r} are no settings of a rule")
    return dataclasses.asdict(settings)


def lines_of(settings: object) -> Iterator[str]:
    """Yield a line for each option, with its value. Raise TypeError as `options_of` does."""
    for name, value in options_of(settings).items():
        yield f"{name} = {_value(name, value)}"


def _value(name: str, value: object) -> str:
    """Write a value: a ratio with two decimals where they are enough, what has a unit with no more than it needs."""
    match value:
        case bool():
            return "true" if value else "false"
        case float() if not name.endswith(_UNITS) and float(f"{value:.2f}") == value:
            return f"{value:.2f}"
        case float():
            return f"{value:g}"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
