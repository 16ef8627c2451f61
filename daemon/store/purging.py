"""What a source delivered is kept so long and no longer (`retention_days`): of older runs only the day stays known."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, delete, exists, select

from daemon.merge import merge
from daemon.schema import activities, purged_days, quarantined, shoe_defaults, shoe_options, shoes, source_state
from daemon.store.pairings import load_pairings
from daemon.store.records import ON_FOOT
from daemon.store.renaming import all_records, let_go
from daemon.store.rows import of
from daemon.store.same_shoes import load_aliases, set_alias
from daemon.store.shoes import load_shoes
from daemon.store.upsert import upsert
from rules.records import Run, Sport

_KEY = ("athlete", "source", "day", "sport")
_Alone = dict[tuple[date, Sport], bool]


def purge(connection: Connection, athlete: str, source: str, *, before: datetime, now: datetime) -> int:
    """Delete what a source delivered before an instant: activities, what could not be read, pairs that it dropped.

    Return how many activities and unreadable items went. What the runner said of a run that another source knows too
    stays with that, and so does what was told. A pair that was joined with another source's, by the runs that both
    were worn on, is joined for good.
    """
    old = of(activities, athlete, source) & (activities.c.arrived_at <= before)
    going = {f"{source}-{each}" for each in connection.scalars(select(activities.c.source_id).where(old))}
    if going:
        records = all_records(connection, athlete)
        runs = merge(records, pairings=load_pairings(connection, athlete))
        _join_for_good(connection, athlete, source, runs, today=now.date())
        _remember(connection, athlete, source, _days(runs, going), now)
        let_go(connection, athlete, records, going=going)
        connection.execute(delete(activities).where(old))
    _purge_shoes(connection, athlete, source, before)
    return len(going) + _purge_unreadable(connection, athlete, source, before, now)


def _days(runs: Iterable[Run], going: Collection[str]) -> _Alone:
    """Return the days that are no rest days, and whether a run of that day has no copy that stays."""
    days: _Alone = {}
    for run in runs:
        sport = Sport.RUN if run.sport.is_run else run.sport
        if sport in (Sport.RUN, Sport.STRENGTH) and any(copy in going for copy in run.copies):
            key = run.day, sport
            days[key] = days.get(key, False) or all(copy in going for copy in run.copies)
    return days


def _remember(connection: Connection, athlete: str, source: str, days: _Alone, now: datetime) -> None:
    table = purged_days
    known = {
        (row.day, Sport(row.sport)): row.alone
        for row in connection.execute(select(table).where(of(table, athlete, source)))
    }
    rows = [
        {
            "athlete": athlete,
            "source": source,
            "day": day,
            "sport": sport.value,
            "alone": alone or known.get((day, sport), False),
            "purged_at": now,
        }
        for (day, sport), alone in days.items()
    ]
    upsert(connection, table, rows, key=_KEY)


def _join_for_good(connection: Connection, athlete: str, source: str, runs: Iterable[Run], *, today: date) -> None:
    """Without the runs that two pairs have in common they would be two again, and be told of anew."""
    on_foot = tuple(run for run in runs if run.sport in ON_FOOT)
    pairs, _dressed = load_shoes(connection, athlete, on_foot, today=today)
    said = {(shoe.source, shoe.source_id) for shoe in load_aliases(connection, athlete)}
    for shoe in pairs:
        for other in shoe.other_ids:
            if source in (shoe.source, other[0]) and other not in said:
                set_alias(connection, athlete, replace(shoe, source=other[0], source_id=other[1]), shoe)


def _purge_shoes(connection: Connection, athlete: str, source: str, before: datetime) -> None:
    """Delete the old pairs that the source has not told of since, but for those of which the runner said something."""
    asked_at = connection.scalar(select(source_state.c.shoes_asked_at).where(of(source_state, athlete, source)))
    old = of(shoes, athlete, source) & (shoes.c.arrived_at <= before)
    if asked_at is not None and asked_at > before:
        old &= shoes.c.gone_at <= before
    said, worn = shoe_options.c, shoe_defaults.c
    named = (said.alias_source == source) & (said.alias_source_id == shoes.c.source_id)
    has_options = exists().where(of(shoe_options, athlete, source), said.source_id == shoes.c.source_id)
    is_named = exists().where(said.athlete == athlete, named)
    is_default = exists().where(of(shoe_defaults, athlete, source), worn.source_id == shoes.c.source_id)
    connection.execute(delete(shoes).where(old, ~has_options, ~is_named, ~is_default))


def _purge_unreadable(connection: Connection, athlete: str, source: str, before: datetime, now: datetime) -> int:
    old = of(quarantined, athlete, source) & (quarantined.c.at <= before)
    days = connection.scalars(select(quarantined.c.day).where(old)).all()
    _remember(connection, athlete, source, {(day, Sport.RUN): False for day in days if day is not None}, now)
    connection.execute(delete(quarantined).where(old))
    return len(days)
