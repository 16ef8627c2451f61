"""What happens to runners: lives in which copies came in oddly, and what must hold for any of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.merge import excluded, explain, merge
from daemon.outings import Pairings, outings, pair
from rules.records import Activity, Sport
from tests.daemon.test_outings import HIDDEN, MINUTE, START, grouped, record, together

DAY = timedelta(days=1)


def distances(*records: Activity) -> list[int | None]:
    return [run.distance_m for run in merge(records)]


@pytest.mark.parametrize(("distance_m", "is_one"), [(10_000, True), (16_000, True), (16_001, False)])
@pytest.mark.parametrize("way", [{"start": HIDDEN}, {"start": START + 60 * MINUTE, "zone_is_guess": True}])
def test_a_treadmill_tells_another_distance_whatever_is_known_of_the_start(
    way: dict[str, Any], distance_m: int, is_one: bool
) -> None:
    watch = record(sport=Sport.TREADMILL_RUN, distance_m=8_000)
    assert together(watch, record("files-tcx-2", distance_m=distance_m, **way)) is is_one


def test_a_watch_that_knows_no_distance_on_the_treadmill_takes_that_of_the_machine() -> None:
    watch = record(sport=Sport.TREADMILL_RUN, distance_m=0, average_heart_rate_bpm=150.0)
    machine = record("strava-2", sport=Sport.TREADMILL_RUN, distance_m=8_000)
    (merged,) = explain([watch, machine])
    assert (merged.run.distance_m, merged.run.average_heart_rate_bpm) == (8_000, 150.0)
    assert (merged.taken["distance_m"], merged.taken["sport"]) == ("strava-2", "garmin-1")
    # 10 km in 20 minutes are 30 km/h: the other copy can be believed.
    assert distances(record(moving_s=1200), record("strava-2", distance_m=9_800)) == [9_800]
    (alone,) = explain([watch, replace(machine, distance_m=0)])
    assert (alone.run.distance_m, "distance_m" in alone.taken) == (None, False)


@pytest.mark.parametrize(
    "known",
    [
        record("strava-1", start=HIDDEN),
        record("garmin-1", sport=Sport.TREADMILL_RUN, distance_m=0),
    ],
)
def test_a_run_that_was_logged_by_hand_joins_what_lacks_its_start_or_its_distance(known: Activity) -> None:
    hand = record("log-1", start=START + 60 * MINUTE, elapsed_s=0, moving_s=0, accepted=True)
    assert distances(known, hand) == [10_000]
    # On another day it is another run.
    assert len(merge([known, replace(hand, start=hand.start + DAY)])) == 2


def test_a_zone_that_was_guessed_rightly_is_no_worse_than_one_that_is_known() -> None:
    # 500 m more on the phone, and 50 s late: no quarter of an hour, not within 3 %.
    phone = record("files-gpx-2", start=START + timedelta(seconds=50), distance_m=10_500, zone_is_guess=True)
    assert together(record(), phone)
    # What is as long goes first, be it hours away: 09:00 is the time of a shorter run, 11:00 that of its own.
    floating = record("files-gpx-2", zone_is_guess=True)
    shorter, own = record(distance_m=7_000), record("garmin-2", start=START + 120 * MINUTE)
    assert grouped([shorter, own, floating]) == [{"files-gpx-2", "garmin-2"}, {"garmin-1"}]


def test_what_the_runner_split_from_a_run_does_not_come_back_by_its_own_copy() -> None:
    one, other = (record(f"files-gpx-{n}", start=START + 60 * MINUTE, zone_is_guess=True) for n in (1, 2))
    assert grouped([record(), one, other], pairings={("files-gpx-2", "garmin-1"): False}) == [
        {"files-gpx-1", "garmin-1"},
        {"files-gpx-2"},
    ]


def test_a_watch_that_nobody_stopped_does_not_swallow_the_next_run_by_the_phone() -> None:
    # The watch ran on until the morning; Strava's copy was cropped to the hour; 5 km by the phone from 12:00.
    watch, cropped = record(elapsed_s=13 * 3600), record("strava-2")
    phone = record("files-gpx-3", start=START + 180 * MINUTE, elapsed_s=1500, moving_s=1500, distance_m=5_000)
    assert distances(watch, cropped, phone) == [10_000, 5_000]
    # Two pieces of the same ten kilometres, each by another way, are no more than the whole.
    pieces = [
        record("strava-2", elapsed_s=1800, moving_s=1800, distance_m=5_000),
        record("files-gpx-3", start=START + 30 * MINUTE, elapsed_s=1800, moving_s=1800, distance_m=5_000),
    ]
    assert distances(record(), *pieces) == [10_000]


def test_the_cool_down_is_not_lost_where_only_the_phone_recorded_the_whole() -> None:
    # The watch: 50 minutes of race, from 09:50:30 on cooling down. 10,800 of 11,800 m are more than 90 %.
    watch = [
        record("garmin-1", elapsed_s=3000, moving_s=3000, distance_m=10_800),
        record("garmin-2", start=START + timedelta(seconds=3030), elapsed_s=330, moving_s=330, distance_m=1_000),
    ]
    phone = record("strava-3", elapsed_s=3360, moving_s=3330, distance_m=11_800)
    assert distances(*watch, phone) == [11_800]


def test_hidden_copies_of_two_runs_go_on_naming_them_when_they_are_gone() -> None:
    # The account was made private: each run keeps the name under which it was told.
    like: dict[str, Any] = {"elapsed_s": 1500, "moving_s": 1500}
    watch = [record("garmin-1", distance_m=5_000, **like)]
    watch += [record("garmin-2", distance_m=5_100, start=START + 60 * MINUTE, **like)]
    for gone in (False, True):
        hidden = [record("strava-1", distance_m=5_050, start=HIDDEN, gone=gone, **like)]
        hidden += [record("strava-2", distance_m=5_190, start=HIDDEN, gone=gone, **like)]
        assert grouped([*watch, *hidden]) == [{"garmin-1", "strava-1"}, {"garmin-2", "strava-2"}]


def test_a_duplicate_that_was_excluded_and_then_deleted_takes_no_run_with_it() -> None:
    # Uploaded twice, both with a hidden start: two runs, of which the runner excluded one, and then deleted it.
    kept, twice = record("strava-1", start=HIDDEN), record("strava-2", start=HIDDEN, excluded=True)
    for second in (twice, replace(twice, gone=True)):
        assert [run.run_id for run in merge([kept, second])] == ["strava-1"]
    assert excluded([kept, twice])[0].run_id == "strava-2"
    # A run that was logged by hand, excluded, logged again, and the first one deleted.
    logs = [record("log-1", excluded=True, gone=True), record("log-2", start=START + 60 * MINUTE)]
    assert [run.run_id for run in merge([replace(each, elapsed_s=0, accepted=True) for each in logs])] == ["log-2"]


def test_what_is_gone_stays_with_the_run_with_which_it_shared_most() -> None:
    # 09:00 to 10:00 and, of another watch, 09:35 to 10:35; what is gone was recorded from 09:15 to 10:15.
    two = [record("garmin-1"), record("files-fit-2", start=START + 35 * MINUTE)]
    assert grouped([*two, record("strava-3", start=START + 15 * MINUTE, gone=True)]) == [
        {"files-fit-2"},
        {"garmin-1", "strava-3"},
    ]


def test_years_of_one_habit_without_a_zone_are_matched_however_long_the_chain() -> None:
    # Every day the same run, and its track 13 hours before it: nearer to the run of the day before, by 11 hours. The
    # first track has only the first run: for its sake all others move on by a day.
    days = range(1_200)
    watch = [record(f"garmin-{n}", start=START + n * DAY) for n in days]
    tracks = [record(f"files-gpx-{n}", start=START + n * DAY - 780 * MINUTE, zone_is_guess=True) for n in days]
    assert len(outings([*watch, *tracks]).groups) == 1_200


def test_a_chain_of_overlaps_takes_no_longer_for_every_record_in_it() -> None:
    # An hour each, every 32 minutes: no two share half, and there is no gap in 13 months. Each beside each: minutes.
    chain = [record(f"garmin-{n}", start=START + 32 * n * MINUTE) for n in range(18_000)]
    assert len(outings(chain).groups) == 18_000


_ORIGINS = ("garmin-", "strava-", "files-fit-", "files-gpx-", "intervals-", "log-")
_WAYS: tuple[dict[str, Any], ...] = (
    *({"start": START + minutes * MINUTE} for minutes in (-720, 0, 3, 20, 45, 70, 1440)),
    {"start": HIDDEN},
    {"start": HIDDEN + DAY},
    *({"start": START + hours * 60 * MINUTE, "zone_is_guess": True} for hours in (-9, 0, 1, 12)),
)
_records = st.builds(
    lambda origin, number, way, kind, marks, arrived: record(
        f"{origin}{number}", **way, **kind, **marks, arrived=START + arrived * DAY
    ),
    st.sampled_from(_ORIGINS),
    st.integers(0, 9),
    st.sampled_from(_WAYS),
    st.sampled_from(
        [
            {},
            {"distance_m": 9_800},
            {"distance_m": 3_300, "elapsed_s": 1200, "moving_s": 1200},
            {"distance_m": 400, "elapsed_s": 90, "moving_s": 90},
            {"distance_m": 0, "sport": Sport.TREADMILL_RUN},
            {"elapsed_s": 0, "moving_s": 0},
            {"sport": Sport.WALK},
        ]
    ),
    st.sampled_from([{}, {}, {}, {"gone": True}, {"excluded": True}]),
    st.integers(1, 3),
)


@st.composite
def _lives(draw: st.DrawFn) -> tuple[list[Activity], Pairings]:
    records = draw(st.lists(_records, min_size=2, max_size=12, unique_by=lambda each: each.key))
    keys = st.sampled_from([each.key for each in records])
    said = draw(st.dictionaries(st.tuples(keys, keys), st.booleans(), max_size=4))
    return records, {pair(*two): together for two, together in said.items() if two[0] != two[1]}


@given(st.data(), _lives())
def test_whatever_came_in_and_was_said_the_order_does_not_matter(
    data: st.DataObject, life: tuple[list[Activity], Pairings]
) -> None:
    records, said = life
    again = data.draw(st.permutations(records))
    counted, left_out = merge(records, pairings=said), excluded(records, pairings=said)
    assert (merge(again, pairings=said), excluded(again, pairings=said)) == (counted, left_out)
    assert explain(again, pairings=said) == explain(records, pairings=said)
    copies = sorted(copy for run in (*counted, *left_out) for copy in run.copies)
    assert copies == sorted(each.key for each in records if not each.gone)


@given(_lives())
def test_what_was_split_is_in_one_run_only_by_what_was_joined(life: tuple[list[Activity], Pairings]) -> None:
    records, said = life
    apart = {keys: joined for keys, joined in said.items() if not joined}
    groups = grouped(records, pairings=apart)
    assert not any(set(keys) <= group for keys in apart for group in groups)
    present = {each.key for each in records}
    for keys, joined in said.items():
        if joined and present.issuperset(keys) and not any(each.gone for each in records if each.key in keys):
            assert any(set(keys) <= group for group in grouped(records, pairings=said))


@given(_lives())
def test_what_is_gone_changes_no_more_than_names(life: tuple[list[Activity], Pairings]) -> None:
    records, _said = life
    left = [replace(each, excluded=False) for each in records if not each.gone]
    gone = [replace(each, excluded=False) for each in records if each.gone]
    assert _unnamed(merge([*left, *gone])) == _unnamed(merge(left))


def _unnamed(runs: Iterable[Any]) -> list[tuple[Any, ...]]:
    return sorted((run.start, run.copies, run.distance_m, run.elapsed_s) for run in runs)
