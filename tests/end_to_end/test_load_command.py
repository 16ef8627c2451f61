"""`load` as a runner asks it: real configuration, real database, real services on this machine.

Ten kilometres every other day, the last ones yesterday: four runs in the seven days that end yesterday, 40 km.
"""

import json

import pytest

from daemon.starting import no_run
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.house import ALWAYS_AWAKE, House, real_now
from tests.end_to_end.lives import DAY, ZONE, every_other_day
from tests.end_to_end.receiver import Receiver

TODAY = real_now().astimezone(ZONE).date()


@pytest.fixture
def house(at_home: Build) -> House:
    return at_home(every_other_day(TODAY - DAY, real_time=True), "garmin")


def test_the_figures_of_twelve_weeks(house: House, shinguard: Shinguard) -> None:
    assert shinguard(house, "sync").exit_code == 0
    done = shinguard(house, "load")
    assert done.exit_code == 0, done.output
    heading, *rows = done.output.splitlines()
    assert " ".join(heading.split()) == "7 days to load acute chronic 7:28 7:21 EWMA monotony strain cadence"
    # 40 km in 7 days, 5.7 a day; 28 days hold 14 runs, 5 a day: 8 / 7 = 1.14; the 21 before the seven hold ten: 1.2.
    # Weighted: run, rest, run ... comes to (1 / 1.75) and (1 / (1 + 27 / 29)) of 10 km after a run, 1.10; a little less
    # for what the first of the days left. Monotony as in any week of four like runs, 1.1547; x 40 km.
    assert " ".join(rows[11].split()[2:]) == "40 km 5.7 km 5 km 1.14 1.20 1.09 1.15 46.1 km -"
    assert "Load is distance." in done.output
    assert "They are never an alert." in done.output


@pytest.mark.parametrize("language", ["en", "nl"])
def test_on_a_narrow_screen_no_heading_is_broken(
    house: House, receiver: Receiver, shinguard: Shinguard, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more=f'language = "{language}"')
    assert shinguard(house, "sync").exit_code == 0
    wide = shinguard(house, "load").output.splitlines()
    monkeypatch.setenv("COLUMNS", "80")
    narrow = shinguard(house, "load").output.splitlines()
    assert len(narrow[0]) <= 80
    assert [line.split() for line in narrow] == [line.split() for line in wide]


def test_the_figures_for_programs(house: House, shinguard: Shinguard) -> None:
    assert shinguard(house, "sync").exit_code == 0
    found = json.loads(shinguard(house, "load", "--json").output)
    assert (found["athlete"], found["unit"], len(found["weeks"])) == ("me", "m", 12)
    last = found["weeks"][-1]
    assert (last["last"], last["load"]) == ((TODAY - DAY).isoformat(), 40_000)
    assert last["strain"] == pytest.approx(46_188, abs=1)


def test_before_the_first_sync_there_is_nothing_to_show(house: House, shinguard: Shinguard) -> None:
    done = shinguard(house, "load")
    assert done.exit_code == 1
    assert done.output == f"{no_run()}\n"
    assert json.loads(shinguard(house, "load", "--json").output) == {"athlete": "me", "unit": None, "weeks": []}
