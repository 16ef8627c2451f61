"""What Strava delivered seven days ago and more goes; of its runs only the day stays known."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from connectors.base import Listing, Quarantined, Words
from daemon import schema
from daemon.store.database import Database
from daemon.store.health import source_health
from daemon.store.judged import set_judged_through
from daemon.store.purging import purge
from daemon.store.said import set_excluded, set_exertion
from daemon.store.same_shoes import set_alias
from daemon.store.shoe_options import set_default, set_limit
from rules.history import History
from rules.records import Shoe, Sport
from tests.daemon.brought import DAY, HOURLY, NOW, alert_subjects, bring, run, shoe, state, synced, tell


def purged(database: Database, *, days: int = 7, now: datetime = NOW) -> int:
    with database.begin() as connection:
        return purge(connection, "me", "strava", before=now - days * DAY, now=now)


def day(days_ago: int) -> date:
    return (NOW - days_ago * DAY).date()


def told(history: History, first: int, last: int) -> list[str]:
    """What is known of each day: metres, `?` for a run of unknown distance, `-` for none, blank for missing."""
    words = []
    for days_ago in range(first, last - 1, -1):
        on = day(days_ago)
        metres = [session.distance_m for session in history.sessions_between(on, on)]
        words.append(
            ("?" if None in metres else str(sum(filter(None, metres))))
            if metres
            else ("-" if history.is_known(on) else "")
        )
    return words


def test_what_came_long_ago_goes_whenever_it_was_run(database: Database) -> None:
    bring(database, run("strava", "1", 9), run("strava", "2", 8), days_ago=8)
    # Run before the second one, and uploaded after it.
    bring(database, run("strava", "3", 8.5), days_ago=6.9)
    assert purged(database) == 2
    with database.read() as connection:
        assert connection.scalars(select(schema.activities.c.source_id)).all() == ["3"]
    assert purged(database) == 0


def test_a_day_of_a_purged_run_is_no_rest_day_and_a_rest_day_stays_one(database: Database) -> None:
    bring(database, run("strava", "1", 12), run("strava", "2", 10), days_ago=9)
    bring(database, run("strava", "3", 5), days_ago=5)
    synced(database, "strava")
    assert told(state(database, "strava").history, 13, 4) == [
        "",
        "10000",
        "-",
        "10000",
        "-",
        "-",
        "-",
        "-",
        "10000",
        "-",
    ]
    purged(database)
    after = state(database, "strava")
    assert told(after.history, 13, 4) == ["", "?", "-", "?", "-", "-", "-", "-", "10000", "-"]
    assert after.history.first_run_day == day(12)
    # 12 to 5 days ago hold two runs of unknown length: no sum can be told.
    assert after.history.total_m(0, 3) is None


def test_a_layoff_is_not_concluded_from_a_purge(database: Database) -> None:
    """Garmin has an old run, Strava had those since: without their days there would be 29 days off."""
    bring(database, run("garmin", "9", 30), days_ago=30)
    bring(database, *(run("strava", str(ago), ago) for ago in (20, 15, 10)), days_ago=9)
    bring(database, run("strava", "1", 0.2), days_ago=0.1)
    synced(database, "garmin", "strava")
    purged(database)
    assert [pause.gap_days for pause in state(database, "garmin", "strava").history.breaks] == [9, 9]


@pytest.mark.parametrize("first", ["garmin", "strava"])
def test_a_run_that_another_source_has_goes_on_counting_by_it(database: Database, first: str) -> None:
    for source in (first, "garmin" if first == "strava" else "strava"):
        bring(database, run(source, "1", 10, distance_m=10_000 if source == "garmin" else 9_900), days_ago=10)
    synced(database, "garmin", "strava")
    purged(database)
    (session,) = state(database, "garmin", "strava").history.sessions
    assert (session.session_id, session.distance_m) == ("garmin-1", 10_000)


def test_another_run_of_the_same_day_does_not_stand_for_the_purged_one(database: Database) -> None:
    bring(database, run("garmin", "1", 10), days_ago=10)
    bring(database, run("strava", "2", 9.7), days_ago=9.6)
    synced(database, "garmin", "strava")
    purged(database)
    # 10,000 m in the afternoon before, on another day; on the day of the purged one the other is known.
    assert told(state(database, "garmin", "strava").history, 10, 9) == ["?", "-"]


def test_a_file_that_brings_the_purged_run_afterwards_makes_its_day_known(database: Database) -> None:
    bring(database, run("strava", "1", 10), days_ago=10)
    synced(database, "strava")
    purged(database, now=NOW - DAY)
    assert told(state(database, "strava").history, 10, 10) == ["?"]
    bring(database, run("files", "strava-1", 10), days_ago=0)
    assert told(state(database, "strava").history, 10, 10) == ["10000"]


def test_a_day_whose_other_copy_is_deleted_later_is_not_a_rest_day(database: Database) -> None:
    bring(database, run("strava", "1", 10), days_ago=10)
    bring(database, run("garmin", "1", 10), run("garmin", "2", 3), days_ago=3)
    synced(database, "garmin", "strava")
    purged(database)
    bring(database, source="garmin", listing=Listing(since=None, source_ids=frozenset({"2"})))
    assert told(state(database, "garmin", "strava").history, 10, 10) == ["?"]


def test_what_was_no_run_leaves_no_day(database: Database) -> None:
    """One was excluded, one deleted in Strava, one was a walk; the last is left."""
    kinds = (run("strava", "1", 14), run("strava", "2", 12), run("strava", "3", 10, sport=Sport.WALK))
    bring(database, *kinds, run("strava", "4", 1), run("strava", "5", 15), days_ago=9)
    bring(database, source="strava", listing=Listing(since=None, source_ids=frozenset({"1", "3", "4", "5"})))
    with database.begin() as connection:
        set_excluded(connection, "me", "strava-1", counts=False, now=NOW)
    synced(database, "strava")
    purged(database)
    assert told(state(database, "strava").history, 15, 9) == ["?", "-", "-", "-", "-", "-", "-"]


def test_a_day_of_strength_training_stays_known(database: Database) -> None:
    bring(database, run("strava", "1", 10, sport=Sport.STRENGTH, distance_m=0), days_ago=9)
    purged(database)
    assert state(database, "strava").strength_days == (day(10),)


def test_strength_training_that_another_source_has_counts_once(database: Database) -> None:
    for source in ("strava", "garmin"):
        bring(database, run(source, "1", 10, sport=Sport.STRENGTH, distance_m=0), days_ago=9)
    assert state(database, "strava").strength_days == (day(10),)
    purged(database)
    assert state(database, "strava").strength_days == (day(10),)


def test_what_could_not_be_read_goes_and_its_day_stays_known(database: Database) -> None:
    items = [Quarantined(source="strava", source_id=str(ago), what=Words("distance"), day=day(ago)) for ago in (10, 3)]
    bring(database, source="strava", quarantined=tuple(items[:1]), days_ago=9)
    bring(database, source="strava", quarantined=tuple(items[1:]), days_ago=2)
    synced(database, "strava")
    assert purged(database) == 1
    assert told(state(database, "strava").history, 10, 2) == ["?", "-", "-", "-", "-", "-", "-", "?", "-"]
    with database.read() as connection:
        assert connection.scalars(select(schema.quarantined.c.source_id)).all() == ["3"]


def test_a_purge_is_no_news(database: Database) -> None:
    bring(database, run("strava", "1", 12), run("strava", "2", 10), days_ago=9)
    bring(database, run("garmin", "2", 10), run("garmin", "3", 5), days_ago=5)
    with database.begin() as connection:
        set_judged_through(connection, "me", NOW - DAY, known_through=day(1))
    synced(database, "garmin", "strava")
    purged(database)
    found = state(database, "garmin", "strava")
    assert len(found.history.sessions) == 3
    assert found.judged == ()


def test_what_was_told_and_said_of_a_run_stays_with_its_other_copy(database: Database) -> None:
    bring(database, run("strava", "1", 10), days_ago=10)
    bring(database, run("garmin", "7", 10), days_ago=9)
    tell(database, "session-spike", "strava-1", runs=("strava-1",))
    with database.begin() as connection:
        (session,) = state(database, "strava").history.sessions
        set_exertion(connection, "me", session.runs[0], 8, now=NOW)
    purged(database)
    assert alert_subjects(database) == {"session-spike": ("garmin-7", ["garmin-7"])}
    assert state(database, "strava").history.sessions[0].runs[0].exertion == 8


def test_a_source_whose_runs_are_purged_is_one_that_delivered_lately(database: Database) -> None:
    """Else the days would be known by Garmin alone, while Strava does not answer."""
    bring(database, run("strava", "1", 10), days_ago=10)
    purged(database)
    with database.read() as connection:
        (health,) = source_health(connection, "me", {"strava": HOURLY}, now=NOW)
    assert health.last_run_day == day(10)


def test_two_pairs_that_were_one_stay_one_without_the_runs_that_both_were_worn_on(database: Database) -> None:
    for source, total_m in (("strava", 693_000), ("garmin", 700_000)):
        runs = [run(source, str(ago), ago, gear_id="g") for ago in (14, 12, 10)]
        bring(database, *runs, shoes=(shoe(source, "g", total_m=total_m),), days_ago=9)
    (before,) = state(database, "strava").shoes
    purged(database)
    (after,) = state(database, "strava").shoes
    assert (after.key, after.total_m, after.ids) == (before.key, before.total_m, before.ids)


@pytest.mark.parametrize(("hours", "left"), [(-1, ["a"]), (1, [])])
def test_a_pair_goes_when_its_source_has_not_told_of_it_for_so_long(
    database: Database, hours: int, left: list[str]
) -> None:
    asked = NOW - 7 * DAY
    with database.begin() as connection:
        row = {"athlete": "me", "source": "strava", "enabled_at": NOW, "cause": "", "failures": 0}
        connection.execute(schema.source_state.insert().values(**row, shoes_asked_at=asked - timedelta(hours=hours)))
    bring(database, source="strava", shoes=(Shoe(source="strava", source_id="a", name="Harrier"),), days_ago=8)
    purged(database)
    with database.read() as connection:
        assert connection.scalars(select(schema.shoes.c.source_id)).all() == left


def test_a_pair_that_has_just_come_stays_though_its_source_did_not_tell_all(database: Database) -> None:
    """The answer about the next pair failed: that the pairs were asked for is not noted."""
    bring(database, source="strava", shoes=(shoe("strava", "a"),), days_ago=1)
    purged(database)
    with database.read() as connection:
        assert connection.scalars(select(schema.shoes.c.source_id)).all() == ["a"]


@pytest.mark.parametrize("said", ["a limit", "another name of it", "it is the default"])
def test_a_pair_of_which_the_runner_said_something_stays(database: Database, said: str) -> None:
    kept, other = shoe("strava", "a"), shoe("garmin", "a")
    bring(database, source="strava", shoes=(kept, shoe("strava", "b")), days_ago=8)
    with database.begin() as connection:
        if said == "a limit":
            set_limit(connection, "me", kept, 600_000)
        elif said == "another name of it":
            set_alias(connection, "me", other, kept)
        else:
            set_default(connection, "me", Sport.RUN, kept, first_day=day(1))
    purged(database)
    with database.read() as connection:
        assert connection.scalars(select(schema.shoes.c.source_id)).all() == ["a"]
