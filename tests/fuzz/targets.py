"""What is fuzzed, and what must hold of it: UnreadableFile, or records that make sense; nothing else is raised."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fitdecode.utils import compute_crc

from connectors.base import Batch
from connectors.files import fit, garmin_export, strava_export
from connectors.files.archive import ZipArchive
from connectors.files.formats import recording
from connectors.files.regular import MOST_OF_A_FILE
from connectors.files.unreadable import UnreadableFile
from connectors.reading import LONGEST_M, LONGEST_S, YEARS
from rules.records import Activity

ZONE = ZoneInfo("Europe/Amsterdam")
SUMMARIES = "DI_CONNECT/DI-Connect-Fitness/runner_0_summarizedActivities.json"
SLEEP = "DI_CONNECT/DI-Connect-Wellness/2026-01-01_2026-04-01_1_sleepData.json"
GEAR = "DI_CONNECT/DI-Connect-Fitness/runner_gear.json"
_ONE_RUN = b"""Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Activity Gear,Filename
1,"May 9, 2026, 5:00:00 PM",Evening,Run,3600,10.00,Blue Pegasus,activities/1.fit.gz
"""
_HEADER = 12
"""Bytes of the shortest header of a FIT file."""


@dataclass(frozen=True, slots=True)
class Members:
    """An archive in memory."""

    members: Mapping[str, bytes]
    name: str = "export.zip"
    made_at: datetime | None = datetime(2026, 5, 10, tzinfo=UTC)

    def names(self) -> tuple[str, ...]:
        return tuple(self.members)

    def read(self, name: str, *, most: int = MOST_OF_A_FILE) -> bytes:
        return self.members[name]


def read_recording(data: bytes) -> None:
    """FIT, GPX, TCX, gzip: whatever the bytes say they are."""
    try:
        found = recording(data).contents(zone=ZONE, sport=None).activities
    except UnreadableFile as error:
        _check_sentence(error)
        return
    _check(found)


def read_fit(data: bytes) -> None:
    """A FIT file whose length and checksum are right, so that all of it is decoded."""
    body = data[_HEADER:]
    header = bytes([_HEADER, 0x20, 0, 0]) + len(body).to_bytes(4, "little") + b".FIT"
    sound = header + body
    read_recording(sound + compute_crc(sound).to_bytes(2, "little"))
    try:
        fit.offset(sound)
    except UnreadableFile as error:
        _check_sentence(error)


def read_zip(data: bytes) -> None:
    """Every member of an archive, and the exports that it may be."""
    try:
        with ZipArchive(data) as archive:
            for name in archive.names():
                try:
                    archive.read(name, most=2**20)
                except UnreadableFile as error:
                    _check_sentence(error)
            if strava_export.is_strava_export(archive):
                _check_batches(strava_export.batches(archive, zone=ZONE))
            if garmin_export.is_garmin_export(archive):
                _check_batches(garmin_export.batches(archive, zone=ZONE))
    except UnreadableFile as error:
        _check_sentence(error)


def read_strava_table(data: bytes) -> None:
    """A table of activities, in whatever language."""
    archive = Members({"activities.csv": data})
    try:
        strava_export.is_strava_export(archive)
        _check_batches(strava_export.batches(archive, zone=ZONE))
    except UnreadableFile as error:
        _check_sentence(error)


def read_strava_shoes(data: bytes) -> None:
    """A table of shoes, beside one run in the blue pair."""
    archive = Members({"activities.csv": _ONE_RUN, "shoes.csv": data})
    try:
        _check_batches(strava_export.batches(archive, zone=ZONE))
    except UnreadableFile as error:
        _check_sentence(error)


def read_garmin_json(data: bytes) -> None:
    """The same bytes as activities, nights and shoes."""
    archive = Members({SUMMARIES: data, SLEEP: data, GEAR: data})
    try:
        garmin_export.is_garmin_export(archive)
        _check_batches(garmin_export.batches(archive, zone=ZONE))
    except UnreadableFile as error:
        _check_sentence(error)


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return an archive with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "recording": read_recording,
    "fit": read_fit,
    "gpx": read_recording,
    "tcx": read_recording,
    "zip": read_zip,
    "strava-table": read_strava_table,
    "strava-shoes": read_strava_shoes,
    "garmin-json": read_garmin_json,
}


def _check_batches(batches: Iterable[Batch]) -> None:
    for batch in batches:
        _check(batch.activities)
        for item in batch.quarantined:
            assert item.what
            assert len(item.what) < 1000


def _check(found: Iterable[Activity]) -> None:
    for each in found:
        assert each.source == "files"
        assert each.source_id
        assert each.start.utcoffset() is not None
        assert each.start.year in YEARS
        assert 0 <= each.distance_m <= LONGEST_M
        assert 0 <= each.elapsed_s <= LONGEST_S
        assert 0 <= each.moving_s <= LONGEST_S
        assert each.end > each.start or each.elapsed_s == 0


def _check_sentence(error: UnreadableFile) -> None:
    assert str(error).endswith((".", "?"))
