from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.footwear import join_shoes
from daemon.merge import copies_of, excluded, merge, plausible
from rules.records import Activity, Run, Shoe, Sport

START = datetime(2026, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=1)))
FIRST = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def record(source: str = "garmin", source_id: str = "1", **changes: Any) -> Activity:
    values: dict[str, Any] = {
        "sport": Sport.RUN,
        "start": START,
        "elapsed_s": 3600,
        "moving_s": 3500,
        "distance_m": 10_000,
        "arrived": FIRST,
    }
    return Activity(source=source, source_id=source_id, **(values | changes))


@pytest.mark.parametrize(
    ("changes", "runs"),
    [
        ({}, 1),
        ({"start": START + timedelta(minutes=5)}, 1),
        ({"start": START + timedelta(minutes=5, seconds=1)}, 2),
        ({"start": START - timedelta(minutes=5)}, 1),
        ({"start": START - timedelta(minutes=5, seconds=1)}, 2),
        ({"start": (START + timedelta(minutes=4)).astimezone(UTC)}, 1),
        # 3 % of the larger: 10,000 - 300.
        ({"distance_m": 9_700}, 1),
        ({"distance_m": 9_699}, 2),
        # 3 % of 10,309 is 309.27; of 10,310 it is 309.3, and the difference 310.
        ({"distance_m": 10_309}, 1),
        ({"distance_m": 10_310}, 2),
        ({"sport": Sport.TRAIL_RUN}, 1),
        ({"sport": Sport.TREADMILL_RUN}, 1),
        ({"sport": Sport.WALK}, 2),
        ({"sport": Sport.RIDE}, 2),
    ],
)
def test_copies_of_one_run_count_once(changes: dict[str, Any], runs: int) -> None:
    assert len(merge([record(), record("strava", "2", **changes)])) == runs


def test_the_run_is_named_after_the_copy_that_arrived_first_and_told_by_the_watch() -> None:
    strava = record("strava", "7", distance_m=9_900, gear_id="g1", is_race=True, average_heart_rate_bpm=150.0)
    garmin = record("garmin", "3", arrived=FIRST + timedelta(hours=1), gear_id="abc", sport=Sport.TRAIL_RUN)
    (run,) = merge([garmin, strava])
    assert run == Run(
        run_id="strava-7",
        sport=Sport.TRAIL_RUN,
        start=START,
        elapsed_s=3600,
        moving_s=3500,
        distance_m=10_000,
        average_heart_rate_bpm=150.0,
        is_race=True,
        gear=(("strava", "g1"), ("garmin", "abc")),
        copies=("strava-7", "garmin-3"),
        arrived=FIRST,
    )


def test_what_is_gone_names_the_run_and_gives_nothing_else() -> None:
    gone = record("strava", "7", distance_m=9_900, is_race=True, gear_id="g1", gone=True)
    (run,) = merge([gone, record("garmin", "3", arrived=FIRST + timedelta(hours=1))])
    assert (run.run_id, run.copies, run.distance_m, run.is_race, run.gear) == (
        "strava-7",
        ("garmin-3",),
        10_000,
        False,
        (),
    )
    assert merge([gone]) == ()


def test_short_repetitions_of_one_source_stay_apart() -> None:
    # 400 m in 90 s, again after 150 s: alike, and within 5 minutes. From two sources they would be copies.
    one = record("garmin", "1", distance_m=400, elapsed_s=90)
    two = record("garmin", "2", distance_m=400, elapsed_s=90, start=START + timedelta(seconds=150))
    assert [run.run_id for run in merge([one, two])] == ["garmin-1", "garmin-2"]
    overlapping = record("garmin", "2", distance_m=400, elapsed_s=90, start=START + timedelta(seconds=89))
    assert len(merge([one, overlapping])) == 1


def test_of_copies_that_arrived_at_once_the_smallest_key_names_the_run() -> None:
    assert merge([record("strava", "1"), record("garmin", "9")])[0].run_id == "garmin-9"


def test_a_moving_time_of_zero_is_filled_from_the_other_copy() -> None:
    (run,) = merge([record(moving_s=0), record("strava", "2", moving_s=3400)])
    assert (run.moving_s, run.distance_m) == (3400, 10_000)


def test_three_records_in_a_row_are_not_one_run_when_the_outer_ones_lie_too_far_apart() -> None:
    late = [record(source_id=str(minute), start=START + timedelta(minutes=minute)) for minute in (0, 4, 8)]
    assert [run.copies for run in merge(late)] == [("garmin-0", "garmin-4"), ("garmin-8",)]


def test_a_record_must_be_like_all_copies_of_a_run_not_like_one_of_them() -> None:
    # Each is 2 % from the next; the outer ones differ by 400 of 10,000.
    metres = [record(source_id=str(at), distance_m=distance) for at, distance in enumerate((10_000, 9_800, 9_600))]
    assert [run.copies for run in merge(metres)] == [("garmin-0", "garmin-1"), ("garmin-2",)]


@pytest.mark.parametrize(
    ("changes", "believed"),
    [
        ({"distance_m": 299}, False),
        ({"distance_m": 300}, True),
        ({"distance_m": 200_000, "moving_s": 100_000}, True),
        ({"distance_m": 200_001, "moving_s": 100_000}, False),
        ({"moving_s": 0}, False),
        # 25 km/h is 10,000 m in 1,440 s.
        ({"moving_s": 1_440}, False),
        ({"moving_s": 1_441}, True),
        ({"moving_s": 1_440, "accepted": True}, True),
    ],
)
def test_what_cannot_be_believed_is_a_run_of_unknown_distance(changes: dict[str, Any], believed: bool) -> None:
    activity = record(**changes)
    assert plausible(activity) is believed
    assert merge([activity])[0].distance_m == (activity.distance_m if believed else None)


_records = st.builds(
    lambda source, number, sport, minute, distance, arrived: record(
        source,
        str(number),
        sport=sport,
        start=START + timedelta(minutes=minute),
        distance_m=distance,
        arrived=FIRST + timedelta(minutes=arrived),
    ),
    st.sampled_from(["garmin", "strava", "files", "log"]),
    st.integers(0, 30),
    st.sampled_from([Sport.RUN, Sport.TRAIL_RUN, Sport.WALK]),
    st.integers(0, 20),
    st.sampled_from([9_500, 9_700, 10_000, 10_300]),
    st.integers(0, 3),
)


@given(st.data(), st.lists(_records, max_size=10, unique_by=lambda each: each.key))
def test_the_order_of_the_records_does_not_matter_and_none_is_lost(
    data: st.DataObject, records: list[Activity]
) -> None:
    runs = merge(records)
    assert merge(data.draw(st.permutations(records))) == runs
    assert sorted(copy for run in runs for copy in run.copies) == sorted(each.key for each in records)


def logged(source_id: str = "1", **changes: Any) -> Activity:
    """Logged by hand an hour after the run began, without its duration."""
    values: dict[str, Any] = {"start": START + timedelta(hours=1), "elapsed_s": 0, "moving_s": 0, "accepted": True}
    return record("log", source_id, **(values | changes))


@pytest.mark.parametrize(
    ("changes", "runs"),
    [
        ({}, 1),
        # 20 % of the larger: 10,000 - 2,000, and 12,500 - 2,500.
        ({"distance_m": 8_000}, 1),
        ({"distance_m": 7_999}, 2),
        ({"distance_m": 12_500}, 1),
        ({"distance_m": 12_501}, 2),
        # The watch's run lasted from 09:00 to 10:00.
        ({"start": START - timedelta(hours=3)}, 1),
        ({"start": START - timedelta(hours=3, seconds=1)}, 2),
        ({"start": START + timedelta(hours=4)}, 1),
        ({"start": START + timedelta(hours=4, seconds=1)}, 2),
        ({"sport": Sport.TREADMILL_RUN}, 1),
        ({"sport": Sport.WALK}, 2),
    ],
)
def test_a_run_that_was_logged_by_hand_is_a_rough_copy(changes: dict[str, Any], runs: int) -> None:
    assert len(merge([record(), logged(**changes)])) == runs


def test_a_run_of_another_local_day_is_another_run() -> None:
    late = record(start=START.replace(hour=23))
    assert len(merge([late, logged(start=START.replace(hour=23, minute=59))])) == 1
    assert len(merge([late, logged(start=START.replace(day=2, hour=0))])) == 2


def test_what_the_watch_says_wins_over_what_was_logged_by_hand() -> None:
    hand = logged(distance_m=11_000, sport=Sport.TRAIL_RUN, moving_s=3_000)
    watch = record("files", "1", arrived=FIRST + timedelta(hours=1))
    (run,) = merge([watch, hand])
    assert (run.run_id, run.copies, run.distance_m, run.moving_s) == ("log-1", ("log-1", "files-1"), 10_000, 3_500)
    assert (run.sport, run.start, run.arrived) == (Sport.RUN, START, FIRST)


def test_alone_it_counts_without_a_duration() -> None:
    (run,) = merge([logged()])
    assert (run.run_id, run.distance_m, run.moving_s) == ("log-1", 10_000, 0)


def test_a_run_that_was_logged_by_hand_joins_the_nearest_one_and_no_two_join_one() -> None:
    morning, noon = record(source_id="1"), record(source_id="2", start=START + timedelta(hours=3))
    # At 10:00 and at 11:00: the second is nearer to noon.
    runs = merge([noon, logged("1"), logged("2", start=START + timedelta(hours=2)), morning])
    assert [run.copies for run in runs] == [("garmin-1", "log-1"), ("garmin-2", "log-2")]
    # Both are nearest to one: the nearer joins it, the other stands alone.
    runs = merge([morning, logged("1"), logged("2", start=START + timedelta(minutes=59))])
    assert [run.copies for run in runs] == [("garmin-1", "log-2"), ("log-1",)]


def test_a_second_copy_of_the_run_does_not_part_it_from_what_was_logged() -> None:
    strava = record("strava", "9", start=START + timedelta(minutes=5), distance_m=9_700)
    (run,) = merge([strava, logged(distance_m=7_900), record()])
    # 7,900 of 9,700 are 18.6 % less; of 10,000 they would be 21 %.
    assert set(run.copies) == {"garmin-1", "strava-9", "log-1"}


def test_a_log_that_was_deleted_names_the_run_and_gives_nothing() -> None:
    late = record(arrived=FIRST + timedelta(hours=1))
    (run,) = merge([late, logged(gone=True)])
    assert (run.run_id, run.copies) == ("log-1", ("garmin-1",))
    assert merge([logged(gone=True)]) == ()


def test_what_is_excluded_does_not_count_whichever_copy_it_was() -> None:
    copies = [record(), record("strava", "2"), logged()]
    for at in range(3):
        records = [replace(copy, excluded=True) if at == each else copy for each, copy in enumerate(copies)]
        assert merge(records) == ()
        (run,) = excluded(records)
        assert (run.run_id, run.distance_m) == ("garmin-1", 10_000)
    other = record(source_id="5", start=START + timedelta(days=1))
    assert [run.run_id for run in merge([replace(copies[0], excluded=True), other])] == ["garmin-5"]
    assert excluded(copies) == ()
    assert excluded([record(excluded=True, gone=True)]) == ()


def test_the_copies_of_one_outing_are_found_by_the_key_of_any() -> None:
    records = [record(), record("strava", "2", gone=True), logged(), record(source_id="5", distance_m=5_000)]
    for key in ("garmin-1", "strava-2", "log-1"):
        assert {copy.key for copy in copies_of(key, records)} == {"garmin-1", "strava-2", "log-1"}
    assert [copy.key for copy in copies_of("garmin-5", records)] == ["garmin-5"]
    assert copies_of("garmin-7", records) == ()


def _worn(both: int, strava_else: int = 0, garmin_else: int = 0) -> list[Run]:
    """Runs that both sources know: in the same pair, and in another one on either side."""
    kinds = [("g1", "abc")] * both + [("g1", "other")] * strava_else + [("g2", "abc")] * garmin_else
    return [
        run
        for at, (strava, garmin) in enumerate(kinds)
        for run in merge(
            [
                record("strava", str(at), start=START + timedelta(days=at), gear_id=strava),
                record("garmin", str(at), start=START + timedelta(days=at), gear_id=garmin),
            ]
        )
    ]


STRAVA = Shoe(source="strava", source_id="g1", name="Pegasus  41", total_m=500_000)
GARMIN = Shoe(source="garmin", source_id="abc", name=" pegasus 41", total_m=512_000, limit_m=600_000)


def test_one_pair_in_two_sources_is_one_shoe_with_the_larger_total() -> None:
    assert join_shoes([STRAVA, GARMIN], _worn(5)) == (
        Shoe(
            source="strava",
            source_id="g1",
            name="Pegasus  41",
            total_m=512_000,
            limit_m=600_000,
            other_ids=(("garmin", "abc"),),
        ),
    )


@pytest.mark.parametrize(
    ("runs", "shoes"),
    [
        (_worn(8, 2), 1),
        # Worn on fewer runs: garmin's, on 8, all of them in common.
        (_worn(8, 20), 1),
        # 8 in common, 10 each: 80 %.
        (_worn(8, 2, 2), 1),
        # 7 in common, 9 each: 77.8 %.
        (_worn(7, 2, 2), 2),
        ([], 2),
    ],
)
def test_pairs_of_one_name_are_one_from_80_percent_of_the_runs_in_common(runs: list[Run], shoes: int) -> None:
    assert len(join_shoes([STRAVA, GARMIN], runs)) == shoes


def test_pairs_of_different_names_or_of_one_source_stay_two() -> None:
    other_name = Shoe(source="garmin", source_id="abc", name="Pegasus 40")
    same_source = Shoe(source="strava", source_id="abc", name="Pegasus 41")
    assert len(join_shoes([STRAVA, other_name], _worn(5))) == 2
    assert len(join_shoes([STRAVA, same_source], _worn(5))) == 2
