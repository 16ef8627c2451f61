"""What became of the files that were taken, for whoever brought them in."""

import re
from dataclasses import dataclass, field

from connectors.base import Quarantined, Words
from connectors.files.exports import Export
from connectors.files.found import printable
from rules.records import Sport

_ADDRESS = re.compile(r"[^/]+@[^/_]*")
_LONGEST_SHOWN = 300
"""Letters of a name; in an archive it can have 65,535."""


@dataclass(slots=True, kw_only=True)
class Told:
    """Names are below the place where the files were found."""

    recordings: int = 0
    """Read, and new."""
    exports: list[Export] = field(default_factory=list)
    known: int = 0
    """Taken before."""
    empty: int = 0
    """Sound, and without an activity: a course, the settings of a watch."""
    passed_over: int = 0
    """Of other kinds, in a folder or an archive that was brought in."""
    unreadable: list[tuple[str, Words]] = field(default_factory=list)
    """Name and reason."""
    put_aside: list[Words] = field(default_factory=list)
    """What could not be read of an export."""
    guessed: list[tuple[str, Sport]] = field(default_factory=list)
    """Names of files that name no sport, and what they were taken for by their speed."""
    strange: list[Quarantined] = field(default_factory=list)
    """Recordings of a kind that no list of sports has: they may or may not be runs."""


def shown(name: str) -> str:
    """Return a name for a message, without the e-mail address that Garmin begins the names of recordings with."""
    return _ADDRESS.sub("*", printable(name[:_LONGEST_SHOWN]))
