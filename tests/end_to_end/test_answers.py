"""What a command answers besides what was asked: what follows, what is left, what there is.

Where a service is asked: ten kilometres every other day, the last ones yesterday. Weekly-ramp allows 44 km, and the
seven days that end today hold 30; session-spike allows 11 km in one run.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.base import Batch
from daemon.store.saving import save
from daemon.wording import Format
from rules.records import DailyWellness
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.files_house import FilesHouse, recording
from tests.end_to_end.house import ALWAYS_AWAKE, House, real_now
from tests.end_to_end.lives import DAY, ZONE, every_other_day
from tests.end_to_end.receiver import Receiver
from tests.end_to_end.test_backtest_command import HEADER
from tests.end_to_end.test_files import TCX

TODAY = real_now().astimezone(ZONE).date()
YESTERDAY = TODAY - DAY
RACE_DAY = "  A race day: how far you race is not judged."
WEEK = "  weekly-ramp: 30 km of 44 km in these 7 days so far; your highest recent week is 40 km."


@pytest.fixture
def house(build: Build, receiver: Receiver, shinguard: Shinguard) -> House:
    house = build(every_other_day(YESTERDAY, real_time=True), "garmin")
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE)
    house.log_in()
    assert shinguard(house, "sync").exit_code == 0
    return house


@pytest.fixture
def files(build: Build, receiver: Receiver) -> FilesHouse:
    return FilesHouse(build(every_other_day(), "garmin"), receiver)


def test_on_a_race_day_no_length_of_one_run_is_named(house: House, shinguard: Shinguard) -> None:
    assert shinguard(house, "mark", "race").output.splitlines()[1:] == [
        "How far you race is not judged; what the week comes to is."
    ]
    asked = shinguard(house, "check", "12km")
    assert (asked.exit_code, asked.output.splitlines()) == (
        0,
        [
            f"Yes: how far you race is not judged, and 12 km on {Format('en', 'metric').weekday(TODAY)} is within the "
            "14 km that the week has left (weekly-ramp).",
            WEEK,
            "  session-spike: A race is not judged.",
        ],
    )
    asked = shinguard(house, "check", "15km")
    assert (asked.exit_code, asked.output.splitlines()[0]) == (
        1,
        f"No: 15 km on {Format('en', 'metric').weekday(TODAY)} is more than the 14 km that the week has left "
        "(weekly-ramp).",
    )
    lines = shinguard(house, "today").output.splitlines()
    assert lines[1:4] == [RACE_DAY, "  14 km left in the 7 days that end today (weekly-ramp).", WEEK]
    assert not any("in one run" in line for line in lines)


def test_a_mark_says_what_follows_from_it(house: House, shinguard: Shinguard) -> None:
    began = f"{YESTERDAY - 9 * DAY}"
    said = shinguard(house, "mark", "injured").output.splitlines()[1:]
    assert said == [
        "While you are injured `shinguard check` never says yes. `shinguard log injury` lowers the limits of the "
        "twelve months after it.",
        "Marked as injured, so these rules rest: easy-share, hard-days, hard-share, planned-session, rest-days, "
        "session-spike, strain, strength, weekly-ramp.",
        "When it is over: shinguard mark over injured",
    ]
    assert shinguard(house, "mark", "ill").output.splitlines()[1:] == [
        "While you are ill the answer of `shinguard check` is no.",
        "Marked as ill, so these rules rest: efficiency-drop, heart-rate-variability, resting-heart-rate, sleep, "
        "stress.",
        "When it is over: shinguard mark over ill",
    ]
    # Of days that are past nothing follows for the next run.
    past = shinguard(house, "mark", "holiday", "--from", began, "--to", began).output.splitlines()[1:]
    assert past == ["Marked as holiday, so these rules rest: rest-days, strength."]
    assert shinguard(house, "mark", "race", "--from", began).output.splitlines()[1:] == []


def test_a_logged_run_says_what_is_left_of_today(house: House, shinguard: Shinguard) -> None:
    said = shinguard(house, "log", "run", "4km", "--at", "yesterday 23:00").output.splitlines()
    assert said[1] == (
        "What is left today: Up to 10 km in one run (weekly-ramp). 10 km left in the 7 days that end today "
        "(weekly-ramp)."
    )
    # The seven days that end today begin six days before it.
    for day, is_told in ((TODAY - 6 * DAY, True), (TODAY - 7 * DAY, False)):
        said = shinguard(house, "log", "run", "1km", "--at", f"{day} 23:00").output.splitlines()
        assert any(line.startswith("What is left today: ") for line in said) is is_told


@pytest.mark.parametrize(
    ("before", "says"),
    [
        (("mark", "ill", "--to", "today"), "You marked this day as ill: while you feel ill, do not run."),
        (
            ("mark", "injured", "--to", "today"),
            "You marked this day as injured. How far you can go cannot be known.",
        ),
        (
            ("log", "pain", "6", "--site", "knee", "--when", "after"),
            "Pain 6 of 10 (knee): more than the 5 that can be run on. Stop and step back: 1-2 weeks without running, "
            "with cross-training that is pain-free. Run again when you are pain-free.",
        ),
    ],
)
def test_a_logged_run_of_who_is_not_to_run_says_that_instead(
    house: House, shinguard: Shinguard, before: tuple[str, ...], says: str
) -> None:
    assert shinguard(house, *before).exit_code == 0
    assert shinguard(house, "log", "run", "4km", "--at", "yesterday 23:00").output.splitlines()[1:] == [says]


def test_a_home_without_a_watch_is_told_so_once_each_morning(files: FilesHouse) -> None:
    (files.mine / "a.fit").write_bytes(recording(1, YESTERDAY))
    files.house.command("import", str(files.mine))
    lines = files.house.command("today").stdout.splitlines()
    assert lines[lines.index("This morning") + 1 : lines.index("Open alerts")] == [
        "  heart-rate-variability, resting-heart-rate, sleep, stress cannot say: No source that you switched on tells "
        "of your nights and mornings."
    ]


def test_of_what_the_body_says_the_source_is_named(house: House, shinguard: Shinguard) -> None:
    slept = DailyWellness(source="garmin", day=TODAY, asleep_s=7 * 3600)
    with house.database.begin() as connection:
        save(connection, "me", "garmin", Batch(mornings=(slept,)), now=real_now())
    assert "\nThis morning, from Garmin\n" in shinguard(house, "today").output


def test_a_second_import_names_again_what_does_not_count(files: FilesHouse) -> None:
    path = files.mine / "other.tcx"
    path.write_text(TCX.format(day=YESTERDAY).replace("Running", "Other"))
    strange = (
        f"1 recording is of a kind that is not known (other.tcx: {Format('en', 'metric').full_day(YESTERDAY)}), and "
        "does not count as a run. If it was one: `shinguard import --again --sport run` and its path."
    )
    assert strange not in files.house.command("import", str(path)).stdout.splitlines()
    again = files.house.command("import", str(path)).stdout.splitlines()
    assert again == ["Nothing new.", "1 file was known already.", strange]


def test_an_import_names_the_runs_that_it_puts_aside(files: FilesHouse) -> None:
    path = files.mine / "fast.tcx"
    # Five kilometres in ten minutes are 30 km an hour.
    path.write_text(TCX.format(day=YESTERDAY).replace("1800", "600"))
    said = files.house.command("import", str(path)).stdout.splitlines()
    [run_id] = files.house.status(real_now()).implausible
    known = said.index(f"Known now: 1 run, on {Format('en', 'metric').full_day(YESTERDAY)}.")
    assert said[known + 1] == f"1 of them is put aside, since its distance or speed cannot be right: {run_id}."


def test_who_is_alone_needs_no_name(house: House, shinguard: Shinguard) -> None:
    done = shinguard(house, "today", "--athlete", "bob")
    assert (done.exit_code, done.output.splitlines()[-1]) == (
        2,
        "Error: There is no athlete bob: there is one runner, so leave --athlete out.",
    )


def test_a_line_for_the_digest_says_once_that_it_is_for_information(shinguard: Shinguard, tmp_path: Path) -> None:
    # Every other day up to 4 February, then ten days without a run.
    days = [date(2025, 1, 1) + timedelta(days=number) for number in (*range(0, 35, 2), 45)]
    runs = [f"{day}T07:00,{day}T08:00,Run,10000,3600,150\n" for day in days]
    file = tmp_path / "life.csv"
    file.write_text(HEADER + "".join(runs))
    told = shinguard(tmp_path / "none.toml", "backtest", "--history", str(file)).output
    assert (
        "15 February 2025  layoff-return (for information): First run after 10 days off.\n    In the digest.\n"
    ) in told
