"""What a logged injury and logged pain do to limits on load, beside the same runs without them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

import rules
from rules.body import Body
from rules.history import History
from rules.progression.layoff_return import Settings as LayoffReturn
from rules.progression.layoff_return import layoff_return
from rules.progression.session_spike import Settings as SessionSpike
from rules.progression.session_spike import session_spike
from rules.returns import Break
from rules.state import RunnerState
from rules.verdicts import Ceiling, Clear, Finding, Severity
from tests.rules.series import day, history, judge, runs, state

LONG = "5 0 5 0 5 0 40 " * 5  # the longest of 30 days is 40 km; the next day is 35
WEEKS = "5 0 10 0 5 0 0 " * 8  # 20 km in any seven days, the longest 10 km; the last run is on day 53
AWAY = "0 " * 12  # with the two rest days of the week 14 days off; the return is on day 68
RETURN = 68


def with_body(series: str, *, injured: Iterable[int] = (), held: Iterable[int] = ()) -> RunnerState:
    """Return the runner of a series with an injury or held days on these days."""
    body = Body(held_days=tuple(map(day, held)), injury_days=tuple(map(day, injured)))
    plain = state(series)
    past = History(runs(series), known_through=plain.history.known_through, body=body)
    return replace(plain, history=past, judged=past.sessions[-1:])


def the_return(*, injured: Iterable[int] = (), held: Iterable[int] = ()) -> Break:
    (found,) = with_body(WEEKS + AWAY + "4", injured=injured, held=held).history.layoffs
    return found


@pytest.mark.parametrize(
    ("last_km", "injured", "fires"),
    [
        # 1.10 x 40 km is 44 km, 1.05 x 40 km is 42 km.
        pytest.param("44", (), False, id="healthy: 44 km"),
        pytest.param("44.001", (), True, id="healthy: a metre more"),
        pytest.param("42", (0,), False, id="after an injury: 42 km"),
        pytest.param("42.001", (0,), True, id="after an injury: a metre more"),
        pytest.param("42.001", (34,), True, id="the day before"),
        pytest.param("42.001", (35,), False, id="it is known to be one from the next day on"),
        pytest.param("42.001", (-330,), True, id="365 days before"),
        pytest.param("42.001", (-331,), False, id="366 days before"),
    ],
)
def test_within_twelve_months_of_an_injury_the_spike_limit_is_lower(
    last_km: str, injured: tuple[int, ...], fires: bool
) -> None:
    (verdict,) = judge(session_spike, with_body(LONG + last_km, injured=injured))
    assert isinstance(verdict, Finding if fires else Clear)
    if injured == (0,):
        assert verdict.values["ceiling_m"] == 42_000
        assert not fires or verdict.values["limit_ratio"] == 1.05


def test_a_kilometre_more_stays_allowed_after_an_injury() -> None:
    # 1.05 x 10 km is less than 10 km + 1 km.
    weeks = "5 0 5 0 5 0 10 " * 5
    for last, expected in (("11", Clear), ("11.001", Finding)):
        (verdict,) = judge(session_spike, with_body(weeks + last, injured=(0,)))
        assert isinstance(verdict, expected)


def test_a_limit_that_is_lower_already_is_kept() -> None:
    (verdict,) = judge(session_spike, with_body(LONG + "41.5", injured=(0,)), SessionSpike(limit=1.03))
    # 1.03 x 40 km is 41.2 km.
    assert (verdict.values["ceiling_m"], verdict.values["limit_ratio"]) == (41_200, 1.03)


def test_the_warning_is_where_it_was_after_an_injury() -> None:
    for last, severity in (("80", Severity.NOTICE), ("80.001", Severity.WARNING)):
        (verdict,) = judge(session_spike, with_body(LONG + last, injured=(0,)))
        assert isinstance(verdict, Finding)
        assert verdict.severity is severity


def test_the_ceiling_before_the_run_is_the_lower_one() -> None:
    runner = with_body(LONG + "0", injured=(0,))
    said = rules.before(runner, day(36), {"session-spike": SessionSpike()})
    ceilings = {outlook.severity: outlook.run_m for _rule, outlook in said if isinstance(outlook, Ceiling)}
    assert ceilings == {Severity.NOTICE: 42_000, Severity.WARNING: 80_000}


@pytest.mark.parametrize(
    ("days_back", "week_m", "run_m"),
    [
        # s = 0.5 of 20 km; 0.6 of 10 km; 2G - 6 = 22. Healthy on day 17: 10,000 x (1 + 11/22) = 15,000 and
        # 6,000 + 4,000 x 11/22 = 8,000. All of it x 0.8.
        (0, 8_000, 4_800),
        (6, 8_000, 4_800),
        (17, 12_000, 6_400),
        (28, 16_000, 8_000),
    ],
)
def test_within_twelve_months_of_an_injury_the_caps_of_a_return_are_lower(
    days_back: int, week_m: int, run_m: int
) -> None:
    found = the_return(injured=(50,))
    assert found.week_cap_m(day(RETURN + days_back)) == week_m
    assert found.run_cap_m(day(RETURN + days_back)) == run_m


def test_the_caps_are_whole_again_when_the_twelve_months_are_over() -> None:
    found = the_return(injured=(RETURN + 3 - 365,))
    assert [found.week_cap_m(day(RETURN + at)) for at in (3, 4)] == [8_000, 10_000]


def test_an_injury_does_not_make_a_return_longer() -> None:
    assert [the_return(injured=(50,)).is_over(day(RETURN + at)) for at in (27, 28)] == [False, True]


@pytest.mark.parametrize(
    ("held", "days_back", "week_m"),
    [
        # Without pain the cap of day 7 is 10,000 + 10,000 x 1/22 = 10,454.5.
        pytest.param((), 7, 10_454, id="no pain"),
        pytest.param((RETURN + 3,), 7, 10_000, id="a day of the first week"),
        pytest.param((RETURN + 7,), 7, 10_000, id="the day itself"),
        pytest.param((RETURN,), 7, 10_454, id="the day of the return is none of those that rise"),
        pytest.param((RETURN - 1,), 7, 10_454, id="before the return"),
        pytest.param((RETURN + 8,), 7, 10_454, id="later"),
        # Day 17 with 5 held days is as day 12: 10,000 x (1 + 6/22) = 12,727.3.
        pytest.param(range(RETURN + 8, RETURN + 13), 17, 12_727, id="five days"),
    ],
)
def test_the_caps_do_not_rise_on_days_held_by_pain(held: Iterable[int], days_back: int, week_m: int) -> None:
    assert the_return(held=held).week_cap_m(day(RETURN + days_back)) == week_m


def test_while_pain_holds_the_cap_stays_where_it_was() -> None:
    # Day 10: 10,000 x (1 + 4/22) = 11,818.
    found = the_return(held=range(RETURN + 11, RETURN + 15))
    caps = [found.week_cap_m(day(RETURN + at)) for at in range(10, 16)]
    assert caps == [11_818] * 5 + [12_272]


def test_a_return_gets_longer_by_the_days_that_pain_held() -> None:
    found = the_return(held=range(RETURN + 8, RETURN + 13))
    assert [found.is_over(day(RETURN + at)) for at in (32, 33)] == [False, True]


def test_both_together() -> None:
    # As day 12, x 0.8: 12,727.27 x 0.8 = 10,181.8.
    found = the_return(injured=(50,), held=range(RETURN + 8, RETURN + 13))
    assert found.week_cap_m(day(RETURN + 17)) == 10_181


def test_the_message_at_the_first_run_names_the_lower_caps() -> None:
    verdict = judge(layoff_return, with_body(WEEKS + AWAY + "4", injured=(50,)))[-1]
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.values["cap_m"], verdict.values["run_cap_m"]) == (Severity.WARNING, 8_000, 4_800)


def test_the_ceiling_of_a_return_before_the_run_is_the_lower_one() -> None:
    runner = with_body(WEEKS + AWAY + "0", injured=(50,))
    said = rules.before(runner, runner.today, {"layoff-return": LayoffReturn()})
    (ceiling,) = (outlook for _rule, outlook in said if isinstance(outlook, Ceiling))
    assert (ceiling.run_m, ceiling.week_room_m) == (4_800, 8_000)


def test_a_layoff_inside_a_held_return_keeps_the_older_base() -> None:
    # The return of day 68 would be over on day 96. It is held on 10 days: until day 106.
    series = WEEKS + AWAY + "4 " + "0 0 4 " * 10 + "0 " * 14 + "4"
    last_run, again = 68 + 30, 68 + 30 + 15
    held: list[date] = [day(at) for at in range(70, 80)]
    plain = history(series)
    with_pain = History(runs(series), known_through=plain.known_through, body=Body(held_days=tuple(held)))
    assert [pause.day for pause in with_pain.layoffs] == [day(68), day(again)]
    assert last_run == 98
    # The weeks before it were of 8 km and 4 x 3 at most: without the older base there would be no caps.
    assert with_pain.layoffs[-1].base_m == 20_000
    assert plain.breaks[-1].base_m != 20_000
