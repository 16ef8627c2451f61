"""Runs that come late, change or go, and messages on the way while they do."""

from datetime import datetime, timedelta

import pytest

from connectors.sandbox import Outing
from daemon.store.digest_lines import load_digest
from tests.end_to_end.conftest import Build
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, run
from tests.end_to_end.receiver import Receiver

SPIKE = "13 km is 30% longer than your longest run in 30 days (10 km)."
SPIKE_DAY = LAST + 2 * DAY
NEWEST_RAMP = "60 km in 7 days, 50% above your highest recent week (40 km)."
BACK = LAST + 17 * DAY
"""The first run after sixteen days off."""


def spiking(build: Build, *, clock: str = "07:00") -> House:
    house = build(every_other_day(then=[run(41, SPIKE_DAY, 13_000, clock=clock)]), "garmin")
    house.log_in()
    house.live(at(LAST))
    return house


def returning(build: Build, receiver: Receiver) -> House:
    """The first run back has come in, and was told."""
    house = build(every_other_day(then=[run(41, BACK, 5_000)]), "garmin")
    house.log_in()
    house.live(at(LAST))
    house.live(at(BACK, "12:00"))
    assert first_lines(receiver) == ["First run after 16 days off."]
    return house


def first_lines(receiver: Receiver) -> list[str]:
    return [body.splitlines()[0] for body in receiver.take()]


def digest(house: House) -> list[tuple[str, str]]:
    """What was not pushed, and why."""
    with house.database.read() as connection:
        lines = load_digest(connection, "me", since=at(LAST - DAY))
    return [(line.item.rule, str(line.because)) for _at, line in lines]


# --- a run that is deleted, a gap that is filled


def test_a_return_whose_run_was_deleted_is_over(build: Build, receiver: Receiver) -> None:
    house = returning(build, receiver)
    house.sandbox.world.delete(41)
    # Something is in the list: an empty one would delete nothing.
    house.sandbox.world.add(run(42, BACK - DAY, 3_000, sport="Walk", pair=None))
    house.live(at(BACK, "13:00"))
    assert house.open_alerts(at(BACK, "13:00")) == set()
    # Eighteen days: LAST + 1 to LAST + 18.
    house.sandbox.world.add(run(43, BACK + 2 * DAY, 5_000))
    house.live(at(BACK + 2 * DAY, "12:00"))
    assert first_lines(receiver) == ["First run after 18 days off."]
    returns = [alert.subject for alert in house.status(at(BACK + 2 * DAY, "12:00")).alerts.values()]
    assert returns == [f"return-{BACK + 2 * DAY}"]


def test_a_return_whose_gap_is_filled_by_late_runs_is_over_and_holds_back_nothing(
    build: Build, receiver: Receiver
) -> None:
    house = returning(build, receiver)
    # LAST + 4, 6, ..., 16: no seven days without a run are left.
    for n in range(2, 9):
        house.sandbox.world.add(run(40 + n, LAST + 2 * n * DAY))
    house.live(at(BACK + DAY, "12:00"))
    assert house.open_alerts(at(BACK + DAY, "12:00")) == set()
    assert receiver.take() == []
    # The week holds 10,000 + 10,000 + 5,000 + 13,000 = 38,000: the spike alone is news.
    house.sandbox.world.add(run(50, BACK + 3 * DAY, 13_000))
    house.live(at(BACK + 3 * DAY, "12:00"))
    assert first_lines(receiver) == [SPIKE]


def a_told_streak(build: Build, receiver: Receiver) -> House:
    """Seven days in a row, LAST to LAST + 6; on LAST - 2 is a run, on LAST - 1 none."""
    house = build(every_other_day(then=[run(40 + n, LAST + n * DAY, 5_000) for n in range(1, 7)]), "garmin")
    house.log_in()
    house.live(at(LAST))
    house.live(at(LAST + 6 * DAY, "12:00"))
    assert first_lines(receiver) == ["7 days of running in a row."]
    return house


def test_a_streak_whose_run_was_deleted_is_over(build: Build, receiver: Receiver) -> None:
    house = a_told_streak(build, receiver)
    house.sandbox.world.delete(43)
    house.live(at(LAST + 6 * DAY, "13:00"))
    assert house.open_alerts(at(LAST + 6 * DAY, "13:00")) == set()
    house.live(at(LAST + 7 * DAY, "12:00"))
    assert receiver.take() == []


def test_a_streak_that_a_late_run_makes_longer_is_one_streak(build: Build, receiver: Receiver) -> None:
    house = a_told_streak(build, receiver)
    house.sandbox.world.add(run(50, LAST - DAY, 5_000))
    house.live(at(LAST + 6 * DAY, "13:00"))
    streaks = [alert.subject for alert in house.status(at(LAST + 6 * DAY, "13:00")).alerts.values()]
    assert streaks == [f"streak-{LAST - 2 * DAY}"]
    # Two days of rest.
    house.live(at(LAST + 9 * DAY, "12:00"))
    assert house.open_alerts(at(LAST + 9 * DAY, "12:00")) == set()


def test_a_weekly_ramp_whose_run_was_deleted_ends(build: Build, receiver: Receiver) -> None:
    house = build(every_other_day(then=[run(41, LAST + DAY), run(42, LAST + 2 * DAY)]), "garmin")
    house.log_in()
    house.live(at(LAST))
    house.live(at(LAST + 2 * DAY, "09:00"))
    # On the days -4, -2, 0, 1 and 2.
    assert first_lines(receiver) == ["50 km in 7 days, 25% above your highest recent week (40 km)."]
    house.sandbox.world.delete(42)
    house.live(at(LAST + 2 * DAY, "10:00"))
    assert house.open_alerts(at(LAST + 2 * DAY, "10:00")) == set()
    assert receiver.take() == []


def test_an_edit_that_takes_a_passed_cap_back_is_no_news_and_passing_again_neither(
    build: Build, receiver: Receiver
) -> None:
    house = returning(build, receiver)
    # One run may have 0.6 x 10,000; a thousand more is clearly passed.
    house.sandbox.world.add(run(42, BACK + 2 * DAY, 8_000))
    house.live(at(BACK + 2 * DAY, "12:00"))
    assert first_lines(receiver) == ["8 km in one run, back after 16 days off: the return allows 6 km."]
    house.sandbox.world.edit(42, distance_m=5_000.0)
    house.live(at(BACK + 3 * DAY, "12:00"))
    house.sandbox.world.add(run(43, BACK + 4 * DAY, 8_000))
    house.live(at(BACK + 4 * DAY, "12:00"))
    house.live(at(BACK + 5 * DAY, "12:00"))
    assert receiver.take() == []
    assert house.open_alerts(at(BACK + 5 * DAY, "12:00")) == {"layoff-return"}


def test_a_warm_up_that_comes_in_later_tells_nothing_twice(build: Build, receiver: Receiver) -> None:
    house = spiking(build)
    house.live(at(SPIKE_DAY, "09:00"))
    assert first_lines(receiver) == [SPIKE]
    # From 06:40 to 06:44, sixteen minutes before the run. The week holds 43,500: no ramp.
    house.sandbox.world.add(run(42, SPIKE_DAY, 500, clock="06:40"))
    for moment in (at(SPIKE_DAY, "10:00"), at(SPIKE_DAY + DAY, "08:00")):
        house.live(moment)
    assert receiver.take() == []
    assert digest(house) == []
    [spike] = house.status(at(SPIKE_DAY + DAY, "08:00")).alerts.values()
    assert spike.values["distance_m"] == 13_500


# --- a run that comes late


@pytest.mark.parametrize("moment", [at(LAST + 5 * DAY, "11:20"), at(LAST + 22 * DAY, "09:00")])
def test_a_spike_that_comes_in_days_late_stands_in_the_digest(
    build: Build, receiver: Receiver, moment: datetime
) -> None:
    house = build(every_other_day(), "garmin")
    house.log_in()
    house.live(at(LAST))
    house.live(moment - timedelta(hours=1))
    # It ended on the 17th at 08:19: 75 hours before the first of the moments, almost 20 days before the second.
    house.sandbox.world.add(run(41, SPIKE_DAY, 13_000))
    house.live(moment)
    house.live(moment + timedelta(hours=1))
    assert receiver.take() == []
    assert digest(house) == [("session-spike", "It came in more than 36 hours later.")]


@pytest.mark.parametrize(
    ("runs", "first_line"),
    [
        # The week of the 21st: 10,000 + 10,000 + 10,000 + 13,000 = 43,000 is no ramp beside 40,000.
        ([run(41, LAST + 2 * DAY), run(42, LAST + 4 * DAY), run(43, LAST + 6 * DAY, 13_000)], SPIKE),
        ([run(41, BACK, 5_000)], "First run after 16 days off."),
    ],
)
def test_what_could_not_be_known_before_the_other_source_was_read_is_told_then(
    build: Build, receiver: Receiver, runs: list[Outing], first_line: str
) -> None:
    house = build(every_other_day(then=runs))
    house.log_in()
    house.live(at(LAST))
    day = LAST + 6 * DAY if len(runs) == 3 else BACK
    # The machine was off since. Strava is asked first.
    house.live(at(day, "09:00"), "strava")
    assert receiver.take() == []
    assert house.open_alerts(at(day, "09:00")) == set()
    house.live(at(day, "09:01"), "garmin")
    assert first_lines(receiver) == [first_line]
    house.live(at(day, "10:00"))
    house.live(at(day + DAY, "10:00"))
    assert receiver.take() == []


def test_what_came_to_its_end_stays_ended(build: Build, receiver: Receiver) -> None:
    house = spiking(build)
    house.live(at(SPIKE_DAY, "09:00"))
    assert first_lines(receiver) == [SPIKE]
    # It ended on the 17th at 08:19. Each day one more day is known.
    for n in range(2, 8):
        house.live(at(SPIKE_DAY + n * DAY, "09:00"))
        assert house.open_alerts(at(SPIKE_DAY + n * DAY, "09:00")) == set()
    assert receiver.take() == []


# --- on the way to the phone


def test_a_run_that_is_deleted_before_the_quiet_hours_end_is_not_told(build: Build, receiver: Receiver) -> None:
    house = spiking(build, clock="20:45")
    house.live(at(SPIKE_DAY, "22:10"))
    house.sandbox.world.delete(41)
    for clock in ("06:00", "07:00", "08:00"):
        house.live(at(SPIKE_DAY + DAY, clock))
    assert receiver.take() == []
    assert house.open_alerts(at(SPIKE_DAY + DAY, "08:00")) == set()


def test_a_receiver_that_is_renamed_in_the_quiet_hours_gets_the_message(
    build: Build, receiver: Receiver, mailbox: Receiver
) -> None:
    house = spiking(build, clock="20:45")
    house.live(at(SPIKE_DAY, "22:10"))
    house.write(receivers={"telephone": mailbox.address})
    house.live(at(SPIKE_DAY + DAY, "06:50"))
    assert mailbox.take() == []
    house.live(at(SPIKE_DAY + DAY, "07:00"))
    house.live(at(SPIKE_DAY + DAY, "08:00"))
    assert first_lines(mailbox) == [f"Yesterday: {SPIKE}"]
    assert receiver.take() == []


def test_what_ended_while_it_waited_stands_in_the_digest(build: Build, receiver: Receiver) -> None:
    house = spiking(build)
    receiver.status = 500
    house.live(at(SPIKE_DAY, "08:30"))
    # 48 hours after the run's end.
    house.live(at(SPIKE_DAY + 2 * DAY, "08:30"))
    receiver.status = 200
    house.live(at(SPIKE_DAY + 2 * DAY, "10:30"))
    assert digest(house) == [("session-spike", "It came to an end before it could be sent.")]
    assert SPIKE not in "".join(receiver.bodies)


def test_without_a_receiver_all_is_in_the_digest_and_nothing_counts(build: Build, receiver: Receiver) -> None:
    house = spiking(build)
    house.write(receivers={})
    house.live(at(SPIKE_DAY, "08:30"))
    assert digest(house) == [("session-spike", "No receiver is configured.")]
    house.write(receivers={"phone": receiver.address})
    # The day's one message is still to be had: 16,000 is 23 % more than 13,000.
    house.sandbox.world.add(run(42, SPIKE_DAY, 16_000, clock="16:00"))
    house.live(at(SPIKE_DAY, "18:00"))
    [body] = receiver.take()
    assert "16 km is 23% longer than your longest run in 30 days (13 km)." in body
    assert SPIKE not in body


def test_the_last_receiver_is_taken_away_while_a_message_waits(build: Build, receiver: Receiver) -> None:
    house = spiking(build, clock="20:45")
    house.live(at(SPIKE_DAY, "22:10"))
    house.write(receivers={})
    house.live(at(SPIKE_DAY + DAY, "06:00"))
    assert [rule for rule, _because in digest(house)] == ["session-spike"]
    house.write(receivers={"phone": receiver.address})
    house.live(at(SPIKE_DAY + DAY, "08:00"))
    assert receiver.take() == []
    # The message of that morning was never sent, and does not count.
    house.sandbox.world.add(run(42, SPIKE_DAY + DAY, 16_000, clock="16:00"))
    house.live(at(SPIKE_DAY + DAY, "18:00"))
    [body] = receiver.take()
    assert "16 km is 23% longer than your longest run in 30 days (13 km)." in body


def test_a_receiver_back_after_two_days_gets_the_newest_numbers_once(
    build: Build, receiver: Receiver, mailbox: Receiver
) -> None:
    house = build(every_other_day(then=[run(40 + n, LAST + n * DAY) for n in (1, 2, 3, 4)]), "garmin")
    house.write(receivers={"phone": receiver.address, "mailbox": mailbox.address})
    house.log_in()
    house.live(at(LAST))
    receiver.status = 500
    for n in (2, 3, 4):
        house.live(at(LAST + n * DAY, "09:00"))
    # The days -4, -2, 0, 1 and 2; then -2, 0, 1, 2, 3 and 4.
    assert ramps(mailbox) == ["50 km in 7 days, 25% above your highest recent week (40 km).", NEWEST_RAMP]
    receiver.status = 200
    for clock in ("11:00", "12:00"):
        house.live(at(LAST + 4 * DAY, clock))
    assert ramps(receiver) == [NEWEST_RAMP]


def test_numbers_that_were_overtaken_do_not_come_after_the_newest(
    build: Build, receiver: Receiver, mailbox: Receiver
) -> None:
    # The last of them ends at 08:51.
    runs = [run(40 + n, LAST + n * DAY, clock="07:50") for n in (1, 2, 3, 4)]
    house = build(every_other_day(then=runs), "garmin")
    house.write(receivers={"phone": receiver.address, "mailbox": mailbox.address})
    house.log_in()
    house.live(at(LAST))
    receiver.status = 500
    for clock in ("09:00", "09:05", "09:15", "09:35", "10:15", "11:15"):
        house.live(at(LAST + 2 * DAY, clock))
    # Refused for the seventh time, it is tried again an hour later; what is new, at once.
    house.live(at(LAST + 4 * DAY, "08:45"))
    receiver.status = 200
    for clock in ("09:00", "09:50", "11:00"):
        house.live(at(LAST + 4 * DAY, clock))
    assert ramps(receiver) == [NEWEST_RAMP]


def ramps(receiver: Receiver) -> list[str]:
    return [body.splitlines()[0] for body in receiver.bodies if "highest recent week" in body]
