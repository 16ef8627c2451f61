"""The picture's weeks, runs and limits, against numbers worked out by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from daemon.chart import Dot, Week
from daemon.digest_chart import chart_of
from rules.history import History
from rules.progression import session_spike, weekly_ramp
from rules.said import Injury, Site
from rules.state import RunnerState
from tests.daemon.weeks import AMSTERDAM, DAY, FIRST, MONDAY, NOW, SETTINGS, SUNDAY, run, runner

WEEK = timedelta(days=7)


def test_twelve_weeks_that_are_over_on_the_first_day_of_a_week() -> None:
    found = chart_of(runner(first=FIRST - 10 * WEEK), settings=SETTINGS, week_starts="monday")
    assert found is not None
    assert [week.first for week in found.weeks] == [FIRST + number * WEEK for number in range(12)]
    # The reference is 28 km: 1.10 x 28 = 30.8 km.
    assert set(found.weeks) == {
        Week(first=FIRST + number * WEEK, distance_m=28_000, limit_m=30_800) for number in range(12)
    }
    assert len(found.runs) == 36
    # The longest of 30 days is always 12 km: max(13.2, 13) km.
    assert found.ceilings == ((FIRST, 13_200),)


def test_limits_begin_when_there_is_enough_history() -> None:
    found = chart_of(runner(), settings=SETTINGS, week_starts="monday")
    assert found is not None
    # The first run is on Tuesday 16 December. weekly-ramp needs 35 days from it: 20 January, so that the week which
    # ends on 18 January has no limit and the next one has. session-spike needs 28 days: 13 January.
    assert [week.limit_m for week in found.weeks] == [None] * 5 + [30_800] * 7
    assert found.ceilings == ((FIRST, None), (date(2026, 1, 13), 13_200))
    # Of the first week Monday is before the first run on record.
    assert [week.distance_m for week in found.weeks] == [None] + [28_000] * 11


def test_a_week_is_over_its_limit_from_the_next_metre_on() -> None:
    # 30.8 km is the limit: 8 + 8 + 14.8 km are at it.
    for sunday_m, is_over in ((14_800, False), (14_801, True)):
        found = chart_of(runner({SUNDAY: sunday_m}), settings=SETTINGS, week_starts="monday")
        assert found is not None
        assert (found.weeks[-1].distance_m, found.weeks[-1].is_over) == (16_000 + sunday_m, is_over)


def test_a_run_is_over_its_ceiling_from_the_next_metre_on() -> None:
    for metres, is_over in ((13_200, False), (13_201, True)):
        found = chart_of(runner({SUNDAY: metres}), settings=SETTINGS, week_starts="monday")
        assert found is not None
        assert found.runs[-1] == Dot(day=SUNDAY, distance_m=metres, is_over=is_over)


def test_the_second_run_of_a_day_meets_the_ceiling_that_the_first_one_made() -> None:
    state = runner()
    runs = [each for session in state.history.sessions for each in session.runs]
    more = run(SUNDAY, 13_000, clock="10:00"), run(SUNDAY, 14_301, clock="15:00")
    history = History([*runs, *more], known_through=SUNDAY)
    found = chart_of(replace(state, history=history), settings=SETTINGS, week_starts="monday")
    assert found is not None
    # 13 km are within 13.2 km; then 1.10 x 13 = 14.3 km.
    assert [(dot.distance_m, dot.is_over) for dot in found.runs[-2:]] == [(13_000, False), (14_301, True)]


def test_after_an_injury_the_ceiling_is_lower() -> None:
    injury = Injury(injury_id=1, day=date(2026, 2, 3), site=Site.KNEE)
    found = chart_of(runner(injuries=(injury,)), settings=SETTINGS, week_starts="monday")
    assert found is not None
    # max(1.05 x 12, 12 + 1) = 13 km from the next day on.
    assert found.ceilings[-2:] == ((date(2026, 1, 13), 13_200), (date(2026, 2, 4), 13_000))


def test_limits_are_those_that_the_runner_set() -> None:
    settings = {
        "session-spike": session_spike.Settings(limit=1.5),
        "weekly-ramp": weekly_ramp.Settings(limit=1.2, reference="previous-week"),
    }
    found = chart_of(runner({SUNDAY - WEEK: 14_000}), settings=settings, week_starts="monday")
    assert found is not None
    # 1.5 x 14 = 21 km; the week before had 8 + 8 + 14 = 30 km: 1.2 x 30 = 36 km.
    assert (found.ceilings[-1], found.weeks[-1].limit_m) == ((date(2026, 3, 2), 21_000), 36_000)


def test_a_rule_that_is_switched_off_has_no_limit() -> None:
    found = chart_of(runner(), settings={}, week_starts="monday")
    assert found is not None
    assert {week.limit_m for week in found.weeks} == {None}
    assert found.ceilings == ((FIRST, None),)
    assert not any(week.is_over for week in found.weeks)
    assert not any(dot.is_over for dot in found.runs)


def test_what_is_not_known_is_no_rest() -> None:
    found = chart_of(runner(known_through=date(2026, 3, 6)), settings=SETTINGS, week_starts="monday")
    assert found is not None
    assert found.weeks[-1] == Week(first=date(2026, 3, 2), distance_m=None, limit_m=30_800)
    # A run of unknown distance is no dot; its week, and the ceilings of the 30 days after it, are not known.
    doubt = date(2026, 1, 29)
    found = chart_of(runner({doubt: None}), settings=SETTINGS, week_starts="monday")
    assert found is not None
    assert [week.first for week in found.weeks if week.distance_m is None] == [FIRST, date(2026, 1, 26)]
    assert doubt not in {dot.day for dot in found.runs}
    assert found.ceilings[2:] == ((doubt + DAY, None), (date(2026, 3, 1), 13_200))


def test_the_week_that_runs_is_shown_from_its_second_day_on() -> None:
    # Wednesday 11 March, with 8 km on Tuesday: the eleven weeks before and this one so far.
    now = datetime(2026, 3, 11, 7, tzinfo=AMSTERDAM)
    state = runner(first=FIRST - 10 * WEEK, known_through=date(2026, 3, 10), now=now)
    found = chart_of(state, settings=SETTINGS, week_starts="monday")
    assert found is not None
    assert (len(found.weeks), found.weeks[0].first) == (12, FIRST + WEEK)
    assert found.weeks[-1] == Week(first=MONDAY, distance_m=8_000, limit_m=30_800, is_running=True)
    assert [week.is_running for week in found.weeks[:-1]] == [False] * 11
    assert found.runs[-1].day == date(2026, 3, 10)


def test_weeks_may_begin_on_sunday() -> None:
    # Monday 9 March: the week from Sunday 8 March runs since yesterday.
    found = chart_of(runner(first=FIRST - 10 * WEEK), settings=SETTINGS, week_starts="sunday")
    assert found is not None
    assert [week.first for week in found.weeks[-2:]] == [date(2026, 3, 1), SUNDAY]
    assert (found.weeks[-1].distance_m, found.weeks[-1].is_running) == (12_000, True)


@pytest.mark.parametrize(
    ("first", "weeks"),
    [(date(2026, 3, 5), 1), (date(2026, 3, 1), 2), (date(2026, 2, 23), 2), (date(2026, 2, 22), 3)],
)
def test_the_picture_of_a_beginner_begins_with_the_first_run(first: date, weeks: int) -> None:
    state = runner({first: 5_000}, first=first)
    found = chart_of(state, settings=SETTINGS, week_starts="monday")
    assert found is not None
    assert len(found.weeks) == weeks


def test_without_any_run_there_is_no_picture() -> None:
    nobody = RunnerState(now=NOW, history=History((), known_through=SUNDAY))
    assert chart_of(nobody, settings=SETTINGS, week_starts="monday") is None
    # The first run of all is this morning's: the week of yesterday is not known.
    beginner = RunnerState(now=NOW, history=History([run(MONDAY, 5_000, clock="06:00")], known_through=SUNDAY))
    found = chart_of(beginner, settings=SETTINGS, week_starts="monday")
    assert found is not None
    assert found.weeks == (Week(first=date(2026, 3, 2), distance_m=None),)
