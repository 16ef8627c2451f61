"""What sources brought, for tests of what is kept of it. Amsterdam time, winter: UTC + 1 h; it is noon."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from connectors.base import Batch
from daemon import schema
from daemon.records import Alert
from daemon.store.alerts import save_alerts
from daemon.store.database import Database
from daemon.store.saving import save
from daemon.store.state import load_state
from daemon.store.syncs import begin_sync, finish_sync
from rules.records import Activity, Shoe, Sport
from rules.state import RunnerState
from rules.verdicts import Severity, Text

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
DAY = timedelta(days=1)
HOURLY = timedelta(hours=1)


def run(source: str, source_id: str, days_ago: float, **changes: Any) -> Activity:
    """An hour over 10,000 m at noon."""
    values: dict[str, Any] = {
        "sport": Sport.RUN,
        "start": NOW - days_ago * DAY,
        "elapsed_s": 3600,
        "moving_s": 3600,
        "distance_m": 10_000,
    }
    return Activity(source=source, source_id=source_id, **(values | changes))


def bring(database: Database, *activities: Activity, days_ago: float = 0, **more: Any) -> None:
    """Let these activities of one source, and what else is named of a batch, come in so many days ago."""
    source = activities[0].source if activities else more.pop("source")
    with database.begin() as connection:
        save(connection, "me", source, Batch(activities=activities, **more), now=NOW - days_ago * DAY)


def synced(database: Database, *sources: str) -> None:
    """Let these sources have answered just now: every day until yesterday is known."""
    with database.begin() as connection:
        for source in sources:
            finish_sync(connection, "me", source, run_id=begin_sync(connection, "me", source, now=NOW), now=NOW)


def state(database: Database, *sources: str, now: datetime = NOW) -> RunnerState:
    """What the rules see, with these sources switched on."""
    with database.read() as connection:
        return load_state(connection, "me", now=now, intervals=dict.fromkeys(sources, HOURLY), receivers=())


def shoe(source: str, source_id: str, **more: Any) -> Shoe:
    """A pair."""
    return Shoe(source=source, source_id=source_id, **{"name": "Harrier", **more})


def tell(database: Database, rule: str, subject: str, *, runs: tuple[str, ...] = ()) -> None:
    """Store an open alert."""
    alert = Alert(
        rule=rule,
        subject=subject,
        severity=Severity.NOTICE,
        stage=0,
        says=Text("a"),
        do=Text("b"),
        values={},
        day=NOW.date(),
        at=NOW,
        opened_at=NOW,
        found_at=NOW,
        seen_at=NOW,
        runs=runs,
    )
    with database.begin() as connection:
        save_alerts(connection, "me", [alert])


def alert_subjects(database: Database) -> dict[str, tuple[str, list[str]]]:
    """What each rule's alert is about, and the runs that it rests on."""
    with database.read() as connection:
        return {row.rule: (row.subject, row.runs) for row in connection.execute(select(schema.alerts))}


def open_alerts(database: Database) -> set[str]:
    """The subjects of what is open, each after its rule."""
    with database.read() as connection:
        found = connection.execute(select(schema.alerts).where(schema.alerts.c.is_open))
        return {f"{row.rule} {row.subject}" for row in found}
