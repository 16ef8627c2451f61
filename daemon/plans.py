"""What stands in the calendar, beside the ceiling that the rules set for its day. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from statistics import median

from daemon.before import answer
from daemon.before_standing import OF_PAIN, standing
from rules.records import PlannedWorkout
from rules.state import Plan, RunnerState
from rules.verdicts import Rule

PACE_WITHIN = timedelta(days=28)
NEEDED_RUNS = 4
PLANS_AHEAD = timedelta(days=8)


def plans_of(
    state: RunnerState, workouts: Iterable[PlannedWorkout], *, settings: Mapping[str, object], rules: Iterable[Rule]
) -> Iterator[Plan]:
    """Yield the planned runs from today to eight days ahead, each with the ceiling that binds on its day.

    A plan that tells only its duration is taken at the runner's median speed of the last 28 days. Where today no run is
    the answer, no plan has a ceiling.
    """
    is_on_hold = not standing(state, settings=settings).has_plan
    # Pain that lets a run pass asks about today; the calendar of a week is no answer to it.
    asked = tuple(rule for rule in rules if rule.room != OF_PAIN)
    speed = _usual_speed(state)
    for workout in workouts:
        if not workout.sport.is_run or not state.today <= workout.day <= state.today + PLANS_AHEAD:
            continue
        is_estimate = workout.distance_m is None
        distance_m = workout.distance_m
        if distance_m is None and workout.duration_s is not None and speed is not None:
            distance_m = round(workout.duration_s * speed)
        binding = None if is_on_hold else answer(state, day=workout.day, settings=settings, rules=asked).binding
        yield Plan(
            workout=workout,
            distance_m=distance_m,
            is_estimate=is_estimate and distance_m is not None,
            rule="" if binding is None else binding.rule,
            ceiling=None if binding is None else binding.ceiling,
            is_on_hold=is_on_hold,
        )


def _usual_speed(state: RunnerState) -> float | None:
    """Return the runner's median speed of the last 28 days in metres a second, None for fewer than four runs."""
    sessions = state.history.sessions_between(state.today - PACE_WITHIN, state.today)
    speeds = [
        run.distance_m / run.moving_s
        for session in sessions
        for run in session.runs
        if run.distance_m is not None and run.moving_s > 0 and run.end <= state.now
    ]
    return median(speeds) if len(speeds) >= NEEDED_RUNS else None
