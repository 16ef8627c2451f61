"""Mornings written as a line, one word a day: a value, or `_` where it is missing. The first is `series.FIRST`."""

from datetime import UTC, datetime, time
from typing import Any

from rules.history import History
from rules.mornings import Mornings
from rules.records import DailyWellness
from rules.state import RunnerState
from tests.rules.series import day


def told(field: str, series: str, source: str = "garmin") -> tuple[DailyWellness, ...]:
    """Return the mornings of one source on which it told this field."""
    made = []
    for index, word in enumerate(series.split()):
        if word != "_":
            values: dict[str, Any] = {field: float(word)}
            made.append(DailyWellness(source=source, day=day(index), **values))
    return tuple(made)


def awake(today: int, *sources: tuple[DailyWellness, ...]) -> RunnerState:
    """Return the runner at eight in the morning of that day, who has never run."""
    mornings = Mornings(morning for source in sources for morning in source)
    now = datetime.combine(day(today), time(8), UTC)
    return RunnerState(now=now, history=History((), known_through=None), mornings=mornings)
