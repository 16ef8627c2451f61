"""On which days pain holds a return back, and how long an injury lowers limits."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from rules.body import Body, body_of
from rules.said import Injury, Site
from tests.rules.pain.log import entries, logged
from tests.rules.series import day


def held(line: str, **others: str) -> list[int]:
    """Return the days that are held, as places in the line."""
    return [(each - day(0)).days for each in body_of(logged(line, **others), ()).held_days]


@pytest.mark.parametrize(
    ("line", "days"),
    [
        pytest.param(".", [], id="nothing logged"),
        pytest.param("2", [], id="2 holds nothing"),
        pytest.param("3", [1, 2, 3, 4, 5, 6, 7], id="the seven days after an entry"),
        pytest.param("3 . . 2", [1, 2, 3], id="up to the day of a later one that says otherwise"),
        pytest.param("3 . . 4", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], id="or goes on"),
        pytest.param("3 . . . . . . 0", [1, 2, 3, 4, 5, 6, 7], id="the seventh day is the last"),
        pytest.param("3 . . . . . . . 0", [1, 2, 3, 4, 5, 6, 7], id="also when the next entry comes later"),
        pytest.param("5+1 . 0", [1, 2], id="a good evening undoes no bad run"),
        pytest.param("m6+0 1", [1], id="nor a bad morning"),
        pytest.param("0 4 m1 . 3 0", [2, 5], id="on and off"),
        pytest.param("2!", [], id="a sign alone holds nothing"),
    ],
)
def test_held_days(line: str, days: list[int]) -> None:
    assert held(line) == days


def test_another_site_does_not_end_it() -> None:
    assert held("3 . . .", hip=". 0 . .") == [1, 2, 3, 4, 5, 6, 7]
    assert held("3 0", hip=". . 5 1") == [1, 3]
    assert held("3 . 0", hip=". 3 . . 0") == [1, 2, 3, 4]


def test_entries_and_injuries_come_in_any_order() -> None:
    pain = tuple(entries("3 . 0 4 1"))
    injuries = [Injury(injury_id=at, day=day(at), site=Site.HIP) for at in (9, 2)]
    body = body_of(reversed(pain), injuries)
    assert body == Body(held_days=(day(1), day(2), day(4)), injury_days=(day(2), day(9)))


@pytest.mark.parametrize(("days_after", "prior"), [(-1, False), (0, False), (1, True), (365, True), (366, False)])
def test_an_injury_counts_for_365_days(days_after: int, prior: bool) -> None:
    body = Body(injury_days=(day(100),))
    assert body.is_prior(day(100 + days_after)) is prior


def test_any_injury_counts() -> None:
    body = Body(injury_days=(day(0), day(500)))
    assert [body.is_prior(day(at)) for at in (1, 365, 366, 500, 501, 865, 866)] == [
        True,
        True,
        False,
        False,
        True,
        True,
        False,
    ]
    assert not Body().is_prior(day(0))


def test_an_entry_counts_on_the_runner_s_own_day() -> None:
    (entry,) = entries("3")
    # 18:00 UTC of day 0 is 03:00 of day 1 in Tokyo.
    tokyo = entry.at.astimezone(timezone(timedelta(hours=9)))
    assert body_of([replace(entry, at=tokyo)], ()).held_days[0] == day(2)
