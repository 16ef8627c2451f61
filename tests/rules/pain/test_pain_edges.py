"""Pain at the edges: the day before, the same instant and the zone of a machine."""

from dataclasses import replace

import pytest

from rules.pain.pain_response import pain_response
from rules.pain.pain_returns import pain_returns
from rules.pains import PainLog
from rules.said import Site
from rules.verdicts import Clear, Finding
from tests.rules.pain.log import entries, of_knee, runner, subject
from tests.rules.series import judge


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param(
            "3 m4",
            "Pain {morning_count} of 10 ({pain_site}) in the morning, after {after_count} the day before.",
            id="worse than on the day before",
        ),
        pytest.param(
            "m4+3",
            "Pain {morning_count} of 10 ({pain_site}) in the morning: not down to 0-2.",
            id="of the day before nothing was logged: the run of the day itself came after",
        ),
    ],
)
def test_a_morning_is_beside_the_day_before_it(line: str, says: str) -> None:
    verdict = of_knee(pain_response, line)
    assert isinstance(verdict, Finding)
    assert verdict.says == says


def test_of_two_pains_that_were_logged_in_one_breath_neither_came_second() -> None:
    both = PainLog([*entries("4"), *entries("4", site=Site.HIP)])
    assert [type(verdict) for verdict in judge(pain_returns, replace(runner("4"), pain=both))] == [Clear, Clear]


@pytest.mark.usefixtures("machine_in_tokyo")
def test_a_pain_is_named_in_utc_wherever_the_machine_is() -> None:
    verdict = of_knee(pain_response, "4")
    assert verdict.subject == subject(0) == "knee-20250101T180000"
