"""One pass, from a source's wire to the phone. The file to read first.

pull -> save -> evaluate -> reconcile -> record -> send. What is decided is committed before anything is sent: a crash
may repeat a message, it never loses one. A pass can be broken off anywhere; the next one goes on from what is stored.
"""

import logging
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass

from connectors.base import Clock
from daemon.alerts import Decision, as_it_stands, reconcile, speaking
from daemon.arrivals import Progress
from daemon.config import Athlete
from daemon.delivering import Sent, alarms_all_the_same, deliver
from daemon.pulling import Pulled, pull
from daemon.runner import enabled, load_runner
from daemon.store.alerts import load_alerts, save_alerts
from daemon.store.context import load_context
from daemon.store.database import Database
from daemon.store.digest_lines import add_digest_lines
from daemon.store.judged import judged_through, set_judged_through
from daemon.store.messages import put_message
from daemon.store.purging import purge
from daemon.store.sources import imports_of
from rules import evaluate

log = logging.getLogger(__name__)

PATIENCE_S = 60.0
"""How long a pass waits for another one of the same athlete to finish deciding and sending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass did."""

    pulled: tuple[Pulled, ...]
    decision: Decision
    sent: tuple[Sent, ...]

    @property
    def well(self) -> bool:
        """Every source gave an answer that can be believed, and every receiver took what was sent."""
        return all(each.well for each in self.pulled) and not any(each.refused for each in self.sent)


def run_pass(
    database: Database,
    athlete: Athlete,
    *,
    sources: Iterable[str],
    clock: Clock,
    by_hand: bool = False,
    accept_deletions: bool = False,
    progress: Progress | None = None,
) -> Pass:
    """Pull the sources (each fails for itself), judge what came in, and send what is to be said.

    `by_hand`: a person waits for it. `accept_deletions`: the runner says that what a source lists no more is deleted,
    however much it is.
    """
    pulled = tuple(
        pull(
            database,
            athlete.name,
            source,
            athlete.connectors[source],
            timezone=athlete.timezone,
            clock=clock,
            retention=athlete.retentions.get(source),
            by_hand=by_hand,
            accept_deletions=accept_deletions,
            progress=progress,
        )
        for source in sources
    )
    with ExitStack() as held:
        try:
            held.enter_context(database.lock(f"pass-{athlete.name}", timeout=PATIENCE_S))
        except TimeoutError:
            log.warning("%s: another pass still sends; what came in is judged by the next one", athlete.name)
            return Pass(pulled=pulled, decision=Decision(), sent=())
        with alarms_all_the_same(database, athlete, clock=clock):
            purge_what_is_old(database, athlete, clock=clock)
            decision = judge(database, athlete, clock=clock)
        sent = deliver(database, athlete, clock=clock)
    return Pass(pulled=pulled, decision=decision, sent=sent)


def purge_what_is_old(database: Database, athlete: Athlete, *, clock: Clock) -> None:
    """Delete what was delivered longer ago than the configuration lets it be kept, though its source may be silent."""
    for source, retention in athlete.retentions.items():
        with database.begin() as connection:
            now = clock().astimezone(athlete.timezone)
            count = purge(connection, athlete.name, source, before=now - retention, now=now)
        if count:
            log.info("%s/%s: purged after %d days: %d", athlete.name, source, retention.days, count)


def judge(database: Database, athlete: Athlete, *, clock: Clock) -> Decision:
    """Evaluate the rules on what is stored and record what follows, in one transaction."""
    rules = enabled(athlete)
    with database.begin() as connection:
        # Taken inside the transaction: whatever is saved after it has a later instant, and is judged next time.
        now = clock().astimezone(athlete.timezone)
        imports = imports_of(connection, athlete.name, configured=athlete.connectors, now=now)
        through = judged_through(connection, athlete.name)
        first_import = bool(imports.settled) and (through is None or max(imports.settled) > through)
        state = load_runner(connection, athlete, now=now, first_import=first_import)
        asked = rules if imports.are_history else tuple(rule for rule in rules if rule.needs_no_source)
        alerts = load_alerts(connection, athlete.name, now=now)
        decision = reconcile(
            as_it_stands(evaluate(state, athlete.rules, asked), heeded=speaking(alerts)),
            alerts,
            context=load_context(
                connection,
                athlete.name,
                policy=athlete.notify.policy,
                receivers=athlete.notify.receivers.keys(),
                # What is logged, and what needs no source, is no news of the history that came in.
                summed_up={rule.name for rule in rules if first_import and not rule.needs_no_source},
                now=now,
            ),
            lives={rule.name: rule.life for rule in rules},
            asked={rule.name for rule in asked},
        )
        save_alerts(connection, athlete.name, decision.changes)
        for message in decision.messages:
            put_message(connection, athlete.name, message, receivers=athlete.notify.receivers, now=now)
        add_digest_lines(connection, athlete.name, decision.digest, now=now)
        if imports.are_history:
            set_judged_through(connection, athlete.name, now, known_through=state.history.known_through)
    return decision
