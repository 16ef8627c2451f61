"""A database of its own for each test, on disk as in real life, and a runner who lives in one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.config import Secret
from daemon.store.database import Database
from tests.daemon.lived import runner
from tests.daemon.lived_house import DAY, MONDAY, House, at, run
from tests.end_to_end.receiver import Receiver


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'shinguard.db'}")
    made.upgrade()
    yield made
    made.close()


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    """Thirty runs of 8 km every other day, the last on the Monday; the summary of their import is told."""
    with Receiver() as phone:
        athlete = runner()
        athlete = replace(athlete, notify=replace(athlete.notify, receivers={"phone": Secret(phone.address)}))
        house = House(database, athlete, phone)
        now = at(MONDAY, "20:00")
        house.sync(now, *(run(MONDAY - 2 * n * DAY) for n in range(30)))
        house.go(now)
        yield house
