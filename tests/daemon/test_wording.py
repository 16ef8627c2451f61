from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from daemon.config import Athlete, Notify
from daemon.wording import Format, style_of

TODAY = date(2026, 3, 10)  # a Tuesday

EN, EN_MILES = Format("en", "metric"), Format("en", "imperial")
NL, NL_MILES = Format("nl", "metric"), Format("nl", "imperial")


# A mile is 1,609.344 m: 21,100 m are 13.11 mi, 700,000 m 434.96 mi, 42,195 m 26.22 mi, 1,234,567 m 767.12 mi.
@pytest.mark.parametrize(
    ("distance_m", "en", "nl", "en_miles", "nl_miles"),
    [
        (21_100, "21.1 km", "21,1 km", "13.1 mi", "13,1 mi"),
        (21_199, "21.1 km", "21,1 km", "13.1 mi", "13,1 mi"),
        (700_000, "700 km", "700 km", "434.9 mi", "434,9 mi"),
        (42_195, "42.1 km", "42,1 km", "26.2 mi", "26,2 mi"),
        (1_234_567, "1,234.5 km", "1.234,5 km", "767.1 mi", "767,1 mi"),
        (99, "0 km", "0 km", "0 mi", "0 mi"),
    ],
)
def test_distances_are_rounded_down_to_a_tenth(distance_m: int, en: str, nl: str, en_miles: str, nl_miles: str) -> None:
    written = [style.value("week_m", distance_m) for style in (EN, NL, EN_MILES, NL_MILES)]
    assert written == [en, nl, en_miles, nl_miles]


def test_exactly_one_mile_is_a_mile() -> None:
    assert EN_MILES.value("distance_m", 1609.344) == "1 mi"
    assert EN_MILES.value("distance_m", 1609.343) == "0.9 mi"


def test_a_sum_of_floats_does_not_lose_its_last_metre() -> None:
    # 4.35 * 100 * 1000 is 434,999.99999999994 in floats
    assert EN.value("distance_m", 4.35 * 100 * 1000) == "435 km"


@pytest.mark.parametrize(
    ("name", "value", "en", "nl"),
    [
        ("value_bpm", 56, "56 bpm", "56 slagen/min"),
        ("baseline_bpm", 48.5, "48.5 bpm", "48,5 slagen/min"),
        ("gap_days", 1, "1 day", "1 dag"),
        ("gap_days", 16, "16 days", "16 dagen"),
        ("gap_days", 0, "0 days", "0 dagen"),
        ("silent_hours", 1, "1 hour", "1 uur"),
        ("silent_hours", 36, "36 hours", "36 uur"),
        ("excess_percent", 12, "12%", "12%"),
        ("excess_percent", 12.99, "12%", "12%"),
        ("excess_percent", 1200, "1,200%", "1.200%"),
        ("known_count", 13, "13", "13"),
        ("known_count", 1450, "1,450", "1.450"),
        ("first_day", date(2026, 3, 8), "8 March", "8 maart"),
        ("first_day", "2026-12-12", "12 December", "12 december"),
        ("until_at", "2026-03-08T14:05:00+01:00", "8 March at 14:05", "8 maart om 14:05"),
        ("shoe", "Ghost 15 {x}", "Ghost 15 {x}", "Ghost 15 {x}"),
        ("shoe", "  two\nlines ", "two lines", "two lines"),
        ("source", "garmin", "Garmin", "Garmin"),
        ("source", "intervals", "Intervals.icu", "Intervals.icu"),
        ("day", "no unit", "no unit", "no unit"),
    ],
)
def test_a_value_is_written_by_the_end_of_its_name(
    name: str, value: int | float | str | date, en: str, nl: str
) -> None:
    assert (EN.value(name, value), NL.value(name, value)) == (en, nl)


def test_a_moment_is_told_on_the_runners_clock() -> None:
    # 23:30 UTC is 00:30 the next day in Amsterdam in winter.
    amsterdam = Format("en", "metric", ZoneInfo("Europe/Amsterdam"))
    assert amsterdam.value("until_at", datetime(2026, 3, 8, 23, 30, tzinfo=UTC)) == "9 March at 00:30"


def test_a_value_that_does_not_fit_its_unit_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="week_m"):
        EN.value("week_m", "far")


def test_a_name_without_a_value_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        EN.fill("{week_m}", {})


def test_a_value_is_never_taken_for_a_template() -> None:
    assert EN.fill("{shoe}: {distance_m}.", {"shoe": "{distance_m}", "distance_m": 5000}) == "{distance_m}: 5 km."


def test_a_command_has_the_name_of_the_source_as_it_is_typed() -> None:
    values = {"source": "garmin", "login": "garmin"}
    assert EN.say("Log in once: shinguard login {login}", values) == "Log in once: shinguard login garmin"
    assert NL.say("{source} has blocked the login.", values) == "Garmin heeft het inloggen geblokkeerd."


def test_a_name_that_a_shell_would_take_apart_is_quoted() -> None:
    command = Format("en", "metric", athlete="anna maria").say("runs accept {accept}", {"accept": "garmin-1"})
    assert command == "runs accept garmin-1 --athlete 'anna maria'"


def athlete(*, alone: bool) -> Athlete:
    notify = Notify(quiet_from=time(), quiet_until=time(), per_day=1, per_7_days=3, receivers={})
    return Athlete(
        name="anna",
        alone=alone,
        timezone=ZoneInfo("Europe/Amsterdam"),
        language="nl",
        units="imperial",
        week_starts="monday",
        notify=notify,
        connectors={},
        rules={},
    )


@pytest.mark.parametrize(("alone", "name"), [(True, ""), (False, "anna")])
def test_the_style_of_a_runner_has_the_name_only_in_a_household(alone: bool, name: str) -> None:
    assert style_of(athlete(alone=alone)) == Format("nl", "imperial", ZoneInfo("Europe/Amsterdam"), name)
