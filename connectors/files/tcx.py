"""TCX, of Garmin's Training Center: activities of laps of points. Coordinates never leave the files' arithmetic."""

from collections.abc import Mapping
from datetime import timedelta, tzinfo

from connectors.files import markup
from connectors.files.sports import Kind, kind_of_word
from connectors.files.summary import Contents, absurd, activity, contents
from connectors.files.track import Mean, Path, Span, figure
from connectors.reading import LONGEST_S
from rules.records import Activity, Sport

_FIELDS = frozenset(
    {"TotalTimeSeconds", "DistanceMeters", "Time", "LatitudeDegrees", "LongitudeDegrees", "AltitudeMeters"}
)
"""Of laps and points, under their own names."""


def read(data: bytes, *, source_id: str, zone: tzinfo, sport: Sport | None) -> Contents:
    """Return the activities, those of a multisport session one by one. Raise UnreadableFile.

    An outing moved as long as its laps say (the watch's timer, which stands still in a pause), and lasted from its
    first time to its last. Distance is that of the laps, else what the points have counted, else along their positions.
    `sport` is that of an activity which names none that is known ("Other" is not); without it the speed decides where
    none is named (`sports.sport_of_speed`). Courses and workouts are no activities.
    """
    reader = _Reader(zone, sport)
    markup.read(data, reader, root="TrainingCenterDatabase")
    return contents(
        (each.activity(source_id, number), each.kind) for number, each in enumerate(reader.outings, start=1)
    )


class _Outing:
    """One activity, while its laps and points go by."""

    def __init__(self, kind: Kind, zone: tzinfo) -> None:
        self.kind = kind
        self.span = Span(zone)
        self._path = Path()
        self._timer_s = 0.0
        self._laps_m = 0.0
        self._counted_m = 0.0
        self._lacks_time = False
        self._lacks_distance = False
        self._of_laps = {"heart rate": Mean(), "cadence": Mean()}
        self._of_points = {"heart rate": Mean(), "cadence": Mean()}

    def lap(self, told: Mapping[str, str]) -> None:
        """Count in a lap, of which all points have gone by."""
        seconds, metres = figure(told.get("TotalTimeSeconds", "")), figure(told.get("DistanceMeters", ""))
        self._lacks_time = self._lacks_time or seconds is None
        self._lacks_distance = self._lacks_distance or metres is None
        lasted_s = seconds or 0.0
        if not 0 <= lasted_s <= LONGEST_S:
            raise absurd()
        self.span.add(told.get("StartTime", ""), later=timedelta(seconds=lasted_s))
        self._timer_s += lasted_s
        self._laps_m += metres or 0.0
        for name, mean in self._of_laps.items():
            mean.add(figure(told.get(name, "")), weight=lasted_s)
        self._path.lift()

    def point(self, told: Mapping[str, str]) -> None:
        """Count in a point of the lap that is open."""
        at = self.span.add(told.get("Time", ""))
        self._counted_m = max(self._counted_m, figure(told.get("DistanceMeters", "")) or 0.0)
        for name, mean in self._of_points.items():
            mean.add(figure(told.get(name, "")))
        latitude, longitude = told.get("LatitudeDegrees", ""), told.get("LongitudeDegrees", "")
        self._path.add(latitude, longitude, elevation=told.get("AltitudeMeters", ""), at=at)

    def activity(self, source_id: str, number: int) -> Activity:
        """Return its record."""
        start = self.span.start
        if start is None:
            raise absurd()
        laps_m = 0.0 if self._lacks_distance else self._laps_m
        timer_s = None if self._lacks_time else self._timer_s
        return activity(
            source_id=source_id,
            number=number,
            sport=self.kind.sport,
            start=start,
            elapsed_s=self.span.elapsed_s,
            moving_s=timer_s or self._path.moving_s or None,
            distance_m=laps_m or self._counted_m or self._path.distance_m,
            average_heart_rate_bpm=self._average("heart rate"),
            strides_per_minute=self._average("cadence"),
            climbed_m=self._path.climb_m,
            zone_is_guess=self.span.is_guess,
        )

    def _average(self, name: str) -> float | None:
        return self._of_laps[name].value or self._of_points[name].value


class _Reader:
    """What goes by in a TCX file. `outings`: the activities with at least a lap."""

    def __init__(self, zone: tzinfo, sport: Sport | None) -> None:
        self.outings: list[_Outing] = []
        self._zone = zone
        self._sport = sport
        self._outing: _Outing | None = None
        self._id = ""
        self._laps = 0
        self._lap: dict[str, str] = {}
        self._point: dict[str, str] | None = None

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Activity":
            kind = kind_of_word(attributes.get("Sport", ""), otherwise=self._sport)
            self._outing, self._id, self._laps = _Outing(kind, self._zone), "", 0
        elif name == "Lap":
            self._lap = dict(attributes)
            self._laps += 1
        elif name == "Trackpoint":
            self._point = {}

    def closed(self, name: str, parent: str, text: str) -> None:
        if self._outing is None:
            return
        if name == "Activity":
            self._end(self._outing)
        elif name == "Lap":
            self._outing.lap(self._lap)
        elif name == "Trackpoint":
            self._outing.point(self._point or {})
            self._point = None
        elif name == "Id" and parent == "Activity":
            self._id = text
        elif self._point is not None:
            _say(self._point, name, parent, text)
        else:
            _say(self._lap, name, parent, text)

    def _end(self, outing: _Outing) -> None:
        if self._laps:
            if outing.span.start is None:
                outing.span.add(self._id)
            self.outings.append(outing)
        self._outing = None


def _say(told: dict[str, str], name: str, parent: str, text: str) -> None:
    """Note a field of a lap or a point. Those of the extensions go by other names."""
    if name == "Value" and parent in ("HeartRateBpm", "AverageHeartRateBpm"):
        told["heart rate"] = text
    elif name in ("Cadence", "RunCadence", "AvgRunCadence"):
        told["cadence"] = text
    elif name in _FIELDS:
        told[name] = text
