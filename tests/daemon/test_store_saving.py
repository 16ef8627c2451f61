from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select

from connectors.base import LACKS_MOST, NO_SHOES, Batch, Listing, Quarantined, Words
from daemon import schema
from daemon.store.activities import Saved
from daemon.store.database import Database
from daemon.store.judged import set_judged_through
from daemon.store.said import accept
from daemon.store.saving import save
from daemon.store.sources import source_state
from daemon.store.syncs import begin_sync
from rules.records import Activity, DailyWellness, PlannedWorkout, Shoe, Sport

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
DAY = timedelta(days=1)
START = datetime(2026, 3, 20, 0, 30, tzinfo=timezone(timedelta(hours=2)))


def run(source_id: str = "1", **changes: Any) -> Activity:
    values: dict[str, Any] = {
        "sport": Sport.RUN,
        "start": START,
        "elapsed_s": 3600,
        "moving_s": 3500,
        "distance_m": 10_000,
        "average_heart_rate_bpm": 141.5,
        "gear_id": "g1",
    }
    return Activity(source="strava", source_id=source_id, **(values | changes))


def put(database: Database, batch: Batch, *, now: datetime = NOW, athlete: str = "me", source: str = "strava") -> Saved:
    with database.begin() as connection:
        return save(connection, athlete, source, batch, now=now)


def rows(database: Database, table: Any) -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key)))


def test_a_new_activity_is_kept_in_utc_with_the_day_that_the_runner_had(database: Database) -> None:
    assert put(database, Batch(activities=(run(),))) == Saved(new=1)
    (row,) = rows(database, schema.activities)
    assert row.start_utc == datetime(2026, 3, 19, 22, 30, tzinfo=UTC)
    assert (row.utc_offset_s, row.local_day) == (7200, date(2026, 3, 20))
    assert (row.arrived_at, row.changed_at, row.deleted_at) == (NOW, NOW, None)


@pytest.mark.parametrize(
    ("again", "saved", "changed_at"),
    [
        (run(), Saved(), NOW),
        (run(distance_m=10_001), Saved(changed=1), LATER),
        (run(average_heart_rate_bpm=None), Saved(changed=1), LATER),
        (run(is_race=True), Saved(changed=1), LATER),
        (run(start=START + timedelta(seconds=1)), Saved(changed=1), LATER),
        # The same instant, told in another zone: another day of the runner.
        (run(start=START.astimezone(UTC)), Saved(changed=1), LATER),
        # Another shoe judges no session anew.
        (run(gear_id="g2"), Saved(changed=1), NOW),
        (run(gear_id=None), Saved(changed=1), NOW),
    ],
)
def test_what_comes_again_is_touched_only_where_it_differs(
    database: Database, again: Activity, saved: Saved, changed_at: datetime
) -> None:
    put(database, Batch(activities=(run(),)))
    assert put(database, Batch(activities=(again,)), now=LATER) == saved
    (row,) = rows(database, schema.activities)
    assert (row.arrived_at, row.changed_at, row.gear_id) == (NOW, changed_at, again.gear_id)


def test_what_the_runner_accepted_stays_accepted(database: Database) -> None:
    put(database, Batch(activities=(run(), run("2"))))
    with database.begin() as connection:
        assert accept(connection, "me", "strava-1", now=LATER)
        assert not accept(connection, "me", "strava-3", now=LATER)
    assert [(row.accepted, row.changed_at) for row in rows(database, schema.activities)] == [
        (True, LATER),
        (False, NOW),
    ]
    put(database, Batch(activities=(run(distance_m=9_000), run("2"))), now=LATER)
    assert [row.accepted for row in rows(database, schema.activities)] == [True, False]


def test_one_id_is_one_activity_for_each_athlete_and_source(database: Database) -> None:
    for athlete, source in (("anna", "strava"), ("bob", "strava"), ("bob", "garmin"), ("bob", "garmin")):
        put(database, Batch(activities=(run(),)), athlete=athlete, source=source)
    kept = {(row.athlete, row.source) for row in rows(database, schema.activities)}
    assert kept == {("anna", "strava"), ("bob", "strava"), ("bob", "garmin")}


def test_what_is_saved_after_a_pass_is_marked_after_it_whatever_the_clock_says(database: Database) -> None:
    with database.begin() as connection:
        set_judged_through(connection, "me", LATER, known_through=None)
    put(database, Batch(activities=(run(),)), now=NOW)
    put(database, Batch(activities=(run("2"),)), now=NOW)
    tick = timedelta(microseconds=1)
    assert [row.changed_at for row in rows(database, schema.activities)] == [LATER + tick, LATER + 2 * tick]


SINCE = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
EDGE = SINCE + timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "start", "listed", "saved"),
    [
        (SINCE, EDGE, {"2"}, Saved(deleted=1)),
        (SINCE, EDGE - timedelta(seconds=1), {"2"}, Saved()),
        (SINCE, EDGE, {"1", "2"}, Saved()),
        (SINCE, EDGE, set(), Saved(suspicious=True)),
        (SINCE, EDGE - timedelta(seconds=1), set(), Saved()),
        (None, datetime(2019, 1, 1, tzinfo=UTC), {"2"}, Saved(deleted=1)),
        (None, datetime(2019, 1, 1, tzinfo=UTC), set(), Saved(suspicious=True)),
    ],
)
def test_a_listing_deletes_what_it_does_not_list_but_an_empty_one_deletes_nothing(
    database: Database, since: datetime | None, start: datetime, listed: set[str], saved: Saved
) -> None:
    put(database, Batch(activities=(run("1", start=start),)))
    assert put(database, Batch(listing=Listing(since=since, source_ids=frozenset(listed))), now=LATER) == saved
    (row,) = rows(database, schema.activities)
    gone_at = LATER if saved.deleted else None
    assert (row.deleted_at, row.changed_at) == (gone_at, gone_at or NOW)


@pytest.mark.parametrize(
    ("known", "listed", "deleted"),
    [
        # Two runs may well be deleted on one day; that all of three are, and others came instead, is another account.
        (2, 0, 2),
        (3, 0, None),
        (3, 1, 2),
        (9, 1, 8),
        # Of ten and more, half may go.
        (10, 5, 5),
        (10, 4, None),
        (11, 5, None),
    ],
)
def test_a_listing_that_lacks_too_much_is_not_believed_unless_the_runner_says_so(
    database: Database, known: int, listed: int, deleted: int | None
) -> None:
    put(database, Batch(activities=tuple(run(str(number)) for number in range(known))))
    listing = Listing(since=None, source_ids=frozenset({"new", *map(str, range(listed))}))
    saved = put(database, Batch(listing=listing), now=LATER)
    assert saved == (Saved(suspicious=True) if deleted is None else Saved(deleted=deleted))
    with database.begin() as connection:
        again = save(connection, "me", "strava", Batch(listing=listing), now=LATER, accept_deletions=True)
    assert saved.deleted + again.deleted == known - listed


def doubts(database: Database) -> list[tuple[str, datetime]]:
    return [(row.source_id, row.at) for row in rows(database, schema.quarantined)]


def test_doubt_about_one_services_export_is_not_cleared_by_anothers(database: Database) -> None:
    services = ("strava-", "garmin-")
    put(database, Batch(activities=tuple(run(f"{name}{n}") for name in services for n in range(3))), source="files")
    for name in services:
        with database.begin() as connection:
            begin_sync(connection, "me", "files", now=LATER)
        lacking = Batch(prefix=name, listing=Listing(since=None, source_ids=frozenset({f"{name}9"})))
        assert put(database, lacking, source="files", now=LATER) == Saved(suspicious=True)
    assert doubts(database) == [("garmin-listing", LATER), ("strava-listing", LATER)]
    sound = Batch(prefix="strava-", listing=Listing(since=None, source_ids=frozenset(f"strava-{n}" for n in range(3))))
    assert put(database, sound, source="files", now=LATER + DAY) == Saved()
    assert doubts(database) == [("garmin-listing", LATER)]
    with database.begin() as connection:
        accepted = save(connection, "me", "files", lacking, now=LATER + DAY, accept_deletions=True)
    assert accepted == Saved(deleted=3)
    assert doubts(database) == []


def test_doubted_export_is_told_as_a_sentence_with_the_command_that_helps(database: Database) -> None:
    with database.begin() as connection:
        begin_sync(connection, "me", "files", now=NOW)
    put(database, Batch(activities=tuple(run(f"strava-{n}") for n in range(3))), source="files")
    empty = Batch(prefix="strava-", listing=Listing(since=None, source_ids=frozenset()))
    assert put(database, empty, source="files", now=LATER).suspicious
    (doubt,) = rows(database, schema.quarantined)
    assert doubt.what == LACKS_MOST
    assert "shinguard import --accept-deletions" in doubt.what
    with database.read() as connection:
        state = source_state(connection, "me", "files")
    assert state is not None
    assert state.suspicious_since is None


def test_what_is_doubted_stays_so_to_the_last_run_that_the_list_reaches_back_to(database: Database) -> None:
    with database.begin() as connection:
        begin_sync(connection, "me", "strava", now=LATER)
    put(database, Batch(activities=tuple(run(str(number), start=START - number * DAY) for number in range(4))))
    other = frozenset({"new"})
    assert put(database, Batch(listing=Listing(since=None, source_ids=other)), now=LATER).suspicious
    # The third and the fourth are out of its reach, the day at its edge counted.
    assert put(database, Batch(listing=Listing(since=START - 2.5 * DAY, source_ids=other)), now=LATER).suspicious
    assert put(database, Batch(listing=Listing(since=START, source_ids=other)), now=LATER) == Saved()
    assert {row.deleted_at for row in rows(database, schema.activities)} == {None}


def test_a_listing_is_of_one_source_of_one_athlete(database: Database) -> None:
    put(database, Batch(activities=(run(),)), source="garmin")
    put(database, Batch(activities=(run(),)), athlete="anna")
    listing = Listing(since=None, source_ids=frozenset({"2"}))
    assert put(database, Batch(activities=(run("2"),), listing=listing)) == Saved(new=1)


def test_what_was_deleted_and_is_listed_again_is_back(database: Database) -> None:
    put(database, Batch(activities=(run(), run("2"))))
    put(database, Batch(listing=Listing(since=None, source_ids=frozenset({"2"}))))
    assert put(database, Batch(activities=(run(),)), now=LATER) == Saved(changed=1)
    first, _second = rows(database, schema.activities)
    assert (first.deleted_at, first.changed_at) == (None, LATER)


def test_an_empty_listing_is_remembered_until_a_sound_one(database: Database) -> None:
    with database.begin() as connection:
        begin_sync(connection, "me", "strava", now=NOW)
    put(database, Batch(activities=(run(),)))

    def suspicious_since(batch: Batch, now: datetime) -> datetime | None:
        put(database, batch, now=now)
        with database.read() as connection:
            state = source_state(connection, "me", "strava")
        assert state is not None
        return state.suspicious_since

    empty = Batch(listing=Listing(since=None, source_ids=frozenset()))
    assert suspicious_since(empty, LATER) == LATER
    assert suspicious_since(empty, LATER + timedelta(hours=1)) == LATER
    assert suspicious_since(Batch(listing=Listing(since=None, source_ids=frozenset({"1"}))), LATER) is None


def test_the_shoe_told_by_its_own_list_survives_a_pull_that_names_none_and_judges_nothing(database: Database) -> None:
    put(database, Batch(activities=(run("1", gear_id=None), run("2", gear_id=None))))
    put(database, Batch(gear_of={"1": "abc", "2": "abc"}), now=LATER)
    put(database, Batch(activities=(run("1", gear_id=None),)), now=LATER)
    assert [(row.gear_id_by_shoe, row.changed_at) for row in rows(database, schema.activities)] == [("abc", NOW)] * 2
    put(database, Batch(gear_of={"2": "xyz"}), now=LATER)
    assert [(row.gear_id_by_shoe, row.changed_at) for row in rows(database, schema.activities)] == [
        (None, NOW),
        ("xyz", NOW),
    ]


def test_a_shoe_that_is_no_longer_listed_is_gone_and_may_come_back(database: Database) -> None:
    def shoe(source_id: str, total_m: int) -> Shoe:
        return Shoe(source="strava", source_id=source_id, name="Pair", total_m=total_m)

    put(database, Batch(shoes=(shoe("a", 100), shoe("b", 200))))
    put(database, Batch(shoes=(shoe("b", 250),)), now=LATER)
    assert [(row.source_id, row.total_m, row.gone_at) for row in rows(database, schema.shoes)] == [
        ("a", 100, LATER),
        ("b", 250, None),
    ]
    put(database, Batch(shoes=(shoe("a", 100),)), now=LATER + timedelta(hours=1))
    assert [(row.arrived_at, row.gone_at is None) for row in rows(database, schema.shoes)] == [
        (NOW, True),
        (NOW, False),
    ]


def test_an_empty_list_of_shoes_is_doubted_and_told_until_a_sound_one_or_the_runner_s_word(database: Database) -> None:
    pair = Shoe(source="strava", source_id="a", name="Pair", total_m=100)

    def gone() -> list[bool]:
        return [row.gone_at is not None for row in rows(database, schema.shoes)]

    def told() -> list[str]:
        return [row.what for row in rows(database, schema.quarantined)]

    put(database, Batch(shoes=()))
    assert told() == []
    put(database, Batch(shoes=(pair,)))
    put(database, Batch(shoes=()), now=LATER)
    assert (gone(), told()) == ([False], [NO_SHOES])
    put(database, Batch(shoes=(pair,)), now=LATER)
    assert (gone(), told()) == ([False], [])
    with database.begin() as connection:
        save(connection, "me", "strava", Batch(shoes=()), now=LATER, accept_deletions=True)
    assert (gone(), told()) == ([True], [])


def test_shoes_that_come_with_a_doubted_listing_delete_none(database: Database) -> None:
    pairs = tuple(Shoe(source="files", source_id=f"strava-{name}", name=name) for name in "ab")
    put(database, Batch(prefix="strava-", activities=(run("strava-1"),), shoes=pairs), source="files")
    empty = Listing(since=None, source_ids=frozenset())
    put(database, Batch(prefix="strava-", listing=empty, shoes=pairs[:1]), now=LATER, source="files")
    assert [row.gone_at for row in rows(database, schema.shoes)] == [None, None]


def test_a_morning_that_a_source_no_longer_tells_stays_known(database: Database) -> None:
    day = date(2026, 3, 20)
    put(database, Batch(mornings=(DailyWellness(source="strava", day=day, resting_heart_rate_bpm=48.0),)))
    put(database, Batch(mornings=(DailyWellness(source="strava", day=day, resting_heart_rate_bpm=48.0),)), now=LATER)
    assert [row.changed_at for row in rows(database, schema.mornings)] == [NOW]
    put(database, Batch(mornings=(DailyWellness(source="strava", day=day, asleep_s=27_000),)), now=LATER)
    (row,) = rows(database, schema.mornings)
    assert (row.resting_heart_rate_bpm, row.asleep_s, row.heart_rate_variability_ms) == (48.0, 27_000, None)
    assert row.changed_at == LATER


def test_an_unreadable_item_is_kept_until_it_arrives_well_or_is_deleted_upstream(database: Database) -> None:
    day = date(2026, 3, 18)
    what = Words("distance")
    items = tuple(Quarantined(source="strava", source_id=each, what=what, day=day) for each in ("1", "2", "3"))
    put(database, Batch(quarantined=items))
    put(database, Batch(quarantined=items[:1]), now=LATER)
    put(database, Batch(activities=(run("2"),)))
    put(database, Batch(listing=Listing(since=SINCE, source_ids=frozenset({"1", "2"}))))
    assert [(row.source_id, row.what, row.at) for row in rows(database, schema.quarantined)] == [("1", "distance", NOW)]


def test_a_calendar_with_something_unreadable_in_it_deletes_no_plan(database: Database) -> None:
    def workout(source_id: str, title: str) -> PlannedWorkout:
        return PlannedWorkout(source="garmin", source_id=source_id, day=date(2026, 3, 25), title=title, sport=Sport.RUN)

    put(database, Batch(planned=(workout("1", "Tempo"), workout("2", "Long"))))
    bad = Quarantined(source="garmin", source_id="unread-1", what=Words("not a record"))
    put(database, Batch(planned=(workout("2", "Longer"), workout("3", "New")), quarantined=(bad,)))
    assert [row.title for row in rows(database, schema.planned_workouts)] == ["Tempo", "Longer", "New"]


def test_the_calendar_replaces_what_was_planned_from_today_on(database: Database) -> None:
    def workout(source_id: str, day: date) -> PlannedWorkout:
        return PlannedWorkout(source="garmin", source_id=source_id, day=day, title="Tempo", sport=Sport.RUN)

    put(database, Batch(planned=(workout("past", date(2026, 3, 20)), workout("moved", date(2026, 3, 25)))))
    put(database, Batch(planned=(workout("moved", date(2026, 3, 26)),)), now=NOW + timedelta(days=2))
    assert [(row.source_id, row.day.day) for row in rows(database, schema.planned_workouts)] == [
        ("moved", 26),
        ("past", 20),
    ]
    put(database, Batch(planned=()), now=NOW + timedelta(days=2))
    assert [row.source_id for row in rows(database, schema.planned_workouts)] == ["past"]


LONG_RUN = PlannedWorkout(
    source="garmin", source_id="1", day=date(2026, 3, 25), title="Long", sport=Sport.RUN, distance_m=14_000
)
BY_TIME = replace(LONG_RUN, distance_m=None, duration_s=5400)
THE_DAY_AFTER = date(2026, 3, 26)


@pytest.mark.parametrize(
    ("calendar", "is_changed"),
    [
        pytest.param((LONG_RUN,), False, id="seen for the first time"),
        pytest.param((LONG_RUN, replace(LONG_RUN, title="Easy")), False, id="of another name"),
        pytest.param((LONG_RUN, replace(LONG_RUN, distance_m=13_999)), True, id="a metre shorter"),
        pytest.param((LONG_RUN, replace(LONG_RUN, distance_m=14_001)), False, id="a metre longer"),
        pytest.param((LONG_RUN, replace(LONG_RUN, day=THE_DAY_AFTER)), True, id="moved"),
        pytest.param((LONG_RUN, replace(LONG_RUN, day=THE_DAY_AFTER), LONG_RUN), True, id="moved there and back"),
        pytest.param((LONG_RUN, replace(LONG_RUN, day=THE_DAY_AFTER, distance_m=15_000)), False, id="and made longer"),
        pytest.param(
            (LONG_RUN, replace(LONG_RUN, distance_m=12_000), replace(LONG_RUN, distance_m=12_001)),
            False,
            id="shorter, then longer",
        ),
        pytest.param((BY_TIME, replace(BY_TIME, duration_s=5399)), True, id="a second shorter"),
        pytest.param((BY_TIME, replace(BY_TIME, duration_s=5401)), False, id="a second longer"),
        pytest.param((LONG_RUN, BY_TIME), False, id="which is longer is not known"),
        pytest.param(
            (LONG_RUN, replace(LONG_RUN, distance_m=13_000), replace(BY_TIME, duration_s=9_000)),
            True,
            id="nor then",
        ),
    ],
)
def test_a_plan_counts_as_changed_when_it_was_moved_or_made_shorter(
    database: Database, calendar: tuple[PlannedWorkout, ...], is_changed: bool
) -> None:
    for workout in calendar:
        put(database, Batch(planned=(workout,)))
    assert [row.is_changed for row in rows(database, schema.planned_workouts)] == [is_changed]


def test_a_start_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="strava-1"):
        put(database, Batch(activities=(run(start=START.replace(tzinfo=None)),)))
