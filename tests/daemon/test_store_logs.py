"""What the runner says, in a real database: written, read, deleted, and judged again where it matters."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from connectors.base import Batch, Listing
from daemon import schema
from daemon.store.database import Database
from daemon.store.judged import set_judged_through
from daemon.store.logs import (
    add_injury,
    add_mark,
    add_pain,
    delete_injury,
    delete_mark,
    delete_pain,
    end_mark,
    load_exertions,
    load_injuries,
    load_marks,
    load_pain,
    standing_mark,
)
from daemon.store.runs import find_run, list_runs
from daemon.store.said import (
    delete_exertion,
    delete_logged_run,
    exertions_with_days,
    load_logged_runs,
    log_run,
    set_excluded,
    set_exertion,
)
from daemon.store.saving import save
from daemon.store.state import load_state
from rules.records import Activity, Shoe, Sport
from rules.said import NO_END, Injury, Mark, MarkKind, Moment, PainEntry, RedFlag, Site
from rules.state import RunnerState
from tests.daemon import brought
from tests.daemon.brought import DAY, NOW

TODAY = NOW.date()
LATER = NOW + timedelta(hours=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
PAIN: dict[str, Any] = {
    "at": NOW - timedelta(hours=2), "site": Site.KNEE, "moment": Moment.AFTER, "level": 4, "red_flags": (), "now": NOW
}  # fmt: skip


def run(source_id: str, days_ago: float, *, source: str = "strava", **changes: Any) -> Activity:
    return brought.run(source, source_id, days_ago, **changes)


def put(database: Database, *activities: Activity, now: datetime = NOW - DAY) -> None:
    with database.begin() as connection:
        for source in sorted({each.source for each in activities}):  # garmin's copy is the first to arrive
            of_source = tuple(each for each in activities if each.source == source)
            save(connection, "me", source, Batch(activities=of_source), now=now)


def do(database: Database, function: Any, *arguments: Any, athlete: str = "me", **options: Any) -> Any:
    """Call a function of the store in a transaction of its own."""
    with database.begin() as connection:
        return function(connection, athlete, *arguments, **options)


def state(database: Database, *, now: datetime = LATER) -> RunnerState:
    with database.read() as connection:
        return load_state(connection, "me", now=now, intervals={}, receivers=())


def judged(database: Database) -> list[str]:
    """Return the sessions that a pass would judge because something changed, those of the last two days aside."""
    return [each.session_id for each in state(database).judged if NOW - each.end > 2 * DAY]


def passed(database: Database, now: datetime = NOW) -> None:
    with database.begin() as connection:
        set_judged_through(connection, "me", now, known_through=None)


def test_pain_comes_back_as_it_was_logged(database: Database) -> None:
    made = do(database, add_pain, **PAIN | {"red_flags": (RedFlag.LIMP, RedFlag.AT_NIGHT), "level": 10})
    assert made == PainEntry(
        entry_id=1,
        at=NOW - timedelta(hours=2),
        site=Site.KNEE,
        moment=Moment.AFTER,
        level=10,
        red_flags=frozenset({RedFlag.AT_NIGHT, RedFlag.LIMP}),
        logged_at=NOW,
    )
    (read,) = do(database, load_pain, since=LONG_AGO)
    assert read == made
    assert (read.day, read.at.utcoffset(), read.logged_at) == (TODAY, timedelta(hours=1), NOW)


def test_the_day_of_a_pain_is_that_of_the_runner_s_own_clock(database: Database) -> None:
    tokyo = datetime(2026, 3, 20, 6, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # 19 March, 21:00 UTC
    do(database, add_pain, **PAIN | {"at": tokyo})
    (read,) = do(database, load_pain, since=LONG_AGO)
    assert (read.day, read.at.utcoffset()) == (date(2026, 3, 20), timedelta(hours=9))


def test_a_pain_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        do(database, add_pain, **PAIN | {"at": datetime(2026, 3, 20, 6, 0)})


def test_pain_is_read_by_when_it_hurt_oldest_first(database: Database) -> None:
    for days_ago in (1, 3, 2):
        do(database, add_pain, **PAIN | {"at": NOW - days_ago * DAY})
    assert [each.entry_id for each in do(database, load_pain, since=NOW - 3 * DAY)] == [2, 3, 1]
    assert [each.entry_id for each in do(database, load_pain, since=NOW - 2 * DAY)] == [3, 1]


def test_what_one_runner_logs_is_not_another_s(database: Database) -> None:
    do(database, add_pain, **PAIN)
    do(database, add_injury, day=TODAY, site=Site.HIP)
    do(database, add_mark, kind=MarkKind.ILL, first=TODAY, last=TODAY, now=NOW)
    for function, since in ((load_pain, LONG_AGO), (load_marks, date.min)):
        assert do(database, function, since=since, athlete="anna") == ()
    assert do(database, load_injuries, athlete="anna") == ()
    assert not do(database, delete_pain, 1, athlete="anna")
    assert not do(database, delete_injury, 1, athlete="anna")
    assert not do(database, delete_mark, 1, athlete="anna", now=NOW)
    assert len(do(database, load_pain, since=LONG_AGO)) == 1


def test_what_was_logged_is_deleted_once(database: Database) -> None:
    do(database, add_pain, **PAIN)
    do(database, add_injury, day=TODAY, site=Site.HIP)
    do(database, add_mark, kind=MarkKind.ILL, first=TODAY, last=TODAY, now=NOW)
    assert [do(database, delete_pain, 1), do(database, delete_pain, 1)] == [True, False]
    assert [do(database, delete_injury, 1), do(database, delete_injury, 1)] == [True, False]
    assert [do(database, delete_mark, 1, now=NOW), do(database, delete_mark, 1, now=NOW)] == [True, False]
    assert do(database, load_pain, since=LONG_AGO) == do(database, load_injuries) == ()
    assert do(database, load_marks, since=date.min) == ()


def test_injuries_come_with_the_day_on_which_they_began(database: Database) -> None:
    assert do(database, add_injury, day=TODAY, site=Site.HIP) == Injury(injury_id=1, day=TODAY, site=Site.HIP)
    do(database, add_injury, day=TODAY - 500 * DAY, site=Site.SHIN)
    assert [(each.injury_id, each.site) for each in do(database, load_injuries)] == [(2, Site.SHIN), (1, Site.HIP)]
    assert state(database).history.body.injury_days == (TODAY - 500 * DAY, TODAY)


def test_a_mark_has_both_its_ends(database: Database) -> None:
    made = do(database, add_mark, kind=MarkKind.HOLIDAY, first=TODAY, last=TODAY + DAY, now=NOW)
    assert made == Mark(mark_id=1, kind=MarkKind.HOLIDAY, first=TODAY, last=TODAY + DAY)
    assert do(database, load_marks, since=TODAY + DAY) == (made,)
    assert do(database, load_marks, since=TODAY + 2 * DAY) == ()


@pytest.mark.parametrize(
    ("first_ago", "last_ago", "expected"), [(4, 4, ["strava-1"]), (3, 3, []), (5, 5, []), (6, 3, ["strava-1"])]
)
def test_what_was_run_on_a_marked_day_is_judged_again(
    database: Database, first_ago: int, last_ago: int, expected: list[str]
) -> None:
    put(database, run("1", 4))
    passed(database)
    assert judged(database) == []
    first, last = TODAY - first_ago * DAY, TODAY - last_ago * DAY
    do(database, add_mark, kind=MarkKind.RACE, first=first, last=last, now=NOW)
    assert judged(database) == expected
    assert state(database).history.sessions[0].is_race is (expected != [])
    passed(database, LATER)
    do(database, delete_mark, 1, now=LATER)
    assert judged(database) == expected
    assert not state(database).history.sessions[0].is_race


def test_a_mark_without_an_end_holds_until_it_is_ended(database: Database) -> None:
    put(database, run("1", 4), run("2", 9))
    made = do(database, add_mark, kind=MarkKind.ILL, first=TODAY - 6 * DAY, last=NO_END, now=NOW)
    assert (made.has_no_end, do(database, load_marks, since=TODAY + 1000 * DAY)) == (True, (made,))
    assert do(database, standing_mark, MarkKind.ILL) == made
    assert do(database, standing_mark, MarkKind.INJURED) is None
    passed(database, LATER)
    ended = do(database, end_mark, made, last=TODAY - 5 * DAY, now=LATER)
    assert ended == Mark(mark_id=1, kind=MarkKind.ILL, first=TODAY - 6 * DAY, last=TODAY - 5 * DAY)
    assert (ended.has_no_end, do(database, load_marks, since=TODAY - 9 * DAY)) == (False, (ended,))
    # The day of that run is no marked one any more.
    assert judged(database) == ["strava-1"]
    assert do(database, standing_mark, MarkKind.ILL) is None


def test_of_a_mark_that_ends_before_it_began_nothing_is_left(database: Database) -> None:
    made = do(database, add_mark, kind=MarkKind.ILL, first=TODAY, last=NO_END, now=NOW)
    assert do(database, end_mark, made, last=TODAY - DAY, now=NOW) is None
    assert do(database, load_marks, since=TODAY - 9 * DAY) == ()


def test_a_late_commit_does_not_slip_below_what_was_judged(database: Database) -> None:
    put(database, run("1", 4))
    passed(database, LATER)
    # The clock of the process that marks is an hour behind.
    do(database, add_mark, kind=MarkKind.RACE, first=TODAY - 4 * DAY, last=TODAY - 4 * DAY, now=NOW)
    assert judged(database) == ["strava-1"]


def test_how_hard_a_run_felt_is_kept_by_run_and_judged_again(database: Database) -> None:
    put(database, run("1", 4), run("2", 3))
    passed(database)
    found = do(database, find_run, "strava-1")
    do(database, set_exertion, found, 7, now=NOW)
    assert judged(database) == ["strava-1", "strava-2"]  # the later one is judged by it
    assert [each.runs[0].exertion for each in state(database).history.sessions] == [7, None]
    passed(database, LATER)
    assert do(database, delete_exertion, "strava-1", now=LATER)
    assert judged(database) == ["strava-1", "strava-2"]
    assert not do(database, delete_exertion, "strava-1", now=LATER)
    assert do(database, load_exertions) == {}


def test_a_second_word_on_a_run_replaces_the_first_whichever_copy_it_was_about(database: Database) -> None:
    put(database, run("1", 4), run("9", 4, source="garmin"))
    for key, exertion in (("strava-1", 7), ("garmin-9", 3)):
        do(database, set_exertion, do(database, find_run, key), exertion, now=NOW)
    assert do(database, load_exertions) == {"garmin-9": 3}
    # Said while only the copy was there, it is not left beside the new word.
    with database.begin() as connection:
        connection.execute(schema.exertions.update().values(run="strava-1"))
    do(database, set_exertion, do(database, find_run, "garmin-9"), 5, now=NOW)
    assert do(database, load_exertions) == {"garmin-9": 5}


def test_what_was_said_of_a_run_that_does_not_count_any_more_is_still_listed(database: Database) -> None:
    put(database, run("1", 4))
    do(database, set_exertion, do(database, find_run, "strava-1"), 7, now=NOW)
    do(database, set_excluded, "strava-1", counts=False, now=NOW)
    assert do(database, exertions_with_days) == (("strava-1", 7, TODAY - 4 * DAY),)


@pytest.mark.parametrize("key", ["strava-7", "strava-2", "strava-3", "nothing"])
def test_only_a_run_that_counts_is_found(database: Database, key: str) -> None:
    put(database, run("1", 4), run("2", 3, sport=Sport.WALK), run("3", 2))
    do(database, set_excluded, "strava-3", counts=False, now=NOW)
    assert do(database, find_run, key) is None


def logged(database: Database, *, days_ago: float = 1, **changes: Any) -> Activity:
    values: dict[str, Any] = {"start": NOW - days_ago * DAY, "distance_m": 8_000, "duration_s": 2_700, "now": NOW}
    made: Activity = do(database, log_run, **({"sport": Sport.RUN} | values | changes))
    return made


def test_a_run_without_a_watch_counts_and_is_judged(database: Database) -> None:
    put(database, run("1", 4))
    passed(database)
    made = logged(database, days_ago=3)
    assert (made.key, made.accepted, made.elapsed_s) == ("log-1", True, 2_700)
    assert judged(database) == ["log-1"]
    session = state(database).history.sessions[-1]
    assert (session.session_id, session.distance_m, session.day) == ("log-1", 8_000, TODAY - 3 * DAY)
    (read,) = do(database, load_logged_runs, since=TODAY - 3 * DAY)
    assert replace(read, arrived=None) == made
    assert do(database, load_logged_runs, since=TODAY - 2 * DAY) == ()


def test_without_a_duration_its_distance_counts_all_the_same(database: Database) -> None:
    logged(database, duration_s=0)
    assert state(database).history.sessions[-1].distance_m == 8_000


def test_the_real_copy_of_it_does_not_count_twice(database: Database) -> None:
    logged(database, days_ago=1)
    put(database, run("1", 1, distance_m=8_400, start=NOW - DAY - timedelta(minutes=50)), now=LATER)
    (session,) = state(database).history.sessions
    assert (session.session_id, session.distance_m) == ("log-1", 8_400)
    assert session.runs[0].copies == ("log-1", "strava-1")


def test_a_logged_run_is_deleted_and_its_number_is_not_given_again(database: Database) -> None:
    logged(database)
    put(database, run("1", 5))
    passed(database)
    assert do(database, delete_logged_run, "log-1", now=LATER)
    assert not do(database, delete_logged_run, "log-1", now=LATER)
    assert [each.session_id for each in state(database).history.sessions] == ["strava-1"]
    # What was newest is gone: what is newest now is judged, so that its alerts end.
    assert judged(database) == ["strava-1"]
    assert logged(database).key == "log-2"


@pytest.mark.parametrize("key", ["strava-1", "log-7", "log"])
def test_only_a_logged_run_can_be_deleted(database: Database, key: str) -> None:
    put(database, run("1", 5))
    logged(database)
    assert not do(database, delete_logged_run, key, now=LATER)
    assert len(state(database).history.sessions) == 2


@pytest.mark.parametrize("key", ["strava-1", "garmin-9"])
def test_a_run_is_excluded_with_all_its_copies_and_included_again(database: Database, key: str) -> None:
    put(database, run("1", 4), run("9", 4, source="garmin"), run("2", 6))
    passed(database)
    assert do(database, set_excluded, key, counts=False, now=NOW)
    assert [each.session_id for each in state(database).history.sessions] == ["strava-2"]
    assert judged(database) == ["strava-2"]
    # It stays so when a source tells it again, or deletes its copy.
    put(database, run("1", 4, distance_m=10_001), now=LATER)
    with database.begin() as connection:
        gone = Batch(listing=Listing(since=None, source_ids=frozenset({"2"})))
        save(connection, "me", "strava", gone, now=LATER)
    assert [each.session_id for each in state(database).history.sessions] == ["strava-2"]

    passed(database, LATER + DAY)
    assert do(database, set_excluded, key, counts=True, now=LATER)
    sessions = state(database).history.sessions
    assert [each.session_id for each in sessions] == ["strava-2", "garmin-9"]
    assert judged(database) == ["garmin-9"]
    with database.read() as connection:
        assert set(connection.scalars(select(schema.activities.c.excluded))) == {False}


@pytest.mark.parametrize("key", ["strava-7", "garmin-1", "nothing", ""])
def test_a_run_that_is_not_there_cannot_be_excluded(database: Database, key: str) -> None:
    put(database, run("1", 4))
    assert not do(database, set_excluded, key, counts=False, now=NOW)
    assert len(state(database).history.sessions) == 1


def test_runs_are_listed_newest_first_with_what_is_known_of_them(database: Database) -> None:
    put(
        database,
        run("1", 4, gear_id="g1"),
        run("9", 4, source="garmin"),
        run("2", 2, moving_s=600),
        run("3", 1, sport=Sport.WALK),
        run("4", 30),
        run("5", 31),
    )
    with database.begin() as connection:
        pair = Shoe(source="strava", source_id="g1", name="Harrier", total_m=10_000)
        save(connection, "me", "strava", Batch(shoes=(pair,)), now=NOW)
    do(database, set_exertion, do(database, find_run, "strava-1"), 7, now=NOW)
    do(database, set_excluded, "strava-2", counts=False, now=NOW)
    do(database, add_mark, kind=MarkKind.RACE, first=TODAY - 30 * DAY, last=TODAY - 30 * DAY, now=NOW)
    listed = do(database, list_runs, since=TODAY - 30 * DAY, today=TODAY)
    told = [(each.run.run_id, each.is_excluded, each.shoe, each.run.exertion, each.run.is_race) for each in listed]
    assert told == [
        ("strava-2", True, None, None, False),
        ("garmin-9", False, "Harrier", 7, False),
        ("strava-4", False, None, None, True),
    ]
    # 10 km in ten minutes cannot be.
    assert listed[0].run.distance_m is None
    assert listed[1].run.copies == ("garmin-9", "strava-1")
