"""The columns of a line, in a message as in the digest."""

from collections.abc import Mapping
from typing import Any

from daemon.records import Heard, Item, Telling
from rules.verdicts import Severity, Text

_ITEM = ("rule", "subject", "severity", "says", "do", "day")


def item_row(item: Item) -> dict[str, Any]:
    """The columns that a message's line and a digest's line share."""
    return {name: getattr(item, name) for name in _ITEM} | {"named_values": item.values}


def item_of(row: Mapping[str, Any]) -> Item:
    """Read those columns back."""
    return Item(
        rule=row["rule"],
        subject=row["subject"],
        severity=Severity(row["severity"]),
        says=Text(row["says"]),
        do=Text(row["do"]),
        values=row["named_values"],
        day=row["day"],
        number=row.get("number"),
    )


def heard_of(row: Mapping[str, Any]) -> Heard:
    """Read what a line of a message remembers of what was told before it."""
    severity, by = row["heard_severity"], row["heard_by"]
    return Heard(
        at=row["heard_at"],
        severity=None if severity is None else Severity(severity),
        stage=row["heard_stage"],
        by=None if by is None else Telling(by),
    )
