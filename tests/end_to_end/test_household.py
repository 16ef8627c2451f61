"""Two runners under one roof: each hears of the own runs, in the own language, on the own phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from connectors.sandbox import Sandbox, World
from daemon.schema import secrets
from tests.end_to_end.house import ALIKE, House, connectors
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
            f"{connectors(of_bert, 'garmin', under='athletes.bert.connectors')}"
            + "".join(f"[rules.{name}]\nenabled = false\n" for name in ALIKE),
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


def test_the_title_says_whom_a_message_is_about(house: House, receivers: tuple[Receiver, Receiver]) -> None:
    annas, berts = receivers
    assert [message.title for message in annas.messages] == ["Shinguard (anna): dat was een grote stap"]
    assert [message.title for message in berts.messages] == ["Shinguard (bert): that run was a big step"]


def blocks(said: str) -> dict[str, list[str]]:
    """Return the lines under each name."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in said.splitlines():
        if line in ("anna", "bert"):
            lines = found[line] = []
        else:
            lines.append(line)
    return found


@pytest.mark.parametrize(
    ("command", "annas", "berts"),
    [
        (("status",), "Bronnen", "Sources"),
        (("alerts",), "   Loop twee dagen rustig of neem rust", "   Run easy or rest for two days"),
        (("alerts", "--digest"), "Er is niets achtergehouden.", "Nothing was held back."),
        (("shoes",), "         in gebruik", "         in use"),
        (("doctor",), "✓ Garmin: Gesynchroniseerd ", "✓ Garmin: Synced "),
        (("sync",), "Garmin: ", "Garmin: "),
        (("notify", "test"), "phone (json://127.0.0.1...): verstuurd", "phone (json://127.0.0.1...): sent"),
    ],
)
def test_each_ones_block_has_the_name_above_it_and_is_in_one_language(
    house: House, command: tuple[str, ...], annas: str, berts: str
) -> None:
    house.path.chmod(0o600)
    found = blocks(house.command(*command).stdout)
    assert list(found) == ["anna", "bert"]
    assert any(line.startswith(annas) for line in found["anna"]), found
    assert any(line.startswith(berts) for line in found["bert"]), found


def test_one_runner_alone_needs_no_name_and_hears_one_language(house: House) -> None:
    lines = house.command("status", "--athlete", "anna").stdout.splitlines()
    assert (lines[0], lines[-1]) == ("Bronnen", "De dienst draait niet: `shinguard run` start hem.")


def test_a_command_that_is_to_be_typed_names_the_runner(house: House) -> None:
    with house.database.begin() as connection:
        connection.execute(delete(secrets))
    found = blocks(house.command("doctor").stdout)
    assert [line for line in found["anna"] if line.startswith("✗")] == [
        "✗ Garmin: Er is nog niet ingelogd bij Garmin. Log één keer in: shinguard login garmin --athlete anna"
    ]
    assert [line for line in found["bert"] if line.startswith("✗")] == [
        "✗ Garmin: Nobody has logged in to Garmin yet. Log in once: shinguard login garmin --athlete bert"
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
