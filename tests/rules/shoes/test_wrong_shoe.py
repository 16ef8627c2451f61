"""wrong-shoe: the other ground, another pace, and a pair that is retired."""

from datetime import timedelta
from typing import Any

import pytest

from rules.records import Run, Shoe, ShoeKind, Sport
from rules.shoes.wrong_shoe import Settings, wrong_shoe
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.series import judge, life_of, placeholders
from tests.rules.shoes.wearing import DAY, NOW, TODAY, pair, run, runner

TRAIL, TREADMILL = Sport.TRAIL_RUN, Sport.TREADMILL_RUN
DO = "If it was another pair, name that one where you record your runs."


def many(count: int, name: str, *, since: int = 10, **more: Any) -> list[Run]:
    """Runs of 10 km in an hour (360 s a kilometre), one a day, the newest `since` days ago."""
    return [run(since + at, 10_000, name, **more) for at in range(count)]


def say(shoes: list[Shoe], *runs: Run, settings: Settings | None = None) -> dict[str, Verdict]:
    """Return the verdicts by their subjects."""
    said = judge(wrong_shoe, runner(shoes, runs), settings)
    assert len({verdict.subject for verdict in said}) == len(said)
    return {verdict.subject: verdict for verdict in said}


ROAD, HILLS = pair("Road"), pair("Hills")


def test_speaks_of_a_trail_run_in_a_pair_for_the_road() -> None:
    odd = run(2, 12_000, "Road", sport=TRAIL)
    said = say([ROAD, HILLS], *many(10, "Road"), run(20, 9_000, "Hills", hour=17, sport=TRAIL), odd)
    assert set(said) == {odd.run_id, "garmin-hills"}
    verdict = said[odd.run_id]
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage) == (Severity.INFO, 0)
    assert (verdict.day, verdict.at) == (TODAY - 2 * DAY, odd.end)
    assert verdict.says == "A trail run of {distance_m} in {shoe}, whose last {run_count} runs were not on trails."
    assert verdict.do == DO
    assert verdict.formula == "none of the last {run_count} runs in it was on such ground"
    assert verdict.values == {"shoe": "Road", "distance_m": 12_000, "run_count": 10}
    assert placeholders(verdict.formula) <= set(verdict.values)
    assert verdict.runs == (odd.run_id,)


def test_speaks_of_a_run_on_the_road_in_a_pair_for_trails() -> None:
    odd = run(2, 7_000, "Hills")
    said = say([ROAD, HILLS], *many(10, "Hills", sport=TRAIL), run(20, 9_000, "Road", hour=17), odd)
    verdict = said[odd.run_id]
    assert isinstance(verdict, Finding)
    assert verdict.says == "A run of {distance_m} on the road in {shoe}, whose last {run_count} runs were on trails."
    assert verdict.values == {"shoe": "Hills", "distance_m": 7_000, "run_count": 10}


def test_a_run_of_unknown_distance_is_counted_in_no_pair_and_not_told_as_no_distance() -> None:
    unknown = run(2, None, "Hills")
    others = (*many(10, "Hills", sport=TRAIL), run(20, 9_000, "Road", hour=17))
    assert isinstance(say([ROAD, HILLS], *others, unknown)["garmin-hills"], Clear)
    # Nor in a retired one; but on which ground it was is known: a trail run after it is not the eleventh on trails.
    old = pair("Old", retired=True, retired_at=NOW - 30 * DAY)
    assert isinstance(say([old], run(2, None, "Old"))["garmin-old"], Clear)
    later = run(1, 5_000, "Hills")
    assert set(say([ROAD, HILLS], *others, unknown, later)) == {"garmin-road", "garmin-hills"}


ONCE = run(20, 9_000, "Hills", hour=17, sport=TRAIL)


@pytest.mark.parametrize(
    ("shoes", "runs", "speaks"),
    [
        ([ROAD, HILLS], [*many(10, "Road"), ONCE], True),
        ([ROAD, HILLS], [*many(9, "Road"), ONCE], False),
        # Of the last ten, the oldest was one of trails; then it is the eleventh.
        ([ROAD, HILLS], [*many(9, "Road"), run(25, 5_000, "Road", sport=TRAIL), ONCE], False),
        ([ROAD, HILLS], [*many(10, "Road"), run(25, 5_000, "Road", sport=TRAIL), ONCE], True),
        # On a treadmill is not on trails either.
        ([ROAD, HILLS], [*many(10, "Road", sport=TREADMILL), ONCE], True),
        # No other pair can have been worn: never on trails, only after that run, retired.
        ([ROAD, HILLS], [*many(10, "Road")], False),
        ([ROAD, HILLS], [*many(10, "Road"), run(20, 9_000, "Hills", hour=17)], False),
        ([ROAD, HILLS], [*many(10, "Road"), run(1, 9_000, "Hills", sport=TRAIL)], False),
        ([ROAD, pair("Hills", retired=True)], [*many(10, "Road"), ONCE], False),
        ([ROAD], [*many(10, "Road"), ONCE], False),
        # It is known by what it is for.
        ([ROAD, pair("Hills", kind=ShoeKind.TRAIL)], [*many(10, "Road")], True),
        ([pair("Road", kind=ShoeKind.TRAIL), HILLS], [*many(10, "Road"), ONCE], False),
        # 60 days ago is too long: nine are left.
        ([ROAD, HILLS], [*many(9, "Road"), run(60, 5_000, "Road"), ONCE], False),
        ([ROAD, HILLS], [*many(9, "Road"), run(59, 5_000, "Road"), ONCE], True),
    ],
)
def test_the_other_ground(shoes: list[Shoe], runs: list[Run], speaks: bool) -> None:
    odd = run(2, 12_000, "Road", sport=TRAIL)
    assert (odd.run_id in say(shoes, *runs, odd)) is speaks


def test_a_pair_for_trails_does_not_fit_the_road() -> None:
    odd = run(2, 12_000, "Hills")
    runs = many(10, "Hills", sport=TRAIL)
    assert odd.run_id not in say([HILLS, pair("Road", kind=ShoeKind.TRAIL)], *runs, odd)
    # In a pair of that kind a run on the road is as odd as in another.
    assert odd.run_id in say([pair("Hills", kind=ShoeKind.TRAIL), ROAD], *runs, run(20, 9_000, "Road", hour=17), odd)


def test_a_treadmill_is_no_ground() -> None:
    odd = run(2, 12_000, "Hills", sport=TREADMILL)
    other = run(20, 9_000, "Road", hour=17, sport=TREADMILL)
    assert odd.run_id not in say([HILLS, ROAD], *many(10, "Hills", sport=TRAIL), other, odd)


@pytest.mark.parametrize(("days_ago", "speaks"), [(6, True), (7, False), (0, True)])
def test_runs_of_seven_days_are_judged(days_ago: int, speaks: bool) -> None:
    odd = run(days_ago, 12_000, "Road", sport=TRAIL)
    assert (odd.run_id in say([ROAD, HILLS], *many(10, "Road"), ONCE, odd)) is speaks


EASY, FAST = pair("Easy"), pair("Fast")
RACES = [run(30 + at, 10_000, "Fast", hour=17, moving_s=2_700) for at in range(3)]
"""270 s a kilometre: 25 % less than 360."""


def test_speaks_of_a_run_that_was_too_fast_for_its_pair() -> None:
    odd = run(2, 10_000, "Easy", moving_s=2_699)
    verdict = say([EASY, FAST], *many(8, "Easy"), *RACES, odd)[odd.run_id]
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.day, verdict.at) == (Severity.INFO, TODAY - 2 * DAY, odd.end)
    assert verdict.says == "{distance_m} in {shoe} was {off_percent} faster than its usual pace."
    assert verdict.do == DO
    assert verdict.formula == (
        "{speed_m} an hour, beside {usual_m} an hour at the median pace of {run_count} runs in it: more than "
        "{limit_percent} off"
    )
    # 269,900 ms a kilometre beside 360,000: 25.02 % off. 3,600,000 / 269.9 = 13,338.3 m an hour.
    assert verdict.values == {
        "shoe": "Easy",
        "distance_m": 10_000,
        "off_percent": 25,
        "speed_m": 13_338,
        "usual_m": 10_000,
        "run_count": 8,
        "limit_percent": 25,
    }
    assert placeholders(verdict.formula) <= set(verdict.values)


def test_speaks_of_a_run_that_was_too_slow_for_its_pair() -> None:
    # 270 s x 1.25 = 337.5 s a kilometre; the easy pair's usual is 360.
    odd = run(2, 10_000, "Fast", moving_s=3_376)
    fast = [run(30 + at, 10_000, "Fast", hour=17, moving_s=2_700) for at in range(8)]
    verdict = say([EASY, FAST], *many(3, "Easy"), *fast, odd)[odd.run_id]
    assert isinstance(verdict, Finding)
    assert verdict.says == "{distance_m} in {shoe} was {off_percent} slower than its usual pace."
    # 3,600,000,000 / 337,600 = 10,663.5 m an hour; 3,600,000 / 270 = 13,333.3.
    assert (verdict.values["off_percent"], verdict.values["speed_m"], verdict.values["usual_m"]) == (25, 10_663, 13_333)
    exactly = run(2, 10_000, "Fast", moving_s=3_375)
    assert exactly.run_id not in say([EASY, FAST], *many(3, "Easy"), *fast, exactly)


def test_how_far_off_is_told_rounded_down() -> None:
    # 180.1 s a kilometre beside 360: 49.97 % less.
    races = [run(30 + at, 10_000, "Fast", hour=17, moving_s=1_800) for at in range(3)]
    odd = run(2, 10_000, "Easy", moving_s=1_801)
    assert say([EASY, FAST], *many(8, "Easy"), *races, odd)[odd.run_id].values["off_percent"] == 49


QUICK = {"moving_s": 2_600}


@pytest.mark.parametrize(
    ("runs", "odd", "speaks"),
    [
        ([*many(8, "Easy"), *RACES], QUICK, True),
        # 25 % to the second.
        ([*many(8, "Easy"), *RACES], {"moving_s": 2_700}, False),
        ([*many(7, "Easy"), *RACES], QUICK, False),
        # What is no run of 3 km on the road counts for nothing.
        ([*many(7, "Easy"), run(40, 2_999, "Easy", moving_s=1_080), *RACES], QUICK, False),
        ([*many(7, "Easy"), run(40, 3_000, "Easy", moving_s=1_080), *RACES], QUICK, True),
        ([*many(7, "Easy"), run(40, 10_000, "Easy", sport=TREADMILL), *RACES], QUICK, False),
        ([*many(7, "Easy"), run(40, 10_000, "Easy", moving_s=0), *RACES], QUICK, False),
        ([*many(7, "Easy"), run(40, 10_000, "Easy", moving_s=1), *RACES], QUICK, True),
        ([*many(7, "Easy"), run(40, None, "Easy"), *RACES], QUICK, False),
        ([*many(7, "Easy"), run(1, 10_000, "Easy"), *RACES], QUICK, False),
        ([*many(8, "Easy"), *RACES], {"distance_m": 3_000, "moving_s": 780}, True),
        ([*many(8, "Easy"), *RACES], {"distance_m": 2_999, "moving_s": 780}, False),
        ([*many(8, "Easy"), *RACES], {**QUICK, "sport": TREADMILL}, False),
        # Another run in the pair that day: a warm-up, say. On another day it does not matter.
        ([*many(8, "Easy"), *RACES, run(2, 2_000, "Easy", hour=6)], QUICK, False),
        ([*many(8, "Easy"), *RACES, run(2, 2_000, "Fast", hour=6)], QUICK, True),
        ([*many(8, "Easy"), *RACES, run(3, 2_000, "Easy", hour=6)], QUICK, True),
        # No other pair fits: two runs only, none of them before, or none at that pace.
        ([*many(8, "Easy"), *RACES[:2]], QUICK, False),
        ([*many(8, "Easy"), *RACES[:2], run(1, 10_000, "Fast", moving_s=2_700)], QUICK, False),
        ([*many(8, "Easy"), *RACES], {"moving_s": 2_430}, True),  # 10 % less than 270 s a kilometre
        ([*many(8, "Easy"), *RACES], {"moving_s": 2_429}, False),
    ],
)
def test_another_pace(runs: list[Run], odd: dict[str, Any], speaks: bool) -> None:
    values: dict[str, Any] = {"distance_m": 10_000} | odd
    suspect = run(2, name="Easy", **values)
    assert (suspect.run_id in say([EASY, FAST], *runs, suspect)) is speaks


def test_a_pair_that_is_retired_does_not_fit() -> None:
    suspect = run(2, 10_000, "Easy", moving_s=2_600)
    assert suspect.run_id not in say([EASY, pair("Fast", retired=True)], *many(8, "Easy"), *RACES, suspect)


def test_the_usual_pace_is_the_median() -> None:
    # Four at 360 s a kilometre, four at 400: 380. 285 s are 25 % less, 284.9 more.
    runs = [*many(4, "Easy"), *many(4, "Easy", since=20, moving_s=4_000), *RACES]
    quiet, odd = (run(2, 10_000, "Easy", moving_s=moving_s) for moving_s in (2_850, 2_849))
    assert quiet.run_id not in say([EASY, FAST], *runs, quiet)
    verdict = say([EASY, FAST], *runs, odd)[odd.run_id]
    # 3,600,000 / 380 = 9,473.7
    assert verdict.values["usual_m"] == 9_473


@pytest.mark.parametrize(("percent", "moving_s", "speaks"), [(40, 2_160, False), (40, 2_159, True)])
def test_another_limit(percent: int, moving_s: int, speaks: bool) -> None:
    races = [run(30 + at, 10_000, "Fast", hour=17, moving_s=2_100) for at in range(3)]
    odd = run(2, 10_000, "Easy", moving_s=moving_s)
    said = say([EASY, FAST], *many(8, "Easy"), *races, odd, settings=Settings(pace_percent=percent))
    assert (odd.run_id in said) is speaks


def test_what_looks_right_is_clear_and_each_odd_run_is_told() -> None:
    said = say([EASY, FAST], *many(9, "Easy", since=1), *RACES)
    verdict = said["garmin-easy"]
    assert isinstance(verdict, Clear)
    assert verdict.because == "No run of the last {window_days} looks out of place in {shoe}."
    assert verdict.values == {"shoe": "Easy", "window_days": 7}
    odd = [run(ago, 10_000, "Easy", moving_s=2_600) for ago in (4, 2)]
    assert set(say([EASY, FAST], *many(8, "Easy"), *RACES, *odd)) == {*(each.run_id for each in odd), "garmin-fast"}


@pytest.mark.parametrize(
    ("before", "kind"),
    [(8, Clear), (7, NoData), (0, NoData)],
)
def test_cannot_know_before_a_pair_has_8_other_runs(before: int, kind: type[Verdict]) -> None:
    verdict = say([EASY], *many(before, "Easy"), run(6, 5_000, "Easy"))["garmin-easy"]
    assert isinstance(verdict, kind)
    if isinstance(verdict, NoData):
        assert verdict.lacks == "{run_count} of the {needed_count} runs needed in {shoe} in {usual_days}."
        assert verdict.values == {"shoe": "Easy", "run_count": before, "needed_count": 8, "usual_days": 60}


def test_a_pair_that_was_not_worn_in_seven_days_is_clear() -> None:
    assert isinstance(say([EASY], *many(3, "Easy", since=7))["garmin-easy"], Clear)
    assert isinstance(say([EASY], run(2, 9_000, "Easy", sport=Sport.WALK))["garmin-easy"], Clear)


def test_speaks_of_a_retired_pair_that_still_collects() -> None:
    # Retired four days ago at 20:00.
    old = pair("Old", retired=True, retired_at=NOW - 4 * DAY)
    before = run(4, 6_000, "Old", start=NOW - 4 * DAY)
    after = run(4, 7_000, "Old", start=NOW - 4 * DAY + timedelta(seconds=1), run_id="garmin-late")
    walk = run(1, 3_000, "Old", sport=Sport.WALK)
    verdict = say([old, EASY], before, after, walk)["garmin-old"]
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.stage, verdict.day, verdict.at) == (Severity.INFO, 0, TODAY, NOW)
    assert verdict.says == (
        "{shoe} is retired, and {distance_m} of the last {window_days} is counted in it all the same."
    )
    assert verdict.do == (
        "Name the pair that you wear now where you record your runs; or take this one back: "
        "`shinguard shoes unretire NAME`."
    )
    assert verdict.formula == "{run_count} > 0 that began after it was retired, in {window_days}"
    assert verdict.values == {"shoe": "Old", "distance_m": 10_000, "run_count": 2, "window_days": 7}
    assert placeholders(verdict.formula) <= set(verdict.values)
    assert verdict.runs == ("garmin-late", walk.run_id)


@pytest.mark.parametrize(
    ("retired_at", "days_ago", "collects"),
    [(NOW - 30 * DAY, 6, True), (NOW - 30 * DAY, 7, False), (None, 2, False), (NOW - DAY, 2, False)],
)
def test_a_retired_pair_is_quiet_about_what_was_before(retired_at: Any, days_ago: int, collects: bool) -> None:
    old = pair("Old", retired=True, retired_at=retired_at)
    verdict = say([old], run(days_ago, 6_000, "Old"))["garmin-old"]
    assert isinstance(verdict, Finding if collects else Clear)
    if isinstance(verdict, Clear):
        assert (verdict.because, verdict.values["shoe"]) == ("{shoe} is retired.", "Old")


def test_its_life() -> None:
    assert (life_of(wrong_shoe).standing, life_of(wrong_shoe).repeat) == (True, timedelta(days=28))
    assert judge(wrong_shoe, runner([], many(9, "Easy"))) == []
