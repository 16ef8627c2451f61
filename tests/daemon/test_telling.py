"""Whether, when and how an alert is told: repeats, caps, quiet hours, snoozes, inhibition."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from daemon.records import Kind, Policy, Snooze, Telling
from daemon.telling import due
from rules.verdicts import Severity
from tests.daemon.passes import (
    AMSTERDAM,
    HEART,
    LIVES,
    LOGIN,
    NOON,
    PLAN,
    RAMP,
    RETURN,
    SHOE,
    SILENT,
    SPIKE,
    Runner,
    after,
    clear,
    found,
    held,
    told,
)


def test_what_fires_together_goes_out_as_one_message() -> None:
    decision = Runner().hear((SPIKE, found(subject="strava-1")), (HEART, found()))
    assert told(decision) == [(Kind.ALERTS, ["session-spike", "resting-heart-rate"])]
    assert held(decision) == []


def test_the_same_state_is_told_once() -> None:
    runner = Runner()
    runner.hear((SPIKE, found(subject="strava-1")))
    assert told(runner.hear((SPIKE, found(subject="strava-1")), now=after(hours=30))) == []


@pytest.mark.parametrize(
    ("days", "again"),
    [
        pytest.param(6, False, id="6 days: not yet"),
        pytest.param(7, True, id="7 days: told again"),
    ],
)
def test_the_repeat_interval_tells_again_while_it_is_found(days: int, again: bool) -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    later = after(days=days)
    assert bool(told(runner.hear((HEART, found(at=later)), now=later))) is again


def test_what_is_said_again_of_an_old_run_is_not_told_again() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    # 7 days later what is found is still that of the first day; a fresh one is told again.
    assert told(runner.hear((HEART, found()), now=after(days=7))) == []
    fresh = found(at=after(days=6))
    assert told(runner.hear((HEART, fresh), now=after(days=7))) == [(Kind.ALERTS, ["resting-heart-rate"])]


def test_the_repeat_interval_holds_across_an_end_and_a_new_beginning() -> None:
    runner = Runner()
    runner.hear((RAMP, found()))
    runner.hear((RAMP, clear()), now=after(days=2))
    assert not runner.alerts["weekly-ramp", "-"].is_open
    assert told(runner.hear((RAMP, found(at=after(days=4))), now=after(days=4))) == []
    assert told(runner.hear((RAMP, found(at=after(days=15))), now=after(days=15))) == [(Kind.ALERTS, ["weekly-ramp"])]


def test_a_worse_severity_is_told_at_once() -> None:
    runner = Runner()
    runner.hear((RAMP, found()))
    decision = runner.hear((RAMP, found(Severity.WARNING, at=after(days=2))), now=after(days=2))
    assert told(decision) == [(Kind.ALERTS, ["weekly-ramp"])]


def test_the_next_step_is_told_whatever_the_severity() -> None:
    runner = Runner()
    runner.hear((SHOE, found(Severity.WARNING, stage=3)))
    decision = runner.hear((SHOE, found(Severity.WARNING, stage=4, at=after(days=9))), now=after(days=9))
    assert told(decision) == [(Kind.ALERTS, ["shoe-worn"])]


def test_info_stands_in_the_digest_only_and_once() -> None:
    runner = Runner()
    first = runner.hear((SHOE, found(Severity.INFO, stage=1)))
    assert (told(first), held(first)) == ([], [("shoe-worn", "For your information.")])
    again = runner.hear((SHOE, found(Severity.INFO, stage=1, at=after(days=1))), now=after(days=1))
    assert (told(again), held(again)) == ([], [])


def test_a_session_that_ended_more_than_36_hours_ago_goes_to_the_digest() -> None:
    edge = Runner().hear((SPIKE, found(at=after(hours=-36), subject="a")))
    assert told(edge) == [(Kind.ALERTS, ["session-spike"])]
    late = Runner().hear((SPIKE, found(at=after(hours=-36, seconds=-1), subject="a")))
    assert (told(late), held(late)) == ([], [("session-spike", "It came in more than 36 hours later.")])


def test_a_second_notice_of_the_day_is_held_and_counts_as_told() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    second = runner.hear((RAMP, found(at=after(hours=3))), now=after(hours=3))
    assert (told(second), held(second)) == ([], [("weekly-ramp", "The day's number of messages was reached.")])
    assert runner.alerts["weekly-ramp", "-"].told_by == Telling.DIGEST
    assert told(runner.hear((RAMP, found(at=after(days=1))), now=after(days=1))) == []


def test_a_warning_passes_the_cap_of_the_day_and_takes_the_notices_of_its_pass_along() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    second = runner.hear((RAMP, found()), (SPIKE, found(Severity.WARNING, subject="b")), now=after(hours=3))
    assert told(second) == [(Kind.ALERTS, ["weekly-ramp", "session-spike"])]


def test_the_fourth_message_in_seven_days_is_held_even_if_it_is_a_warning() -> None:
    runner = Runner()
    for day in (0, 2, 4):
        assert told(runner.hear((SPIKE, found(subject=f"s{day}", at=after(days=day))), now=after(days=day)))
    fourth = runner.hear((SPIKE, found(Severity.WARNING, subject="s6", at=after(days=6))), now=after(days=6))
    assert held(fourth) == [("session-spike", "The week's number of messages was reached.")]
    # The first of the three is seven days old at noon: no longer within the seven days.
    assert told(runner.hear((SPIKE, found(subject="s7", at=after(days=7))), now=after(days=7)))


def test_an_alarm_goes_out_at_once_at_night_and_over_every_cap() -> None:
    runner = Runner(policy=Policy(per_7_days=0, per_day=0))
    night = NOON.replace(hour=3)
    decision = runner.hear((HEART, found(Severity.ALARM, at=night)), now=night)
    assert [message.due_at for message in decision.messages] == [night]


def test_trouble_with_sources_stands_outside_the_caps() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    decision = runner.hear((SILENT, found(Severity.WARNING, subject="garmin")), now=after(hours=1))
    assert told(decision) == [(Kind.SOURCES, ["source-silent"])]
    assert runner.counted == (NOON,)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        pytest.param((4, 21, 29), (4, 21, 29), id="a minute before the quiet hours"),
        pytest.param((4, 21, 30), (5, 7, 0), id="they begin"),
        pytest.param((5, 0, 10), (5, 7, 0), id="after midnight"),
        pytest.param((5, 6, 59), (5, 7, 0), id="a minute before they end"),
        pytest.param((5, 7, 0), (5, 7, 0), id="they end"),
    ],
)
def test_quiet_hours_delay(now: tuple[int, int, int], due: tuple[int, int, int]) -> None:
    at = datetime(2026, 3, *now, tzinfo=AMSTERDAM)
    decision = Runner().hear((HEART, found(at=at)), now=at)
    assert [message.due_at for message in decision.messages] == [datetime(2026, 3, *due, tzinfo=AMSTERDAM)]


def test_quiet_hours_end_at_seven_on_the_clock_when_the_clocks_change() -> None:
    # In the night to Sunday 29 March 2026 Amsterdam goes from UTC+1 to UTC+2: 07:00 there is 05:00 UTC.
    at = datetime(2026, 3, 28, 23, 0, tzinfo=AMSTERDAM)
    [message] = Runner().hear((HEART, found(at=at)), now=at).messages
    assert message.due_at.astimezone(ZoneInfo("UTC")).isoformat() == "2026-03-29T05:00:00+00:00"


@pytest.mark.parametrize(
    ("quiet", "utc", "due_utc"),
    [
        # On 29 March 2026 the clocks go from 02:00 to 03:00, at 01:00 UTC; on 25 October from 03:00 to 02:00, too.
        pytest.param((1, 2, 30), "2026-03-29T00:30", "2026-03-29T01:30", id="an end that is skipped: 03:30"),
        pytest.param((1, 2, 30), "2026-03-29T01:10", "2026-03-29T01:30", id="in the hour after the gap"),
        pytest.param((1, 2, 30), "2026-10-25T00:10", "2026-10-25T00:30", id="an end that comes twice: the first"),
        pytest.param((1, 2, 30), "2026-10-25T01:10", "2026-10-25T01:10", id="the second 02:10: over"),
        pytest.param((2, 7, 30), "2026-10-25T01:10", "2026-10-25T06:30", id="a beginning that comes twice: the first"),
        pytest.param((21, 7, 30), "2026-10-25T01:10", "2026-10-25T06:30", id="all night, an hour more"),
    ],
)
def test_quiet_hours_are_of_the_clock_in_the_nights_when_it_changes(
    quiet: tuple[int, int, int], utc: str, due_utc: str
) -> None:
    policy = Policy(quiet_from=time(quiet[0], 30), quiet_until=time(quiet[1], quiet[2]))
    now = datetime.fromisoformat(f"{utc}Z").astimezone(AMSTERDAM)
    assert due(now, policy).astimezone(UTC) == datetime.fromisoformat(f"{due_utc}Z")


def test_what_fires_in_the_same_night_joins_the_waiting_message_without_counting_again() -> None:
    runner = Runner(policy=Policy(per_day=1))
    evening = datetime(2026, 3, 4, 22, 0, tzinfo=AMSTERDAM)
    runner.hear((SPIKE, found(subject="a", at=evening)), now=evening)
    second = runner.hear((HEART, found(at=after(hours=18))), now=after(hours=18))  # 06:00
    assert [(m.kind, m.due_at.hour) for m in second.messages] == [(Kind.ALERTS, 7)]


def test_two_passes_at_one_moment_of_the_day_are_two_messages_for_the_cap() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    assert told(runner.hear((RAMP, found()))) == []


def test_a_snooze_holds_back_and_its_end_tells_what_is_still_open() -> None:
    runner = Runner()
    snoozes = (Snooze(rule="resting-heart-rate", until=after(days=2)),)
    first = runner.hear((HEART, found()), snoozes=snoozes)
    assert (told(first), held(first)) == ([], [("resting-heart-rate", "You snoozed it until {until_at}.")])
    second = runner.hear((HEART, found(at=after(days=1))), snoozes=snoozes, now=after(days=1))
    assert (told(second), held(second)) == ([], [])
    third = runner.hear((HEART, found(at=after(days=2))), snoozes=snoozes, now=after(days=2))
    assert told(third) == [(Kind.ALERTS, ["resting-heart-rate"])]


def test_what_came_back_while_it_was_snoozed_is_told_after_the_snooze_and_then_no_more() -> None:
    runner = Runner()
    assert told(runner.hear((PLAN, found()))) == [(Kind.ALERTS, ["planned-session"])]
    runner.hear((PLAN, clear()), now=after(days=1))
    snoozes = (Snooze(rule="planned-session", until=after(days=4)),)
    for days in (2, 3):
        again = runner.hear((PLAN, found(at=after(days=days))), snoozes=snoozes, now=after(days=days))
        assert (told(again), runner.alerts["planned-session", "-"].stage) == ([], 1)
    for days, expected in ((4, [(Kind.ALERTS, ["planned-session"])]), (5, [])):
        assert told(runner.hear((PLAN, found(at=after(days=days))), now=after(days=days))) == expected
    assert runner.alerts["planned-session", "-"].stage == 0


def test_what_came_back_after_its_last_step_was_told_is_told_no_more() -> None:
    runner = Runner()
    for days, stage in ((0, 0), (1, 1)):
        now = after(days=days)
        assert told(runner.hear((PLAN, found(at=now, stage=stage)), now=now)) == [(Kind.ALERTS, ["planned-session"])]
    runner.hear((PLAN, clear()), now=after(days=2))
    assert told(runner.hear((PLAN, found(at=after(days=3), stage=1)), now=after(days=3))) == []


def test_a_snooze_of_one_subject_leaves_the_others() -> None:
    snoozes = (Snooze(rule="shoe-worn", subject="a", until=after(days=2)),)
    decision = Runner(snoozes=snoozes).hear((SHOE, found(subject="a")), (SHOE, found(subject="b")))
    assert [[item.subject for item in message.items] for message in decision.messages] == [["b"]]


def test_a_return_holds_back_the_notices_of_load_but_no_warning() -> None:
    runner = Runner()
    runner.hear((RETURN, found(Severity.WARNING, subject="return-2026-03-04")))
    later = after(days=2)
    decision = runner.hear((RAMP, found(at=later)), (SPIKE, found(Severity.WARNING, subject="b", at=later)), now=later)
    assert told(decision) == [(Kind.ALERTS, ["session-spike"])]
    assert held(decision) == [("weekly-ramp", "Held back while {rule} speaks.")]


def test_a_line_for_information_inhibits_nothing() -> None:
    runner = Runner()
    runner.hear((RETURN, found(Severity.INFO, subject="gap-2026-03-04")))
    assert told(runner.hear((RAMP, found()))) == [(Kind.ALERTS, ["weekly-ramp"])]


def test_a_dead_login_speaks_for_its_source_only() -> None:
    decision = Runner().hear(
        (LOGIN, found(Severity.WARNING, subject="garmin")),
        (SILENT, found(Severity.WARNING, subject="garmin")),
        (SILENT, found(Severity.WARNING, subject="strava")),
    )
    assert [[(i.rule, i.subject) for i in m.items] for m in decision.messages] == [
        [("login-dead", "garmin"), ("source-silent", "strava")]
    ]


def test_only_trouble_with_sources_says_well_again_and_only_when_it_was_pushed() -> None:
    runner = Runner()
    runner.hear((SILENT, found(Severity.WARNING, subject="garmin")), (HEART, found()))
    decision = runner.hear((SILENT, clear(subject="garmin")), (HEART, clear()), now=after(hours=2))
    assert told(decision) == [(Kind.WELL_AGAIN, ["source-silent"])]
    assert decision.messages[0].items[0].says == "It is back."
    snoozes = (Snooze(rule="source-silent", until=after(days=2)),)
    quiet = Runner(snoozes=snoozes)
    quiet.hear((SILENT, found(Severity.WARNING, subject="garmin")))
    assert told(quiet.hear((SILENT, clear(subject="garmin")), now=after(hours=2))) == []


def test_what_was_known_in_time_is_not_late_after_a_snooze() -> None:
    runner = Runner()
    runner.hear((RAMP, found()), snoozes=(Snooze(rule="weekly-ramp", until=after(days=3)),))
    assert told(runner.hear((RAMP, found()), now=after(days=3))) == [(Kind.ALERTS, ["weekly-ramp"])]


def test_after_the_repeat_interval_worse_is_news_again() -> None:
    runner = Runner()
    for days, severity in ((0, Severity.WARNING), (20, Severity.NOTICE), (24, Severity.WARNING)):
        ramp = (RAMP, found(severity, at=after(days=days)))
        assert told(runner.hear(ramp, now=after(days=days))) == [(Kind.ALERTS, ["weekly-ramp"])]


def test_without_a_receiver_everything_stands_in_the_digest() -> None:
    decision = Runner().hear((HEART, found()), (SILENT, found(Severity.WARNING, subject="x")), reachable=False)
    assert told(decision) == []
    assert held(decision) == [
        ("resting-heart-rate", "No receiver is configured."),
        ("source-silent", "No receiver is configured."),
    ]


def test_a_first_import_is_quiet_but_for_one_summary_outside_the_caps() -> None:
    runner = Runner()
    old = found(at=after(days=-5))
    decision = runner.hear((RAMP, old), (SHOE, found()), (SHOE, found(Severity.INFO, subject="b")), summed_up=LIVES)
    assert told(decision) == [(Kind.SUMMARY, ["weekly-ramp", "shoe-worn"])]
    assert held(decision) == [("shoe-worn", "For your information.")]
    assert runner.counted == ()
    assert told(runner.hear((RAMP, old), (SHOE, found()), now=after(hours=1))) == []


def test_an_alarm_and_what_the_history_does_not_show_are_no_part_of_its_summary() -> None:
    night = NOON.replace(hour=3)
    decision = Runner().hear(
        (RAMP, found()),
        (SHOE, found(Severity.ALARM, at=night)),
        (HEART, found(at=night)),
        now=night,
        summed_up={"weekly-ramp", "shoe-worn"},
    )
    # As a pass at any other time: the alarm goes out at once, and takes along what fires with it.
    assert [(message.kind, message.due_at.hour, [i.rule for i in message.items]) for message in decision.messages] == [
        (Kind.ALERTS, 3, ["shoe-worn", "resting-heart-rate"]),
        (Kind.SUMMARY, 7, ["weekly-ramp"]),
    ]


def test_what_the_history_does_not_show_is_under_the_caps_and_can_be_too_old_while_it_comes_in() -> None:
    late = found(at=after(hours=-37))
    decision = Runner(policy=Policy(per_day=0)).hear((HEART, found()), (PLAN, late), summed_up={"weekly-ramp"})
    assert (told(decision), held(decision)) == (
        [],
        [
            ("resting-heart-rate", "The day's number of messages was reached."),
            ("planned-session", "It came in more than 36 hours later."),
        ],
    )


def test_trouble_with_a_source_is_told_beside_the_summary_of_another_one() -> None:
    silent = (SILENT, found(Severity.WARNING, subject="garmin"))
    decision = Runner().hear((RAMP, found()), silent, summed_up={"weekly-ramp"})
    assert told(decision) == [(Kind.SOURCES, ["source-silent"]), (Kind.SUMMARY, ["weekly-ramp"])]


def test_a_day_is_the_runners_own() -> None:
    # 23:30 UTC on 3 March is 00:30 on 4 March in Amsterdam: the message sent at noon on the 4th is of the same day.
    runner = Runner(policy=Policy(quiet_from=datetime.min.time(), quiet_until=datetime.min.time()))
    runner.counted = (datetime(2026, 3, 3, 23, 30, tzinfo=ZoneInfo("UTC")),)
    assert held(runner.hear((HEART, found()))) == [("resting-heart-rate", "The day's number of messages was reached.")]
    assert date(2026, 3, 4) == NOON.date()
