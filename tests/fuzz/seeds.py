"""Sound files to begin with: what a mutation changes is then close to what the readers expect."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from connectors.files.archive import ZipArchive
from connectors.sandbox import Outing
from connectors.sandbox.fit_file import fit_file
from connectors.sandbox.garmin_export import garmin_export
from connectors.sandbox.strava_export import strava_export
from tests.connectors.worlds import outing, small_world
from tests.fuzz.targets import zipped

CASES = Path(__file__).parent / "cases"
LANGUAGES = ("en", "nl", "de", "fr", "es")
START = datetime(2026, 5, 9, 17, 0, tzinfo=UTC)

GPX = b"""<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="a watch" xmlns="http://www.topografix.com/GPX/1/1"
 xmlns:t="http://www.garmin.com/xmlschemas/TrackPointExtension/v1"><trk><type>running</type><trkseg>
<trkpt lat="30.0000" lon="-40.0"><ele>4.5</ele><time>2026-05-09T17:00:00Z</time>
<extensions><t:TrackPointExtension><t:hr>150</t:hr><t:cad>86</t:cad></t:TrackPointExtension></extensions></trkpt>
<trkpt lat="30.0050" lon="-40.0"><ele>5.5</ele><time>2026-05-09T17:03:00+00:00</time></trkpt>
<trkpt lat="30.0100" lon="-40.0"><time>2026-05-09T17:06:00</time></trkpt>
</trkseg></trk></gpx>"""
TCX = b"""<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>
<Activity Sport="Running"><Id>2026-05-09T17:00:00.000Z</Id><Lap StartTime="2026-05-09T17:00:00.000Z">
<TotalTimeSeconds>360.0</TotalTimeSeconds><DistanceMeters>1100.0</DistanceMeters>
<AverageHeartRateBpm><Value>150</Value></AverageHeartRateBpm><Track><Trackpoint><Time>2026-05-09T17:00:00.000Z</Time>
<DistanceMeters>0.0</DistanceMeters><HeartRateBpm><Value>150</Value></HeartRateBpm></Trackpoint>
<Trackpoint><Time>2026-05-09T17:06:00.000Z</Time><DistanceMeters>1100.0</DistanceMeters></Trackpoint></Track>
</Lap></Activity></Activities></TrainingCenterDatabase>"""
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<gpx version="1.1" creator="x"><trk><name>&d;&d;&d;&d;</name></trk></gpx>"""
_SHAPES = b'[{"a": 1e400, "b": [[[[]]]], "c": null, "d": "NaN"}]'


def seeds_of(target: str) -> Iterator[bytes]:
    """Yield what a target is given first, with all that ever went wrong there."""
    for case in sorted((CASES / target).glob("*")):
        yield case.read_bytes()
    yield from _sound(target)


def _sound(target: str) -> Iterator[bytes]:
    match target:
        case "fit":
            yield fit_file(_short(), every_s=60)
        case "gpx":
            yield from (GPX, ENTITIES, GPX.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
        case "tcx":
            yield from (TCX, b"\n  " + TCX, ENTITIES.replace(b"gpx", b"TrainingCenterDatabase"))
        case "strava-table":
            yield from (_of_export(language, "activities.csv") for language in LANGUAGES)
        case "strava-shoes":
            yield from (_of_export(language, "shoes.csv") for language in LANGUAGES)
        case "garmin-json":
            yield from (data for name, data in _garmin().items() if name.endswith(".json"))
            yield _SHAPES
        case "zip":
            yield zipped({"run.gpx": GPX, "../../etc/run.tcx": TCX, "/absolute/run.fit": b""})
            yield zipped({"zeros": bytes(2**20)})
            yield zipped(_strava("nl"))
            yield zipped(_garmin())
        case _:
            yield from (fit_file(_short(), every_s=60), GPX, TCX, gzip.compress(GPX), gzip.compress(bytes(2**20)))


def _short() -> Outing:
    return outing(1, START, moving_s=600, elapsed_s=660, distance_m=2_000.0)


@cache
def _strava(language: str) -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        strava_export(small_world(), path, language=language)
        return _members(path)


@cache
def _garmin() -> dict[str, bytes]:
    world = small_world()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        garmin_export(world, path)
        return _members(path)


def _of_export(language: str, name: str) -> bytes:
    return next(data for member, data in _strava(language).items() if member.endswith(name))


def _members(path: Path) -> dict[str, bytes]:
    with ZipArchive(path) as archive:
        return {name: archive.read(name) for name in archive.names()}
