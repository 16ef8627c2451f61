"""An alert as it is stored, at each step of its life."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from daemon.alerts import Decision
from daemon.records import Alert, Snooze, Telling
from rules.verdicts import Finding, Judged, NoData, Rule, Severity, Text
from tests.daemon.passes import HEART, NOON, RAMP, SHOE, SILENT, SPIKE, Runner, after, clear, found, held, told

LACKS = NoData(lacks=Text("No value today."))
WEDNESDAY = date(2026, 3, 4)
FORMULA = Text("{distance_m} is more than it was")


def stored(runner: Runner, rule: Rule, subject: str = "-") -> Alert:
    return runner.alerts[rule.name, subject]


def test_what_is_found_is_stored_with_all_that_it_rests_on() -> None:
    finding = found(subject="a", stage=2, at=after(hours=-1))._replace(formula=FORMULA, runs=("file-1", "file-2"))
    (alert,) = Runner().hear((SHOE, finding)).changes
    assert alert == Alert(
        rule="shoe-worn",
        subject="a",
        severity=Severity.NOTICE,
        stage=2,
        says=Text("{distance_m} is far."),
        do=Text("Rest."),
        values={"distance_m": 21_100},
        day=WEDNESDAY,
        at=after(hours=-1),
        opened_at=NOON,
        found_at=NOON,
        seen_at=NOON,
        told_at=NOON,
        told_severity=Severity.NOTICE,
        told_stage=2,
        told_by=Telling.PUSH,
        formula=FORMULA,
        runs=("file-1", "file-2"),
    )
    assert alert.key == ("shoe-worn", "a")


def test_what_is_found_again_keeps_when_it_was_opened_seen_and_told() -> None:
    runner = Runner()
    first = runner.hear((HEART, found())).changes[0]
    assert runner.hear((HEART, found()), now=after(hours=1)).changes == (first._replace(found_at=after(hours=1)),)


def test_what_is_new_of_an_open_alert_is_seen_when_it_comes_in() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    newer = found(Severity.INFO, at=after(days=1))._replace(
        says=Text("{distance_m} is not so far."),
        do=Text("Walk."),
        values={"distance_m": 5_000},
    )
    runner.hear((HEART, newer), now=after(days=1, hours=2))
    alert = stored(runner, HEART)
    assert (alert.severity, alert.says, alert.do, alert.values, alert.day, alert.at) == (
        Severity.INFO,
        "{distance_m} is not so far.",
        "Walk.",
        {"distance_m": 5_000},
        date(2026, 3, 5),
        after(days=1),
    )
    assert (alert.opened_at, alert.found_at, alert.seen_at) == (NOON, after(days=1, hours=2), after(days=1, hours=2))
    assert (alert.told_at, alert.told_severity) == (NOON, Severity.NOTICE)


def test_what_is_clear_is_closed_with_the_reason_of_its_rule() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    runner.hear((HEART, LACKS), now=after(days=1))
    lacking = stored(runner, HEART)
    assert lacking.no_data_since == after(days=1)
    assert runner.hear((HEART, clear(at=after(days=2))), now=after(days=2)).changes == (
        lacking._replace(
            is_open=False,
            closed_at=after(days=2),
            closed_because=Text("It is back."),
            no_data_since=None,
        ),
    )


def test_what_was_not_known_for_a_while_counts_from_the_first_time() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    runner.hear((HEART, LACKS), now=after(days=1))
    assert runner.hear((HEART, LACKS), now=after(days=2)) == Decision()
    assert stored(runner, HEART).no_data_since == after(days=1)


@pytest.mark.parametrize(
    ("rule", "later", "heard", "because"),
    [
        pytest.param(RAMP, timedelta(days=14), False, "Its time is over.", id="its time"),
        pytest.param(SPIKE, timedelta(hours=1), False, "It is over.", id="nothing is said of what stands"),
        pytest.param(HEART, timedelta(days=15), True, "There was no data for 14 days.", id="no data"),
    ],
)
def test_what_ends_by_itself_is_closed_with_that_reason(
    rule: Rule, later: timedelta, heard: bool, because: str
) -> None:
    runner = Runner()
    runner.hear((rule, found()))
    if heard:
        runner.hear((rule, LACKS), now=after(days=1))
    (alert,) = runner.hear(now=NOON + later).changes
    assert (alert.is_open, alert.closed_at, alert.closed_because) == (False, NOON + later, because)
    assert alert.no_data_since is None


def test_an_alert_that_was_closed_is_opened_anew_and_knows_what_was_told() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    runner.hear((HEART, clear()), now=after(days=1))
    later = after(days=2)
    runner.hear((HEART, found(at=later)), now=later)
    alert = stored(runner, HEART)
    assert (alert.is_open, alert.opened_at, alert.seen_at, alert.told_at) == (True, later, later, NOON)
    assert (alert.closed_at, alert.closed_because) == (None, None)


def test_an_outage_that_comes_back_knows_nothing_of_the_one_before() -> None:
    runner = Runner()
    runner.hear((SILENT, found(Severity.WARNING, subject="garmin")))
    runner.hear((SILENT, clear(subject="garmin")), now=after(hours=1))
    runner.hear((SILENT, found(Severity.NOTICE, subject="garmin")), now=after(hours=2))
    alert = stored(runner, SILENT, "garmin")
    assert (alert.opened_at, alert.seen_at) == (after(hours=2), after(hours=2))
    assert (alert.told_at, alert.told_severity) == (after(hours=2), Severity.NOTICE)


@pytest.mark.parametrize(
    ("seconds", "opens"),
    [pytest.param(-1, True, id="a second before its time is over"), pytest.param(0, False, id="its time is over")],
)
def test_a_finding_that_had_its_time_does_not_open_its_alert_again(seconds: int, opens: bool) -> None:
    # A spike stands for 48 hours; its run was found to be none, and then to be one after all.
    runner = Runner()
    runner.hear((SPIKE, found(subject="a")))
    runner.hear((SPIKE, clear(subject="a")), now=after(hours=1))
    runner.hear((SPIKE, found(subject="a")), now=after(hours=48, seconds=seconds))
    assert stored(runner, SPIKE, "a").is_open is opens


@pytest.mark.parametrize(
    ("judged", "hours", "seconds", "opens"),
    [
        pytest.param(Judged.BY_SESSION, 36, -1, True, id="its session is not 36 hours old"),
        pytest.param(Judged.BY_SESSION, 36, 0, False, id="it is, and is judged once more"),
        pytest.param(Judged.BY_DAY, 36, 0, True, id="a day is judged by itself"),
        pytest.param(Judged.AT_ANY_TIME, 36, 0, True, id="at any time"),
    ],
)
def test_an_old_session_that_is_judged_again_does_not_open_its_alert_again(
    judged: Judged, hours: int, seconds: int, opens: bool
) -> None:
    rule = replace(SHOE, judged=judged)
    runner = Runner()
    runner.hear((rule, found()))
    runner.hear((rule, clear()), now=after(hours=1))
    runner.hear((rule, found()), now=after(hours=hours, seconds=seconds))
    assert stored(runner, rule).is_open is opens


@pytest.mark.parametrize(("seconds", "opens"), [(-1, False), (0, False), (1, True)])
def test_an_old_session_before_the_one_that_was_deleted_does_not_open_it_again_but_a_later_one_does(
    seconds: int, opens: bool
) -> None:
    streak = replace(SHOE, judged=Judged.BY_SESSION)
    runner = Runner()
    runner.hear((streak, found()))
    runner.hear((streak, clear()), now=after(days=1))
    runner.hear((streak, found(at=after(seconds=seconds))), now=after(days=3))
    assert stored(runner, streak).is_open is opens


def test_why_it_was_held_back_is_forgotten_when_it_is_over() -> None:
    snoozes = (Snooze(rule="resting-heart-rate", subject=None, until=after(days=3)),)
    runner = Runner(snoozes=snoozes)
    because = [("resting-heart-rate", "You snoozed it until {until_at}.")]
    assert held(runner.hear((HEART, found()))) == because
    runner.hear((HEART, clear()), now=after(days=1))
    assert stored(runner, HEART).held_because is None
    again = after(days=2)
    assert held(runner.hear((HEART, found(at=again)), now=again)) == because


def test_another_finding_that_is_old_opens_the_alert_again() -> None:
    runner = Runner()
    runner.hear((RAMP, found()))
    runner.hear((RAMP, clear()), now=after(days=1))
    decision = runner.hear((RAMP, found(at=after(days=-20))), now=after(days=2))
    assert [alert.at for alert in decision.changes if alert.is_open] == [after(days=-20)]


def test_an_open_alert_whose_time_is_over_hears_its_finding_a_last_time() -> None:
    runner = Runner()
    runner.hear((RAMP, found()))
    runner.hear((RAMP, found()), now=after(days=14))
    alert = stored(runner, RAMP)
    assert (alert.is_open, alert.found_at, alert.closed_because) == (False, after(days=14), "Its time is over.")


def test_what_is_still_held_back_for_the_same_reason_is_no_change() -> None:
    snoozes = (Snooze(rule="resting-heart-rate", subject=None, until=after(days=3)),)
    runner = Runner(snoozes=snoozes)
    assert held(runner.hear((HEART, found()))) == [("resting-heart-rate", "You snoozed it until {until_at}.")]
    assert runner.hear(now=after(hours=1)) == Decision()


def test_a_rule_without_an_alert_of_its_own_opens_none() -> None:
    finding: Finding = found(subject="a")
    runner = Runner()
    runner.hear((SPIKE, finding))
    decision = runner.hear((SPIKE, finding), (SPIKE, clear(subject="b")), (HEART, LACKS), now=after(hours=1))
    assert [alert.key for alert in decision.changes] == [("session-spike", "a")]
    assert told(decision) == []
