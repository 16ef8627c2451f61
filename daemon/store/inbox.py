"""What of an inbox did not come in."""

from dataclasses import dataclass

from daemon.connect import FILES
from daemon.store.database import Database
from daemon.store.keep import DatabaseKeep
from daemon.store.put_aside import REJECTED, quarantine


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxNow:
    """How the inbox was left by its last scan."""

    waiting: int
    """Files that wait for the next one."""
    rejected: int
    """Files for which a reason lies in `rejected/`."""


def inbox_now(database: Database, athlete: str) -> InboxNow:
    """Return what of it lies there."""
    waiting = DatabaseKeep(database, athlete, FILES).get("waiting") or {}
    with database.read() as connection:
        items = [item for item in quarantine(connection, athlete) if item.source == FILES]
    return InboxNow(
        waiting=len(waiting),
        rejected=sum(item.source_id.startswith(REJECTED) for item in items),
    )
