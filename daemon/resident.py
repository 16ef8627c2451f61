"""The process that stays. `shinguard run` checks everything, then becomes this: a fresh interpreter that holds the
timer and the outbox's tables, and neither the configuration's models nor the migrations.
"""

import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

from daemon.language import _, activate
from daemon.log import configure
from daemon.posts import post_from_json
from daemon.scheduler import ENDS, Errand, end_on_signals, serve
from daemon.store.database import Database

_ORDERS = "SHINGUARD_ORDERS"
"""An environment variable: a database's address can hold a password, and everyone sees a program's arguments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What the resident process needs to know. `command` is the program that its children are: this one."""

    command: tuple[str, ...]
    database: str
    errands: tuple[Errand, ...]
    posts: tuple[Mapping[str, Any], ...]
    """The letters to write, as `post_as_json` gives them."""
    language: str
    log_level: int


def become_resident(orders: Orders) -> NoReturn:
    """Replace this process by the resident one; its number, and so every signal's target, stays the same."""
    os.environ[_ORDERS] = json.dumps(asdict(orders))
    # What comes before the resident process listens waits for it.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    os.execv(sys.executable, (sys.executable, "-m", "daemon.resident"))


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    wait = end_on_signals()
    orders = json.loads(os.environ.pop(_ORDERS))
    configure(orders["log_level"])
    activate(orders["language"])
    database = Database(orders["database"])
    try:
        with database.lock("service", timeout=1):
            errands = tuple(Errand(**errand) for errand in orders["errands"])
            posts = tuple(map(post_from_json, orders["posts"]))
            serve(errands, posts=posts, database=database, command=orders["command"], wait=wait)
    except TimeoutError:
        print(_("Shinguard is running already on this database."), file=sys.stderr)
        sys.exit(1)
    finally:
        database.close()


if __name__ == "__main__":
    main()
