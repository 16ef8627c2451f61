"""A history in a file: what of it are runs, in whoever's words."""

from pathlib import Path

import pytest

from daemon.history_file import read_history_file
from rules.records import Sport

HEADER = "start_utc,start_local,sport,distance_m,moving_time_s,average_heartrate_bpm\n"


def of_kinds(folder: Path, *words: str, distance: str = "10000") -> Path:
    file = folder / "life.csv"
    rows = [
        f"2021-05-{day:02}T10:00,2021-05-{day:02}T12:00,{word},{distance},3600," for day, word in enumerate(words, 1)
    ]
    file.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("word", "sport"),
    [
        ("Run", Sport.RUN),
        ("running", Sport.RUN),
        ("track_running", Sport.RUN),
        ("Hardlopen", Sport.RUN),
        ("TrailRun", Sport.TRAIL_RUN),
        ("trail_running", Sport.TRAIL_RUN),
        ("treadmill_running", Sport.TREADMILL_RUN),
        ("indoor_running", Sport.TREADMILL_RUN),
        ("VirtualRun", Sport.VIRTUAL_RUN),
        ("virtual_run", Sport.VIRTUAL_RUN),
    ],
)
def test_run_is_a_run_in_the_words_of_every_source(tmp_path: Path, word: str, sport: Sport) -> None:
    found = read_history_file(of_kinds(tmp_path, word))
    assert [(run.sport, run.distance_m) for run in found.past.runs] == [(sport, 10_000)]
    assert found.strange == {}


def test_other_sports_are_no_runs_and_known(tmp_path: Path) -> None:
    words = ("Ride", "cycling", "Walk", "Hike", "mountaineering", "Kitesurf", "WeightTraining", "Workout", "e_sport")
    found = read_history_file(of_kinds(tmp_path, *words))
    assert (found.past.runs, found.strange) == ((), {})


def test_kind_that_nobody_knows_is_named_and_counted(tmp_path: Path) -> None:
    found = read_history_file(of_kinds(tmp_path, "sport", "Run", "sport", "Moonwalk", "other thing"))
    assert len(found.past.runs) == 1
    assert found.strange == {"sport": 2, "Moonwalk": 1, "other thing": 1}


@pytest.mark.parametrize("distance", ["", "0", "900000"])
def test_run_without_a_plausible_distance_is_a_run_all_the_same(tmp_path: Path, distance: str) -> None:
    [run] = read_history_file(of_kinds(tmp_path, "Run", distance=distance)).past.runs
    assert (run.day.isoformat(), run.distance_m) == ("2021-05-01", None)
