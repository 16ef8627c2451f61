"""Everything in tables: each column, each order, and nothing that depends on when the program did what."""

import json
from datetime import date, timedelta
from typing import Any

from connectors.base import Listing, Quarantined, Words
from daemon import schema
from daemon.everything_tables import COLUMNS, document, tables
from daemon.store.database import Database
from daemon.store.everything import load_everything
from daemon.store.keep import DatabaseKeep
from daemon.store.logs import add_injury, add_mark, add_pain
from daemon.store.mornings import reset_mornings
from daemon.store.said import set_excluded, set_exertion
from daemon.store.shoe_options import set_default, set_initial, set_limit
from rules.records import DailyWellness, PlannedWorkout, Shoe, Sport
from rules.said import NO_END, MarkKind, Moment, RedFlag, Site
from tests.daemon.brought import DAY, NOW, bring, run, state, tell

HARRIER = Shoe(source="garmin", source_id="h", name="Harrier", total_m=70_000)


def exported(database: Database) -> dict[str, Any]:
    with database.read() as connection:
        return document(load_everything(connection, "me", today=NOW.date()))


def full(database: Database, *, garmin_first: bool = True, minutes: int = 0) -> None:
    """A little of all that is kept; which source came first, and when, must not show."""
    later = timedelta(minutes=minutes)
    garmin = (run("garmin", "9", 3, climb_m=40), run("garmin", "8", 5, gear_id="h"), run("garmin", "7", 6))
    strava = (run("strava", "1", 3, distance_m=9_900, is_race=True), run("strava", "2", 1, sport=Sport.WALK))
    for source in ("garmin", "strava") if garmin_first else ("strava", "garmin"):
        if source == "garmin":
            bring(
                database,
                *garmin,
                shoes=(HARRIER,),
                mornings=(DailyWellness(source="garmin", day=NOW.date(), resting_heart_rate_bpm=48.0),),
                planned=(
                    PlannedWorkout(source="garmin", source_id="5", day=NOW.date(), title="Tempo", sport=Sport.RUN),
                ),
                quarantined=(
                    Quarantined(source="garmin", source_id="4", what=Words("activity: distance"), day=NOW.date()),
                ),
                days_ago=-minutes / 1440,
            )
        else:
            bring(database, *strava, days_ago=-minutes / 1440)
    DatabaseKeep(database, "me", "strava").put("tokens", {"access_token": "very-secret"})
    with database.begin() as connection:
        set_excluded(connection, "me", "garmin-7", counts=False, now=NOW + later)
        set_limit(connection, "me", HARRIER, 600_000)
        set_initial(connection, "me", HARRIER, 5_000)
        set_default(connection, "me", Sport.RUN, HARRIER, first_day=date(2026, 3, 1))
        add_pain(
            connection,
            "me",
            at=NOW - DAY,
            site=Site.KNEE,
            moment=Moment.AFTER,
            level=4,
            red_flags=frozenset({RedFlag.LIMP, RedFlag.AT_REST}),
            now=NOW + later,
        )
        add_injury(connection, "me", day=date(2026, 1, 5), site=Site.SHIN)
        add_mark(connection, "me", kind=MarkKind.ILL, first=date(2026, 2, 1), last=date(2026, 2, 3), now=NOW + later)
        reset_mornings(connection, "me", date(2026, 3, 1))
    merged = next(each for each in state(database, "garmin").history.sessions if len(each.runs[0].copies) == 2)
    with database.begin() as connection:
        set_exertion(connection, "me", merged.runs[0], 7, now=NOW + later)
        day = {"source": "strava", "day": date(2026, 1, 1), "sport": "run", "alone": True, "purged_at": NOW + later}
        connection.execute(schema.purged_days.insert().values(athlete="me", **day))
    tell(database, "session-spike", merged.session_id, runs=(merged.session_id,))


def test_every_table_is_there_with_its_columns(database: Database) -> None:
    full(database)
    with database.read() as connection:
        made = tables(load_everything(connection, "me", today=NOW.date()))
    assert list(made) == list(COLUMNS)
    assert {name: set(rows[0]) for name, rows in made.items() if rows} == {
        name: set(columns) for name, columns in COLUMNS.items() if made[name]
    }
    assert [name for name, rows in made.items() if not rows] == ["shoe_splits", "pairings"]


def test_a_run_names_its_copies_and_which_of_them_each_value_is_from(database: Database) -> None:
    full(database)
    found = exported(database)
    by_id = {row["id"]: row for row in found["runs"]}
    assert list(by_id) == ["garmin-7", "garmin-8", "garmin-9", "strava-2"]
    run = by_id["garmin-9"]
    assert {name: run[name] for name in ("distance_m", "climb_m", "is_race", "exertion", "shoe", "excluded")} == {
        "distance_m": 10_000,
        "climb_m": 40,
        "is_race": True,
        "exertion": 7,
        "shoe": "garmin-h",
        "excluded": False,
    }
    assert run["copies"] == ["garmin-9", "strava-1"]
    assert (run["taken_from"]["distance_m"], run["taken_from"]["is_race"]) == ("garmin-9", "strava-1")
    assert run["start"] == "2026-03-17T12:00:00+01:00"
    assert by_id["garmin-7"]["excluded"]
    assert [(row["id"], row["pair"], row["said_limit_m"]) for row in found["shoes"]] == [
        ("garmin-h", "garmin-h", 600_000)
    ]


def test_what_was_deleted_in_its_source_is_there_as_such(database: Database) -> None:
    bring(database, run("garmin", "1", 3), run("garmin", "2", 2))
    bring(database, source="garmin", listing=Listing(since=None, source_ids=frozenset({"2"})))
    found = exported(database)
    assert [(row["id"], row["deleted"]) for row in found["activities"]] == [("garmin-1", True), ("garmin-2", False)]
    assert [row["id"] for row in found["runs"]] == ["garmin-2"]


def test_of_a_mark_without_an_end_the_last_day_is_left_open(database: Database) -> None:
    with database.begin() as connection:
        add_mark(connection, "me", kind=MarkKind.INJURED, first=NOW.date(), last=NO_END, now=NOW)
    assert exported(database)["marks"] == [{"kind": "injured", "first_day": "2026-03-20", "last_day": None}]


def test_the_same_content_is_the_same_document_whatever_came_first_and_when(database: Database, tmp_path: Any) -> None:
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    other.upgrade()
    full(database)
    full(other, garmin_first=False, minutes=7)
    assert json.dumps(exported(other)) == json.dumps(exported(database))
    other.close()


def test_no_login_and_no_instant_of_the_program_is_in_it(database: Database) -> None:
    full(database, minutes=7)
    text = json.dumps(exported(database))
    assert "very-secret" not in text
    # 12:07 in Amsterdam, when all of it came in and was said.
    assert "T11:07" not in text
    assert "T12:07" not in text
    found = exported(database)
    assert {name: found[name] for name in ("format", "version", "athlete", "mornings_from")} == {
        "format": "shinguard-export",
        "version": 1,
        "athlete": "me",
        "mornings_from": "2026-03-01",
    }
    assert found["pain"] == [
        {
            "at": "2026-03-19T12:00:00+01:00",
            "site": "knee",
            "moment": "after",
            "level": 4,
            "signs": ["at-rest", "limp"],
        }
    ]
