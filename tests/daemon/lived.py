"""The thirty weeks of `tests/daemon/thirty_weeks.py`, lived pass by pass through the store and the pipeline."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from itertools import chain

from connectors.garmin import Settings as Garmin
from daemon.alerts import Decision
from daemon.config import Athlete, Secret
from daemon.config.model import Digest, Notify
from daemon.pipeline import judge
from daemon.records import Kind
from daemon.store.database import Database
from daemon.store.outbox import due_deliveries, mark_sent
from daemon.store.saving import save
from daemon.store.syncs import begin_sync, finish_sync
from daemon.store.tidying import tidy
from rules import discover
from rules.health import Trouble
from tests.daemon.thirty_weeks import (
    DAY,
    DAYS,
    EVENING,
    MORNING,
    OUTAGE,
    SWITCHED_ON,
    ZONE,
    Saying,
    Source,
    at,
    number_of,
    sayings,
)


def runner() -> Athlete:
    """All as it comes, but for a threshold heart rate."""
    return Athlete(
        name="me",
        timezone=ZONE,
        language="en",
        units="metric",
        week_starts="monday",
        notify=Notify(
            quiet_from=time(21, 30),
            quiet_until=time(7),
            per_day=1,
            per_7_days=3,
            receivers={"phone": Secret("json://localhost")},
        ),
        connectors={"garmin": Garmin()},
        rules={rule.name: rule.settings_type() for rule in discover()},
        digest=Digest(picture="none"),
        threshold_bpm=165,
    )


@dataclass(slots=True)
class Life:
    """The service over these weeks: what each pass decided, and what reached the phone."""

    database: Database
    source: Source = field(default_factory=Source)
    athlete: Athlete = field(default_factory=runner)
    decided: list[tuple[datetime, Decision]] = field(default_factory=list)
    arrived: list[tuple[datetime, Kind, tuple[str, ...]]] = field(default_factory=list)

    def live(self, watch: Callable[[datetime], None] = lambda _now: None) -> "Life":
        """Live all of it. `watch` is called after each pass."""
        ran = {number_of(each.start) for each in self.source.activities if each.sport.is_run}
        mornings = [(at(number, MORNING), None) for number in range(DAYS)]
        eves = {(plan.day - SWITCHED_ON).days - 1 for plan in self.source.plans}
        evenings = [(at(number, EVENING), None) for number in range(DAYS) if number in ran | eves | {96, 180, 181}]
        said: list[tuple[datetime, Saying | None]] = [*mornings, *evenings, *sayings()]
        for now, saying in sorted(said, key=lambda each: each[0].timestamp()):
            if saying is not None:
                with self.database.begin() as connection:
                    saying(connection, now)
            self._pass(now)
            watch(now)
        return self

    def _pass(self, now: datetime) -> None:
        (down, since), (up, until) = OUTAGE
        broken = at(down, since) <= now < at(up, until)
        with self.database.begin() as connection:
            run_id = begin_sync(connection, "me", "garmin", now=now)
            finish = partial(finish_sync, connection, "me", "garmin", run_id=run_id, now=now)
            if broken:
                finish(trouble=Trouble.FAILING)
            else:
                batch = self.source.batch(now, since=now - 10 * DAY if self.decided else None)
                save(connection, "me", "garmin", batch, now=now)
                finish()
        self.decided.append((now, judge(self.database, self.athlete, clock=lambda: now)))
        with self.database.begin() as connection:
            tidy(connection, "me", receivers=("phone",), now=now)
            for delivery in due_deliveries(connection, "me", now=now):
                if delivery.items:
                    mark_sent(connection, "me", delivery, now=now)
                    self.arrived.append((now, delivery.kind, tuple(item.rule for item in delivery.items)))

    def told(self) -> Iterator[tuple[datetime, str, str, int, str]]:
        """Yield (when, rule, subject, severity, how) of all that was pushed or put into the digest."""
        for now, decision in self.decided:
            for item in chain.from_iterable(message.items for message in decision.messages):
                yield now, item.rule, item.subject, item.severity, "push"
            for line in decision.digest:
                yield now, line.item.rule, line.item.subject, line.item.severity, str(line.because)
