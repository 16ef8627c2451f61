from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.files import fit
from connectors.files.unreadable import UnreadableFile
from connectors.sandbox.fit_file import (
    ACTIVITY,
    EVENT,
    FILE_ID,
    RECORD,
    SESSION,
    TIME_IN_ZONE,
    Field,
    checksum,
    defined,
    definition,
    fit_file,
    message,
    sealed,
)
from connectors.sandbox.world import Outing
from rules.records import Activity, Sport
from tests.connectors.worlds import AMSTERDAM, outing

HOME = ZoneInfo("Europe/Amsterdam")
NEPAL = timezone(timedelta(hours=5, minutes=45))
START = 1_147_323_600  # 2026-05-10 05:00:00 UTC
A_FILE = defined(FILE_ID, [(0, "B", 4)])


def _read(data: bytes, *, zone: tzinfo = HOME, sport: Sport | None = None) -> tuple[Activity, ...]:
    return fit.read(data, source_id="fit-0123456789ab", zone=zone, sport=sport).activities


def _only(data: bytes, **more: Any) -> Activity:
    (activity,) = _read(data, **more)
    return activity


def _session(*more: Field, start: int = START, sport: int | None = 1) -> bytes:
    """Ten kilometres in 50 minutes, with a minute of standing."""
    told: dict[int, Field] = {
        2: (2, "I", start),
        5: (5, "B", sport),
        7: (7, "I", 3_060_000),
        8: (8, "I", 3_000_000),
        9: (9, "I", 1_000_000),
    }
    return defined(SESSION, list((told | {field[0]: field for field in more}).values()))


def _run(**more: Any) -> Outing:
    return outing(7, datetime(2026, 5, 10, 7, 0, tzinfo=AMSTERDAM), **more)


def test_run_of_a_watch_is_read_in_full() -> None:
    run = _run(average_heart_rate_bpm=151.0, average_cadence_spm=173.0, climb_m=85.0, hard_s=605)
    assert _read(fit_file(run)) == (
        Activity(
            source="files",
            source_id="fit-0123456789ab",
            sport=Sport.RUN,
            start=datetime(2026, 5, 10, 7, 0, tzinfo=AMSTERDAM),
            elapsed_s=3060,
            moving_s=3000,
            distance_m=10_000,
            average_heart_rate_bpm=151.0,
            average_cadence_spm=173.0,
            climb_m=85,
            hard_s=605,
        ),
    )


def test_what_a_watch_does_not_measure_is_unknown() -> None:
    run = _only(fit_file(_run()))
    assert (run.average_heart_rate_bpm, run.average_cadence_spm, run.hard_s) == (None, None, None)


@pytest.mark.parametrize(
    ("start", "day"),
    [
        # Quarter to one in the night in Kathmandu: seven in the evening of the day before in UTC.
        (datetime(2026, 5, 10, 0, 45, tzinfo=NEPAL), date(2026, 5, 10)),
        (datetime(2026, 5, 10, 23, 59, 59, tzinfo=NEPAL), date(2026, 5, 10)),
        (datetime(2026, 5, 10, 0, 0, 1, tzinfo=AMSTERDAM), date(2026, 5, 10)),
        (datetime(2026, 5, 10, 23, 50, tzinfo=timezone(timedelta(hours=-12))), date(2026, 5, 10)),
        (datetime(2026, 5, 10, 0, 10, tzinfo=timezone(timedelta(hours=14))), date(2026, 5, 10)),
    ],
)
def test_start_is_on_the_clock_of_the_place(start: datetime, day: date) -> None:
    run = _only(fit_file(outing(7, start)))
    assert (run.start, run.start.utcoffset(), run.day) == (start, start.utcoffset(), day)


@pytest.mark.parametrize(
    ("start", "offset_at_the_end", "expected"),
    [
        # From 00:15 summer time to 02:15 winter time, three hours later: the start in that is on the day before.
        ("2026-10-24T22:15:00+00:00", 3600, "2026-10-25T00:15:00+02:00"),
        # From 23:30 winter time to 03:30 summer time: the start in that is on the day after.
        ("2026-03-28T22:30:00+00:00", 7200, "2026-03-28T23:30:00+01:00"),
        # On a clock that does not change there and then.
        ("2026-03-28T22:30:00+00:00", 32_400, "2026-03-29T07:30:00+09:00"),
    ],
)
def test_run_through_the_night_of_the_change_keeps_the_day_that_it_began_on(
    start: str, offset_at_the_end: int, expected: str
) -> None:
    begun = int(datetime.fromisoformat(start).timestamp()) - 631_065_600
    ended = begun + 3 * 3600
    clocks: list[Field] = [(253, "I", ended), (5, "I", ended + offset_at_the_end)]
    assert _only(sealed(A_FILE + _session(start=begun) + defined(ACTIVITY, clocks))).start.isoformat() == expected


@pytest.mark.parametrize(
    "clocks",
    [
        [(5, "I", None)],
        [(5, "I", 0)],
        # Seven minutes, 14 1/4 hours, -12 1/4 hours.
        [(5, "I", START + 420)],
        [(5, "I", START + 51_300)],
        [(5, "I", START - 44_100)],
    ],
)
def test_offset_that_does_not_exist_is_the_runners_own(clocks: list[Field]) -> None:
    data = sealed(A_FILE + _session() + defined(ACTIVITY, [(253, "I", START), *clocks]))
    start = _only(data).start
    assert (start, start.utcoffset()) == (datetime(2026, 5, 10, 5, 0, tzinfo=UTC), timedelta(hours=2))


@pytest.mark.parametrize(
    ("sport", "sub_sport", "expected"),
    [
        (1, 0, Sport.RUN),
        (1, 2, Sport.RUN),
        (1, 4, Sport.RUN),
        (1, None, Sport.RUN),
        (1, 3, Sport.TRAIL_RUN),
        (1, 1, Sport.TREADMILL_RUN),
        (1, 45, Sport.TREADMILL_RUN),
        (4, 1, Sport.TREADMILL_RUN),
        (1, 58, Sport.VIRTUAL_RUN),
        (11, 0, Sport.WALK),
        (17, 0, Sport.HIKE),
        (2, 58, Sport.RIDE),
        (21, 28, Sport.RIDE),
        (5, 17, Sport.SWIM),
        (10, 20, Sport.STRENGTH),
        (10, 43, Sport.OTHER),
        # "Other" on the watch is no sport, and 200 is of a profile yet to come: both are what the runner says.
        (0, 0, Sport.RUN),
        (200, 200, Sport.RUN),
    ],
)
def test_sport_is_that_of_the_watch(sport: int, sub_sport: int | None, expected: Sport) -> None:
    assert _only(sealed(A_FILE + _session((5, "B", sport), (6, "B", sub_sport))), sport=Sport.RUN).sport is expected


@pytest.mark.parametrize(
    ("sport", "word"),
    # Generic, and a number of a newer profile; tennis, a fitness machine and a run are known.
    [(0, "generic"), (200, "200"), (8, None), (4, None), (1, None), (None, None)],
)
def test_kind_that_says_nothing_is_told_unless_the_runner_says_it(sport: int | None, word: str | None) -> None:
    data = sealed(A_FILE + _session(sport=sport))
    read = fit.read(data, source_id="fit-0", zone=HOME, sport=None)
    assert read.strange == ({} if word is None else {"fit-0": word})
    for said in (Sport.WALK, Sport.OTHER):
        assert fit.read(data, source_id="fit-0", zone=HOME, sport=said).strange == {}


@pytest.mark.parametrize(
    ("metres", "sport"),
    [
        # 5.49, 5.5, 16 and 16.01 km/h in 50 minutes; and no ground at all.
        (4_575, Sport.WALK),
        (4_584, Sport.RUN),
        (13_333, Sport.RUN),
        (13_342, Sport.OTHER),
        (0, Sport.OTHER),
    ],
)
def test_sport_that_is_not_named_is_told_by_the_speed(metres: int, sport: Sport) -> None:
    assert _only(sealed(A_FILE + _session((9, "I", 100 * metres), sport=None))).sport is sport


def test_sport_that_is_not_named_is_what_the_runner_said() -> None:
    assert _only(sealed(A_FILE + _session(sport=None)), sport=Sport.TRAIL_RUN).sport is Sport.TRAIL_RUN


@pytest.mark.parametrize(
    ("milliseconds", "hard_s"),
    [
        # Below zone 1, zones 1 to 5, above the maximum.
        ([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000], 112),
        ([1_000, 2_000, 4_000, 8_000, 16_000, 32_000], 48),
        # Zones 1 to 5.
        ([1_000, 2_000, 4_000, 8_000, 16_000], 24),
        ([1_000, 2_000, 4_000, 8_000], None),
        ([9_000, 0, 0, 0, 0, 0, 0], 0),
        ([0, 0, 0, 0, 0, 0, 0], None),
        (7_000, None),
    ],
)
@pytest.mark.parametrize("told_apart", [True, False])
def test_hard_time_is_in_zones_4_and_5(milliseconds: int | list[int], hard_s: int | None, told_apart: bool) -> None:
    apart = defined(TIME_IN_ZONE, [(0, "H", SESSION), (1, "H", 0), (2, "I", milliseconds)])
    data = apart + _session() if told_apart else _session((65, "I", milliseconds))
    assert _only(sealed(A_FILE + data)).hard_s == hard_s


def test_zones_of_a_lap_are_not_those_of_the_session() -> None:
    lap = defined(TIME_IN_ZONE, [(0, "H", 19), (1, "H", 0), (2, "I", [1_000] * 7)])
    assert _only(sealed(A_FILE + lap + _session())).hard_s is None


def test_sessions_of_one_outing_are_an_activity_each() -> None:
    zones = [
        defined(TIME_IN_ZONE, [(0, "H", SESSION), (1, "H", index), (2, "I", [0, 0, 0, 0, hard_s * 1000, 0, 0])])
        for index, hard_s in [(2, 30), (0, 10)]
    ]
    sessions = [
        _session((254, "H", index), start=START + 3_600 * index, sport=sport) for index, sport in enumerate([5, 2, 1])
    ]
    clocks = defined(ACTIVITY, [(253, "I", START), (5, "I", START + 7_200)])
    found = _read(sealed(b"".join([A_FILE, *zones, *sessions, clocks])))
    assert [(each.source_id, each.sport, each.start.hour, each.hard_s) for each in found] == [
        ("fit-0123456789ab", Sport.SWIM, 7, 10),
        ("fit-0123456789ab-2", Sport.RIDE, 8, None),
        ("fit-0123456789ab-3", Sport.RUN, 9, 30),
    ]


def test_chained_files_are_each_on_their_own_clock() -> None:
    first, second = datetime(2026, 5, 10, 7, 0, tzinfo=AMSTERDAM), datetime(2026, 5, 11, 7, 0, tzinfo=NEPAL)
    found = _read(fit_file(outing(1, first)) + fit_file(outing(2, second, sport="Walk")))
    assert [(each.source_id, each.start.isoformat(), each.sport) for each in found] == [
        ("fit-0123456789ab", "2026-05-10T07:00:00+02:00", Sport.RUN),
        ("fit-0123456789ab-2", "2026-05-11T07:00:00+05:45", Sport.WALK),
    ]


def test_file_of_a_watch_that_died_is_summed_up_from_its_points() -> None:
    points: list[list[Field]] = [
        [(253, "I", START + second), (5, "I", 100 * metres), (3, "B", beats)]
        for second, metres, beats in [(0, 0, 120), (600, 2_000, 150), (900, 2_000, 150), (1_500, 4_000, 180)]
    ]
    # The timer stood still for five minutes.
    events: list[list[Field]] = [
        [(253, "I", START + second), (0, "B", 0), (1, "B", kind)] for second, kind in [(0, 0), (600, 4), (900, 0)]
    ]
    body = b"".join([*(defined(EVENT, event) for event in events), *(defined(RECORD, point) for point in points)])
    run = _only(sealed(A_FILE + defined(12, [(0, "B", 1), (1, "B", 3)]) + body))
    assert (run.sport, run.elapsed_s, run.moving_s, run.distance_m) == (Sport.TRAIL_RUN, 1500, 1200, 4000)
    assert (run.start, run.average_heart_rate_bpm) == (datetime(2026, 5, 10, 5, 0, tzinfo=UTC), 150.0)


def test_points_and_events_that_tell_little_are_passed_over() -> None:
    bodies = [
        defined(RECORD, [(253, "I", START), (3, "B", None)]),
        defined(RECORD, [(5, "I", 50_000)]),
        defined(EVENT, [(253, "I", START + 10), (0, "B", 26), (1, "B", 4)]),
        defined(EVENT, [(253, "I", START + 20), (0, "B", 0), (1, "B", 4)]),
        defined(EVENT, [(253, "I", START + 30), (0, "B", 0), (1, "B", 4)]),
        defined(EVENT, [(253, "I", START + 50), (0, "B", 0), (1, "B", 0)]),
        defined(RECORD, [(253, "I", START + 130), (5, "I", None)]),
    ]
    run = _only(sealed(A_FILE + b"".join(bodies)))
    # Stopped at 20 s, not by another event at 10 nor again at 30; on at 50.
    assert (run.elapsed_s, run.moving_s, run.distance_m) == (130, 100, 500)
    assert run.average_heart_rate_bpm is None


def test_points_without_any_time_are_no_activity() -> None:
    assert _read(sealed(A_FILE + defined(RECORD, [(5, "I", 50_000)]))) == ()


def test_only_the_file_of_a_chain_that_lacks_a_session_is_summed_up() -> None:
    died = sealed(A_FILE + defined(RECORD, [(253, "I", START)]) + defined(RECORD, [(253, "I", START + 60)]))
    whole = fit_file(outing(1, datetime(2026, 5, 9, 7, 0, tzinfo=AMSTERDAM)))
    assert [(each.source_id[16:], each.elapsed_s) for each in _read(whole + died)] == [("", 3060), ("-2", 60)]


@pytest.mark.parametrize(
    "body",
    [
        defined(FILE_ID, [(0, "B", 2)]),
        defined(FILE_ID, [(0, "B", 6)]) + _session(),
        defined(FILE_ID, [(0, "B", 32)]) + defined(55, [(253, "I", START)]),
        A_FILE,
        b"",
    ],
    ids=["settings", "course", "monitoring", "activity without anything", "empty"],
)
def test_sound_file_without_an_activity_holds_none(body: bytes) -> None:
    assert _read(sealed(body)) == ()


def test_file_that_does_not_name_its_kind_is_taken_for_what_it_holds() -> None:
    assert _only(sealed(_session())).distance_m == 10_000


@pytest.mark.parametrize(
    "field",
    [
        (2, "I", None),
        # Seconds since the watch was switched on.
        (2, "I", 3_600),
        # More than 1,000 km; fifteen days.
        (9, "I", 100_000_100),
        (7, "I", 1_296_000_000),
        (8, "I", 1_296_000_000),
    ],
)
def test_session_that_cannot_be_is_refused(field: Field) -> None:
    with pytest.raises(UnreadableFile, match="cannot be"):
        _read(sealed(A_FILE + _session(field)))


def test_run_without_a_distance_is_one_of_nothing_known() -> None:
    assert _only(sealed(A_FILE + _session((9, "I", None)))).distance_m == 0


def test_heart_rate_that_no_heart_has_is_unknown() -> None:
    assert _only(sealed(A_FILE + _session((16, "B", 254)))).average_heart_rate_bpm is None


@pytest.mark.parametrize(("strides", "steps"), [(86, 172.0), (172, 172.0), (0, None)])
def test_cadence_is_steps_of_both_feet(strides: int, steps: float | None) -> None:
    assert _only(sealed(A_FILE + _session((18, "B", strides)))).average_cadence_spm == steps


def test_header_of_12_bytes_is_read() -> None:
    body = A_FILE + _session()
    whole = b"\x0c\x10\x64\x00" + len(body).to_bytes(4, "little") + b".FIT" + body
    assert _only(whole + checksum(whole).to_bytes(2, "little")).distance_m == 10_000


def test_messages_may_be_big_endian() -> None:
    # Start, sport, elapsed and timer in milliseconds, distance in centimetres.
    shape = b"\x40\x00\x01\x00\x12\x05" + b"\x02\x04\x86\x05\x01\x02\x07\x04\x86\x08\x04\x86\x09\x04\x86"
    values = b"".join(n.to_bytes(size) for n, size in [(START, 4), (1, 1), (3_060_000, 4), (3_000_000, 4), (10**6, 4)])
    run = _only(sealed(A_FILE + shape + b"\x00" + values))
    assert (run.start, run.moving_s, run.distance_m) == (datetime(2026, 5, 10, 5, 0, tzinfo=UTC), 3000, 10_000)


def test_times_may_be_in_the_headers_of_the_points() -> None:
    metres: list[Field] = [(5, "I", 0)]
    # Bit 7 marks such a header, bits 5 and 6 are the local number 1, the rest is the last five bits of the time.
    later = [
        bytes([0x80 | 1 << 5 | (START + second) & 31]) + message([(5, "I", 100 * at)])[1:]
        for second, at in [(20, 80), (40, 160), (60, 240)]
    ]
    body = defined(RECORD, [(253, "I", START), *metres]) + definition(RECORD, metres, local=1) + b"".join(later)
    run = _only(sealed(A_FILE + body))
    assert (run.elapsed_s, run.distance_m) == (60, 240)


def test_field_of_a_developer_is_not_garmins_field_of_that_number() -> None:
    developer = defined(207, [(3, "B", 0)])
    described = defined(206, [(0, "B", 0), (1, "B", 9), (2, "B", 0x86)])
    # A session with field 9 of developer 0 only: what would be its distance.
    shape = b"\x60\x00\x00\x12\x00\x02\x02\x04\x86\x07\x04\x86\x01\x09\x04\x00"
    values = b"\x00" + START.to_bytes(4, "little") + (600_000).to_bytes(4, "little") + (123_456).to_bytes(4, "little")
    run = _only(sealed(A_FILE + developer + described + shape + values))
    assert (run.elapsed_s, run.distance_m) == (600, 0)
