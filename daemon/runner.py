"""One athlete as the rules see one: what is stored, what is configured, and what is planned."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from daemon.config import Athlete
from daemon.connect import FILES
from daemon.plans import PLANS_AHEAD, plans_of
from daemon.store.calendar import load_planned
from daemon.store.sources import source_state
from daemon.store.state import load_state
from rules import discover
from rules.state import RunnerState
from rules.verdicts import Rule


def load_runner(connection: Connection, athlete: Athlete, *, now: datetime, first_import: bool = False) -> RunnerState:
    """Return the runner as known at `now` (aware, in any zone)."""
    state = load_state(
        connection,
        athlete.name,
        now=now.astimezone(athlete.timezone),
        intervals=athlete.intervals or _by_hand(connection, athlete),
        receivers=athlete.notify.receivers,
        first_import=first_import,
    )
    state = replace(state, threshold_bpm=athlete.threshold_bpm, maximal_bpm=athlete.maximal_bpm)
    planned = load_planned(connection, athlete.name, first=state.today, last=state.today + PLANS_AHEAD)
    return replace(state, plans=tuple(plans_of(state, planned, settings=athlete.rules, rules=enabled(athlete))))


def _by_hand(connection: Connection, athlete: Athlete) -> Mapping[str, None]:
    """Where no source is configured, what was imported from files is the source; else it tells of no day by itself."""
    return {} if source_state(connection, athlete.name, FILES) is None else {FILES: None}


def enabled(athlete: Athlete) -> tuple[Rule, ...]:
    """Return the rules that the athlete did not switch off."""
    return tuple(rule for rule in discover() if rule.name in athlete.rules)
