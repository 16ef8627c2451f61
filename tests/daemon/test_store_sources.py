from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from connectors.base import ACTIVITY, Batch, Quarantined, Words, of_a
from daemon import schema
from daemon.language import speaking
from daemon.store.activities import Saved
from daemon.store.database import Database
from daemon.store.health import source_health
from daemon.store.put_aside import quarantine
from daemon.store.saving import save
from daemon.store.sources import SourceState, first_imports_done, source_state
from daemon.store.syncs import begin_sync, finish_sync
from daemon.unread import translated
from rules.health import SourceHealth, Trouble
from rules.records import Activity, Sport

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOTHING = Saved()


def sync(
    database: Database,
    now: datetime,
    *,
    trouble: Trouble | None = None,
    cause: str = "",
    detail: str = "",
    saved: Saved = NOTHING,
    retry_at: datetime | None = None,
    cursor: datetime | None = None,
    source: str = "strava",
) -> SourceState:
    """One pull of a minute."""
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", source, now=now)
        finish_sync(
            connection,
            "me",
            source,
            run_id=run_id,
            now=now + timedelta(minutes=1),
            saved=saved,
            trouble=trouble,
            cause=cause,
            detail=detail,
            retry_at=retry_at,
            cursor=cursor,
        )
        state = source_state(connection, "me", source)
    assert state is not None
    return state


def test_a_source_is_enabled_from_its_first_sync_on(database: Database) -> None:
    with database.begin() as connection:
        assert source_state(connection, "me", "strava") is None
        begin_sync(connection, "me", "strava", now=NOW)
        begin_sync(connection, "me", "strava", now=NOW + HOUR)
        state = source_state(connection, "me", "strava")
        assert state is not None
        assert (state.enabled_at, state.last_success, state.first_import_done_at) == (NOW, None, None)
        assert first_imports_done(connection, "me") == ()


def test_the_first_success_completes_the_import_and_later_ones_leave_it_so(database: Database) -> None:
    first = sync(database, NOW, cursor=NOW - 5 * HOUR)
    second = sync(database, NOW + HOUR)
    third = sync(database, NOW + 2 * HOUR, cursor=NOW - 9 * HOUR)
    done = NOW + timedelta(minutes=1)
    assert [state.first_import_done_at for state in (first, second, third)] == [done] * 3
    assert [state.last_success for state in (first, second, third)] == [done, done + HOUR, done + 2 * HOUR]
    # It never goes back: an older run that came in is no newer start.
    assert [state.cursor for state in (first, second, third)] == [NOW - 5 * HOUR] * 3
    with database.read() as connection:
        assert first_imports_done(connection, "me") == (done,)


def test_trouble_lasts_since_it_began_and_ends_with_a_success(database: Database) -> None:
    sync(database, NOW, cursor=NOW)
    minute = timedelta(minutes=1)
    steps = [
        sync(database, NOW + HOUR, trouble=Trouble.FAILING),
        sync(database, NOW + 2 * HOUR, trouble=Trouble.FAILING, cursor=NOW + 2 * HOUR),
        sync(database, NOW + 3 * HOUR, trouble=Trouble.LOGIN_DEAD, cause="revoked", retry_at=NOW + 27 * HOUR),
        sync(database, NOW + 4 * HOUR),
    ]
    assert [(state.trouble, state.trouble_since, state.failures, state.cause) for state in steps] == [
        (Trouble.FAILING, NOW + HOUR + minute, 1, ""),
        (Trouble.FAILING, NOW + HOUR + minute, 2, ""),
        (Trouble.LOGIN_DEAD, NOW + 3 * HOUR + minute, 3, "revoked"),
        (None, None, 0, ""),
    ]
    assert [state.retry_at for state in steps] == [None, None, NOW + 27 * HOUR, None]
    assert [state.last_success for state in steps] == [NOW + minute] * 3 + [NOW + 4 * HOUR + minute]
    # A pull that failed has not seen everything: its newest start is no cursor.
    assert {state.cursor for state in steps} == {NOW}


def test_shoes_and_mornings_that_have_arrived_are_asked_whatever_came_after_them(database: Database) -> None:
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "garmin", now=NOW)
        finish_sync(connection, "me", "garmin", run_id=run_id, now=NOW, trouble=Trouble.FAILING, shoes_asked=True)
        state = source_state(connection, "me", "garmin")
    assert state is not None
    assert (state.shoes_asked_at, state.mornings_asked_at) == (NOW, None)


def test_of_each_pull_is_kept_how_it_went_and_what_it_brought(database: Database) -> None:
    sync(database, NOW, saved=Saved(new=3, changed=2, deleted=1))
    sync(database, NOW + HOUR, trouble=Trouble.RATE_LIMITED, detail="until 13:15")
    with database.begin() as connection:
        begin_sync(connection, "me", "garmin", now=NOW + 2 * HOUR)
        runs = connection.execute(select(schema.sync_runs).order_by(schema.sync_runs.c.id)).all()
    assert [(run.athlete, run.source, run.outcome, run.detail) for run in runs] == [
        ("me", "strava", "ok", ""),
        ("me", "strava", "rate-limited", "until 13:15"),
        ("me", "garmin", "running", ""),
    ]
    assert (runs[0].new, runs[0].changed, runs[0].deleted) == (3, 2, 1)
    assert (runs[0].ended_at, runs[2].ended_at) == (NOW + timedelta(minutes=1), None)


def test_sync_runs_older_than_90_days_are_forgotten(database: Database) -> None:
    sync(database, NOW)
    sync(database, NOW + timedelta(days=90))
    sync(database, NOW + timedelta(days=90, seconds=1))
    with database.read() as connection:
        assert len(connection.execute(select(schema.sync_runs.c.id)).all()) == 2


def test_health_is_told_of_the_enabled_sources_alone(database: Database) -> None:
    sync(database, NOW)
    sync(database, NOW, source="garmin", trouble=Trouble.SUBSCRIPTION_LAPSED)
    activities = tuple(
        Activity(
            source="strava",
            source_id=str(number),
            sport=sport,
            start=NOW - timedelta(days=days),
            elapsed_s=3600,
            moving_s=3600,
            distance_m=10_000,
        )
        for number, (days, sport) in enumerate([(9, Sport.RUN), (5, Sport.TRAIL_RUN), (1, Sport.RIDE)])
    )
    with database.begin() as connection:
        save(connection, "me", "strava", Batch(activities=activities), now=NOW)
        health = source_health(connection, "me", {"strava": HOUR, "polar": 2 * HOUR}, now=NOW + HOUR)
    done = NOW + timedelta(minutes=1)
    assert health == (
        SourceHealth(source="polar", interval=2 * HOUR, enabled_at=NOW + HOUR),
        SourceHealth(
            source="strava",
            interval=HOUR,
            enabled_at=NOW,
            last_success=done,
            last_run_day=date(2026, 3, 15),
            asked_in_vain=False,
        ),
    )


@pytest.mark.parametrize(
    ("ended", "minutes_later", "in_vain"),
    [
        pytest.param(True, 500, False, id="it answered"),
        pytest.param(False, 20, False, id="it is being asked"),
        pytest.param(False, 21, True, id="the pull never came to an end"),
    ],
)
def test_a_source_is_asked_in_vain_when_a_pull_failed_or_hangs(
    database: Database, ended: bool, minutes_later: int, in_vain: bool
) -> None:
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "strava", now=NOW)
        if ended:
            finish_sync(connection, "me", "strava", run_id=run_id, now=NOW)
        [health] = source_health(connection, "me", {"strava": HOUR}, now=NOW + timedelta(minutes=minutes_later))
    assert health.asked_in_vain is in_vain


def test_runs_that_came_are_a_success_whatever_failed_after_them(database: Database) -> None:
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "strava", now=NOW)
        trouble = Trouble.LOGIN_DEAD
        finish_sync(connection, "me", "strava", run_id=run_id, now=NOW, trouble=trouble, runs_came=True, cursor=NOW)
        state = source_state(connection, "me", "strava")
        assert first_imports_done(connection, "me") == (NOW,)
    assert state is not None
    assert (state.last_success, state.cursor, state.trouble) == (NOW, NOW, trouble)


def test_what_was_put_aside_is_kept_in_words_of_which_each_can_be_translated(database: Database) -> None:
    column = Words("column {number} ({name})", number=7, name="{x}")
    what = of_a(ACTIVITY, Words("{field} is no number", field=column))
    with database.begin() as connection:
        item = Quarantined(source="strava", source_id="7", what=what)
        save(connection, "me", "strava", Batch(quarantined=(item,)), now=NOW)
        (kept,) = quarantine(connection, "me")
        stored = connection.scalar(select(schema.quarantined.c.what))
    assert (stored, kept.what.text, kept.what) == ("{kind}: {why}", stored, "activity: column 7 ({x}) is no number")
    with speaking("nl"):
        assert translated(kept.what) == "activiteit: kolom 7 ({x}) is geen getal"


def test_the_quarantine_names_what_could_not_be_read(database: Database) -> None:
    item = Quarantined(source="strava", source_id="7", what=Words("activity 7: distance"), day=date(2026, 3, 1))
    with database.begin() as connection:
        save(connection, "me", "strava", Batch(quarantined=(item,)), now=NOW)
        assert quarantine(connection, "me") == (item,)
        assert quarantine(connection, "anna") == ()


@pytest.mark.parametrize(
    ("before", "as_of", "expected"),
    [
        (None, NOW - 30 * HOUR, NOW - 30 * HOUR),
        # It never moves back, and what tells of no day moves nothing.
        (NOW - 20 * HOUR, NOW - 30 * HOUR, NOW - 20 * HOUR),
        (NOW - 20 * HOUR, NOW - 10 * HOUR, NOW - 10 * HOUR),
        (NOW - 20 * HOUR, None, NOW - 20 * HOUR),
        (None, None, None),
    ],
)
def test_what_is_brought_in_once_is_known_up_to_its_own_date(
    database: Database, before: datetime | None, as_of: datetime | None, expected: datetime | None
) -> None:
    with database.begin() as connection:
        for instant in (*([] if before is None else [before]), as_of):
            run_id = begin_sync(connection, "me", "files", now=NOW)
            finish_sync(connection, "me", "files", run_id=run_id, now=NOW, runs_came=True, is_once=True, as_of=instant)
        state = source_state(connection, "me", "files")
    assert state is not None
    assert (state.last_success, state.first_import_done_at) == (expected, NOW)


def brought_in(database: Database, *days_ago: float, as_of: float | None = None) -> float | None:
    """A person brings in hours so many days ago, and an export; return how many days ago what is known ends."""
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "files", now=NOW)
        hours = [
            Activity(
                source="files",
                source_id=f"fit-{each}",
                sport=Sport.RIDE,
                start=NOW - each * DAY - HOUR,
                elapsed_s=3600,
                moving_s=3600,
                distance_m=9000,
            )
            for each in days_ago
        ]
        save(connection, "me", "files", Batch(activities=tuple(hours)), now=NOW)
        at = None if as_of is None else NOW - as_of * DAY
        finish_sync(connection, "me", "files", run_id=run_id, now=NOW, runs_came=True, is_once=True, as_of=at)
        state = source_state(connection, "me", "files")
    assert state is not None
    return None if state.last_success is None else (NOW - state.last_success) / DAY


def test_first_recordings_are_a_whole_history_whatever_breaks_it_had(database: Database) -> None:
    assert brought_in(database, 300, 40, 39) == 39


@pytest.mark.parametrize(
    ("days_ago", "known"),
    [
        ((34,), 34),
        # A little less than a week lies before the end of the next one, and then a whole one.
        ((33.1,), 33.1),
        ((33,), 40),
        ((33.1, 27, 20), 27),
        # Older ones change nothing; one that is still to come is not over.
        ((200, 60), 40),
        ((36, 30, 24, 18, 12, 6, 0, -0.5), 0),
    ],
)
def test_recordings_carry_on_from_what_is_known_up_to_a_break_that_perhaps_never_was(
    database: Database, days_ago: tuple[float, ...], known: float
) -> None:
    assert brought_in(database, as_of=40) == 40
    assert brought_in(database, *days_ago) == pytest.approx(known)


def test_recordings_that_were_left_out_close_the_gap_when_they_come(database: Database) -> None:
    assert brought_in(database, as_of=20) == 20
    assert brought_in(database, 5) == 20
    assert brought_in(database, 15, 10) == 5


def test_what_nothing_asks_is_in_no_trouble(database: Database) -> None:
    sync(database, NOW, trouble=Trouble.FAILING, source="files")
    with database.read() as connection:
        (health,) = source_health(connection, "me", {"files": None}, now=NOW)
    assert (health.interval, health.trouble, health.trouble_since) == (None, None, None)


def test_files_have_no_login_whether_or_not_anything_came_in(database: Database) -> None:
    intervals = {"files": HOUR, "strava": HOUR}
    for _each in range(2):
        with database.read() as connection:
            known = source_health(connection, "me", intervals, now=NOW)
        assert [(each.source, each.has_login) for each in known] == [("files", False), ("strava", True)]
        for name in intervals:
            sync(database, NOW, trouble=Trouble.FAILING, source=name)


def test_a_list_that_is_not_believed_is_no_success_and_moves_nothing(database: Database) -> None:
    before = sync(database, NOW, cursor=NOW)
    after = sync(database, NOW + HOUR, saved=Saved(suspicious=True), cursor=NOW + HOUR)
    assert (after.last_success, after.cursor) == (before.last_success, before.cursor)
    assert (after.trouble, after.failures) == (None, 0)
    # Nor is it the end of a first import.
    first = sync(database, NOW, saved=Saved(suspicious=True), cursor=NOW, source="garmin")
    assert (first.first_import_done_at, first.last_success, first.cursor) == (None, None, None)
    believed = sync(database, NOW + 2 * HOUR, cursor=NOW + HOUR)
    assert (believed.last_success, believed.cursor) == (NOW + 2 * HOUR + timedelta(minutes=1), NOW + HOUR)


def test_an_export_that_is_not_believed_tells_nothing_of_the_days_up_to_its_date(database: Database) -> None:
    assert brought_in(database, as_of=40) == 40
    with database.begin() as connection:
        run_id = begin_sync(connection, "me", "files", now=NOW)
        finish_sync(
            connection, "me", "files", run_id=run_id, now=NOW, saved=Saved(suspicious=True), is_once=True, as_of=NOW
        )
        state = source_state(connection, "me", "files")
    assert state is not None
    assert (state.last_success, state.first_import_done_at) == (NOW - 40 * DAY, NOW)


def test_rejected_files_are_told_anew_by_each_scan(database: Database) -> None:
    what = Words("It is damaged.")
    told = [Quarantined(source="files", source_id=name, what=what) for name in ("rejected-1", "brought-1", "fit-2")]
    with database.begin() as connection:
        begin_sync(connection, "me", "files", now=NOW)
        save(connection, "me", "files", Batch(quarantined=tuple(told)), now=NOW)
        assert len(quarantine(connection, "me")) == 3
        begin_sync(connection, "me", "files", now=NOW, is_once=True)
        assert [item.source_id for item in quarantine(connection, "me")] == ["fit-2", "rejected-1"]
        begin_sync(connection, "me", "files", now=NOW)
        assert [item.source_id for item in quarantine(connection, "me")] == ["fit-2"]
