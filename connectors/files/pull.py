"""The pull: what lies in the inbox, or what a person brings in."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from connectors.base import Ask, Batch, Clock, Keep, Quarantined, Words, of_a
from connectors.files.inbox import Inbox
from connectors.files.place import Named
from connectors.files.settings import Settings
from connectors.files.shelves import REJECTED, WHY
from connectors.files.summary import SOURCE
from connectors.files.taking import Taker
from connectors.files.told import Told, shown
from rules.records import Sport

_BROUGHT = "brought"
"""How the identifier begins of a file that a person brought in and that cannot be read; of the inbox it is REJECTED."""


class Files:
    """A runner's inbox. `say` puts words into the runner's language: it is written beside what is rejected."""

    def __init__(self, settings: Settings, keep: Keep, clock: Clock, *, say: Callable[[Words], str] = str) -> None:
        self._settings = settings
        self._keep = keep
        self._clock = clock
        self._say = say

    def pull(self, ask: Ask) -> Iterator[Batch]:
        """Scan the inbox once and yield all that is new in it: shoes and mornings come with the activities.

        Raise SourceUnavailable where the inbox is not there.
        """
        if not ask.activities:
            return
        waited = self._keep.get("waiting") or {}
        inbox = Inbox(self._settings.inbox, waited=waited, say=self._say)
        made = {"path": str(self._settings.inbox)}
        made_before = self._keep.get("inbox") == made
        inbox.open(made_before=made_before)
        if not made_before:
            self._keep.put("inbox", made)
        sport = Sport(self._settings.sport) if self._settings.sport else None
        yield from Taker(inbox, self._keep, self._clock, zone=ask.zone, sport=sport).batches()
        if inbox.waits != waited:
            self._keep.put("waiting", inbox.waits)
        yield from _told_of(inbox.reasons(), prefix=REJECTED)


class Import:
    """Files and folders that a person brings in (`shinguard import`). `told`: what became of them."""

    def __init__(
        self, paths: Iterable[Path], keep: Keep, clock: Clock, *, sport: Sport | None = None, again: bool = False
    ) -> None:
        self.told = Told()
        self._place = Named(paths)
        self._keep = keep
        self._clock = clock
        self._sport = sport
        self._again = again

    def pull(self, ask: Ask) -> Iterator[Batch]:
        """Yield all that is in them, and not known yet."""
        if not ask.activities:
            return
        taker = Taker(self._place, self._keep, self._clock, zone=ask.zone, sport=self._sport, again=self._again)
        self.told = taker.told
        yield from taker.batches()
        if self.told.known:
            # Whoever was broken off right after an export finds it known: how far it goes is told all the same.
            yield Batch(as_of=taker.exports_as_of())
        yield from _told_of(self.told.unreadable, prefix=_BROUGHT)


def _told_of(unreadable: Iterable[tuple[str, Words]], *, prefix: str) -> Iterator[Batch]:
    """Tell of the files that cannot be read, each by its name: each pull tells of those that are still there.

    By the `prefix` of an identifier it is known which kind of pull that is.
    """
    bad = []
    seen: Counter[str] = Counter()
    for name, why in unreadable:
        # Two folders that were brought in can each hold a file of this name.
        seen[name] += 1
        digest = hashlib.sha256(os.fsencode(f"{name}\n{seen[name]}")).hexdigest()[:12]
        what = of_a(shown(name.removesuffix(WHY)), why)
        bad.append(Quarantined(source=SOURCE, source_id=f"{prefix}-{digest}", what=what))
    if bad:
        yield Batch(quarantined=tuple(bad))
