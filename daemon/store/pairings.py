"""Which records are one outing, by the merge and by the runner's own word (`runs split`, `runs join`)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, false, or_, select, update

from daemon.merge import Merged, copies_of, explain
from daemon.outings import Pairings, pair
from daemon.schema import activities, pairings
from daemon.store.judged import stamp_after
from daemon.store.records import RECORDS, is_on_foot, read_records
from daemon.store.rows import ATHLETE
from daemon.store.upsert import upsert
from rules.records import Activity

COPIES_WITHIN = timedelta(days=1)
"""A copy of an outing may lie on the day before or after, by another zone."""
_SAID_OF_TWO = select(pairings.c.one, pairings.c.other, pairings.c.together).where(pairings.c.athlete == ATHLETE)


def load_pairings(connection: Connection, athlete: str) -> Pairings:
    """Return what the runner said of two records."""
    rows = connection.execute(_SAID_OF_TWO, {"athlete": athlete}).all()
    return {(one, other): together for one, other, together in rows}


def load_merged(connection: Connection, athlete: str, *, since: date) -> tuple[Merged, ...]:
    """Return the runs from a day on that are made of several records, newest first, with why they are one."""
    found = load_outings(connection, athlete, since=since)
    return tuple(each for each in reversed(found) if len(each.run.copies) > 1 and each.run.sport.is_run)


def load_outings(connection: Connection, athlete: str, *, since: date) -> tuple[Merged, ...]:
    """Return what was done on foot from a day on, oldest first, whole: a copy may lie on the day before."""
    on_foot = RECORDS.where(is_on_foot, activities.c.local_day >= since - COPIES_WITHIN)
    found = explain(read_records(connection, on_foot, athlete), pairings=load_pairings(connection, athlete))
    return tuple(each for each in found if each.run.day >= since)


def outing_of(connection: Connection, athlete: str, key: str) -> tuple[Activity, ...]:
    """Return all records of the outing with this key, those that are gone too; nothing where there is none."""
    return copies_of(key, _around(connection, athlete, key), pairings=load_pairings(connection, athlete))


def set_apart(connection: Connection, athlete: str, key: str, *, now: datetime) -> tuple[str, ...]:
    """Let the record with this key stand apart from those that it is one outing with now, for good.

    Where the runner joined two outings that is taken back, and its copies go with it. Return the keys of those that
    it is one outing with no more, nothing where there are none.
    """
    said, near = load_pairings(connection, athlete), _around(connection, athlete, key)
    outing = {copy.key for copy in copies_of(key, near, pairings=said)}
    unjoined = {keys: joined for keys, joined in said.items() if not (joined and outing.issuperset(keys))}
    own = {copy.key for copy in copies_of(key, near, pairings=unjoined)}
    others = outing - own or outing - {key}
    if others:
        if own != outing:
            _forget(connection, athlete, own, others)
        else:
            _say(connection, athlete, dict.fromkeys((pair(key, other) for other in others), False))
        judge_again(connection, athlete, outing, now=now)
    return tuple(sorted(others))


def set_together(connection: Connection, athlete: str, key: str, other: str, *, now: datetime) -> None:
    """Let two records, with what each is one outing with, be one outing for good: takes back what split them."""
    ones = {copy.key for copy in outing_of(connection, athlete, key)}
    others = {copy.key for copy in outing_of(connection, athlete, other)}
    _forget(connection, athlete, ones, others)
    _say(connection, athlete, {pair(key, other): True})
    judge_again(connection, athlete, ones | others, now=now)


def judge_again(connection: Connection, athlete: str, keys: Iterable[str], *, now: datetime) -> None:
    """Have the sessions of these records judged again, and those that they touch."""
    connection.execute(
        update(activities)
        .where(activities.c.athlete == athlete, named(keys))
        .values(changed_at=stamp_after(connection, athlete, now))
    )


def named(keys: Iterable[str]) -> ColumnElement[bool]:
    """The records with these keys."""
    return or_(false(), *map(has_key, keys))


def has_key(key: str) -> ColumnElement[bool]:
    """The record with this key."""
    source, _dash, source_id = key.partition("-")
    return (activities.c.source == source) & (activities.c.source_id == source_id)


def _around(connection: Connection, athlete: str, key: str) -> tuple[Activity, ...]:
    """Return the records among which are all copies of the one with this key."""
    day: date | None = connection.scalar(
        select(activities.c.local_day).where(activities.c.athlete == athlete, has_key(key))
    )
    if day is None:
        return ()
    near = activities.c.local_day.between(day - COPIES_WITHIN, day + COPIES_WITHIN)
    return tuple(read_records(connection, RECORDS.where(near), athlete))


def _forget(connection: Connection, athlete: str, ones: Collection[str], others: Collection[str]) -> None:
    """Take back what was said of any of these records and any of the others."""
    table = pairings.c
    between = or_(
        and_(table.one.in_(ones), table.other.in_(others)), and_(table.one.in_(others), table.other.in_(ones))
    )
    connection.execute(delete(pairings).where(table.athlete == athlete, between))


def _say(connection: Connection, athlete: str, said: Mapping[tuple[str, str], bool]) -> None:
    rows = [
        {"athlete": athlete, "one": one, "other": other, "together": together}
        for (one, other), together in said.items()
    ]
    upsert(connection, pairings, rows, key=("athlete", "one", "other"))
