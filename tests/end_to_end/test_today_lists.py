"""What `today`, `alerts` and `status` list, in which order, and what they leave out."""

import inspect
import json
import re
import sys
from datetime import timedelta

import pytest

from connectors.sandbox.world import Plan
from daemon.cli.changing import ALARMING
from rules import discover
from rules.verdicts import Rule
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.house import House, real_now
from tests.end_to_end.lives import DAY, ZONE, every_other_day, run


@pytest.fixture
def limping(at_home: Build, shinguard: Shinguard) -> House:
    """A long run of today was told, and worn shoes are known; then a pain with a limp was logged."""
    moment = real_now().astimezone(ZONE) - timedelta(hours=2)
    day = moment.date()
    lived = every_other_day(day - 2 * DAY, then=[run(41, day, 13_000, clock=f"{moment:%H:%M}")], real_time=True)
    lived.plan(Plan(number=7, day=day + 3 * DAY, title="Long run", distance_m=20_000))
    house = at_home(lived, "garmin", more="[rules.shoe-worn]\nlimit_km = 450")
    assert shinguard(house, "sync").exit_code == 0
    assert shinguard(house, "log", "pain", "5", "--site", "shin", "--when", "after", "--flag", "limp").exit_code == 0
    return house


def test_the_alarm_stands_first_everywhere(limping: House, shinguard: Shinguard) -> None:
    def listed(*command: str) -> list[tuple[int, str, str]]:
        said = shinguard(limping, *command).output
        found = re.findall(r"^ *([0-9]+)  ([a-z-]+) \(([a-z ]+),", said, flags=re.MULTILINE)
        return [(int(number), rule, severity) for number, rule, severity in found]

    order = {"alarm": 0, "warning": 1, "notice": 2, "for information": 3}
    for command in ("today", "alerts", "status"):
        found = listed(command)
        assert found[0][1:] == ("red-flags", "alarm")
        # It came last.
        assert found[0][0] > min(number for number, _rule, _severity in found)
        assert found == sorted(found, key=lambda each: (order[each[2]], each[0]))
    assert "for information" in {severity for _number, _rule, severity in listed("alerts")}
    [athlete] = json.loads(shinguard(limping, "status", "--json").output)["athletes"]
    today = json.loads(shinguard(limping, "today", "--json").output)
    assert [each["id"] for each in athlete["alerts"]] == [number for number, *_rest in listed("status")]
    assert [each["id"] for each in today["alerts"]] == [number for number, *_rest in listed("today")]


def test_a_plan_that_is_on_hold_is_no_want_of_data(limping: House, shinguard: Shinguard) -> None:
    assert [plan.is_on_hold for plan in limping.state(real_now()).plans] == [True]
    said = shinguard(limping, "status").output
    assert "Silent for want of data" in said
    assert "No planned run is judged" not in said
    # Nor does it lack a run.
    assert "planned-session" not in said.partition("Silent for want of data")[2]
    [athlete] = json.loads(shinguard(limping, "status", "--json").output)["athletes"]
    assert "planned-session" not in {each["rule"] for each in athlete["silent"]}


def test_a_snooze_of_what_can_raise_an_alarm_says_that_it_passes(limping: House, shinguard: Shinguard) -> None:
    passes = "An alarm is told all the same, at once."
    number = next(n for n, alert in limping.status(real_now()).alerts.items() if alert.rule == "red-flags")
    for what in ("red-flags", f"#{number}"):
        first, *more = shinguard(limping, "snooze", what).output.splitlines()
        assert ("is silent until" in first, more) == (True, [passes])
    assert passes not in shinguard(limping, "snooze", "session-spike").output


def test_the_rules_that_can_raise_an_alarm_are_known() -> None:
    def raises(rule: Rule) -> bool:
        return "severity=Severity.ALARM" in inspect.getsource(sys.modules[rule.function.__module__])

    assert [rule.name for rule in discover() if raises(rule)] == list(ALARMING)
