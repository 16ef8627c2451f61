from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert

from connectors.base import Batch, Listing, Quarantined, Words
from daemon import schema
from daemon.store.database import Database
from daemon.store.judged import judged_through, set_judged_through
from daemon.store.saving import save
from daemon.store.state import load_state
from daemon.store.syncs import begin_sync, finish_sync
from rules.health import ReceiverHealth
from rules.records import Activity, DailyWellness, Shoe, Sport
from rules.state import RunnerState
from rules.streaks import Streaks
from tests.daemon import brought
from tests.daemon.brought import DAY, NOW


def run(source_id: str, days_ago: float, *, source: str = "strava", **changes: Any) -> Activity:
    return brought.run(source, source_id, days_ago, **changes)


def put(database: Database, batch: Batch, *, source: str = "strava", now: datetime = NOW) -> None:
    with database.begin() as connection:
        save(connection, "me", source, batch, now=now)


def load(
    database: Database, *, now: datetime = NOW, receivers: tuple[str, ...] = (), first_import: bool = False
) -> RunnerState:
    hourly = {"strava": timedelta(hours=1)}
    with database.read() as connection:
        return load_state(connection, "me", now=now, intervals=hourly, receivers=receivers, first_import=first_import)


def judged(database: Database, *, first_import: bool = False) -> list[str]:
    return [session.session_id for session in load(database, first_import=first_import).judged]


def passed(database: Database, now: datetime = NOW, *, known_through: date | None = None) -> None:
    with database.begin() as connection:
        set_judged_through(connection, "me", now, known_through=known_through)


def test_an_athlete_of_whom_nothing_is_known_has_an_empty_state(database: Database) -> None:
    state = load(database, receivers=("phone",))
    assert (state.now, state.history.sessions, state.judged, state.mornings.told, state.shoes) == (NOW, (), (), (), ())
    assert [source.source for source in state.sources] == ["strava"]
    assert state.receivers == (ReceiverHealth(name="phone"),)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="without a zone nobody knows which day it is"):
        load(database, now=NOW.replace(tzinfo=None))


def test_copies_count_once_and_only_runs_are_sessions(database: Database) -> None:
    put(database, Batch(activities=(run("1", 3), run("2", 2, sport=Sport.WALK), run("3", 1, sport=Sport.RIDE))))
    put(database, Batch(activities=(run("9", 3, source="garmin", distance_m=10_100),)), source="garmin")
    (session,) = load(database).history.sessions
    assert (session.session_id, session.distance_m, session.day) == ("strava-1", 10_100, date(2026, 3, 17))
    assert session.runs[0].copies == ("strava-1", "garmin-9")


def test_the_day_of_a_run_is_that_of_its_own_zone(database: Database) -> None:
    tokyo = datetime(2026, 3, 19, 6, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    put(database, Batch(activities=(run("1", 0, start=tokyo),)))
    (session,) = load(database).history.sessions
    assert (session.day, session.start.utcoffset()) == (date(2026, 3, 19), timedelta(hours=9))


def test_what_was_deleted_upstream_does_not_count(database: Database) -> None:
    put(database, Batch(activities=(run("1", 3), run("2", 2))))
    put(database, Batch(listing=Listing(since=None, source_ids=frozenset({"2"}))))
    assert [session.session_id for session in load(database).history.sessions] == ["strava-2"]


def test_the_state_of_a_long_history_holds_300_runs_and_knows_the_first_day(database: Database) -> None:
    put(database, Batch(activities=tuple(run(str(days), days) for days in range(0, 1000, 2))))
    history = load(database).history
    # Every second day: the 300th newest was 2 x 299 days ago.
    assert (len(history.sessions), history.sessions[0].day) == (300, (NOW - 598 * DAY).date())
    assert history.first_run_day == (NOW - 998 * DAY).date()


def test_the_state_holds_400_days_of_who_runs_a_lot_and_the_streak_that_reaches_into_them(database: Database) -> None:
    # Two sessions on two days of three. 400 and 401 days ago are one streak, 402 was a day off.
    often = [run(f"{days}-{hour}", days + hour / 24) for days in range(600) if days % 3 for hour in (0, 6)]
    put(database, Batch(activities=tuple(often)))
    history = load(database).history
    assert history.sessions[0].day == (NOW - 401 * DAY).date()


def test_a_streak_is_loaded_whole(database: Database) -> None:
    put(database, Batch(activities=tuple(run(str(days), days) for days in (*range(0, 700), 702))))
    streak = load(database).history.once(Streaks, None).newest(NOW.date())
    assert streak is not None
    assert (streak.first, streak.last) == ((NOW - 699 * DAY).date(), NOW.date())


def test_an_unreadable_item_is_a_run_day_of_unknown_distance_unless_a_good_copy_is_stored(database: Database) -> None:
    def bad(source_id: str, day: date | None) -> Quarantined:
        return Quarantined(source="strava", source_id=source_id, what=Words("distance"), day=day)

    put(database, Batch(activities=(run("3", 1),)))
    put(database, Batch(quarantined=(bad("1", date(2026, 3, 18)), bad("2", None), bad("3", date(2026, 3, 19)))))
    sessions = load(database).history.sessions
    assert [(session.session_id, session.day, session.distance_m) for session in sessions] == [
        ("strava-1", date(2026, 3, 18), None),
        ("strava-3", date(2026, 3, 19), 10_000),
    ]


@pytest.mark.parametrize(
    ("readable", "expected"),
    [("strava-1", [10_000]), ("fit-1", [10_000]), ("garmin-1", [None, 10_000])],
)
def test_what_one_kind_of_file_spoils_another_may_tell(
    database: Database, readable: str, expected: list[int | None]
) -> None:
    put(database, Batch(activities=(run(readable, 1, source="files"),)), source="files")
    spoilt = Quarantined(source="files", source_id="garmin-2", what=Words("distance"), day=date(2026, 3, 19))
    put(database, Batch(quarantined=(spoilt,)), source="files")
    runs = [each for session in load(database).history.sessions for each in session.runs]
    assert [each.distance_m for each in runs] == expected


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        ([30, 3, 1.9, 0.5], ["strava-2", "strava-3"]),
        ([30, 3, 2.1], ["strava-2"]),
        ([30, 14], ["strava-1"]),
        ([30, 14.1], []),
    ],
)
def test_after_a_first_import_the_last_two_days_are_judged_or_the_latest_run_of_two_weeks(
    database: Database, days_ago: list[float], expected: list[str]
) -> None:
    put(database, Batch(activities=tuple(run(str(at), days) for at, days in enumerate(days_ago))))
    assert judged(database) == expected


def test_what_was_judged_is_not_judged_again(database: Database) -> None:
    put(database, Batch(activities=(run("1", 3), run("2", 2.1))))
    passed(database)
    assert judged(database) == []
    put(database, Batch(activities=(run("1", 3), run("2", 2.1))), now=NOW + timedelta(hours=1))
    assert judged(database) == []


@pytest.mark.parametrize(("started", "expected"), [(timedelta(hours=49), ["strava-1"]), (timedelta(hours=49.01), [])])
def test_what_ended_in_the_last_two_days_is_judged_in_every_pass(
    database: Database, started: timedelta, expected: list[str]
) -> None:
    # It lasted an hour.
    put(database, Batch(activities=(run("1", 0, start=NOW - started),)))
    passed(database)
    assert judged(database) == expected


def test_what_became_known_has_the_sessions_of_late_judged_again(database: Database) -> None:
    put(database, Batch(activities=(run("1", 9), run("2", 7), run("3", 3))))
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "strava", now=NOW)
        finish_sync(connection, "me", "strava", run_id=run_id, now=NOW)
    passed(database, known_through=date(2026, 3, 19))  # yesterday
    assert judged(database) == []
    passed(database, known_through=date(2026, 3, 18))
    assert judged(database) == ["strava-2", "strava-3"]


def test_a_run_that_comes_in_weeks_late_is_judged_but_a_history_is_not(database: Database) -> None:
    put(database, Batch(activities=(run("1", 60),)))
    passed(database)
    put(database, Batch(activities=(run("2", 40), run("3", 9))), now=NOW + timedelta(hours=1))
    assert judged(database) == []  # a piece of a first import that goes on
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "strava", now=NOW)
        finish_sync(connection, "me", "strava", run_id=run_id, now=NOW)
    assert judged(database) == ["strava-2", "strava-3"]
    assert judged(database, first_import=True) == []


def test_a_start_in_the_future_is_a_mistake_of_a_clock(database: Database) -> None:
    put(database, Batch(activities=(run("1", 1), run("2", -1), run("3", -1.1))))
    assert [session.session_id for session in load(database).history.sessions] == ["strava-1", "strava-2"]


def test_a_new_run_is_judged_and_the_later_sessions_that_it_touches(database: Database) -> None:
    put(database, Batch(activities=(run("old", 20), run("1", 6), run("2", 4), run("3", 2))))
    passed(database)
    put(database, Batch(activities=(run("late", 5),)), now=NOW + timedelta(hours=1))
    assert judged(database) == ["strava-late", "strava-2", "strava-3"]


@pytest.mark.parametrize(
    ("changed_days_ago", "expected"),
    [
        # 36 days before the session of 3 days ago, or of 7 days ago: so far weekly-ramp looks back, and a day more.
        (39, ["strava-a", "strava-b"]),
        (43, ["strava-a"]),
        (43.1, []),
        (3, ["strava-b"]),
    ],
)
def test_a_changed_run_of_long_ago_touches_the_sessions_of_its_36_days(
    database: Database, changed_days_ago: float, expected: list[str]
) -> None:
    fixed = (run("gone", 8.1), run("a", 7), run("b", 3))
    changed = run("b" if changed_days_ago == 3 else "x", changed_days_ago)
    put(database, Batch(activities=(*fixed[:2], changed) if changed.source_id == "b" else (*fixed, changed)))
    passed(database)
    edited = run(changed.source_id, changed_days_ago, distance_m=12_000)
    put(database, Batch(activities=(edited,)), now=NOW + timedelta(hours=1))
    assert judged(database) == expected


def test_a_deleted_run_has_the_later_sessions_judged_again(database: Database) -> None:
    put(database, Batch(activities=(run("1", 6), run("2", 4), run("3", 2))))
    passed(database)
    put(database, Batch(listing=Listing(since=None, source_ids=frozenset({"1", "3"}))), now=NOW + timedelta(hours=1))
    assert judged(database) == ["strava-3"]


def test_a_deleted_newest_run_has_the_one_before_judged_again(database: Database) -> None:
    put(database, Batch(activities=(run("1", 12), run("2", 4))))
    passed(database)
    put(database, Batch(listing=Listing(since=None, source_ids=frozenset({"1"}))), now=NOW + timedelta(hours=1))
    assert judged(database) == ["strava-1"]


def test_a_deleted_copy_goes_on_naming_its_run(database: Database) -> None:
    put(database, Batch(activities=(run("1", 3),)))
    put(database, Batch(activities=(run("9", 3, source="garmin"),)), source="garmin", now=NOW + timedelta(hours=1))
    put(database, Batch(activities=(run("2", 9),), listing=Listing(since=None, source_ids=frozenset({"2"}))))
    other, session = load(database).history.sessions
    assert (other.session_id, session.session_id, session.runs[0].copies) == ("strava-2", "strava-1", ("garmin-9",))


def test_a_second_copy_of_a_judged_run_has_its_session_judged(database: Database) -> None:
    put(database, Batch(activities=(run("1", 1),)))
    passed(database)
    put(database, Batch(activities=(run("9", 1, source="garmin"),)), source="garmin", now=NOW + timedelta(hours=1))
    assert judged(database) == ["strava-1"]


def test_what_is_saved_by_a_slow_clock_after_a_pass_is_judged_in_the_next(database: Database) -> None:
    passed(database, NOW + timedelta(hours=1))
    put(database, Batch(activities=(run("1", 1),)))
    assert judged(database) == ["strava-1"]


def test_the_watermark_never_lies_before_what_it_covers(database: Database) -> None:
    put(database, Batch(activities=(run("1", 1),)), now=NOW + timedelta(hours=1))
    passed(database, NOW)
    with database.read() as connection:
        assert judged_through(connection, "me") == NOW + timedelta(hours=1)


def test_mornings_are_told_oldest_first_over_70_days_and_not_before_a_reset(database: Database) -> None:
    today = NOW.date()
    days = [today, today - 70 * DAY, today - 71 * DAY, today - 10 * DAY]
    mornings = tuple(DailyWellness(source="garmin", day=day, resting_heart_rate_bpm=48.0) for day in days)
    put(database, Batch(mornings=mornings), source="garmin")
    assert [morning.day for morning in load(database).mornings.told] == [today - 70 * DAY, today - 10 * DAY, today]
    with database.begin() as connection:
        connection.execute(insert(schema.athletes).values(name="me", mornings_from=today - 10 * DAY))
    assert load(database).mornings.told == (mornings[3], mornings[0])


def test_days_are_known_through_the_last_one_that_a_sync_saw_the_end_of(database: Database) -> None:
    put(database, Batch(activities=(run("1", 3),)))
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "strava", now=NOW - DAY)
        finish_sync(connection, "me", "strava", run_id=run_id, now=NOW - DAY)
    assert load(database).history.known_through == date(2026, 3, 18)


def test_a_pair_without_a_total_of_its_own_has_the_sum_of_its_activities_on_foot(database: Database) -> None:
    worn = (
        run("1", 2000, gear_id="a"),
        run("2", 3, gear_id="a", distance_m=5_000, sport=Sport.WALK),
        run("3", 2, gear_id="a", sport=Sport.RIDE),
        run("4", 1, gear_id="b"),
        # 42 km/h cannot be believed.
        run("5", 4, gear_id="a", distance_m=42_000),
    )
    put(database, Batch(activities=worn))
    shoes = tuple(
        Shoe(source="strava", source_id=each, name=each, total_m=total) for each, total in (("a", None), ("b", 7))
    )
    put(database, Batch(shoes=shoes))
    # 10,000 of run 1 and 5,000 of walk 2; the second pair's source keeps its own total.
    assert [(shoe.key, shoe.total_m) for shoe in load(database).shoes] == [("strava-a", 15_000), ("strava-b", 7)]


def test_one_pair_of_two_sources_keeps_the_name_under_which_it_came_first(database: Database) -> None:
    put(database, Batch(activities=(run("1", 1, gear_id="g1"),)))
    put(database, Batch(shoes=(Shoe(source="strava", source_id="g1", name="Pegasus", total_m=500_000),)))
    put(
        database,
        Batch(
            activities=(run("9", 1, source="garmin"),),
            shoes=(Shoe(source="garmin", source_id="abc", name="pegasus", total_m=510_000),),
            gear_of={"9": "abc"},
        ),
        source="garmin",
        now=NOW + timedelta(hours=1),
    )
    (shoe,) = load(database).shoes
    assert (shoe.key, shoe.total_m, shoe.other_ids) == ("strava-g1", 510_000, (("garmin", "abc"),))


def test_a_pair_that_its_source_no_longer_lists_is_retired(database: Database) -> None:
    one, other = (Shoe(source="strava", source_id=name, name=name, total_m=1) for name in "ab")
    put(database, Batch(shoes=(one, other)))
    put(database, Batch(shoes=(other,)))
    assert [(shoe.name, shoe.retired) for shoe in load(database).shoes] == [("a", True), ("b", False)]


def test_a_receiver_that_fails_is_told_and_one_that_is_not_configured_is_not(database: Database) -> None:
    since = datetime(2026, 3, 19, 8, 0, tzinfo=UTC)
    failing = [{"athlete": "me", "receiver": name, "failing_since": since} for name in ("phone", "old")]
    with database.begin() as connection:
        connection.execute(insert(schema.receiver_state), failing)
    assert load(database, receivers=("mail", "phone")).receivers == (
        ReceiverHealth(name="mail"),
        ReceiverHealth(name="phone", failing_since=since),
    )


def test_the_number_of_queries_does_not_grow_with_the_history(database: Database) -> None:
    def queries() -> int:
        seen: list[str] = []
        with database.read() as connection:
            event.listen(connection, "before_cursor_execute", lambda *call: seen.append(call[2]))
            load_state(connection, "me", now=NOW, intervals={"strava": timedelta(hours=1)}, receivers=())
        return len(seen)

    put(database, Batch(activities=(run("1", 1),), shoes=(Shoe(source="strava", source_id="a", name="A", total_m=1),)))
    before = queries()
    put(database, Batch(activities=tuple(run(str(days), days) for days in range(1, 800))))
    assert queries() == before
