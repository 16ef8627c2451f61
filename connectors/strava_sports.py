"""Strava's words for sports -> ours; Intervals.icu uses them too, and a few of its own. Pure."""

from rules.records import Sport

_SPORTS = {
    "Run": Sport.RUN,
    "TrailRun": Sport.TRAIL_RUN,
    "VirtualRun": Sport.VIRTUAL_RUN,
    "Walk": Sport.WALK,
    "Hike": Sport.HIKE,
    "Snowshoe": Sport.HIKE,
    "Velomobile": Sport.RIDE,
    "Handcycle": Sport.RIDE,
    "Swim": Sport.SWIM,
    "OpenWaterSwim": Sport.SWIM,
    "WeightTraining": Sport.STRENGTH,
    "Crossfit": Sport.STRENGTH,
}
_NAMES_OF_OTHERS = """
    AlpineSki BackcountrySki Badminton Basketball Canoeing Cricket Dance Elliptical Golf
    HighIntensityIntervalTraining IceSkate InlineSkate Kayaking Kitesurf NordicSki Padel PhysicalTherapy Pickleball
    Pilates Racquetball RockClimbing RollerSki Rowing Sail Skateboard Snowboard Soccer Squash StairStepper
    StandUpPaddling Surfing TableTennis Tennis VirtualRow Volleyball Wheelchair Windsurf Workout Yoga
    Hockey Other Rugby Transition VirtualSki WaterSport
"""
_OTHERS = frozenset(_NAMES_OF_OTHERS.casefold().split())
"""None of our sports. Those of the last line only Intervals.icu has."""
_SPORTS_BY_WORD = {name.casefold(): sport for name, sport in _SPORTS.items()}


def sport_of(word: str) -> Sport | None:
    """Return the sport that is called so, OTHER where we tell it apart from no other, None for an unknown word."""
    word = word.casefold()
    if word in _SPORTS_BY_WORD:
        return _SPORTS_BY_WORD[word]
    if word.endswith("ride"):
        return Sport.RIDE
    return Sport.OTHER if word in _OTHERS else None
