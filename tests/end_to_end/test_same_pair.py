"""One pair in two services: joined by its name, proposed under two names, split and taken back by its runner."""

import json

import pytest

from connectors.sandbox import Pair
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.house import House, connectors, real_now
from tests.end_to_end.lives import DAY, PAIR, ZONE, every_other_day

YESTERDAY = real_now().astimezone(ZONE).date() - DAY


@pytest.fixture
def columns() -> int:
    return 80


@pytest.fixture
def house(at_home: Build) -> House:
    """Forty runs of 10,000 m in one pair, of which Strava counts 9,900 each."""
    return at_home(every_other_day(YESTERDAY, real_time=True))


@pytest.fixture
def two_names(house: House, shinguard: Shinguard) -> House:
    """Called Harrier in Garmin, and Old Faithful in Strava."""
    house.sandbox.world.edit_pair(PAIR, strava_name="Old Faithful")
    assert shinguard(house, "sync").exit_code == 0
    return house


def shoes(house: House, shinguard: Shinguard) -> list[tuple[str, int]]:
    """Names and distances."""
    [found] = json.loads(shinguard(house, "shoes", "--all", "--json").output)["athletes"]
    return sorted((each["name"], each["distance_m"]) for each in found["shoes"])


def test_what_may_be_one_pair_is_asked_and_made_so_and_two_again(two_names: House, shinguard: Shinguard) -> None:
    asked = (
        "Probably one pair: Harrier (Garmin) and Old Faithful (Strava), worn on 40 of the same runs. If so:"
        ' shinguard shoes alias "Old Faithful" "Harrier". If not: shinguard shoes split "Old Faithful" "Harrier".\n'
    )
    two = [("Harrier", 400_000), ("Old Faithful", 396_000)]
    assert shinguard(two_names, "shoes").output.endswith(asked)
    [found] = json.loads(shinguard(two_names, "shoes", "--json").output)["athletes"]
    assert [(len(each["shoes"]), each["runs"]) for each in found["maybe_one_pair"]] == [(2, 40)]
    assert shoes(two_names, shinguard) == two
    assert shinguard(two_names, "shoes", "alias", "Old Faithful", "Harrier").exit_code == 0
    assert shoes(two_names, shinguard) == [("Harrier", 400_000)]
    assert "Probably" not in shinguard(two_names, "shoes").output
    assert shinguard(two_names, "shoes", "unalias", "Old Faithful").exit_code == 0
    assert shoes(two_names, shinguard) == two
    assert shinguard(two_names, "shoes").output.endswith(asked)


def test_a_question_that_was_answered_is_not_asked_again(two_names: House, shinguard: Shinguard) -> None:
    before = shoes(two_names, shinguard)
    done = shinguard(two_names, "shoes", "split", "old faithful", "harrier")
    assert (done.exit_code, done.output) == (0, "Old Faithful and Harrier stay two pairs.\n")
    assert "Probably" not in shinguard(two_names, "shoes").output
    assert shoes(two_names, shinguard) == before
    assert shinguard(two_names, "shoes", "unsplit", "harrier").output.startswith("Harrier is not split any more.\n")
    assert "Probably" in shinguard(two_names, "shoes").output


def test_in_a_household_the_answers_name_their_runner(build: Build, shinguard: Shinguard) -> None:
    house = build(every_other_day(YESTERDAY, real_time=True))
    house.sandbox.world.edit_pair(PAIR, strava_name="$HOME")
    house.path.write_text(
        f'database = "sqlite:///{house.folder / "shinguard.db"}"\ntimezone = "Europe/Amsterdam"\n[athletes.bo]\n'
        + connectors(house.sandbox, under="athletes.anna.connectors"),
        encoding="utf-8",
    )
    house.log_in(athlete="anna")
    shinguard(house, "sync", "--athlete", "anna")
    said = shinguard(house, "shoes", "--athlete", "anna").output
    # It can be pasted into a shell as it stands.
    assert """shinguard shoes alias '$HOME' "Harrier" --athlete anna. If not: """ in said


def test_two_pairs_of_one_name_are_split_named_and_one_again(house: House, shinguard: Shinguard) -> None:
    assert shinguard(house, "sync").exit_code == 0
    assert shoes(house, shinguard) == [("Harrier", 400_000)]
    done = shinguard(house, "shoes", "split", "harrier")
    [first, *_bars] = done.output.splitlines()
    keys = sorted(first.removeprefix("Harrier is 2 pairs from now on: ").rstrip(".").split(", "))
    assert [key.partition("-")[0] for key in keys] == ["garmin", "strava"]
    # For good: the next sync changes nothing.
    shinguard(house, "sync")
    assert shoes(house, shinguard) == [("Harrier", 396_000), ("Harrier", 400_000)]
    which = shinguard(house, "shoes", "set", "harrier", "--limit", "500km")
    assert (which.exit_code, "Several shoes are called harrier: write which, " in which.output) == (2, True)
    assert all(key in which.output for key in keys)
    assert "396 km of 500 km" in shinguard(house, "shoes", "set", keys[1], "--limit", "500km").output
    shinguard(house, "shoes", "set", keys[1], "--limit", "none")
    assert shinguard(house, "shoes", "unsplit", "Harrier").output.startswith("Harrier is not split any more.\n")
    assert shoes(house, shinguard) == [("Harrier", 400_000)]
    # An alias takes a split back too.
    shinguard(house, "shoes", "split", "harrier")
    assert shinguard(house, "shoes", "alias", *keys).exit_code == 0
    assert shoes(house, shinguard) == [("Harrier", 400_000)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("split", "comet"), "Comet is one pair in one place: there is nothing to split."),
        (("split", "clogs"), "There is no shoe clogs; there are: "),
        (("split", "harrier", "harrier"), "harrier and harrier are one pair: `shinguard shoes split` takes one name."),
        (("unsplit", "harrier"), "No shoe was split."),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    house: House, shinguard: Shinguard, words: tuple[str, ...], said: str
) -> None:
    house.sandbox.world.add_pair(Pair(key="c", number=2, name="Comet", brand="F", model="C", first_day=YESTERDAY))
    house.sandbox.fail("strava", "down")
    shinguard(house, "sync")
    before = shoes(house, shinguard)
    done = shinguard(house, "shoes", *words)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert shoes(house, shinguard) == before


def test_what_is_one_pair_by_an_alias_is_not_split(two_names: House, shinguard: Shinguard) -> None:
    shinguard(two_names, "shoes", "alias", "Old Faithful", "Harrier")
    done = shinguard(two_names, "shoes", "split", "harrier")
    assert done.exit_code == 2
    assert "You gave it the name Old Faithful as well: `shinguard shoes unalias` takes that back." in done.output
    assert shoes(two_names, shinguard) == [("Harrier", 400_000)]
    # Nothing was written on the way.
    shinguard(two_names, "shoes", "unalias", "Old Faithful")
    assert "Probably" in shinguard(two_names, "shoes").output


def test_where_a_pair_is_from_is_told(house: House, shinguard: Shinguard) -> None:
    shinguard(house, "sync")
    assert "from Garmin, Strava" in shinguard(house, "shoes").output
