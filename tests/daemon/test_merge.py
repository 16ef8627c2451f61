from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.copies import Why
from daemon.footwear import join_shoes
from daemon.merge import copies_of, excluded, explain, merge, plausible
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
        gear=(("garmin", "abc"), ("strava", "g1")),
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


def test_a_copy_that_misses_a_part_stands_behind_a_whole_one_whatever_its_source() -> None:
    # 10 % less in metres and in seconds of movement is still (nearly) all of it.
    phone = record("strava", "2", distance_m=10_000, moving_s=3_600)
    whole = record("garmin", "1", distance_m=9_000, moving_s=3_240)
    assert merge([phone, whole])[0].distance_m == 9_000
    late = record("garmin", "1", distance_m=8_999, moving_s=3_239, start=START + timedelta(minutes=7), elapsed_s=3_180)
    (run,) = merge([phone, late])
    assert (run.distance_m, run.moving_s, run.start, run.copies) == (10_000, 3_600, START, ("garmin-1", "strava-2"))
    # Slower, not shorter: the better source is believed.
    assert merge([phone, record("garmin", "1", distance_m=8_000, moving_s=3_600)])[0].distance_m == 8_000


_BETTER_FIRST = [
    ("garmin", "1"), ("files", "garmin-1"), ("files", "fit-1"), ("intervals", "1"), ("files", "tcx-1"),
    ("strava", "1"), ("files", "strava-1"), ("files", "gpx-1"), ("elsewhere", "1"), ("log", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("better", "worse"), list(pairwise(_BETTER_FIRST)))
def test_the_better_origin_is_believed(better: tuple[str, str], worse: tuple[str, str]) -> None:
    one, other = record(*better, distance_m=10_000), record(*worse, distance_m=10_100, average_heart_rate_bpm=150.0)
    for records in ([one, other], [other, one]):
        (run,) = merge(records)
        assert (run.distance_m, run.average_heart_rate_bpm) == (10_000, 150.0)


def test_a_run_whose_start_is_hidden_starts_when_its_other_copy_says_so() -> None:
    hidden = record("garmin", "1", start=START.replace(hour=0, second=1))
    (run,) = merge([hidden, record("strava", "2", distance_m=9_990)])
    assert (run.start, run.distance_m) == (START, 10_000)
    assert merge([hidden])[0].start == hidden.start


def test_each_field_is_told_with_the_copy_that_it_is_from() -> None:
    strava = record("strava", "7", gear_id="g1", is_race=True, average_heart_rate_bpm=150.0, climb_m=12)
    garmin = record("garmin", "3", moving_s=0, climb_m=0)
    gone = record("files", "fit-1", gone=True, average_cadence_spm=170.0)
    (merged,) = explain([gone, strava, garmin])
    assert merged.run == merge([gone, strava, garmin])[0]
    assert [(copy.activity.key, copy.why) for copy in merged.copies] == [
        ("garmin-3", Why.FIRST),
        ("strava-7", Why.OVERLAP),
    ]
    assert merged.taken == {
        "sport": "garmin-3",
        "start": "garmin-3",
        "elapsed_s": "garmin-3",
        "distance_m": "garmin-3",
        "moving_s": "strava-7",
        "average_heart_rate_bpm": "strava-7",
        "climb_m": "garmin-3",
        "is_race": "strava-7",
        "gear_id": "strava-7",
    }


def test_of_copies_that_arrived_at_once_the_smallest_key_names_the_run() -> None:
    assert merge([record("strava", "1"), record("garmin", "9")])[0].run_id == "garmin-9"


def test_a_moving_time_of_zero_is_filled_from_the_other_copy() -> None:
    (run,) = merge([record(moving_s=0), record("strava", "2", moving_s=3400)])
    assert (run.moving_s, run.distance_m) == (3400, 10_000)


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
    records = [record(), record("strava", "2", gone=True), logged(), record(source_id="5", distance_m=4_999)]
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
