"""Which pair wore what: what a list that lacks too much takes away, and what it does not."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from connectors.base import SHOE, WORN_FOR_LITTLE, Batch, Listing, Quarantined, Words, of_a
from daemon import schema
from daemon.store.database import Database
from daemon.store.saving import save
from rules.records import Activity, Shoe, Sport

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
TWELVE = [str(number) for number in range(1, 13)]


def pair(source_id: str, *, retired: bool = False, total_m: int | None = 120_000) -> Shoe:
    return Shoe(source="garmin", source_id=source_id, name="Pair", total_m=total_m, retired=retired)


def run(source_id: str) -> Activity:
    return Activity(
        source="garmin",
        source_id=source_id,
        sport=Sport.RUN,
        start=NOW - int(source_id) * timedelta(days=1),
        elapsed_s=3600,
        moving_s=3600,
        distance_m=10_000,
    )


def put(database: Database, batch: Batch, *, accept_deletions: bool = False) -> None:
    with database.begin() as connection:
        save(connection, "me", "garmin", batch, now=NOW, accept_deletions=accept_deletions)


def worn(database: Database) -> dict[str | None, int]:
    """Return how many runs each pair was worn for."""
    with database.read() as connection:
        found = list(connection.scalars(select(schema.activities.c.gear_id_by_shoe)))
    return {gear: found.count(gear) for gear in found}


def told(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(select(schema.quarantined.c.what)))


@pytest.fixture
def twelve(database: Database) -> Database:
    """Twelve runs in the pair a; there is a pair b."""
    put(database, Batch(activities=tuple(map(run, TWELVE))))
    put(database, Batch(shoes=(pair("a"), pair("b")), gear_of=dict.fromkeys(TWELVE, "a")))
    return database


@pytest.mark.parametrize(
    ("listed", "kept"),
    [
        ([], 12),
        # Seven of twelve are more than half.
        (TWELVE[:5], 12),
        (TWELVE[:6], 6),
        (["99"], 12),
    ],
)
def test_a_list_that_lacks_most_of_what_a_pair_was_worn_for_takes_nothing_from_it(
    twelve: Database, listed: list[str], kept: int
) -> None:
    put(twelve, Batch(shoes=(pair("a"), pair("b")), gear_of=dict.fromkeys(listed, "a")))
    assert worn(twelve).get("a") == kept
    assert told(twelve) == ([WORN_FOR_LITTLE] if kept == 12 else [])


def test_what_another_pair_was_worn_for_is_believed(twelve: Database) -> None:
    put(twelve, Batch(shoes=(pair("a"), pair("b")), gear_of=dict.fromkeys(TWELVE, "b")))
    assert (worn(twelve), told(twelve)) == ({"b": 12}, [])


def test_the_runner_s_word_takes_them_off(twelve: Database) -> None:
    put(twelve, Batch(shoes=(pair("a"), pair("b")), gear_of={}))
    put(twelve, Batch(shoes=(pair("a"), pair("b")), gear_of={}), accept_deletions=True)
    assert (worn(twelve), told(twelve)) == ({None: 12}, [])


def test_of_a_retired_pair_that_its_service_forgot_nothing_is_told(twelve: Database) -> None:
    put(twelve, Batch(shoes=(pair("a", retired=True), pair("b")), gear_of={}))
    assert (worn(twelve), told(twelve)) == ({"a": 12}, [])


def test_a_pair_that_is_gone_was_worn_for_nothing(twelve: Database) -> None:
    put(twelve, Batch(shoes=(pair("b"),), gear_of={}))
    assert (worn(twelve), told(twelve)) == ({None: 12}, [])


def test_runs_that_were_deleted_are_no_loss(twelve: Database) -> None:
    put(twelve, Batch(listing=Listing(since=None, source_ids=frozenset(TWELVE[:3]))), accept_deletions=True)
    put(twelve, Batch(shoes=(pair("a"), pair("b")), gear_of=dict.fromkeys(TWELVE[:3], "a")))
    assert told(twelve) == []


def test_a_pair_that_cannot_be_read_is_not_gone_and_keeps_its_runs(twelve: Database) -> None:
    bad = Quarantined(source="garmin", source_id="unread-1", what=of_a(SHOE, Words("uuid is missing")))
    put(twelve, Batch(shoes=(pair("b"),), gear_of={}, quarantined=(bad,)))
    with twelve.read() as connection:
        assert list(connection.scalars(select(schema.shoes.c.gone_at))) == [None, None]
    assert worn(twelve) == {"a": 12}


def test_an_empty_list_of_pairs_takes_no_run_off_a_pair(twelve: Database) -> None:
    put(twelve, Batch(shoes=(), gear_of={}))
    assert worn(twelve) == {"a": 12}


def test_a_total_that_is_not_told_stays_and_one_that_is_told_replaces_it(twelve: Database) -> None:
    def total_m() -> int | None:
        with twelve.read() as connection:
            return connection.scalar(select(schema.shoes.c.total_m).where(schema.shoes.c.source_id == "a"))

    put(twelve, Batch(shoes=(pair("a", total_m=None), pair("b"))))
    assert total_m() == 120_000
    put(twelve, Batch(shoes=(pair("a", total_m=90_000), pair("b"))))
    assert total_m() == 90_000


def test_a_pair_without_a_total_is_named_until_its_total_is_told_or_it_is_gone(database: Database) -> None:
    def named(*source_ids: str) -> Batch:
        what = Words("Garmin tells no distance of it.")
        return Batch(
            shoes=tuple(pair(each, total_m=None if each in source_ids else 130_000) for each in ("a", "b")),
            quarantined=tuple(
                Quarantined(source="garmin", source_id=f"total-of-{each}", what=what) for each in source_ids
            ),
        )

    def without_a_total() -> set[str]:
        with database.read() as connection:
            return set(connection.scalars(select(schema.quarantined.c.source_id)))

    put(database, named())
    put(database, named("a", "b"))
    assert without_a_total() == {"total-of-a", "total-of-b"}
    put(database, named("b"))
    assert without_a_total() == {"total-of-b"}
    put(database, Batch(shoes=(pair("a"),)))
    assert without_a_total() == set()
