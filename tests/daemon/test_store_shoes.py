"""Shoes in a real database: what the runner says of them, and distances that are computed at each reading."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connectors.base import Batch, Listing
from daemon import schema
from daemon.store.database import Database
from daemon.store.same_shoes import load_aliases, set_alias
from daemon.store.saving import save
from daemon.store.shoe_options import add_shoe, retire, set_default, set_initial, set_kind, set_limit, unretire
from daemon.store.shoes import load_defaults, source_with_total
from daemon.store.state import load_state
from rules.records import Activity, Shoe, ShoeKind, Sport
from rules.state import RunnerState
from tests.daemon import brought
from tests.daemon.brought import DAY, NOW

TODAY = date(2026, 3, 20)


def run(source_id: str, days_ago: float, *, source: str = "strava", **changes: Any) -> Activity:
    """At eight in the morning."""
    return brought.run(source, source_id, days_ago, **{"start": NOW - timedelta(hours=4) - days_ago * DAY, **changes})


def pair(source_id: str, name: str, total_m: int | None, *, source: str = "strava", **more: Any) -> Shoe:
    return Shoe(source=source, source_id=source_id, name=name, total_m=total_m, **more)


def put(database: Database, *activities: Activity, shoes: tuple[Shoe, ...] = (), now: datetime = NOW) -> None:
    sources = sorted({*(each.source for each in activities), *(each.source for each in shoes)})
    with database.begin() as connection:
        for source in sources:
            listed = tuple(shoe for shoe in shoes if shoe.source == source)
            batch = Batch(
                activities=tuple(each for each in activities if each.source == source), shoes=listed if listed else None
            )
            save(connection, "me", source, batch, now=now)


def load(database: Database, *, now: datetime = NOW) -> RunnerState:
    with database.read() as connection:
        return load_state(connection, "me", now=now, intervals={"strava": timedelta(hours=1)}, receivers=())


def named(database: Database, name: str, *, now: datetime = NOW) -> Shoe:
    (found,) = (shoe for shoe in load(database, now=now).shoes if shoe.name == name)
    return found


def say(database: Database, change: Callable[..., object], *said: Any, **more: Any) -> None:
    with database.begin() as connection:
        change(connection, "me", *said, **more)


def totals(database: Database, *, now: datetime = NOW) -> dict[str, int | None]:
    return {shoe.name: shoe.total_m for shoe in load(database, now=now).shoes}


def default(
    database: Database, name: str | None, sport: Sport = Sport.RUN, *, days_ago: int = 0, now: datetime = NOW
) -> None:
    shoe = None if name is None else named(database, name, now=now)
    first_day = now.date() - days_ago * DAY
    say(database, set_default, sport, shoe, first_day=first_day)


def test_what_was_run_before_is_added_only_where_the_distance_is_counted_here(database: Database) -> None:
    put(
        database,
        run("1", 3, gear_id="a"),
        run("2", 2, gear_id="b"),
        shoes=(pair("a", "Counted", None), pair("b", "Ledger", 300_000)),
    )
    for name in ("Counted", "Ledger"):
        shoe = named(database, name)
        say(database, set_initial, shoe, 120_000)
    # 120,000 + 10,000; the source's own total stands.
    assert totals(database) == {"Counted": 130_000, "Ledger": 300_000}
    with database.read() as connection:
        said = [source_with_total(connection, "me", named(database, name)) for name in ("Counted", "Ledger")]
    assert said == [None, "strava"]


def test_what_was_run_before_can_be_said_anew(database: Database) -> None:
    put(database, shoes=(pair("a", "Counted", None),))
    for initial_m in (120_000, 100_000, 0):
        say(database, set_initial, named(database, "Counted"), initial_m)
        assert totals(database) == {"Counted": initial_m}


def test_the_runners_limit_goes_before_the_sources_and_can_be_taken_back(database: Database) -> None:
    put(database, shoes=(pair("a", "Blue", 1, limit_m=650_000), pair("b", "Red", 1)))

    def limits() -> list[int | None]:
        return [named(database, name).limit_m for name in ("Blue", "Red")]

    assert limits() == [650_000, None]
    for name in ("Blue", "Red"):
        shoe = named(database, name)
        say(database, set_limit, shoe, 500_000)
    assert limits() == [500_000, 500_000]
    # The source says it again: nothing changes.
    put(database, shoes=(pair("a", "Blue", 1, limit_m=600_000), pair("b", "Red", 1)))
    assert limits() == [500_000, 500_000]
    for name in ("Blue", "Red"):
        shoe = named(database, name)
        say(database, set_limit, shoe, None)
    assert limits() == [600_000, None]


def test_what_a_pair_is_for(database: Database) -> None:
    put(database, shoes=(pair("a", "Blue", 1),))
    assert named(database, "Blue").kind is ShoeKind.DAILY
    for kind in (ShoeKind.RACE, ShoeKind.TRAIL, ShoeKind.DAILY):
        say(database, set_kind, named(database, "Blue"), kind)
        assert named(database, "Blue").kind is kind


def test_the_runners_word_on_retiring_goes_before_the_sources(database: Database) -> None:
    put(database, shoes=(pair("a", "Blue", 1), pair("b", "Red", 1, retired=True)))
    blue, red = named(database, "Blue"), named(database, "Red")
    assert [(each.retired, each.retired_at) for each in (blue, red)] == [(False, None), (True, NOW)]
    later = NOW + DAY
    say(database, retire, blue, now=later)
    say(database, unretire, red, today=TODAY)
    put(database, shoes=(pair("a", "Blue", 2), pair("b", "Red", 2, retired=True)))
    blue, red = named(database, "Blue"), named(database, "Red")
    assert [(each.retired, each.retired_at) for each in (blue, red)] == [(True, later), (False, None)]


def test_a_source_is_remembered_to_have_retired_a_pair_when_it_was_first_seen(database: Database) -> None:
    put(database, shoes=(pair("a", "Blue", 1),))
    put(database, shoes=(pair("a", "Blue", 1, retired=True),), now=NOW + DAY)
    put(database, shoes=(pair("a", "Blue", 1, retired=True),), now=NOW + 2 * DAY)
    assert named(database, "Blue").retired_at == NOW + DAY
    put(database, shoes=(pair("a", "Blue", 1),), now=NOW + 3 * DAY)
    assert (named(database, "Blue").retired, named(database, "Blue").retired_at) == (False, None)
    put(database, shoes=(pair("a", "Blue", 1, retired=True),), now=NOW + 4 * DAY)
    assert named(database, "Blue").retired_at == NOW + 4 * DAY


def test_a_pair_that_is_listed_no_more_is_retired_since_then(database: Database) -> None:
    put(database, shoes=(pair("a", "Blue", 1), pair("b", "Red", 1)))
    put(database, shoes=(pair("b", "Red", 1),), now=NOW + DAY)
    assert (named(database, "Blue").retired, named(database, "Blue").retired_at) == (True, NOW + DAY)


def test_a_pair_that_no_source_knows(database: Database) -> None:
    put(database, run("1", 1, gear_id="1"), shoes=(pair("1", "Blue", 5_000),))
    say(database, add_shoe, "Green", now=NOW + DAY)
    with database.begin() as connection:
        add_shoe(connection, "anna", "Hers", now=NOW)
    say(database, add_shoe, "Yellow", now=NOW + DAY)
    shoes = load(database).shoes
    # Strava's own 1 has nothing to do with it.
    assert [(shoe.key, shoe.name, shoe.total_m) for shoe in shoes] == [
        ("strava-1", "Blue", 5_000),
        ("own-1", "Green", 0),
        ("own-2", "Yellow", 0),
    ]
    say(database, set_initial, shoes[1], 120_000)
    assert totals(database) == {"Blue": 5_000, "Green": 120_000, "Yellow": 0}
    # What a source lists leaves it alone.
    put(database, shoes=(pair("1", "Blue", 6_000),))
    assert not named(database, "Green").retired


def test_runs_without_a_shoe_wear_the_default_from_its_day_on(database: Database) -> None:
    put(
        database,
        run("1", 3),
        run("2", 2),
        run("3", 1, gear_id="b"),
        run("4", 1.1, sport=Sport.TRAIL_RUN),
        run("5", 0, distance_m=4_000),
        # 42 km/h cannot be believed.
        run("6", 0.5, distance_m=42_000),
        shoes=(pair("a", "Blue", 300_000), pair("b", "Red", 200_000), pair("c", "Counted", None)),
    )
    default(database, "Blue", days_ago=2)
    state = load(database)
    # Runs 2 and 5: no source knows them to be in the pair, so they are added to its total.
    assert {shoe.name: shoe.total_m for shoe in state.shoes} == {"Blue": 314_000, "Red": 200_000, "Counted": 0}
    assert {each.run_id: each.gear for each in state.on_foot.every.all} == {
        "strava-1": (),
        "strava-2": (("strava", "a"),),
        "strava-3": (("strava", "b"),),
        "strava-4": (),
        "strava-5": (("strava", "a"),),
        "strava-6": (("strava", "a"),),
    }
    assert [run.gear for session in state.history.sessions for run in session.runs][1] == (("strava", "a"),)
    assert {shoe.name: shoe.default_for for shoe in state.shoes} == {
        "Blue": {Sport.RUN},
        "Red": frozenset(),
        "Counted": frozenset(),
    }
    # The runner names the shoe in the source: it is no default any more.
    put(database, run("2", 2, gear_id="b"))
    assert totals(database) == {"Blue": 304_000, "Red": 200_000, "Counted": 0}


def test_a_run_of_two_sources_is_without_a_shoe_only_where_neither_names_one(database: Database) -> None:
    both = [run("1", 1), run("9", 1, source="garmin"), run("2", 0), run("8", 0, source="garmin", gear_id="x")]
    shoes = (pair("a", "Blue", 300_000), pair("x", "Else", 100_000, source="garmin"))
    put(database, *both, shoes=shoes)
    default(database, "Blue", days_ago=5)
    assert totals(database) == {"Blue": 310_000, "Else": 100_000}


def test_another_default_leaves_what_the_first_one_wore(database: Database) -> None:
    put(database, run("1", 10), run("2", 4), run("3", 1), shoes=(pair("a", "Blue", 0), pair("b", "Red", 0)))
    default(database, "Blue", days_ago=20)
    assert totals(database) == {"Blue": 30_000, "Red": 0}
    default(database, "Red", days_ago=5)
    assert totals(database) == {"Blue": 10_000, "Red": 20_000}
    default(database, None, days_ago=2)
    assert totals(database) == {"Blue": 10_000, "Red": 10_000}
    assert {shoe.name: shoe.default_for for shoe in load(database).shoes} == {"Blue": frozenset(), "Red": frozenset()}
    # Said anew for the same day, or for an earlier one: that word counts from there on.
    default(database, "Blue", days_ago=2)
    assert totals(database) == {"Blue": 20_000, "Red": 10_000}
    default(database, "Red", days_ago=12)
    assert totals(database) == {"Blue": 0, "Red": 30_000}


def test_a_default_of_years_ago_counts_what_lies_before_the_loaded_history(database: Database) -> None:
    # 350 runs, one every second day: 300 of them are loaded.
    put(database, *(run(str(at), 2 * at) for at in range(350)), shoes=(pair("a", "Blue", 0),))
    assert len(load(database).history.sessions) == 300
    # On the days 0, 2, ... 660: 331 runs.
    default(database, "Blue", days_ago=660)
    assert totals(database) == {"Blue": 3_310_000}


def test_who_only_has_a_default_and_no_run_since_has_an_untouched_pair(database: Database) -> None:
    put(database, shoes=(pair("a", "Blue", 7_000),))
    default(database, "Blue", days_ago=100)
    assert totals(database) == {"Blue": 7_000}


def test_a_retired_pair_is_no_default_from_tomorrow_on(database: Database) -> None:
    put(database, run("1", 1), run("2", 0), shoes=(pair("a", "Blue", 0), pair("b", "Red", 0)))
    default(database, "Blue", days_ago=5)
    default(database, "Blue", Sport.TRAIL_RUN, days_ago=5)
    default(database, "Red", Sport.WALK, days_ago=5)
    say(database, retire, named(database, "Blue"), now=NOW)
    put(database, run("3", -1))
    tomorrow = NOW + DAY
    assert totals(database, now=tomorrow) == {"Blue": 20_000, "Red": 0}
    assert named(database, "Blue", now=tomorrow).default_for == frozenset()
    assert named(database, "Red", now=tomorrow).default_for == {Sport.WALK}
    # Taken back on the same day, it is the default still; retired again, it is not.
    say(database, unretire, named(database, "Blue"), today=TODAY)
    assert totals(database, now=tomorrow) == {"Blue": 30_000, "Red": 0}
    say(database, retire, named(database, "Blue"), now=NOW)
    assert totals(database, now=tomorrow) == {"Blue": 20_000, "Red": 0}
    # The next default may begin today all the same.
    default(database, "Red")
    assert totals(database, now=tomorrow) == {"Blue": 10_000, "Red": 20_000}
    with database.read() as connection:
        defaults = load_defaults(connection, "me")
    assert defaults[Sport.RUN] == [(TODAY - 5 * DAY, ("strava", "a")), (TODAY, ("strava", "b"))]
    assert defaults[Sport.TRAIL_RUN][-1] == (TODAY + DAY, None)


def test_an_alias_is_taken_back_without_a_trace(database: Database) -> None:
    put(
        database,
        run("1", 1, gear_id="a"),
        shoes=(pair("a", "Pegasus", 300_000), pair("b", "Peg 41", 120_000, source="garmin", limit_m=600_000)),
    )
    before = load(database).shoes
    peg, pegasus = named(database, "Peg 41"), named(database, "Pegasus")
    say(database, set_alias, peg, pegasus)
    (joined,) = load(database).shoes
    assert (joined.name, joined.total_m, joined.limit_m, joined.other_names) == (
        "Pegasus",
        300_000,
        600_000,
        ("Peg 41",),
    )
    with database.read() as connection:
        (alias,) = load_aliases(connection, "me")
        assert load_aliases(connection, "anna") == ()
    assert (alias.key, alias.name) == ("garmin-b", "Peg 41")
    say(database, set_alias, alias, None)
    assert load(database).shoes == before
    with database.read() as connection:
        assert load_aliases(connection, "me") == ()


def test_what_is_said_of_a_joined_pair_holds_for_all_its_records(database: Database) -> None:
    shoes = (
        pair("a", "Pegasus", 300_000, retired=True),
        pair("b", "Peg 41", 120_000, source="garmin", limit_m=600_000, retired=True),
    )
    put(database, shoes=shoes)
    # Said of the other record, before the two were one.
    say(database, set_limit, named(database, "Peg 41"), 550_000)
    say(database, set_kind, named(database, "Peg 41"), ShoeKind.TRAIL)
    peg, pegasus = named(database, "Peg 41"), named(database, "Pegasus")
    say(database, set_alias, peg, pegasus)
    (joined,) = load(database).shoes
    assert (joined.limit_m, joined.kind, joined.retired) == (550_000, ShoeKind.TRAIL, True)
    say(database, set_limit, joined, 500_000)
    assert named(database, "Pegasus").limit_m == 500_000
    say(database, set_limit, joined, None)
    assert named(database, "Pegasus").limit_m == 600_000
    say(database, unretire, joined, today=TODAY)
    assert not named(database, "Pegasus").retired
    say(database, retire, joined, now=NOW)
    assert named(database, "Pegasus").retired


def test_a_pair_of_ones_own_that_a_source_comes_to_know_goes_by_the_sources_total(database: Database) -> None:
    say(database, add_shoe, "Green", now=NOW - 9 * DAY)
    put(database, run("1", 4))
    say(database, set_initial, named(database, "Green"), 120_000)
    default(database, "Green", days_ago=8)
    assert totals(database) == {"Green": 130_000}
    put(database, shoes=(pair("a", "Vert", 150_000),))
    green, vert = named(database, "Green"), named(database, "Vert")
    say(database, set_alias, green, vert)
    # The source's 150,000, which hold what was before, and the run that it does not know to be in the pair.
    assert totals(database) == {"Vert": 160_000}


def test_what_the_runner_said_is_each_runners_own(database: Database) -> None:
    put(database, run("1", 1), shoes=(pair("a", "Blue", 1_000),))
    with database.begin() as connection:
        save(connection, "anna", "strava", Batch(shoes=(pair("a", "Blue", 1_000),)), now=NOW)
        blue = pair("a", "Blue", 1_000)
        set_limit(connection, "anna", blue, 500_000)
        set_default(connection, "anna", Sport.RUN, blue, first_day=TODAY - 9 * DAY)
        retire(connection, "anna", blue, now=NOW)
    shoe = named(database, "Blue")
    assert (shoe.total_m, shoe.limit_m, shoe.retired, shoe.default_for) == (1_000, None, False, frozenset())


def test_a_deleted_run_leaves_the_pair(database: Database) -> None:
    put(database, run("1", 2), run("2", 1), shoes=(pair("a", "Blue", 0),))
    default(database, "Blue", days_ago=9)
    assert totals(database) == {"Blue": 20_000}
    with database.begin() as connection:
        save(connection, "me", "strava", Batch(listing=Listing(since=None, source_ids=frozenset({"2"}))), now=NOW)
    assert totals(database) == {"Blue": 10_000}


@pytest.mark.parametrize("with_default", [False, True])
def test_nothing_is_written_by_reading(database: Database, with_default: bool) -> None:
    put(database, run("1", 2), shoes=(pair("a", "Blue", None),))
    if with_default:
        default(database, "Blue", days_ago=9)
    tables = (schema.shoes, schema.shoe_options, schema.shoe_defaults, schema.activities)

    def stored() -> list[Any]:
        with database.read() as connection:
            return [tuple(row) for table in tables for row in connection.execute(select(table))]

    before = stored()
    assert totals(database) == totals(database) == {"Blue": 10_000 if with_default else 0}
    assert stored() == before
    assert before[0][-2:] == (NOW.astimezone(UTC), None)
