"""What the runner says of single outings: one without a watch, how hard one felt, that one counts or not."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, select, update

from daemon.copies import LOG
from daemon.schema import activities, exertions
from daemon.store.activities import save_activities
from daemon.store.judged import stamp_after
from daemon.store.pairings import has_key, judge_again, named, outing_of
from daemon.store.records import RECORDS, is_present, read_records
from daemon.store.rows import of
from daemon.store.upsert import upsert
from rules.records import Activity, Run, Sport
from rules.said import Mark, MarkKind


def log_run(
    connection: Connection,
    athlete: str,
    *,
    start: datetime,
    distance_m: int,
    duration_s: int,
    sport: Sport,
    now: datetime,
) -> Activity:
    """Store a run without a watch; a duration of 0 is one that is not known. `start` is aware, on the runner's clock.

    It counts as it was said, however fast.
    """
    before = connection.scalar(select(func.count()).where(of(activities, athlete, LOG))) or 0
    run = Activity(
        source=LOG,
        source_id=str(before + 1),
        sport=sport,
        start=start,
        elapsed_s=duration_s,
        moving_s=duration_s,
        distance_m=distance_m,
        accepted=True,
    )
    save_activities(connection, athlete, LOG, (run,), stamp_after(connection, athlete, now))
    return run


def delete_logged_run(connection: Connection, athlete: str, key: str, *, now: datetime) -> bool:
    """Take back a run that was logged by hand, by its key. Return False where there is none.

    Its row stays, as that of a run that a source deleted: a copy from a watch may be named after it.
    """
    stamp = stamp_after(connection, athlete, now)
    gone = connection.execute(
        update(activities)
        .where(of(activities, athlete, LOG), is_present, has_key(key))
        .values(deleted_at=stamp, changed_at=stamp)
    )
    return gone.rowcount > 0


def load_logged_runs(connection: Connection, athlete: str, *, since: date) -> tuple[Activity, ...]:
    """Return the runs that were logged by hand from a day on, oldest first."""
    logged = RECORDS.where(is_present, activities.c.source == LOG, activities.c.local_day >= since)
    return tuple(read_records(connection, logged.order_by(activities.c.start_utc), athlete))


def as_said(runs: Iterable[Run], exertions: Mapping[str, int], marks: tuple[Mark, ...]) -> tuple[Run, ...]:
    """Return the runs with what the runner says of them: how hard they felt, and which days were races."""
    races = [mark for mark in marks if mark.kind is MarkKind.RACE]
    if not exertions and not races:
        return tuple(runs)
    return tuple(
        replace(
            run,
            exertion=next((exertions[copy] for copy in (run.run_id, *run.copies) if copy in exertions), None),
            is_race=run.is_race or any(mark.first <= run.day <= mark.last for mark in races),
        )
        for run in runs
    )


def set_exertion(connection: Connection, athlete: str, run: Run, exertion: int, *, now: datetime) -> None:
    """Store how hard a run felt, 1 to 10, in the place of what was said before, and have it judged again."""
    keys = (run.run_id, *run.copies)
    connection.execute(delete(exertions).where(exertions.c.athlete == athlete, exertions.c.run.in_(keys)))
    row = {"athlete": athlete, "run": run.run_id, "exertion": exertion}
    upsert(connection, exertions, [row], key=("athlete", "run"))
    judge_again(connection, athlete, keys, now=now)


def delete_exertion(connection: Connection, athlete: str, key: str, *, now: datetime) -> bool:
    """Take back how hard a run felt, by the key that it was stored under. Return False where there is none."""
    gone = connection.execute(delete(exertions).where(exertions.c.athlete == athlete, exertions.c.run == key))
    judge_again(connection, athlete, (key,), now=now)
    return gone.rowcount > 0


def exertions_with_days(connection: Connection, athlete: str) -> tuple[tuple[str, int, date], ...]:
    """Return (the key that it is stored under, how hard the run felt, its day), of runs that do not count too."""
    key = activities.c.source + "-" + activities.c.source_id
    is_it = (exertions.c.athlete == activities.c.athlete) & (exertions.c.run == key)
    rows = connection.execute(
        select(exertions.c.run, exertions.c.exertion, activities.c.local_day)
        .join(activities, is_it)
        .where(exertions.c.athlete == athlete)
    )
    return tuple((run, felt, day) for run, felt, day in rows)


def set_excluded(connection: Connection, athlete: str, key: str, *, counts: bool, now: datetime) -> bool:
    """Have an outing count or not, by the key of any copy. Return False where there is none.

    All copies that are on record are marked, so that it stays so when one of them is deleted in its source.
    """
    copies = outing_of(connection, athlete, key)
    if all(copy.gone for copy in copies):
        return False
    connection.execute(
        update(activities)
        .where(activities.c.athlete == athlete, named(copy.key for copy in copies))
        .values(excluded=not counts, changed_at=stamp_after(connection, athlete, now))
    )
    return True


def accept(connection: Connection, athlete: str, key: str, *, now: datetime) -> bool:
    """Take an implausible activity as it is, by its key (`strava-123`). Return False where there is none."""
    accepted = connection.execute(
        update(activities)
        .where(activities.c.athlete == athlete, has_key(key), is_present)
        .values(accepted=True, changed_at=stamp_after(connection, athlete, now))
    )
    return accepted.rowcount > 0
