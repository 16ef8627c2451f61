"""`check` and `today` as a runner asks them: real configuration, real database, real services on this machine.

Ten kilometres every other day, the last ones yesterday. In the 30 days before the longest is 10 km, so session-spike
allows 11 km. The highest recent week holds four runs, 40 km, so weekly-ramp allows 44 km; the seven days that end
today hold three, so 14 km are left.
"""

import json
from datetime import timedelta

import pytest
from babel.dates import get_day_names

from connectors.sandbox.world import Plan
from daemon.language import activate
from daemon.starting import no_run
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.house import ALWAYS_AWAKE, House, real_now
from tests.end_to_end.lives import DAY, ZONE, every_other_day, run
from tests.end_to_end.receiver import Receiver

TODAY = real_now().astimezone(ZONE).date()


def add_a_spike(house: House) -> None:
    """Add a run that ended within the last 48 hours, whatever the hour is now: so long its alert is open."""
    house.sandbox.world.add(run(99, TODAY - 2 * DAY, 14_000, clock="23:00"))


@pytest.fixture
def house(at_home: Build, shinguard: Shinguard) -> House:
    house = at_home(every_other_day(TODAY - DAY, real_time=True), "garmin")
    assert shinguard(house, "sync").exit_code == 0
    return house


def reconfigured(house: House, receiver: Receiver, more: str) -> House:
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more=more)
    return house


@pytest.mark.parametrize(
    ("words", "exit_code", "begins"),
    [
        (("11km",), 0, "Yes: 11 km on "),
        (("11", "km"), 0, "Yes: 11 km on "),
        (("11.001",), 1, "No: 11.001 km on "),
        (("11,001",), 1, "No: 11.001 km on "),
        (("6.8mi",), 0, "Yes: 6.8 mi (10.94 km) on "),  # 10,944 m
        (("6.9mi",), 1, "No: 6.9 mi (11.1 km) on "),  # 11,104 m
        (("11km", "--date", "tomorrow"), 0, "Yes: 11 km on "),
    ],
)
def test_check_says_yes_or_how_far(
    house: House, shinguard: Shinguard, words: tuple[str, ...], exit_code: int, begins: str
) -> None:
    done = shinguard(house, "check", *words)
    assert done.exit_code == exit_code, done.output
    assert done.output.startswith(begins)
    assert "11 km (session-spike).\n" in done.output.splitlines(keepends=True)[0]
    assert "session-spike: Longest run in the 30 days before: 10 km. More than 11 km is a big step." in done.output
    assert "weekly-ramp: 30 km of 44 km in these 7 days so far; your highest recent week is 40 km." in done.output


def test_check_of_a_day_to_come_says_what_it_supposes(house: House, shinguard: Shinguard) -> None:
    # In five days the seven days hold one run: days 1 before today to 5 after it.
    day = TODAY + 5 * DAY
    for name in (f"{day}", get_day_names(locale="en")[day.weekday()], get_day_names(locale="nl")[day.weekday()]):
        said = shinguard(house, "check", "11km", "--date", name).output
        assert "weekly-ramp: 10 km of 44 km" in said
        assert said.endswith("This supposes no run between now and then.\n")
    assert "supposes" not in shinguard(house, "check", "11km").output


def test_check_of_a_shoe(house: House, shinguard: Shinguard) -> None:
    # 40 runs of 10 km and this one.
    said = shinguard(house, "check", "10km", "--shoe", "harr").output
    assert said.splitlines()[-1] == "  Harrier will have come to 410 km of 700 km."


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("far",), "far is no distance: write it like 14km"),
        (("201km",), "201km is no distance of a run"),
        (("10km", "--date", "someday"), "someday is no day: write today, tomorrow"),
        (("10km", "--date", f"{TODAY - timedelta(days=2)}"), "is past"),
        (("10km", "--shoe", "clogs"), "There is no shoe clogs in use; there are: Harrier."),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(
    house: House, shinguard: Shinguard, words: tuple[str, ...], says: str
) -> None:
    done = shinguard(house, "check", *words)
    assert done.exit_code == 2
    assert says in done.output


def test_before_anything_came_in_nothing_is_known(build: Build, shinguard: Shinguard) -> None:
    house = build(every_other_day(real_time=True), "garmin")
    done = shinguard(house, "check", "5km")
    assert done.exit_code == 3
    assert done.output.startswith("It cannot be known whether 5 km on ")
    assert done.output.splitlines()[1:] == [f"  {no_run()}"]
    assert shinguard(house, "today").output.splitlines()[1:3] == [
        "  How far you can go cannot be known.",
        f"  {no_run()}",
    ]


def test_on_a_day_that_is_marked_as_ill_the_answer_is_no_whatever_the_distance(
    house: House, shinguard: Shinguard
) -> None:
    says = "  You marked this day as ill: while you feel ill, do not run."
    asked = shinguard(house, "check", "10km")
    assert (asked.exit_code, says in asked.output) == (0, False)
    assert shinguard(house, "mark", "ill", "--to", "today").exit_code == 0
    # No number of metres beside it: who is not to run is not told how far.
    asked = shinguard(house, "check", "10km")
    assert (asked.exit_code, asked.output.splitlines()[1:]) == (1, [says])
    assert asked.output.startswith("No: no run on ")
    found = json.loads(shinguard(house, "check", "10km", "--json").output)
    assert (found["answer"], found["ill"], found["resting"]) == ("no", True, [])
    assert shinguard(house, "check", "10km", "--date", "tomorrow").exit_code == 0
    # A mark is no want of data.
    body = "efficiency-drop, heart-rate-variability, resting-heart-rate, sleep, stress"
    resting = f"  Marked as ill, so these rules rest: {body}."
    assert shinguard(house, "today").output.splitlines()[1:4] == [says, "This morning", resting]
    lacking, _heading, marked = shinguard(house, "status").output.partition("\nAt rest\n")
    assert "stress" not in lacking.partition("Silent for want of data")[2]
    assert marked.splitlines()[:2] == [says, resting]
    states = {line.split()[0]: line for line in shinguard(house, "rules", "list").output.splitlines() if line}
    assert "at rest: marked as ill" in states["stress"]
    today = json.loads(shinguard(house, "today", "--json").output)
    assert (today["morning"], {each["mark"] for each in today["resting"]}) == ([], {"ill"})


def test_on_a_day_that_is_marked_as_injured_that_is_said_first_and_the_answer_is_never_yes(
    house: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    assert json.loads(shinguard(house, "today", "--json").output)["injured"] is False
    assert shinguard(house, "mark", "injured", "--to", "today").exit_code == 0
    assert json.loads(shinguard(house, "today", "--json").output)["injured"] is True
    assert shinguard(house, "today").output.splitlines()[1:4] == [
        "  You marked this day as injured.",
        "  How far you can go cannot be known.",
        "  Marked as injured, so these rules rest: rest-days, session-spike, weekly-ramp.",
    ]
    assert shinguard(house, "check", "1km").exit_code == 3
    activate("nl")
    reconfigured(house, receiver, 'language = "nl"')
    assert shinguard(house, "today").output.splitlines()[1] == "  Je hebt deze dag als geblesseerd gemarkeerd."


def test_a_holiday_is_no_reason_not_to_know(house: House, shinguard: Shinguard) -> None:
    # Only rest-days, which has no limit, rests then.
    assert shinguard(house, "mark", "holiday").exit_code == 0
    asked = shinguard(house, "check", "10km")
    assert (asked.exit_code, asked.output.splitlines()[-1]) == (
        0,
        "  Marked as holiday, so these rules rest: rest-days.",
    )


@pytest.mark.parametrize("kind", ["injured", "ill"])
def test_on_a_marked_day_an_open_alert_is_listed_without_its_advice(
    house: House, shinguard: Shinguard, kind: str
) -> None:
    add_a_spike(house)
    assert shinguard(house, "sync").exit_code == 0
    advice = "Run easy or rest for two days, and make your next long run no longer than this one."
    for command in ("today", "alerts"):
        assert advice in shinguard(house, command).output
    assert shinguard(house, "mark", kind).exit_code == 0
    for command in ("today", "alerts"):
        said = shinguard(house, command).output
        assert "14 km is 40% longer than your longest run in 30 days (10 km)." in said
        assert "Run easy or rest" not in said


def test_beside_a_red_flag_an_open_alert_is_listed_without_its_advice(house: House, shinguard: Shinguard) -> None:
    add_a_spike(house)
    shinguard(house, "sync")
    # The week, which is a warning, stands before it.
    lines = shinguard(house, "alerts").output.splitlines()
    number = next(line.split()[0] for line in lines if "session-spike" in line)
    shinguard(house, "log", "pain", "2", "--site", "shin", "--flag", "limp")
    for command in (("today",), ("alerts",), ("alerts", "show", number)):
        said = shinguard(house, *command).output
        assert "14 km is 40% longer than your longest run in 30 days (10 km)." in said
        # What is shown alone would read as if the run asked for a doctor.
        assert ("Do not run. Have it seen by your family doctor" in said) is (command[-1] != number)
        assert "Run easy or rest" not in said
    listed = shinguard(house, "alerts").output.splitlines()
    flag = next(line.split()[0] for line in listed if " red-flags " in line)
    first = f"Alert #{flag} (red-flags) comes first: see `shinguard alerts show {flag}`."
    assert shinguard(house, "alerts", "show", number).output.splitlines()[2] == f"  {first}"
    told = json.loads(shinguard(house, "alerts", "show", number, "--json").output)
    assert (told["do"], told["comes_first"]) == ("", first)
    told = json.loads(shinguard(house, "alerts", "show", flag, "--json").output)
    assert (told["do"][:11], told["comes_first"]) == ("Do not run.", None)
    today = json.loads(shinguard(house, "today", "--json").output)
    assert (today["up_to_m"], today["week_room_m"], today["limits"]) == (None, None, [])
    assert today["stops"] == [
        {"rule": "red-flags", "values": {"pain_site": "shin", "sign_flags": "limp", "sign_count": 1}}
    ]


def test_a_pain_that_stops_a_run_today_is_asked_about_before_one_after_its_shortest_rest(
    house: House, shinguard: Shinguard
) -> None:
    shinguard(house, "log", "pain", "8", "--site", "knee", "--no-flags")
    assert shinguard(house, "check", "5km").exit_code == 1
    assert " left in the 7 days that end today" not in shinguard(house, "today").output
    done = shinguard(house, "check", "5km", "--date", "tomorrow")
    assert (done.exit_code, "2-4 weeks without running" in done.output) == (1, True)
    # After the shortest rest nobody knows how it will be.
    assert shinguard(house, "log", "delete", "pain-1").exit_code == 0
    shinguard(house, "log", "pain", "6", "--site", "knee", "--no-flags")
    done = shinguard(house, "check", "5km", "--date", f"{TODAY + 8 * DAY}")
    assert done.exit_code == 3
    assert done.output.startswith("It cannot be known whether 5 km on ")
    assert (
        "  pain-response cannot say: The pain (knee) allows no run today: log how it is before you run on another day."
    ) in done.output.splitlines()


def test_today_tells_the_ceiling_the_week_the_morning_and_what_is_open(house: House, shinguard: Shinguard) -> None:
    done = shinguard(house, "today")
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[1:3] == [
        "  Up to 11 km in one run (session-spike).",
        "  14 km left in the 7 days that end today (weekly-ramp).",
    ]
    assert "  resting-heart-rate cannot say: This morning's resting heart rate is not known." in lines
    assert lines[-2:] == ["Open alerts", "  none"]


def test_today_tells_what_an_open_alert_asks_and_counts_the_run_of_today(at_home: Build, shinguard: Shinguard) -> None:
    moment = real_now().astimezone(ZONE)
    early = f"{moment - timedelta(hours=2):%H:%M}"
    day = (moment - timedelta(hours=2)).date()
    house = at_home(every_other_day(day - 2 * DAY, then=[run(41, day, 13_000, clock=early)], real_time=True), "garmin")
    shinguard(house, "sync")
    said = shinguard(house, "today").output
    # 1.10 x 13 = 14.3 km; 43 of 44 km are run.
    assert "session-spike: Longest run in the 30 days before: 13 km. More than 14.3 km is a big step." in said
    assert "13 km is 30% longer than your longest run in 30 days (10 km).\n     Run easy or rest for two days" in said


def test_a_plan_that_was_just_changed_is_seen_when_a_person_syncs(house: House, shinguard: Shinguard) -> None:
    house.sandbox.world.plan(Plan(number=7, day=TODAY + 3 * DAY, title="Long run", distance_m=20_000))
    # The service's own syncs ask for the calendar every six hours.
    assert shinguard(house, "sync", "--quiet").exit_code == 0
    assert "planned-session" not in house.open_alerts(real_now())
    assert shinguard(house, "sync").exit_code == 0
    assert "planned-session" in house.open_alerts(real_now())


def test_json(house: House, shinguard: Shinguard) -> None:
    done = shinguard(house, "check", "12km", "--json", "--shoe", "Harrier")
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert (found["answer"], found["distance_m"], found["up_to_m"]) == ("no", 12_000, 11_000)
    assert (found["up_to_rule"], found["week_room_m"], found["week_room_rule"]) == (
        "session-spike",
        14_000,
        "weekly-ramp",
    )
    assert (found["passed"], found["told"]) == (["session-spike"], {"session-spike": "notice"})
    assert found["shoe"] == {"shoe": "Harrier", "after_m": 412_000, "limit_m": 700_000}
    today = json.loads(shinguard(house, "today", "--json").output)
    assert (today["day"], today["up_to_m"], today["alerts"]) == (TODAY.isoformat(), 11_000, [])
    assert [(each["rule"], each["verdict"]) for each in today["morning"]] == [
        ("heart-rate-variability", "unknown"),
        ("resting-heart-rate", "unknown"),
        ("sleep", "unknown"),
        ("stress", "unknown"),
    ]
    assert (today["supposes_rest"], today["unknown_since"]) == (False, None)


def test_in_dutch_and_in_miles(house: House, receiver: Receiver, shinguard: Shinguard) -> None:
    activate("nl")
    reconfigured(house, receiver, 'language = "nl"\nunits = "imperial"')
    # 11,000 m are 6.83 mi, 14,000 m 8.69; 8,7 mi are 14,001 m.
    lines = shinguard(house, "today").output.splitlines()
    assert lines[1:3] == [
        "  Tot 6,8 mi in één loop (session-spike).",
        "  Nog 8,6 mi over in de 7 dagen tot en met vandaag (weekly-ramp).",
    ]
    done = shinguard(house, "check", "8,7", "--date", "morgen")
    assert done.exit_code == 1
    assert done.output.startswith("Nee: 8,7 mi op ")
    assert "is meer dan 6,8 mi (session-spike)." in done.output
    assert shinguard(house, "check", "6,8").output.startswith("Ja: 6,8 mi op ")
    assert "is geen afstand" in shinguard(house, "check", "ver").output
