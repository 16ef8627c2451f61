"""Which runs and walks are over, which pair wore them, and how far they came together."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.on_foot import Moment, OnFoot, Outings, metres, worn_by
from rules.records import Run, Shoe, Sport
from tests.rules.shoes.wearing import DAY, NOW, TODAY, pair, run

BLUE, RED = pair("Blue"), pair("Red")
EVENING = Moment(TODAY.toordinal(), NOW)
"""At 20:00."""


def days_ago(runs: Iterable[Run]) -> list[int]:
    return [(TODAY - each.day).days for each in runs]


def during(outings: Outings, days: int, at: Moment = EVENING) -> tuple[Run, ...]:
    start, stop = outings.places(days, at)
    return outings.all[start:stop]


def metres_during(outings: Outings, days: int, at: Moment = EVENING) -> int:
    return outings.metres_in(days, at)


def test_the_runs_of_some_days_end_with_those_of_today_that_are_over() -> None:
    # At 20:00: the one of 19:00 has just ended, the one of 19:01 has not, the one of tomorrow is to come.
    late = run(0, 16_000, hour=19)
    not_over = run(0, 32_000, hour=19, run_id="late", start=datetime(2025, 6, 10, 19, 1, tzinfo=UTC))
    runs = OnFoot([run(-1, 64_000), not_over, late, run(1, 8_000), run(6, 4_000), run(7, 2_000)]).runs
    assert days_ago(during(runs, 7)) == [6, 1, 0]
    assert days_ago(during(runs, 8)) == [7, 6, 1, 0]
    assert days_ago(during(runs, 1)) == [0]
    assert [runs.places(days, EVENING) for days in (1, 2, 6, 7, 8)] == [(3, 4), (2, 4), (2, 4), (1, 4), (0, 4)]
    assert [runs.since(days, EVENING) for days in (1, 2, 6, 7, 8)] == [3, 2, 2, 1, 0]
    assert [runs.count_in(days, EVENING) for days in (1, 2, 6, 7, 8)] == [1, 2, 2, 3, 4]
    assert [metres_during(runs, days) for days in (1, 2, 6, 7, 8)] == [16_000, 24_000, 24_000, 28_000, 30_000]
    assert runs.run_ids(2, 4) == ("garmin-0609T08", "garmin-0610T19")


def test_how_many_are_over_counts_walks_too() -> None:
    on_foot = OnFoot([run(0, 5_000, hour=18), run(0, 5_000, hour=19, sport=Sport.WALK), run(0, 5_000, hour=20)])
    ends = [NOW - timedelta(seconds=3601), NOW - timedelta(hours=1), NOW, NOW + timedelta(hours=1)]
    assert [on_foot.every.over(now) for now in ends] == [0, 1, 2, 3]
    assert on_foot.every.over(NOW.astimezone(timezone(timedelta(hours=9)))) == 2


def test_a_run_keeps_the_day_of_the_place_where_it_was_run() -> None:
    # 4 June at 00:30 on Kiritimati (UTC + 14) is 3 June at 10:30 in UTC, and 2 June at 22:30 for a runner at UTC - 12.
    abroad = run(6, 1_000, start=datetime(2025, 6, 4, 0, 30, tzinfo=timezone(timedelta(hours=14))))
    runs = OnFoot([abroad]).runs
    assert (during(runs, 7), during(runs, 6)) == ((abroad,), ())


def test_on_the_date_line_a_day_that_comes_twice_counts_for_the_day_after() -> None:
    """On the morning of 5 June on Kiritimati, and eleven hours later, on the evening of 4 June, in Hawaii."""
    west = run(6, 1_000, start=datetime(2025, 6, 5, 7, 0, tzinfo=timezone(timedelta(hours=14))))
    east = run(6, 2_000, run_id="east", start=datetime(2025, 6, 4, 18, 0, tzinfo=timezone(timedelta(hours=-10))))
    assert west.start < east.start
    assert (west.day, east.day) == (TODAY - 5 * DAY, TODAY - 6 * DAY)
    assert [metres_during(OnFoot([west, east]).runs, days) for days in (5, 6, 7)] == [0, 3_000, 3_000]


def test_an_outing_of_days_is_not_there_before_it_is_over() -> None:
    """It began nine days ago, and ends in an hour: a watch that was never stopped."""
    endless = run(9, 7_000, elapsed_s=9 * 86_400 + 13 * 3600)
    runs = OnFoot([endless]).runs
    assert endless.end == NOW + timedelta(hours=1)
    assert [metres_during(runs, days) for days in (1, 7, 10)] == [0, 0, 0]
    assert [during(runs, days) for days in (1, 7, 10)] == [(), (), ()]
    after = Moment(EVENING.day, NOW + timedelta(hours=1))
    assert [metres_during(runs, days, after) for days in (9, 10)] == [0, 7_000]


def test_a_pair_wears_what_names_it_in_any_source_and_once() -> None:
    both = Shoe(source="strava", source_id="g1", name="Blue", other_ids=(("garmin", "blue"),))
    twice = run(3, 5_000, gear=(("strava", "g1"), ("garmin", "blue")))
    one, other, none = run(2, 6_000, "Blue"), run(1, 7_000, "Red"), run(1, 8_000, hour=10)
    stranger = run(0, 9_000, gear=(("strava", "blue"),))
    shoes = [both, pair("Red"), pair("Green")]
    worn = worn_by(shoes, [twice, one, other, none, stranger])
    assert worn == {"strava-g1": (twice, one), "garmin-red": (other,), "garmin-green": ()}
    assert [metres(runs) for runs in worn.values()] == [11_000, 7_000, 0]
    on_foot = OnFoot([stranger, none, other, one, twice], shoes)
    assert {shoe.key: on_foot.worn(shoe.key).all for shoe in shoes} == worn
    assert (on_foot.named.all, on_foot.bare.all) == ((twice, one, other), (none,))


def test_a_run_whose_sources_name_two_pairs_is_in_both() -> None:
    two = run(1, 5_000, gear=(("garmin", "blue"), ("garmin", "red")))
    assert worn_by([BLUE, RED], [two]) == {"garmin-blue": (two,), "garmin-red": (two,)}


def test_walks_wear_a_pair_and_are_no_runs() -> None:
    walk = run(2, 3_000, "Blue", sport=Sport.WALK)
    on_foot = OnFoot([walk, run(1, 5_000, "Blue"), run(1, 7_000, sport=Sport.WALK, hour=12)], [BLUE])
    assert metres_during(on_foot.worn("garmin-blue"), 7) == 8_000
    assert metres_during(on_foot.ran("garmin-blue"), 7) == 5_000
    assert [metres_during(each, 7) for each in (on_foot.runs, on_foot.named, on_foot.bare)] == [5_000, 5_000, 0]


def test_a_pair_that_nobody_spoke_of_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        OnFoot([run(1, 5_000, "Red")], [BLUE]).worn("garmin-red")


def test_a_distance_that_is_not_plausible_adds_nothing() -> None:
    runs = [run(3, 5_000), run(2, None), run(1, 7_500)]
    assert metres(runs) == metres_during(OnFoot(runs).runs, 7) == 12_500


def test_what_came_after_a_moment_is_the_rest() -> None:
    # They end at 09:00.
    worn = OnFoot([run(3, 10_000), run(2, None), run(1, 8_000)]).runs
    ends = [NOW - 4 * DAY, run(3, 0).end, run(3, 0).end - timedelta(seconds=1), run(2, 0).end, NOW]
    assert [worn.metres_after(now) for now in ends] == [18_000, 8_000, 18_000, 8_000, 0]
    assert [worn.over(now) for now in ends] == [0, 1, 0, 2, 3]


def test_a_run_is_alone_where_the_ones_beside_it_are_of_other_days() -> None:
    worn = OnFoot([run(3, 1), run(2, 1, hour=8), run(2, 1, hour=18), run(1, 1)]).runs
    assert [worn.is_alone(place, 4) for place in range(4)] == [True, False, False, True]
    # The third was not over yet.
    assert [worn.is_alone(place, 2) for place in range(2)] == [True, True]
    twice = OnFoot([run(2, 1, hour=8), run(2, 1, hour=18)]).runs
    assert (twice.is_alone(0, 1), twice.is_alone(1, 2)) == (True, False)


def test_what_is_made_of_them_is_made_once_for_each_key() -> None:
    made: list[str] = []

    def far(on_foot: OnFoot, shoe: str) -> int:
        made.append(shoe)
        return metres(on_foot.worn(shoe).all)

    on_foot = OnFoot([run(1, 5_000, "Blue"), run(2, 6_000, "Red")], [BLUE, RED])
    keys = ("garmin-blue", "garmin-red", "garmin-blue")
    assert [on_foot.once(far, key) for key in keys] == [5_000, 6_000, 5_000]
    assert made == ["garmin-blue", "garmin-red"]


WHEN = st.datetimes(datetime(2025, 5, 1), datetime(2025, 6, 12), timezones=st.just(UTC))


@given(
    starts=st.lists(WHEN, unique=True),
    now=WHEN,
    days=st.integers(1, 60),
)
def test_places_and_sums_are_those_of_a_plain_scan(starts: list[datetime], now: datetime, days: int) -> None:
    outings = [
        run(0, 1_000 + number, "Blue", run_id=f"{number}", start=start, elapsed_s=900)
        for number, start in enumerate(starts)
    ]
    first = now.date() - (days - 1) * DAY
    scanned = sorted((each for each in outings if each.day >= first and each.end <= now), key=lambda each: each.end)
    worn = OnFoot(outings, [BLUE]).worn("garmin-blue")
    at = Moment(now.toordinal(), now)
    start, stop = worn.places(days, at)
    assert list(worn.all[start:stop]) == scanned
    assert worn.metres(start, stop) == metres(scanned)
    assert worn.run_ids(start, stop) == tuple(each.run_id for each in scanned)
