from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.files import tcx
from connectors.files.unreadable import UnreadableFile
from rules.records import Activity, Sport

HOME = ZoneInfo("Europe/Amsterdam")


def _point(clock: str, inside: str = "") -> str:
    return f"<Trackpoint><Time>2026-05-10T{clock}Z</Time>{inside}</Trackpoint>"


def _position(north: float) -> str:
    return f"<Position><LatitudeDegrees>{north}</LatitudeDegrees><LongitudeDegrees>-40</LongitudeDegrees></Position>"


def _lap(clock: str, inside: str, *points: str) -> str:
    return f'<Lap StartTime="2026-05-10T{clock}Z">{inside}<Track>{"".join(points)}</Track></Lap>'


def _totals(seconds: float | str, metres: float | str) -> str:
    return f"<TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>{metres}</DistanceMeters>"


def _activity(*laps: str, sport: str = ' Sport="Running"', id_: str = "2026-05-10T05:00:00Z") -> str:
    return f"<Activity{sport}><Id>{id_}</Id>{''.join(laps)}<Creator><Name>Watch</Name></Creator></Activity>"


def _tcx(*activities: str) -> bytes:
    space = 'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
    body = f"<Activities>{''.join(activities)}</Activities>"
    root = f"<TrainingCenterDatabase {space}>{body}</TrainingCenterDatabase>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{root}'.encode()


def _read(data: bytes, *, zone: tzinfo = HOME, sport: Sport | None = None) -> tuple[Activity, ...]:
    return tcx.read(data, source_id="tcx-0123456789ab", zone=zone, sport=sport).activities


def _only(data: bytes, **more: Any) -> Activity:
    (activity,) = _read(data, **more)
    return activity


LAPS = (
    _lap(
        "05:00:00",
        _totals(300.5, 1000.2)
        + "<MaximumHeartRateBpm><Value>190</Value></MaximumHeartRateBpm>"
        + "<AverageHeartRateBpm><Value>140</Value></AverageHeartRateBpm>"
        + '<Extensions><LX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><AvgRunCadence>84</AvgRunCadence>'
        "</LX></Extensions>",
        _point("05:00:00", _position(30) + "<AltitudeMeters>10</AltitudeMeters>"),
        _point("05:05:00", _position(30.01) + "<AltitudeMeters>17</AltitudeMeters>"),
    ),
    # A pause of a minute, then a lap of twice the time.
    _lap(
        "05:06:00",
        _totals(601.0, 2000.5) + "<AverageHeartRateBpm><Value>155</Value></AverageHeartRateBpm><Cadence>90</Cadence>",
        _point("05:06:00"),
        _point("05:16:01"),
    ),
)
RUN = _activity(*LAPS)


def test_run_is_read() -> None:
    # 140 and 155 bpm, 84 and 90 strides, weighed one to two; from 05:00:00 to 05:16:01.
    assert _read(_tcx(RUN)) == (
        Activity(
            source="files",
            source_id="tcx-0123456789ab",
            sport=Sport.RUN,
            start=datetime(2026, 5, 10, 7, 0, tzinfo=HOME),
            elapsed_s=961,
            moving_s=902,
            distance_m=3001,
            average_heart_rate_bpm=150.0,
            average_cadence_spm=176.0,
            climb_m=7,
        ),
    )


@pytest.mark.parametrize(
    ("attribute", "sport"),
    [
        (' Sport="Running"', Sport.RUN),
        (' Sport="Biking"', Sport.RIDE),
        (' Sport="Walking"', Sport.WALK),
        # What is neither, and says not what it is.
        (' Sport="Other"', Sport.TRAIL_RUN),
        (' Sport=""', Sport.TRAIL_RUN),
        ("", Sport.TRAIL_RUN),
    ],
)
def test_sport_is_that_of_the_attribute_or_what_the_runner_said(attribute: str, sport: Sport) -> None:
    assert _only(_tcx(_activity(*LAPS, sport=attribute)), sport=Sport.TRAIL_RUN).sport is sport


@pytest.mark.parametrize(
    ("attribute", "word"),
    [(' Sport="Other"', "Other"), (' Sport="Foot  Orienteering"', "Foot Orienteering"), (' Sport="Running"', None)],
)
def test_word_that_no_list_has_is_told_unless_the_runner_says_what_it_is(attribute: str, word: str | None) -> None:
    data = _tcx(_activity(*LAPS), _activity(*LAPS, sport=attribute))
    read = tcx.read(data, source_id="tcx-0", zone=HOME, sport=None)
    assert read.strange == ({} if word is None else {"tcx-0-2": word})
    assert read.activities[1].sport is (Sport.RUN if word is None else Sport.OTHER)
    said = tcx.read(data, source_id="tcx-0", zone=HOME, sport=Sport.RUN)
    assert (said.strange, said.activities[1].sport) == ({}, Sport.RUN)


def test_sport_without_a_name_is_told_by_the_speed() -> None:
    # 3,000.7 m in 901.5 s are 12 km/h.
    assert _only(_tcx(_activity(*LAPS, sport=""))).sport is Sport.RUN


def test_cadence_of_a_ride_is_not_that_of_steps() -> None:
    assert _only(_tcx(_activity(*LAPS, sport=' Sport="Biking"'))).average_cadence_spm is None


def test_treadmill_without_positions_has_what_the_laps_say() -> None:
    run = _only(_tcx(_activity(_lap("05:00:00", _totals(1800, 5000), _point("05:00:00"), _point("05:30:00")))))
    assert (run.distance_m, run.moving_s, run.elapsed_s, run.climb_m) == (5000, 1800, 1800, None)


@pytest.mark.parametrize("told", ["", "<DistanceMeters>0</DistanceMeters>", "<DistanceMeters>far</DistanceMeters>"])
def test_distance_that_laps_lack_is_what_the_points_have_counted(told: str) -> None:
    counted = [f"<DistanceMeters>{metres}</DistanceMeters>" for metres in (0, 700, 1400)]
    points = [_point(f"05:0{minute}:00", metres) for minute, metres in enumerate(counted)]
    assert _only(_tcx(_activity(_lap("05:00:00", told, *points)))).distance_m == 1400


def test_distance_that_nobody_has_counted_is_along_the_positions() -> None:
    points = [_point(f"05:0{minute}:00", _position(30 + minute / 1000)) for minute in range(6)]
    run = _only(_tcx(_activity(_lap("05:00:00", "", *points))))
    # Five steps of a thousandth of a degree, 111.32 m each, in a minute each.
    assert (run.distance_m, run.moving_s) == (557, 300)


def test_averages_that_laps_lack_are_those_of_the_points() -> None:
    extension = '<Extensions><n:TPX xmlns:n="x"><n:RunCadence>{}</n:RunCadence></n:TPX></Extensions>'
    points = [
        _point(f"05:0{minute}:00", f"<HeartRateBpm><Value>{beats}</Value></HeartRateBpm>{extension.format(strides)}")
        for minute, (beats, strides) in enumerate([(140, 84), (150, 88), (160, 0)])
    ]
    run = _only(_tcx(_activity(_lap("05:00:00", _totals(120, 400), *points))))
    assert (run.average_heart_rate_bpm, run.average_cadence_spm) == (150.0, 172.0)


def test_lap_without_points_lasts_as_long_as_it_says() -> None:
    run = _only(_tcx(_activity('<Lap StartTime="2026-05-10T05:00:00Z">' + _totals(1800, 5000) + "</Lap>")))
    assert (run.elapsed_s, run.moving_s, run.distance_m) == (1800, 1800, 5000)


def test_several_activities_are_told_apart_and_courses_are_none() -> None:
    course = "<Courses><Course><Name>x</Name><Lap>" + _totals(60, 100) + "</Lap></Course></Courses>"
    data = _tcx(RUN, _activity(), RUN.replace("05-10", "05-11")).replace(
        b"</Activities>", f"</Activities>{course}".encode()
    )
    assert [(each.source_id, each.day, each.distance_m) for each in _read(data)] == [
        ("tcx-0123456789ab", date(2026, 5, 10), 3001),
        ("tcx-0123456789ab-2", date(2026, 5, 11), 3001),
    ]


def test_sports_of_a_multisport_session_are_activities_each() -> None:
    transition = '<Transition StartTime="2026-05-10T05:20:00Z">' + _totals(90, 40) + "</Transition>"
    first = f"<FirstSport>{_activity(*LAPS, sport=' Sport="Biking"')}</FirstSport>"
    data = _tcx(f"<MultiSportSession><Id>x</Id>{first}<NextSport>{transition}{RUN}</NextSport></MultiSportSession>")
    assert [(each.source_id, each.sport, each.moving_s) for each in _read(data)] == [
        ("tcx-0123456789ab", Sport.RIDE, 902),
        ("tcx-0123456789ab-2", Sport.RUN, 902),
    ]


@pytest.mark.parametrize(
    ("first", "start", "is_guess"),
    [
        ("2026-05-09T22:00:01Z", "2026-05-10T00:00:01+02:00", False),
        ("2026-05-09T22:00:01.000Z", "2026-05-10T00:00:01+02:00", False),
        ("2026-05-10T00:10:00+05:45", "2026-05-10T00:10:00+05:45", False),
        ("2026-05-10T00:00:01", "2026-05-10T00:00:01+02:00", True),
    ],
)
@pytest.mark.parametrize("place", ["lap", "id", "point"])
def test_start_is_on_the_clock_of_the_place(first: str, start: str, is_guess: bool, place: str) -> None:
    totals = _totals(60, 200)
    laps = {
        "lap": f'<Lap StartTime="{first}">{totals}</Lap>',
        "id": f"<Lap>{totals}</Lap>",
        "point": f"<Lap>{totals}<Track><Trackpoint><Time>{first}</Time></Trackpoint></Track></Lap>",
    }
    run = _only(_tcx(_activity(laps[place], id_=first if place == "id" else "x")))
    assert (run.start.isoformat(), run.zone_is_guess) == (start, is_guess)


@pytest.mark.parametrize(
    "lap",
    [
        "<Lap>" + _totals(60, 200) + "</Lap>",
        _lap("05:00:00", _totals(60, 1_000_001)),
        _lap("05:00:00", _totals(1_300_000, 200)),
        _lap("05:00:00", _totals(-60, 200)),
        _lap("05:00:00", _totals(1e300, 200)),
        _lap("05:00:00", _totals(60, 200), "<Trackpoint><Time>2026-06-10T05:00:00Z</Time></Trackpoint>"),
    ],
)
def test_activity_that_cannot_be_is_refused(lap: str) -> None:
    with pytest.raises(UnreadableFile, match="cannot be"):
        _read(_tcx(_activity(lap, id_="x")))


def test_file_of_another_zone_is_on_the_runners_clock() -> None:
    assert _only(_tcx(RUN), zone=UTC).start.isoformat() == "2026-05-10T05:00:00+00:00"
