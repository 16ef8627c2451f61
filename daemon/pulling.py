"""One pull from one source: when it is not asked at all, what a failure means, and how that is noted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from connectors.base import Clock, Connector, SourceError
from daemon.arrivals import Arrivals, Progress
from daemon.connect import FILES, connect
from daemon.due import first_to_ask, what_to_ask
from daemon.store.activities import NOTHING, Saved
from daemon.store.database import Database
from daemon.store.keep import DatabaseKeep
from daemon.store.mornings import last_morning
from daemon.store.sources import SourceState, source_state
from daemon.store.syncs import begin_sync, finish_sync
from rules.health import Trouble

log = logging.getLogger(__name__)

ASKED_AGAIN = {Trouble.LOGIN_DEAD: timedelta(hours=24), Trouble.SUBSCRIPTION_LAPSED: timedelta(hours=24)}
"""Only a person can mend these. Once a day is enough to notice that it was the service that erred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """How one pull went. `waits_until`: it was not asked, for a reason that was known before."""

    source: str
    trouble: Trouble | None = None
    cause: str = ""
    detail: str = ""
    waits_until: datetime | None = None
    busy: bool = False
    """Another process pulls from it just now."""
    saved: Saved = NOTHING

    @property
    def well(self) -> bool:
        """It is in no trouble, and its list can be believed."""
        return self.trouble is None and not self.saved.suspicious


def pull(
    database: Database,
    athlete: str,
    source: str,
    settings: object,
    *,
    timezone: tzinfo,
    clock: Clock,
    retention: timedelta | None = None,
    by_hand: bool = False,
    accept_deletions: bool = False,
    progress: Progress | None = None,
) -> Pulled:
    """Ask one source for what is new, and save it piece by piece. Return how it went; raise only what is our fault.

    What came `retention` ago is purged (None: it is kept). `by_hand`: a person waits for what they just changed in the
    calendar. With `accept_deletions` the whole history is asked for, and all that is not listed any more is deleted,
    however much it is.
    """
    arrivals = Arrivals(
        database=database,
        athlete=athlete,
        source=source,
        timezone=timezone,
        clock=clock,
        accept_deletions=accept_deletions,
        progress=progress,
    )

    def connector() -> Connector:
        return connect(source, settings, keep=DatabaseKeep(database, athlete, source), clock=clock)

    return _unless_busy(arrivals, connector, retention=retention, by_hand=by_hand)


def bring_in(
    database: Database,
    athlete: str,
    connector: Connector,
    *,
    timezone: tzinfo,
    clock: Clock,
    accept_deletions: bool = False,
    progress: Progress | None = None,
) -> Pulled:
    """Save what a person brings in from files, as `pull` does, whether or not there is an inbox.

    It tells of days up to its own date, and of none after it. With `accept_deletions` what an export lacks is deleted,
    however much it is.
    """
    arrivals = Arrivals(
        database=database,
        athlete=athlete,
        source=FILES,
        timezone=timezone,
        clock=clock,
        accept_deletions=accept_deletions,
        progress=progress,
    )
    return _unless_busy(arrivals, lambda: connector, is_once=True)


def _unless_busy(
    arrivals: Arrivals,
    connector: Callable[[], Connector],
    *,
    retention: timedelta | None = None,
    by_hand: bool = False,
    is_once: bool = False,
) -> Pulled:
    """Make the pull, unless another process makes one."""
    try:
        with arrivals.database.lock(f"{arrivals.athlete}-{arrivals.source}", timeout=0):
            return _pull(arrivals, connector, retention=retention, by_hand=by_hand, is_once=is_once)
    except TimeoutError:
        return Pulled(source=arrivals.source, busy=True)


def _pull(
    arrivals: Arrivals,
    connector: Callable[[], Connector],
    *,
    retention: timedelta | None,
    by_hand: bool,
    is_once: bool,
) -> Pulled:
    """Make the pull, unless it is known to be in vain, and note how it went. With `is_once` a person brings it in."""
    database, athlete, source, clock = arrivals.database, arrivals.athlete, arrivals.source, arrivals.clock
    now = clock()
    with database.begin() as connection:
        state = source_state(connection, athlete, source)
        if state is not None and (until := state.waits_until(now)) is not None:
            return Pulled(source=source, trouble=state.trouble, cause=state.cause, waits_until=until)
        run_id = begin_sync(connection, athlete, source, now=now, is_once=is_once)
        newest = last_morning(connection, athlete, source)
    local = now.astimezone(arrivals.timezone)
    ask = what_to_ask(state, now=local, newest_morning=newest, by_hand=by_hand)
    since = None if arrivals.accept_deletions else ask.since
    since = first_to_ask(state, since, retention=retention, now=now)
    failure = arrivals.ask_all(connector(), replace(ask, since=since))
    pulled = _outcome(source, arrivals.saved, failure)
    with database.begin() as connection:
        finish_sync(
            connection,
            athlete,
            source,
            run_id=run_id,
            now=clock(),
            saved=arrivals.saved,
            trouble=pulled.trouble,
            cause=pulled.cause,
            detail=pulled.detail,
            retry_at=_retry_at(failure, clock(), runs_came=arrivals.runs),
            runs_came=arrivals.runs,
            is_once=is_once,
            as_of=arrivals.as_of,
            cursor=min(arrivals.newest, clock()) if arrivals.newest else None,
            shoes_asked=arrivals.shoes,
            mornings_asked=arrivals.mornings,
            calendar_asked=arrivals.planned,
        )
    _log_change(athlete, pulled, before=state)
    return pulled


def _outcome(source: str, saved: Saved, failure: SourceError | None) -> Pulled:
    if failure is None:
        return Pulled(source=source, saved=saved)
    return Pulled(source=source, saved=saved, trouble=failure.trouble, cause=failure.cause, detail=failure.says)


def _retry_at(failure: SourceError | None, now: datetime, *, runs_came: bool) -> datetime | None:
    if failure is None or failure.cause == "never-logged-in":
        return None
    if failure.retry_at is not None:
        return failure.retry_at
    if runs_came:
        # A permission for the shoes is missing, say: no reason to stop asking for runs.
        return None
    wait = ASKED_AGAIN.get(failure.trouble)
    return None if wait is None else now + wait


def _log_change(athlete: str, pulled: Pulled, *, before: SourceState | None) -> None:
    """An outage is logged once, and its end once; so is a list that is not believed."""
    trouble = before.trouble if before else None
    if pulled.trouble is not None and pulled.trouble is not trouble:
        log.warning("%s/%s: %s: %s", athlete, pulled.source, pulled.trouble, pulled.detail)
    elif pulled.trouble is None and trouble is not None:
        log.info("%s/%s: well again", athlete, pulled.source)
    if pulled.saved.suspicious and (before is None or before.suspicious_since is None):
        log.warning("%s/%s: the list lacks most of what is known: nothing is deleted", athlete, pulled.source)
