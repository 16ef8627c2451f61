"""What `alerts show`, `rules list` and the digest read, in a real database."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors.base import Batch
from daemon.records import Alert, Kind, Letter
from daemon.store.alerts import last_findings, load_alert, save_alerts
from daemon.store.database import Database
from daemon.store.letters import put_letter, tips_given
from daemon.store.runs import load_runs
from daemon.store.saving import save
from rules.records import Activity, Sport
from rules.verdicts import Severity, Text

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
DAY = timedelta(days=1)


def alert(rule: str, *, days_ago: int, subject: str = "-", **more: Any) -> Alert:
    at = NOW - days_ago * DAY
    return Alert(
        rule=rule,
        subject=subject,
        severity=Severity.NOTICE,
        stage=0,
        says=Text("{distance_m} is far."),
        do=Text("Rest."),
        values={"distance_m": 13_000},
        day=at.date(),
        at=at,
        opened_at=at,
        found_at=at,
        seen_at=at,
        formula=Text("{distance_m} > 11"),
        runs=("strava-1", "strava-2"),
        **more,
    )


def test_an_alert_is_found_by_its_number_open_or_not_by_its_own_athlete(database: Database) -> None:
    told = (alert("session-spike", days_ago=300, is_open=False), alert("weekly-ramp", days_ago=1))
    with database.begin() as connection:
        save_alerts(connection, "me", told)
    with database.read() as connection:
        assert [load_alert(connection, "me", number) for number in (1, 2, 3)] == [*told, None]
        assert load_alert(connection, "anna", 1) is None


def test_of_each_rule_the_newest_finding_is_the_last(database: Database) -> None:
    newest = alert("session-spike", days_ago=3, subject="strava-2", is_open=False)
    with database.begin() as connection:
        save_alerts(connection, "me", [newest, alert("session-spike", days_ago=9, subject="strava-1")])
        save_alerts(connection, "anna", [alert("weekly-ramp", days_ago=1)])
    with database.read() as connection:
        assert last_findings(connection, "me") == {"session-spike": (1, newest)}


def run(source_id: str, days_ago: float, *, source: str = "strava", **changes: Any) -> Activity:
    values: dict[str, Any] = {"sport": Sport.RUN, "elapsed_s": 3600, "moving_s": 3600, "distance_m": 10_000, **changes}
    return Activity(source=source, source_id=source_id, start=NOW - days_ago * DAY, **values)


def test_runs_are_found_by_their_names_however_old_with_the_better_copy(database: Database) -> None:
    with database.begin() as connection:
        old = run("1", 3000), run("2", 2, excluded=True), run("3", 1), run("4", 1.1)
        save(connection, "me", "strava", Batch(activities=old), now=NOW)
        # The watch's own record of the first one came in later: the run keeps its name.
        save(
            connection, "me", "garmin", Batch(activities=(run("9", 3000, source="garmin", distance_m=10_100),)), now=NOW
        )
        save(connection, "anna", "strava", Batch(activities=(run("7", 5),)), now=NOW)
    with database.read() as connection:
        found = load_runs(connection, "me", ("strava-3", "strava-2", "strava-1", "strava-7", "strava-8"))
        assert [(each.run_id, each.distance_m) for each in found] == [("strava-1", 10_100), ("strava-3", 10_000)]
        assert load_runs(connection, "me", ()) == ()


def test_when_the_tip_of_each_rule_was_given_last(database: Database) -> None:
    with database.begin() as connection:
        for days_ago, tip, athlete in (
            (14, "strength", "me"),
            (7, "variety", "me"),
            (7, None, "me"),
            (1, "strength", "anna"),
            (21, "variety", "me"),
        ):
            letter = Letter(kind=Kind.DIGEST, title="Week", body="A tip.", expires_at=NOW + DAY, tip=tip)
            put_letter(connection, athlete, letter, receivers=("phone",), now=NOW - days_ago * DAY)
    with database.read() as connection:
        found = tips_given(connection, "me")
    assert found == {"strength": NOW - 14 * DAY, "variety": NOW - 7 * DAY}
