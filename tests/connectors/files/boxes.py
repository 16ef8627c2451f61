"""An inbox that its test fills, and what lies in it: small recordings of each kind."""

import os
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from connectors.base import Ask, Batch
from connectors.files import Files, Settings
from connectors.sandbox.fit_file import fit_file
from tests.connectors.worlds import AMSTERDAM, NOW, MemoryKeep, outing

GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk>{type}<trkseg>
<trkpt lat="0" lon="0"><time>2024-05-19T08:00:00Z</time></trkpt>
<trkpt lat="0.009" lon="0"><time>2024-05-19T08:{minutes:02}:00Z</time></trkpt></trkseg></trk></gpx>"""
"""A kilometre (0.009 degrees of 111,319 m are 1,002 m)."""
TCX = """<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
<Activities><Activity Sport="Running"><Id>2024-05-18T08:00:00Z</Id><Lap StartTime="2024-05-18T08:00:00Z">
<TotalTimeSeconds>1800</TotalTimeSeconds><DistanceMeters>5000</DistanceMeters></Lap></Activity></Activities>
</TrainingCenterDatabase>"""
RUN = fit_file(outing(1, datetime(2024, 5, 17, 7, 0, tzinfo=AMSTERDAM)), every_s=60)
OTHER_RUN = fit_file(outing(2, datetime(2024, 5, 16, 7, 0, tzinfo=AMSTERDAM), distance_m=8000.0), every_s=60)
WALK_GPX = GPX.format(type="", minutes=12).encode()
RUN_GPX = GPX.format(type="", minutes=5).encode()
NAMED_GPX = GPX.format(type="<type>trail_running</type>", minutes=5).encode()
DAMAGED = RUN[:-100]


class Box:
    """An inbox with its connector; a minute passes with each scan."""

    def __init__(self, path: Path, *, sport: str = "") -> None:
        path.mkdir()
        self.path = path
        self.now = NOW
        self.keep = MemoryKeep()
        self.files = Files(Settings(inbox=path, sport=sport), self.keep, lambda: self.now, say=str.upper)

    def put(self, **members: bytes) -> None:
        for name, data in members.items():
            self.place(name.replace("_", "."), data)

    def place(self, name: str, data: bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.settle(path)
        return path

    def settle(self, path: Path) -> None:
        an_hour_ago = (self.now - timedelta(hours=1)).timestamp()
        os.utime(path, (an_hour_ago, an_hour_ago))

    def scan(self, *, times: int = 1) -> list[Batch]:
        batches = []
        for _ in range(times):
            batches += list(self.files.pull(Ask(zone=AMSTERDAM)))
            self.now += timedelta(minutes=1)
        return batches

    def lies_in(self, folder: str) -> list[str]:
        below = self.path / folder
        return sorted(path.relative_to(below).as_posix() for path in below.rglob("*") if path.is_file())


def zipped(members: Mapping[str, bytes], path: Path, packed: int = zipfile.ZIP_STORED) -> bytes:
    with zipfile.ZipFile(path, "w", packed) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    data = path.read_bytes()
    path.unlink()
    return data
