"""A FIT file without a session, of a watch that died: summed up from its points, as a session would be."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from connectors.files.fit_messages import messages
from connectors.files.track import Mean
from connectors.reading import Record, number_or_none

_ANY = 2.0**32


@dataclass(slots=True)
class _Points:
    """What goes by in one file of a chain. Times are seconds of FIT's count."""

    first_s: float | None = None
    last_s: float = 0.0
    distance_m: float | None = None
    heart_rate: Mean = field(default_factory=Mean)
    sport: Any = None
    sub_sport: Any = None
    stood_s: float = 0.0
    stopped_s: float | None = None

    def point(self, told: Record) -> None:
        at_s = number_or_none(told, "timestamp", least=1, most=_ANY)
        if at_s is not None:
            self.first_s = at_s if self.first_s is None else min(self.first_s, at_s)
            self.last_s = max(self.last_s, at_s)
        so_far_m = number_or_none(told, "distance", least=0, most=_ANY)
        if so_far_m is not None:
            self.distance_m = max(self.distance_m or 0.0, so_far_m)
        self.heart_rate.add(number_or_none(told, "heart_rate", least=1, most=255))

    def event(self, told: Record) -> None:
        """The timer that is stopped and started: a pause."""
        at_s = number_or_none(told, "timestamp", least=1, most=_ANY)
        if told.get("event") != "timer" or at_s is None:
            return
        if told.get("event_type") == "start":
            if self.stopped_s is not None:
                self.stood_s += max(0.0, at_s - self.stopped_s)
            self.stopped_s = None
        elif self.stopped_s is None:
            self.stopped_s = at_s

    def session(self) -> Record | None:
        """Return it as a session's fields; None without any time."""
        if self.first_s is None:
            return None
        elapsed_s = self.last_s - self.first_s
        told = {
            "start_time": self.first_s,
            "total_elapsed_time": elapsed_s,
            "total_timer_time": max(0.0, elapsed_s - self.stood_s),
            "total_distance": self.distance_m,
            "avg_heart_rate": self.heart_rate.value,
            "sport": self.sport,
            "sub_sport": self.sub_sport,
        }
        return {name: value for name, value in told.items() if value is not None}


def recorded(data: bytes) -> Iterator[tuple[int, Record]]:
    """Yield (number of the file, the fields of a session) of each file with points. Raise UnreadableFile."""
    files: dict[int, _Points] = {}
    for file, name, told in messages(data, "record", "event", "sport"):
        points = files.setdefault(file, _Points())
        match name:
            case "record":
                points.point(told)
            case "event":
                points.event(told)
            case "sport":
                points.sport, points.sub_sport = told.get("sport"), told.get("sub_sport")
    for file, points in files.items():
        session = points.session()
        if session is not None:
            yield file, session
