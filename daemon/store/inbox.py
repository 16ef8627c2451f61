"""What of an inbox did not come in, or not as a run."""

from dataclasses import dataclass
from datetime import date, datetime

from connectors.base import Quarantined
from daemon.connect import FILES
from daemon.store.database import Database, DatabaseKeep
from daemon.store.put_aside import REJECTED, quarantine, unknown_kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxNow:
    """How the inbox was left by its last scan."""

    waiting: int
    """Files that wait for the next one."""
    rejected: int
    """Files for which a reason lies in `rejected/`."""
    strange: tuple[Quarantined, ...]
    """Recordings that came in since some instant, of which nobody knows whether they are runs."""


def inbox_now(database: Database, athlete: str, *, since: datetime) -> InboxNow:
    """Return what of it lies there, and what came in since."""
    waiting = DatabaseKeep(database, athlete, FILES).get("waiting") or {}
    with database.read() as connection:
        items = [item for item in quarantine(connection, athlete) if item.source == FILES]
        came = {item.key: item.day for item in quarantine(connection, athlete, since=since) if item.unknown_kind}
        first = min((day for day in came.values() if day), default=date.max)
        strange = tuple(item for item in unknown_kinds(connection, athlete, since=first) if item.key in came)
    return InboxNow(
        waiting=len(waiting),
        rejected=sum(item.source_id.startswith(REJECTED) for item in items),
        strange=strange,
    )
