"""An account that the runner left: all of it goes, and what other sources have goes on."""

from dataclasses import astuple
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from connectors.base import Quarantined, Words
from daemon import schema
from daemon.copies import LOG
from daemon.pipeline import judge
from daemon.records import DigestLine, Heard, Item, Kind, Outgoing, Telling
from daemon.status import status
from daemon.store.alerts import load_alerts, save_alerts
from daemon.store.database import Database
from daemon.store.digest_lines import add_digest_lines, load_digest
from daemon.store.forgetting import Held, forget, held, sources_held
from daemon.store.keep import DatabaseKeep
from daemon.store.messages import put_message
from daemon.store.outbox import due_deliveries
from daemon.store.pairings import load_pairings, set_apart, set_together
from daemon.store.said import log_run
from daemon.store.same_shoes import set_alias, split
from daemon.store.shoe_options import set_default, set_kind, set_limit
from daemon.store.tidying import tidy
from rules.records import DailyWellness, PlannedWorkout, ShoeKind, Sport
from rules.verdicts import Severity, Text
from tests.daemon.brought import DAY, NOW, alert_subjects, bring, open_alerts, run, shoe, state, synced, tell
from tests.daemon.lived import runner

SPIKE: dict[str, Any] = {
    "severity": Severity.NOTICE,
    "says": Text("a"),
    "do": Text("b"),
    "values": {},
    "day": NOW.date(),
}
OF_A_SOURCE = (
    schema.activities,
    schema.shoes,
    schema.shoe_options,
    schema.mornings,
    schema.planned_workouts,
    schema.quarantined,
    schema.purged_days,
    schema.secrets,
    schema.sync_runs,
    schema.source_state,
)


def forgotten(database: Database, source: str = "strava") -> None:
    with database.begin() as connection:
        forget(connection, "me", source, now=NOW)


def sources_in(database: Database, table: Table) -> set[str]:
    with database.read() as connection:
        return set(connection.scalars(select(table.c.source)))


def test_all_of_a_source_goes_and_all_of_the_others_stays(database: Database) -> None:
    for source in ("garmin", "strava"):
        pair = shoe(source, "g", name=source)
        bring(
            database,
            run(source, "1", 3 if source == "garmin" else 2),
            shoes=(pair,),
            mornings=(DailyWellness(source=source, day=NOW.date(), asleep_s=27_000),),
            planned=(PlannedWorkout(source=source, source_id="5", day=NOW.date(), title="x", sport=Sport.RUN),),
            quarantined=(Quarantined(source=source, source_id="8", what=Words("distance"), day=NOW.date()),),
        )
        DatabaseKeep(database, "me", source).put("tokens", {"access_token": "secret"})
        with database.begin() as connection:
            set_limit(connection, "me", pair, 500_000)
            row = {"source": source, "day": NOW.date(), "sport": "run", "alone": True, "purged_at": NOW}
            connection.execute(schema.purged_days.insert().values(athlete="me", **row))
    synced(database, "garmin", "strava")
    with database.read() as connection:
        counted = held(connection, "me", "strava")
        assert sources_held(connection, "me") == ("garmin", "strava")
    assert counted == Held(activities=1, shoes=1, mornings=1, planned=1, unreadable=1, purged=1, logins=1)
    forgotten(database)
    assert {table.name: sources_in(database, table) for table in OF_A_SOURCE} == {
        table.name: {"garmin"} for table in OF_A_SOURCE
    }
    with database.read() as connection:
        assert set(astuple(held(connection, "me", "strava"))) == {0}
        assert sources_held(connection, "me") == ("garmin",)


def test_another_runner_of_the_household_keeps_the_same_source(database: Database) -> None:
    bring(database, run("strava", "1", 3))
    tell(database, "session-spike", "strava-1", runs=("strava-1",))
    with database.begin() as connection:
        forget(connection, "anna", "strava", now=NOW)
    assert sources_in(database, schema.activities) == {"strava"}
    assert open_alerts(database) == {"session-spike strava-1"}


def test_what_the_runner_logged_is_of_no_source(database: Database) -> None:
    with database.begin() as connection:
        log_run(connection, "me", start=NOW - DAY, distance_m=8_000, duration_s=2_880, sport=Sport.RUN, now=NOW)
        assert sources_held(connection, "me") == ()
        with pytest.raises(ValueError, match=LOG):
            forget(connection, "me", LOG, now=NOW)


def test_a_day_is_then_what_the_other_sources_say(database: Database) -> None:
    bring(database, run("garmin", "1", 4), run("garmin", "2", 1))
    bring(database, run("strava", "1", 4), run("strava", "3", 2))
    synced(database, "garmin", "strava")
    forgotten(database)
    history = state(database, "garmin").history
    assert [session.session_id for session in history.sessions] == ["garmin-1", "garmin-2"]
    day = (NOW - 2 * DAY).date()
    assert (history.is_known(day), history.has_run(day)) == (True, False)


def test_what_was_told_of_a_run_or_a_pair_is_told_of_its_copy(database: Database) -> None:
    for source in ("strava", "garmin"):
        runs = [run(source, str(ago), ago, gear_id="g") for ago in (3, 2, 1)]
        bring(database, *runs, shoes=(shoe(source, "g", total_m=30_000),), days_ago=1 if source == "strava" else 0)
    tell(database, "session-spike", "strava-1", runs=("strava-1", "strava-2"))
    tell(database, "shoe-worn", "strava-g")
    tell(database, "source-silent", "strava")
    forgotten(database)
    assert alert_subjects(database) == {
        "session-spike": ("garmin-1", ["garmin-1", "garmin-2"]),
        "shoe-worn": ("garmin-g", []),
        "source-silent": ("strava", []),
    }


def test_an_alert_of_the_copy_itself_is_not_written_over(database: Database) -> None:
    bring(database, run("strava", "1", 3), days_ago=1)
    bring(database, run("garmin", "1", 3))
    tell(database, "session-spike", "garmin-1", runs=("garmin-1",))
    with database.begin() as connection:
        connection.execute(schema.alerts.update().values(told_by="push"))
    tell(database, "session-spike", "strava-1", runs=("strava-1",))
    forgotten(database)
    with database.read() as connection:
        rows = connection.execute(select(schema.alerts.c.subject, schema.alerts.c.told_by)).all()
    assert set(rows) == {("garmin-1", "push"), ("strava-1", None)}


def test_what_was_said_of_a_pair_stays_with_its_other_half(database: Database) -> None:
    strava, garmin = shoe("strava", "g", total_m=30_000), shoe("garmin", "g", total_m=31_000)
    for each, days_ago in ((strava, 1), (garmin, 0)):
        runs = [run(each.source, str(ago), ago, gear_id="g") for ago in (3, 2, 1)]
        bring(database, *runs, shoes=(each,), days_ago=days_ago)
    with database.begin() as connection:
        set_limit(connection, "me", strava, 500_000)
        set_kind(connection, "me", strava, ShoeKind.RACE)
        set_kind(connection, "me", garmin, ShoeKind.TRAIL)
        set_default(connection, "me", Sport.TRAIL_RUN, strava, first_day=NOW.date())
        set_alias(connection, "me", garmin, strava)
    forgotten(database)
    (pair,) = state(database, "garmin").shoes
    # Of two words that contradict each other the one about Garmin's own half holds.
    assert (pair.key, pair.limit_m, pair.kind, pair.default_for) == (
        "garmin-g",
        500_000,
        ShoeKind.TRAIL,
        frozenset({Sport.TRAIL_RUN}),
    )


def test_what_was_said_of_a_pair_that_nothing_else_knows_goes_with_it(database: Database) -> None:
    strava, garmin = shoe("strava", "a"), shoe("garmin", "b", name="Kestrel")
    bring(database, source="strava", shoes=(strava,))
    bring(database, source="garmin", shoes=(garmin,))
    with database.begin() as connection:
        set_default(connection, "me", Sport.RUN, strava, first_day=NOW.date())
        split(connection, "me", strava, garmin)
    forgotten(database)
    (pair,) = state(database, "garmin").shoes
    assert (pair.key, pair.default_for) == ("garmin-b", frozenset())
    with database.read() as connection:
        assert connection.execute(select(schema.shoe_splits)).all() == []


def test_runs_that_were_joined_over_a_copy_that_goes_stay_joined(database: Database) -> None:
    """Garmin's and Strava's are one by their time; the file is two hours off, and one with Strava's by the runner."""
    bring(database, run("garmin", "1", 3))
    bring(database, run("strava", "1", 3))
    bring(database, run("files", "gpx-1", 3 + 2 / 24))
    with database.begin() as connection:
        set_together(connection, "me", "strava-1", "files-gpx-1", now=NOW)
    assert len(state(database, "garmin").history.sessions) == 1
    forgotten(database)
    (session,) = state(database, "garmin").history.sessions
    assert set(session.runs[0].copies) == {"garmin-1", "files-gpx-1"}


def test_runs_that_were_split_stay_split_and_what_was_said_of_what_goes_is_gone(database: Database) -> None:
    bring(database, run("garmin", "1", 3))
    bring(database, run("files", "gpx-1", 3))
    with database.begin() as connection:
        set_apart(connection, "me", "files-gpx-1", now=NOW)
    bring(database, run("strava", "5", 9), run("strava", "6", 9))
    with database.begin() as connection:
        set_apart(connection, "me", "strava-5", now=NOW)
    forgotten(database)
    with database.read() as connection:
        assert load_pairings(connection, "me") == {("files-gpx-1", "garmin-1"): False}


def test_what_is_open_of_a_run_a_pair_or_a_plan_that_nobody_else_knows_is_over(database: Database) -> None:
    bring(database, run("strava", "1", 3), run("strava", "2", 2), shoes=(shoe("strava", "a"),))
    bring(database, run("garmin", "1", 3), run("garmin", "7", 1), shoes=(shoe("garmin", "b", name="Kestrel"),))
    synced(database, "garmin", "strava")
    tell(database, "session-spike", "strava-2", runs=("strava-2",))
    tell(database, "shoe-worn", "strava-a")
    tell(database, "planned-session", "strava-5")
    tell(database, "shoe-rotation", "-", runs=("strava-2",))
    # Of these another source knows something too, or they are of no record.
    tell(database, "layoff-return", "return-2026-03-17", runs=("strava-1",))
    tell(database, "weekly-ramp", "-", runs=("strava-1", "strava-2", "garmin-7"))
    tell(database, "shoe-forecast", "garmin-b")
    tell(database, "resting-heart-rate", "-")
    tell(database, "pain-response", "knee-20260318T120000")
    tell(database, "source-silent", "strava")
    forgotten(database)
    assert open_alerts(database) == {
        "layoff-return return-2026-03-17",
        "weekly-ramp -",
        "shoe-forecast garmin-b",
        "resting-heart-rate -",
        "pain-response knee-20260318T120000",
        "source-silent strava",
    }
    with database.read() as connection:
        (spike,) = (alert for alert in load_alerts(connection, "me", now=NOW).values() if alert.rule == "session-spike")
    assert (spike.closed_at, spike.closed_because) == (NOW, "What it was about was forgotten.")


def test_without_any_source_only_the_logged_pain_and_the_sources_have_open_alerts(database: Database) -> None:
    bring(database, run("strava", "1", 3))
    synced(database, "strava")
    with database.begin() as connection:
        log_run(connection, "me", start=NOW - DAY, distance_m=8_000, duration_s=2_880, sport=Sport.RUN, now=NOW)
    tell(database, "weekly-ramp", "-", runs=("strava-1", "log-1"))
    tell(database, "resting-heart-rate", "-")
    tell(database, "pain-response", "knee-20260318T120000")
    tell(database, "source-silent", "strava")
    forgotten(database)
    assert open_alerts(database) == {"pain-response knee-20260318T120000", "source-silent strava"}


def test_what_was_still_to_be_told_of_it_is_not_told(database: Database) -> None:
    bring(database, run("strava", "1", 3))
    bring(database, run("garmin", "2", 2))
    synced(database, "garmin", "strava")
    told = [Item(rule="session-spike", subject=subject, **SPIKE) for subject in ("strava-1", "garmin-2", "strava-0")]
    for item in told[:2]:
        tell(database, item.rule, item.subject, runs=(item.subject,))
    with database.begin() as connection:
        message = Outgoing(kind=Kind.ALERTS, due_at=NOW + DAY, items=tuple(told[:2]))
        put_message(connection, "me", message, receivers=("phone",), now=NOW)
        # The last of them was over before.
        add_digest_lines(connection, "me", [DigestLine(item=item, because=Text("c")) for item in told], now=NOW)
    forgotten(database)
    with database.begin() as connection:
        (delivery,) = due_deliveries(connection, "me", now=NOW + DAY)
        assert [item.subject for item in delivery.items] == ["garmin-2"]
        assert [line.item.subject for _, line in load_digest(connection, "me", since=NOW)] == ["garmin-2"]
        assert tidy(connection, "me", receivers=("phone",), now=NOW) == ()
        forget(connection, "me", "garmin", now=NOW)
        assert due_deliveries(connection, "me", now=NOW + DAY) == ()
        assert load_digest(connection, "me", since=NOW) == ()
        assert connection.scalars(select(schema.messages.c.id)).all() == []


def test_what_waited_and_is_forgotten_was_not_told(database: Database) -> None:
    bring(database, run("strava", "1", 1))
    synced(database, "strava")
    item = Item(rule="session-spike", subject="strava-1", **SPIKE)
    tell(database, item.rule, item.subject, runs=(item.subject,))
    with database.begin() as connection:
        [alert] = load_alerts(connection, "me", now=NOW).values()
        told = Heard(NOW, Severity.NOTICE, 0, Telling.PUSH)
        save_alerts(connection, "me", [alert.as_heard(told)])
        message = Outgoing(kind=Kind.ALERTS, due_at=NOW + DAY, items=(item,), heard={alert.key: Heard()})
        put_message(connection, "me", message, receivers=("phone",), now=NOW)
    forgotten(database, "strava")
    with database.read() as connection:
        [alert] = load_alerts(connection, "me", now=NOW).values()
    assert (alert.is_open, alert.closed_because, alert.heard) == (False, "What it was about was forgotten.", Heard())


def test_of_the_digest_goes_what_rests_on_forgotten_runs_and_not_what_was_written_of_others_before(
    database: Database,
) -> None:
    bring(database, run("strava", "1", 1), run("strava", "2", 2))
    bring(database, run("garmin", "3", 5))
    synced(database, "garmin", "strava")
    tell(database, "weekly-ramp", "-", runs=("strava-1", "strava-2"))
    tell(database, "hard-days", "-", runs=("strava-1",))
    tell(database, "monotony", "-", runs=("strava-1", "garmin-3"))
    written = [
        # Another alert of the rule was over before this one was opened: it was about a run of garmin's.
        (NOW - DAY, "weekly-ramp"),
        (NOW, "weekly-ramp"),
        (NOW, "hard-days"),
        (NOW, "monotony"),
    ]
    with database.begin() as connection:
        is_over = schema.alerts.c.rule == "hard-days"
        connection.execute(update(schema.alerts).where(is_over).values(is_open=False, closed_at=NOW))
        for at, rule in written:
            line = DigestLine(item=Item(rule=rule, subject="-", **SPIKE), because=Text("c"))
            add_digest_lines(connection, "me", [line], now=at)
    forgotten(database)
    with database.read() as connection:
        left = [(at, line.item.rule) for at, line in load_digest(connection, "me", since=NOW - 7 * DAY)]
    assert left == [(NOW - DAY, "weekly-ramp"), (NOW, "monotony")]


def test_after_the_last_source_nothing_is_open_now_nor_after_the_next_pass(database: Database) -> None:
    pair = shoe("garmin", "g", total_m=900_000)
    bring(database, *(run("garmin", str(ago), ago, gear_id="g") for ago in (9, 7, 5, 3, 1)), shoes=(pair,))
    synced(database, "garmin")
    owner = runner()
    judge(database, owner, clock=lambda: NOW)
    assert "shoe-worn" in {alert.rule for alert in status(database, owner, now=NOW).alerts.values()}
    forgotten(database, "garmin")
    assert status(database, owner, now=NOW).alerts == {}
    judge(database, owner, clock=lambda: NOW + DAY)
    assert "garmin-g" not in {alert.subject for alert in status(database, owner, now=NOW + DAY).alerts.values()}
