"""Arithmetic on the points of a track. Positions go in, and never come out."""

import math
from datetime import UTC, datetime, timedelta, tzinfo

from gpxpy.gpx import GPXTrackPoint, GPXTrackSegment

from connectors.files.summary import absurd
from connectors.reading import WIDEST_OFFSET, UnreadableError, moment

_AT_ONCE = 5_000
"""So many points are in memory at most, however long the track is."""


def figure(text: str) -> float | None:
    """Return the number that a text is, None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


class Mean:
    """A weighted mean of what was told; what is not above 0 was not measured."""

    def __init__(self) -> None:
        self._sum = self._weight = 0.0

    def add(self, value: float | None, *, weight: float = 1.0) -> None:
        """Count a value in."""
        if value is not None and value > 0 and weight > 0:
            self._sum += value * weight
            self._weight += weight

    @property
    def value(self) -> float | None:
        """The mean of what was counted, None where nothing was."""
        return self._sum / self._weight if self._weight else None


class Span:
    """From the earliest to the latest of the times that a file tells."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._first: datetime | None = None
        self._told = datetime.min
        self._last = datetime.min.replace(tzinfo=UTC)

    def add(self, text: str, *, later: timedelta = timedelta()) -> datetime | None:
        """Count in a time, and the one that is so much later. Return it in UTC; None for what is no time."""
        try:
            told = moment({"time": text}, "time")
        except UnreadableError:
            return None
        # All in UTC: by the clock on the wall an hour comes twice, or never, in the night of the change.
        at = (told if told.tzinfo else told.replace(tzinfo=self._zone)).astimezone(UTC)
        if self._first is None or at < self._first:
            self._first, self._told = at, told
        self._last = max(self._last, at + later)
        return at

    @property
    def start(self) -> datetime | None:
        """The earliest, None where no time was told.

        It is in the offset that it states. UTC is where nobody runs but by chance: that is put into the runner's own
        zone, and so is a time of day without a zone.
        """
        if self._first is None:
            return None
        offset = self._told.utcoffset()
        names_a_place = offset and abs(offset) <= WIDEST_OFFSET
        return self._told if names_a_place else self._first.astimezone(self._zone)

    @property
    def is_guess(self) -> bool:
        """True where the earliest had no zone."""
        return self._first is not None and self._told.tzinfo is None

    @property
    def elapsed_s(self) -> float:
        """Seconds from the earliest to the latest."""
        return (self._last - self._first).total_seconds() if self._first else 0.0


class Path:
    """How long a line of positions is, how much of it was moving, and how far it goes up. Measured by gpxpy.

    Distance is over the ground. Moving is each step between two points at more than 1 km/h. Climb is after gpxpy's
    light smoothing, so that it is too high where a satellite told the heights.
    """

    def __init__(self) -> None:
        self.distance_m = 0.0
        self.moving_s = 0.0
        self._climb_m = 0.0
        self._has_heights = False
        self._points: list[GPXTrackPoint] = []

    def add(self, latitude: str, longitude: str, *, elevation: str = "", at: datetime | None = None) -> None:
        """Go on to a point, in degrees and metres; one without a position is left out."""
        north, east, up = figure(latitude), figure(longitude), figure(elevation)
        if north is None or east is None or abs(north) > 90 or abs(east) > 180:
            return
        self._has_heights = self._has_heights or up is not None
        self._points.append(GPXTrackPoint(north, east, elevation=up, time=at))
        if len(self._points) == _AT_ONCE:
            self._measure()
            del self._points[:-1]

    def lift(self) -> None:
        """End the line here: the next point begins another one."""
        self._measure()
        self._points.clear()

    @property
    def climb_m(self) -> float | None:
        """Metres up, None where no heights were told."""
        return self._climb_m if self._has_heights else None

    def _measure(self) -> None:
        segment = GPXTrackSegment(self._points)
        try:
            self.distance_m += segment.length_2d() or 0.0
            moving = segment.get_moving_data(raw=True)
            self._climb_m += segment.get_uphill_downhill().uphill
        except (ValueError, OverflowError) as error:
            # From one side of the earth to the other, or up to where no number reaches.
            raise absurd() from error
        self.moving_s += moving.moving_time if moving else 0.0
