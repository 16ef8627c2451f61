"""What goes out in full, what is noted of it, and each limit exactly."""

from datetime import date, datetime, time, timedelta

import pytest

from daemon.records import Alert, DigestLine, Heard, Item, Kind, Outgoing, Policy, Snooze, Telling
from daemon.telling import Context, Held, due, inhibited, why_capped, why_held, why_notify
from rules.verdicts import Life, Rule, Severity, Sign, Text
from tests.daemon.passes import (
    AMSTERDAM,
    HEART,
    LIVES,
    LOGIN,
    NOON,
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

WEDNESDAY = date(2026, 3, 4)
UNTIL = after(days=3)
SNOOZED = (Snooze(rule="resting-heart-rate", subject=None, until=UNTIL),)
NIGHT = NOON.replace(hour=3)


def stored(runner: Runner, rule: Rule, subject: str = "-") -> Alert:
    return runner.alerts[rule.name, subject]


def item(rule: Rule, severity: Severity = Severity.NOTICE, subject: str = "-", day: date = WEDNESDAY) -> Item:
    """Return the line of what `found()` finds."""
    return Item(
        rule=rule.name,
        subject=subject,
        severity=severity,
        says=Text("{distance_m} is far."),
        do=Text("Rest."),
        values={"distance_m": 21_100},
        day=day,
    )


def test_a_message_holds_each_finding_in_full() -> None:
    decision = Runner().hear((SPIKE, found(subject="a", at=after(days=-1))), (HEART, found(Severity.WARNING)))
    assert decision.messages == (
        Outgoing(
            kind=Kind.ALERTS,
            due_at=NOON,
            items=(item(SPIKE, subject="a", day=date(2026, 3, 3)), item(HEART, Severity.WARNING)),
            heard={("session-spike", "a"): Heard(), ("resting-heart-rate", "-"): Heard()},
        ),
    )


def test_a_message_holds_what_was_told_before_of_each_alert() -> None:
    runner = Runner()
    runner.hear((RAMP, found()))
    [message] = runner.hear((RAMP, found(Severity.WARNING, at=after(days=2))), now=after(days=2)).messages
    assert message.heard == {("weekly-ramp", "-"): Heard(NOON, Severity.NOTICE, 0, Telling.PUSH)}


def test_a_message_that_all_is_well_again_says_why_and_waits_for_the_morning() -> None:
    runner = Runner()
    runner.hear((SILENT, found(Severity.WARNING, subject="garmin")))
    back = clear(subject="garmin")._replace(values={"source": "garmin"})
    night = after(days=1).replace(hour=3)
    assert runner.hear((SILENT, back), now=night).messages == (
        Outgoing(
            kind=Kind.WELL_AGAIN,
            due_at=night.replace(hour=7),
            items=(
                item(SILENT, Severity.WARNING, "garmin")._replace(
                    says=Text("It is back."),
                    values={"source": "garmin"},
                    day=date(2026, 3, 5),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("context", "severity", "at", "because"),
    [
        pytest.param({"reachable": False}, Severity.WARNING, NOON, "No receiver is configured.", id="no receiver"),
        pytest.param({}, Severity.INFO, NOON, "For your information.", id="information"),
        pytest.param(
            {}, Severity.NOTICE, after(hours=-37), "It came in more than 36 hours later.", id="news of long ago"
        ),
        pytest.param(
            {"policy": Policy(per_day=0)},
            Severity.NOTICE,
            NOON,
            "The day's number of messages was reached.",
            id="the cap of the day",
        ),
        pytest.param(
            {"policy": Policy(per_7_days=0)},
            Severity.WARNING,
            NOON,
            "The week's number of messages was reached.",
            id="the cap of the week",
        ),
    ],
)
def test_what_is_held_back_for_good_counts_as_told(
    context: dict[str, object], severity: Severity, at: datetime, because: str
) -> None:
    runner = Runner(**context)
    decision = runner.hear((HEART, found(severity, at=at)))
    assert decision.digest == (
        DigestLine(item=item(HEART, severity, day=at.date()), because=Text(because), because_values={}),
    )
    alert = stored(runner, HEART)
    assert (alert.told_by, alert.told_at, alert.told_severity) == (Telling.DIGEST, NOON, severity)
    assert alert.held_because is None


def test_what_is_snoozed_does_not_count_as_told() -> None:
    runner = Runner(snoozes=SNOOZED)
    decision = runner.hear((HEART, found()))
    because = Text("You snoozed it until {until_at}.")
    assert decision.digest == (
        DigestLine(item=item(HEART), because=because, because_values={"until_at": "2026-03-07T12:00:00+01:00"}),
    )
    alert = stored(runner, HEART)
    assert (alert.told_by, alert.told_at, alert.told_severity, alert.held_because) == (None, None, None, because)
    runner.hear((HEART, found()), now=UNTIL)
    alert = stored(runner, HEART)
    assert (alert.told_by, alert.told_at, alert.held_because) == (Telling.PUSH, UNTIL, None)


def test_why_it_is_held_back_only_for_a_while() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    alert = stored(runner, HEART)
    snoozed = Context(now=NOON, policy=Policy(), snoozes=SNOOZED)
    assert why_held(alert, (alert,), context=snoozed, lives=LIVES) == Held(
        because=Text("You snoozed it until {until_at}."),
        counts=False,
        values={"until_at": "2026-03-07T12:00:00+01:00"},
    )
    together = {HEART.name: Life(sign=Sign.TOGETHER)}
    assert why_held(alert, (alert,), context=Context(now=NOON, policy=Policy()), lives=together) == Held(
        because=Text("It is the only sign: no other one agrees."), counts=False
    )


def test_of_several_snoozes_the_longest_is_named() -> None:
    longest = Snooze(rule="resting-heart-rate", subject="-", until=after(days=5))
    (line,) = Runner(snoozes=(*SNOOZED, longest)).hear((HEART, found())).digest
    assert line.because_values == {"until_at": "2026-03-09T12:00:00+01:00"}


def test_what_a_return_holds_back_counts_as_told() -> None:
    runner = Runner()
    decision = runner.hear((RETURN, found(Severity.WARNING, subject="r")), (SPIKE, found(subject="a")))
    because = Text("Held back while {rule} speaks.")
    assert decision.digest == (
        DigestLine(item=item(SPIKE, subject="a"), because=because, because_values={"rule": "layoff-return"}),
    )
    alert = stored(runner, SPIKE, "a")
    assert (alert.told_by, alert.told_at, alert.held_because) == (Telling.DIGEST, NOON, None)


def test_a_silence_that_a_dead_login_holds_back_is_told_when_it_goes_on() -> None:
    runner = Runner()
    silent = found(Severity.WARNING, subject="garmin")
    decision = runner.hear((LOGIN, silent), (SILENT, silent))
    assert held(decision) == [("source-silent", "Held back while {rule} speaks.")]
    alert = stored(runner, SILENT, "garmin")
    assert (alert.told_by, alert.held_because) == (None, "Held back while {rule} speaks.")
    later = after(hours=2)
    decision = runner.hear((LOGIN, clear(subject="garmin")), (SILENT, silent), now=later)
    assert told(decision) == [(Kind.SOURCES, ["source-silent"]), (Kind.WELL_AGAIN, ["login-dead"])]


def test_a_second_alert_may_be_the_one_that_holds_back() -> None:
    opened = Runner()
    opened.hear((HEART, found()), (RETURN, found(subject="r")), (SPIKE, found(subject="a")))
    spike, others = stored(opened, SPIKE, "a"), (stored(opened, HEART), stored(opened, RETURN, "r"))
    assert inhibited(spike, others, lives=LIVES) == "layoff-return"
    assert inhibited(spike, others[:1], lives=LIVES) is None
    # A notice holds back, a line for information does not, and neither does a rule that is switched off.
    assert inhibited(spike, [others[1]._replace(severity=Severity.INFO)], lives=LIVES) is None
    assert inhibited(spike, others, lives={"session-spike": LIVES["session-spike"]}) is None
    assert inhibited(spike._replace(severity=Severity.WARNING), others, lives=LIVES) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({}, None, id="as it was told"),
        pytest.param({"told_at": None}, "new", id="never told"),
        pytest.param({"told_severity": None}, "new", id="of no severity"),
        pytest.param({"told_stage": None}, "new", id="of no stage"),
        pytest.param({"told_severity": Severity.INFO}, "worse", id="worse than was told"),
        pytest.param({"told_severity": Severity.WARNING}, None, id="better than was told"),
        pytest.param({"told_stage": 1}, "next step", id="a step further"),
        pytest.param({"told_stage": 3}, None, id="a step back"),
        pytest.param({"told_at": after(days=-7)}, "still so", id="seven days ago"),
        pytest.param({"told_at": after(days=-7, seconds=1)}, None, id="a second less"),
        pytest.param({"told_at": after(days=-7), "found_at": after(seconds=-1)}, None, id="not found now"),
        pytest.param({"told_at": after(days=-7), "at": after(hours=-36)}, "still so", id="36 hours ago"),
        pytest.param({"told_at": after(days=-7), "at": after(hours=-36, seconds=-1)}, None, id="a second more"),
    ],
)
def test_why_there_is_something_to_tell(changes: dict[str, object], why: str | None) -> None:
    (alert,) = Runner().hear((HEART, found(stage=2))).changes
    changed = alert._replace(**changes)  # type: ignore[arg-type]  # a table of fields of several types
    assert why_notify(changed, life=HEART.life, now=NOON) == why
    assert why_notify(changed, life=Life(), now=NOON) == (None if why == "still so" else why)


def test_what_is_told_again_starts_anew_also_in_the_digest() -> None:
    runner = Runner()
    runner.hear((HEART, found(Severity.WARNING, stage=2)))
    later = after(days=7)
    runner.counted = (later - timedelta(hours=1),)  # the day has its message already
    decision = runner.hear((HEART, found(stage=1, at=later)), now=later)
    assert held(decision) == [("resting-heart-rate", "The day's number of messages was reached.")]
    alert = stored(runner, HEART)
    assert (alert.told_severity, alert.told_stage, alert.told_at) == (Severity.NOTICE, 1, later)


def test_what_is_told_for_another_reason_keeps_the_worst_that_was_told() -> None:
    runner = Runner()
    runner.hear((SHOE, found(Severity.WARNING, stage=1)))
    later = after(days=1)
    runner.hear((SHOE, found(stage=2, at=later)), now=later)
    alert = stored(runner, SHOE)
    assert (alert.told_severity, alert.told_stage, alert.told_at) == (Severity.WARNING, 2, later)


def test_an_alarm_takes_the_notices_of_its_pass_along() -> None:
    decision = Runner(policy=Policy(per_7_days=0, per_day=0)).hear((RAMP, found()), (HEART, found(Severity.ALARM)))
    assert told(decision) == [(Kind.ALERTS, ["weekly-ramp", "resting-heart-rate"])]


@pytest.mark.parametrize(
    ("at", "context"),
    [
        pytest.param(after(days=-3), {}, id="of three days ago"),
        pytest.param(NOON, {"snoozes": SNOOZED}, id="snoozed"),
    ],
)
def test_nothing_but_the_want_of_a_receiver_holds_back_an_alarm(at: datetime, context: dict[str, object]) -> None:
    alarm = found(Severity.ALARM, at=at)
    assert told(Runner(**context).hear((HEART, alarm))) == [(Kind.ALERTS, ["resting-heart-rate"])]
    assert told(Runner(reachable=False).hear((HEART, alarm))) == []


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (time(11, 59), time(11, 59)),
        (time(12, 0), time(14, 0)),
        (time(13, 59), time(14, 0)),
        (time(14, 0), time(14, 0)),
        (time(14, 1), time(14, 1)),
        (time(23, 59), time(23, 59)),
    ],
)
def test_quiet_hours_in_the_middle_of_the_day(clock: time, expected: time) -> None:
    quiet = Policy(quiet_from=time(12), quiet_until=time(14))
    now = datetime.combine(WEDNESDAY, clock, AMSTERDAM)
    assert due(now, quiet) == datetime.combine(WEDNESDAY, expected, AMSTERDAM)


def test_without_quiet_hours_a_push_goes_out_at_once() -> None:
    never = Policy(quiet_from=time(3), quiet_until=time(3))
    assert due(NIGHT, never) == NIGHT


@pytest.mark.parametrize(
    ("severity", "counted", "because"),
    [
        pytest.param(Severity.NOTICE, [], None, id="none yet"),
        pytest.param(Severity.NOTICE, [-7, -2, -1], None, id="one of three is seven days old"),
        pytest.param(Severity.NOTICE, [-6, -2, -1], "The week's number of messages was reached.", id="three"),
        pytest.param(Severity.WARNING, [0, 0, 0], "The week's number of messages was reached.", id="three at once"),
        pytest.param(Severity.ALARM, [0, 0, 0], None, id="an alarm"),
        pytest.param(Severity.NOTICE, [0], "The day's number of messages was reached.", id="one today"),
        pytest.param(Severity.WARNING, [0], None, id="a warning beside one of today"),
        pytest.param(Severity.NOTICE, [1, 2, 3], None, id="those that wait for later days"),
    ],
)
def test_the_caps(severity: Severity, counted: list[int], because: str | None) -> None:
    context = Context(now=NOON, policy=Policy(), counted=tuple(after(days=days) for days in counted))
    assert why_capped(severity, at=NOON, context=context) == because


def test_what_joins_a_message_that_waits_counts_no_more() -> None:
    seven = NOON.replace(hour=7)
    full = Context(now=NIGHT, policy=Policy(per_7_days=1), counted=(seven,))
    assert why_capped(Severity.NOTICE, at=seven, context=full) is None
    assert why_capped(Severity.NOTICE, at=seven, context=full._replace(now=seven)) is not None
