"""What `status` says of one runner: how the sources are, what is open, and what is silent and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from connectors.base import Quarantined
from daemon.before import rests
from daemon.before_standing import Standing, standing
from daemon.config import Athlete
from daemon.connect import FILES
from daemon.records import Alert, Snooze
from daemon.runner import enabled, load_runner
from daemon.store.alerts import alert_ids, load_alerts
from daemon.store.database import Database
from daemon.store.forgetting import sources_held
from daemon.store.outbox import due_deliveries, undelivered
from daemon.store.put_aside import still_put_aside
from daemon.store.snoozes import load_snoozes
from daemon.store.sources import imports_of
from daemon.telling import due, muted
from daemon.troubles import stuck
from rules import evaluate
from rules.health import ReceiverHealth, SourceHealth
from rules.history import Session
from rules.said import MarkKind
from rules.state import RunnerState
from rules.verdicts import Judged, NoData, Rule, Text, Verdict

NO_MORNINGS = NoData(lacks=Text("No source that you switched on tells of your nights and mornings."))
"""What rules on mornings lack where there is no such source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A rule that cannot speak, and what it lacks."""

    rule: str
    no_data: NoData
    is_whole: bool = True
    """It can say nothing at all; else it lacks something about one of its subjects (a pair of shoes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Messages that wait for the end of the quiet hours."""

    count: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """One runner now. `alerts` are the open ones, severest first, by the number that a person names them by."""

    athlete: str
    now: datetime
    sources: tuple[SourceHealth, ...]
    receivers: tuple[ReceiverHealth, ...]
    alerts: Mapping[int, Alert]
    snoozes: tuple[Snooze, ...]
    silent: tuple[Silent, ...]
    resting: tuple[tuple[str, MarkKind], ...]
    """Rules that rest on how the runner marked today, each with the mark."""
    standing: Standing
    """Whether today has a plan at all, and which alerts ask something of it."""
    implausible: tuple[str, ...]
    """Runs whose distance cannot be believed: `shinguard runs accept` takes them."""
    unreadable: tuple[Quarantined, ...]
    waiting: int
    """Messages that a receiver has not taken yet."""
    held: Held | None
    last_session: Session | None
    known_through: date | None
    retentions: Mapping[str, timedelta]
    """Source -> how long what it delivered is kept, of those that purge."""
    awaited: Mapping[str, datetime]
    """Sources whose first import the rules wait for -> until when at most."""
    unlinked: tuple[str, ...]
    """Sources that are not configured any more, of which something is kept."""

    @property
    def well(self) -> bool:
        """There is a source, neither a source nor a receiver is in trouble, and each source is believed and whole."""
        troubles = [*(source.trouble for source in self.sources), *(each.failing_since for each in self.receivers)]
        return bool(self.sources) and not any(troubles) and not self.suspicious and not self.stuck

    @property
    def stuck(self) -> tuple[str, ...]:
        """The sources for want of whose first import no day is known, though the rules do not wait for it any more."""
        return stuck(self.sources, known_through=self.known_through, awaited=self.awaited)

    @property
    def suspicious(self) -> dict[str, datetime]:
        """Return of each source that is not believed since when: its list lacks too much of what is known."""
        return {each.source: each.doubted_since for each in self.sources if each.doubted_since is not None}

    def silent_until(self, alert: Alert) -> datetime | None:
        """Return until when the runner snoozed the alert, or None."""
        return muted(alert, self.snoozes, now=self.now)


def status(database: Database, athlete: Athlete, *, now: datetime) -> Status:
    """Read and evaluate, change nothing. `now` is aware, in any zone."""
    local = now.astimezone(athlete.timezone)
    with database.read() as connection:
        state = load_runner(connection, athlete, now=local)
        alerts = load_alerts(connection, athlete.name, now=local)
        numbers = alert_ids(connection, athlete.name)
        snoozes = load_snoozes(connection, athlete.name, now=local)
        unreadable = still_put_aside(connection, athlete.name, today=local.date())
        waiting = undelivered(connection, athlete.name, now=local)
        held = _held(connection, athlete, local)
        imports = imports_of(connection, athlete.name, configured=athlete.connectors, now=local)
        kept = sources_held(connection, athlete.name)
    sessions = state.history.sessions
    return Status(
        athlete=athlete.name,
        now=local,
        sources=state.sources,
        receivers=state.receivers,
        alerts=severest_first({number: alerts[key] for number, key in numbers.items()}),
        snoozes=snoozes,
        silent=tuple(sorted(_silent(state, athlete), key=lambda each: each.rule)),
        resting=tuple(rests(state, enabled(athlete), day=state.today)),
        standing=standing(state, settings=athlete.rules),
        implausible=tuple(run.run_id for session in sessions for run in session.runs if run.is_aside),
        unreadable=unreadable,
        waiting=waiting,
        held=held,
        last_session=sessions[-1] if sessions else None,
        known_through=state.history.known_through,
        retentions=athlete.retentions,
        awaited=imports.awaited,
        # Files are brought in by hand: no table of the configuration need name them.
        unlinked=tuple(source for source in kept if source not in athlete.connectors and source != FILES),
    )


def severest_first(alerts: Mapping[int, Alert]) -> dict[int, Alert]:
    """Return alerts in the order in which they are read: an alarm first, of one severity the oldest number first."""
    return dict(sorted(alerts.items(), key=lambda each: (-each[1].severity, each[0])))


def _held(connection: Connection, athlete: Athlete, now: datetime) -> Held | None:
    until = due(now, athlete.notify.policy)
    late = {delivery.message_id for delivery in due_deliveries(connection, athlete.name, now=now)}
    untried = [each for each in due_deliveries(connection, athlete.name, now=until) if each.items and not each.attempts]
    count = len({delivery.message_id for delivery in untried} - late)
    return Held(count=count, until=until) if count else None


def _silent(state: RunnerState, athlete: Athlete) -> Iterator[Silent]:
    """Ask every rule that does not rest about the latest session and this morning: what has no data now?"""
    rules = tuple(rule for rule in enabled(athlete) if not state.marked(state.today, rule.rests))
    asked = replace(state, judged=state.history.sessions[-1:])
    verdicts = [(rule, _without_promise(verdict, athlete)) for rule, verdict in evaluate(asked, athlete.rules, rules)]
    speaking = {rule.name for rule, verdict in verdicts if not isinstance(verdict, NoData)}
    for rule, verdict in verdicts:
        if _is_on_hold(rule, verdict, state):
            continue
        if isinstance(verdict, NoData) and lacks_a_watch(rule, state, athlete):
            yield Silent(rule=rule.name, no_data=NO_MORNINGS)
        elif isinstance(verdict, NoData):
            yield Silent(rule=rule.name, no_data=verdict, is_whole=rule.name not in speaking)
    yield from _not_asked(state, rules, heard={rule.name for rule, _verdict in verdicts})


def _is_on_hold(rule: Rule, verdict: Verdict, state: RunnerState) -> bool:
    """Say whether it is a plan that waits while no run is the answer: nothing is wanting then."""
    on_hold = {f"{plan.workout.source}-{plan.workout.source_id}" for plan in state.plans if plan.is_on_hold}
    return rule.name == "planned-session" and isinstance(verdict, NoData) and verdict.subject in on_hold


def _without_promise(verdict: Verdict, athlete: Athlete) -> Verdict:
    """Where what a source delivers is purged, a day on which enough of it would be known may never come."""
    if isinstance(verdict, NoData) and athlete.retentions:
        return verdict._replace(speaks_from=None)
    return verdict


def lacks_a_watch(rule: Rule, state: RunnerState, athlete: Athlete) -> bool:
    """Say whether a rule rests on mornings, none is known, and no source that is switched on tells of any."""
    gives_mornings = any(settings.gives_mornings for settings in athlete.connectors.values())
    return _is_of_mornings(rule) and not state.mornings and not gives_mornings


def _is_of_mornings(rule: Rule) -> bool:
    """Say whether a rule rests on what a watch measures at night: it tells a sign of the body in the morning."""
    return rule.life.sign is not None and rule.judged is Judged.BY_DAY


def _not_asked(state: RunnerState, rules: Iterable[Rule], *, heard: set[str]) -> Iterator[Silent]:
    """Name the rules that have nothing to be asked about yet: no run, no pair of shoes."""
    for rule in rules:
        if rule.name in heard:
            continue
        if rule.room == "shoes" and not state.shoes:
            yield Silent(rule=rule.name, no_data=NoData(lacks=Text("No shoes are known.")))
        elif rule.room in ("progression", "recovery") and not _is_of_mornings(rule) and not state.history.sessions:
            yield Silent(rule=rule.name, no_data=NoData(lacks=Text("No run is known yet.")))
