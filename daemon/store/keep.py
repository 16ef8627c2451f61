"""What connectors keep between pulls: tokens, a request budget, which files were seen."""

from typing import Any

from sqlalchemy import select

from daemon.log import hide
from daemon.schema import secrets
from daemon.store.database import Database
from daemon.store.rows import of
from daemon.store.upsert import upsert

_TOKENS = "tokens"
"""The name under which connectors keep what a login gave them."""


class DatabaseKeep:
    """Tokens and request budget of one source (`connectors.base.Keep`), in the table `secrets`."""

    def __init__(self, database: Database, athlete: str, source: str) -> None:
        self._database = database
        self._athlete = athlete
        self._source = source

    def get(self, name: str) -> dict[str, Any] | None:
        """Return what was put under `name`, or None."""
        named = of(secrets, self._athlete, self._source) & (secrets.c.name == name)
        with self._database.read() as connection:
            value = connection.scalar(select(secrets.c.value).where(named))
        if name == _TOKENS:
            _hide(value)
        return None if value is None else dict(value)

    def put(self, name: str, value: dict[str, Any]) -> None:
        """Keep it, in one transaction."""
        if name == _TOKENS:
            _hide(value)
        row = {"athlete": self._athlete, "source": self._source, "name": name, "value": value}
        with self._database.begin() as connection:
            upsert(connection, secrets, [row], key=("athlete", "source", "name"))


def _hide(kept: object) -> None:
    """Keep every text of a login out of the log, the runner's name at the source among them; lists hold plain words."""
    match kept:
        case dict():
            for value in kept.values():
                _hide(value)
        case str():
            hide(kept)
