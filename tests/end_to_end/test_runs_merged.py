"""`runs --merged`, `runs split` and `runs join`: real configuration, real database, both services on this machine.

Ten kilometres every other day, the last of them yesterday: Strava's copies start three seconds later and are one per
cent shorter.
"""

import json
from datetime import datetime
from typing import Any

import pytest
from click.testing import Result

from daemon.cli import merged
from daemon.copies import Why
from daemon.language import activate
from daemon.merge import explain
from daemon.wording import Format
from rules.records import Activity, Sport
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.house import House, real_now
from tests.end_to_end.lives import DAY, ZONE, every_other_day, run
from tests.end_to_end.receiver import Receiver

YESTERDAY = real_now().astimezone(ZONE).date() - DAY
GARMIN, STRAVA = "garmin-19000000040", "strava-11000000040"
LAST_BUT_ONE = "garmin-19000000039"


@pytest.fixture
def columns() -> int:
    return 60


@pytest.fixture
def house(at_home: Build, receiver: Receiver, shinguard: Shinguard) -> House:
    # In the evening, so that at any hour of today it is news: less than 36 hours old.
    house = at_home(every_other_day(YESTERDAY, clock="20:30", real_time=True))
    assert shinguard(house, "sync").exit_code == 0
    receiver.take()
    return house


def lines(done: Result) -> list[str]:
    assert done.exit_code == 0, done.output
    return [line.rstrip() for line in done.output.splitlines()]


def rows(done: Result) -> dict[str, dict[str, Any]]:
    """The runs of a list for programs, by their IDs."""
    [found] = json.loads(done.output)["athletes"]
    return {each["id"]: each for each in found["runs"]}


def test_what_was_merged_and_why_on_a_narrow_terminal(house: House, shinguard: Shinguard) -> None:
    said = lines(shinguard(house, "runs", "--merged", "--days", "2"))
    assert said == [
        f"{Format('en', 'metric').weekday(YESTERDAY)}, 10 km  {GARMIN}",
        "  Garmin  20:30:00  10 km  1 h 01 min",
        f"    {GARMIN}: the others were compared with it",
        "    gives the sport, the start, the distance, the duration,",
        "    the moving time, the climb, the shoe",
        "  Strava  20:30:03  9.9 km  1 h 01 min",
        f"    {STRAVA}: recorded at the same time",
    ]
    assert max(map(len, said)) <= 60
    assert lines(shinguard(house, "runs", "list", "--merged", "--days", "2")) == said


def test_what_was_merged_for_programs(house: House, shinguard: Shinguard) -> None:
    found = rows(shinguard(house, "runs", "--merged", "--days", "4", "--json"))
    assert list(found) == [GARMIN, LAST_BUT_ONE]
    assert [(each["id"], each["origin"], each["distance_m"], each["why"]) for each in found[GARMIN]["copies"]] == [
        (GARMIN, "garmin", 10_000, "first"),
        (STRAVA, "strava", 9_900, "overlap"),
    ]
    assert found[GARMIN]["copies"][1]["gives"] == []


def test_runs_alone_is_the_list(house: House, shinguard: Shinguard) -> None:
    for options in ((), ("--days", "4"), ("--json",)):
        assert shinguard(house, "runs", *options).output == shinguard(house, "runs", "list", *options).output
    assert list(rows(shinguard(house, "runs", "--days", "4", "--json"))) == [GARMIN, LAST_BUT_ONE]


def test_one_run_becomes_two_and_one_again(house: House, shinguard: Shinguard, monkeypatch: pytest.MonkeyPatch) -> None:
    before = shinguard(house, "runs", "--json").output
    assert lines(shinguard(house, "runs", "split", STRAVA))[0] == (
        f"{STRAVA} is a run of its own from now on, and no copy of {GARMIN}."
    )
    # For good: the next sync changes nothing.
    shinguard(house, "sync")
    found = rows(shinguard(house, "runs", "--days", "4", "--json"))
    assert {name: (each["copies"], each["split"]) for name, each in found.items() if name != LAST_BUT_ONE} == {
        GARMIN: ([GARMIN], True),
        STRAVA: ([STRAVA], True),
    }
    assert GARMIN not in shinguard(house, "runs", "--merged", "--days", "4").output
    monkeypatch.setenv("COLUMNS", "120")
    assert [line[-13:] for line in lines(shinguard(house, "runs", "--days", "2"))[1:]] == [" split by you"] * 2
    assert shinguard(house, "runs", "join", STRAVA, GARMIN).output == (
        f"{STRAVA} and {GARMIN} are one run from now on.\n"
    )
    after = rows(shinguard(house, "runs", "--json"))
    assert after[GARMIN].pop("joined") is True
    was = json.loads(before)["athletes"][0]["runs"][0]
    assert after[GARMIN] == {name: value for name, value in was.items() if name != "joined"}
    assert lines(shinguard(house, "runs", "--days", "2"))[1].endswith(f" {STRAVA}  joined by you")


def test_two_runs_at_once_make_a_session_that_is_told(house: House, shinguard: Shinguard, receiver: Receiver) -> None:
    # 10,000 + 9,900 m, by the runner's own word, beside 10,000.
    said = lines(shinguard(house, "runs", "split", STRAVA))
    assert said[1:] == ["Sent to phone: Shinguard: that run was a big step"]
    assert "19.9 km is 99% longer than your longest run in 30 days (10 km)." in receiver.take()[0]


def test_two_records_that_look_unlike_become_one(house: House, shinguard: Shinguard) -> None:
    # The watch was started late, and again: five kilometres more, two hours later.
    house.sandbox.world.add(run(41, YESTERDAY, 5_000, clock="10:00", services=frozenset({"garmin"})))
    shinguard(house, "sync")
    later = "garmin-19000000041"
    assert later in rows(shinguard(house, "runs", "--days", "2", "--json"))
    assert shinguard(house, "runs", "join", later, STRAVA).exit_code == 0
    found = rows(shinguard(house, "runs", "--days", "2", "--json"))
    assert sorted(found[GARMIN]["copies"]) == [GARMIN, later, STRAVA]
    assert "joined by you" in " ".join(shinguard(house, "runs", "--merged", "--days", "2").output.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("split", "strava-9"), "There is no run strava-9: see `shinguard runs list`."),
        (("split", ""), 'There is no run "": see `shinguard runs list`.'),
        (("join", GARMIN, "nothing"), "There is no run nothing: see `shinguard runs list`."),
        (("join", GARMIN, STRAVA), f"{GARMIN} and {STRAVA} are one run already."),
        (("join", GARMIN, GARMIN), f"{GARMIN} and {GARMIN} are one run already."),
        (
            ("join", STRAVA, LAST_BUT_ONE),
            f"{STRAVA} and {LAST_BUT_ONE} lie more than a day apart: they cannot be one run.",
        ),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    house: House, shinguard: Shinguard, words: tuple[str, ...], said: str
) -> None:
    before = shinguard(house, "runs", "--json").output
    done = shinguard(house, "runs", *words)
    assert (done.exit_code, done.output) == (1, f"{said}\n")
    assert shinguard(house, "runs", "--json").output == before


def test_what_was_deleted_can_be_named_only_to_join(house: House, shinguard: Shinguard) -> None:
    shinguard(house, "runs", "split", STRAVA)
    assert shinguard(house, "runs", "split", STRAVA).output == (
        f"{STRAVA} is made of one record: there is nothing to split.\n"
    )
    shinguard(house, "runs", "join", STRAVA, GARMIN)
    house.sandbox.world.delete(40, service="garmin")
    shinguard(house, "sync")
    # It is called what it was called.
    assert rows(shinguard(house, "runs", "--days", "2", "--json"))[GARMIN]["copies"] == [STRAVA]
    gone = shinguard(house, "runs", "split", GARMIN)
    assert (gone.exit_code, gone.output) == (
        1,
        f"{GARMIN} was deleted in its source. What is left of this run is {STRAVA}.\n",
    )
    house.sandbox.world.add(run(41, YESTERDAY, 5_000, clock="10:00", services=frozenset({"garmin"})))
    shinguard(house, "sync")
    assert shinguard(house, "runs", "join", GARMIN, "garmin-19000000041").exit_code == 0
    assert rows(shinguard(house, "runs", "--days", "2", "--json"))[GARMIN]["copies"] == [STRAVA, "garmin-19000000041"]
    house.sandbox.world.delete(40)
    house.sandbox.world.delete(41)
    shinguard(house, "sync")
    assert shinguard(house, "runs", "split", STRAVA).output == (
        f"There is no run {STRAVA}: see `shinguard runs list`.\n"
    )


def test_the_runner_of_a_household_may_be_named_before_or_behind(house: House, shinguard: Shinguard) -> None:
    there = shinguard(house, "runs", "--athlete", "me", "split", STRAVA)
    back = shinguard(house, "runs", "join", STRAVA, GARMIN, "--athlete", "me")
    assert (there.exit_code, back.exit_code) == (0, 0)
    for words in (("--athlete", "anna", "split", STRAVA), ("list", "--athlete", "anna"), ("--athlete", "anna", "list")):
        done = shinguard(house, "runs", *words)
        assert (done.exit_code, "There is no athlete anna" in done.output) == (2, True)


def test_every_reason_and_every_field_has_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(merged.WHY) == set(Why)
    start = datetime(2026, 3, 1, 9, 0, tzinfo=ZONE)
    known: dict[str, Any] = {
        "sport": Sport.RUN, "elapsed_s": 3_600, "moving_s": 3_500, "distance_m": 10_000, "climb_m": 0, "hard_s": 60,
        "average_heart_rate_bpm": 150.0, "average_cadence_spm": 170.0, "is_race": True, "is_workout": True,
        "gear_id": "g",
    }  # fmt: skip
    whole = Activity(source="files", source_id="strava-1", start=start, **known)
    hand = Activity(source="log", source_id="1", start=start, **(known | {"elapsed_s": 0, "moving_s": 0}))
    [found] = explain([whole, hand])
    assert set(found.taken) == set(merged.FIELDS)
    merged.print_merged([found], Format("en", "metric"))
    said = capsys.readouterr().out
    assert "  Strava's export  09:00:00  10 km  1 h 00 min\n" in said
    # What was logged by hand has no duration, and gives nothing that the other has.
    assert said.endswith("  Logged by hand  09:00:00  10 km\n    log-1: logged by hand near it, about as far\n")


def test_nothing_merged_is_said_too(capsys: pytest.CaptureFixture[str]) -> None:
    merged.print_merged([], Format("en", "metric"))
    assert capsys.readouterr().out == "No run in that time is made of several records.\n"
    activate("en")
