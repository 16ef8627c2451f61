"""What the runner edits or deletes in the app is found at the next pass."""

import pytest
from sqlalchemy import select

from connectors.base import KIND_LOST
from connectors.sandbox import Pair
from daemon.pipeline import run_pass
from daemon.schema import activities
from daemon.store.activities import Saved
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House, real_now
from tests.end_to_end.lives import DAY, LAST, ZONE, at, every_other_day, run
from tests.end_to_end.receiver import Receiver

NEXT = at(LAST + DAY, "12:00")


@pytest.fixture(params=["garmin", "strava"])
def house(build: Build, request: pytest.FixtureRequest) -> House:
    """Imported, and asked once on the next morning: what follows comes later on the same day."""
    house = build(every_other_day(), request.param)
    house.log_in()
    house.live(at(LAST))
    house.live(at(LAST + DAY, "09:00"))
    return house


def week_m(house: House) -> int | None:
    """The seven days that end on LAST."""
    history = house.state(NEXT).history
    return history.total_m(history.before(LAST - 6 * DAY), history.before(LAST + DAY))


def by(house: House, garmin_m: int) -> int:
    """Strava measures one per cent less."""
    return garmin_m if house.sources == ("garmin",) else garmin_m * 99 // 100


def test_an_edited_distance_counts(house: House) -> None:
    assert week_m(house) == by(house, 40_000)
    house.sandbox.world.edit(39, distance_m=12_000.0, strava_distance_m=11_880.0)
    [pulled] = house.live(NEXT).pulled
    assert (pulled.saved.new, pulled.saved.changed, pulled.saved.deleted) == (0, 1, 0)
    # 10,000 + 10,000 + 12,000 + 10,000
    assert week_m(house) == by(house, 42_000)


def test_a_deleted_run_counts_no_more(house: House) -> None:
    house.sandbox.world.delete(39)
    [pulled] = house.live(NEXT).pulled
    assert (pulled.saved.new, pulled.saved.changed, pulled.saved.deleted) == (0, 0, 1)
    assert week_m(house) == by(house, 30_000)
    assert len(house.state(NEXT).history.sessions) == 39
    # The shoe has lost it as well: 39 x 10,000.
    assert house.state(NEXT).shoes[0].total_m == by(house, 390_000)


def test_a_shoe_given_to_other_runs_counts(house: House) -> None:
    world = house.sandbox.world
    world.add_pair(Pair(key="new", number=2, name="Kestrel", brand="F", model="K", first_day=LAST))
    for number in (39, 40):
        world.wear(number, "new")
    # Garmin tells the shoe apart from the run, once a day; Strava with each run.
    house.live(at(LAST + 2 * DAY, "09:00"))
    shoes = house.state(at(LAST + 2 * DAY, "09:00")).shoes
    # 38 x 10,000 and 2 x 10,000
    assert {shoe.name: shoe.total_m for shoe in shoes} == {"Harrier": by(house, 380_000), "Kestrel": by(house, 20_000)}
    newest = house.state(NEXT).history.sessions[-1].runs[0]
    kestrel = next(shoe for shoe in shoes if shoe.name == "Kestrel")
    assert newest.gear == ((kestrel.source, kestrel.source_id),)


def test_an_empty_list_deletes_nothing(house: House) -> None:
    house.sandbox.fail(house.sources[0], "empty-listing")
    [pulled] = house.live(NEXT).pulled
    assert pulled.saved.suspicious
    assert pulled.saved.deleted == 0
    assert len(house.state(NEXT).history.sessions) == 40
    house.sandbox.lift()
    [pulled] = house.live(at(LAST + DAY, "13:00")).pulled
    assert not pulled.saved.suspicious


def test_an_empty_list_is_told_in_status_and_by_sync(build: Build) -> None:
    house = build(every_other_day(then=[run(41, LAST + DAY)]), "strava")
    house.log_in()
    house.live(at(LAST))
    house.sandbox.fail("strava", "empty-listing")
    house.live(NEXT)
    assert house.status(NEXT).suspicious == {"strava": NEXT}
    said = house.command("status").stdout
    assert "its list lacks most of what is known, or all. Nothing was deleted." in said
    assert "If you deleted it yourself: shinguard sync --source strava --accept-deletions" in said
    assert "If it is another account now: shinguard forget strava" in said
    examined = house.command("doctor")
    assert examined.returncode == 1
    assert "its list lacks most of what is known, or all. Nothing was deleted. If you deleted it" in examined.stdout
    house.sandbox.lift()
    house.live(at(LAST + DAY, "13:00"))
    assert house.status(at(LAST + DAY, "13:00")).suspicious == {}


def test_a_list_that_is_not_believed_makes_no_day_known_and_is_told_with_the_way_out(
    build: Build, receiver: Receiver
) -> None:
    # Ten days in a row up to LAST, and every day after it.
    in_a_row = [run(100 + n, LAST + (n - 9) * DAY, 8_000) for n in range(27)]
    house = build(every_other_day(LAST - 11 * DAY, then=in_a_row), "garmin")
    house.log_in()
    house.live(at(LAST, "20:00"))
    assert "rest-days" in house.open_alerts(at(LAST, "20:00"))
    receiver.take()
    house.sandbox.fail("garmin", "empty-listing")
    passes = [house.live(at(LAST + day * DAY, "20:00")) for day in range(1, 14)]
    assert [each.well for each in passes] == [False] * 13
    then = at(LAST + 13 * DAY, "20:00")
    # Garmin was read at 20:00 of LAST, which was not over then.
    assert house.state(then).history.known_through == LAST - DAY
    assert "rest-days" in house.open_alerts(then)
    # Told after 24 hours, which were not over at 20:00 of the first day, and again a week later.
    says = (
        "Nothing was read from Garmin for {} hours: its list lacks most of what is known, or all, and cannot be "
        "believed.\nOnce its list is whole again, it counts by itself. If you deleted that much yourself: shinguard "
        "sync --source garmin --accept-deletions"
    )
    assert receiver.take() == [says.format(48), says.format(216)]
    assert not house.status(then).well

    house.sandbox.lift()
    [pulled] = house.live(at(LAST + 14 * DAY, "20:00")).pulled
    assert (pulled.saved.new, pulled.saved.deleted, pulled.saved.suspicious) == (14, 0, False)
    assert house.state(at(LAST + 14 * DAY, "20:00")).history.known_through == LAST + 13 * DAY
    assert receiver.take()[-1] == "Garmin answers again."


def test_who_deleted_most_of_it_says_so_and_is_believed(house: House, receiver: Receiver) -> None:
    # All that lie in the fourteen days that are asked for again, and two older ones.
    for number in range(31, 41):
        house.sandbox.world.delete(number)
    for day in (1, 2):
        [pulled] = house.live(at(LAST + day * DAY, "20:00")).pulled
        assert (pulled.saved.suspicious, pulled.saved.deleted) == (True, 0)
    [body] = receiver.take()
    command = f"shinguard sync --source {house.sources[0]} --accept-deletions"
    assert command in body
    moment = at(LAST + 2 * DAY, "21:00")
    house.sandbox.world.now = moment
    done = run_pass(house.database, house.athlete(), sources=house.sources, clock=lambda: moment, accept_deletions=True)
    assert (done.well, done.pulled[0].saved.deleted) == (True, 10)
    assert house.state(moment).history.known_through == LAST + DAY
    assert [each.split(" ", 1)[1] for each in receiver.take()] == ["answers again."]


def another_account(house: House) -> None:
    """Let another runner's account answer: none of the runs, and as many others, an hour later on other days."""
    world = house.sandbox.world
    for number in range(1, 41):
        world.delete(number)
    for number in range(101, 141):
        world.add(run(number, LAST - (141 - number) * DAY, 5_000, clock="18:00"))


def test_an_account_that_was_swapped_deletes_nothing_until_the_runner_says_so(house: House) -> None:
    another_account(house)
    [pulled] = house.live(NEXT).pulled
    assert (pulled.saved.suspicious, pulled.saved.deleted) == (True, 0)
    # The overlap holds fourteen runs of the other account; what was known stays.
    with house.database.read() as connection:
        kept = connection.scalars(select(activities.c.deleted_at)).all()
    assert kept == [None] * 54
    assert list(house.status(NEXT).suspicious) == list(house.sources)

    # What the other account brought speaks for it as little an hour or ten days later.
    for moment in (at(LAST + DAY, "12:30"), at(LAST + 10 * DAY)):
        [pulled] = house.live(moment).pulled
        assert (pulled.saved.suspicious, pulled.saved.deleted) == (True, 0)

    house.sandbox.world.now = at(LAST + 10 * DAY, "21:00")
    done = run_pass(
        house.database,
        house.athlete(),
        sources=house.sources,
        clock=lambda: at(LAST + 10 * DAY, "21:00"),
        accept_deletions=True,
    )
    # It asks for the whole history: forty are gone, and the other account has twenty-six more.
    assert [(each.saved.new, each.saved.deleted, each.saved.suspicious) for each in done.pulled] == [(26, 40, False)]
    assert house.status(at(LAST + 10 * DAY, "21:00")).suspicious == {}


def test_a_walk_that_was_a_run_is_no_load_and_back(house: House) -> None:
    house.sandbox.world.edit(39, sport="Walk")
    house.live(NEXT)
    assert week_m(house) == by(house, 30_000)
    state = house.state(NEXT)
    # It still wears the shoe.
    assert (len(state.history.sessions), state.shoes[0].total_m) == (39, by(house, 400_000))
    assert not state.history.has_run(LAST - 2 * DAY)
    house.sandbox.world.edit(39, sport="Run")
    house.live(at(LAST + DAY, "13:00"))
    assert week_m(house) == by(house, 40_000)


@pytest.mark.parametrize("source", ["garmin", "strava", "intervals"])
def test_a_known_run_stays_one_while_its_service_names_no_kinds(build: Build, source: str) -> None:
    house = build(every_other_day(), source)
    house.log_in()
    house.live(at(LAST))
    known = week_m(house)
    house.sandbox.world.add(run(41, LAST + DAY, 13_000, clock="10:00"))
    house.sandbox.fail(source, "no-kind")
    [pulled] = house.live(NEXT).pulled
    assert (pulled.trouble, pulled.saved) == (None, Saved(new=1))
    # The new one may be a run, counts as none, and is told; the others are what they were, and put aside.
    assert week_m(house) == known
    assert house.state(NEXT).history.has_run(LAST)
    assert not house.state(NEXT).history.has_run(LAST + DAY)
    unreadable = house.status(NEXT).unreadable
    assert [item.day for item in unreadable if item.unknown_kind == ""] == [LAST + DAY]
    kept = [item for item in unreadable if item.unknown_kind is None]
    assert {item.what for item in kept} == {KIND_LOST}
    assert LAST in {item.day for item in kept}

    # An edit of what is of no kind changes nothing, one that is deleted is gone.
    house.sandbox.world.edit(39, distance_m=12_000.0, strava_distance_m=11_880.0)
    house.sandbox.world.delete(40)
    [pulled] = house.live(at(LAST + DAY, "12:30")).pulled
    assert pulled.saved == Saved(deleted=1)
    house.sandbox.lift()
    [pulled] = house.live(at(LAST + DAY, "13:00")).pulled
    assert (pulled.saved.new, pulled.saved.changed) == (0, 2)
    assert house.state(at(LAST + DAY, "13:00")).history.sessions[-1].day == LAST + DAY
    # Fourteen days before the new one: it is asked for no more, and told for four weeks.
    oldest = LAST - 14 * DAY
    assert [item.day for item in house.status(at(LAST + DAY, "13:00")).unreadable] == [oldest]
    assert [item.day for item in house.status(at(oldest + 27 * DAY)).unreadable] == [oldest]
    assert house.status(at(oldest + 28 * DAY)).unreadable == ()


def test_what_came_of_no_kind_is_told_once_by_sync_and_by_today(build: Build) -> None:
    yesterday = real_now().astimezone(ZONE).date() - DAY
    house = build(every_other_day(yesterday, real_time=True), "strava")
    house.log_in()
    house.sandbox.world.edit(40, sport="Quidditch")
    said = (
        f"1 recording is of a kind that is not known (Strava: {yesterday.day} {yesterday:%B %Y}), and does "
        "not count as a run. If it was one: say so in the app that it is from."
    )
    assert said in house.command("sync").stdout
    # A run that was known as one.
    house.sandbox.world.edit(39, sport="Quidditch")
    assert "not known" not in house.command("sync").stdout
    assert said in house.command("today").stdout
    shown = house.command("status").stdout
    assert "Strava: A recording is of the kind Quidditch, which is not known, and" in shown
    assert f"Strava: {KIND_LOST}" in shown


def test_a_run_that_is_made_private_goes_on_counting(house: House) -> None:
    """The login asks for all activities, those that only the runner sees too: without it nothing is asked at all."""
    house.sandbox.world.edit(39, is_private=True)
    [pulled] = house.live(NEXT).pulled
    assert (pulled.trouble, pulled.saved) == (None, Saved())
    assert week_m(house) == by(house, 40_000)


def test_a_run_that_was_deleted_in_one_service_goes_on_counting_by_the_other(build: Build) -> None:
    house = build(every_other_day())
    house.log_in()
    house.live(at(LAST))
    house.sandbox.world.delete(39, service="garmin")
    house.live(NEXT)
    # 10,000 x 3 by Garmin, 9,900 by Strava.
    assert week_m(house) == 39_900
    house.sandbox.world.delete(39, service="strava")
    house.live(at(LAST + DAY, "13:00"))
    assert week_m(house) == 30_000


def test_a_spike_that_was_edited_away_is_not_told_again(build: Build, receiver: Receiver) -> None:
    house = build(every_other_day(then=[run(41, LAST + 2 * DAY, 13_000)]), "garmin")
    house.log_in()
    house.live(at(LAST))
    house.live(at(LAST + 2 * DAY, "08:30"))
    assert receiver.take()[0].startswith("13 km is 30% longer than your longest run in 30 days (10 km).")
    # The watch had been left on in the car.
    house.sandbox.world.edit(41, distance_m=10_000.0)
    house.live(at(LAST + 2 * DAY, "09:30"))
    assert house.open_alerts(at(LAST + 2 * DAY, "09:30")) == set()
    # And back: it is open again, and was told.
    house.sandbox.world.edit(41, distance_m=13_000.0)
    house.live(at(LAST + 2 * DAY, "10:30"))
    assert house.open_alerts(at(LAST + 2 * DAY, "10:30")) == {"session-spike"}
    assert receiver.take() == []


def test_a_run_that_could_not_be_read_is_a_day_of_unknown_distance(house: House) -> None:
    house.sandbox.world.add(run(41, LAST + DAY, 13_000, clock="10:00"))
    house.sandbox.fail(house.sources[0], "bad-activity")
    [pulled] = house.live(NEXT).pulled
    assert pulled.trouble is None
    newest = house.state(NEXT).history.sessions[-1]
    assert (newest.day, newest.distance_m) == (LAST + DAY, None)
    assert [item.source for item in house.status(NEXT).unreadable] == [house.sources[0]]
    house.sandbox.lift()
    house.live(at(LAST + DAY, "13:00"))
    assert house.state(at(LAST + DAY, "13:00")).history.sessions[-1].distance_m == by(house, 13_000)
    assert house.status(at(LAST + DAY, "13:00")).unreadable == ()
