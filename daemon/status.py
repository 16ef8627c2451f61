"""What `status` says of one runner: how the sources are, what is open, what is silent and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from connectors.base import Quarantined
from daemon.config import Athlete
from daemon.pipeline import enabled
from daemon.records import Alert
from daemon.store.alerts import alert_ids, load_alerts
from daemon.store.database import Database
from daemon.store.outbox import undelivered
from daemon.store.sources import quarantine
from daemon.store.state import load_state
from rules import evaluate
from rules.history import Session
from rules.records import ReceiverHealth, SourceHealth
from rules.state import RunnerState
from rules.verdicts import NoData


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A rule that cannot speak, and what it lacks."""

    rule: str
    no_data: NoData


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One runner now. `alerts` are the open ones, by the number that a person names them by."""

    athlete: str
    now: datetime
    sources: tuple[SourceHealth, ...]
    receivers: tuple[ReceiverHealth, ...]
    alerts: Mapping[int, Alert]
    silent: tuple[Silent, ...]
    implausible: tuple[str, ...]
    """Runs whose distance cannot be believed: `shinguard runs accept` takes them."""
    unreadable: tuple[Quarantined, ...]
    waiting: int
    """Messages that a receiver has not taken yet."""
    last_session: Session | None
    known_through: date | None

    @property
    def well(self) -> bool:
        """There is a source, and neither a source nor a receiver is in trouble."""
        troubles = [*(source.trouble for source in self.sources), *(each.failing_since for each in self.receivers)]
        return bool(self.sources) and not any(troubles)


def status(database: Database, athlete: Athlete, *, now: datetime) -> Status:
    """Read and evaluate, change nothing. `now` is aware, in any zone."""
    local = now.astimezone(athlete.timezone)
    with database.read() as connection:
        state = load_state(
            connection, athlete.name, now=local, intervals=athlete.intervals, receivers=athlete.notify.receivers
        )
        alerts = load_alerts(connection, athlete.name, now=local)
        numbers = alert_ids(connection, athlete.name)
        unreadable = quarantine(connection, athlete.name)
        waiting = undelivered(connection, athlete.name, now=local)
    sessions = state.history.sessions
    not_read = {f"{item.source}-{item.source_id}" for item in unreadable}
    return Status(
        athlete=athlete.name,
        now=local,
        sources=state.sources,
        receivers=state.receivers,
        alerts={number: alerts[key] for number, key in numbers.items()},
        silent=_silent(state, athlete),
        implausible=tuple(
            run.run_id
            for session in sessions
            for run in session.runs
            if run.distance_m is None and run.run_id not in not_read
        ),
        unreadable=unreadable,
        waiting=waiting,
        last_session=sessions[-1] if sessions else None,
        known_through=state.history.known_through,
    )


def _silent(state: RunnerState, athlete: Athlete) -> tuple[Silent, ...]:
    """Ask every rule about the latest session and this morning: what has no data now?"""
    asked = replace(state, judged=state.history.sessions[-1:])
    verdicts = evaluate(asked, athlete.rules, enabled(athlete))
    return tuple(Silent(rule=rule.name, no_data=verdict) for rule, verdict in verdicts if isinstance(verdict, NoData))
