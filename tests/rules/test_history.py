"""Days and sums: literal answers, and the same ones that a plain scan gives."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.history import History
from tests.rules.series import day, history, runs


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


def test_the_first_position_of_each_day_from_one_on() -> None:
    past = history("10 0 5+3 4")  # the sessions of day 0, twice day 2, and day 3
    assert list(islice(past.positions_from(day(-2)), 8)) == [0, 0, 0, 1, 1, 3, 4, 4]
    assert list(islice(past.positions_from(day(2)), 4)) == [1, 3, 4, 4]
    assert list(islice(past.positions_from(day(30)), 2)) == [4, 4]


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
    assert past.last_unknown(4).day == day(1)
    assert past.has_run(day(1))


def test_a_run_that_is_still_under_way_is_not_over() -> None:
    past = history("5 5+5 0 5")
    evening = past.sessions[2].end
    assert past.over_before(day(1), evening) == 1
    assert past.over_before(day(2), evening) == 3
    assert past.over_before(day(2), evening - timedelta(seconds=1)) == 2
    assert past.over_before(day(2), past.sessions[0].start) == 0
    assert past.over_before(day(9), evening + timedelta(days=9)) == 4


@pytest.mark.parametrize(
    ("index", "known", "runs_on_it"),
    [
        (-1, False, False),  # before the first run on record
        (0, True, True),
        (1, True, False),  # zero
        (2, False, False),  # missing
        (3, False, True),  # a run came in, but more may follow
    ],
)
def test_zero_is_not_missing(index: int, known: bool, runs_on_it: bool) -> None:
    past = history("5 0 _ 8")
    assert (past.is_known(day(index)), past.has_run(day(index))) == (known, runs_on_it)


def test_known_days_are_counted_within_the_record() -> None:
    past = history("5 0 0 5 _ _ 8")  # known: days 0-3
    assert past.known_days(day(-5), day(5)) == 4
    assert past.known_days(day(2), day(9)) == 2
    assert past.known_days(day(4), day(6)) == 0
    assert past.known_days(day(-9), day(-1)) == 0
    assert past.known_days(day(1), day(2)) == 2
    assert past.known_days(day(3), day(0)) == 0  # no days at all


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


def test_a_session_is_found_by_its_name() -> None:
    past = history("5 0 10")
    assert past.position(past.sessions[1]) == 1
    with pytest.raises(KeyError):
        past.position(replace(past.sessions[1], session_id="file-none"))


def test_a_session_that_a_warm_up_joined_later_keeps_its_name() -> None:
    (main,) = runs("10")
    late = replace(
        main, run_id="late", start=main.start - timedelta(minutes=50), arrived=main.start + timedelta(hours=9)
    )
    past = History([late, main], known_through=day(0))
    (session,) = past.sessions
    assert session.session_id == main.run_id
    assert session.run_ids == ("late", main.run_id)
    assert past.position(session) == 0


def test_sessions_between_two_days() -> None:
    past = history("5 0 10 0 5+3 0 4")
    assert [session.distance_m for session in past.sessions_between(day(2), day(4))] == [10000, 5000, 3000]


def test_the_runs_of_a_range_of_sessions() -> None:
    first, warm_up, main, last = (
        replace(run, run_id=name) for run, name in zip(runs("5 2+10 4"), ("a", "b", "c", "d"), strict=True)
    )
    main = replace(main, start=warm_up.end + timedelta(minutes=5))
    past = History([last, main, first, warm_up], known_through=day(2))
    assert past.run_ids(0, 3) == ("a", "b", "c", "d")
    assert past.run_ids(1, 2) == ("b", "c")
    assert past.run_ids(2, 2) == ()


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
    assert past.first_run_day == min((session.day for session in past.sessions), default=None)
    scan = [day(index) for index in range(first, last + 1) if past.is_known(day(index))]
    assert past.known_days(day(first), day(last)) == len(scan)
