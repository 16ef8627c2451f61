"""What is usual on a runner's mornings, of which source."""

from datetime import date

from rules.mornings import resting_bpm
from rules.records import DailyWellness
from tests.rules.series import day


def mornings(source: str, first: int, last: int, bpm: float) -> list[DailyWellness]:
    return [DailyWellness(source=source, day=day(at), resting_heart_rate_bpm=bpm) for at in range(first, last + 1)]


def usual(*of_sources: list[DailyWellness], on: date) -> float | None:
    return resting_bpm(sorted((each for told in of_sources for each in told), key=lambda each: each.day), on)


def test_what_is_usual_rests_on_the_fullest_source_of_the_28_mornings_before() -> None:
    # Before day 28 lie days 0 to 27: garmin has 14 of them and polar 13. From day 28 on polar has more.
    garmin, polar = mornings("garmin", 14, 27, 50), mornings("polar", 15, 30, 60)
    assert usual(garmin, polar, on=day(28)) == 50
    assert usual(garmin, polar, on=day(30)) == 60  # days 2 to 29: 14 of garmin, 15 of polar


def test_fourteen_mornings_of_one_source_are_needed() -> None:
    assert usual(mornings("garmin", 0, 13, 50), on=day(28)) == 50
    assert usual(mornings("garmin", 0, 13, 50), on=day(29)) is None  # day 0 is 29 days before
    assert usual(mornings("garmin", 15, 27, 50), mornings("polar", 14, 14, 60), on=day(28)) is None
