"""With the network unplugged: every rule that does not rest on a live source works from files alone."""

import json
import subprocess
import sys
from typing import Any

import pytest

from rules import discover
from tests.end_to_end.house import DEADLINE_S, ROOT, environment

REST_ON_MORE = {
    "login-dead": "files need no login",
    "subscription-lapsed": "files need no subscription",
    "receiver-dead": "nothing can be sent",
    "planned-session": "no export has the calendar",
}
FIRE = {
    "session-spike", "weekly-ramp", "layoff-return", "rest-days", "shoe-worn", "resting-heart-rate", "sleep",
    "heart-rate-variability", "stress", "monotony", "strain", "shoe-forecast",
    "pain-response", "pain-persists", "pain-returns", "red-flags",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What fifty days of a season in files made the rules say (`offline.py`)."""
    done = subprocess.run(
        (sys.executable, "-m", "tests.end_to_end.offline", str(tmp_path_factory.mktemp("offline"))),
        capture_output=True,
        text=True,
        timeout=5 * DEADLINE_S,
        env=environment(),
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_nothing_so_much_as_tries_to_reach_the_network(told: dict[str, Any]) -> None:
    assert told["attempts"] == []
    assert told["troubles"] == []


def test_every_rule_but_those_on_live_sources_speaks(told: dict[str, Any]) -> None:
    rules = {rule.name for rule in discover()}
    assert len(rules) == 31
    said = told["verdicts"]
    assert rules - said.keys() == REST_ON_MORE.keys()
    # A rule that lacks something lacks history, a value of this morning, a mark: never a source.
    assert len(said) == 27
    assert [rule for rule, kinds in said.items() if kinds == ["NoData"]] == []
    assert [text for texts in told["lacks"].values() for text in texts if "source" in text] == []


def test_what_is_to_be_noticed_is_noticed(told: dict[str, Any]) -> None:
    assert told["fired"].keys() >= FIRE
    # 20.42 km on day 56 of the season; the way back from an illness, and from a holiday.
    assert told["fired"]["session-spike"] == ["2026-05-17"]
    assert told["fired"]["layoff-return"] == ["2026-05-06", "2026-05-27"]


def test_yesterday_is_known_after_each_scan(told: dict[str, Any]) -> None:
    assert told["unknown"] == []


def test_run_that_came_as_a_recording_and_in_an_export_counts_once(told: dict[str, Any]) -> None:
    """Thirty weeks of four runs, those of the ten weeks, and three more."""
    assert told["runs"] == 30 * 4 + 32 + 3
