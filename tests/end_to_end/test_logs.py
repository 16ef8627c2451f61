"""What a runner logs and marks is listed, judged and deleted, by the real commands."""

import json
from datetime import datetime, timedelta

import pytest

from daemon.wording import Format
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.house import DEADLINE_S, House, real_now
from tests.end_to_end.lives import DAY, ZONE, every_other_day, run
from tests.end_to_end.receiver import Receiver

YESTERDAY = real_now().astimezone(ZONE).date() - DAY


@pytest.fixture
def house(at_home: Build, receiver: Receiver, shinguard: Shinguard) -> House:
    """Synced a moment ago: forty runs of 10,000 m, the last yesterday."""
    house = at_home(every_other_day(YESTERDAY, real_time=True), "garmin")
    assert shinguard(house, "sync").exit_code == 0
    receiver.take()
    return house


def test_everything_that_is_logged_is_listed_and_deleted(house: House, shinguard: Shinguard) -> None:
    shinguard(house, "log", "pain", "6", "--site", "knee", "--flag", "limp", "--at", f"{YESTERDAY} 18:00")
    shinguard(house, "log", "injury", "--site", "shin", "--from", f"{YESTERDAY - 30 * DAY}")
    shinguard(house, "log", "run", "8,2", "--duration", "45min", "--at", f"{YESTERDAY - 3 * DAY} 7:00")
    shinguard(house, "log", "exertion", "7")
    shinguard(house, "log", "exertion", "9", "--run", "log-1")
    shinguard(house, "mark", "ill", "--from", f"{YESTERDAY - 9 * DAY}", "--to", f"{YESTERDAY - 5 * DAY}")
    [newest, *_others] = json.loads(shinguard(house, "runs", "list", "--json").output)["athletes"][0]["runs"]
    [found] = json.loads(shinguard(house, "log", "list", "--json").output)["athletes"]
    assert found["athlete"] == "me"
    days = [YESTERDAY - days * DAY for days in (0, 0, 3, 3, 9, 30)]
    rows = found["logged"]
    assert [row["day"] for row in rows] == [day.isoformat() for day in days]
    told = {row["id"]: {name: value for name, value in row.items() if name not in ("id", "day")} for row in rows}
    assert told.pop("pain-1") | {"at": ""} == {
        "at": "",
        "site": "knee",
        "moment": "after",
        "level": 6,
        "signs": ["limp"],
    }
    assert told.pop("log-1") | {"start": ""} == {"start": "", "distance_m": 8_200, "duration_s": 2_700}
    assert told == {
        "injury-1": {"site": "shin"},
        f"exertion-{newest['id']}": {"exertion": 7, "run": newest["id"]},
        "exertion-log-1": {"exertion": 9, "run": "log-1"},
        "mark-1": {"mark": "ill", "first": f"{days[4]}", "last": f"{days[4] + 4 * DAY}"},
    }
    lines = shinguard(house, "log", "list").output
    for text in (
        "pain 6 of 10, knee, after the run: a limp",
        "injury, shin",
        "run, 8.2 km in 45 minutes",
        "how hard it felt: 7 of 10",
        "ill, until ",
    ):
        assert text in lines
    assert "injury" not in shinguard(house, "log", "list", "--days", "29").output

    for row in rows:
        assert shinguard(house, "log", "delete", row["id"]).output.startswith(f"{row['id']} is deleted.\n")
        assert shinguard(house, "log", "delete", row["id"]).exit_code == 1
    assert shinguard(house, "log", "list").output == "Nothing is logged.\n"
    state = house.state(real_now())
    assert (state.pain.known(state.now), state.injuries, state.marks) == ((), (), ())
    assert all(run.exertion is None for session in state.history.sessions for run in session.runs)


def test_a_run_that_was_logged_by_hand_is_judged_and_joined_by_its_real_copy(
    house: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    # Runs of 10,000 m so far: 13 km is 30 % more.
    done = shinguard(house, "log", "run", "13km", "--at", "yesterday 19:00", "--duration", "1h20")
    assert done.output.splitlines()[0].startswith("Logged as log-1, ")
    [body] = receiver.take()
    assert "13 km is 30% longer than your longest run in 30 days (10 km)." in body
    sessions = house.state(real_now()).history.sessions
    assert (len(sessions), sessions[-1].distance_m) == (41, 13_000)

    # The watch has it as 13,400 m from 18:50 on.
    house.sandbox.world.add(run(41, YESTERDAY, 13_400, clock="18:50"))
    house.live(real_now())
    sessions = house.state(real_now()).history.sessions
    assert (len(sessions), sessions[-1].distance_m, sessions[-1].session_id) == (41, 13_400, "log-1")
    assert receiver.take() == []


def test_a_logged_run_beside_one_of_that_time_says_how_to_join_them(house: House, shinguard: Shinguard) -> None:
    at_noon = ("--at", "yesterday 12:00", "--duration", "1h")
    first = shinguard(house, "log", "run", "12km", *at_noon)
    assert "on record at that time" not in first.output
    # Less than 20 % apart it would be a copy; 8 km beside 12 km is not.
    again = shinguard(house, "log", "run", "8km", *at_noon).output.splitlines()
    assert again[1] == (
        "log-1 is on record at that time too, and both count. Are they one run? shinguard runs join log-1 log-2"
    )
    before = len(house.state(real_now()).history.sessions[-1].runs)
    assert shinguard(house, "runs", "join", "log-1", "log-2").exit_code == 0
    assert len(house.state(real_now()).history.sessions[-1].runs) == before - 1


def test_a_run_is_excluded_and_included(house: House, shinguard: Shinguard) -> None:
    listed = shinguard(house, "runs", "list").output.splitlines()
    assert listed[0].split() == ["ID", "Day", "Distance", "Shoe", "Copies", "Notes"]
    # Every other day of thirty and today: 15 runs.
    assert len(listed) == 16
    key = listed[1].split()[0]
    assert "10 km" in listed[1]
    assert "Harrier" in listed[1]
    done = shinguard(house, "runs", "exclude", key)
    assert (done.exit_code, done.output) == (0, f"{key} does not count any more.\n")
    assert len(house.state(real_now()).history.sessions) == 39
    assert shinguard(house, "runs", "list").output.splitlines()[1].endswith("excluded")
    # It stays so when the source tells it again.
    house.live(real_now())
    assert len(house.state(real_now()).history.sessions) == 39
    assert shinguard(house, "runs", "include", key).output == f"{key} counts from now on.\n"
    assert len(house.state(real_now()).history.sessions) == 40
    for command in ("exclude", "include", "accept"):
        done = shinguard(house, "runs", command, "garmin-0")
        assert (done.exit_code, "There is no run garmin-0" in done.output) == (1, True)


def test_a_race_is_marked_and_unmarked(house: House, receiver: Receiver, shinguard: Shinguard) -> None:
    shinguard(house, "mark", "race", "--from", "yesterday")
    assert house.state(real_now()).history.sessions[-1].is_race
    assert "race" in shinguard(house, "runs", "list").output.splitlines()[1]
    # What is run on that day is no spike.
    shinguard(house, "log", "run", "21.1", "--at", "yesterday 19:00")
    assert "longer than your longest run" not in "".join(receiver.take())
    [row] = json.loads(shinguard(house, "mark", "list", "--json").output)["athletes"][0]["marks"]
    assert row == {
        "id": "mark-1", "day": f"{YESTERDAY}", "mark": "race", "first": f"{YESTERDAY}", "last": f"{YESTERDAY}"
    }  # fmt: skip
    assert "mark-1" in shinguard(house, "mark", "list").output
    assert shinguard(house, "mark", "delete", "1").output.splitlines()[0] == "mark-1 is deleted."
    assert shinguard(house, "mark", "list").output == "No day is marked.\n"
    assert shinguard(house, "mark", "delete", "mark-1").exit_code == 1
    assert "21.1 km is 111% longer" in "".join(receiver.take())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("log", "pain", "11", "--site", "knee"), "11 is no whole number from 0 to 10"),
        (("log", "pain", "4"), "Where does it hurt? Add --site with one of: knee, shin,"),
        (("log", "pain", "4", "--site", "elbow"), "There is no site elbow; there are: knee, shin,"),
        (("log", "pain", "4", "--site", "knee", "--when", "never"), "There is no moment never; there are: during,"),
        (("log", "pain", "4", "--site", "knee", "--flag", "hunch"), "There is no sign hunch; there are: stabbing,"),
        (("log", "pain", "4", "--site", "knee", "--flag", "limp", "--no-flags"), "leave one of them out"),
        (("log", "pain", "4", "--site", "knee", "--at", "noon"), "noon is no moment: write a day and a time"),
        (("log", "pain", "4", "--site", "knee", "--at", "tomorrow 9:00"), "is still to come"),
        (("log", "exertion", "0"), "0 is no whole number from 1 to 10"),
        (("log", "injury"), "Where is it? Add --site with one of: knee,"),
        (("log", "injury", "--site", "knee", "--from", "2099-01-01"), "2099-01-01 is still to come"),
        (("log", "run", "far"), "far is no distance: write it like 14km"),
        (("log", "run", "8km", "--duration", "long"), "long is no duration of a run: write it like 45min or 1h10"),
        (("log", "run", "8km", "--sport", "walk"), "walk is no run; there are: run, trail-run, treadmill-run,"),
        (("log", "run", "8km", "--sport", "swim"), "There is no sport swim"),
        # 5,000 m in 12 minutes are 25 km/h.
        (("log", "run", "5km", "--duration", "12min"), "5 km in 12 minutes is faster than anybody runs: look at both."),
        (("log", "run", "", "--duration", "12min"), '"" is no distance: write it like 14km'),
        (("log", "pain", "much", "--site", "knee"), "much is no whole number from 0 to 10"),
        (("log", "pain", "", "--site", "knee"), '"" is no whole number from 0 to 10'),
        (("log", "list", "--days", "0"), "0 is no whole number from 1 to 36500"),
        (("mark", "sick"), "There is no mark sick; there are: race, holiday, ill, injured."),
        (
            ("mark", "ill", "--from", "2026-03-06", "--to", "2026-03-02"),
            "(2 March 2026) is before --from (6 March 2026)",
        ),
        (("mark", "ill", "--from", "2026-03-06", "--to", "2027-03-07"), "is more than a year: mark it in parts"),
        (("mark", "ill", "--from", "someday"), "someday is no day: write today,"),
        (("mark", "ill", "--from", "2024-03-06"), "is more than a year: mark it in parts"),
        (("mark", "over", "sick"), "There is no mark sick; there are: race, holiday, ill, injured."),
        (("mark", "over", "ill", "--from", "someday"), "someday is no day: write today,"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_logged(
    empty: House, shinguard: Shinguard, arguments: tuple[str, ...], says: str
) -> None:
    done = shinguard(empty, *arguments)
    assert done.exit_code == 2
    assert says in done.output
    assert shinguard(empty, "log", "list").output == "Nothing is logged.\n"


def test_a_run_is_over_when_it_is_logged(empty: House, shinguard: Shinguard) -> None:
    begun = datetime.now(ZONE) - timedelta(minutes=30)
    done = shinguard(empty, "log", "run", "8km", "--at", f"{begun:%Y-%m-%d %H:%M}", "--duration", "45min")
    assert (done.exit_code, "That run would not be over yet" in done.output) == (2, True)
    # Without a moment it ended just now.
    assert shinguard(empty, "log", "run", "8km", "--duration", "45min").exit_code == 0
    [session] = empty.state(real_now()).history.sessions
    assert abs((real_now() - session.end).total_seconds()) < DEADLINE_S


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("log", "exertion", "7"), "No run is known yet."),
        (("log", "exertion", "7", "--run", "strava-1"), "There is no run strava-1: see `shinguard runs list`."),
        (("log", "delete", "pain-1"), "Nothing logged has the ID pain-1: see `shinguard log list`."),
        (("log", "delete", "nonsense"), "Nothing logged has the ID nonsense"),
        (("log", "delete", "pain-x"), "Nothing logged has the ID pain-x"),
        (("log", "delete", f"pain-{2**64}"), "Nothing logged has the ID pain-18446744073709551616"),
        (("log", "delete", ""), 'Nothing logged has the ID "": see `shinguard log list`.'),
        (("mark", "delete", "x"), "There is no mark x: see `shinguard mark list`."),
        (("mark", "over", "ill"), "You have no mark as ill without a last day: see `shinguard mark list`."),
    ],
)
def test_what_is_not_there_is_not_found(
    empty: House, shinguard: Shinguard, arguments: tuple[str, ...], says: str
) -> None:
    done = shinguard(empty, *arguments)
    assert (done.exit_code, says in done.output) == (1, True)


def test_what_was_logged_on_one_day_is_listed_newest_number_first(empty: House, shinguard: Shinguard) -> None:
    for _each in range(11):
        shinguard(empty, "log", "pain", "1", "--site", "knee")
    listed = shinguard(empty, "log", "list").output.splitlines()[1:]
    assert [line.split()[0] for line in listed] == [f"pain-{number}" for number in range(11, 0, -1)]


def test_on_a_narrow_screen_every_id_is_whole(
    house: House, shinguard: Shinguard, monkeypatch: pytest.MonkeyPatch
) -> None:
    shinguard(house, "log", "exertion", "7")
    [newest, *_others] = json.loads(shinguard(house, "runs", "list", "--json").output)["athletes"][0]["runs"]
    monkeypatch.setenv("COLUMNS", "80")
    listed = shinguard(house, "runs", "list").output.splitlines()
    assert listed[1].startswith(f"{newest['id']}  ")
    assert max(map(len, listed)) <= 80
    assert f"\nexertion-{newest['id']}  " in shinguard(house, "log", "list").output


def test_what_kind_of_run_was_logged_is_listed(empty: House, shinguard: Shinguard) -> None:
    done = shinguard(empty, "log", "run", "8km", "--duration", "45min", "--sport", "trail run")
    assert ": trail-run, 8 km in 45 minutes\n" in done.output


def test_a_year_of_days_can_be_marked(empty: House, shinguard: Shinguard) -> None:
    assert shinguard(empty, "mark", "injured", "--from", "2026-03-06", "--to", "2027-03-06").exit_code == 0


def test_an_injury_without_a_last_day_holds_until_it_is_over(house: House, shinguard: Shinguard) -> None:
    began, style = YESTERDAY - 9 * DAY, Format("en", "metric")
    done = shinguard(house, "mark", "injured", "--from", f"{began}")
    assert done.output.splitlines()[0] == f"Logged as mark-1, {style.full_day(began)}: injured, without a last day"
    assert done.output.splitlines()[3] == "When it is over: shinguard mark over injured"
    [row] = json.loads(shinguard(house, "mark", "list", "--json").output)["athletes"][0]["marks"]
    assert (row["first"], row["last"]) == (f"{began}", None)
    says = (
        f"You marked yourself as injured from {style.full_day(began)} on. When it is over: shinguard mark over injured"
    )
    # A mark that is forgotten would silence rules: each of these says since when it stands.
    for command in (("today",), ("status",), ("digest",), ("check", "5km", "--date", "tomorrow")):
        assert says in shinguard(house, *command).output
    again = shinguard(house, "mark", "injured", "--to", "tomorrow")
    assert (again.exit_code, says in again.output) == (2, True)
    # One that ended before it began stands beside it.
    assert shinguard(house, "mark", "injured", "--from", f"{began - 9 * DAY}", "--to", f"{began - DAY}").exit_code == 0
    assert shinguard(house, "mark", "over", "injured").output.splitlines()[0] == (
        f"Logged as mark-1, {style.full_day(began)}: injured, until {style.full_day(YESTERDAY)}"
    )
    assert "injured" not in shinguard(house, "today").output
    assert shinguard(house, "mark", "over", "injured").exit_code == 1


def test_a_mark_that_is_over_before_it_began_is_deleted(house: House, shinguard: Shinguard) -> None:
    assert shinguard(house, "mark", "ill").exit_code == 0
    assert shinguard(house, "check", "10km", "--date", "tomorrow").exit_code == 1
    assert shinguard(house, "mark", "over", "ill", "--from", "today").output.splitlines()[:2] == [
        "You are no longer marked as ill.",
        "mark-1 is deleted.",
    ]
    assert shinguard(house, "mark", "list").output == "No day is marked.\n"
    assert shinguard(house, "check", "10km").exit_code == 0


def test_in_a_household_the_command_that_ends_a_mark_names_the_runner(empty: House, shinguard: Shinguard) -> None:
    text = empty.path.read_text(encoding="utf-8")
    empty.path.write_text(f"{text}\n[athletes.anna]\n[athletes.bert]\n", encoding="utf-8")
    done = shinguard(empty, "mark", "ill", "--athlete", "anna")
    assert "When it is over: shinguard mark over ill --athlete anna" in done.output.splitlines()
    assert shinguard(empty, "mark", "over", "ill", "--athlete", "bert").exit_code == 1
    assert shinguard(empty, "mark", "over", "ill", "--athlete", "anna").exit_code == 0


def test_each_of_a_household_logs_for_themself(empty: House, shinguard: Shinguard) -> None:
    text = empty.path.read_text(encoding="utf-8")
    empty.path.write_text(f"{text}\n[athletes.anna]\n[athletes.bert]\n", encoding="utf-8")
    done = shinguard(empty, "log", "pain", "2", "--site", "knee")
    assert (done.exit_code, "--athlete" in done.output) == (2, True)
    assert shinguard(empty, "log", "pain", "2", "--site", "knee", "--athlete", "anna").exit_code == 0
    found = json.loads(shinguard(empty, "log", "list", "--json").output)["athletes"]
    assert [(each["athlete"], len(each["logged"])) for each in found] == [("anna", 1), ("bert", 0)]
    assert shinguard(empty, "log", "delete", "pain-1", "--athlete", "bert").exit_code == 1
