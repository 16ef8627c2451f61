"""`shoes` and what is said of them: real configuration, real database, a real service on this machine.

Ten kilometres every other day in one pair that had 200 km before: 40 runs, 600 km. The 56 days that end today hold 28
of them, 280 km: 5 km a day. The 100 km that are left to 700 are 20 days.
"""

import json
import re
from dataclasses import replace

import pytest
from click.testing import Result

from connectors.sandbox import Pair
from daemon.language import activate
from daemon.wording import Format
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.house import ALWAYS_AWAKE, House, real_now
from tests.end_to_end.lives import DAY, PAIR, ZONE, every_other_day
from tests.end_to_end.receiver import Receiver

TODAY = real_now().astimezone(ZONE).date()
FULL, EMPTY = "█", "░"
WORN = Format("en", "metric").full_day(TODAY + 20 * DAY)


@pytest.fixture
def columns() -> int:
    return 80


@pytest.fixture
def house(at_home: Build, shinguard: Shinguard) -> House:
    world = every_other_day(TODAY - DAY, real_time=True)
    world.edit_pair(PAIR, before_m=200_000)
    more = Pair(key="old", number=2, name="Old ones", brand="F", model="H", first_day=TODAY - 90 * DAY)
    world.add_pair(replace(more, before_m=710_000, retired=True))
    world.add_pair(replace(more, key="race", number=3, name="Comet", before_m=30_000, limit_m=300_000))
    house = at_home(world, "garmin")
    assert shinguard(house, "sync").exit_code == 0
    return house


def lines(done: Result) -> list[str]:
    assert done.exit_code == 0, done.output
    return [line.rstrip() for line in done.output.splitlines()]


# 600 x 24 / 700 = 20.6 cells.
HARRIER = [
    f"Harrier  {FULL * 20}{EMPTY * 4}  600 km of 700 km",
    f"         near its limit; 700 km around {WORN}",
    "         from Garmin",
]


def test_a_bar_for_each_pair_in_use(house: House, shinguard: Shinguard) -> None:
    assert lines(shinguard(house, "shoes")) == [
        *HARRIER,
        # 30 x 24 / 300 = 2.4 cells.
        f"Comet    {FULL * 2}{EMPTY * 22}  30 km of 300 km",
        "         not worn in the last 8 weeks",
        "         from Garmin",
        "1 retired pair is not shown; --all shows it.",
    ]
    assert lines(shinguard(house, "shoes", "--all"))[-3:] == [
        f"Old ones  {FULL * 24}  710 km of 700 km",
        "          retired",
        "          from Garmin",
    ]


def test_the_real_command_prints_no_colour_where_nobody_looks(house: House) -> None:
    done = house.command("shoes")
    assert done.returncode == 0, done.stderr
    assert [line.rstrip() for line in done.stdout.splitlines()][:3] == HARRIER


def test_colour_adds_nothing_that_words_do_not_say(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = house.command("shoes").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = house.command("shoes").stdout
    assert "\x1b[33m" + FULL * 20 in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_a_terminal_without_blocks_has_bars_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    assert house.command("shoes").stdout.splitlines()[0].rstrip() == f"Harrier  {'#' * 20}----  600 km of 700 km"


def test_for_programs_all_pairs(house: House, shinguard: Shinguard) -> None:
    (found,) = json.loads(shinguard(house, "shoes", "--json").output)["athletes"]
    assert found["athlete"] == "me"
    assert [(each["name"], each["distance_m"], each["limit_m"], each["state"]) for each in found["shoes"]] == [
        ("Harrier", 600_000, 700_000, "near-limit"),
        ("Comet", 30_000, 300_000, "in-use"),
        ("Old ones", 710_000, 700_000, "retired"),
    ]
    assert found["shoes"][0]["limit_day"] == (TODAY + 20 * DAY).isoformat()


def test_a_pair_of_ones_own(house: House, shinguard: Shinguard) -> None:
    told = ("--initial", "120km", "--limit", "480km", "--kind", "trail")
    # 120 x 24 / 480 = 6 cells.
    assert lines(shinguard(house, "shoes", "add", "Blue", "Ones", *told)) == [
        "Blue Ones is added.",
        f"Blue Ones  {FULL * 6}{EMPTY * 18}  120 km of 480 km",
        "           not worn in the last 8 weeks",
        "           for trails; added here",
    ]
    assert "Blue Ones" in shinguard(house, "shoes").output
    said = shinguard(house, "check", "10km", "--shoe", "blue").output
    assert "Blue Ones will have come to 130 km of 480 km." in said


def test_a_pair_of_ones_own_is_removed_with_what_was_said_of_it(house: House, shinguard: Shinguard) -> None:
    before = shinguard(house, "shoes", "--json").output
    shinguard(house, "shoes", "add", "Comett", "--limit", "480km", "--default-for", "run")
    shinguard(house, "shoes", "add", "Comett")
    shinguard(house, "shoes", "set", "comett", "--default-for", "run", "--kind", "race")
    shinguard(house, "shoes", "alias", "Old ones", "Comett")
    done = shinguard(house, "shoes", "remove", "comett")
    assert (done.exit_code, done.output) == (0, "Comett is removed.\n")
    assert shinguard(house, "shoes", "--json").output == before
    # Another pair of that name begins anew, without its kind and its sport.
    assert lines(shinguard(house, "shoes", "add", "Comett"))[-1] == "        added here"


def test_what_is_set_holds_over_the_source(house: House, shinguard: Shinguard) -> None:
    told = ("--limit", "500", "--kind", "race", "--default-for", "run", "--default-for", "treadmill-run")
    assert lines(shinguard(house, "shoes", "set", "comet", *told)) == [
        # 30 x 24 / 500 = 1.4 cells.
        f"Comet  {FULL}{EMPTY * 23}  30 km of 500 km",
        "       not worn in the last 8 weeks",
        "       for races; default pair for runs, treadmill runs; from Garmin",
    ]
    shinguard(house, "sync")
    assert "30 km of 500 km" in shinguard(house, "shoes").output
    assert "30 km of 300 km" in shinguard(house, "shoes", "set", "comet", "--limit", "none").output
    # The default of a sport moves from pair to pair.
    assert lines(shinguard(house, "shoes", "set", "harrier", "--default-for", "run"))[-1] == (
        "         default pair for runs; from Garmin"
    )
    assert "default pair for treadmill runs;" in shinguard(house, "shoes").output
    assert (
        lines(shinguard(house, "shoes", "set", "comet", "--default-for", "none"))[-1] == "       for races; from Garmin"
    )


def test_what_was_run_before_is_in_the_sources_total_already(house: House, shinguard: Shinguard) -> None:
    assert lines(shinguard(house, "shoes", "set", "harrier", "--initial", "100km")) == [
        "Garmin keeps the distance of Harrier: what was run before is in it, and is not added.",
        *HARRIER,
    ]


def test_two_names_become_one_pair_and_two_again(house: House, shinguard: Shinguard) -> None:
    before = lines(shinguard(house, "shoes", "--all"))
    assert lines(shinguard(house, "shoes", "alias", "Old ones", "harr")) == [
        "Old ones is another name of Harrier from now on.",
        # Two records of one source: 600 + 710 = 1,310.
        f"Harrier  {FULL * 24}  1,310 km of 700 km",
        "         far beyond its limit: check sole and foam",
        "         also called Old ones; from Garmin",
    ]
    again = shinguard(house, "shoes", "alias", "harrier", "old ones")
    assert (again.exit_code, "harrier and old ones are one pair already." in again.output) == (2, True)
    # By the alias that was given, by the name that stands there now, and by a part of either.
    for words in (("old", "ones"), ("harrier",), ("HARR",), ("ones",)):
        assert lines(shinguard(house, "shoes", "unalias", *words))[0] == "Old ones is a pair of its own again."
        assert lines(shinguard(house, "shoes", "--all")) == before
        shinguard(house, "shoes", "alias", "Old ones", "Harrier")


def test_of_a_pair_with_several_other_names_one_is_taken_back(
    house: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    for name in ("Old ones", "Comet"):
        shinguard(house, "shoes", "alias", name, "Harrier")
    shinguard(house, "shoes", "add", "Blue")
    for words, says in (
        (("harrier",), "You gave Harrier several names: Comet, Old ones. Write which."),
        (("blue",), "You gave Blue no other name; these are the other names that you gave: Comet, Old ones."),
        (("clogs",), "There is no alias clogs; there are: Comet, Old ones."),
        (("",), 'There is no alias ""; there are: Comet, Old ones.'),
    ):
        done = shinguard(house, "shoes", "unalias", *words)
        assert (done.exit_code, says in done.output) == (2, True), done.output
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more='language = "nl"')
    for word, says in (
        ("harrier", "Je hebt Harrier meer dan één naam gegeven: Comet, Old ones. Schrijf welke."),
        ("clogs", "Er is geen alias clogs; wel: Comet, Old ones."),
    ):
        assert says in shinguard(house, "shoes", "unalias", word).output
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE)
    assert lines(shinguard(house, "shoes", "unalias", "comet"))[0] == "Comet is a pair of its own again."
    assert lines(shinguard(house, "shoes", "unalias", "harrier"))[0] == "Old ones is a pair of its own again."


def test_a_pair_is_retired_and_taken_back(house: House, shinguard: Shinguard) -> None:
    shinguard(house, "shoes", "set", "harrier", "--default-for", "run")
    assert lines(shinguard(house, "shoes", "retire", "harrier")) == [
        "From tomorrow on Harrier is no default pair any more.",
        HARRIER[0],
        "         retired",
        "         default pair for runs; from Garmin",
    ]
    assert "2 retired pairs are not shown; --all shows them." in shinguard(house, "shoes").output
    assert "There is no shoe harrier in use; there are: Comet." in shinguard(house, "shoes", "retire", "harrier").output
    # The source says that it is retired; the runner's word goes before.
    assert lines(shinguard(house, "shoes", "unretire", "old"))[1].startswith(
        "          its limit is reached: check sole and foam"
    )
    assert lines(shinguard(house, "shoes", "unretire", "harrier"))[:2] == HARRIER[:2]
    assert "No shoe is retired." in shinguard(house, "shoes", "unretire", "harrier").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("set", "harrier"), "Say what is to be set: --initial, --limit, --kind or --default-for."),
        (("set", "clogs", "--limit", "600"), "There is no shoe clogs; there are: Comet, Harrier, Old ones."),
        (("set", "harrier", "--limit", "40km"), "40km is no limit of a shoe: from 50 km to 3000 km is taken"),
        (("set", "harrier", "--initial", "3001km"), "3001km cannot have been run in a shoe before"),
        (("set", "harrier", "--limit", "far"), "far is no distance: write it like 14km"),
        (("set", "harrier", "--kind", "clog"), "There is no kind of shoe clog; there are: daily, race, trail."),
        (("set", "harrier", "--default-for", "ride"), "There is no sport ride; there are: run, trail-run, "),
        (("add", "harrier"), "There is a shoe harrier already."),
        (("add", " "), "Write a name for the pair."),
        (("add", "Blue", "--kind", "clog"), "There is no kind of shoe clog"),
        (("alias", "harrier", "clogs"), "There is no shoe clogs; there are"),
        (("unalias", "harrier"), "No shoe has an alias."),
        (("retire", "old"), "There is no shoe old in use; there are: Comet, Harrier."),
        (("unretire", "harrier"), "There is no shoe harrier; there are: Old ones."),
        (("remove", "harr"), "Harrier comes from a source: `shinguard shoes retire` takes it out of use."),
        (("remove", "clogs"), "There is no shoe clogs; there are: Comet, Harrier, Old ones."),
        (("remove", ""), 'There is no shoe ""; there are: Comet, Harrier, Old ones.'),
        (("remove",), "Missing argument 'NAME...'."),
    ],
)
def test_what_cannot_be_taken_is_named_and_changes_nothing(
    house: House, shinguard: Shinguard, words: tuple[str, ...], says: str
) -> None:
    before = shinguard(house, "shoes", "--json").output
    done = shinguard(house, "shoes", *words)
    assert (done.exit_code, says in done.output) == (2, True), done.output
    assert shinguard(house, "shoes", "--json").output == before


def test_in_dutch_and_in_miles(house: House, receiver: Receiver, shinguard: Shinguard) -> None:
    activate("nl")
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more='language = "nl"\nunits = "imperial"')
    day = Format("nl", "imperial").full_day(TODAY + 20 * DAY)
    # 600,000 m are 372.8 mi, 700,000 m 434.9.
    assert lines(shinguard(house, "shoes")) == [
        f"Harrier  {FULL * 20}{EMPTY * 4}  372,8 mi van 434,9 mi",
        f"         bijna op; 434,9 mi rond {day}",
        "         uit Garmin",
        f"Comet    {FULL * 2}{EMPTY * 22}  18,6 mi van 186,4 mi",
        "         de laatste 8 weken niet gedragen",
        "         uit Garmin",
        "1 paar dat uit gebruik is, staat er niet bij; met --all wel.",
    ]
    # A quarter of the way, 6 of 24 cells.
    told = ("--initial", "75", "--limit", "300", "--kind", "wedstrijd")
    assert lines(shinguard(house, "shoes", "add", "Blauwe", *told)) == [
        "Blauwe is toegevoegd.",
        f"Blauwe  {FULL * 6}{EMPTY * 18}  75 mi van 300 mi",
        "        de laatste 8 weken niet gedragen",
        "        voor wedstrijden; hier toegevoegd",
    ]
    said = lines(shinguard(house, "shoes", "set", "blauwe", "--default-for", "hardlopen"))
    assert said[-1] == "        voor wedstrijden; standaardpaar voor hardlopen; hier toegevoegd"
    assert lines(shinguard(house, "shoes", "set", "blauwe", "--default-for", "geen"))[-1] == (
        "        voor wedstrijden; hier toegevoegd"
    )
    assert "Er is geen schoen klomp" in shinguard(house, "shoes", "set", "klomp", "--limit", "300").output


def test_a_new_installation_knows_no_shoes_and_one_of_some_days_no_dates(
    build: Build, receiver: Receiver, shinguard: Shinguard
) -> None:
    empty = build(every_other_day(real_time=True), "garmin", name="empty")
    assert lines(shinguard(empty, "shoes")) == ["No shoes are known."]
    world = every_other_day(TODAY - DAY, real_time=True)
    for number in range(1, 25):
        world.delete(number)
    young = build(world, "garmin", name="young")
    young.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE)
    young.log_in()
    shinguard(young, "sync")
    # 16 runs are left, the first of them 31 days ago.
    day = Format("en", "metric").day(TODAY - 31 * DAY)
    assert lines(shinguard(young, "shoes"))[1:] == [
        "         in use",
        "         from Garmin",
        f"No dates yet: 50 days of history needed, from the first run on {day}.",
    ]


def test_a_household_has_the_shoes_of_each(house: House, shinguard: Shinguard) -> None:
    text = house.path.read_text(encoding="utf-8")
    house.path.write_text(text + '[athletes.me]\n[athletes.bert]\nlanguage = "nl"\n', encoding="utf-8")
    assert [each["athlete"] for each in json.loads(shinguard(house, "shoes", "--json").output)["athletes"]] == [
        "me",
        "bert",
    ]
    assert "--athlete" in shinguard(house, "shoes", "retire", "harrier").output
    assert lines(shinguard(house, "shoes", "retire", "harrier", "--athlete", "me"))[1] == "         retired"
    # Before the command's name it is understood as well.
    assert lines(shinguard(house, "shoes", "--athlete", "me", "unretire", "harrier"))[0] == HARRIER[0]
