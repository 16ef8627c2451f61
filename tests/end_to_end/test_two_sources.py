"""Both services serve the same runs; one of them falls silent for some days."""

from datetime import date

import pytest

from connectors.files import garmin_export as garmins
from connectors.files import strava_export as stravas
from connectors.files.archive import ZipArchive
from connectors.sandbox import Pair
from connectors.sandbox.garmin_export import garmin_export
from connectors.sandbox.strava_export import strava_export
from daemon.copies import origin
from daemon.store.digest_lines import load_digest
from daemon.store.keep import DatabaseKeep
from daemon.store.saving import save
from rules.health import Trouble
from rules.history import History
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, ZONE, at, every_other_day, raised, run
from tests.end_to_end.receiver import Receiver

EXPORTS = {"garmin": (garmin_export, garmins.batches), "strava": (strava_export, stravas.batches)}


def distances(history: History) -> list[tuple[str, int | None]]:
    return [(each.start.isoformat(), each.distance_m) for session in history.sessions for each in session.runs]


def test_a_run_that_both_serve_counts_once_in_load_and_in_shoes(build: Build) -> None:
    both = build(every_other_day(), name="both")
    alone = build(every_other_day(), "garmin", name="alone")
    for house in (both, alone):
        house.log_in()
        house.live(at(LAST))
    together, by_garmin = both.state(at(LAST)), alone.state(at(LAST))
    assert distances(together.history) == distances(by_garmin.history)
    assert len(distances(together.history)) == 40
    assert {len(each.copies) for session in together.history.sessions for each in session.runs} == {2}
    # Runs on the days -6, -4, -2 and 0.
    assert together.history.total_m(36, 40) == by_garmin.history.total_m(36, 40) == 40_000
    # 40 x 10,000; Strava says 40 x 9,900 = 396,000 for the same pair.
    assert [(shoe.name, shoe.total_m) for shoe in together.shoes] == [("Harrier", 400_000)]
    assert [(shoe.name, shoe.total_m) for shoe in by_garmin.shoes] == [("Harrier", 400_000)]


def test_a_late_copy_tells_nothing_twice(build: Build, receiver: Receiver) -> None:
    # 13,000 is 30 % longer than 10,000.
    long_run = run(41, LAST + 2 * DAY, 13_000, services=frozenset({"strava"}))
    house = build(every_other_day(then=[long_run]))
    house.log_in()
    house.live(at(LAST))
    assert receiver.take() == []
    house.live(at(LAST + 2 * DAY, "09:00"))
    # By Strava: 12,870 beside 10,000 of Garmin's, which is told first where both know a run.
    assert [body.splitlines()[0] for body in receiver.take()] == [
        "12.8 km is 28% longer than your longest run in 30 days (10 km)."
    ]
    house.sandbox.world.edit(41, services=frozenset({"strava", "garmin"}))
    house.live(at(LAST + 2 * DAY, "12:00"))
    house.live(at(LAST + 3 * DAY, "12:00"))
    assert receiver.take() == []
    newest = house.state(at(LAST + 3 * DAY, "12:00")).history.sessions[-1]
    assert (newest.session_id[:6], newest.distance_m, len(newest.runs[0].copies)) == ("strava", 13_000, 2)
    spikes = [
        alert for alert in house.status(at(LAST + 3 * DAY, "12:00")).alerts.values() if alert.rule == "session-spike"
    ]
    assert len(spikes) == 1


def test_garmin_down_for_two_days(build: Build, receiver: Receiver) -> None:
    # 13,000 m in the evening of the second day.
    world = every_other_day(then=[run(41, LAST + 2 * DAY, 13_000, clock="18:00")])
    raised(world, LAST - DAY, 60)
    raised(world, LAST, 60)
    house = build(world)
    house.log_in()
    house.live(at(LAST - 2 * DAY))
    house.live(at(LAST, "07:10"))
    assert [body.splitlines()[0] for body in receiver.take()] == [
        "Resting heart rate 60 bpm, two mornings at least 10 bpm above your normal 50 bpm."
    ]

    house.sandbox.fail("garmin", "down")
    heard: list[tuple[str, str]] = []
    moments = [at(LAST + n * DAY, clock) for n in range(3) for clock in ("08:30", "12:30", "16:30", "20:30")]
    for moment in moments:
        done = house.live(moment)
        assert {each.source: each.trouble for each in done.pulled}["strava"] is None
        assert "resting-heart-rate" in house.open_alerts(moment)
        heard += [(moment.isoformat()[:16], body.splitlines()[0]) for body in receiver.take()]
    assert heard == [
        # The last success was on the 15th at 07:10; 24 hours later is before 08:30.
        ("2026-02-16T08:30", "Nothing was read from Garmin for 25 hours: runs may be missing here."),
        # Strava's 12,870 beside 10,000 of Garmin's.
        ("2026-02-17T20:30", "12.8 km is 28% longer than your longest run in 30 days (10 km)."),
    ]

    house.sandbox.lift("garmin")
    house.live(at(LAST + 3 * DAY, "07:10"))
    assert [(message.title, message.body) for message in receiver.messages] == [
        ("Shinguard: all is well again", "Garmin answers again.")
    ]
    receiver.take()
    # Its first known morning is a calm one.
    assert "resting-heart-rate" not in house.open_alerts(at(LAST + 3 * DAY, "07:10"))
    house.live(at(LAST + 3 * DAY, "12:00"))
    assert receiver.take() == []


def a_streak(build: Build) -> House:
    """Seven days in a row: LAST + 1 to LAST + 7, and LAST itself is the eighth. 5,000 m each."""
    week = [run(40 + n, LAST + n * DAY, 5_000) for n in range(1, 8)]
    return build(every_other_day(then=week))


def test_no_end_of_a_streak_is_concluded_from_a_gap(build: Build, receiver: Receiver) -> None:
    house = a_streak(build)
    house.log_in()
    for n in range(8):
        house.live(at(LAST + n * DAY))
    # LAST to LAST + 6 are seven days; the eighth is told no second time.
    assert [body.splitlines()[0] for body in receiver.take()] == ["7 days of running in a row."]
    house.sandbox.fail("garmin", "down")
    for n in (8, 9, 10):
        house.live(at(LAST + n * DAY))
        assert "rest-days" in house.open_alerts(at(LAST + n * DAY))
    house.sandbox.lift("garmin")
    house.live(at(LAST + 11 * DAY))
    assert "rest-days" not in house.open_alerts(at(LAST + 11 * DAY))


def rules_told(house: House) -> list[str]:
    with house.database.read() as connection:
        pushed = {alert.rule for alert in house.status(at(LAST + 17 * DAY)).alerts.values()}
        return sorted(pushed | {line.item.rule for _at, line in load_digest(connection, "me", since=at(LAST))})


def test_no_layoff_is_concluded_from_a_gap(build: Build, receiver: Receiver) -> None:
    back = run(41, LAST + 17 * DAY, 5_000)
    gap, control = build(every_other_day(then=[back]), name="gap"), build(every_other_day(then=[back]), name="control")
    for house in (gap, control):
        house.log_in()
        house.live(at(LAST))
        house.live(at(LAST + DAY, "00:30"))
        if house is gap:
            house.sandbox.fail("garmin", "down")
        house.live(at(LAST + 10 * DAY))
        house.live(at(LAST + 17 * DAY, "12:00"))
    assert "layoff-return" in rules_told(control)
    assert "layoff-return" not in rules_told(gap)
    assert sum("First run after 16 days off." in body for body in receiver.bodies) == 1


def test_a_second_source_that_is_added_later_tells_nothing_again(build: Build, receiver: Receiver) -> None:
    house = build(every_other_day(then=[run(41, LAST + 2 * DAY, 13_000)]))
    house.log_in("strava")
    house.live(at(LAST), "strava")
    house.live(at(LAST + 2 * DAY, "09:00"), "strava")
    assert len(receiver.take()) == 1
    house.log_in("garmin")
    house.live(at(LAST + 2 * DAY, "12:00"))
    assert receiver.take() == []
    state = house.state(at(LAST + 2 * DAY, "12:00"))
    assert len(distances(state.history)) == 41
    # 40 x 10,000 + 13,000
    assert [(shoe.name, shoe.source, shoe.total_m) for shoe in state.shoes] == [("Harrier", "strava", 413_000)]


def test_a_mistake_with_one_source_does_not_silence_the_other(build: Build) -> None:
    house = build(every_other_day(then=[run(41, LAST + 2 * DAY)]))
    house.log_in()
    house.live(at(LAST))
    # As nobody ever kept them.
    DatabaseKeep(house.database, "me", "garmin").put("tokens", {"session": 7})
    done = house.live(at(LAST + 2 * DAY, "09:00"))
    assert {each.source: (each.trouble, each.saved.new) for each in done.pulled} == {
        "garmin": (Trouble.FAILING, 0),
        "strava": (None, 1),
    }


def test_the_copy_that_came_first_may_go_and_nothing_is_told_again(build: Build, receiver: Receiver) -> None:
    long_run = run(41, LAST + 2 * DAY, 13_000, services=frozenset({"strava"}))
    house = build(every_other_day(then=[long_run]))
    house.log_in()
    house.live(at(LAST))
    house.live(at(LAST + 2 * DAY, "09:00"))
    house.sandbox.world.edit(41, services=frozenset({"strava", "garmin"}))
    house.live(at(LAST + 2 * DAY, "10:00"))
    assert len(receiver.take()) == 1
    # On the next day, when the day's one message is free again; 36 hours after the run are not over.
    house.sandbox.world.delete(41, service="strava")
    house.live(at(LAST + 3 * DAY, "08:00"))
    assert receiver.take() == []


def in_two_pairs(build: Build) -> House:
    """Runs 1 to 20 in one pair, 21 to 40 in another: both services know both, and the newest run is told."""
    world = every_other_day()
    world.add_pair(Pair(key="new", number=2, name="Kestrel", brand="F", model="K", first_day=LAST - 60 * DAY))
    for number in range(21, 41):
        world.wear(number, "new")
    house = build(world)
    house.log_in()
    house.live(at(LAST))
    return house


def totals(house: House, day: date) -> dict[str, int | None]:
    return {shoe.name: shoe.total_m for shoe in house.state(at(day, "09:00")).shoes}


@pytest.mark.parametrize(
    ("in_garmin", "in_strava", "harrier_m", "kestrel_m"),
    [
        # 20 x 10,000 by Garmin, which has most: Strava measures 9,900.
        ("new", None, 200_000, 200_000),
        # Reassigned in both, in Garmin alone, in Strava alone: Garmin's word goes before Strava's.
        ("daily", None, 210_000, 190_000),
        ("daily", "new", 210_000, 190_000),
        ("new", "daily", 200_000, 200_000),
    ],
)
def test_a_shoe_that_is_reassigned_moves_its_kilometres_and_no_run_counts_for_two(
    build: Build, in_garmin: str, in_strava: str | None, harrier_m: int, kestrel_m: int
) -> None:
    house = in_two_pairs(build)
    assert totals(house, LAST + DAY) == {"Harrier": 200_000, "Kestrel": 200_000}
    house.sandbox.world.edit(40, pair=in_garmin, strava_pair=in_strava)
    house.live(at(LAST + DAY, "09:00"))
    assert totals(house, LAST + DAY) == {"Harrier": harrier_m, "Kestrel": kestrel_m}
    state = house.state(at(LAST + DAY, "09:00"))
    worn = {shoe.name for shoe in state.shoes if shoe.ids.intersection(state.history.sessions[-1].runs[0].gear)}
    assert worn == {"Kestrel" if in_garmin == "new" else "Harrier"}


def bring(house: House, day: date, *services: str) -> None:
    """Read what the services let their runner download on that evening."""
    house.sandbox.world.now = at(day)
    for service in services:
        write, batches = EXPORTS[service]
        path = house.folder / f"{service}.zip"
        write(house.sandbox.world, path)
        with house.database.begin() as connection:
            for batch in batches(ZipArchive(path), zone=ZONE):
                save(connection, "me", "files", batch, now=at(day))


def test_a_pair_that_a_service_and_its_own_export_know_is_one(build: Build) -> None:
    house = build(every_other_day(), "strava")
    house.log_in()
    house.live(at(LAST))
    bring(house, LAST, "strava")
    [shoe] = house.state(at(LAST)).shoes
    # 40 x 9,900, and no metre more of the export.
    assert (shoe.total_m, {origin(*shoe_id) for shoe_id in shoe.ids}) == (396_000, {"strava", "files-strava"})
    # Two runs were in another pair: the export, which is older, goes on saying otherwise.
    world = house.sandbox.world
    world.add_pair(Pair(key="new", number=2, name="Kestrel", brand="F", model="K", first_day=LAST))
    for number in (39, 40):
        world.wear(number, "new")
    house.live(at(LAST + DAY, "09:00"))
    assert totals(house, LAST + DAY) == {"Harrier": 376_200, "Kestrel": 19_800}


def test_from_the_exports_of_both_services_alone_a_pair_is_one_and_its_runs_count_once(build: Build) -> None:
    house = build(every_other_day())
    bring(house, LAST, "strava", "garmin")
    [shoe] = house.state(at(LAST)).shoes
    assert (shoe.name, {origin(*shoe_id) for shoe_id in shoe.ids}) == ("Harrier", {"files-garmin", "files-strava"})
    # Neither export keeps a total: 40 runs of 10,000 by Garmin's.
    assert shoe.total_m == 400_000
    # A new export of one of them tells two runs more.
    for number in (41, 42):
        house.sandbox.world.add(run(number, LAST + (number - 40) * DAY))
    bring(house, LAST + 3 * DAY, "strava")
    # 400,000 + 2 x 9,900.
    assert totals(house, LAST + 3 * DAY) == {"Harrier": 419_800}
