"""planned-session: a run in the calendar that is longer than its day allows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from rules import lacks
from rules.evidence import Evidence, Grade
from rules.records import PlannedWorkout
from rules.said import MarkKind
from rules.settings import Between
from rules.state import Plan, RunnerState
from rules.verdicts import Ceiling, Clear, Finding, Life, NoData, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
RECENT_DAYS = 28
STAGE_AHEAD, STAGE_EVE = 0, 1
EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text(
        "The ceiling has the evidence of the rule that it comes from; that a word beforehand changes anything was not "
        "studied."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of planned-session."""

    days_ahead: Annotated[int, Between(1, 8)] = 7
    eve_hour: Annotated[int, Between(12, 23)] = 17


@rule(
    Settings,
    title=Text("a planned run is long"),
    life=Life(standing=True, anew=True),
    evidence=EVIDENCE,
    rests=(MarkKind.INJURED,),
    on_hold=Text("{run_weekday}: {distance_m} is planned."),
)
def planned_session(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A run that stands in your calendar beside the ceiling of its day.

    What it watches

    The workouts, races and adaptive plans of the coming week in your calendar, each beside the longest run that the
    other rules would let pass in silence on that day, supposing that you run nothing else until then. A plan that tells
    only a duration is judged by your usual pace of the last 28 days.

    It speaks as soon as a plan is too long, and a second time on the evening before if it still is. The evening is
    silent when you moved the plan or made it shorter meanwhile, unless you made it longer after that. A plan that came
    to fit and then is too long again is told at once: that is its second time, and the evening is silent. While you are
    ill, or a pain asks you not to run, it is silent too. That a plan fits it says only where each of the last 28 days
    is known.

    Why it matters

    Grade D: nobody has tested whether a word beforehand changes anything. The ceiling itself comes from the rule
    that is named, and has the evidence of that rule. Before the run is when it can still be changed.

    What to do

    Shorten the run to the ceiling, or move it to a later week.

    Options

    days_ahead (7): so many days before the run it can speak.

    eve_hour (17): from this hour on, on the day before, the second message comes.

    References

    None: see the rule whose ceiling it is.
    """
    for plan in state.plans:
        if state.today <= plan.workout.day <= state.today + settings.days_ahead * DAY and not _is_done(state, plan):
            yield _judge(state, plan, settings)


def _judge(state: RunnerState, plan: Plan, settings: Settings) -> Verdict:
    workout, ceiling = plan.workout, plan.ceiling
    subject = f"{workout.source}-{workout.source_id}"
    if plan.is_on_hold:
        return NoData(
            lacks=Text("No planned run is judged on a day on which you are asked not to run."), subject=subject
        )
    if plan.distance_m is None:
        return NoData(lacks=Text("How long the planned run is meant to be is not known."), subject=subject)
    most_m = None if ceiling is None else ceiling.most_m
    if ceiling is None or most_m is None or plan.distance_m <= most_m:
        return _behind(state, subject) or Clear(
            because=Text("The plan is within what the day allows."), subject=subject
        )
    says, formula = _texts(plan, ceiling)
    return Finding(
        severity=Severity.NOTICE,
        says=says,
        do=_what_to_do(most_m, is_race=_is_race(state, workout), names_room="{up_to_m}" in says),
        values=dict(ceiling.values)
        | {
            "run_weekday": workout.day,
            "distance_m": plan.distance_m,
            "up_to_m": most_m,
            **_excess(plan.distance_m, ceiling),
        },
        day=state.today,
        at=state.now,
        subject=subject,
        stage=STAGE_EVE if _is_eve(state, plan, settings) else STAGE_AHEAD,
        formula=formula,
    )


def _behind(state: RunnerState, subject: str) -> NoData | None:
    """Return NoData where a day is missing: what was run on it may leave less, or a rule has no ceiling for want of it.

    Days before the first run on record are not asked for: without a history a plan is quiet.
    """
    first, today = state.history.first_run_day, state.today
    on_record = 0 if first is None else (today - first).days
    return lacks.any_day(state.history, today, days=min(on_record, RECENT_DAYS), subject=subject)


def _texts(plan: Plan, ceiling: Ceiling) -> tuple[Text, Text]:
    """Return what is said and its formula."""
    if "longest_m" in ceiling.values and ceiling.run_m is not None:
        says = Text(
            "{run_weekday}: {distance_m} is {excess_percent} longer than your longest run in 30 days ({longest_m})."
        )
        if plan.is_estimate:
            says = Text(
                "{run_weekday}: about {distance_m} (by its duration) is {excess_percent} longer than your longest run "
                "in 30 days ({longest_m})."
            )
        return says, Text("{distance_m} > {up_to_m}, the ceiling above {longest_m}")
    says = Text("{run_weekday}: {distance_m} is more than the {up_to_m} that are left.")
    if plan.is_estimate:
        says = Text("{run_weekday}: about {distance_m} (by its duration) is more than the {up_to_m} that are left.")
    return says, Text("{distance_m} > {up_to_m}, what is left under the limit of the week or of the return")


def _excess(distance_m: int, ceiling: Ceiling) -> dict[str, int]:
    longest_m = ceiling.values.get("longest_m")
    if not isinstance(longest_m, int) or longest_m <= 0:
        return {}
    return {"excess_percent": distance_m * 100 // longest_m - 100}


def _is_race(state: RunnerState, workout: PlannedWorkout) -> bool:
    """Say whether it is a race by the calendar, or on a day that the runner marked as one."""
    return workout.is_race or state.marked(workout.day, (MarkKind.RACE,)) is not None


def _what_to_do(most_m: int, *, is_race: bool, names_room: bool) -> Text:
    """Return what is asked of a plan; `names_room`: how far it may go was said."""
    if most_m <= 0:
        return Text("There is no room for a run that day: rest, or move it to a later week.")
    if names_room and is_race:
        return Text("If you race all the same, rest well before and after.")
    if names_room:
        return Text("Shorten it to that, or move it to a later week.")
    if is_race:
        return Text("{up_to_m} would keep the limit. If you race all the same, rest well before and after.")
    return Text("{up_to_m} would keep the limit.")


def _is_eve(state: RunnerState, plan: Plan, settings: Settings) -> bool:
    """True from the evening before on, but for a plan that was moved or made shorter."""
    eve = datetime.combine(plan.workout.day - DAY, datetime.min.time(), state.now.tzinfo)
    return state.now >= eve + timedelta(hours=settings.eve_hour) and not plan.workout.is_changed


def _is_done(state: RunnerState, plan: Plan) -> bool:
    """True when a run of that day is in: what was run is judged by other rules."""
    return plan.workout.day == state.today and state.history.has_run(state.today)
