"""What a person types: distances, days and shoes, in English and Dutch."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from daemon.asking import NotUnderstood, find_shoe, read_day, read_distance
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
    ],
)
def test_a_distance(text: str, units: str, metres: int) -> None:
    assert read_distance(text, units=units).metres == metres


@pytest.mark.parametrize("text", ["", "far", "14k", "-3km", "1e3", "14..5", "1.000,5", "km", "٣km"])
def test_no_distance_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(NotUnderstood, match="is no distance: write it like 14km"):
        read_distance(text, units="metric")


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
