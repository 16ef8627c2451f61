"""The members of Garmin's export that are read: JSON, of which no single broken one spoils the others."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from connectors.base import Quarantined, Words
from connectors.files.archive import Archive
from connectors.files.regular import MIB
from connectors.files.summary import SOURCE
from connectors.files.unreadable import UnreadableFile
from connectors.reading import Record, UnreadableError

_MOST = 192 * MIB
"""A thousand activities with all their splits were seen to take 135 MB."""
_DETAILS = ("splits", "splitSummaries", "summarizedExerciseSets")
"""Most of such a file, and nothing of it is used: dropped as soon as it is read."""
_MOST_DIGITS = 30
"""Python refuses an integer of more than 4,300 digits, and with it the whole text."""


class Member(Enum):
    """What the file names end in, or for days begin with. The rest: an e-mail address, a profile's number, dates."""

    ACTIVITIES = re.compile(r"(?:^|_)summarizedActivities\.json$")
    GEAR = re.compile(r"(?:^|_)gear\.json$")
    DAYS = re.compile(r"(?:^|_)UDSFile[^/]*\.json$")
    NIGHTS = re.compile(r"(?:^|_)sleepData\.json$")
    HEALTH = re.compile(r"(?:^|_)healthStatusData\.json$")


_KINDS = {
    Member.ACTIVITIES: Words("activities"),
    Member.GEAR: Words("shoes"),
    Member.DAYS: Words("days"),
    Member.NIGHTS: Words("nights"),
    Member.HEALTH: Words("health status"),
}
_NOT_GARMINS = Words("not the JSON that Garmin writes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The rows of all members of a kind; `bad` names the members that could not be read."""

    members: int
    rows: tuple[Any, ...]
    bad: tuple[Quarantined, ...]

    @property
    def is_whole(self) -> bool:
        """True where there were members, and all of them could be read."""
        return self.members > 0 and not self.bad


def is_named(name: str, member: Member) -> bool:
    """Say whether a file, without the folders above it, is called as such a member is."""
    return member.value.search(name) is not None


def has(archive: Archive, member: Member) -> bool:
    """Say whether there is such a member."""
    return bool(_names(archive, member))


def read(archive: Archive, member: Member, *, within: str | None = None) -> Told:
    """Return the rows of all such members, in the order of their names.

    A member is a list of rows, or a list of records (or one record) that hold them in the field `within`.
    """
    names = _names(archive, member)
    rows: list[Any] = []
    bad: list[Quarantined] = []
    for number, name in enumerate(names, start=1):
        try:
            rows += _rows(_parsed(archive.read(name, most=_MOST)), within)
        except UnreadableFile as err:
            bad.append(_quarantined(member, number, len(names), err.why))
        except (ValueError, RecursionError):
            bad.append(_quarantined(member, number, len(names), _NOT_GARMINS))
    return Told(members=len(names), rows=tuple(rows), bad=tuple(bad))


def records(record: Record, field: str) -> tuple[Record, ...]:
    """Return the records of a list within the record; none where it is missing."""
    told = record.get(field)
    return tuple(each for each in told if isinstance(each, Mapping)) if isinstance(told, list) else ()


def _names(archive: Archive, member: Member) -> tuple[str, ...]:
    return tuple(sorted(name for name in archive.names() if is_named(name.rpartition("/")[2], member)))


def _quarantined(member: Member, number: int, count: int, why: Words) -> Quarantined:
    # By its number: its name holds the runner's e-mail address.
    what = Words(
        "{kind}, file {number} of {count} in Garmin's export: {why}",
        kind=_KINDS[member],
        number=number,
        count=count,
        why=why,
    )
    return Quarantined(source=SOURCE, source_id="", what=what)


def _parsed(data: bytes) -> Any:
    return json.loads(data, object_hook=_without_details, parse_int=_integer)


def _without_details(record: dict[str, Any]) -> dict[str, Any]:
    for field in _DETAILS:
        record.pop(field, None)
    return record


def _integer(digits: str) -> float:
    """Return an integer; one that no field can mean is infinite, and out of the range of every field."""
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


def _rows(told: Any, within: str | None) -> Iterator[Any]:
    """Yield the rows. Raise UnreadableError where there is no list of them."""
    for record in _list([told] if isinstance(told, Mapping) else told):
        if isinstance(record, Mapping) and within in record:
            yield from _list(record[within])
        else:
            yield record


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list):
        raise UnreadableError(_NOT_GARMINS.text)
    return told
