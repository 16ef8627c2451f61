"""What a source does not list any more: gone, unless its list lacks too much to be believed."""

from collections.abc import Set
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update

from connectors.base import LACKS_MOST, Listing, Quarantined
from daemon.schema import activities, quarantined, source_state, sync_runs
from daemon.store.activities import Saved
from daemon.store.put_aside import aside, put_aside, take_out
from daemon.store.records import is_present
from daemon.store.rows import of, within

_HIDDEN_START = timedelta(days=1)
"""A source may tell a hidden start as 00:00:01 of its day: at the edge of a listing, missing proves nothing."""
_SOME, _MANY = 3, 10
_LISTING = "listing"
"""With the prefix of an export, what the doubt about its listing is put aside as."""


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
    reached = _reached(athlete, source, listing, prefix)
    gone = set(connection.scalars(select(activities.c.source_id).where(reached))) - listing.source_ids
    since = None
    if gone and not accept:
        since = _doubt(connection, athlete, source, reached, listing, stamp, prefix=prefix)
    _note_doubt(connection, athlete, source, since, prefix=prefix)
    if since is not None:
        return Saved(suspicious=True)
    if gone:
        connection.execute(
            update(activities)
            .where(of(activities, athlete, source), activities.c.source_id == bindparam("gone"))
            .values(deleted_at=stamp, changed_at=stamp),
            [{"gone": source_id} for source_id in sorted(gone)],
        )
    _forget_quarantined(connection, athlete, source, listing, prefix=prefix)
    return Saved(deleted=len(gone))


def _reached(athlete: str, source: str, listing: Listing, prefix: str) -> ColumnElement[bool]:
    """The activities that stand in the listing, unless they are gone."""
    reached = within(activities, athlete, source, prefix) & is_present
    if listing.since is not None:
        reached &= activities.c.start_utc >= listing.since + _HIDDEN_START
    if listing.until is not None:
        reached &= activities.c.start_utc < listing.until - _HIDDEN_START
    return reached


def _doubt(
    connection: Connection,
    athlete: str,
    source: str,
    reached: ColumnElement[bool],
    listing: Listing,
    stamp: datetime,
    *,
    prefix: str,
) -> datetime | None:
    """Return since when the listing lacks too much to be believed, None where it is believed."""
    since = _doubted_since(connection, athlete, source, prefix)
    # What came with a suspicious list, or in this same pull, says nothing for the list.
    before = since or _pull_began(connection, athlete, source) or stamp
    known = set(connection.scalars(select(activities.c.source_id).where(reached, activities.c.arrived_at < before)))
    if not lacks_too_much(known, listing.source_ids, is_so_already=since is not None):
        return None
    return since or stamp


def _doubted_since(connection: Connection, athlete: str, source: str, prefix: str) -> datetime | None:
    since = select(source_state.c.suspicious_since).where(of(source_state, athlete, source))
    if prefix:
        is_doubt = quarantined.c.source_id == prefix + _LISTING
        since = select(quarantined.c.at).where(of(quarantined, athlete, source), is_doubt)
    found: datetime | None = connection.scalar(since)
    return found


def _note_doubt(connection: Connection, athlete: str, source: str, since: datetime | None, *, prefix: str) -> None:
    if not prefix:
        connection.execute(update(source_state).where(of(source_state, athlete, source)).values(suspicious_since=since))
    elif since is not None:
        # A sound listing of this prefix lets go of it, as of all that was put aside and is not listed.
        doubt = Quarantined(source=source, source_id=prefix + _LISTING, what=LACKS_MOST)
        put_aside(connection, athlete, source, (doubt,), now=since)


def _pull_began(connection: Connection, athlete: str, source: str) -> datetime | None:
    under_way = of(sync_runs, athlete, source) & (sync_runs.c.outcome == "running")
    began: datetime | None = connection.scalar(select(func.max(sync_runs.c.started_at)).where(under_way))
    return began


def lacks_too_much(known: Set[str], listed: Set[str], *, is_so_already: bool = False) -> bool:
    """Say whether a service, or another account than before, rather than the runner, made what was known go.

    An empty list proves no deletion, nor does one that shares nothing with what was known, or lacks most of it: nobody
    deletes that much between two pulls. It stays suspicious until it has what was known again, or reaches no further.
    """
    gone = len(known - listed)
    some, many = (1, 1) if is_so_already else (_SOME, _MANY)
    return not listed or gone == len(known) >= some or (len(known) >= many and gone * 2 > len(known))


def _forget_quarantined(connection: Connection, athlete: str, source: str, listing: Listing, *, prefix: str) -> None:
    in_span = within(quarantined, athlete, source, prefix)
    if listing.since is not None:
        # Its time of day is unknown: the whole day must lie in the span, in whatever zone.
        in_span &= quarantined.c.day > (listing.since + 2 * _HIDDEN_START).date()
    if listing.until is not None:
        in_span &= (quarantined.c.day < (listing.until - _HIDDEN_START).date()) | quarantined.c.day.is_(None)
    take_out(connection, athlete, source, aside(connection, in_span) - listing.source_ids)
