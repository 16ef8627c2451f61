"""The morning push and what is planned: the real calendar of the sandbox, the real outbox, a real receiver.

Ten kilometres every other day, the last on Sunday 15 February 2026: the longest of 30 days is 10 km, so session-spike
allows 11 km. The highest recent week holds four runs, 40 km, so weekly-ramp allows 44 km in seven days.
"""

from datetime import date, datetime
from typing import Any

import pytest

from connectors.sandbox.world import Plan
from daemon.records import Kind
from daemon.store.logs import add_mark
from daemon.writing import post_letter
from rules.said import MarkKind
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import ALWAYS_AWAKE, House
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, raised, run
from tests.end_to_end.receiver import Receiver

MONDAY = LAST + DAY
SUNDAY = LAST + 7 * DAY
MORNING_AT_SEVEN = ALWAYS_AWAKE + '\nmorning = "07:00"'


@pytest.fixture
def house(build: Build, receiver: Receiver) -> House:
    """One whose history is in and told, on Sunday evening."""
    house = build(every_other_day(), "garmin")
    house.write(receivers={"phone": receiver.address}, notify=MORNING_AT_SEVEN)
    house.log_in()
    house.live(at(LAST, "20:00"))
    receiver.take()
    return house


def morning(house: House, moment: datetime) -> bool:
    house.sandbox.world.now = moment
    return post_letter(house.database, house.athlete(), Kind.MORNING, clock=lambda: moment)


def plan(day: date = SUNDAY, **about: Any) -> Plan:
    return Plan(**{"number": 7, "day": day, "title": "Long run", "distance_m": 14_000, **about})


def test_the_morning_push_says_how_far_and_what_is_left_once_a_day(house: House, receiver: Receiver) -> None:
    assert not morning(house, at(MONDAY, "06:59"))
    assert morning(house, at(MONDAY, "07:00"))
    # Monday's seven days hold the runs of 11, 13 and 15 February, 30 km: 14 km of the 44 km are left.
    (arrived,) = receiver.messages
    assert arrived.title == "Shinguard: Monday 16 February"
    assert arrived.body == "Up to 11 km today; 14 km left this week."
    assert not morning(house, at(MONDAY, "07:05"))
    assert len(receiver.messages) == 1
    assert morning(house, at(MONDAY + DAY, "07:00"))


def test_it_stands_outside_the_caps_and_says_what_the_body_says(house: House, receiver: Receiver) -> None:
    raised(house.sandbox.world, MONDAY, 60)
    raised(house.sandbox.world, MONDAY + DAY, 60)
    house.live(at(MONDAY, "07:30"))
    assert morning(house, at(MONDAY + DAY, "07:10"))
    alert, letter = receiver.bodies
    assert alert.startswith("Resting heart rate 60 bpm, two mornings at least 10 bpm above your normal 50 bpm.")
    assert letter.splitlines() == [
        "Up to 11 km today; 14 km left this week.",  # the seven days that end on Tuesday hold 11, 13 and 15 February
        "Resting heart rate 60 bpm, two mornings at least 10 bpm above your normal 50 bpm.",
        "Easy or rest today; if you feel ill, do not run.",
    ]


def test_without_figures_the_lock_screen_only_says_that_there_is_something(house: House, receiver: Receiver) -> None:
    house.write(receivers={"phone": receiver.address}, notify=MORNING_AT_SEVEN + "\nnumbers = false")
    assert morning(house, at(MONDAY, "07:00"))
    (arrived,) = receiver.messages
    assert (arrived.title, arrived.body) == ("Shinguard", "Shinguard has advice for today.")


def test_a_letter_that_could_not_be_sent_is_not_sent_in_the_evening(house: House, receiver: Receiver) -> None:
    receiver.status = 503
    assert morning(house, at(MONDAY, "07:00"))
    receiver.status = 200
    house.live(at(MONDAY, "18:59"))
    assert receiver.take() == ["Up to 11 km today; 14 km left this week."]
    receiver.status = 503
    assert morning(house, at(MONDAY + DAY, "07:00"))
    receiver.status = 200
    house.live(at(MONDAY + DAY, "19:00"))
    assert receiver.take() == []


def test_a_planned_run_is_told_a_week_ahead_and_on_the_eve(house: House, receiver: Receiver) -> None:
    house.sandbox.world.plan(plan())
    house.live(at(MONDAY, "07:30"))
    (body,) = receiver.take()
    # 14 km is 40 % more than 10 km.
    assert body.splitlines()[:2] == [
        "Sunday 22 February: 14 km is 40% longer than your longest run in 30 days (10 km).",
        "11 km would keep the limit.",
    ]
    house.live(at(SUNDAY - DAY, "16:30"))
    assert receiver.take() == []
    house.live(at(SUNDAY - DAY, "17:30"))
    assert receiver.take() == [body]
    house.live(at(SUNDAY - DAY, "19:00"))
    assert receiver.take() == []


def test_a_plan_that_was_changed_is_not_told_again_and_one_that_fits_is_over(house: House, receiver: Receiver) -> None:
    house.sandbox.world.plan(plan())
    house.live(at(MONDAY, "07:30"))
    assert len(receiver.take()) == 1
    house.sandbox.world.plan(plan(distance_m=13_000))
    house.live(at(SUNDAY - DAY, "17:30"))
    assert receiver.take() == []
    assert "planned-session" in house.open_alerts(at(SUNDAY - DAY, "17:30"))
    house.sandbox.world.plan(plan(distance_m=10_000))
    house.live(at(SUNDAY, "06:00"))
    assert "planned-session" not in house.open_alerts(at(SUNDAY, "06:00"))


LONG = "Sunday 22 February: 14 km is 40% longer than your longest run in 30 days (10 km)."


def first_lines(receiver: Receiver) -> list[str]:
    return [body.splitlines()[0] for body in receiver.take()]


def test_a_plan_that_fitted_and_is_made_longer_is_told_then_and_on_the_eve(house: House, receiver: Receiver) -> None:
    house.sandbox.world.plan(plan(distance_m=10_000))
    house.live(at(MONDAY, "07:30"))
    assert receiver.take() == []
    house.sandbox.world.plan(plan())
    house.live(at(MONDAY + 2 * DAY, "07:30"))
    assert first_lines(receiver) == [LONG]
    house.live(at(SUNDAY - DAY, "17:30"))
    assert first_lines(receiver) == [LONG]
    house.live(at(SUNDAY - DAY, "19:00"))
    assert receiver.take() == []


@pytest.mark.parametrize("meanwhile_m", [None, 13_000])
def test_a_plan_that_is_made_longer_after_it_was_told_is_told_on_the_eve(
    house: House, receiver: Receiver, meanwhile_m: int | None
) -> None:
    house.sandbox.world.plan(plan())
    house.live(at(MONDAY, "07:30"))
    assert first_lines(receiver) == [LONG]
    if meanwhile_m is not None:  # shorter, and too long still
        house.sandbox.world.plan(plan(distance_m=meanwhile_m))
        house.live(at(MONDAY + DAY, "07:30"))
    house.sandbox.world.plan(plan(distance_m=18_000))
    house.live(at(MONDAY + 2 * DAY, "07:30"))
    assert receiver.take() == []
    house.live(at(SUNDAY - DAY, "17:30"))
    assert first_lines(receiver) == [
        "Sunday 22 February: 18 km is 80% longer than your longest run in 30 days (10 km)."
    ]
    house.live(at(SUNDAY - DAY, "19:00"))
    assert receiver.take() == []


@pytest.mark.parametrize(("day", "distance_m"), [(SUNDAY - DAY, 18_000), (SUNDAY, 17_000)])
def test_one_that_was_moved_or_shortened_after_it_was_made_longer_is_not(
    house: House, receiver: Receiver, day: date, distance_m: int
) -> None:
    house.sandbox.world.plan(plan())
    house.live(at(MONDAY, "07:30"))
    assert first_lines(receiver) == [LONG]
    house.sandbox.world.plan(plan(distance_m=18_000))
    house.live(at(MONDAY + DAY, "07:30"))
    house.sandbox.world.plan(plan(day, distance_m=distance_m))
    house.live(at(day - DAY, "17:30"))
    assert receiver.take() == []


def test_a_plan_that_tells_only_a_duration_and_is_made_longer_is_told_on_the_eve(
    house: House, receiver: Receiver
) -> None:
    house.sandbox.world.plan(plan(distance_m=None, duration_s=5400))
    house.live(at(MONDAY, "07:30"))
    assert len(receiver.take()) == 1
    house.sandbox.world.plan(plan(distance_m=None, duration_s=6480))
    house.live(at(SUNDAY - DAY, "17:30"))
    # 108 minutes at six minutes a kilometre.
    (line,) = first_lines(receiver)
    assert line.startswith("Sunday 22 February: about 18 km (by its duration) is 80% longer")


def test_a_plan_that_was_told_and_fitted_meanwhile_is_told_once_more(house: House, receiver: Receiver) -> None:
    house.sandbox.world.plan(plan())
    house.live(at(MONDAY, "07:30"))
    assert first_lines(receiver) == [LONG]
    house.sandbox.world.plan(plan(distance_m=10_000))
    house.live(at(MONDAY + DAY, "07:30"))
    assert receiver.take() == []  # that it fits is not told
    house.sandbox.world.plan(plan())
    house.live(at(MONDAY + 2 * DAY, "07:30"))
    assert first_lines(receiver) == [LONG]
    for days, distance_m in ((3, 10_000), (4, 14_000)):  # of one plan it speaks twice, and no more
        house.sandbox.world.plan(plan(distance_m=distance_m))
        house.live(at(MONDAY + days * DAY, "07:30"))
        assert receiver.take() == []
    house.live(at(SUNDAY - DAY, "17:30"))
    assert receiver.take() == []


def test_a_plan_that_is_moved_to_a_later_week_is_told_once_more_there(house: House, receiver: Receiver) -> None:
    house.sandbox.world.plan(plan())
    house.live(at(MONDAY, "07:30"))
    assert first_lines(receiver) == [LONG]
    house.sandbox.world.plan(plan(SUNDAY + 7 * DAY))
    house.live(at(MONDAY + DAY, "07:30"))
    assert receiver.take() == []
    house.live(at(SUNDAY + DAY, "07:30"))
    assert first_lines(receiver) == ["Sunday 1 March: 14 km is 40% longer than your longest run in 30 days (10 km)."]
    house.live(at(SUNDAY + 6 * DAY, "17:30"))
    assert receiver.take() == []


def test_a_plan_that_fitted_until_less_was_left_is_told_then_and_on_the_eve(house: House, receiver: Receiver) -> None:
    house.sandbox.world.plan(plan(distance_m=11_000))
    house.live(at(MONDAY, "07:30"))
    # Of the 44 km of the seven days that end on Sunday, 22 are run by Wednesday; by Friday 33.5.
    for number, on, distance_m in ((41, 17, 11_000), (42, 18, 11_000), (43, 20, 11_500)):
        assert receiver.take() == []
        house.sandbox.world.add(run(number, date(2026, 2, on), distance_m))
        house.live(at(date(2026, 2, on), "09:00"))
    left = "Sunday 22 February: 11 km is more than the 10.5 km that are left."
    assert first_lines(receiver) == [left]
    house.live(at(SUNDAY - DAY, "17:30"))
    assert first_lines(receiver) == [left]


def test_a_plan_that_is_taken_out_is_over(house: House) -> None:
    house.sandbox.world.plan(plan())
    house.live(at(MONDAY, "07:30"))
    assert "planned-session" in house.open_alerts(at(MONDAY, "07:30"))
    house.sandbox.world.unplan(7)
    house.live(at(MONDAY, "15:00"))
    assert "planned-session" not in house.open_alerts(at(MONDAY, "15:00"))


def test_a_plan_that_tells_only_how_long_it_takes_is_judged_by_the_usual_pace(house: House, receiver: Receiver) -> None:
    # All runs are at six minutes a kilometre: 90 minutes are 15 km.
    house.sandbox.world.plan(plan(distance_m=None, duration_s=5400))
    house.live(at(MONDAY, "07:30"))
    (body,) = receiver.take()
    assert body.startswith("Sunday 22 February: about 15 km (by its duration) is 50% longer")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            MarkKind.ILL,
            ["You marked this day as ill: while you feel ill, do not run."],
        ),
        (MarkKind.INJURED, ["You marked this day as injured.", "How far you can go cannot be known."]),
        (MarkKind.HOLIDAY, ["Up to 11 km today; 44 km left this week.", "Planned today: 14 km."]),
    ],
)
def test_on_a_day_on_which_one_is_not_well_no_plan_is_told(
    house: House, receiver: Receiver, kind: MarkKind, body: list[str]
) -> None:
    house.sandbox.world.plan(plan())
    house.live(at(SUNDAY, "07:05"))
    receiver.take()
    moment = at(SUNDAY, "07:10")
    with house.database.begin() as connection:
        add_mark(connection, house.athlete().name, kind=kind, first=SUNDAY, last=SUNDAY, now=moment)
    assert morning(house, moment)
    (letter,) = receiver.take()
    assert letter.splitlines() == body
