"""Letters: from what is stored to the outbox, once for each time that they are due."""

from collections.abc import Callable

from sqlalchemy import Connection

from connectors.base import Clock
from daemon.config import Athlete
from daemon.delivering import deliver
from daemon.digest import write_digest
from daemon.morning import write_morning
from daemon.pipeline import PATIENCE_S, run_pass
from daemon.posts import is_due, posts_of
from daemon.records import Kind, Letter
from daemon.runner import load_runner
from daemon.store.database import Database
from daemon.store.letters import last_letter, put_letter
from daemon.store.sources import imports_of
from rules.state import RunnerState

_WRITERS: dict[Kind, Callable[[Connection, Athlete, RunnerState], Letter]] = {
    Kind.MORNING: write_morning,
    Kind.DIGEST: write_digest,
}


def post_letter(database: Database, athlete: Athlete, kind: Kind, *, clock: Clock) -> bool:
    """Write the letter that is due, and send it. Return False where none is due, or nothing is known yet."""
    post = next((post for post in posts_of(athlete) if post.kind is kind), None)
    if post is None:
        return False
    # What came in since the last poll belongs into it; a source that fails holds nothing up.
    run_pass(database, athlete, sources=tuple(athlete.connectors), clock=clock)
    with database.lock(f"pass-{athlete.name}", timeout=PATIENCE_S):
        now = clock().astimezone(athlete.timezone)
        # Drawing a picture takes seconds: nobody else's writing waits for it.
        with database.read() as connection:
            written = last_letter(connection, athlete.name, kind)
            imports = imports_of(connection, athlete.name, configured=athlete.connectors, now=now)
            if not is_due(post, written=written, now=now) or not imports.are_history:
                return False
            letter = _WRITERS[kind](connection, athlete, load_runner(connection, athlete, now=now))
        with database.begin() as connection:
            put_letter(connection, athlete.name, letter, receivers=athlete.notify.receivers, now=now)
        deliver(database, athlete, clock=clock)
    return True
