"""What a source brings in one pull: asked thing by thing, saved piece by piece.

A source fails for itself: its trouble is an outcome, not an exception that ends the pass.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo

from connectors.base import Ask, Batch, Clock, Connector, Quarantined, SourceError, Words
from daemon.store.activities import NOTHING, Saved
from daemon.store.database import Database
from daemon.store.failing import DatabaseUnusable
from daemon.store.put_aside import NAMELESS
from daemon.store.saving import save

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int | None], None]
"""Told after each saved batch: source, activities so far, activities expected (None: not known)."""


@dataclass(slots=True, kw_only=True)
class Arrivals:
    """One pull, and how far it has come: what is counted here is saved."""

    database: Database
    athlete: str
    source: str
    timezone: tzinfo
    clock: Clock
    progress: Progress | None
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

    def ask_all(self, connector: Connector, ask: Ask) -> SourceError | None:
        """Ask for the runs, then for each thing beside them. Return what went wrong first."""
        failure = self._ask(connector, Ask(since=ask.since, zone=self.timezone))
        if failure is not None:
            return failure
        # The runs are in. What fails from here on holds up nothing but itself.
        asides = (
            Ask(
                activities=False, shoes=ask.shoes or self.saved != NOTHING or self.accept_deletions, zone=self.timezone
            ),
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
        except DatabaseUnusable:
            # Nothing can be saved of any source: no mistake of ours, and no trouble of this one.
            raise
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
