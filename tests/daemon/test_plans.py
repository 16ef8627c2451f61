"""What the digest says of a planned run once its day is past."""

from dataclasses import replace
from datetime import date

import pytest

from daemon.records import DigestLine
from tests.daemon.digests import digest, line, plan
from tests.daemon.weeks import DAY, MONDAY, SUNDAY, runner


def held(run_day: date) -> DigestLine:
    """A plan of which it was not told that it was too long."""
    said = line("planned-session", subject="garmin-7")
    return replace(said, item=said.item._replace(values={"run_weekday": run_day}))


@pytest.mark.parametrize(
    ("run_day", "stands"),
    [(SUNDAY - 6 * DAY, False), (SUNDAY, False), (MONDAY, True), (MONDAY + DAY, True)],
)
def test_of_a_day_that_is_past_no_plan_was_held_back(run_day: date, stands: bool) -> None:
    assert bool(digest(runner(), held(run_day)).held) is stands


def test_when_today_s_run_is_in_its_plan_is_past_too() -> None:
    long = plan(MONDAY, 24_000, 13_200)
    before = digest(runner(plans=(long,)), held(MONDAY))
    assert (len(before.plans), len(before.held)) == (1, 1)
    ran = runner({MONDAY: 24_000}, plans=(long,))
    after = digest(ran, held(MONDAY))
    assert (after.plans, after.held) == ((), ())


def test_what_other_rules_held_back_of_past_days_stands() -> None:
    said = line("session-spike")
    past = replace(said, item=said.item._replace(values={"run_weekday": SUNDAY}))
    assert len(digest(runner(), past).held) == 1
