"""From what a file tells of an outing to our record of it, within what is possible."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.base import Quarantined, of_a, strange_kind
from connectors.files.found import printable
from connectors.files.sports import Kind, sport_of_speed
from connectors.files.unreadable import UnreadableFile
from connectors.reading import LONGEST_M, LONGEST_S, climb_m, heart_rate_bpm, number_or_none, steps_per_minute
from rules.records import Activity, Sport

SOURCE = "files"
_LONGEST_WORD = 40
_MOST_STRIDES = 120
"""No foot lands so often in a minute: above it the app has counted both feet, against the formats."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: nothing where it is sound and tells of no activity (a course, the settings of a watch)."""

    activities: tuple[Activity, ...]
    strange: Mapping[str, str]
    """source_id of an activity -> what the file calls its kind, where no list of sports has that word; cut to 40
    letters, and printable."""
    unnamed: tuple[Activity, ...]
    """Those of the activities of which neither the file nor its owner names a kind."""

    def put_aside(self, file: str) -> tuple[Quarantined, ...]:
        """Return what is told of those that may or may not be runs, beside the name of their file."""
        return tuple(
            Quarantined(
                source=SOURCE,
                source_id=each.source_id,
                what=of_a(file, strange_kind(self.strange[each.source_id])),
                day=each.day,
            )
            for each in self.activities
            if each.source_id in self.strange
        )


def contents(told: Iterable[tuple[Activity, Kind]]) -> Contents:
    """Gather the activities of a file and their kinds."""
    all_told = tuple(told)
    return Contents(
        activities=tuple(each for each, _kind in all_told),
        strange={each.source_id: printable(kind.strange[:_LONGEST_WORD]) for each, kind in all_told if kind.strange},
        unnamed=tuple(each for each, kind in all_told if kind.sport is None),
    )


def activity(
    *,
    source_id: str,
    number: int,
    sport: Sport | None,
    start: datetime,
    elapsed_s: float,
    moving_s: float | None,
    distance_m: float | None,
    average_heart_rate_bpm: float | None = None,
    strides_per_minute: float | None = None,
    climbed_m: float | None = None,
    hard_s: float | None = None,
    zone_is_guess: bool = False,
) -> Activity:
    """Return the record of the first, second, ... outing of a file. Raise UnreadableFile.

    Where no time of moving is told it is all of the time. Where no distance is told (a treadmill, a watch without
    reception) it is 0, which the rules take for a run of unknown distance.
    """
    moving_s = elapsed_s if moving_s is None else moving_s
    elapsed_s = max(elapsed_s, moving_s)
    distance_m = distance_m or 0.0
    if not (moving_s >= 0 and elapsed_s <= LONGEST_S and 0 <= distance_m <= LONGEST_M):
        raise absurd()
    sport = sport or sport_of_speed(distance_m=distance_m, moving_s=moving_s)
    told = {"heart rate": average_heart_rate_bpm, "cadence": strides_per_minute, "climb": climbed_m}
    strides = number_or_none(told, "cadence", least=1, most=300)
    return Activity(
        source=SOURCE,
        source_id=source_id if number == 1 else f"{source_id}-{number}",
        sport=sport,
        start=start.replace(microsecond=0),
        elapsed_s=round(elapsed_s),
        moving_s=round(moving_s),
        distance_m=round(distance_m),
        average_heart_rate_bpm=heart_rate_bpm(told, "heart rate"),
        average_cadence_spm=steps_per_minute(_steps(strides), sport),
        climb_m=climb_m(told, "climb"),
        hard_s=None if hard_s is None else round(hard_s),
        zone_is_guess=zone_is_guess,
    )


def absurd() -> UnreadableFile:
    """What is raised of a file that is sound and tells nonsense."""
    return UnreadableFile(
        "The file tells a time, a duration or a distance that cannot be. Correct it in the app that made it."
    )


def _steps(strides: float | None) -> float | None:
    """The formats count one foot."""
    if strides is None:
        return None
    return strides if strides > _MOST_STRIDES else 2 * strides
