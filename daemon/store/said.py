"""What the runner says of single outings: one without a watch, how hard one felt, that one does not count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, select, update

from daemon.copies import LOG
from daemon.merge import excluded, merge
from daemon.outings import Pairings
from daemon.schema import activities, exertions
from daemon.store.activities import save_activities
from daemon.store.judged import stamp_after
from daemon.store.logs import load_exertions, load_marks
from daemon.store.pairings import COPIES_WITHIN, day_of, has_key, judge_again, load_pairings, named, outing_of
from daemon.store.records import RECORDS, is_on_foot, is_present, read_records
from daemon.store.rows import of
from daemon.store.shoes import load_shoes
from daemon.store.upsert import upsert
from rules.records import Activity, Mark, MarkKind, Run, Sport


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A run as a list shows it."""

    run: Run
    is_excluded: bool
    shoe: str | None
    """The name of the pair, None where none is known."""
    is_joined: bool
    """The runner said that some of its copies are one run."""
    is_split: bool
    """The runner said that some of its copies are not one run with another record."""


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
    newest = select(func.count()).where(of(activities, athlete, LOG))
    run = Activity(
        source=LOG,
        source_id=str((connection.scalar(newest) or 0) + 1),
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


def list_runs(connection: Connection, athlete: str, *, since: date, today: date) -> tuple[Listed, ...]:
    """Return the runs from a day on, newest first, those that the runner excluded among them."""
    on_foot = RECORDS.where(is_on_foot, activities.c.local_day >= since - COPIES_WITHIN)
    records = read_records(connection, on_foot, athlete)
    said = load_pairings(connection, athlete)
    counted, left_out = merge(records, pairings=said), excluded(records, pairings=said)
    marks, felt = load_marks(connection, athlete, since=since), load_exertions(connection, athlete)
    runs = sorted((*counted, *left_out), key=lambda run: run.start)
    shoes, dressed = load_shoes(connection, athlete, as_said(runs, felt, marks), today=today)
    names = {shoe_id: shoe.name for shoe in shoes for shoe_id in shoe.ids}
    listed = (
        Listed(
            run=run,
            is_excluded=any(run.run_id == other.run_id for other in left_out),
            shoe=next((names[worn] for worn in run.gear if worn in names), None),
            is_joined=_is_paired(run, said, together=True),
            is_split=_is_paired(run, said, together=False),
        )
        for run in dressed
        if run.sport.is_run and run.day >= since
    )
    return tuple(sorted(listed, key=lambda each: (each.run.start, each.run.run_id), reverse=True))


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


def find_run(connection: Connection, athlete: str, key: str) -> Run | None:
    """Return the run that counts of which some copy has this key, None where there is none."""
    records = outing_of(connection, athlete, key)
    runs = merge(records, pairings=load_pairings(connection, athlete))
    return next((run for run in runs if run.sport.is_run), None)


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
    rows = ((key, felt, day_of(connection, athlete, key)) for key, felt in load_exertions(connection, athlete).items())
    return tuple((key, felt, day) for key, felt, day in rows if day is not None)


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
    source, _, source_id = key.partition("-")
    accepted = connection.execute(
        update(activities)
        .where(of(activities, athlete, source), activities.c.source_id == source_id, is_present)
        .values(accepted=True, changed_at=stamp_after(connection, athlete, now))
    )
    return accepted.rowcount > 0


def _is_paired(run: Run, said: Pairings, *, together: bool) -> bool:
    """Say whether the runner said that of a copy of this run, and of another copy, or of a record that is none."""
    copies = set(run.copies)
    return any(
        joined is together and bool(copies & pair) and (pair <= copies) is together
        for pair, joined in ((set(keys), joined) for keys, joined in said.items())
    )
