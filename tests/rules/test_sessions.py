"""Which runs make one session, and on which day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from rules.sessions import group
from tests.rules.series import run

TOKYO = timezone(timedelta(hours=9))
HONOLULU = timezone(timedelta(hours=-10))
WINTER = timezone(timedelta(hours=1))
SUMMER = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("minutes_after_the_end", "sessions"),
    [(0, 1), (29, 1), (30, 2), (31, 2), (-10, 1)],
)
def test_a_pause_of_half_an_hour_parts_two_sessions(minutes_after_the_end: int, sessions: int) -> None:
    first = run(datetime(2025, 3, 1, 7, 0, tzinfo=UTC), 5000, elapsed_s=1800)
    second = run(datetime(2025, 3, 1, 7, 30, tzinfo=UTC) + timedelta(minutes=minutes_after_the_end), 3000)
    assert len(group([second, first])) == sessions


def test_one_second_short_of_half_an_hour_is_one_session() -> None:
    first = run(datetime(2025, 3, 1, 7, 0, tzinfo=UTC), 5000, elapsed_s=1801)  # ends at 7:30:01
    second = run(datetime(2025, 3, 1, 8, 0, tzinfo=UTC), 3000)  # 29 min 59 s later
    assert len(group([first, second])) == 1


def test_a_session_adds_up_its_runs_and_is_named_after_the_first() -> None:
    first = run(datetime(2025, 3, 1, 7, 0, tzinfo=UTC), 5000)
    second = run(datetime(2025, 3, 1, 7, 40, tzinfo=UTC), 3000, elapsed_s=900, is_race=True)
    (session,) = group([second, first])
    assert session.session_id == "file-20250301T0700"
    assert session.runs == (first, second)
    assert session.distance_m == 8000  # 5000 + 3000
    assert session.start == first.start
    assert session.end == datetime(2025, 3, 1, 7, 55, tzinfo=UTC)
    assert session.is_race


def test_a_warm_up_and_a_cool_down_are_of_one_session() -> None:
    # 7:00 to 7:15, 7:30 to 8:00 and 8:20 to 8:30; a fourth starts half an hour later.
    starts = [datetime(2025, 3, 1, *clock, tzinfo=UTC) for clock in ((7, 0), (7, 30), (8, 20), (9, 0))]
    warm_up, main, cool_down, later = (
        run(start, 2000, elapsed_s=elapsed_s) for start, elapsed_s in zip(starts, (900, 1800, 600, 600), strict=True)
    )
    assert [session.runs for session in group([later, cool_down, main, warm_up])] == [
        (warm_up, main, cool_down),
        (later,),
    ]


def test_a_run_with_a_hidden_start_is_a_session_of_its_own() -> None:
    # Two runs of a day, both told as from 00:00:01, and one that began at 00:35: nobody knows which followed which.
    hidden = [run(datetime(2025, 3, 1, 0, 0, 1, tzinfo=TOKYO), metres, elapsed_s=3600) for metres in (6_000, 7_000)]
    late = [
        run(datetime(2025, 3, 1, 0, 35, tzinfo=TOKYO), 5_000),
        run(datetime(2025, 2, 28, 23, 40, tzinfo=TOKYO), 900),
    ]
    assert [session.distance_m for session in group([*hidden, *late])] == [900 + 5_000, 6_000, 7_000]


def test_a_pause_is_counted_from_the_latest_end() -> None:
    # A short run inside a long one, as by two watches: 7:00 to 9:00 holds 7:10 to 7:40; 9:20 is 20 minutes later.
    long = run(datetime(2025, 3, 1, 7, 0, tzinfo=UTC), 20_000, elapsed_s=7200)
    inside = run(datetime(2025, 3, 1, 7, 10, tzinfo=UTC), 5000)
    after = run(datetime(2025, 3, 1, 9, 20, tzinfo=UTC), 2000)
    (session,) = group([long, inside, after])
    assert session.end == datetime(2025, 3, 1, 9, 50, tzinfo=UTC)


SEVEN = datetime(2025, 3, 1, 7, 0, tzinfo=UTC)
WARM_UP, MAIN = (
    run(SEVEN, 2000),
    run(SEVEN + timedelta(minutes=40), 10_000),
)  # it ends at 7:30; the other starts at 7:40


@pytest.mark.parametrize(
    ("warm_up_hours", "main_hours", "name"),
    [
        pytest.param(3, 1, "file-20250301T0740", id="the warm-up came in later"),
        pytest.param(1, 3, "file-20250301T0700", id="the warm-up came in first"),
        pytest.param(2, 2, "file-20250301T0700", id="both at once: the first started"),
    ],
)
def test_a_session_keeps_the_name_of_the_run_that_came_in_first(warm_up_hours: int, main_hours: int, name: str) -> None:
    warm_up = replace(WARM_UP, arrived=SEVEN + timedelta(hours=warm_up_hours))
    main = replace(MAIN, arrived=SEVEN + timedelta(hours=main_hours))
    (session,) = group([warm_up, main])
    assert session.session_id == name
    assert session.start == SEVEN  # the order in time is that of the runner


def test_what_never_came_in_counts_from_its_start() -> None:
    (session,) = group([replace(WARM_UP, arrived=SEVEN + timedelta(hours=5)), MAIN])
    assert session.session_id == "file-20250301T0740"


def test_one_run_of_unknown_distance_makes_the_session_unknown() -> None:
    first = run(datetime(2025, 3, 1, 7, 0, tzinfo=UTC), 5000)
    second = run(datetime(2025, 3, 1, 7, 31, tzinfo=UTC), None)
    (session,) = group([first, second])
    assert session.distance_m is None


def test_a_run_over_midnight_belongs_to_the_day_it_started_on() -> None:
    late = run(datetime(2025, 3, 1, 23, 50, tzinfo=WINTER), 5000)
    after = run(datetime(2025, 3, 2, 0, 30, tzinfo=WINTER), 2000)  # 10 min after the end: the same session
    (session,) = group([late, after])
    assert session.day == date(2025, 3, 1)


def test_the_day_is_that_of_the_place_not_of_utc() -> None:
    (session,) = group([run(datetime(2025, 3, 2, 6, 0, tzinfo=TOKYO), 5000)])  # 21:00 UTC on the day before
    assert session.day == date(2025, 3, 2)


def test_the_pause_is_counted_in_real_time_over_a_change_of_the_clock() -> None:
    # 1:40 winter time until 2:00, when the clock jumps to 3:00 summer time: 3:20 is 20 minutes after the end.
    before = run(datetime(2025, 3, 30, 1, 40, tzinfo=WINTER), 4000, elapsed_s=1200)
    after = run(datetime(2025, 3, 30, 3, 20, tzinfo=SUMMER), 4000)
    assert len(group([before, after])) == 1


def test_a_flight_east_keeps_each_run_on_the_day_of_its_place() -> None:
    at_home = run(datetime(2025, 5, 1, 7, 0, tzinfo=SUMMER), 5000)
    arrived = run(datetime(2025, 5, 2, 8, 0, tzinfo=TOKYO), 5000)  # 18 hours later
    assert [session.day for session in group([arrived, at_home])] == [date(2025, 5, 1), date(2025, 5, 2)]


def test_after_a_flight_over_the_date_line_sessions_follow_the_calendar() -> None:
    in_tokyo = run(datetime(2025, 5, 2, 8, 0, tzinfo=TOKYO), 5000)  # 23:00 UTC on 1 May
    in_honolulu = run(datetime(2025, 5, 1, 16, 0, tzinfo=HONOLULU), 6000)  # three hours later, a day earlier
    sessions = group([in_tokyo, in_honolulu])
    assert [(session.day, session.distance_m) for session in sessions] == [
        (date(2025, 5, 1), 6000),
        (date(2025, 5, 2), 5000),
    ]


def test_no_runs_make_no_session() -> None:
    assert group([]) == ()
