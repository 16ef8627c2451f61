"""Streaks: literal answers, and the same ones that a plain scan gives."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.history import History
from rules.streaks import Streak, Streaks
from tests.rules.series import day, history, runs

WORDS = st.lists(st.sampled_from(["0", "0", "0", "3", "5", "12+4", "?"]), min_size=1, max_size=90)


def of(series: str) -> Streaks:
    return history(series).once(Streaks, None)


def test_streaks_end_where_a_day_has_no_run() -> None:
    streaks = of("5 5+5 5 0 5 ? 0 0 5")
    assert streaks.newest(day(1)) == Streak(day(0), day(2))
    assert streaks.newest(day(3)) == Streak(day(0), day(2))  # the newest before it
    assert streaks.newest(day(5)) == Streak(day(4), day(5))
    assert streaks.newest(day(-1)) is None
    assert streaks.finished(day(0), day(8)) == [3, 2]  # the last one has not ended
    assert streaks.finished(day(3), day(8)) == [2]


def test_each_run_day_is_part_of_a_streak() -> None:
    streaks = of("5 5+5 5 0 5")
    assert [streaks.first_day(day(index)) for index in (0, 1, 2, 4)] == [day(0), day(0), day(0), day(4)]


def test_a_streak_before_a_missing_day_is_not_finished() -> None:
    assert of("5 5 5 _ 5").finished(day(0), day(4)) == []


def test_where_no_day_is_known_no_streak_is_finished() -> None:
    never_read = History(runs("5 5 0 5"), known_through=None)
    assert never_read.once(Streaks, None).finished(day(0), day(3)) == []


def test_a_streak_has_as_many_days_as_lie_from_its_first_to_its_last() -> None:
    assert Streak(day(3), day(3)).days == 1
    assert Streak(day(3), day(9)).days == 7


def test_without_a_run_there_is_no_streak() -> None:
    assert of("0 0").newest(day(1)) is None
    assert of("0 0").finished(day(0), day(1)) == []


@given(words=WORDS)
@settings(max_examples=100, deadline=None)
def test_streaks_hold_every_run_day_once(words: list[str]) -> None:
    past = history(" ".join(words))
    streaks = past.once(Streaks, None)
    run_days = {session.day for session in past.sessions}
    covered: list[date] = []
    for index in range(len(words)):
        streak = streaks.newest(day(index))
        if streak and streak.first <= day(index) <= streak.last:
            covered.append(day(index))
            assert streak.first - timedelta(days=1) not in run_days
            assert streak.last + timedelta(days=1) not in run_days
    assert set(covered) == run_days
