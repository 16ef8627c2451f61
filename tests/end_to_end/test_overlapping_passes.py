"""Two processes at once: a source is asked by one of them, and nobody's decisions cross."""

import pytest

from daemon import pipeline
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, run
from tests.end_to_end.receiver import Receiver

MOMENT = at(LAST + 2 * DAY, "09:00")


@pytest.fixture
def house(build: Build) -> House:
    house = build(every_other_day(then=[run(41, LAST + 2 * DAY, 13_000)]), "garmin")
    house.log_in()
    house.live(at(LAST))
    house.sandbox.reset_requests()
    return house


def test_a_source_that_another_process_asks_is_not_asked(house: House) -> None:
    with house.database.lock("me-garmin", timeout=0):
        done = house.live(MOMENT)
    assert [each.busy for each in done.pulled] == [True]
    assert house.sandbox.requests("garmin") == {}


def test_what_came_in_while_another_pass_sent_is_judged_by_the_next(
    house: House, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "PATIENCE_S", 0.0)
    with house.database.lock("pass-me", timeout=0):
        done = house.live(MOMENT)
    assert [each.saved.new for each in done.pulled] == [1]
    assert receiver.take() == []
    house.live(at(LAST + 2 * DAY, "10:00"))
    [body] = receiver.take()
    assert body.startswith("13 km is 30% longer than your longest run in 30 days (10 km).")
