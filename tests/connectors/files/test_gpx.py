from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.files import gpx
from connectors.files.unreadable import UnreadableFile
from rules.records import Activity, Sport

HOME = ZoneInfo("Europe/Amsterdam")
# Three points on a meridian, a hundredth of a degree apart (1,113.2 m in gpxpy's sphere), five minutes each: 13.4 km/h.
TIMES = ("2026-05-10T05:00:00Z", "2026-05-10T05:05:00Z", "2026-05-10T05:10:00Z")


def _point(north: float | str, time: str, inside: str = "") -> str:
    return f'<trkpt lat="{north}" lon="-40"><time>{time}</time>{inside}</trkpt>'


POINTS = "".join(_point(30 + place / 100, time) for place, time in enumerate(TIMES))
TRACK = f"<trk><trkseg>{POINTS}</trkseg></trk>"


def _gpx(body: str, *, version: str = "1/1") -> bytes:
    space = f'xmlns="http://www.topografix.com/GPX/{version}"'
    return f'<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" {space}>{body}</gpx>'.encode()


def _read(data: bytes, *, zone: tzinfo = HOME, sport: Sport | None = None) -> tuple[Activity, ...]:
    return gpx.read(data, source_id="gpx-0123456789ab", zone=zone, sport=sport).activities


def _only(data: bytes, **more: Any) -> Activity:
    (activity,) = _read(data, **more)
    return activity


@pytest.mark.parametrize("version", ["1/0", "1/1"])
def test_track_is_read(version: str) -> None:
    assert _read(_gpx(f"<metadata><time>2020-01-01T00:00:00Z</time></metadata>{TRACK}", version=version)) == (
        Activity(
            source="files",
            source_id="gpx-0123456789ab",
            sport=Sport.RUN,
            start=datetime(2026, 5, 10, 7, 0, tzinfo=HOME),
            elapsed_s=600,
            moving_s=600,
            distance_m=2226,
        ),
    )


def test_document_without_a_namespace_is_read() -> None:
    assert _only(f"<gpx>{TRACK}</gpx>".encode()).distance_m == 2226


@pytest.mark.parametrize(
    ("word", "sport"),
    [
        ("running", Sport.RUN),
        ("Running", Sport.RUN),
        ("Hardlopen", Sport.RUN),
        ("Course à pied", Sport.RUN),
        ("run", Sport.RUN),
        ("9", Sport.RUN),
        ("track_running", Sport.RUN),
        ("trail_running", Sport.TRAIL_RUN),
        ("Trail Run", Sport.TRAIL_RUN),
        ("TrailRun", Sport.TRAIL_RUN),
        ("treadmill_running", Sport.TREADMILL_RUN),
        ("virtual_run", Sport.VIRTUAL_RUN),
        ("ultra_run", Sport.RUN),
        ("obstacle_run", Sport.RUN),
        ("walking", Sport.WALK),
        ("10", Sport.WALK),
        ("hiking", Sport.HIKE),
        ("4", Sport.HIKE),
        ("cycling", Sport.RIDE),
        ("mountain_biking", Sport.RIDE),
        ("1", Sport.RIDE),
        ("open_water_swimming", Sport.SWIM),
        ("Badminton", Sport.OTHER),
        ("inline_skating", Sport.OTHER),
        ("wheelchair_push_run", Sport.OTHER),
        # No sport is named, or none that is known: what the runner said.
        ("Foot Orienteering", Sport.VIRTUAL_RUN),
        ("77", Sport.VIRTUAL_RUN),
        ("", Sport.VIRTUAL_RUN),
        ("unknown", Sport.VIRTUAL_RUN),
    ],
)
def test_sport_is_that_of_the_tracks_word(word: str, sport: Sport) -> None:
    link = "<link><type>text/html</type></link>"
    data = _gpx(TRACK.replace("<trkseg>", f"{link}<type><![CDATA[{word}]]></type><trkseg>"))
    assert _only(data, sport=Sport.VIRTUAL_RUN).sport is sport


@pytest.mark.parametrize(
    ("word", "strange"),
    # A number that Strava gave no sport, a word of nobody, one that says nothing of it; one of Strava's that is no run,
    # one of Garmin's, a run, and nothing.
    [
        ("77", "77"),
        ("Car", "Car"),
        ("other", "other"),
        ("Badminton", ""),
        ("inline_skating", ""),
        ("running", ""),
        ("unknown", ""),
    ],
)
def test_word_that_no_list_has_is_told(word: str, strange: str) -> None:
    data = _gpx(TRACK.replace("<trkseg>", f"<type>{word}</type><trkseg>"))
    read = gpx.read(data, source_id="gpx-0", zone=HOME, sport=None)
    assert read.strange == ({"gpx-0": strange} if strange else {})
    assert (read.activities[0].sport is Sport.OTHER) is bool(strange or word in ("Badminton", "inline_skating"))
    assert gpx.read(data, source_id="gpx-0", zone=HOME, sport=Sport.RUN).strange == {}


def test_sport_without_a_word_is_told_by_the_speed() -> None:
    # 1,113.2 m in half an hour is 2.2 km/h.
    points = _point(30, "2026-05-10T05:00:00Z") + _point(30.01, "2026-05-10T05:30:00Z")
    assert _only(_gpx(f"<trk><trkseg>{points}</trkseg></trk>")).sport is Sport.WALK


@pytest.mark.parametrize(
    ("first", "start", "day", "is_guess"),
    [
        ("2026-05-09T23:30:00Z", "2026-05-10T01:30:00+02:00", date(2026, 5, 10), False),
        ("2026-05-09T22:00:01Z", "2026-05-10T00:00:01+02:00", date(2026, 5, 10), False),
        ("2026-05-09T22:00:01.700Z", "2026-05-10T00:00:01+02:00", date(2026, 5, 10), False),
        ("2026-05-09T22:00:01+00:00", "2026-05-10T00:00:01+02:00", date(2026, 5, 10), False),
        ("2026-05-10T00:15:00+05:45", "2026-05-10T00:15:00+05:45", date(2026, 5, 10), False),
        ("2026-05-10T00:00:01", "2026-05-10T00:00:01+02:00", date(2026, 5, 10), True),
        ("2026-12-31T23:59:59", "2026-12-31T23:59:59+01:00", date(2026, 12, 31), True),
        # No place has this offset: the instant counts.
        ("2026-05-10T20:00:00+20:00", "2026-05-10T02:00:00+02:00", date(2026, 5, 10), False),
    ],
)
def test_start_is_on_the_clock_of_the_place(first: str, start: str, day: date, is_guess: bool) -> None:
    run = _only(_gpx(f"<trk><trkseg>{_point(30, first)}</trkseg></trk>"))
    assert (run.start.isoformat(), run.day, run.zone_is_guess) == (start, day, is_guess)


def test_zone_is_not_guessed_where_a_track_has_one() -> None:
    later = TRACK.replace("Z</time>", "</time>")
    assert [each.zone_is_guess for each in _read(_gpx(TRACK + later))] == [False, True]


def test_run_through_the_night_of_the_change_lasts_as_long_as_it_lasted() -> None:
    # Clocks went from 03:00 back to 02:00 on 25 October 2026, at 01:00 UTC.
    points = _point(30, "2026-10-25T00:30:00Z") + _point(30.01, "2026-10-25T01:30:00Z")
    run = _only(_gpx(f"<trk><trkseg>{points}</trkseg></trk>"))
    assert (run.elapsed_s, run.moving_s, run.start.isoformat()) == (3600, 3600, "2026-10-25T02:30:00+02:00")


def test_gap_between_segments_is_no_way_and_no_moving() -> None:
    rest = "".join(_point(31 + place / 100, f"2026-05-10T06:0{place}:00Z") for place in range(0, 6, 5))
    run = _only(_gpx(TRACK.replace("</trk>", f"<trkseg>{rest}</trkseg></trk>")))
    # 2 and 5 hundredths of a degree; 10 and 5 minutes; from 05:00 to 06:05.
    assert (run.distance_m, run.moving_s, run.elapsed_s) == (7792, 900, 3900)


def test_standing_is_not_moving() -> None:
    still = _point(30.02, "2026-05-10T05:30:00Z")
    run = _only(_gpx(TRACK.replace("</trkseg>", f"{still}</trkseg>")))
    assert (run.elapsed_s, run.moving_s) == (1800, 600)


def test_tracks_are_activities_each() -> None:
    second = TRACK.replace("05-10", "05-11")
    empty, planned = "<trk><name>x</name></trk>", '<trk><trkseg><trkpt lat="30" lon="-40"/></trkseg></trk>'
    found = _read(_gpx(TRACK + empty + planned + second))
    assert [(each.source_id, each.day) for each in found] == [
        ("gpx-0123456789ab", date(2026, 5, 10)),
        ("gpx-0123456789ab-2", date(2026, 5, 11)),
    ]


@pytest.mark.parametrize(
    "inside",
    [
        '<x:TrackPointExtension xmlns:x="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        "<x:atemp>21</x:atemp><x:hr>{0}</x:hr><x:cad>{1}</x:cad></x:TrackPointExtension>",
        '<ns3:TrackPointExtension xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">'
        "<ns3:hr>{0}</ns3:hr><ns3:cad>{1}</ns3:cad></ns3:TrackPointExtension>",
        '<d:hr xmlns:d="http://www.cluetrust.com/XML/GPXDATA/1/0">{0}</d:hr>'
        '<d:cadence xmlns:d="http://www.cluetrust.com/XML/GPXDATA/1/0">{1}</d:cadence>',
        "<heartrate>{0}</heartrate><cadence>{1}</cadence>",
    ],
)
def test_heart_rate_and_cadence_are_in_anybodys_extension(inside: str) -> None:
    points = "".join(
        _point(30 + place / 100, time, f"<extensions>{inside.format(*told)}</extensions>")
        for place, (time, told) in enumerate(zip(TIMES, [(140, 84), (150, 88), (0, 0)], strict=True))
    )
    run = _only(_gpx(f"<trk><trkseg>{points}</trkseg></trk>"))
    assert (run.average_heart_rate_bpm, run.average_cadence_spm) == (145.0, 172.0)


def test_climb_is_that_of_the_heights() -> None:
    heights = [10, 20, 40, 30]
    points = "".join(
        _point(30 + place / 100, f"2026-05-10T05:0{place}:00Z", f"<ele>{height}</ele>")
        for place, height in enumerate(heights)
    )
    # Smoothed by gpxpy (0.3, 0.4, 0.3): 10, 23, 31, 30.
    assert _only(_gpx(f"<trk><trkseg>{points}</trkseg></trk>")).climb_m == 21


def test_long_track_is_measured_as_one() -> None:
    # Twelve thousand steps of a hundred-thousandth of a degree: 1.1132 m each.
    points = "".join(
        _point(
            f"{30 + second / 100_000:.5f}",
            (datetime(2026, 5, 10, 5, tzinfo=UTC) + timedelta(seconds=second)).isoformat(),
        )
        for second in range(12_001)
    )
    run = _only(_gpx(f"<trk><trkseg>{points}</trkseg></trk>"))
    assert (run.distance_m, run.moving_s, run.elapsed_s) == (13_358, 12_000, 12_000)


def test_point_without_a_position_still_has_its_time() -> None:
    point = '<trkpt lat="NaN" lon="9999"><time>2026-05-10T05:20:00Z</time></trkpt>'
    run = _only(_gpx(TRACK.replace("</trkseg>", f"{point}</trkseg>")))
    assert (run.distance_m, run.elapsed_s) == (2226, 1200)


@pytest.mark.parametrize(
    "body",
    ["", '<wpt lat="30" lon="-40"><time>2026-05-10T05:00:00Z</time></wpt>', '<rte><rtept lat="30" lon="-40"/></rte>'],
)
def test_file_without_a_track_holds_no_activity(body: str) -> None:
    assert _read(_gpx(body)) == ()


def test_planned_route_is_refused_with_the_reason() -> None:
    with pytest.raises(UnreadableFile, match="without times"):
        _read(_gpx('<trk><trkseg><trkpt lat="30" lon="-40"/><trkpt lat="31" lon="-40"/></trkseg></trk>'))


@pytest.mark.parametrize(
    "points",
    [
        # A year; 1,100 km and more; from a place to the other side of the earth.
        _point(30, "2025-05-10T05:00:00Z") + _point(30, "2026-05-10T05:00:00Z"),
        _point(30, "2026-05-10T05:00:00Z") + _point(40, "2026-05-10T06:00:00Z"),
        '<trkpt lat="45" lon="0"><time>2026-05-10T05:00:00Z</time></trkpt>'
        '<trkpt lat="-45" lon="180"><time>2026-05-10T05:00:00Z</time></trkpt>',
        _point(30, TIMES[0], "<ele>1e300</ele>") + _point(30.01, TIMES[1], "<ele>-1e300</ele>"),
    ],
)
def test_track_that_cannot_be_is_refused(points: str) -> None:
    with pytest.raises(UnreadableFile, match="cannot be"):
        _read(_gpx(f"<trk><trkseg>{points}</trkseg></trk>"))
