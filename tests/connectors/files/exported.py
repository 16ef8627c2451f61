"""Exports of Strava as they come: a zip archive of CSV files, written by hand."""

import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from connectors.base import Batch
from connectors.files.archive import ZipArchive
from connectors.files.strava_export import batches
from rules.records import Activity, Sport

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MADE = datetime(2026, 5, 8, 16, 0)
SHOES = "Shoe Name,Shoe Brand,Shoe Model,Shoe Default Sport Types\n"
ENGLISH = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,"
    "Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,"
    "Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss,Elevation Low,Elevation High,Max Grade,"
    "Average Grade,Average Positive Grade,Average Negative Grade,Max Cadence,Average Cadence,Max Heart Rate,"
    "Average Heart Rate\n"
)
RUN = (
    '101,"Apr 13, 2026, 9:15:22 PM",Evening,Run,"",3700,12.35,171,40,false,"",Blue,activities/901.fit.gz,,,'
    "3700.0,3600.0,12345.6,4.1,3.4,85.4,80.0,1.0,60.0,12.0,0.1,,,95.0,86.0,171.0,150.5\n"
)
THE_RUN = Activity(
    source="files",
    source_id="strava-101",
    sport=Sport.RUN,
    start=datetime(2026, 4, 13, 23, 15, 22, tzinfo=AMSTERDAM),
    elapsed_s=3700,
    moving_s=3600,
    distance_m=12_346,
    average_heart_rate_bpm=150.5,
    average_cadence_spm=172.0,
    gear_id="strava-blue",
    climb_m=85,
)


def export(folder: Path, activities: str | bytes, *, shoes: str | None = None, made: datetime = MADE) -> ZipArchive:
    """Write an export whose files were all made at one time (UTC), and open it."""
    path = folder / "export.zip"
    members = {"activities.csv": activities} | ({} if shoes is None else {"shoes.csv": shoes})
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, made.timetuple()[:6]), text)
    return ZipArchive(path)


def read(folder: Path, activities: str | bytes, *, shoes: str | None = None, made: datetime = MADE) -> Batch:
    """Return the one batch of a small export."""
    with export(folder, activities, shoes=shoes, made=made) as archive:
        (batch,) = batches(archive, zone=AMSTERDAM)
    return batch


def only(batch: Batch) -> Activity:
    """Return the only activity, of a batch in which nothing is wrong."""
    assert batch.quarantined == ()
    (activity,) = batch.activities
    return activity
