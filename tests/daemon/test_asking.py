"""What a person types: distances, days and shoes, in English and Dutch."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from daemon.asking import (
    NotUnderstood,
    find_shoe,
    read_any_day,
    read_day,
    read_distance,
    read_duration,
    read_past_day,
    read_past_moment,
)
from daemon.language import activate
from daemon.wording import Format
from rules.records import Shoe

SUNDAY = date(2026, 3, 8)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    activate("en")
    yield
    activate("en")


@pytest.mark.parametrize(
    ("text", "units", "metres"),
    [
        ("14km", "metric", 14_000),
        ("14 km", "imperial", 14_000),
        ("14", "metric", 14_000),
        ("14.5", "metric", 14_500),
        ("14,5", "metric", 14_500),
        ("21,0975 km"[:6], "metric", 21_097),  # three decimals are metres
        ("5000m", "metric", 5_000),
        ("0.3KM", "metric", 300),
        ("200", "metric", 200_000),
        ("10", "imperial", 16_093),  # 10 x 1609.344 = 16,093.44
        ("10mi", "metric", 16_093),
        ("8,7 mi", "metric", 14_001),  # 8.7 x 1609.344 = 14,001.29
        (" 26.2mi ", "metric", 42_165),  # 26.2 x 1609.344 = 42,164.81
        ("10 Miles", "metric", 16_093),
        ("10 mijl", "metric", 16_093),
        ("14kilometers", "imperial", 14_000),
    ],
)
def test_a_distance(text: str, units: str, metres: int) -> None:
    assert read_distance(text, units=units).metres == metres


@pytest.mark.parametrize("text", ["", "far", "14k", "-3km", "1e3", "14..5", "1.000,5", "km", "٣km"])
def test_no_distance_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotUnderstood, match="is no distance: write it like 14km"):
        read_distance(text, units="metric")


def test_nothing_at_all_is_named_too() -> None:
    with pytest.raises(NotUnderstood, match=r'^"" is no distance'):
        read_distance(" ", units="metric")


@pytest.mark.parametrize("text", ["0", "0.299", "14m", "201", "14000", "14.000m"])
def test_what_cannot_be_a_run_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood, match="from 300 m to 200 km"):
        read_distance(text, units="metric")


def test_a_distance_is_repeated_as_it_was_given() -> None:
    given = read_distance("8.75mi", units="metric")
    assert (given.amount, given.unit) == (Decimal("8.75"), "mi")
    assert Format("en", "metric").amount(given.amount, given.unit) == "8.75 mi"
    assert Format("nl", "metric").amount(Decimal("14.125"), "km") == "14,125 km"
    assert Format("nl", "metric").amount(Decimal(5000), "m") == "5.000 m"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", SUNDAY),
        ("vandaag", SUNDAY),
        ("Tomorrow", date(2026, 3, 9)),
        ("morgen", date(2026, 3, 9)),
        ("sunday", SUNDAY),
        ("zondag", SUNDAY),
        ("Mon", date(2026, 3, 9)),
        ("za", date(2026, 3, 14)),
        ("zaterdag", date(2026, 3, 14)),
        ("2026-03-08", SUNDAY),
        ("2026-03-22", date(2026, 3, 22)),
    ],
)
def test_a_day(text: str, day: date) -> None:
    assert read_day(text, today=SUNDAY) == day


def test_leap_day_is_a_day() -> None:
    assert read_day("2028-02-29", today=date(2028, 2, 28)) == date(2028, 2, 29)
    assert read_day("tomorrow", today=date(2028, 2, 28)) == date(2028, 2, 29)
    assert read_day("tuesday", today=date(2028, 2, 28)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("someday", "someday is no day: write today, tomorrow, the name of a day, or a date like 2026-03-08."),
        ("2026-02-29", "2026-02-29 is no day"),
        ("8 March", "is no day"),
        ("2026-03-07", "2026-03-07 is past: only today and days to come"),
        ("2026-03-23", "2026-03-23 is too far ahead"),
    ],
)
def test_no_day_is_refused_with_what_to_do(text: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        read_day(text, today=SUNDAY)


def test_errors_are_in_the_runners_language() -> None:
    activate("nl")
    with pytest.raises(NotUnderstood, match="is geen afstand"):
        read_distance("ver", units="metric")


def shoe(name: str, *, retired: bool = False) -> Shoe:
    return Shoe(source="garmin", source_id=name, name=name, retired=retired)


SHOES = (shoe("Pegasus 40"), shoe("Pegasus 40 Trail"), shoe("Vaporfly"), shoe("Old Ones", retired=True))


@pytest.mark.parametrize(
    ("name", "found"),
    [("vaporfly", "Vaporfly"), ("vapor", "Vaporfly"), ("pegasus 40", "Pegasus 40"), ("trail", "Pegasus 40 Trail")],
)
def test_a_shoe(name: str, found: str) -> None:
    assert find_shoe(name, SHOES).name == found


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("pega", "Several shoes are called pega: Pegasus 40, Pegasus 40 Trail."),
        ("clogs", "There is no shoe clogs in use; there are: Pegasus 40, Pegasus 40 Trail, Vaporfly."),
        ("old ones", "There is no shoe old ones in use"),
        (" ", "There is no shoe"),
    ],
)
def test_no_shoe(name: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        find_shoe(name, SHOES)


def test_without_shoes_it_says_so() -> None:
    with pytest.raises(NotUnderstood, match="no shoes in use are known"):
        find_shoe("clogs", ())


@pytest.mark.parametrize(
    ("text", "any_day", "past_day"),
    [
        ("today", SUNDAY, SUNDAY),
        ("yesterday", date(2026, 3, 7), date(2026, 3, 7)),
        ("Gisteren", date(2026, 3, 7), date(2026, 3, 7)),
        ("sunday", SUNDAY, SUNDAY),
        ("monday", date(2026, 3, 9), date(2026, 3, 2)),
        ("za", date(2026, 3, 14), date(2026, 3, 7)),
        ("2026-03-02", date(2026, 3, 2), date(2026, 3, 2)),
        (" 2019-12-31 ", date(2019, 12, 31), date(2019, 12, 31)),
    ],
)
def test_the_name_of_a_day_is_the_next_one_or_the_last_one(text: str, any_day: date, past_day: date) -> None:
    assert read_any_day(text, today=SUNDAY) == any_day
    assert read_past_day(text, today=SUNDAY) == past_day


@pytest.mark.parametrize("text", ["tomorrow", "morgen", "2026-03-09", "2062-03-01"])
def test_what_is_to_come_can_be_marked_and_not_logged(text: str) -> None:
    assert read_any_day(text, today=SUNDAY) > SUNDAY
    with pytest.raises(NotUnderstood, match="is still to come: only what is past can be logged"):
        read_past_day(text, today=SUNDAY)


@pytest.mark.parametrize(("read", "other_day"), [(read_any_day, "tomorrow"), (read_past_day, "yesterday")])
@pytest.mark.parametrize("text", ["", "someday", "2026-02-29", "8-3-2026"])
def test_no_day_is_refused_with_an_example(read: Callable[..., date], other_day: str, text: str) -> None:
    # Of what is past tomorrow is no example: it would be refused too.
    with pytest.raises(NotUnderstood, match=rf"is no day: write today, {other_day}, .* like 2026-03-08"):
        read(text, today=SUNDAY)


AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 3, 8, 12, 0, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02 18:00", datetime(2026, 3, 2, 18, 0, tzinfo=AMSTERDAM)),
        ("2026-03-02T18:05", datetime(2026, 3, 2, 18, 5, tzinfo=AMSTERDAM)),
        ("yesterday 7.30", datetime(2026, 3, 7, 7, 30, tzinfo=AMSTERDAM)),
        ("gisteren  23:59", datetime(2026, 3, 7, 23, 59, tzinfo=AMSTERDAM)),
        ("monday 6:00", datetime(2026, 3, 2, 6, 0, tzinfo=AMSTERDAM)),
        ("12:00", NOON),
        ("0:00", datetime(2026, 3, 8, 0, 0, tzinfo=AMSTERDAM)),
        ("2025-07-01 9:00", datetime(2025, 7, 1, 9, 0, tzinfo=AMSTERDAM)),
    ],
)
def test_a_moment_is_on_the_runner_s_clock(text: str, moment: datetime) -> None:
    found = read_past_moment(text, now=NOON)
    assert (found, found.utcoffset()) == (moment, moment.utcoffset())


@pytest.mark.parametrize("text", ["", "18", "2026-03-02", "24:00", "12:60", "noon", "18:00 yesterday"])
def test_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotUnderstood, match="is no moment: write a day and a time, like 2026-03-08 18:00, or 18:00"):
        read_past_moment(text, now=NOON)


@pytest.mark.parametrize("text", ["12:01", "tomorrow 7:00", "2026-03-09 7:00"])
def test_a_moment_to_come_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood, match="is still to come"):
        read_past_moment(text, now=NOON)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45min", 45),
        ("45", 45),
        (" 90 m ", 90),
        ("1h10", 70),
        ("1u", 60),
        ("1:05", 65),
        ("2 h 5 min", 125),
        ("48h", 2880),
    ],
)
def test_a_duration(text: str, minutes: int) -> None:
    assert read_duration(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "0", "0:00", "48h1", "long", "-5", "1.5h", "h"])
def test_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotUnderstood, match="is no duration of a run: write it like 45min or 1h10"):
        read_duration(text)
