"""The rules on real lives: how often they would have spoken, as counts only.

The histories are not part of the project: their folder is SHINGUARD_HISTORIES, or lies beside the checkout.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

import rules
from rules.history import History
from rules.progression.weekly_ramp import Settings as WeeklyRamp
from rules.records import Run, Sport
from rules.state import RunnerState
from rules.verdicts import Finding

BESIDE = Path(__file__).parents[3] / "shared" / "histories"
FOLDER = Path(os.environ.get("SHINGUARD_HISTORIES", BESIDE))
FILES = sorted(FOLDER.glob("runner-*.csv"))
ALL = [rule for rule in rules.discover() if rule.name in ("session-spike", "weekly-ramp", "layoff-return", "rest-days")]
DEFAULTS = {rule.name: rule.settings_type() for rule in ALL}

pytestmark = pytest.mark.skipif(not FILES, reason="no real histories here")


def runs(path: Path) -> Iterator[Run]:
    with path.open(encoding="utf-8", newline="") as file:
        for index, row in enumerate(csv.DictReader(file)):
            if row["sport"] != "Run":
                continue
            local = datetime.fromisoformat(row["start_local"])
            offset = timezone(local - datetime.fromisoformat(row["start_utc"]))
            distance_m, moving_s = int(float(row["distance_m"])), int(row["moving_time_s"])
            plausible = 300 <= distance_m <= 200_000 and moving_s > 0 and distance_m / moving_s * 3.6 < 25
            yield Run(
                run_id=str(index),
                sport=Sport.RUN,
                start=local.replace(tzinfo=offset),
                elapsed_s=moving_s,
                moving_s=moving_s,
                distance_m=distance_m if plausible else None,
            )


def percent_of_days(path: Path, settings: dict[str, object]) -> dict[str, float]:
    """Return on how many of a hundred days each rule found something about that day, in a replay day by day.

    What stands is said again on each day after it, and is not told again: it does not count.
    """
    past = History(runs(path), known_through=date.max)
    first, last = past.sessions[0].day, past.sessions[-1].day
    days = (last - first).days + 1
    found: Counter[str] = Counter()
    for day in (first + timedelta(days=index) for index in range(days)):
        runner = RunnerState(
            now=datetime.combine(day, time(23, 59), UTC), history=past, judged=past.sessions_between(day, day)
        )
        said = rules.evaluate(runner, settings, ALL)
        found.update({rule.name for rule, verdict in said if isinstance(verdict, Finding) and verdict.day == day})
    return {rule.name: 100 * found[rule.name] / days for rule in ALL}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_runner_hears_of_load_now_and_then(path: Path) -> None:
    found = percent_of_days(path, DEFAULTS)
    assert 3 <= found["weekly-ramp"] <= 15
    assert 0.5 <= found["session-spike"] <= 5
    assert found["rest-days"] <= 10
    assert found["layoff-return"] <= 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_literal_rule_cries_wolf(path: Path) -> None:
    literal = percent_of_days(path, DEFAULTS | {"weekly-ramp": WeeklyRamp(reference="previous-week")})
    assert literal["weekly-ramp"] > 2 * percent_of_days(path, DEFAULTS)["weekly-ramp"]
