"""One runner with a phone, from a decision to the message through the real store."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from connectors.base import Batch
from daemon.config import Athlete
from daemon.delivering import deliver
from daemon.pipeline import judge
from daemon.records import Alert
from daemon.store.alerts import load_alerts
from daemon.store.database import Database
from daemon.store.digest_lines import load_digest
from daemon.store.logs import add_pain
from daemon.store.saving import save
from daemon.store.syncs import begin_sync, finish_sync
from rules.health import Trouble
from rules.records import Activity, Sport
from rules.said import Moment, RedFlag, Site
from tests.daemon.thirty_weeks import ZONE
from tests.end_to_end.receiver import Receiver

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 9)
EMERGENCY = "Call the emergency number now (112 in the Netherlands)."


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZONE)


def run(day: date, distance_m: int = 8000, *, source: str = "garmin", clock: str = "17:00") -> Activity:
    """Six minutes a kilometre."""
    took = distance_m * 36 // 100
    return Activity(
        source=source,
        source_id=f"{day}-{clock}",
        sport=Sport.RUN,
        start=at(day, clock),
        elapsed_s=took,
        moving_s=took,
        distance_m=distance_m,
    )


@dataclass(slots=True)
class House:
    """One runner, with a phone, and for some a second receiver."""

    database: Database
    athlete: Athlete
    phone: Receiver

    def sync(self, now: datetime, *runs: Activity, source: str = "garmin", trouble: Trouble | None = None) -> None:
        self.bring(now, Batch(activities=runs), source=source, trouble=trouble)

    def bring(self, now: datetime, batch: Batch, *, source: str = "garmin", trouble: Trouble | None = None) -> None:
        with self.database.begin() as connection:
            run_id = begin_sync(connection, "me", source, now=now)
            save(connection, "me", source, batch, now=now)
            finish_sync(connection, "me", source, run_id=run_id, now=now, trouble=trouble)

    def log(
        self, now: datetime, level: int, *flags: RedFlag, moment: Moment = Moment.AFTER, site: Site = Site.KNEE
    ) -> None:
        with self.database.begin() as connection:
            add_pain(
                connection, "me", at=now, site=site, moment=moment, level=level, red_flags=frozenset(flags), now=now
            )

    def go(self, now: datetime) -> list[str]:
        """Judge and send. Return what came to the phone."""
        judge(self.database, self.athlete, clock=lambda: now)
        return self.send(now)

    def send(self, now: datetime) -> list[str]:
        deliver(self.database, self.athlete, clock=lambda: now)
        return self.phone.take()

    def alert(self, rule: str, now: datetime) -> Alert:
        with self.database.read() as connection:
            [alert] = [each for each in load_alerts(connection, "me", now=now).values() if each.rule == rule]
        return alert

    def digest(self) -> list[tuple[str, str]]:
        with self.database.read() as connection:
            lines = load_digest(connection, "me", since=at(MONDAY - 90 * DAY, "00:00"))
        return [(line.item.rule, str(line.because)) for _at, line in lines]
