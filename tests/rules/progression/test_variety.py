"""variety: what fires, what is quiet, what cannot be known. One run a day; today is the day after the last."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from rules.history import History
from rules.progression.variety import Settings, variety
from rules.records import Run
from rules.said import MarkKind
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Verdict
from tests.rules.efforts import run_on, runner
from tests.rules.series import day, judge, life_of, placeholders, rule_of

DAYS = 28
FROM_TO = (
    "Your {run_count} runs in {span_days} are alike: from {shortest_m} to {longest_m}, within {pace_percent} of one "
    "pace."
)
ALL_OF_ONE = (
    "Your {run_count} runs in {span_days} are alike: all of about {longest_m}, within {pace_percent} of one pace."
)


def alike(count: int = DAYS) -> list[Run]:
    """Return a run of 10 km in an hour on each day."""
    return [run_on(index) for index in range(count)]


def with_run(index: int, distance_m: int, moving_s: int) -> list[Run]:
    """Return the same with one other run."""
    return [run_on(index, distance_m=distance_m, moving_s=moving_s) if n == index else run_on(n) for n in range(DAYS)]


def say(runs: list[Run], settings: Settings | None = None, *, today: int = DAYS) -> Verdict:
    (verdict,) = judge(variety, runner(runs, today=today), settings)
    return verdict


def test_fires_when_all_runs_are_the_same() -> None:
    state = runner(alike(), today=DAYS)
    (verdict,) = judge(variety, state)
    assert isinstance(verdict, Finding)
    assert (verdict.severity, verdict.subject, verdict.day, verdict.at) == (Severity.INFO, "-", day(28), state.now)
    assert verdict.says == ALL_OF_ONE
    assert verdict.do == "Make one run this week longer and slower, or shorter with some faster minutes."
    assert verdict.values == {
        "run_count": 28,
        "span_days": 28,
        "shortest_m": 10_000,
        "longest_m": 10_000,
        "pace_percent": 5.0,
        "distance_percent": 10.0,
    }
    assert verdict.formula == (
        "runs of about {longest_m} are within {distance_percent} of one distance, the slowest and the fastest run "
        "within {pace_percent} of one pace"
    )
    assert placeholders(verdict.formula) <= set(verdict.values)
    assert verdict.runs == tuple(f"{index}-7" for index in range(28))


@pytest.mark.parametrize(
    ("shortest_m", "longest_m", "says"),
    [
        # 10,000 and 10,161 m are 6.2 and 6.3 miles, 10,000 and 10,160 m are both 6.2; 9,990 m is 9.9 km and 6.2 miles.
        pytest.param(10_000, 10_161, FROM_TO, id="a tenth of a mile"),
        pytest.param(10_000, 10_160, ALL_OF_ONE, id="a metre less"),
        pytest.param(9990, 10_000, ALL_OF_ONE, id="either side of a round number"),
        pytest.param(9000, 11_000, FROM_TO, id="as far apart as can be"),
    ],
)
def test_runs_that_are_written_alike_are_not_told_apart(shortest_m: int, longest_m: int, says: str) -> None:
    ends = [run_on(n, distance_m=m, moving_s=round(m * 0.36)) for n, m in enumerate((shortest_m, longest_m))]
    verdict = say([*ends, *(run_on(n, distance_m=shortest_m, moving_s=round(shortest_m * 0.36)) for n in range(2, 28))])
    assert isinstance(verdict, Finding)
    assert verdict.says == says
    assert (verdict.values["shortest_m"], verdict.values["longest_m"]) == (shortest_m, longest_m)
    assert ("{shortest_m}" in verdict.formula) is (says == FROM_TO)
    assert placeholders(verdict.formula) <= set(verdict.values)


@pytest.mark.parametrize(
    ("shortest_m", "longest_m", "fires"),
    [
        # 9 and 11 km are 10 % from 10 km; the metre more is further from every distance than that.
        pytest.param(9000, 11_000, True, id="10 % less and more"),
        pytest.param(9000, 11_001, False, id="a metre longer"),
        pytest.param(8999, 11_000, False, id="a metre shorter"),
        # 9,900 and 12,100 m are 10 % from 11 km
        pytest.param(9900, 12_100, True, id="the one distance need not be that of a run"),
    ],
)
def test_one_distance(shortest_m: int, longest_m: int, fires: bool) -> None:
    # All at 6 minutes a kilometre, to the second that is nearest.
    others = [run_on(n) for n in range(2, 28)]
    for first, second in ((shortest_m, longest_m), (longest_m, shortest_m)):
        runs = [run_on(n, distance_m=m, moving_s=round(m * 0.36)) for n, m in enumerate((first, second))]
        verdict = say([*runs, *others])
        assert isinstance(verdict, Finding if fires else Clear)
        if isinstance(verdict, Finding):
            assert (verdict.values["shortest_m"], verdict.values["longest_m"]) == (shortest_m, longest_m)


@pytest.mark.parametrize(
    ("fastest_s", "slowest_s", "fires"),
    [
        # 3,420 and 3,780 s for 10 km are 5 % from an hour.
        pytest.param(3420, 3780, True, id="5 % faster and slower"),
        pytest.param(3420, 3781, False, id="a second slower"),
        pytest.param(3419, 3780, False, id="a second faster"),
    ],
)
def test_one_pace(fastest_s: int, slowest_s: int, fires: bool) -> None:
    others = [run_on(n) for n in range(2, 28)]
    for first, second in ((fastest_s, slowest_s), (slowest_s, fastest_s)):
        verdict = say([run_on(0, moving_s=first), run_on(1, moving_s=second), *others])
        assert isinstance(verdict, Finding if fires else Clear)


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param(with_run(0, 20_000, 7200), id="one long run, 28 days ago"),
        pytest.param(with_run(27, 5000, 1800), id="one short run, yesterday"),
        pytest.param(with_run(13, 10_000, 3000), id="one fast run"),
        pytest.param([*alike(), run_on(27, hour=19, distance_m=3000, moving_s=1080)], id="a second run on a day"),
    ],
)
def test_is_quiet(runs: list[Run]) -> None:
    state = runner(runs, today=DAYS)
    (verdict,) = judge(variety, state)
    assert isinstance(verdict, Clear)
    assert verdict.because == "Your runs differ in distance or pace."
    assert verdict.subject == "-"


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param([run_on(0, distance_m=20_000), *(run_on(n) for n in range(1, 29))], id="29 days ago"),
        pytest.param([*alike(29), run_on(29, distance_m=20_000)], id="today"),
    ],
)
def test_another_run_outside_of_the_28_days_changes_nothing(runs: list[Run]) -> None:
    assert isinstance(say(runs, today=29), Finding)


def test_a_run_that_is_still_under_way_is_not_known_in_a_replay() -> None:
    night = run_on(27, hour=20, distance_m=90_000, moving_s=43_200)
    state = runner([*alike(), night], today=DAYS)
    before, after = (datetime.combine(day(28), time(hour), UTC) for hour in (7, 9))
    assert isinstance(judge(variety, replace(state, now=before))[0], Finding)
    assert isinstance(judge(variety, replace(state, now=after))[0], Clear)


@pytest.mark.parametrize(("count", "kind"), [(8, Finding), (7, NoData)])
def test_eight_runs_are_needed(count: int, kind: type) -> None:
    verdict = say(alike(count))
    assert isinstance(verdict, kind)
    if isinstance(verdict, NoData):
        assert verdict.lacks == "Runs in {span_days}: {run_count}; {needed_count} needed."
        assert verdict.values == {"run_count": 7, "span_days": 28, "needed_count": 8}


def test_a_distance_that_is_not_known_may_be_another() -> None:
    runs = alike()
    runs[9] = replace(runs[9], distance_m=None)
    for today in ([], [run_on(28, distance_m=None)]):
        verdict = say([*runs, *today])
        assert isinstance(verdict, NoData)
        assert (verdict.values, verdict.subject) == ({"unknown_day": day(9)}, "-")
        assert verdict.speaks_from == day(38)  # 9 + 29
    assert isinstance(say([*runs, run_on(27, hour=19, distance_m=3000)]), Clear)
    assert isinstance(say([*runs, *(run_on(n) for n in range(28, 38))], today=38), Finding)


def test_a_cold_start_takes_four_weeks() -> None:
    verdict = say(alike(27), today=27)
    assert isinstance(verdict, NoData)
    assert (verdict.values, verdict.speaks_from) == ({"needed_days": 28, "first_day": day(0)}, day(28))
    assert isinstance(say(alike()), Finding)


@pytest.mark.parametrize(("known_through", "kind"), [(24, Finding), (23, NoData)])
def test_of_the_28_days_25_must_be_known(known_through: int, kind: type) -> None:
    state = runner(alike(), today=DAYS, known_through=known_through)
    assert isinstance(judge(variety, state)[0], kind)


def test_nothing_is_said_of_who_never_ran() -> None:
    nobody = RunnerState(now=datetime(2025, 1, 1, tzinfo=UTC), history=History((), known_through=None))
    assert judge(variety, nobody) == []


@pytest.mark.parametrize(
    ("settings", "fires"),
    [
        # 12 and 10 km are 9.1 % from 11 km, at one pace; 3,300 and 3,600 s are 4.3 % from 3,450 s.
        (Settings(distance_percent=9.1), True),
        (Settings(distance_percent=9), False),
        (Settings(pace_percent=4.4), True),
        (Settings(pace_percent=4.3), False),
    ],
)
def test_other_limits(settings: Settings, fires: bool) -> None:
    runs = [run_on(0, distance_m=12_000, moving_s=4320), run_on(1, moving_s=3300), *(run_on(n) for n in range(2, 28))]
    assert isinstance(say(runs, settings), Finding) is fires


def test_it_is_a_tip_once_in_four_weeks() -> None:
    life = life_of(variety)
    assert (life.repeat, life.ends_after, life.tip, life.sign) == (timedelta(days=28), None, True, None)


def test_it_rests_on_days_marked_as_injured_and_on_no_others() -> None:
    assert rule_of(variety).rests == {MarkKind.INJURED}
