"""Runs with what is said of them: by their names, however old, and as a list shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from daemon.merge import excluded, merge
from daemon.outings import Pairings
from daemon.schema import activities
from daemon.store.logs import load_exertions, load_marks
from daemon.store.pairings import COPIES_WITHIN, load_pairings, named, outing_of
from daemon.store.records import RECORDS, is_on_foot, read_records
from daemon.store.said import as_said
from daemon.store.shoes import load_shoes
from rules.records import Run


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


def load_runs(connection: Connection, athlete: str, run_ids: Iterable[str]) -> tuple[Run, ...]:
    """Return the runs of these names that are on record, oldest first."""
    wanted = set(run_ids)
    if not wanted:
        return ()
    of_these = (activities.c.athlete == athlete) & named(wanted)
    days: set[date] = set(connection.scalars(select(activities.c.local_day).where(of_these)))
    near = {day + away * COPIES_WITHIN for day in days for away in (-1, 0, 1)}
    records = read_records(connection, RECORDS.where(is_on_foot, activities.c.local_day.in_(near)), athlete)
    runs = merge(records, pairings=load_pairings(connection, athlete))
    return tuple(run for run in runs if run.run_id in wanted)


def find_run(connection: Connection, athlete: str, key: str) -> Run | None:
    """Return the run that counts of which some copy has this key, None where there is none."""
    records = outing_of(connection, athlete, key)
    runs = merge(records, pairings=load_pairings(connection, athlete))
    return next((run for run in runs if run.sport.is_run), None)


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


def _is_paired(run: Run, said: Pairings, *, together: bool) -> bool:
    """Say whether the runner said that of a copy of this run, and of another copy, or of a record that is none."""
    copies = set(run.copies)
    return any(
        joined is together and bool(copies & pair) and (pair <= copies) is together
        for pair, joined in ((set(keys), joined) for keys, joined in said.items())
    )
