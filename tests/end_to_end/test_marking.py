"""What `mark` answers: a mark that stands already, one that is over, and days that are the wrong way round."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from connectors.sandbox import World
from daemon.cli.group import group
from daemon.wording import Format
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House, real_now
from tests.end_to_end.lives import ZONE

DAY = timedelta(days=1)
TODAY = real_now().astimezone(ZONE).date()
STYLE = Format("en", "metric")
Mark = Callable[..., Result]


@pytest.fixture
def house(build: Build) -> House:
    return build(World(zone="Europe/Amsterdam"), "garmin")


@pytest.fixture
def mark(house: House, monkeypatch: pytest.MonkeyPatch) -> Mark:
    """Return a function that marks the days of who has logged nothing else."""
    monkeypatch.setenv("COLUMNS", "200")

    def mark(*arguments: str) -> Result:
        return CliRunner().invoke(group, ("--config", str(house.path), "mark", *arguments), prog_name="shinguard")

    return mark


def test_a_second_mark_of_a_kind_is_told_that_one_stands_already(mark: Mark) -> None:
    assert mark("ill").exit_code == 0
    again = mark("ill")
    assert again.exit_code == 2
    assert (
        f"Error: You have such a mark already (mark-1). You marked yourself as ill from {STYLE.full_day(TODAY)} on: "
    ) in again.output


def test_a_mark_that_is_over_on_its_first_day_is_over(mark: Mark) -> None:
    mark("ill")
    assert mark("over", "ill").output.splitlines()[:2] == ["You are no longer marked as ill.", "mark-1 is deleted."]
    assert mark("list").output == "No day is marked.\n"


def test_who_is_marked_by_another_mark_is_not_told_otherwise(mark: Mark) -> None:
    assert mark("ill", "--to", f"{TODAY}").exit_code == 0
    assert mark("ill").exit_code == 0
    assert mark("over", "ill").output.splitlines()[0] == "mark-2 is deleted."


@pytest.mark.parametrize("kind", ["ill", "race"])
def test_a_last_day_that_is_past_asks_for_the_first_one(mark: Mark, kind: str) -> None:
    yesterday = TODAY - DAY
    done = mark(kind, "--to", "yesterday")
    says = f"--to ({STYLE.full_day(yesterday)}) is before today: add --from with the first day."
    assert (done.exit_code, says in done.output, "turn them round" in done.output) == (2, True, False)
    turned = mark(kind, "--from", "today", "--to", "yesterday")
    assert (turned.exit_code, "turn them round" in turned.output) == (2, True)
    assert mark(kind, "--from", "yesterday", "--to", "yesterday").exit_code == 0
