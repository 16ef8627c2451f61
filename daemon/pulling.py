"""One pull from one source: what is asked, when it is not asked at all, and what a failure means.

A source fails for itself: its trouble is an outcome that is stored, not an exception that ends the pass.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from connectors.base import Ask, Batch, Clock, Connector, Quarantined, SourceError, Words
from daemon.connect import FILES, connect
from daemon.plans import PLANS_AHEAD
from daemon.store.database import Database, DatabaseKeep
from daemon.store.mornings import last_morning
from daemon.store.put_aside import NAMELESS
from daemon.store.saving import Saved, save
from daemon.store.sources import SourceState, begin_sync, finish_sync, source_state
from rules.records import Trouble

log = logging.getLogger(__name__)

OVERLAP = timedelta(days=14)
"""Asked again with each pull, so that edits and deletions upstream are found."""
FIRST_MORNINGS = timedelta(days=70)
"""The longest baseline, that of heart rate variability, is the 60 days before the last 7. Garmin: seven requests."""
CALENDAR_EVERY = timedelta(hours=6)
"""A plan that is changed in the afternoon must be known on the eve."""
MORNINGS_OVERLAP = timedelta(days=3)
USUAL = timedelta(days=7)
"""A source that gave a morning this lately usually gives one a day."""
ASKED_AGAIN = {Trouble.LOGIN_DEAD: timedelta(hours=24), Trouble.SUBSCRIPTION_LAPSED: timedelta(hours=24)}
"""Only a person can mend these. Once a day is enough to notice that it was the service that erred."""

NOTHING = Saved()

Progress = Callable[[str, int, int | None], None]
"""Told after each saved batch: source, activities so far, activities expected (None: not known)."""


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
    course = _Course(
        database=database,
        athlete=athlete,
        source=source,
        timezone=timezone,
        clock=clock,
        progress=progress,
        retention=retention,
        by_hand=by_hand,
        accept_deletions=accept_deletions,
    )

    def connector() -> Connector:
        return connect(source, settings, keep=DatabaseKeep(database, athlete, source), clock=clock)

    return course.run(connector)


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
    course = _Course(
        database=database,
        athlete=athlete,
        source=FILES,
        timezone=timezone,
        clock=clock,
        accept_deletions=accept_deletions,
        progress=progress,
    )
    return course.run(lambda: connector, is_once=True)


def what_to_ask(state: SourceState | None, *, now: datetime, newest_morning: date | None, by_hand: bool = False) -> Ask:
    """Return the fewest questions that keep the runner's state true. `now` is aware, in the runner's time zone.

    Activities each time, from the cursor less the overlap. Shoes and mornings once a local day; mornings also while
    today's is missing from a source that usually has it. The calendar every six hours, and at once when a person asks:
    it is one request or two.
    """
    today, timezone = now.date(), now.tzinfo
    calendar = (today, today + PLANS_AHEAD)
    if state is None:
        return Ask(shoes=True, mornings=(today - FIRST_MORNINGS, today), planned=calendar)
    usual = newest_morning is not None and today - newest_morning <= USUAL
    misses_today = usual and newest_morning != today
    first = min(newest_morning or today - FIRST_MORNINGS, today) - MORNINGS_OVERLAP
    asks_mornings = misses_today or not _was_today(state.mornings_asked_at, today, timezone)
    return Ask(
        since=None if state.cursor is None else state.cursor - OVERLAP,
        shoes=not _was_today(state.shoes_asked_at, today, timezone),
        mornings=(max(first, today - FIRST_MORNINGS), today) if asks_mornings else None,
        planned=calendar if by_hand or _is_stale(state.calendar_asked_at, now) else None,
    )


def first_to_ask(
    state: SourceState | None, since: datetime | None, *, retention: timedelta | None, now: datetime
) -> datetime | None:
    """Return since when activities are asked for, where what came `retention` ago is purged: it must not come again.

    After an outage that was longer, what never came is asked for all the same: what started after the newest known.
    """
    if retention is None:
        return since
    purged = now - retention
    if state is not None and state.cursor is not None:
        purged = min(purged, state.cursor + timedelta(seconds=1))
    return purged if since is None else max(since, purged)


def _is_stale(calendar_asked_at: datetime | None, now: datetime) -> bool:
    return calendar_asked_at is None or now - calendar_asked_at >= CALENDAR_EVERY


def _was_today(asked_at: datetime | None, today: date, timezone: tzinfo | None) -> bool:
    return asked_at is not None and asked_at.astimezone(timezone).date() == today


@dataclass(slots=True, kw_only=True)
class _Course:
    """One pull, and how far it has come: what is counted here is saved."""

    database: Database
    athlete: str
    source: str
    timezone: tzinfo
    clock: Clock
    progress: Progress | None
    retention: timedelta | None = None
    by_hand: bool = False
    accept_deletions: bool = False
    saved: Saved = NOTHING
    seen: int = 0
    newest: datetime | None = None
    as_of: datetime | None = None
    """The newest instant up to which a batch says that it tells everything."""
    runs: bool = False
    shoes: bool = False
    mornings: bool = False
    planned: bool = False
    nameless: Counter[str] = field(default_factory=Counter)
    """How many items of each kind were put aside that have no identifier of their own."""

    def run(self, connect: Callable[[], Connector], *, is_once: bool = False) -> Pulled:
        """Make the pull, unless another process makes one or it is known to be in vain."""
        try:
            with self.database.lock(f"{self.athlete}-{self.source}", timeout=0):
                return self._run(connect, is_once=is_once)
        except TimeoutError:
            return Pulled(source=self.source, busy=True)

    def _run(self, connect: Callable[[], Connector], *, is_once: bool) -> Pulled:
        athlete, source, now = self.athlete, self.source, self.clock()
        with self.database.begin() as connection:
            state = source_state(connection, athlete, source)
            if state is not None and state.trouble is not None and state.retry_at is not None and now < state.retry_at:
                return Pulled(source=source, trouble=state.trouble, cause=state.cause, waits_until=state.retry_at)
            run_id = begin_sync(connection, athlete, source, now=now)
            newest = last_morning(connection, athlete, source)
        local = now.astimezone(self.timezone)
        ask = what_to_ask(state, now=local, newest_morning=newest, by_hand=self.by_hand)
        since = None if self.accept_deletions else ask.since
        since = first_to_ask(state, since, retention=self.retention, now=now)
        failure = self._ask_all(connect(), replace(ask, since=since))
        pulled = _outcome(source, self.saved, failure)
        with self.database.begin() as connection:
            finish_sync(
                connection,
                athlete,
                source,
                run_id=run_id,
                now=self.clock(),
                saved=self.saved,
                trouble=pulled.trouble,
                cause=pulled.cause,
                detail=pulled.detail,
                retry_at=_retry_at(failure, self.clock(), runs_came=self.runs),
                runs_came=self.runs,
                is_once=is_once,
                as_of=self.as_of,
                cursor=min(self.newest, self.clock()) if self.newest else None,
                shoes_asked=self.shoes,
                mornings_asked=self.mornings,
                calendar_asked=self.planned,
            )
        _log_change(athlete, pulled, before=state.trouble if state else None)
        return pulled

    def _ask_all(self, connector: Connector, ask: Ask) -> SourceError | None:
        """Ask for the runs, then for each thing beside them. Return what went wrong first."""
        failure = self._ask(connector, Ask(since=ask.since, zone=self.timezone))
        if failure is not None:
            return failure
        # The runs are in. What fails from here on holds up nothing but itself.
        asides = (
            Ask(activities=False, shoes=ask.shoes or self.saved != NOTHING, zone=self.timezone),
            Ask(activities=False, mornings=ask.mornings, zone=self.timezone),
            Ask(activities=False, planned=ask.planned, zone=self.timezone),
        )
        return next(filter(None, [self._ask(connector, aside) for aside in asides]), None)

    def _ask(self, connector: Connector, ask: Ask) -> SourceError | None:
        """Ask, and save what comes. Return what went wrong."""
        try:
            self._take(connector, ask)
        except SourceError as error:
            return error
        except Exception as error:
            # The one catch-all of a sync: our own mistake with one source must not silence the rules about the others.
            log.exception("%s/%s: a mistake of Shinguard's", self.athlete, self.source)
            return SourceError(
                Words(
                    "Shinguard made a mistake ({kind_of_error}); the log says where.",
                    kind_of_error=type(error).__name__,
                )
            )
        return None

    def _take(self, connector: Connector, ask: Ask) -> None:
        """Save what the connector brings. What was asked counts as asked when all of it has come."""
        for batch in connector.pull(ask):
            with self.database.begin() as connection:
                saved = save(
                    connection,
                    self.athlete,
                    self.source,
                    replace(batch, quarantined=tuple(self._named(each, batch) for each in batch.quarantined)),
                    now=self.clock(),
                    accept_deletions=self.accept_deletions,
                )
            self.saved += saved
            self.seen += len(batch.activities)
            self.newest = _latest(self.newest, *(activity.start for activity in batch.activities))
            self.as_of = _latest(self.as_of, batch.as_of)
            if self.progress and batch.activities:
                self.progress(self.source, self.seen, batch.expected)
        self.runs |= ask.activities
        self.shoes |= ask.shoes
        self.mornings |= ask.mornings is not None
        self.planned |= ask.planned is not None

    def _named(self, item: Quarantined, batch: Batch) -> Quarantined:
        """Give a name to what has none, so that none hides another. The same export gives the same names again."""
        if item.source_id:
            return item
        kind = f"{batch.prefix}{NAMELESS}{hashlib.sha256(f'{item.what} {item.day}'.encode()).hexdigest()[:8]}"
        self.nameless[kind] += 1
        return replace(item, source_id=f"{kind}-{self.nameless[kind]}")


def _latest(*instants: datetime | None) -> datetime | None:
    return max((each for each in instants if each is not None), default=None)


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


def _log_change(athlete: str, pulled: Pulled, *, before: Trouble | None) -> None:
    """An outage is logged once, and its end once."""
    if pulled.trouble is not None and pulled.trouble is not before:
        log.warning("%s/%s: %s: %s", athlete, pulled.source, pulled.trouble, pulled.detail)
    elif pulled.trouble is None and before is not None:
        log.info("%s/%s: well again", athlete, pulled.source)
    if pulled.saved.suspicious:
        log.warning("%s/%s: the list lacks most of what is known: nothing is deleted", athlete, pulled.source)
