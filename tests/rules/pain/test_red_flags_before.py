"""red-flags before the run: a sign stops every run, on the days to come too, until somebody has seen it."""

from datetime import timedelta

import pytest

import rules
from rules.pain.red_flags import Settings
from rules.said import NO_END
from rules.state import RunnerState
from rules.verdicts import Outlook, Stop, Text
from tests.rules.pain.log import at_hour, runner, subject
from tests.rules.series import check

DOCTOR = Text("Do not run. Have it seen by your family doctor, or by the out-of-hours service if it cannot wait.")


def ask(state: RunnerState, ahead: int = 0) -> list[Outlook]:
    day = state.today + timedelta(days=ahead)
    said = [outlook for _rule, outlook in rules.before(state, day, {"red-flags": Settings()})]
    for outlook in said:
        check(outlook)
    return said


@pytest.mark.parametrize("ahead", [0, 1, 8])
@pytest.mark.parametrize("hour", [18, 21])
def test_a_sign_stops_every_run(hour: int, ahead: int) -> None:
    # Made at 18:00.
    assert ask(at_hour(runner("4swelling,limp"), hour), ahead) == [
        Stop(
            says=Text("Somebody should see this first ({pain_site}): {sign_flags}."),
            do=DOCTOR,
            values={"pain_site": "knee", "sign_flags": "swelling limp", "sign_count": 2},
            subject=subject(0),
            last=NO_END,
            stage=2,
        )
    ]


def test_after_a_silent_week_it_says_how_it_comes_to_an_end() -> None:
    assert len(ask(runner("4!" + " ." * 7))) == 1
    assert ask(runner("4!" + " ." * 8)) == [
        Stop(
            says=Text(
                "Nothing was logged for {quiet_days} about the pain ({pain_site}): log how it is, 0 when it is gone."
            ),
            do=DOCTOR,
            values={
                "pain_site": "knee",
                "sign_flags": "swelling",
                "sign_count": 1,
                "level_count": 4,
                "quiet_days": 8,
            },
            subject=subject(0),
            last=NO_END,
            stage=1,
        )
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("4", id="a pain without a sign"),
        pytest.param("4! 1", id="over: down to 0-2 without a sign"),
        pytest.param("4! 1 4", id="and then back without one"),
        pytest.param("4! " + ". " * 23, id="nothing logged for more than three weeks"),
    ],
)
def test_stops_nothing(line: str) -> None:
    assert ask(runner(line)) == []


def test_of_two_places_each_has_its_own() -> None:
    said = ask(runner("4! .", hip=". 3bone"))
    assert [outlook.values["pain_site"] for outlook in said] == ["knee", "hip"]
