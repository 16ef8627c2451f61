"""What a runner's data means. Pure: standard library, no I/O, no clock, no third party."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from rules.said import MarkKind
from rules.shoes.shoe_worn import with_limits
from rules.state import RunnerState
from rules.verdicts import NoData, Outlook, Rule, Text, Verdict

__all__ = ["before", "discover", "evaluate"]

_RESTS = {
    MarkKind.RACE: Text("You marked this day as a race."),
    MarkKind.HOLIDAY: Text("You marked this day as a holiday."),
    MarkKind.ILL: Text("You marked this day as ill."),
    MarkKind.INJURED: Text("You marked this day as injured: pain and the way back are watched instead."),
}


def discover() -> tuple[Rule, ...]:
    """Return every rule of the rooms (the packages in this one), by name.

    A module in a room is one rule: it holds a function of its own name, marked with `@rule`. Raise TypeError for
    a module that does not.
    """
    return _in(tuple(__path__))


@cache
def _in(folders: tuple[str, ...]) -> tuple[Rule, ...]:
    rooms = (module.name for module in pkgutil.iter_modules(folders, "rules.") if module.ispkg)
    return tuple(sorted((found for room in rooms for found in _of_room(room)), key=lambda rule: rule.name))


def evaluate(
    state: RunnerState, settings: Mapping[str, object], rules: Iterable[Rule] | None = None
) -> Iterator[tuple[Rule, Verdict]]:
    """Yield what each rule says of the runner, rule by rule.

    `settings` maps a rule's name to an instance of its Settings; a rule that is not in it is disabled. Several
    verdicts on one subject come oldest first: the last is how it stands. `rules` saves a replay the discovery.
    """
    state = with_limits(state, settings)
    is_marked = state.is_marked
    for rule in discover() if rules is None else rules:
        if rule.name in settings:
            own = settings[rule.name]
            for verdict in _unless_at_rest(rule, state, own) if is_marked else rule.function(state, own):
                yield rule, verdict


def before(
    state: RunnerState, day: date, settings: Mapping[str, object], rules: Iterable[Rule] | None = None
) -> Iterator[tuple[Rule, Outlook]]:
    """Yield what each rule says beforehand of a run on a day, today or to come. `settings` are those of `evaluate`.

    What was run that day already are earlier sessions; days to come are taken for days without a run.
    Raise ValueError for a day that is past.
    """
    planned = state.planning(day)
    for rule in discover() if rules is None else rules:
        if rule.before is None or rule.name not in settings:
            continue
        if mark := state.marked(day, rule.rests):
            yield rule, NoData(lacks=_RESTS[mark])
        else:
            for outlook in rule.before(planned, settings[rule.name]):
                yield rule, outlook


def _unless_at_rest(rule: Rule, state: RunnerState, settings: object) -> Iterable[Verdict]:
    """Ask a rule, unless today is marked as a day on which it rests; sessions of such days it does not judge."""
    if mark := state.marked(state.today, rule.rests):
        return (NoData(lacks=_RESTS[mark]),)
    judged = tuple(session for session in state.judged if not state.marked(session.day, rule.rests))
    verdicts: Iterator[Verdict] = rule.function(replace(state, judged=judged), settings)
    return verdicts


def _of_room(room: str) -> Iterator[Rule]:
    for module in pkgutil.iter_modules(importlib.import_module(room).__path__, f"{room}."):
        name = module.name.rpartition(".")[2]
        found = getattr(getattr(importlib.import_module(module.name), name, None), "rule", None)
        if not isinstance(found, Rule):
            msg = f"{module.name} holds no function {name} that is marked with @rule"
            raise TypeError(msg)
        yield found
