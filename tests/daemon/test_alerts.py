"""The life of an alert: opened, updated, ended."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.alerts import Decision, as_it_stands, reconcile, speaking
from daemon.records import Alert, DigestLine, Item, Key, Kind, Policy
from daemon.telling import Context
from rules.verdicts import NoData, Rule, Severity, Text, Verdict
from tests.daemon.passes import (
    HEART,
    LIVES,
    PLAN,
    RAMP,
    RETURN,
    SILENT,
    SPIKE,
    Runner,
    after,
    clear,
    found,
    held,
    told,
)


def test_a_new_value_updates_the_alert_silently() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    decision = runner.hear((HEART, found()._replace(values={"distance_m": 1})), now=after(days=1))
    assert [alert.values for alert in decision.changes] == [{"distance_m": 1}]
    assert told(decision) == []


def test_an_outage_that_comes_back_is_told_again() -> None:
    runner = Runner()
    for hours in (0, 4):
        first = runner.hear((SILENT, found(Severity.WARNING, subject="garmin")), now=after(hours=hours))
        assert told(first) == [(Kind.SOURCES, ["source-silent"])]
        runner.hear((SILENT, clear(subject="garmin")), now=after(hours=hours + 2))


def test_a_source_that_is_not_configured_any_more_ends_its_trouble_silently() -> None:
    runner = Runner()
    runner.hear((SILENT, found(Severity.WARNING, subject="garmin")))
    decision = runner.hear(now=after(hours=2))
    assert (told(decision), [alert.is_open for alert in decision.changes]) == ([], [False])


def test_no_data_never_ends_an_alert_but_for_fourteen_days_of_it() -> None:
    runner = Runner()
    runner.hear((HEART, found()))
    lacks = NoData(lacks=Text("No value today."))
    for days in (1, 5, 14):
        runner.hear((HEART, lacks), now=after(days=days))
        assert runner.alerts["resting-heart-rate", "-"].is_open
    decision = runner.hear((HEART, lacks), now=after(days=15))
    assert (told(decision), [alert.is_open for alert in decision.changes]) == ([], [False])


def test_a_value_in_between_starts_the_fourteen_days_anew() -> None:
    runner = Runner()
    lacks = NoData(lacks=Text("No value today."))
    runner.hear((HEART, found()))
    runner.hear((HEART, lacks), now=after(days=1))
    runner.hear((HEART, found(at=after(days=10))), now=after(days=10))
    runner.hear((HEART, lacks), now=after(days=16))
    assert runner.alerts["resting-heart-rate", "-"].is_open


def test_an_alert_ends_by_itself_when_its_time_is_over() -> None:
    runner = Runner()
    runner.hear((RAMP, found()))
    runner.hear(now=after(days=13, hours=23))
    assert runner.alerts["weekly-ramp", "-"].is_open
    runner.hear(now=after(days=14))
    assert runner.alerts["weekly-ramp", "-"].closed_because == "Its time is over."


def test_an_alert_of_a_rule_that_says_what_stands_ends_when_nothing_is_said_of_it() -> None:
    runner = Runner()
    runner.hear((SPIKE, found(subject="a")))
    runner.hear((SPIKE, NoData(lacks=Text("A source is behind."), subject="a")), now=after(hours=1))
    assert runner.alerts["session-spike", "a"].is_open
    runner.hear((SPIKE, found(subject="b", at=after(hours=2))), now=after(hours=2))
    assert not runner.alerts["session-spike", "a"].is_open


def test_a_rule_that_was_not_asked_ends_nothing() -> None:
    runner = Runner()
    runner.hear((SPIKE, found(subject="a")))
    context = Context(now=after(hours=1), policy=Policy())
    assert reconcile({}, runner.alerts, context=context, lives=LIVES, asked=()) == Decision()


RESTS = NoData(lacks=Text("You marked this day as injured."))


def test_a_rule_that_rests_ends_none_of_its_alerts_but_for_fourteen_days_of_it() -> None:
    runner = Runner()
    runner.hear((SILENT, found(subject="a")), (SILENT, found(subject="b")))
    for days in (1, 5, 14):
        assert told(runner.hear((SILENT, RESTS), now=after(days=days))) == []
        assert [alert.is_open for alert in runner.alerts.values()] == [True, True]
    decision = runner.hear((SILENT, RESTS), now=after(days=15))
    assert (told(decision), [(alert.is_open, alert.closed_because) for alert in decision.changes]) == (
        [],
        [(False, "There was no data for 14 days.")] * 2,
    )


def test_a_rule_that_rested_ends_what_it_does_not_find_again() -> None:
    runner = Runner()
    runner.hear((SILENT, found(subject="a")), (SILENT, found(subject="b")))
    runner.hear((SILENT, RESTS), now=after(days=1))
    runner.hear((SILENT, found(subject="b")), now=after(days=2))
    a, b = runner.alerts["source-silent", "a"], runner.alerts["source-silent", "b"]
    assert (a.is_open, a.closed_because) == (False, "It is over.")
    assert (b.is_open, b.no_data_since) == (True, None)


def test_a_rule_that_rests_keeps_no_alert_beyond_its_time() -> None:
    runner = Runner()
    runner.hear((SPIKE, found(subject="a")))
    runner.hear((SPIKE, RESTS), now=after(hours=47))
    assert runner.alerts["session-spike", "a"].is_open
    runner.hear((SPIKE, RESTS), now=after(hours=48))
    assert runner.alerts["session-spike", "a"].closed_because == "Its time is over."


@pytest.mark.parametrize(
    ("later", "because"),
    [
        pytest.param({"days": 13, "hours": 23}, "It is over.", id="looked at lately enough"),
        pytest.param({"days": 14}, "There was no data for 14 days.", id="nobody looked for 14 days"),
    ],
)
def test_what_nobody_looked_at_for_fourteen_days_is_not_said_to_be_over(later: dict[str, int], because: str) -> None:
    runner = Runner()
    runner.hear((PLAN, found()))
    runner.hear((PLAN, found()), now=after(days=1))
    # The service was off since.
    back = after(**{**later, "days": later["days"] + 1})
    runner.hear(now=back)
    alert = runner.alerts["planned-session", "-"]
    assert (alert.closed_because, alert.closed_at) == (because, back)


def test_a_plan_that_is_still_too_long_is_told_once() -> None:
    runner = Runner()
    assert told(runner.hear((PLAN, found()))) == [(Kind.ALERTS, ["planned-session"])]
    assert told(runner.hear((PLAN, found()), now=after(days=1))) == []
    assert runner.alerts["planned-session", "-"].stage == 0


def test_that_another_rule_rests_keeps_no_alert_open() -> None:
    runner = Runner()
    runner.hear((SPIKE, found(subject="a")))
    runner.hear((HEART, RESTS), (SPIKE, NoData(lacks=Text("A source is behind."), subject="b")), now=after(hours=1))
    assert runner.alerts["session-spike", "a"].closed_because == "It is over."


def test_what_comes_in_days_late_stands_in_the_digest_before_it_ends() -> None:
    runner = Runner()
    late = runner.hear((SPIKE, found(subject="a", at=after(days=-20))))
    assert held(late) == [("session-spike", "It came in more than 36 hours later.")]
    assert runner.alerts["session-spike", "a"].is_open
    runner.hear((SPIKE, found(subject="a", at=after(days=-20))), now=after(hours=1))
    assert not runner.alerts["session-spike", "a"].is_open


def test_of_several_verdicts_on_one_subject_the_last_counts_and_one_that_cannot_know_takes_nothing_back() -> None:
    assert told(Runner().hear((RAMP, found()), (RAMP, clear()))) == []
    lacks = NoData(lacks=Text("A distance is not known."))
    assert told(Runner().hear((RAMP, found()), (RAMP, lacks))) == [(Kind.ALERTS, ["weekly-ramp"])]


VERDICTS = st.sampled_from(
    [
        (each, verdict)
        for each in (SPIKE, RAMP, SILENT)
        for subject in ("-", "a")
        for verdict in (found(subject=subject), clear(subject=subject), NoData(lacks=Text("-"), subject=subject))
    ]
)


@given(st.lists(st.lists(VERDICTS, max_size=6), max_size=6))
def test_what_a_rule_without_an_open_alert_says_changes_nothing_unless_it_finds_something(
    passes: list[list[tuple[Rule, Verdict]]],
) -> None:
    alerts: dict[Key, Alert] = {}
    for hours, results in enumerate(passes):
        of_all, of_those = (as_it_stands(results, heeded=heeded) for heeded in (LIVES, speaking(alerts)))
        context = Context(now=after(hours=hours), policy=Policy())
        one, other = (reconcile(each, alerts, context=context, lives=LIVES, asked=LIVES) for each in (of_all, of_those))
        assert set(of_those) <= set(of_all)
        assert sorted(one.changes, key=_key) == sorted(other.changes, key=_key)
        assert [(message.kind, sorted(message.items, key=_key)) for message in one.messages] == [
            (message.kind, sorted(message.items, key=_key)) for message in other.messages
        ]
        assert sorted(map(_line, one.digest)) == sorted(map(_line, other.digest))
        alerts |= {alert.key: alert for alert in one.changes}


def _key(each: Alert | Item) -> Key:
    return each.rule, each.subject


def _line(line: DigestLine) -> tuple[str, str, str]:
    return line.item.rule, line.item.subject, line.because


def test_a_severity_that_fell_and_rose_again_is_not_worse_than_what_was_told() -> None:
    runner = Runner()
    subject = "return-2026-03-04"
    runner.hear((RETURN, found(Severity.WARNING, subject=subject)))
    runner.hear((RETURN, found(Severity.NOTICE, subject=subject, stage=1, at=after(days=2))), now=after(days=2))
    back = (RETURN, found(Severity.WARNING, subject=subject, at=after(days=4)))
    assert told(runner.hear(back, now=after(days=4))) == []
    passed_again = (RETURN, found(Severity.NOTICE, subject=subject, stage=1, at=after(days=5)))
    assert told(runner.hear(passed_again, now=after(days=5))) == []


def test_a_rule_that_was_switched_off_ends_its_alerts() -> None:
    runner = Runner()
    runner.hear((SPIKE, found(subject="a")))
    lives = {name: life for name, life in LIVES.items() if name != "session-spike"}
    context = Context(now=after(hours=1), policy=Policy())
    decision = reconcile({}, runner.alerts, context=context, lives=lives, asked=lives)
    closed = [(alert.closed_because, alert.closed_at) for alert in decision.changes]
    assert closed == [("The rule is switched off.", after(hours=1))]


def test_a_pass_that_finds_nothing_changes_nothing() -> None:
    verdicts: Sequence[tuple[Rule, Verdict]] = [(SPIKE, clear(subject="a")), (HEART, NoData(lacks=Text("-")))]
    assert Runner().hear(*verdicts) == Decision()
