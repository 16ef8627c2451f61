"""What files call a sport -> ours."""

from dataclasses import dataclass
from typing import Any

from connectors import garmin_words
from connectors.files import strava_words
from rules.records import Sport

_RUNNING_KMH = (5.5, 16.0)
"""The mean speed of a run lies in between."""

_WORDS = {
    "run": Sport.RUN,
    "jogging": Sport.RUN,
    "hardlopen": Sport.RUN,
    "laufen": Sport.RUN,
    "wandelen": Sport.WALK,
    "fietsen": Sport.RIDE,
    "trailrun": Sport.TRAIL_RUN,
    "trailrunning": Sport.TRAIL_RUN,
    "treadmill": Sport.TREADMILL_RUN,
    "treadmillrun": Sport.TREADMILL_RUN,
    "treadmillrunning": Sport.TREADMILL_RUN,
    "indoorrun": Sport.TREADMILL_RUN,
    "indoorrunning": Sport.TREADMILL_RUN,
    "virtualrun": Sport.VIRTUAL_RUN,
    "virtualrunning": Sport.VIRTUAL_RUN,
    "walk": Sport.WALK,
    "hike": Sport.HIKE,
    "rucking": Sport.HIKE,
    "snowshoe": Sport.HIKE,
    "snowshoeing": Sport.HIKE,
    "bike": Sport.RIDE,
    "ride": Sport.RIDE,
    "mtb": Sport.RIDE,
    "swim": Sport.SWIM,
    "strength": Sport.STRENGTH,
    "strengthtraining": Sport.STRENGTH,
    "weighttraining": Sport.STRENGTH,
    # Strava's numbers, which its GPX files had for years.
    "1": Sport.RIDE,
    "4": Sport.HIKE,
    "9": Sport.RUN,
    "10": Sport.WALK,
    "16": Sport.SWIM,
}
_WORDS_BY_END = {
    "running": Sport.RUN,
    "walking": Sport.WALK,
    "hiking": Sport.HIKE,
    "cycling": Sport.RIDE,
    "biking": Sport.RIDE,
    "ride": Sport.RIDE,
    "swimming": Sport.SWIM,
}
_SAY_NOTHING = frozenset({"", "0", "unknown", "uncategorized", "activity", "track", "gps", "gpx", "default"})

_FIT_SPORTS = {
    "running": Sport.RUN,
    "walking": Sport.WALK,
    "hiking": Sport.HIKE,
    "snowshoeing": Sport.HIKE,
    "cycling": Sport.RIDE,
    "e_biking": Sport.RIDE,
    "swimming": Sport.SWIM,
}
_FIT_SUB_SPORTS = {
    ("running", "trail"): Sport.TRAIL_RUN,
    ("running", "treadmill"): Sport.TREADMILL_RUN,
    ("running", "indoor_running"): Sport.TREADMILL_RUN,
    ("running", "virtual_activity"): Sport.VIRTUAL_RUN,
    ("fitness_equipment", "treadmill"): Sport.TREADMILL_RUN,
    ("fitness_equipment", "indoor_running"): Sport.TREADMILL_RUN,
    ("walking", "rucking"): Sport.HIKE,
    ("training", "strength_training"): Sport.STRENGTH,
    ("fitness_equipment", "strength_training"): Sport.STRENGTH,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Of what kind an activity is, by its file and by whoever brought that in."""

    sport: Sport | None
    """None where neither says it."""
    strange: str = ""
    """The word for it, where that is in no list: it counts as another sport, and nobody knows whether it was a run."""


def kind_of_word(word: str, *, otherwise: Sport | None) -> Kind:
    """Return the kind that a word in a GPX or TCX file is for; `otherwise` it is of the sport that its owner names.

    "Trail Running", "trail_running" and "TrailRun" are one word; Strava's words in its users' languages are known, and
    those that Garmin Connect writes into its own files. "Other", as TCX has it, is no sport that anybody could know.
    """
    plain = "".join(letter for letter in word.casefold() if letter.isalnum())
    if plain in _SAY_NOTHING:
        return Kind(otherwise)
    if plain in _WORDS:
        return Kind(_WORDS[plain])
    by_end = next((sport for end, sport in _WORDS_BY_END.items() if plain.endswith(end)), None)
    known = by_end or strava_words.sport_of(word)
    if known is None and plain != "other" and garmin_words.is_known(word):
        known = garmin_words.sport_of(word)
    return Kind(known) if known else _strange(" ".join(word.split()), otherwise)


def kind_of_fit(sport: Any, sub_sport: Any, *, otherwise: Sport | None) -> Kind:
    """Return the kind that FIT's two names are for; `otherwise` it is of the sport that its owner names.

    "generic" is no sport that anybody could know, nor is a number, which is a sport of a newer profile.
    """
    if sport is None:
        return Kind(otherwise)
    known = _FIT_SUB_SPORTS.get((sport, sub_sport)) or _FIT_SPORTS.get(sport)
    if known is None and (sport == "generic" or not isinstance(sport, str)):
        return _strange(str(sport), otherwise)
    return Kind(known or Sport.OTHER)


def _strange(word: str, otherwise: Sport | None) -> Kind:
    return Kind(otherwise) if otherwise else Kind(Sport.OTHER, word)


def sport_of_speed(*, distance_m: float, moving_s: float) -> Sport:
    """Return the likely sport where nobody says one: from 5.5 to 16 km/h on the mean a run, slower a walk, else OTHER.

    What covered no ground is OTHER too.
    """
    if distance_m <= 0 or moving_s <= 0:
        return Sport.OTHER
    kmh = 3.6 * distance_m / moving_s
    slowest, fastest = _RUNNING_KMH
    if kmh < slowest:
        return Sport.WALK
    return Sport.RUN if kmh <= fastest else Sport.OTHER
