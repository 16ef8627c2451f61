"""What the date of an export is worth.

An export tells of all days up to the one on which it was made: a day on which nothing was done is a day of rest. When
it was made, only the dates of the files in its archive tell, and whoever packs an old one anew can give them today's.
"""

from datetime import datetime, timedelta

from connectors.base import Quarantined, Words
from connectors.files.summary import SOURCE

_SILENT = timedelta(weeks=26)
"""Whoever begins with this program in a break after an injury has an export that tells of nothing lately: it is a
break. One of more than half a year is not distinguished from an archive that was packed anew."""
_DOUBT = Words(
    "The export tells of nothing in the half year before its date: it may have been packed anew since. The days after "
    "its newest activity count as unknown, not as rest."
)


def believed(made_at: datetime | None, *, newest: datetime | None) -> datetime | None:
    """Given the date of an archive and the newest thing that it tells of, return the date if it is plausible, or None.

    The months between an old export and the day on which it was packed anew are unknown, and must not be taken for
    rest. A true break of more than half a year is unknown then too, unless something tells of it: a walk, a ride, or
    the mornings of a watch.
    """
    if made_at is None or newest is None:
        return made_at
    return made_at if made_at - newest <= _SILENT else None


def doubt(prefix: str) -> Quarantined:
    """What a runner is told of an export whose date is not believed, until one comes whose date is."""
    return Quarantined(source=SOURCE, source_id=f"{prefix}date", what=_DOUBT)


def is_doubt(item: Quarantined) -> bool:
    """Say whether it is that. Of an export that is older than one that was taken before it is of no interest."""
    return item.what == _DOUBT
