"""A history in a file, as the records that a database would give: for a replay without one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors import garmin_words, strava_sports
from connectors.files.sports import kind_of_word
from connectors.sandbox import Outing, read_history
from daemon.merge import merge
from daemon.records import Past
from rules.records import Activity, Sport


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryFile:
    """What a file tells of a runner."""

    past: Past
    strange: Mapping[str, int]
    """Kinds of activity that nobody knows, and how many there are: they count as no run, be they runs or not."""


def read_history_file(path: Path) -> HistoryFile:
    """Given a CSV file as the sandbox serves them, return what it tells. Raise HistoryError, which names the line."""
    outings = read_history(path).all_outings()
    runs = merge(_activity(outing) for outing in outings)
    return HistoryFile(
        past=Past(runs=tuple(run for run in runs if run.sport.is_run)),
        strange=Counter(outing.sport for outing in outings if _sport_of(outing.sport) is None),
    )


def _activity(outing: Outing) -> Activity:
    return Activity(
        source="file",
        source_id=str(outing.number),
        sport=_sport_of(outing.sport) or Sport.OTHER,
        start=outing.start,
        elapsed_s=outing.elapsed_s,
        moving_s=outing.moving_s,
        distance_m=round(outing.distance_m),
        average_heart_rate_bpm=outing.average_heart_rate_bpm,
    )


def _sport_of(word: str) -> Sport | None:
    """Return the sport that Strava, Garmin or a file calls so, None for a word that nobody knows."""
    kind = kind_of_word(word, otherwise=None)
    if kind.sport is None or kind.strange:
        is_known = garmin_words.is_known(word.casefold())
        return strava_sports.sport_of(word) or (Sport.OTHER if is_known else None)
    return kind.sport
