"""From a decision to the phone through the real store: quiet hours, what is taken back, and the words of now."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from connectors.base import Batch
from daemon import schema
from daemon.config import Secret
from daemon.records import Heard, Kind, Letter, Telling
from daemon.store.letters import put_letter
from rules.health import Trouble
from rules.records import DailyWellness
from rules.said import Moment, RedFlag, Site
from rules.verdicts import Severity
from tests.daemon.lived_house import DAY, EMERGENCY, MONDAY, House, at, run
from tests.end_to_end.receiver import Receiver

ALLOWED = "Pain up to 5 of 10 is allowed if it is down to 0-2 tomorrow: log tomorrow morning how it is."


def spike(house: House) -> datetime:
    """10.5 km, after 8 km: a notice at 21:20 on Wednesday, which the receiver refuses."""
    now = at(MONDAY + 2 * DAY, "21:20")
    house.phone.status = 503
    house.sync(now, run(MONDAY + 2 * DAY, 10_500))
    assert house.go(now) == []
    return now


def test_a_notice_that_was_refused_in_the_evening_is_not_tried_at_night(house: House) -> None:
    now = spike(house)
    assert house.send(now + 5 * timedelta(minutes=1)) == []  # refused once more
    house.phone.status = 200
    house.phone.knocked.clear()
    for clock in ("21:40", "23:30"):
        assert house.send(at(MONDAY + 2 * DAY, clock)) == []
    for clock in ("03:30", "06:59"):
        assert house.send(at(MONDAY + 3 * DAY, clock)) == []
    assert not house.phone.knocked.is_set()
    [body] = house.send(at(MONDAY + 3 * DAY, "07:00"))
    assert body.startswith("Yesterday: 10.5 km is 31% longer")


def test_so_it_is_where_another_receiver_took_it_already(house: House) -> None:
    with Receiver() as mailbox:
        both = {**house.athlete.notify.receivers, "mailbox": Secret(mailbox.address)}
        house.athlete = replace(house.athlete, notify=replace(house.athlete.notify, receivers=both))
        spike(house)
        house.phone.status = 200
        assert len(mailbox.take()) == 1
        assert house.send(at(MONDAY + 3 * DAY, "02:00")) == []
        assert len(house.send(at(MONDAY + 3 * DAY, "07:00"))) == 1
        assert mailbox.take() == []


def test_the_quiet_hours_that_a_retry_waits_for_end_on_the_clock_when_it_changes(house: House) -> None:
    # In the night to Sunday 29 March 2026 the clocks go from 02:00 to 03:00: 07:00 is 05:00 UTC.
    eve = date(2026, 3, 28)
    house.phone.status = 503
    house.log(at(eve, "21:20"), 7)
    house.go(at(eve, "21:20"))
    house.phone.status = 200
    house.send(at(eve, "23:00"))
    assert house.send(datetime.fromisoformat("2026-03-29T04:59Z")) == []
    assert len(house.send(datetime.fromisoformat("2026-03-29T05:00Z"))) == 1


def test_an_alarm_is_tried_through_the_night_as_an_alarm(house: House) -> None:
    now = at(MONDAY + 2 * DAY, "23:00")
    house.phone.status = 503
    house.log(now, 9, RedFlag.SNAP)
    assert house.go(now) == []
    house.phone.status = 200
    # By now the rule calls it a notice: the entry is older than an hour.
    later = now + timedelta(hours=2)
    [body] = house.go(later)
    assert house.alert("red-flags", later).severity is Severity.NOTICE
    assert body.splitlines()[-1] == EMERGENCY


@pytest.mark.parametrize(
    ("morning", "sent_at"),
    [
        pytest.param("06:30", "06:30", id="the runner wants it at a quiet hour"),
        pytest.param("21:00", "07:00", id="it was to come before the quiet hours"),
    ],
)
def test_a_letter_goes_out_at_night_only_at_an_hour_that_the_runner_chose(
    house: House, morning: str, sent_at: str
) -> None:
    notify = replace(house.athlete.notify, morning=time.fromisoformat(morning))
    house.athlete = replace(house.athlete, notify=notify)
    now = at(MONDAY + DAY, "06:30")
    letter = Letter(kind=Kind.MORNING, title="Today", body="Ten.", expires_at=now + 12 * timedelta(hours=1))
    with house.database.begin() as connection:
        put_letter(connection, "me", letter, receivers=["phone"], now=now)
    assert house.send(now) == (["Ten."] if sent_at == "06:30" else [])
    assert house.send(at(MONDAY + DAY, "07:00")) == ([] if sent_at == "06:30" else ["Ten."])


def test_a_letter_that_was_refused_at_a_quiet_hour_waits_for_the_end(house: House) -> None:
    house.athlete = replace(house.athlete, notify=replace(house.athlete.notify, morning=time(6, 0)))
    now = at(MONDAY + DAY, "06:00")
    letter = Letter(kind=Kind.MORNING, title="Today", body="Ten.", expires_at=now + 12 * timedelta(hours=1))
    with house.database.begin() as connection:
        put_letter(connection, "me", letter, receivers=["phone"], now=now)
    house.phone.status = 503
    house.send(now)
    house.phone.status = 200
    assert house.send(at(MONDAY + DAY, "06:30")) == []
    assert house.send(at(MONDAY + DAY, "07:00")) == ["Ten."]


def test_a_pain_that_was_over_before_the_morning_is_told_when_it_comes_back(house: House) -> None:
    night, morning = at(MONDAY + DAY, "21:45"), at(MONDAY + 2 * DAY, "06:40")
    house.log(night, 7)
    assert house.go(night) == []
    house.log(morning, 1, moment=Moment.NEXT_MORNING)
    assert house.go(morning) == []
    assert house.alert("pain-response", morning).heard == Heard()
    assert house.digest().count(("pain-response", "It came to an end before it could be sent.")) == 1
    assert house.go(at(MONDAY + 2 * DAY, "07:05")) == []
    again = at(MONDAY + 5 * DAY, "18:00")
    house.log(again, 7)
    [body] = house.go(again)
    assert body.startswith("Pain 7 of 10 (knee): more than the 5 that can be run on.")
    assert house.go(again + DAY / 24) == []


def test_what_the_digest_had_told_before_is_what_was_told(house: House) -> None:
    # 50 bpm, then 57: a line of the digest; 58 found at 22:00: a push that waits; 50 in the morning.
    def wake(number: int, clock: str, *values: tuple[int, float]) -> list[str]:
        now = at(MONDAY + number * DAY, clock)
        mornings = tuple(
            DailyWellness(source="garmin", day=MONDAY + day * DAY, resting_heart_rate_bpm=bpm) for day, bpm in values
        )
        house.bring(now, Batch(mornings=mornings))
        return house.go(now)

    wake(1, "08:00", *((day, 50.0) for day in range(-38, 2)))
    wake(2, "08:00", (2, 57.0))
    known = house.alert("resting-heart-rate", at(MONDAY + 2 * DAY, "08:00")).heard
    assert (known.severity, known.by) == (Severity.INFO, Telling.DIGEST)
    assert wake(3, "22:00", (3, 58.0)) == []
    assert wake(4, "07:00", (4, 50.0)) == []
    assert house.alert("resting-heart-rate", at(MONDAY + 4 * DAY, "07:00")).heard == known
    wake(5, "08:00", (5, 58.0))
    [body] = wake(6, "08:00", (6, 58.0))
    assert body.startswith("Resting heart rate 58 bpm")


def test_what_one_of_two_receivers_got_was_told(house: House) -> None:
    with Receiver() as mailbox:
        both = {**house.athlete.notify.receivers, "mailbox": Secret(mailbox.address)}
        house.athlete = replace(house.athlete, notify=replace(house.athlete.notify, receivers=both))
        house.phone.status = 503
        first, well, again = (at(MONDAY + DAY, "21:00"), *(at(MONDAY + 2 * DAY, clock) for clock in ("07:30", "16:00")))
        house.log(first, 7)
        house.go(first)
        house.log(well, 0)
        house.go(well)
        assert len(mailbox.take()) == 1
        told = house.alert("pain-response", well)
        assert (told.is_open, told.told_at) == (False, first)
        house.phone.status = 200
        house.log(again, 7)
        assert house.go(again) == []


def test_on_the_morning_nobody_is_told_to_log_tomorrow_morning(house: House) -> None:
    night, morning = at(MONDAY + DAY, "21:45"), at(MONDAY + 2 * DAY, "07:00")
    house.log(night, 4)
    assert house.go(night) == []
    assert house.alert("pain-response", night).do == ALLOWED
    [body] = house.go(morning)
    assert body.splitlines() == [
        "Yesterday: Pain 4 of 10 (knee).",
        "Was it down to 0-2 the next morning? Log how it is now, before you run.",
    ]
    # What is kept of the message is what was sent.
    with house.database.read() as connection:
        kept = connection.scalars(select(schema.message_alerts.c.do)).all()
    assert "Was it down to 0-2 the next morning? Log how it is now, before you run." in kept
    assert ALLOWED not in kept


def test_a_day_off_that_is_asked_for_at_night_is_named_as_it_is_read_on_that_day(house: House) -> None:
    # Seven days in a row, the last of them a Tuesday evening.
    last = MONDAY + 8 * DAY
    house.sync(at(last, "22:00"), *(run(last - back * DAY, 2_000, clock="20:30") for back in range(7)))
    assert house.go(at(last, "22:00")) == []
    [body] = house.go(at(last + DAY, "07:00"))
    assert body.splitlines()[-2:] == [
        "Yesterday: 7 days of running in a row.",
        "Take Wednesday 18 March off, or swap it for cycling.",
    ]


def test_a_waiting_warning_that_is_a_notice_by_now_is_told_as_one(house: House) -> None:
    day = MONDAY + 2 * DAY
    far, right = run(day, 20_000, clock="19:30"), run(day, 10_000, clock="19:30")
    house.sync(at(day, "22:00"), far)
    assert house.go(at(day, "22:00")) == []
    assert house.alert("session-spike", at(day, "22:00")).heard.severity is Severity.WARNING
    house.sync(at(day, "22:30"), right)
    house.go(at(day, "22:30"))
    assert house.alert("session-spike", at(day, "22:30")).heard.severity is Severity.NOTICE
    [body] = house.send(at(day + DAY, "07:00"))
    assert body.startswith("Yesterday: 10 km is 25% longer")


def test_an_alarm_is_an_alarm_while_another_sources_first_import_is_under_way(house: House) -> None:
    # Strava has brought a part of its history, and its limit of requests is reached; that of Intervals.icu is complete.
    began = at(MONDAY + DAY, "10:00")
    old = (run(MONDAY - (200 + 2 * n) * DAY, source="strava") for n in range(20))
    house.sync(began, *old, source="strava", trouble=Trouble.RATE_LIMITED)
    house.sync(began, run(MONDAY - 300 * DAY, source="intervals"), source="intervals")
    house.go(began)
    later = began + timedelta(hours=3)
    house.log(later, 9, RedFlag.SNAP, site=Site.ACHILLES)
    [body] = house.go(later)
    assert body.splitlines()[-1] == EMERGENCY
    assert "Your history is in" not in body


def test_an_alarm_is_an_alarm_in_the_pass_that_completes_a_first_import(house: House) -> None:
    now = at(MONDAY + DAY, "10:00")
    house.sync(now, run(MONDAY - 200 * DAY, source="strava"), source="strava")
    house.log(now, 9, RedFlag.SNAP, site=Site.ACHILLES)
    house.sync(now, run(MONDAY + DAY, 10_500, clock="08:00"))
    bodies = house.go(now)
    assert [body.splitlines()[0] for body in bodies] == [
        "• An emergency (Achilles tendon): a loud snap with loss of function.",
        "Your history is in. Open today:",
    ]
    assert bodies[0].splitlines()[-1] == EMERGENCY
    assert "Pain" not in bodies[1]


def test_without_a_receiver_any_more_what_waited_stands_in_the_digest_once(house: House) -> None:
    spike(house)
    house.athlete = replace(house.athlete, notify=replace(house.athlete.notify, receivers={}))
    for clock in ("21:50", "22:50"):
        house.go(at(MONDAY + 2 * DAY, clock))
    assert house.digest().count(("session-spike", "No receiver is configured.")) == 1
    assert house.alert("session-spike", at(MONDAY + 2 * DAY, "22:50")).told_by is Telling.DIGEST


def test_what_was_refused_by_day_goes_out_in_one_message_with_what_is_found_after_it(house: House) -> None:
    day = MONDAY + 2 * DAY
    house.phone.status = 503
    house.log(at(day, "12:00"), 7)
    assert house.go(at(day, "12:00")) == []
    # One message a day: this is the same one.
    house.sync(at(day, "20:00"), run(day, 10_500))
    assert house.go(at(day, "20:00")) == []
    assert house.send(at(day, "22:00")) == []
    house.phone.status = 200
    [body] = house.send(at(day + DAY, "07:00"))
    assert [line for line in ("Pain 7 of 10 (knee)", "10.5 km is 31% longer") if line in body] == [
        "Pain 7 of 10 (knee)",
        "10.5 km is 31% longer",
    ]
    assert "session-spike" not in [rule for rule, _because in house.digest()]


def test_what_one_receiver_took_is_told_and_counts(house: House) -> None:
    day = MONDAY + 2 * DAY
    with Receiver() as mailbox:
        both = {**house.athlete.notify.receivers, "mailbox": Secret(mailbox.address)}
        house.athlete = replace(house.athlete, notify=replace(house.athlete.notify, receivers=both))
        house.phone.status = 503
        house.log(at(day, "12:00"), 7)
        house.go(at(day, "12:00"))
        house.sync(at(day, "20:00"), run(day, 10_500))
        house.go(at(day, "20:00"))
        assert len(mailbox.take()) == 1
        assert ("session-spike", "The day's number of messages was reached.") in house.digest()


def test_an_alarm_waits_for_nothing_that_was_refused(house: House) -> None:
    day = MONDAY + 2 * DAY
    house.phone.status = 503
    house.sync(at(day, "12:00"), run(day, 10_500, clock="10:00"))
    house.go(at(day, "12:00"))
    for minutes in (5, 10, 20, 40):
        house.send(at(day, "12:00") + timedelta(minutes=minutes))
    house.phone.status = 200
    # The notice is tried again after 80 minutes.
    now = at(day, "12:45")
    house.log(now, 9, RedFlag.SNAP)
    [body] = house.go(now)
    assert body.splitlines()[-1] == EMERGENCY
    assert "10.5 km" not in body


def test_what_was_refused_while_the_clock_was_a_year_ahead_is_tried_when_it_is_right(house: House) -> None:
    now = at(MONDAY + 2 * DAY, "12:00")
    house.log(now, 7)
    house.phone.status = 503
    assert house.go(now) == []
    assert house.send(now + 365 * DAY) == []
    with house.database.read() as connection:
        assert connection.scalar(select(func.max(schema.deliveries.c.next_try_at))) > now + 364 * DAY
    house.phone.status = 200
    assert len(house.send(now + timedelta(minutes=1))) == 1
