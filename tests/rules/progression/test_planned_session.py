"""planned-session: what stands in the calendar, beside the ceiling of its day."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rules.history import History
from rules.progression.planned_session import Settings, planned_session
from rules.records import PlannedWorkout, Sport
from rules.said import Mark, MarkKind
from rules.state import Plan, RunnerState
from rules.verdicts import Ceiling, Clear, Finding, NoData, Severity, Text, Verdict
from tests.rules.series import day, judge, life_of
from tests.rules.series import state as runner

TODAY = 35
SUNDAY = day(TODAY + 4)
LONGEST = Ceiling(
    severity=Severity.NOTICE,
    says=Text("Longest run in the 30 days before: {longest_m}. More than {ceiling_m} is a big step."),
    values={"longest_m": 19_000, "ceiling_m": 20_900},
    run_m=20_900,
)
WEEK = Ceiling(
    severity=Severity.NOTICE,
    says=Text("{week_m} of {most_m} in these 7 days so far; your highest recent week is {reference_m}."),
    values={"week_m": 30_000, "most_m": 44_000, "reference_m": 40_000},
    week_room_m=14_000,
)


def workout(*, ahead: int = 4, is_race: bool = False, is_changed: bool = False) -> PlannedWorkout:
    return PlannedWorkout(
        source="garmin",
        source_id="7",
        day=day(TODAY + ahead),
        title="Long run",
        sport=Sport.RUN,
        is_race=is_race,
        is_changed=is_changed,
    )


def plan(distance_m: int | None, ceiling: Ceiling | None = LONGEST, *, is_estimate: bool = False, **about: Any) -> Plan:
    return Plan(
        workout=workout(**about),
        distance_m=distance_m,
        is_estimate=is_estimate,
        rule="session-spike",
        ceiling=ceiling,
    )


def at(*plans: Plan, hour: int = 12) -> RunnerState:
    state = runner("5 0 " * 17 + "5 0")
    return replace(state, now=datetime.combine(day(TODAY), datetime.min.time(), UTC).replace(hour=hour), plans=plans)


def said(*plans: Plan, hour: int = 12, settings: Settings | None = None) -> list[Verdict]:
    return judge(planned_session, at(*plans, hour=hour), settings)


def test_where_no_run_is_the_answer_today_no_plan_is_judged() -> None:
    (held,) = said(replace(plan(30_000, None), is_on_hold=True))
    assert held == NoData(
        lacks=Text("No planned run is judged on a day on which you are asked not to run."), subject="garmin-7"
    )


def test_a_metre_beyond_the_ceiling_speaks_and_the_ceiling_itself_is_quiet() -> None:
    (quiet,) = said(plan(20_900))
    assert isinstance(quiet, Clear)
    assert quiet.because == "The plan is within what the day allows."
    (found,) = said(plan(20_901))
    assert isinstance(found, Finding)


def test_the_message_names_the_day_the_excess_the_normal_and_what_would_keep_the_limit() -> None:
    (found,) = said(plan(24_000))
    assert isinstance(found, Finding)
    assert found.says == (
        "{run_weekday}: {distance_m} is {excess_percent} longer than your longest run in 30 days ({longest_m})."
    )
    assert found.do == "{up_to_m} would keep the limit."
    # 24,000 / 19,000 = 1.263: 26 % longer.
    assert found.values == {
        "run_weekday": SUNDAY,
        "distance_m": 24_000,
        "up_to_m": 20_900,
        "excess_percent": 26,
        "longest_m": 19_000,
        "ceiling_m": 20_900,
    }
    assert found.formula == "{distance_m} > {up_to_m}, the ceiling above {longest_m}"
    assert (found.severity, found.subject, found.stage) == (Severity.NOTICE, "garmin-7", 0)
    assert (found.day, found.at) == (day(TODAY), at().now)


def test_a_plan_that_is_beyond_the_week_says_what_is_left() -> None:
    (found,) = said(plan(14_001, WEEK))
    assert isinstance(found, Finding)
    assert found.says == "{run_weekday}: {distance_m} is more than the {up_to_m} that are left."
    # How much that is was just said.
    assert found.do == "Shorten it to that, or move it to a later week."
    (race,) = said(plan(14_001, WEEK, is_race=True))
    assert isinstance(race, Finding)
    assert race.do == "If you race all the same, rest well before and after."
    assert found.formula == "{distance_m} > {up_to_m}, what is left under the limit of the week or of the return"
    assert found.values["up_to_m"] == 14_000
    assert "excess_percent" not in found.values
    assert isinstance(said(plan(14_000, WEEK))[0], Clear)


def test_a_ceiling_of_a_return_is_what_is_left_and_no_longest_run() -> None:
    of_a_return = Ceiling(
        severity=Severity.NOTICE, says=Text("At most {run_cap_m}."), values={"run_cap_m": 6_000}, run_m=6_000
    )
    (found,) = said(plan(6_001, of_a_return))
    assert isinstance(found, Finding)
    assert found.says == "{run_weekday}: {distance_m} is more than the {up_to_m} that are left."
    assert found.values == {"run_weekday": SUNDAY, "distance_m": 6_001, "up_to_m": 6_000, "run_cap_m": 6_000}


@pytest.mark.parametrize(
    ("left_m", "do"),
    [
        (0, "There is no room for a run that day: rest, or move it to a later week."),
        (1, "Shorten it to that, or move it to a later week."),
    ],
)
def test_there_is_no_room_only_where_nothing_is_left(left_m: int, do: str) -> None:
    (found,) = said(plan(5_000, replace(WEEK, week_room_m=left_m)))
    assert isinstance(found, Finding)
    assert found.do == do


def test_of_a_runner_without_any_run_a_plan_is_quiet() -> None:
    nobody = RunnerState(now=at().now, history=History((), known_through=None), plans=(plan(5_000, None),))
    assert [type(each) for each in judge(planned_session, nobody)] == [Clear]


@pytest.mark.parametrize(
    ("ceiling", "says"),
    [
        (
            LONGEST,
            "{run_weekday}: about {distance_m} (by its duration) is {excess_percent} longer than your longest run in "
            "30 days ({longest_m}).",
        ),
        (WEEK, "{run_weekday}: about {distance_m} (by its duration) is more than the {up_to_m} that are left."),
    ],
)
def test_a_plan_that_tells_only_its_duration_is_said_to_be_about(ceiling: Ceiling, says: str) -> None:
    (found,) = said(plan(24_000, ceiling, is_estimate=True))
    assert isinstance(found, Finding)
    assert found.says == says


def test_without_room_the_advice_is_to_rest() -> None:
    (found,) = said(plan(5_000, replace(WEEK, week_room_m=0)))
    assert isinstance(found, Finding)
    assert found.do == "There is no room for a run that day: rest, or move it to a later week."


def test_a_race_is_told_too_and_nobody_is_told_to_run_less_of_it() -> None:
    (found,) = said(plan(42_195, is_race=True))
    assert isinstance(found, Finding)
    assert found.do == "{up_to_m} would keep the limit. If you race all the same, rest well before and after."


def test_a_plan_on_a_day_that_is_marked_as_a_race_is_one() -> None:
    race = Mark(mark_id=1, kind=MarkKind.RACE, first=SUNDAY, last=SUNDAY)
    (week,) = judge(planned_session, replace(at(plan(14_001, WEEK)), marks=(race,)))
    assert isinstance(week, Finding)
    assert week.do == "If you race all the same, rest well before and after."
    (elsewhere,) = judge(planned_session, replace(at(plan(14_001, WEEK, ahead=3)), marks=(race,)))
    assert isinstance(elsewhere, Finding)
    assert elsewhere.do == "Shorten it to that, or move it to a later week."


@pytest.mark.parametrize(
    ("ahead", "hour", "is_changed", "stage"),
    [
        pytest.param(1, 16, False, 0, id="the afternoon before: not yet"),
        pytest.param(1, 17, False, 1, id="the evening before"),
        pytest.param(1, 17, True, 0, id="the plan was moved or made shorter meanwhile"),
        pytest.param(0, 6, False, 1, id="the morning itself"),
        pytest.param(2, 23, False, 0, id="two days before"),
    ],
)
def test_the_evening_before_is_the_next_step(ahead: int, hour: int, is_changed: bool, stage: int) -> None:
    (found,) = said(plan(24_000, ahead=ahead, is_changed=is_changed), hour=hour)
    assert isinstance(found, Finding)
    assert found.stage == stage


@pytest.mark.parametrize(("ahead", "speaks"), [(7, True), (8, False), (0, True)])
def test_it_looks_a_week_ahead(ahead: int, speaks: bool) -> None:
    assert bool(said(plan(24_000, ahead=ahead))) is speaks


def test_how_far_ahead_can_be_set() -> None:
    assert said(plan(24_000, ahead=3), settings=Settings(days_ahead=2)) == []
    assert len(said(plan(24_000, ahead=2), settings=Settings(days_ahead=2))) == 1


def test_what_was_planned_for_today_is_over_when_a_run_of_today_is_in() -> None:
    state = runner("5 0 " * 17 + "5 5")
    assert judge(planned_session, replace(state, plans=(plan(24_000, ahead=0),))) == []
    assert len(judge(planned_session, replace(state, plans=(plan(24_000, ahead=1),)))) == 1


def test_a_plan_of_unknown_length_is_not_called_short() -> None:
    (verdict,) = said(plan(None))
    assert isinstance(verdict, NoData)
    assert verdict.lacks == "How long the planned run is meant to be is not known."
    assert verdict.subject == "garmin-7"


@pytest.mark.parametrize("ceiling", [None, replace(LONGEST, run_m=None)])
def test_without_a_limit_any_plan_is_quiet(ceiling: Ceiling | None) -> None:
    (verdict,) = said(plan(100_000, ceiling))
    assert isinstance(verdict, Clear)
    assert verdict.subject == "garmin-7"


@pytest.mark.parametrize("ceiling", [None, LONGEST])
def test_a_plan_is_not_called_short_while_a_day_is_missing(ceiling: Ceiling | None) -> None:
    # Yesterday, day 34, is missing: a run on it may leave less, and without it a rule may have no ceiling.
    behind = replace(runner("5 0 " * 17 + "_"), plans=(plan(20_900, ceiling),))
    (verdict,) = judge(planned_session, behind)
    assert isinstance(verdict, NoData)
    assert verdict.lacks == (
        "Of the {recent_days} before, {known_days} are known; {needed_days} needed: the others are not in yet."
    )
    assert verdict.values == {"recent_days": 28, "known_days": 27, "needed_days": 28}
    assert verdict.subject == "garmin-7"


def test_a_plan_that_is_too_long_is_so_whatever_a_missing_day_may_bring() -> None:
    behind = replace(runner("5 0 " * 17 + "_"), plans=(plan(20_901),))
    assert isinstance(judge(planned_session, behind)[0], Finding)


@pytest.mark.parametrize("series", ["5", "0 5", "5 5"])
def test_the_days_before_the_first_run_on_record_are_not_asked_for(series: str) -> None:
    young = replace(runner(series), plans=(replace(plan(20_000), workout=workout(ahead=1 - TODAY + 1)),))
    assert isinstance(judge(planned_session, young)[0], Clear)


def test_nothing_planned_is_nothing_said() -> None:
    assert said() == []


def test_a_plan_that_is_gone_ends_its_alert_and_one_that_is_too_long_again_is_news() -> None:
    assert life_of(planned_session).standing
    assert life_of(planned_session).anew
