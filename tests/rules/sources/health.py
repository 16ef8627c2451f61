"""A source and the runner's state with nothing but sources in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from rules.health import ReceiverHealth, SourceHealth, Trouble
from rules.history import History
from rules.state import RunnerState
from rules.verdicts import Verdict
from tests.rules.series import judge

NOW = datetime(2025, 6, 10, 8, 0, tzinfo=UTC)


def source(
    name: str = "strava",
    *,
    read_hours_ago: float | None = 1,
    enabled_hours_ago: float = 1000,
    interval_hours: float = 1,
    trouble: Trouble | None = None,
    cause: str = "",
    asked_in_vain: bool = True,
    has_login: bool = True,
) -> SourceHealth:
    """Return a source that is well unless it is told otherwise."""
    return SourceHealth(
        source=name,
        interval=timedelta(hours=interval_hours),
        enabled_at=NOW - timedelta(hours=enabled_hours_ago),
        last_success=None if read_hours_ago is None else NOW - timedelta(hours=read_hours_ago),
        trouble=trouble,
        cause=cause,
        asked_in_vain=asked_in_vain,
        has_login=has_login,
    )


def say(rule: Any, *health: SourceHealth | ReceiverHealth, settings: object = None) -> list[Verdict]:
    """Return what a rule says of these sources and receivers."""
    runner = RunnerState(
        now=NOW,
        history=History((), known_through=None),
        sources=tuple(one for one in health if isinstance(one, SourceHealth)),
        receivers=tuple(one for one in health if isinstance(one, ReceiverHealth)),
    )
    return judge(rule, runner, settings)
