"""A runner of whole weeks, for tests of the digest: 8 km on Tuesday and Thursday, 12 km on Sunday, 28 km in all.

It is Monday 9 March 2026, seven in the morning in Amsterdam. The first of the twelve weeks began on 15 December.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rules import discover
from rules.body import body_of
from rules.history import History
from rules.records import Run, Sport
from rules.said import Injury
from rules.state import RunnerState

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2026, 3, 9)
NOW = datetime(2026, 3, 9, 7, 0, tzinfo=AMSTERDAM)
SUNDAY = date(2026, 3, 8)
FIRST = date(2025, 12, 15)
DAY = timedelta(days=1)
RULES = discover()
SETTINGS = {rule.name: rule.settings_type() for rule in RULES}
PLAN = {1: 8_000, 3: 8_000, 6: 12_000}
"""Metres, by the day of the week; Monday is 0."""


def run(day: date, distance_m: int | None, *, clock: str = "08:00", **more: Any) -> Run:
    """Return a run of an hour, named after its start."""
    start = datetime.combine(day, time.fromisoformat(clock), AMSTERDAM)
    values: dict[str, Any] = {"sport": Sport.RUN, "elapsed_s": 3600, "moving_s": 3600, **more}
    return Run(run_id=f"garmin-{start:%Y%m%dT%H%M}", start=start, distance_m=distance_m, **values)


def runner(
    changed: Mapping[date, int | None] | None = None,
    *,
    first: date = FIRST,
    known_through: date = SUNDAY,
    now: datetime = NOW,
    injuries: tuple[Injury, ...] = (),
    **state: Any,
) -> RunnerState:
    """Return that runner, from `first` on and up to `known_through`, with other distances on some days; 0 is no run."""
    usual = {first + number * DAY: 0 for number in range((known_through - first).days + 1)}
    metres = {day: PLAN.get(day.weekday(), 0) for day in usual} | dict(changed or {})
    runs = [run(day, distance_m) for day, distance_m in sorted(metres.items()) if distance_m != 0]
    history = History(runs, known_through=known_through, body=body_of((), injuries))
    return RunnerState(now=now, history=history, injuries=injuries, **state)
