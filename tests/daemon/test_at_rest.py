"""A runner marks days on which rules rest: what they had found stays open meanwhile, through the store and back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.base import Batch
from daemon.pipeline import judge
from daemon.records import Alert, Key
from daemon.store.alerts import load_alerts
from daemon.store.database import Database
from daemon.store.logs import add_mark
from daemon.store.saving import save
from daemon.store.syncs import begin_sync, finish_sync
from rules.records import PlannedWorkout, Sport
from rules.said import MarkKind
from tests.daemon.brought import DAY, NOW, run
from tests.daemon.lived import runner

TODAY = NOW.date()
LATER = (NOW + timedelta(hours=1)).astimezone(UTC)  # the clocks of Amsterdam go forward in these weeks
STREAK, PLAN = ("rest-days", "streak-2026-03-12"), ("planned-session", "garmin-plan")


@pytest.fixture
def streak(database: Database) -> Database:
    """Eight days of running in a row, of 10 km each, until yesterday, and 30 km in the calendar in five days."""
    runs = tuple(run("garmin", f"{days_ago}", days_ago) for days_ago in (*range(1, 9), *range(22, 37, 2)))
    plan = PlannedWorkout(
        source="garmin", source_id="plan", day=TODAY + 5 * DAY, title="Long", sport=Sport.RUN, distance_m=30_000
    )
    with database.begin() as connection:
        save(connection, "me", "garmin", Batch(activities=runs, planned=(plan,)), now=NOW)
    assert {key for key, alert in passed(database, NOW).items() if alert.is_open} >= {STREAK, PLAN}
    return database


def passed(database: Database, now: datetime) -> dict[Key, Alert]:
    """Return the alerts as stored after a pass."""
    with database.begin() as connection:
        finish_sync(connection, "me", "garmin", run_id=begin_sync(connection, "me", "garmin", now=now), now=now)
    judge(database, runner(), clock=lambda: now)
    with database.read() as connection:
        return load_alerts(connection, "me", now=now)


def mark(database: Database, kind: MarkKind, first: date, last: date) -> None:
    with database.begin() as connection:
        add_mark(connection, "me", kind=kind, first=first, last=last, now=NOW)


def test_on_a_day_that_is_marked_as_injured_what_was_found_is_not_over(streak: Database) -> None:
    mark(streak, MarkKind.INJURED, TODAY, TODAY + 20 * DAY)
    for key in (STREAK, PLAN):
        alert = passed(streak, LATER)[key]
        assert (alert.is_open, alert.no_data_since) == (True, LATER)


@pytest.mark.parametrize(("days", "is_open"), [(13, True), (14, False)])
def test_after_fourteen_marked_days_it_ends_silently(streak: Database, days: int, is_open: bool) -> None:
    mark(streak, MarkKind.INJURED, TODAY, TODAY + 20 * DAY)
    after = [passed(streak, LATER + passed_days * DAY) for passed_days in (0, 7, days)][-1]
    ended = None if is_open else "There was no data for 14 days."
    assert [(after[key].is_open, after[key].closed_because) for key in (STREAK, PLAN)] == [(is_open, ended)] * 2


def test_a_rule_that_does_not_rest_on_that_kind_of_day_goes_on(streak: Database) -> None:
    mark(streak, MarkKind.HOLIDAY, TODAY, TODAY)
    alerts = passed(streak, LATER)
    assert (alerts[STREAK].is_open, alerts[STREAK].no_data_since) == (True, LATER)
    assert (alerts[PLAN].is_open, alerts[PLAN].no_data_since) == (True, None)


def test_when_the_mark_is_over_the_rules_say_how_it_stands(streak: Database) -> None:
    mark(streak, MarkKind.INJURED, TODAY, TODAY)
    passed(streak, LATER)
    after = passed(streak, LATER + DAY)
    # Today nothing was run: tomorrow that is a day of rest. The plan stands, and is too long still.
    assert (after[STREAK].is_open, after[STREAK].closed_because) == (False, "A day without a run on {rest_day}.")
    assert (after[PLAN].is_open, after[PLAN].no_data_since) == (True, None)
