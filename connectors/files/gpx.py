"""GPX 1.0 and 1.1: tracks with times. Coordinates never leave the files' arithmetic.

gpxpy does the arithmetic and does not read: its parser takes UTF-8 alone, keeps the whole document twice, looks for
namespaces in time that grows with the square of the size, and writes what it cannot read to the log.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from connectors.files import markup
from connectors.files.sports import Kind, kind_of_word
from connectors.files.summary import Contents, activity, contents
from connectors.files.track import Mean, Path, Span, figure
from connectors.files.unreadable import UnreadableFile
from rules.records import Activity, Sport

_HEART_RATES = frozenset({"hr", "heartrate"})
"""Garmin's TrackPointExtension, of either version, and what others make of it."""
_CADENCES = frozenset({"cad", "cadence", "runcadence"})


def read(data: bytes, *, source_id: str, zone: tzinfo, sport: Sport | None) -> Contents:
    """Return an activity a track: its segments are one outing with pauses. Raise UnreadableFile.

    A track tells no duration of its own: it lasts from its first time to its last, and it moved wherever gpxpy finds
    more than 1 km/h within a segment. `sport` is that of tracks which name none that is known; without it the speed
    decides where none is named (`sports.sport_of_speed`). Averages are over points, not over time. Routes and waypoints
    are no activities.
    """
    reader = _Reader(zone, sport)
    markup.read(data, reader, root="gpx")
    timed = [(track, start) for track in reader.tracks if (start := track.span.start) is not None]
    if reader.tracks and not timed:
        raise UnreadableFile(
            "The file holds a route without times, as planned ones are. If you ran it, export the run instead of the "
            "route."
        )
    return contents(
        (track.activity(source_id, nth, start), track.kind) for nth, (track, start) in enumerate(timed, start=1)
    )


class _Track:
    """One track, while its points go by."""

    def __init__(self, zone: tzinfo, kind: Kind) -> None:
        self.kind = kind
        self.span = Span(zone)
        self.path = Path()
        self.heart_rate = Mean()
        self.cadence = Mean()

    def activity(self, source_id: str, number: int, start: datetime) -> Activity:
        return activity(
            source_id=source_id,
            number=number,
            sport=self.kind.sport,
            start=start,
            elapsed_s=self.span.elapsed_s,
            moving_s=self.path.moving_s or None,
            distance_m=self.path.distance_m,
            average_heart_rate_bpm=self.heart_rate.value,
            strides_per_minute=self.cadence.value,
            climbed_m=self.path.climb_m,
            zone_is_guess=self.span.is_guess,
        )


class _Reader:
    """What goes by in a GPX file. `tracks`: those with points."""

    def __init__(self, zone: tzinfo, sport: Sport | None) -> None:
        self.tracks: list[_Track] = []
        self._zone = zone
        self._sport = sport
        self._track = self._new_track()
        self._has_points = False
        self._point: dict[str, str] | None = None

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "trk":
            self._track, self._has_points = self._new_track(), False
        elif name == "trkpt":
            self._point, self._has_points = dict(attributes), True

    def closed(self, name: str, parent: str, text: str) -> None:
        if name == "trk":
            if self._has_points:
                self.tracks.append(self._track)
        elif name == "trkseg":
            self._track.path.lift()
        elif name == "trkpt":
            self._end_point()
        elif name == "type" and parent == "trk":
            self._track.kind = kind_of_word(text, otherwise=self._sport)
        elif self._point is not None:
            self._say(self._point, name, parent, text)

    def _new_track(self) -> _Track:
        """Without a word for its kind so far."""
        return _Track(self._zone, kind_of_word("", otherwise=self._sport))

    def _say(self, point: dict[str, str], name: str, parent: str, text: str) -> None:
        if name in ("time", "ele") and parent == "trkpt":
            point[name] = text
        elif name.casefold() in _HEART_RATES:
            self._track.heart_rate.add(figure(text))
        elif name.casefold() in _CADENCES:
            self._track.cadence.add(figure(text))

    def _end_point(self) -> None:
        point, self._point = self._point or {}, None
        at = self._track.span.add(point.get("time", ""))
        self._track.path.add(point.get("lat", ""), point.get("lon", ""), elevation=point.get("ele", ""), at=at)
