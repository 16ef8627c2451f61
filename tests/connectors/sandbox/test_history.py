import csv
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox import HistoryError, Sandbox, read_history
from tests.connectors.sandbox.clients import logged_in_garmin, logged_in_strava

HEADER = "start_utc,start_local,sport,distance_m,moving_time_s,average_heartrate_bpm\n"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    file = folder / "life.csv"
    file.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def test_line_is_told_by_both_services(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "2021-05-02T22:10,2021-05-03T07:10,TrailRun,12345,4321,151",
        "2021-05-01T10:00,2021-05-01T05:30,Walk,3000.5,2400,",
    )
    with Sandbox(read_history(file, now=NOW)) as sandbox:
        strava = logged_in_strava(sandbox).protocol.get("/athlete/activities")
        garmin: Any = logged_in_garmin(sandbox).get_activities(0, 10)
    assert [
        (a["sport_type"], a["start_date"], a["start_date_local"], a["utc_offset"], a["distance"]) for a in strava
    ] == [
        ("TrailRun", "2021-05-02T22:10:00Z", "2021-05-03T07:10:00Z", 32_400, 12_345),
        ("Walk", "2021-05-01T10:00:00Z", "2021-05-01T05:30:00Z", -16_200, 3000.5),
    ]
    assert strava[0]["timezone"] == "(GMT+09:00) Etc/GMT-9"
    assert [a.get("average_heartrate") for a in strava] == [151, None]
    assert [
        (a["activityType"]["typeKey"], a["startTimeGMT"], a["startTimeLocal"], a["movingDuration"], a["averageHR"])
        for a in garmin
    ] == [
        ("trail_running", "2021-05-02 22:10:00", "2021-05-03 07:10:00", 4321, 151),
        ("walking", "2021-05-01 10:00:00", "2021-05-01 05:30:00", 2400, None),
    ]


GOOD = "2021-05-02T22:10,2021-05-03T07:10,Run,12345,4321,151"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("2021-05-32T22:10,2021-05-03T07:10,Run,1,1,", "life.csv, line 3, column start_utc: expected a time"),
        ("2021-05-02T22:10,2021-05-04T07:10,Run,1,1,", "life.csv, line 3, column start_local: not a UTC offset"),
        ("2021-05-02T22:10,2021-05-02T22:11,Run,1,1,", "life.csv, line 3, column start_local: not a UTC offset"),
        ("2021-05-02T22:10,2021-05-03T07:10,,1,1,", "life.csv, line 3, column sport: expected a word"),
        ("2021-05-02T22:10,2021-05-03T07:10,Run,far,1,", "life.csv, line 3, column distance_m: expected a number"),
        ("2021-05-02T22:10,2021-05-03T07:10,Run,nan,1,", "life.csv, line 3, column distance_m: expected a number"),
        ("2021-05-02T22:10,2021-05-03T07:10,Run,1,-1,", "life.csv, line 3, column moving_time_s: expected a number"),
        ("2021-05-02T22:10,2021-05-03T07:10,Run,1,1,x", "line 3, column average_heartrate_bpm: expected a number"),
        ("2021-05-02T22:10,2021-05-03T07:10,Run,1", "life.csv, line 3, column moving_time_s: missing"),
    ],
)
def test_bad_line_is_named_with_its_column(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(HistoryError, match=complaint):
        read_history(written(tmp_path, GOOD, line))


@pytest.mark.parametrize(
    ("header", "line"),
    [
        (HEADER, "2021-05-02T22:10,2021-05-03T07:10,trail_running,12345.6,4321,151"),
        (HEADER, "2021-05-02T22:10:00Z,2021-05-03T07:10:00Z,trail_running,12345.6,4321.0,151.0"),
        (HEADER, "2021-05-03T00:10:00+02:00,2021-05-03T07:10:00+09:00,trail_running,12345.6,4321,151"),
        (HEADER.replace(",", ";"), "2021-05-02 22:10;2021-05-03 07:10;trail_running;12345,6;4321;151"),
        (HEADER.replace(",", "\t"), "2021-05-02T22:10\t2021-05-03T07:10\ttrail_running\t12345.6\t4321\t151"),
        (
            "name,sport,average_heartrate_bpm,start_local,distance_m,moving_time_s,start_utc\r\n",
            '"Round, the\nlake",trail_running,151,2021-05-03T07:10,12345.6,4321,2021-05-02T22:10\r',
        ),
        (
            "\ufeff" + HEADER.replace(",", " , "),
            "2021-05-02T22:10, 2021-05-03T07:10, trail_running, 12345.6, 4321, 151",
        ),
    ],
)
def test_one_run_written_in_many_ways_is_one_run(tmp_path: Path, header: str, line: str) -> None:
    [run] = read_history(written(tmp_path, line, header=header), now=NOW).all_outings()
    assert (run.start.isoformat(), run.sport, run.distance_m, run.moving_s, run.average_heart_rate_bpm) == (
        "2021-05-03T07:10:00+09:00",
        "trail_running",
        12345.6,
        4321,
        151,
    )


def test_line_is_named_where_one_before_it_goes_over_two(tmp_path: Path) -> None:
    header = HEADER.replace("sport", "sport,name")
    first = '2021-05-02T22:10,2021-05-03T07:10,Run,"Round, the\nlake",1,1,'
    with pytest.raises(HistoryError, match="line 4, column distance_m: expected a number of 0 or more, found 'far'"):
        read_history(written(tmp_path, first, "2021-05-02T22:10,2021-05-03T07:10,Run,,far,1,", header=header))


def test_empty_distance_is_none_that_anybody_ran(tmp_path: Path) -> None:
    [outing] = read_history(written(tmp_path, "2021-05-02T22:10,2021-05-03T07:10,Run,,2400,"), now=NOW).all_outings()
    assert outing.distance_m == 0


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        ("start_utc,begin\n", "life.csv, line 1, column start_local: missing"),
        ("start_utc\n", "life.csv, line 1, column start_local: missing"),
        ("", "life.csv, line 1, column start_utc: missing"),
        (HEADER, "no activities"),
    ],
)
def test_bad_header_is_named(tmp_path: Path, header: str, complaint: str) -> None:
    with pytest.raises(HistoryError, match=complaint):
        read_history(written(tmp_path, header=header))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match=r"none\.csv cannot be read: No such file"):
        read_history(tmp_path / "none.csv")


def test_binary_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "life.csv"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(HistoryError, match="UTF-8"):
        read_history(file)


@pytest.mark.parametrize("name", ["runner-a.csv", "runner-b.csv"])
def test_real_history_is_served_whole(name: str) -> None:
    beside = Path(__file__).parents[4] / "shared" / "histories"
    file = Path(os.environ.get("SHINGUARD_HISTORIES", beside)) / name
    if not file.exists():
        pytest.skip("no histories here (SHINGUARD_HISTORIES)")
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    world = read_history(file, now=datetime(2100, 1, 1, tzinfo=UTC))
    told = world.all_outings()
    assert sum(o.distance_m for o in told) == sum(float(row["distance_m"]) for row in rows)
    assert [o.start for o in told] == sorted(o.start for o in told)
    assert all(abs(o.start.utcoffset() or timedelta(0)) <= timedelta(hours=14) for o in told)
    assert len(world.outings("strava")) == len(world.outings("garmin")) == len(rows)
