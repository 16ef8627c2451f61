"""What a person types about shoes: how far they may come, how far they came before, and which of them it is."""

import pytest

from daemon.asking import OF_A_LIMIT, RUN_BEFORE, Bounds, NotUnderstood, find_shoe, read_distance
from daemon.wording import Format
from rules.records import Shoe


def shoe(name: str, *, retired: bool = False) -> Shoe:
    return Shoe(source="garmin", source_id=name, name=name, retired=retired)


SHOES = (shoe("Pegasus 40"), shoe("Pegasus 40 Trail"), shoe("Vaporfly"), shoe("Old Ones", retired=True))


@pytest.mark.parametrize(
    ("text", "bounds", "metres"),
    [
        ("600km", OF_A_LIMIT, 600_000),
        ("50", OF_A_LIMIT, 50_000),
        ("49.999", OF_A_LIMIT, None),
        ("3000", OF_A_LIMIT, 3_000_000),
        ("3000.001", OF_A_LIMIT, None),
        ("400 mi", OF_A_LIMIT, 643_738),  # 400 x 1609.344 = 643,737.6
        ("0km", RUN_BEFORE, 0),
        ("120,5 km", RUN_BEFORE, 120_500),
        ("3000km", RUN_BEFORE, 3_000_000),
        ("3001km", RUN_BEFORE, None),
    ],
)
def test_a_distance_of_a_shoe_has_bounds_of_its_own(text: str, bounds: Bounds, metres: int | None) -> None:
    if metres is not None:
        assert read_distance(text, units="metric", bounds=bounds).metres == metres
        return
    with pytest.raises(NotUnderstood, match="to 3000 km is taken, like"):
        read_distance(text, units="metric", bounds=bounds)


@pytest.mark.parametrize(
    ("text", "kept_m", "shown"),
    [
        ("300mi", 482_804, "300 mi"),  # 300 x 1609.344 = 482,803.2
        ("74mi", 119_092, "74 mi"),  # 119,091.456
        ("125mi", 201_168, "125 mi"),  # to the metre
        ("600km", 600_000, "372.8 mi"),
    ],
)
def test_what_is_kept_reads_as_it_was_given(text: str, kept_m: int, shown: str) -> None:
    found = read_distance(text, units="imperial", bounds=RUN_BEFORE)
    assert (found.kept_m, Format("en", "imperial").distance(found.kept_m)) == (kept_m, shown)


@pytest.mark.parametrize(
    ("name", "found"),
    [("old ones", "Old Ones"), ("old", "Old Ones"), ("vapor", "Vaporfly"), ("pegasus 40", "Pegasus 40")],
)
def test_a_retired_shoe_where_it_is_asked_for(name: str, found: str) -> None:
    assert find_shoe(name, SHOES, also_retired=True).name == found


def test_one_in_use_goes_before_a_retired_one_of_that_name() -> None:
    used, retired = Shoe(source="strava", source_id="1", name="Twin"), shoe("Twin", retired=True)
    assert find_shoe("twin", (retired, used), also_retired=True) == used
    assert find_shoe("twi", (retired, used), also_retired=True) == used
    # The whole name goes before a part of one.
    assert find_shoe("twin", (retired, shoe("Twin 2")), also_retired=True) == retired


def test_a_retired_shoe_that_is_not_there_is_refused_with_all_that_are() -> None:
    with pytest.raises(NotUnderstood, match=r"There is no shoe clogs; there are: Pegasus 40, .*, Old Ones\."):
        find_shoe("clogs", SHOES, also_retired=True)
    with pytest.raises(NotUnderstood, match="Several shoes are called r: Pegasus 40 Trail, Vaporfly"):
        find_shoe("r", (shoe("Pegasus 40 Trail"), shoe("Vaporfly")), also_retired=True)


def test_a_shoe_answers_to_its_name_in_any_source() -> None:
    joined = Shoe(source="strava", source_id="g1", name="Pegasus", other_names=("Nike Peg 41", "Blue ones"))
    for name in ("pegasus", "nike peg 41", "BLUE ONES", "peg 4", "blue"):
        assert find_shoe(name, (joined, shoe("Vaporfly"))) == joined
