"""What was said of a record that goes moves to a copy that stays: a run and a pair of shoes outlive one of their names.

An alert is named after the run or the pair that it is about: under a new name it would be told again.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, delete, select, update

from daemon.footwear import ShoeId
from daemon.merge import excluded, merge
from daemon.outings import Pairings, pair
from daemon.schema import (
    alerts,
    digest_lines,
    exertions,
    pairings,
    shoe_defaults,
    shoe_options,
    shoe_splits,
    snoozes,
)
from daemon.store.pairings import load_pairings
from daemon.store.records import RECORDS, read_records
from daemon.store.rows import ITEM, of
from daemon.store.upsert import upsert
from rules.records import Activity, Shoe

_SAID = ("initial_m", "limit_m", "kind", "retired", "retired_at")


def all_records(connection: Connection, athlete: str) -> tuple[Activity, ...]:
    """Return all activities of an athlete, those that their source deleted too."""
    return tuple(read_records(connection, RECORDS, athlete))


def let_go(connection: Connection, athlete: str, records: Collection[Activity], *, going: Collection[str]) -> None:
    """Given all records, and the keys of those that go, let what was said and told of their runs go on without them.

    A run that has another copy is named after that. The rows themselves are the caller's to delete.
    """
    said = load_pairings(connection, athlete)
    counted, left_out = merge(records, pairings=said), excluded(records, pairings=said)
    stand_ins: dict[str, str] = {}
    for run in (*counted, *left_out):
        stays = next((copy for copy in run.copies if copy not in going), None)
        if stays is not None:
            stand_ins |= {copy: stays for copy in (run.run_id, *run.copies) if copy in going}
    if not stand_ins and not said:
        return
    left = [each for each in records if each.key not in going]
    kept = _move_pairings(connection, athlete, said, stand_ins, going)
    after = (*merge(left, pairings=kept), *excluded(left, pairings=kept))
    name_of = {copy: run.run_id for run in after for copy in run.copies}
    _rename_runs(connection, athlete, {gone: name_of[stays] for gone, stays in stand_ins.items()})


def _move_pairings(
    connection: Connection, athlete: str, said: Pairings, stand_ins: Mapping[str, str], going: Collection[str]
) -> Pairings:
    """Return what is joined and split from now on. What was said of a record that has no copy goes with it."""
    kept: dict[tuple[str, str], bool] = {}
    for keys, together in said.items():
        if moved := _moved(keys, stand_ins, going):
            kept.setdefault(moved, together)
    if kept != said:
        connection.execute(delete(pairings).where(pairings.c.athlete == athlete))
        rows = [{"athlete": athlete, "one": keys[0], "other": keys[1], "together": kept[keys]} for keys in kept]
        upsert(connection, pairings, rows, key=("athlete", "one", "other"))
    return kept


def _rename_runs(connection: Connection, athlete: str, names: Mapping[str, str]) -> None:
    """Given old key -> the run's name, move what was told of these runs, and how hard they felt."""
    felt = exertions.c.athlete == athlete
    for old, new in names.items():
        _rename_subject(connection, athlete, old, new)
        if old == new:
            continue
        if connection.scalar(select(exertions.c.run).where(felt, exertions.c.run == new)) is None:
            connection.execute(update(exertions).where(felt, exertions.c.run == old).values(run=new))
        else:
            connection.execute(delete(exertions).where(felt, exertions.c.run == old))
    for row in connection.execute(select(alerts.c.id, alerts.c.runs).where(alerts.c.athlete == athlete)).all():
        runs = list(dict.fromkeys(names.get(run, run) for run in row.runs))
        if runs != row.runs:
            connection.execute(update(alerts).where(alerts.c.id == row.id).values(runs=runs))


def rename_shoes(connection: Connection, athlete: str, pairs: Collection[Shoe], *, going: Collection[ShoeId]) -> None:
    """Given the pairs as they are joined, and the identifiers that go, move what was said of them to those that stay.

    What was said of a pair that goes as a whole is deleted.
    """
    left: dict[ShoeId, ShoeId | None] = dict.fromkeys(going)
    for shoe in pairs:
        ids = [(shoe.source, shoe.source_id), *shoe.other_ids]
        stays = next((each for each in ids if each not in left), None)
        if stays is not None and ids[0] in left:
            _rename_subject(connection, athlete, shoe.key, "-".join(stays))
        left |= {each: stays for each in ids if each in left}
    _move_options(connection, athlete, left)
    _move_splits(connection, athlete, left)
    for (source, source_id), stays in left.items():
        worn = of(shoe_defaults, athlete, source) & (shoe_defaults.c.source_id == source_id)
        to = stays or (None, None)
        connection.execute(update(shoe_defaults).where(worn).values(source=to[0], source_id=to[1]))


def _moved(keys: tuple[str, str], stand_ins: Mapping[str, str], going: Collection[str]) -> tuple[str, str] | None:
    """Return two keys with those that go replaced, None where that leaves no two."""
    left = {stand_ins.get(key, key) for key in keys if key in stand_ins or key not in going}
    return pair(*left) if len(left) == 2 else None


def _rename_subject(connection: Connection, athlete: str, old: str, new: str) -> None:
    """Name what was told otherwise. An alert stays as it is where its rule has told of the new name already."""
    mine = alerts.c.athlete == athlete
    told = select(alerts.c.rule).where(mine, alerts.c.subject == new)
    free = alerts.c.rule.not_in(connection.scalars(told).all())
    connection.execute(update(alerts).where(mine, alerts.c.subject == old, free).values(subject=new))
    for table in (snoozes, digest_lines):
        connection.execute(update(table).where(table.c.athlete == athlete, table.c.subject == old).values(subject=new))


def _move_options(connection: Connection, athlete: str, left: Mapping[ShoeId, ShoeId | None]) -> None:
    """What the pair that stays has of its own comes first, as it did before."""
    table = shoe_options
    said = {
        (row.source, row.source_id): row._asdict()
        for row in connection.execute(select(table).where(table.c.athlete == athlete))
    }
    for gone, stays in left.items():
        options = said.pop(gone, None)
        if options is not None and stays is not None:
            own = said.setdefault(stays, dict.fromkeys(options) | dict(zip(ITEM, (athlete, *stays), strict=True)))
            own |= {name: options[name] for name in _SAID if own[name] is None}
        connection.execute(delete(table).where(_is(athlete, gone)))
    for shoe_id, own in said.items():
        named = own["alias_source"], own["alias_source_id"]
        if named in left:
            to = left[named] if left[named] != shoe_id else None
            own["alias_source"], own["alias_source_id"] = to or (None, None)
    upsert(connection, table, list(said.values()), key=ITEM)


def _move_splits(connection: Connection, athlete: str, left: Mapping[ShoeId, ShoeId | None]) -> None:
    mine = shoe_splits.c.athlete == athlete
    said = {(row.one, row.other) for row in connection.execute(select(shoe_splits).where(mine))}
    stand_ins = {"-".join(gone): "-".join(stays) for gone, stays in left.items() if stays is not None}
    kept = {_moved(keys, stand_ins, {"-".join(gone) for gone in left}) for keys in said} - {None}
    if kept != said:
        connection.execute(delete(shoe_splits).where(mine))
        rows = [{"athlete": athlete, "one": keys[0], "other": keys[1]} for keys in kept if keys is not None]
        upsert(connection, shoe_splits, rows, key=("athlete", "one", "other"))


def _is(athlete: str, shoe_id: ShoeId) -> ColumnElement[bool]:
    return of(shoe_options, athlete, shoe_id[0]) & (shoe_options.c.source_id == shoe_id[1])
