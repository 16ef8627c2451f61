"""Activities into their table: what is new, and what differs."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from daemon.schema import activities, quarantined
from daemon.store.put_aside import aside, take_out
from daemon.store.rows import ITEM, of
from daemon.store.upsert import upsert
from rules.records import Activity, Sport

_NOT_COMPARED = frozenset({"gear_id", "accepted", "excluded", "arrived_at", "changed_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """How many activities came in, changed and went. `suspicious`: a listing that lacks too much of what is known."""

    new: int = 0
    changed: int = 0
    deleted: int = 0
    suspicious: bool = False

    def __add__(self, other: "Saved") -> "Saved":
        return Saved(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            deleted=self.deleted + other.deleted,
            suspicious=self.suspicious or other.suspicious,
        )


NOTHING = Saved()


def save_activities(
    connection: Connection,
    athlete: str,
    source: str,
    arrived: tuple[Activity, ...],
    stamp: datetime,
    *,
    only_new: bool = False,
    strange: Set[str] = frozenset(),
) -> Saved:
    """Store the records; `stamp` (`stamp_after`) marks those in which something differs that a session is judged by.

    With `only_new` what is stored already stays as it is, what was deleted too. `strange`: the source_id of what is of
    an unknown kind. It stays put aside, and what is known of another kind stays as it is.
    """
    if not arrived:
        return NOTHING
    rows = {activity.source_id: _row(athlete, source, activity, stamp) for activity in arrived}
    of_these = of(activities, athlete, source) & activities.c.source_id.in_(rows)
    stored = {row.source_id: row for row in connection.execute(select(activities).where(of_these))}
    write, changed = [], 0
    for source_id, row in rows.items():
        before = stored.get(source_id)
        if before is not None and only_new:
            continue
        if before is not None and source_id in strange and before.sport != Sport.OTHER.value:
            # Deleted it is no more: it is in the list.
            row = {name: before._mapping[name] for name in row} | {"deleted_at": None, "changed_at": stamp}
        if before is not None:
            differs = _differs(before, row)
            if not differs and before.gear_id == row["gear_id"]:
                continue
            changed += 1
            if not differs:
                # Another shoe changes no verdict about a session.
                row["changed_at"] = before.changed_at
        write.append(row)
    upsert(connection, activities, write, key=ITEM, keep=("arrived_at", "accepted", "excluded"))
    read_now = rows.keys() - strange
    take_out(connection, athlete, source, aside(connection, of(quarantined, athlete, source)) & read_now)
    return Saved(new=len(rows) - len(stored), changed=changed)


def known_kinds(connection: Connection, athlete: str, source: str, strange: Set[str]) -> set[str]:
    """Return which of the records, that are of an unknown kind now, are stored as what they were known as before."""
    if not strange:
        return set()
    stored = of(activities, athlete, source) & activities.c.source_id.in_(strange)
    return set(
        connection.scalars(select(activities.c.source_id).where(stored, activities.c.sport != Sport.OTHER.value))
    )


def _row(athlete: str, source: str, activity: Activity, stamp: datetime) -> dict[str, Any]:
    offset = activity.start.utcoffset()
    if offset is None:
        raise ValueError(f"the start of {activity.key} has no zone")
    return {
        "athlete": athlete,
        "source": source,
        "source_id": activity.source_id,
        "sport": activity.sport.value,
        "start_utc": activity.start.astimezone(UTC),
        "utc_offset_s": int(offset.total_seconds()),
        "local_day": activity.day,
        "elapsed_s": activity.elapsed_s,
        "moving_s": activity.moving_s,
        "distance_m": activity.distance_m,
        "average_heart_rate_bpm": activity.average_heart_rate_bpm,
        "average_cadence_spm": activity.average_cadence_spm,
        "gear_id": activity.gear_id,
        "climb_m": activity.climb_m,
        "hard_s": activity.hard_s,
        "is_race": activity.is_race,
        "is_workout": activity.is_workout,
        "excluded": activity.excluded,
        "zone_is_guess": activity.zone_is_guess,
        "accepted": activity.accepted,
        "arrived_at": stamp,
        "changed_at": stamp,
        "deleted_at": None,
    }


def _differs(before: Row[Any], row: Mapping[str, Any]) -> bool:
    stored = before._mapping
    return any(stored[name] != value for name, value in row.items() if name not in _NOT_COMPARED)
