"""Cadence at a reference pace."""

from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from rules.cadence import cadence_spm, easy_pace_s, suggested_spm
from rules.records import Run, Sport
from rules.said import Moment, PainEntry, Site
from tests.rules.series import day, run


def ran(seconds_a_km: int, spm: float | None = 170, **more: Any) -> Run:
    made = run(datetime.combine(day(0), time(7), UTC), 10_000, elapsed_s=9999)
    return replace(made, moving_s=seconds_a_km * 10, average_cadence_spm=spm, **more)


def hurt(index: int, site: Site = Site.KNEE, level: int = 1) -> PainEntry:
    at = datetime.combine(day(index), time(12), UTC)
    return PainEntry(entry_id=1, at=at, site=site, moment=Moment.AFTER, level=level)


def test_the_easy_pace_is_the_median_of_five_runs_or_more() -> None:
    assert easy_pace_s([ran(300), ran(390), ran(360), ran(330), ran(420)]) == 360
    assert easy_pace_s([ran(300), ran(390), ran(360), ran(330)]) is None


@pytest.mark.parametrize(
    "other",
    [
        ran(200, is_race=True),
        ran(200, is_workout=True),
        ran(200, sport=Sport.TRAIL_RUN),
        ran(200, sport=Sport.VIRTUAL_RUN),
        ran(200, None),
        ran(200, distance_m=None),
        ran(200, distance_m=0),
    ],
)
def test_what_is_no_easy_run_counts_for_neither(other: Run) -> None:
    easy = [ran(360, 160, sport=Sport.TREADMILL_RUN), *[ran(360, 160)] * 4]
    assert easy_pace_s([other, other, *easy]) == 360
    assert easy_pace_s([other, *easy[1:]]) is None
    assert cadence_spm([other, ran(200, 160)], pace_s=200) == 160


def test_cadence_is_the_mean_of_the_runs_within_5_per_cent_of_the_pace() -> None:
    # 5 % of 300 s are 15 s: 285 to 315.
    runs = [ran(285, 160), ran(315, 170), ran(284, 200), ran(316, 200)]
    assert cadence_spm(runs, pace_s=300) == 165
    assert cadence_spm(runs[2:], pace_s=300) is None


@pytest.mark.parametrize(
    ("spm", "pain", "expected"),
    [
        (164.9, [hurt(0)], 173.145),
        (160, [hurt(1, Site.SHIN), hurt(0, level=9)], 168),
        (165, [hurt(0)], None),
        (160, [], None),
        (160, [hurt(-1)], None),
        (160, [hurt(0, Site.SHIN)], None),
        (160, [hurt(0, level=0)], None),
    ],
)
def test_five_per_cent_more_with_knee_pain_below_165(spm: float, pain: list[PainEntry], expected: float | None) -> None:
    assert suggested_spm(spm, pain, since=day(0)) == (None if expected is None else pytest.approx(expected))
