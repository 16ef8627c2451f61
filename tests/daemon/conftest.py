"""A database of its own for each test, on disk as in real life."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.store.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'shinguard.db'}")
    made.upgrade()
    yield made
    made.close()
