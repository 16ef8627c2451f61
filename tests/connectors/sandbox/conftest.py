from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from connectors.sandbox import Sandbox, World, season

END = date(2026, 3, 29)


@pytest.fixture
def world() -> World:
    """The whole season, on the evening of its last day."""
    return season(END, now=datetime(2026, 3, 29, 20, 0, tzinfo=UTC))


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as sandbox:
        yield sandbox
