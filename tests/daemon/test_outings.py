"""Which records are one outing: one table a way of being a copy, with what is just within it and just beyond."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from daemon.copies import Why
from daemon.outings import Pairings, outings
from rules.records import Activity, Sport, is_hidden

AMSTERDAM = timezone(timedelta(hours=1))
START = datetime(2026, 3, 1, 9, 0, tzinfo=AMSTERDAM)
HIDDEN = datetime(2026, 3, 1, 0, 0, 1, tzinfo=AMSTERDAM)
MINUTE = timedelta(minutes=1)


def record(key: str = "garmin-1", **changes: Any) -> Activity:
    """An hour's run of 10 km from 09:00 to 10:00."""
    source, _dash, source_id = key.partition("-")
    values: dict[str, Any] = {
        "sport": Sport.RUN,
        "start": START,
        "elapsed_s": 3600,
        "moving_s": 3500,
        "distance_m": 10_000,
    }
    return Activity(source=source, source_id=source_id, **(values | changes))


def grouped(records: Iterable[Activity], *, pairings: Pairings | None = None) -> list[set[str]]:
    found = outings(records, pairings=pairings or {})
    return sorted(({each.key for each in group} for group in found.groups), key=min)


def together(*records: Activity) -> bool:
    return len(grouped(records)) == 1


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        ({}, True),
        ({"start": START.astimezone(UTC)}, True),
        # Half of the hour is shared: from 09:30 to 10:00.
        ({"start": START + 30 * MINUTE}, True),
        ({"start": START + timedelta(seconds=1801)}, False),
        ({"start": START - 30 * MINUTE}, True),
        ({"start": START - timedelta(seconds=1801)}, False),
        # As long in time: up to twice as far.
        ({"distance_m": 5_000}, True),
        ({"distance_m": 4_999}, False),
        ({"distance_m": 20_000}, True),
        ({"distance_m": 20_001}, False),
        # No distance says nothing about it.
        ({"distance_m": 0}, True),
        ({"sport": Sport.TRAIL_RUN}, True),
        ({"sport": Sport.TREADMILL_RUN}, True),
        ({"sport": Sport.WALK}, False),
        ({"sport": Sport.RIDE}, False),
    ],
)
def test_what_shares_half_of_its_time_is_one_outing(changes: dict[str, Any], is_one: bool) -> None:
    assert together(record(), record("strava-2", **changes)) is is_one
    # Two apps of one service as well.
    assert together(record(), record("garmin-2", **changes)) is is_one


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        # Started 40 minutes late.
        ({"start": START + 40 * MINUTE, "elapsed_s": 1200, "distance_m": 3_300}, True),
        # ... and stopped 15 minutes later: 20 of 35 minutes are shared, then 19 of 39.
        ({"start": START + 40 * MINUTE, "elapsed_s": 2100, "distance_m": 5_000}, True),
        ({"start": START + 41 * MINUTE, "elapsed_s": 2340, "distance_m": 5_000}, False),
        # A part may be a quarter further than the whole, for two apps never agree.
        ({"elapsed_s": 2879, "distance_m": 12_500}, True),
        ({"elapsed_s": 2879, "distance_m": 12_501}, False),
        # 2,880 s are 80 % of the hour: as long in time, so up to twice as far.
        ({"elapsed_s": 2880, "distance_m": 12_501}, True),
        # On a treadmill watch and machine may differ by as much again.
        ({"elapsed_s": 2879, "distance_m": 20_000, "sport": Sport.TREADMILL_RUN}, True),
        ({"elapsed_s": 2879, "distance_m": 20_001, "sport": Sport.TREADMILL_RUN}, False),
    ],
)
def test_what_was_started_late_or_stopped_early_is_a_part_of_it(changes: dict[str, Any], is_one: bool) -> None:
    assert together(record(), record("strava-2", **changes)) is is_one


def test_pieces_are_parts_of_the_whole_as_long_as_they_do_not_exceed_it() -> None:
    pieces = [record(f"strava-{n}", start=START + 20 * n * MINUTE, elapsed_s=1200, distance_m=3_300) for n in (0, 1, 2)]
    assert together(record(), *pieces)
    # A watch that nobody stopped: 10 km in the first of four hours, and another run of 5 km in the third.
    forgotten = record(elapsed_s=4 * 3600)
    later = record("strava-3", start=START + 120 * MINUTE, elapsed_s=1800, distance_m=5_000)
    assert grouped([forgotten, record("strava-2"), later]) == [{"garmin-1", "strava-2"}, {"strava-3"}]


def test_two_runs_one_after_the_other_stay_two() -> None:
    # Warming up until 09:12, the race from 09:15; each from three sources, Strava's clock 20 seconds late.
    late = timedelta(seconds=20)
    copies = [
        record(f"{source}-{n}", start=start + late * (source == "strava"), elapsed_s=elapsed_s, distance_m=distance_m)
        for source in ("garmin", "strava", "files-fit")
        for n, start, elapsed_s, distance_m in ((1, START, 720, 2_000), (2, START + 15 * MINUTE, 1200, 5_000))
    ]
    assert grouped(copies) == [{"garmin-1", "strava-1", "files-fit-1"}, {"garmin-2", "strava-2", "files-fit-2"}]


def test_short_repetitions_stay_apart_where_they_touch() -> None:
    # 400 m in 90 s; the next one begins a second before the end of the first, by rounding.
    one = record("garmin-1", distance_m=400, elapsed_s=90)
    two = record("garmin-2", distance_m=400, elapsed_s=90, start=START + timedelta(seconds=89))
    assert not together(one, two)


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        # 400 m in 90 s: no second is shared.
        ({"start": START + 5 * MINUTE}, True),
        ({"start": START + timedelta(seconds=301)}, False),
        # 3 % of 400 m is 12 m.
        ({"start": START + 5 * MINUTE, "distance_m": 388}, True),
        ({"start": START + 5 * MINUTE, "distance_m": 387}, False),
        ({"start": START + 5 * MINUTE, "sport": Sport.WALK}, False),
    ],
)
def test_a_clock_may_be_five_minutes_off(changes: dict[str, Any], is_one: bool) -> None:
    short: dict[str, Any] = {"distance_m": 400, "elapsed_s": 90}
    assert together(record(**short), record("strava-2", **(short | changes))) is is_one
    # Of one source it is another repetition.
    assert not together(record(**short), record("garmin-2", **(short | changes)))


def test_a_clock_that_is_off_takes_the_nearest_and_none_takes_two() -> None:
    # Repetitions at 09:00 and 09:04; the other clock is 3 minutes late: 09:03 is nearer to 09:04, which 09:07 needs.
    short: dict[str, Any] = {"distance_m": 400, "elapsed_s": 30}
    watch = [record(f"garmin-{n}", start=START + 4 * n * MINUTE, **short) for n in (0, 1)]
    phone = [record(f"strava-{n}", start=START + (4 * n + 3) * MINUTE, **short) for n in (0, 1)]
    assert grouped([*watch, *phone]) == [{"garmin-0", "strava-0"}, {"garmin-1", "strava-1"}]


def test_a_hidden_start_is_the_first_second_of_the_day_here_or_in_utc() -> None:
    assert is_hidden(HIDDEN)
    assert is_hidden(datetime(2026, 3, 1, 0, 0, 1, tzinfo=UTC).astimezone(AMSTERDAM))
    assert not is_hidden(HIDDEN - timedelta(seconds=1))
    assert not is_hidden(HIDDEN + MINUTE)


@pytest.mark.parametrize(
    ("changes", "is_one"),
    [
        ({}, True),
        ({"distance_m": 9_700}, True),
        ({"distance_m": 9_699}, False),
        # 5 % of the longer one's 3,600 s is 180 s; the moving time differs by more.
        ({"elapsed_s": 3420, "moving_s": 3_000}, True),
        ({"elapsed_s": 3419, "moving_s": 3_000}, False),
        ({"elapsed_s": 1, "moving_s": 3_325}, True),
        ({"elapsed_s": 1, "moving_s": 3_324}, False),
        ({"start": HIDDEN - timedelta(days=1)}, False),
        ({"start": HIDDEN + timedelta(days=1)}, False),
        ({"sport": Sport.TRAIL_RUN}, True),
        ({"sport": Sport.WALK}, False),
    ],
)
def test_a_hidden_start_is_matched_by_day_distance_and_duration(changes: dict[str, Any], is_one: bool) -> None:
    assert together(record(), record("strava-2", **({"start": HIDDEN} | changes))) is is_one


def test_a_hidden_start_in_utc_is_of_the_day_there_or_here() -> None:
    # The first second of 2 March in UTC is the evening of the 1st in New York.
    new_york = timezone(timedelta(hours=-5))
    hidden = record("strava-2", start=datetime(2026, 3, 2, 0, 0, 1, tzinfo=UTC).astimezone(new_york))
    assert together(record(start=datetime(2026, 3, 1, 9, 0, tzinfo=new_york)), hidden)
    assert together(record(start=datetime(2026, 3, 2, 9, 0, tzinfo=new_york)), hidden)
    assert not together(record(start=datetime(2026, 3, 3, 9, 0, tzinfo=new_york)), hidden)


def test_two_short_durations_may_differ_by_two_minutes() -> None:
    short: dict[str, Any] = {"elapsed_s": 300, "distance_m": 1_000}
    for moving_s, is_one in ((180, True), (179, False)):
        hidden = record("strava-2", start=HIDDEN, elapsed_s=1, moving_s=moving_s, distance_m=1_000)
        assert together(record(moving_s=300, **short), hidden) is is_one


def test_of_two_runs_on_a_day_each_takes_one_hidden_copy() -> None:
    # 5,000 and 5,100 m; the hidden ones are 5,050 (either could take it) and 5,190 (1.8 % and 3.7 % away).
    like: dict[str, Any] = {"elapsed_s": 1500, "moving_s": 1500}
    watch = [record("garmin-1", distance_m=5_000, **like)]
    watch += [record("garmin-2", distance_m=5_100, start=START + 60 * MINUTE, **like)]
    hidden = [record("strava-1", distance_m=5_050, start=HIDDEN, **like)]
    hidden += [record("strava-2", distance_m=5_190, start=HIDDEN, **like)]
    assert grouped([*watch, *hidden]) == [{"garmin-1", "strava-1"}, {"garmin-2", "strava-2"}]
    # Of one source two hidden ones are two runs, though they seem to start at once.
    assert len(grouped(hidden)) == 2
    # Of two sources they are one.
    assert together(hidden[0], record("intervals-1", distance_m=5_050, start=HIDDEN, **like))


@pytest.mark.parametrize(
    ("away", "is_one"),
    [
        (timedelta(hours=1), True),
        (timedelta(hours=-2), True),
        # Nepal.
        (timedelta(hours=5, minutes=45), True),
        (timedelta(hours=14), True),
        (timedelta(hours=14, seconds=1), False),
        (timedelta(hours=3, minutes=2), True),
        (timedelta(hours=3, seconds=121), False),
        (timedelta(hours=3, minutes=13), True),
        (timedelta(hours=3, minutes=12, seconds=59), False),
    ],
)
def test_a_time_without_a_zone_may_be_whole_quarters_of_an_hour_off(away: timedelta, is_one: bool) -> None:
    floating = record("files-gpx-2", start=START + away, zone_is_guess=True)
    assert together(record(), floating) is is_one
    assert not together(record(), record("files-gpx-2", start=START + away))


def test_a_time_without_a_zone_finds_a_hidden_start_by_its_day() -> None:
    floating = record("files-gpx-2", start=START + timedelta(minutes=7, seconds=30), zone_is_guess=True)
    assert together(record("strava-3", start=HIDDEN), floating)
    assert not together(record("strava-3", start=HIDDEN - timedelta(days=1)), floating)
    # 3 % and 5 % further, and a metre and two minutes more than that.
    assert not together(record("strava-3", start=HIDDEN, distance_m=10_310), floating)
    assert not together(record("strava-3", start=HIDDEN, elapsed_s=3_800, moving_s=3_700), floating)


def test_a_hidden_copy_does_not_draw_a_time_without_a_zone_to_its_outing() -> None:
    # Two like runs of a day; the first has a copy with a hidden start, the track was made with the second.
    morning, evening = record(distance_m=10_001), record("garmin-2", start=START + timedelta(hours=9, minutes=7))
    track = record("files-gpx-4", start=evening.start, zone_is_guess=True)
    hidden = record("strava-3", start=HIDDEN, distance_m=10_001)
    assert grouped([morning, evening, hidden, track]) == [{"files-gpx-4", "garmin-2"}, {"garmin-1", "strava-3"}]


def test_times_without_a_zone_are_copies_of_each_other_too() -> None:
    # The same track saved twice, and the watch's own record two hours away.
    floating = [record(f"files-gpx-{n}", start=START + 120 * MINUTE, zone_is_guess=True) for n in (1, 2)]
    assert together(*floating)
    assert together(record(), *floating)


def test_a_time_without_a_zone_is_a_copy_of_its_own_origin_where_the_guess_is_right() -> None:
    # One recording, written by two programs.
    zoned, floating = record("files-gpx-1"), record("files-gpx-2", zone_is_guess=True)
    assert together(zoned, floating)
    assert together(record(), zoned, floating)
    assert outings([record(), zoned, floating]).why["files-gpx-2"] is Why.OVERLAP
    assert len(grouped([zoned, floating], pairings={("files-gpx-1", "files-gpx-2"): False})) == 2
    # At another time, or as far as nobody ran then, it may be another run of the day: its zone is but a guess.
    for changes, is_one in (
        ({"start": START + 5 * MINUTE}, True),
        ({"start": START + timedelta(seconds=301)}, False),
        ({"start": START + 120 * MINUTE}, False),
        ({"distance_m": 9_700}, True),
        ({"distance_m": 9_699}, False),
        ({"start": START + 20 * MINUTE, "elapsed_s": 1500, "distance_m": 4_000}, False),
    ):
        assert together(zoned, record("files-gpx-2", zone_is_guess=True, **changes)) is is_one
    # The one that a watch knows of is a copy of that, whatever its time seems to be.
    other = record("garmin-2", start=START + 180 * MINUTE, distance_m=12_000)
    far = record("files-gpx-2", distance_m=12_000, zone_is_guess=True)
    assert grouped([zoned, other, far]) == [{"files-gpx-1"}, {"files-gpx-2", "garmin-2"}]


def test_what_is_gone_joins_what_it_was_a_copy_of_and_nothing_else() -> None:
    gone = record("strava-7", gone=True)
    assert grouped([gone, record()]) == [{"garmin-1", "strava-7"}]
    assert grouped([record("garmin-7", gone=True), record()]) == [{"garmin-1", "garmin-7"}]
    # It does not hold together what is two without it: 09:00-10:00 and 09:40-10:40.
    two = [record(), record("garmin-2", start=START + 40 * MINUTE)]
    assert len(grouped([*two, record("strava-7", start=START + 20 * MINUTE, gone=True)])) == 2
    # The whole run was deleted, and a watch has its first 20 minutes: 3.3 of 10 km, but not 13.
    part = record("garmin-7", elapsed_s=1200, distance_m=3_300)
    assert grouped([gone, part]) == [{"garmin-7", "strava-7"}]
    assert len(grouped([gone, record("garmin-7", elapsed_s=1200, distance_m=13_000)])) == 2
    # A repetition that was deleted is not the one after it.
    short: dict[str, Any] = {"distance_m": 400, "elapsed_s": 90}
    assert len(grouped([record("garmin-7", gone=True, **short), record(start=START + 3 * MINUTE, **short)])) == 2
    assert len(grouped([record("strava-7", gone=True, **short), record(start=START + 3 * MINUTE, **short)])) == 1


def test_the_runner_s_word_stands_above_all() -> None:
    records = [record(), record("strava-2"), record("files-fit-3")]
    apart = {("garmin-1", "strava-2"): False}
    # The file stays with the one that comes first in the alphabet of what it overlaps as much.
    assert len(grouped(records, pairings=apart)) == 2
    assert {"strava-2"} in grouped(records, pairings=apart | {("files-fit-3", "strava-2"): False})
    far = record("strava-9", start=START + timedelta(hours=9))
    assert grouped([record(), far]) == [{"garmin-1"}, {"strava-9"}]
    assert grouped([record(), far], pairings={("garmin-1", "strava-9"): True}) == [{"garmin-1", "strava-9"}]
    # What is not there is not joined.
    assert grouped([record()], pairings={("garmin-1", "strava-9"): True}) == [{"garmin-1"}]


def test_what_is_apart_stays_apart_on_every_way() -> None:
    short: dict[str, Any] = {"distance_m": 400, "elapsed_s": 90}
    ways = [
        (record(), record("strava-2", start=HIDDEN)),
        (record(), record("strava-2", start=START + 60 * MINUTE, zone_is_guess=True)),
        (record(**short), record("strava-2", start=START + 4 * MINUTE, **short)),
        (record(), record("log-2", start=START + 60 * MINUTE)),
        (record(), record("strava-2", gone=True)),
    ]
    for one, other in ways:
        assert together(one, other)
        first, second = sorted((one.key, other.key))
        assert len(grouped([one, other], pairings={(first, second): False})) == 2


def test_each_copy_says_why_it_is_one() -> None:
    short: dict[str, Any] = {"distance_m": 400, "elapsed_s": 90}
    found = outings(
        [
            record(),
            record("files-fit-1", elapsed_s=3590),
            record("strava-2", start=HIDDEN),
            record("files-gpx-1", start=START + 60 * MINUTE, zone_is_guess=True),
            record("log-1", start=START + 60 * MINUTE),
            record("garmin-9", start=START + timedelta(hours=5), **short),
            record("strava-9", start=START + timedelta(hours=5, minutes=4), **short),
            record("intervals-5", start=START + timedelta(days=2)),
        ],
        pairings={("garmin-1", "intervals-5"): True},
    )
    assert found.why == {
        "files-fit-1": Why.OVERLAP,
        "strava-2": Why.HIDDEN,
        "files-gpx-1": Why.ZONE,
        "log-1": Why.LOGGED,
        "strava-9": Why.CLOCK,
        "intervals-5": Why.JOINED,
    }
