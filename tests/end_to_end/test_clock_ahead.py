"""A clock that was a year ahead for one pass: when it is right again, nothing waits for what it noted."""

from datetime import datetime, timedelta

from daemon.pipeline import Pass, run_pass
from rules.health import Trouble
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, run

YEAR = timedelta(days=365)


def pass_at(house: House, moment: datetime, *, ahead: timedelta = timedelta(0)) -> Pass:
    """Make a pass at that moment, for which the clock of the machine shows a later one."""
    house.sandbox.world.now = moment
    runner = house.athlete()
    return run_pass(house.database, runner, sources=tuple(runner.connectors), clock=lambda: moment + ahead)


def test_a_source_that_refused_then_is_asked(build: Build) -> None:
    house = build(every_other_day(then=[run(41, LAST + DAY, 13_000)]), "strava")
    house.log_in()
    house.live(at(LAST))
    wrong = at(LAST + DAY, "12:00")
    house.sandbox.fail("strava", "429")
    [pulled] = pass_at(house, wrong, ahead=YEAR).pulled
    assert pulled.trouble is Trouble.RATE_LIMITED
    house.sandbox.lift()

    right = wrong + timedelta(minutes=30)
    assert [source.retry_at for source in house.status(right).sources] == [None]
    [pulled] = pass_at(house, right).pulled
    assert (pulled.trouble, pulled.waits_until, pulled.saved.new) == (None, None, 1)
