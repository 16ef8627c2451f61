"""What of an inbox did not come in, or not as a run."""

from dataclasses import dataclass
from datetime import datetime

from connectors.base import strange_kind
from daemon.connect import FILES
from daemon.store.database import Database, DatabaseKeep
from daemon.store.put_aside import REJECTED, quarantine


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxNow:
    """How the inbox was left by its last scan."""

    waiting: int
    """Files that wait for the next one."""
    rejected: int
    """Files for which a reason lies in `rejected/`."""
    strange: tuple[str, ...]
    """The kinds of the recordings that came in since some instant, where they are not known."""


def inbox_now(database: Database, athlete: str, *, since: datetime) -> InboxNow:
    """Return what of it lies there, and what came in since."""
    waiting = DatabaseKeep(database, athlete, FILES).get("waiting") or {}
    with database.read() as connection:
        items = [item for item in quarantine(connection, athlete) if item.source == FILES]
        new = [item for item in quarantine(connection, athlete, since=since) if item.source == FILES]
    return InboxNow(
        waiting=len(waiting),
        rejected=sum(item.source_id.startswith(REJECTED) for item in items),
        strange=tuple(str(item.what.values["word"]) for item in new if item.what.text == strange_kind("").text),
    )
