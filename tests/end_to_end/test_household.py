"""Two runners under one roof: each hears of the own runs, in the own language, on the own phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.sandbox import Sandbox, World
from tests.end_to_end.house import House, connectors
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, run
from tests.end_to_end.receiver import Receiver


@pytest.fixture
def receivers() -> Iterator[tuple[Receiver, Receiver]]:
    with Receiver() as annas, Receiver() as berts:
        yield annas, berts


def spiking(distance_m: int) -> World:
    return every_other_day(then=[run(41, LAST + 2 * DAY, distance_m)])


@pytest.fixture
def house(tmp_path: Path, receivers: tuple[Receiver, Receiver]) -> Iterator[House]:
    annas, berts = receivers
    with Sandbox(spiking(13_000)) as of_anna, Sandbox(spiking(15_000)) as of_bert:
        house = House(tmp_path, of_anna, receivers={}, sources=("garmin",))
        house.path.write_text(
            f'database = "sqlite:///{tmp_path / "shinguard.db"}"\n'
            f'[athletes.anna]\nlanguage = "nl"\ntimezone = "Europe/Amsterdam"\n'
            f'[athletes.anna.notify.receivers]\nphone = "{annas.address}"\n'
            f"{connectors(of_anna, 'garmin', under='athletes.anna.connectors')}"
            f'[athletes.bert]\nunits = "imperial"\ntimezone = "Asia/Tokyo"\n'
            f'[athletes.bert.notify.receivers]\nphone = "{berts.address}"\n'
            f"{connectors(of_bert, 'garmin', under='athletes.bert.connectors')}",
            encoding="utf-8",
        )
        house.log_in("garmin", athlete="anna", sandbox=of_anna)
        house.log_in("garmin", athlete="bert", sandbox=of_bert)
        for moment in (at(LAST), at(LAST + 2 * DAY, "09:00")):
            of_bert.world.now = moment
            for name in ("anna", "bert"):
                house.live(moment, athlete=name)
        yield house
        house.close()


def test_each_hears_the_own_in_the_own_language(house: House, receivers: tuple[Receiver, Receiver]) -> None:
    annas, berts = receivers
    # 13,000 and 15,000 beside 10,000. Bert's week: 10,000 + 10,000 + 10,000 + 15,000 = 45,000 beside 40,000, 12.5 %.
    # In miles of 1609.344 m, rounded down: 15,000 is 9.32, 10,000 is 6.21, 45,000 is 27.96, 40,000 is 24.85.
    [body] = annas.bodies
    assert body.splitlines()[0] == "13 km is 30% langer dan je langste loop in 30 dagen (10 km)."
    assert "Run easy" not in body
    [body] = berts.bodies
    assert body.splitlines()[:2] == [
        "• 9.3 mi is 50% longer than your longest run in 30 days (6.2 mi).",
        "• 27.9 mi in 7 days, 12% above your highest recent week (24.8 mi).",
    ]


def test_state_is_apart(house: House) -> None:
    moment = at(LAST + 2 * DAY, "09:00")
    assert [house.state(moment, athlete=name).history.sessions[-1].distance_m for name in ("anna", "bert")] == [
        13_000,
        15_000,
    ]
    assert [house.open_alerts(moment, athlete=name) for name in ("anna", "bert")] == [
        {"session-spike"},
        {"session-spike", "weekly-ramp"},
    ]
