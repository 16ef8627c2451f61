"""Activities as a source lists them: what is new, what differs, what is gone."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Table, bindparam, delete, func, select, update

from connectors.base import LACKS_MOST, Listing
from daemon.schema import activities, athletes, quarantined, source_state, sync_runs
from daemon.store.records import ATHLETE, is_present
from daemon.store.upsert import upsert
from rules.records import Activity

_HIDDEN_START = timedelta(days=1)
"""A source may tell a hidden start as 00:00:01 of its day: at the edge of a listing, missing proves nothing."""
_TICK = timedelta(microseconds=1)
_SOME, _MANY = 3, 10
_AT_ONCE = 5000
"""Rows named in one statement: a database takes so many parameters and no more."""
_LISTING = "listing"
"""With the prefix of an export, what the doubt about its listing is put aside as."""
ITEM = ("athlete", "source", "source_id")
_NOT_COMPARED = frozenset({"gear_id", "accepted", "excluded", "arrived_at", "changed_at"})

_LATEST = select(
    select(func.max(activities.c.changed_at)).where(activities.c.athlete == ATHLETE).scalar_subquery(),
    select(athletes.c.judged_through).where(athletes.c.name == ATHLETE).scalar_subquery(),
)


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


def of(table: Table, athlete: str | BindParameter[str], source: str | BindParameter[str]) -> ColumnElement[bool]:
    """The rows of one athlete's source."""
    return (table.c.athlete == athlete) & (table.c.source == source)


def within(table: Table, athlete: str, source: str, prefix: str) -> ColumnElement[bool]:
    """The rows of one athlete's source whose identifiers begin with `prefix`."""
    rows = of(table, athlete, source)
    return rows & table.c.source_id.startswith(prefix, autoescape=True) if prefix else rows


def stamp_after(connection: Connection, athlete: str, now: datetime) -> datetime:
    """Return now, or just after what was judged or changed last: a late commit must not slip below the watermark."""
    known: Iterable[datetime | None] = connection.execute(_LATEST, {"athlete": athlete}).one()
    return max([now.astimezone(UTC), *(each + _TICK for each in known if each is not None)])


def save_activities(
    connection: Connection,
    athlete: str,
    source: str,
    arrived: tuple[Activity, ...],
    stamp: datetime,
    *,
    only_new: bool = False,
) -> Saved:
    """Store the records; `stamp` (`stamp_after`) marks those in which something differs that a session is judged by.

    With `only_new` what is stored already stays as it is, what was deleted too.
    """
    if not arrived:
        return Saved()
    rows = {activity.source_id: _row(athlete, source, activity, stamp) for activity in arrived}
    of_these = of(activities, athlete, source) & activities.c.source_id.in_(rows)
    stored = {row.source_id: row for row in connection.execute(select(activities).where(of_these))}
    write, changed = [], 0
    for source_id, row in rows.items():
        before = stored.get(source_id)
        if before is not None and only_new:
            continue
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
    _let_go(connection, athlete, source, _held(connection, of(quarantined, athlete, source)) & rows.keys())
    return Saved(new=len(rows) - len(stored), changed=changed)


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


def compare(
    connection: Connection,
    athlete: str,
    source: str,
    listing: Listing,
    stamp: datetime,
    *,
    prefix: str = "",
    accept: bool = False,
) -> Saved:
    """Delete what is stored and not listed, unless that is too much to be believed and nobody said to `accept` it.

    With a `prefix` the listing is only about the records whose source_id begins with it, and so is the doubt.
    """
    present = within(activities, athlete, source, prefix) & is_present
    sound_from = None if listing.since is None else listing.since + _HIDDEN_START
    if sound_from is not None:
        present &= activities.c.start_utc >= sound_from
    if listing.until is not None:
        present &= activities.c.start_utc < listing.until - _HIDDEN_START
    gone = set(connection.scalars(select(activities.c.source_id).where(present))) - listing.source_ids
    suspicious, since = False, None
    if gone and not accept:
        since = _doubted_since(connection, athlete, source, prefix)
        # What came with a suspicious list, or in this same pull, says nothing for the list.
        before = since or _pull_began(connection, athlete, source) or stamp
        known = select(activities.c.source_id).where(present, activities.c.arrived_at < before)
        suspicious = not listing.source_ids or _is_suspicious(
            set(connection.scalars(known)), listing, is_so_already=since is not None
        )
    if not prefix:
        connection.execute(
            update(source_state)
            .where(of(source_state, athlete, source))
            .values(suspicious_since=(since or stamp) if suspicious else None)
        )
    elif suspicious and since is None:
        # A sound listing of this prefix lets go of it, as of all that was put aside and is not listed.
        doubt = {"source_id": prefix + _LISTING, "what": LACKS_MOST, "day": None, "at": stamp}
        upsert(connection, quarantined, [{"athlete": athlete, "source": source, **doubt}], key=ITEM)
    if suspicious:
        return Saved(suspicious=True)
    if gone:
        connection.execute(
            update(activities)
            .where(of(activities, athlete, source), activities.c.source_id == bindparam("gone"))
            .values(deleted_at=stamp, changed_at=stamp),
            [{"gone": source_id} for source_id in sorted(gone)],
        )
    _forget_quarantined(connection, athlete, source, listing, sound_from, prefix=prefix)
    return Saved(deleted=len(gone))


def _doubted_since(connection: Connection, athlete: str, source: str, prefix: str) -> datetime | None:
    since = select(source_state.c.suspicious_since).where(of(source_state, athlete, source))
    if prefix:
        is_doubt = quarantined.c.source_id == prefix + _LISTING
        since = select(quarantined.c.at).where(of(quarantined, athlete, source), is_doubt)
    found: datetime | None = connection.scalar(since)
    return found


def _pull_began(connection: Connection, athlete: str, source: str) -> datetime | None:
    under_way = of(sync_runs, athlete, source) & (sync_runs.c.outcome == "running")
    began: datetime | None = connection.scalar(select(func.max(sync_runs.c.started_at)).where(under_way))
    return began


def _is_suspicious(known: Set[str], listing: Listing, *, is_so_already: bool) -> bool:
    """Say whether a service, or another account than before, rather than the runner, made what was known go.

    A list that shares nothing with what was known proves no deletion, nor does one that lacks most of it: nobody
    deletes that much between two pulls. It stays suspicious until it has what was known again, or reaches no further.
    """
    gone = len(known - listing.source_ids)
    some, many = (1, 1) if is_so_already else (_SOME, _MANY)
    return gone == len(known) >= some or (len(known) >= many and gone * 2 > len(known))


def _forget_quarantined(
    connection: Connection, athlete: str, source: str, listing: Listing, sound_from: datetime | None, *, prefix: str
) -> None:
    in_span = within(quarantined, athlete, source, prefix)
    if sound_from is not None:
        # Its time of day is unknown: the whole day must lie in the span, in whatever zone.
        in_span &= quarantined.c.day > (sound_from + _HIDDEN_START).date()
    if listing.until is not None:
        in_span &= (quarantined.c.day < (listing.until - _HIDDEN_START).date()) | quarantined.c.day.is_(None)
    _let_go(connection, athlete, source, _held(connection, in_span) - listing.source_ids)


def _held(connection: Connection, which: ColumnElement[bool]) -> set[str]:
    """Return the identifiers of what could not be read."""
    return set(connection.scalars(select(quarantined.c.source_id).where(which)))


def _let_go(connection: Connection, athlete: str, source: str, source_ids: Set[str]) -> None:
    """Forget what could not be read: it was read now, or is not listed any more."""
    if source_ids:
        connection.execute(
            delete(quarantined).where(of(quarantined, athlete, source), quarantined.c.source_id == bindparam("gone")),
            [{"gone": source_id} for source_id in sorted(source_ids)],
        )


def save_gear(
    connection: Connection, athlete: str, source: str, gear_of: Mapping[str, str], *, prefix: str = ""
) -> None:
    """Store which shoe wore which activity, all of them: one that is not in `gear_of` has no shoe."""
    stored = connection.execute(
        select(activities.c.source_id, activities.c.gear_id_by_shoe).where(within(activities, athlete, source, prefix))
    )
    moved: dict[str | None, list[str]] = {}
    for source_id, gear in stored:
        if gear != (worn := gear_of.get(source_id)):
            moved.setdefault(worn, []).append(source_id)
    for worn, source_ids in moved.items():
        for some in batched(source_ids, _AT_ONCE):
            named = of(activities, athlete, source) & activities.c.source_id.in_(some)
            connection.execute(update(activities).where(named).values(gear_id_by_shoe=worn))


def accept(connection: Connection, athlete: str, key: str, *, now: datetime) -> bool:
    """Take an implausible activity as it is, by its key (`strava-123`). Return False where there is none."""
    source, _, source_id = key.partition("-")
    accepted = connection.execute(
        update(activities)
        .where(of(activities, athlete, source), activities.c.source_id == source_id, is_present)
        .values(accepted=True, changed_at=stamp_after(connection, athlete, now))
    )
    return accepted.rowcount > 0
