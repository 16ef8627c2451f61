"""What of an inbox did not come in at its last scan."""

from daemon.connect import FILES
from daemon.store.database import Database, DatabaseKeep
from daemon.store.sources import REJECTED, quarantine


def inbox_now(database: Database, athlete: str) -> tuple[int, int]:
    """Return how many files wait for the next scan, and for how many a reason lies in `rejected/`."""
    waiting = DatabaseKeep(database, athlete, FILES).get("waiting") or {}
    with database.read() as connection:
        items = quarantine(connection, athlete)
    rejected = [item for item in items if item.source == FILES and item.source_id.startswith(REJECTED)]
    return len(waiting), len(rejected)
