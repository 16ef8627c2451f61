"""Days, sums, streaks: literal answers, and the same ones that a plain scan gives."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.history import History, Session, Streak
from tests.rules.series import FIRST, day, ended, history, runs


def test_sums_by_day_and_week() -> None:
    past = history("5 0 10 0 5+3 0 0 4")
    assert past.before(day(4)) == 2  # the runs on days 0 and 2
    assert past.total_m(past.before(day(4)), past.before(day(5))) == 8000  # 5 + 3
    assert past.week_m(day(6)) == 23000  # days 0-6: 5 + 10 + 5 + 3
    assert past.week_m(day(7)) == 22000  # days 1-7: 10 + 5 + 3 + 4
    assert past.week_m(day(10)) == 12000  # days 4-10: 5 + 3 + 4
    assert past.highest_week_m(day(4), day(7)) == 23000
    assert past.highest_week_m(day(7), day(20)) == 22000
    assert past.highest_week_m(day(-20), day(-1)) == 0
    assert past.highest_week_m(day(30), day(40)) == 0


def test_the_longest_session_of_a_range() -> None:
    past = history("5 0 10 0 5+3 0 0 4")
    assert past.longest_m(0, 2) == 10000
    assert past.longest_m(2, 5) == 5000
    assert past.longest_m(3, 3) == 0


def test_an_unknown_distance_makes_every_sum_over_it_unknown() -> None:
    past = history("5 ? 10 0 0 0 0 0 4")
    assert past.total_m(0, 2) is None
    assert past.longest_m(1, 2) is None
    assert past.week_m(day(7)) is None  # days 1-7 hold it
    assert past.week_m(day(8)) == 14000  # days 2-8 do not: 10 + 4
    assert past.highest_week_m(day(7), day(8)) is None
    assert past.highest_week_m(day(8), day(9)) == 14000
    assert past.last_unknown_day(4) == day(1)
    assert past.has_run(day(1))


def test_a_run_that_is_still_under_way_is_not_over() -> None:
    past = history("5 5+5 0 5")
    evening = past.sessions[2].end
    assert past.over_before(day(1), evening) == 1
    assert past.over_before(day(2), evening) == 3
    assert past.over_before(day(2), evening - timedelta(seconds=1)) == 2
    assert past.over_before(day(2), past.sessions[0].start) == 0
    assert past.over_before(day(9), evening + timedelta(days=9)) == 4


def test_what_is_made_of_a_history_is_made_once_a_key() -> None:
    asked = []

    def count(past: History, at_least_m: int) -> int:
        asked.append(at_least_m)
        return sum((session.distance_m or 0) >= at_least_m for session in past.sessions)

    past = history("5 0 10 0 7")
    assert [past.once(count, 6000), past.once(count, 8000), past.once(count, 6000)] == [2, 1, 2]
    assert asked == [6000, 8000]
    assert history("9 9").once(count, 6000) == 2


def test_what_is_made_of_a_session_is_made_once_a_key() -> None:
    asked = []

    def is_far(past: History, session: Session, at_least_m: int) -> bool:
        asked.append((past.position(session), at_least_m))
        return (session.distance_m or 0) >= at_least_m

    past = history("5 0 10 0 7")
    first, second, _third = past.sessions
    said = [past.once_of(session, is_far, 6000) for session in (first, second, first, second)]
    assert said == [False, True, False, True]
    assert past.once_of(first, is_far, 4000)
    assert asked == [(0, 6000), (1, 6000), (0, 4000)]


def test_of_two_races_on_a_day_the_first_ends_first() -> None:
    past = history("5 5r+10r 0 8r")
    assert past.race_ended(day(1)) == ended(1, 7)
    assert past.race_ended(day(3)) == ended(3)
    assert past.race_ended(day(0)) is None


@pytest.mark.parametrize(
    ("index", "known", "zero", "runs_on_it"),
    [
        (-1, False, False, False),  # before the first run on record
        (0, True, False, True),
        (1, True, True, False),
        (2, False, False, False),  # missing
        (3, False, False, True),  # a run came in, but more may follow
    ],
)
def test_zero_is_not_missing(index: int, known: bool, zero: bool, runs_on_it: bool) -> None:
    past = history("5 0 _ 8")
    assert (past.is_known(day(index)), past.is_zero(day(index)), past.has_run(day(index))) == (known, zero, runs_on_it)


def test_known_days_are_counted_within_the_record() -> None:
    past = history("5 0 0 5 _ _ 8")  # known: days 0-3
    assert past.known_days(day(-5), day(5)) == 4
    assert past.known_days(day(2), day(9)) == 2
    assert past.known_days(day(4), day(6)) == 0
    assert past.known_days(day(-9), day(-1)) == 0


def test_nothing_is_known_of_a_source_that_never_answered() -> None:
    past = History(runs("5 0 5"), known_through=None)
    assert not past.is_known(day(1))
    assert past.known_days(day(0), day(2)) == 0


def test_an_empty_history_answers() -> None:
    past = History((), known_through=date(2025, 1, 1))
    assert past.sessions == ()
    assert past.first_run_day is None
    assert past.before(day(3)) == 0
    assert past.week_m(day(3)) == 0
    assert past.highest_week_m(day(0), day(9)) == 0
    assert past.streak(day(3)) is None
    assert past.newest_break(-1) is None
    assert past.newest_layoff(-1) is None
    assert not past.is_known(day(0))


def test_the_first_run_on_record_may_be_older_than_the_runs_given() -> None:
    past = History(runs("5 0 5"), known_through=day(2), first_run_day=day(-100))
    assert past.first_run_day == day(-100)
    assert past.known_days(day(-28), day(-1)) == 28


def test_runs_may_come_in_any_order() -> None:
    backwards = History(reversed(list(runs("5 0 10 3"))), known_through=day(2))
    assert [session.distance_m for session in backwards.sessions] == [5000, 10000, 3000]


def test_a_session_is_found_by_any_of_its_runs() -> None:
    past = history("5 0 10")
    assert past.session_of("file-20250103T0700") is past.sessions[1]
    assert past.position(past.sessions[1]) == 1
    with pytest.raises(KeyError):
        past.session_of("file-none")


def test_a_session_that_a_warm_up_joined_later_is_found_by_either_run() -> None:
    (main,) = runs("10")
    late = replace(
        main, run_id="late", start=main.start - timedelta(minutes=50), arrived=main.start + timedelta(hours=9)
    )
    past = History([late, main], known_through=day(0))
    (session,) = past.sessions
    assert session.session_id == main.run_id
    assert past.session_of("late") is past.session_of(main.run_id) is session
    assert past.position(session) == 0


def test_sessions_between_two_days() -> None:
    past = history("5 0 10 0 5+3 0 4")
    assert [session.distance_m for session in past.sessions_between(day(2), day(4))] == [10000, 5000, 3000]


def test_streaks_end_where_a_day_has_no_run() -> None:
    past = history("5 5+5 5 0 5 ? 0 0 5")
    assert past.streak(day(1)) == Streak(day(0), day(2))
    assert past.streak(day(3)) == Streak(day(0), day(2))  # the newest before it
    assert past.streak(day(5)) == Streak(day(4), day(5))
    assert past.streak(day(-1)) is None
    assert past.finished_streaks(day(0), day(8)) == [3, 2]  # the last one has not ended
    assert past.finished_streaks(day(3), day(8)) == [2]


def test_a_streak_before_a_missing_day_is_not_finished() -> None:
    assert history("5 5 5 _ 5").finished_streaks(day(0), day(4)) == []


WORDS = st.lists(st.sampled_from(["0", "0", "0", "3", "5", "8.25", "12+4", "21.097", "?"]), min_size=1, max_size=90)


@given(words=WORDS, first=st.integers(-10, 100), length=st.integers(0, 40))
@settings(max_examples=150, deadline=None)
def test_every_answer_is_that_of_a_plain_scan(words: list[str], first: int, length: int) -> None:
    past = history(" ".join(words))
    last = first + length

    def distances(start: int, stop: int) -> list[int | None]:
        return [session.distance_m for session in past.sessions if day(start) <= session.day <= day(stop)]

    def total(start: int, stop: int) -> int | None:
        known = [distance for distance in distances(start, stop) if distance is not None]
        return sum(known) if len(known) == len(distances(start, stop)) else None

    start, stop = past.before(day(first)), past.before(day(last + 1))
    within = distances(first, last)
    longest = max((distance for distance in within if distance is not None), default=0)
    weeks = [total(index - 6, index) for index in range(first, last + 1)]
    known_weeks = [week for week in weeks if week is not None]
    assert past.total_m(start, stop) == total(first, last)
    assert past.longest_m(start, stop) == (None if None in within else longest)
    assert past.week_m(day(last)) == weeks[-1]
    assert past.highest_week_m(day(first), day(last)) == (max(known_weeks) if len(known_weeks) == len(weeks) else None)
    assert past.has_run(day(first)) == bool(distances(first, first))
    scan = [day(index) for index in range(first, last + 1) if past.is_known(day(index))]
    assert past.known_days(day(first), day(last)) == len(scan)


@given(words=WORDS)
@settings(max_examples=100, deadline=None)
def test_streaks_hold_every_run_day_once(words: list[str]) -> None:
    past = history(" ".join(words))
    run_days = {session.day for session in past.sessions}
    covered: list[date] = []
    for index in range(len(words)):
        streak = past.streak(day(index))
        if streak and streak.first <= day(index) <= streak.last:
            covered.append(day(index))
            assert streak.first - timedelta(days=1) not in run_days
            assert streak.last + timedelta(days=1) not in run_days
    assert set(covered) == run_days
    assert past.first_run_day is None or past.first_run_day >= FIRST
