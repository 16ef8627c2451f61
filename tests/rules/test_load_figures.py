"""The field's figures, worked out by hand."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.load import Loads
from rules.load_figures import (
    Usual,
    coupled_ratio,
    each_week,
    ewma,
    ewma_ratio,
    monotony,
    rolling,
    strain,
    uncoupled_ratio,
)

RISING = [100] * 21 + [200] * 7
EVERY_OTHER = [10, 0, 10, 0, 10, 0, 10]


def test_rolling_is_the_mean_of_the_last_days() -> None:
    assert rolling([9, 10, 20, 0], 3) == 10
    assert rolling([10, 20, 0], 3) == 10
    assert rolling([10, 20], 3) is None
    assert rolling([10, None, 20], 3) is None
    assert rolling([None, 10, 20, 0], 3) == 10


def test_ewma_weighs_by_two_over_n_plus_one() -> None:
    # 2 / (7 + 1) = 0.25
    assert ewma([0] * 6 + [400], 7) == 100
    assert ewma([0] * 6 + [400, 0], 7) == 75
    assert ewma([400] + [0] * 6, 7) == pytest.approx(71.191, abs=1e-3)  # 400 x 0.75^6
    assert ewma([100] * 7, 7) == 100


def test_ewma_begins_anew_after_a_missing_day() -> None:
    assert ewma([100, None, *[200] * 7], 7) == 200
    assert ewma([100, 100, None, *[200] * 6], 7) is None
    assert ewma([100] * 7 + [None], 7) is None
    assert ewma([100] * 6, 7) is None
    assert ewma([], 7) is None


def test_ratios() -> None:
    assert coupled_ratio(RISING) == 1.6  # 200 by (21 x 100 + 7 x 200) / 28 = 125
    assert uncoupled_ratio(RISING) == 2.0
    # 200 - 100 x 0.75^7 = 186.65 by 200 - 100 x (27 / 29)^7 = 139.36
    assert ewma_ratio(RISING) == pytest.approx(1.3394, abs=1e-4)


@pytest.mark.parametrize("ratio", [coupled_ratio, uncoupled_ratio, ewma_ratio])
def test_no_ratio_without_28_known_days_or_without_load(ratio: Callable[[Loads], float | None]) -> None:
    assert ratio(RISING[1:]) is None
    assert ratio([*RISING[:20], None, *RISING[21:]]) is None
    assert ratio([0] * 28) is None


def test_after_three_weeks_of_rest_the_uncoupled_ratio_has_nothing_to_divide_by() -> None:
    assert coupled_ratio([0] * 21 + [200] * 7) == 4.0
    assert uncoupled_ratio([0] * 21 + [200] * 7) is None


def test_a_ratio_looks_at_no_more_than_28_days() -> None:
    assert coupled_ratio([999, *RISING]) == 1.6
    assert uncoupled_ratio([999, *RISING]) == 2.0


def test_monotony_is_the_mean_by_the_population_standard_deviation() -> None:
    # mean 40 / 7 = 5.714, variance 400 / 7 - 5.714^2 = 24.490, deviation 4.949
    assert monotony(EVERY_OTHER) == pytest.approx(1.1547, abs=1e-4)
    assert strain(EVERY_OTHER) == pytest.approx(46.188, abs=1e-3)  # x 40
    assert monotony([70, 0, 0, 0, 0, 0, 0]) == pytest.approx(0.40825, abs=1e-5)  # 10 by sqrt(700 - 100)


def test_on_days_that_are_nearly_alike_monotony_has_no_upper_end() -> None:
    # mean 70,100 / 7, deviation 100 x sqrt(6) / 7: 701 by sqrt(6) = 286.18; x 70.1 km is 20,061 km
    assert monotony([10_000] * 6 + [10_100]) == pytest.approx(286.18, abs=0.01)
    assert strain([10_000] * 6 + [10_100]) == pytest.approx(20_061_362, abs=1)


@pytest.mark.parametrize("run_days", [3, 4, 5])
def test_weeks_of_one_shape_have_one_monotony_to_the_last_digit(run_days: int) -> None:
    # With a difference in the last digit 5 km, three times a week, would be called more alike than 5.5 km.
    found = {monotony([load] * run_days + [0] * (7 - run_days)) for load in range(4000, 12_500, 500)}
    assert len(found) == 1


@pytest.mark.parametrize(
    "week",
    [
        pytest.param([10, 0, 10, None, 10, 0, 10], id="a day is missing"),
        pytest.param([10, 0, 10, 0, 10, 0], id="six days"),
        pytest.param([5] * 7, id="all alike"),
        pytest.param([0] * 7, id="all rest"),
        pytest.param([*EVERY_OTHER, None], id="seven known of eight"),
    ],
)
def test_weeks_without_monotony_have_no_strain(week: list[int | None]) -> None:
    assert monotony(week) is None
    assert strain(week) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([*range(1, 12)], 10),  # place 9 of 0 to 10
        ([*range(1, 11)], 9.1),  # place 8.1 of 0 to 9
        ([3, 1, 2], 2.8),  # place 1.8, in order
        ([1, 2], 1.9),
        ([7], 7),
    ],
)
def test_the_90th_percentile_by_linear_interpolation(values: list[float], expected: float) -> None:
    assert Usual(values).ninetieth() == pytest.approx(expected, abs=1e-12)


def test_what_is_not_known_takes_a_place_and_does_not_count() -> None:
    usual = Usual([7, None, 1])
    assert (len(usual), usual.ninetieth()) == (2, 6.4)  # 1 + 0.9 x 6
    usual.move_on(None)
    assert (len(usual), usual.ninetieth()) == (1, 1)
    usual.move_on(2)
    usual.move_on(3)
    assert len(usual) == 2  # None, 2 and 3
    assert usual.ninetieth() == pytest.approx(2.9)


VALUES = st.sampled_from([None, 0.5, 1.0, 1.25, 2.0, 7.5])


@given(values=st.lists(VALUES, min_size=3, max_size=30), length=st.integers(1, 12))
def test_what_came_and_went_leaves_no_trace(values: list[float | None], length: int) -> None:
    usual = Usual(values[:length])
    for at, value in enumerate(values[length:], start=1):
        usual.move_on(value)
        left = Usual(values[at : at + length])
        assert len(usual) == len(left)
        assert not left or usual.ninetieth() == left.ninetieth()


def test_each_seven_days_in_a_row() -> None:
    # 10 six times and once 0 is 60 by sqrt(7 x 600 - 60^2) = 2.4495; then a 0 goes and comes, and all are alike.
    weeks = each_week(iter([0, 10, 10, 10, 10, 10, 10, 0, 10, 10, 10, 10, 10, 10, 10]))
    assert [(even and round(even, 4), hard and round(hard, 2)) for even, hard in weeks] == [
        *[(2.4495, 146.97)] * 8,
        (None, None),
    ]
    assert list(each_week(iter([10] * 6))) == []


@given(st.lists(st.one_of(st.none(), st.integers(0, 80_000), st.just(5000)), max_size=30))
def test_seven_days_in_a_row_are_as_even_as_by_themselves(loads: list[int | None]) -> None:
    weeks = [loads[at : at + 7] for at in range(len(loads) - 6)]
    assert list(each_week(iter(loads))) == [(monotony(week), strain(week)) for week in weeks]
