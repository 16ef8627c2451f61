"""How a runner stands before any rule on load is asked: whether a day has a plan at all, and why not. Pure.

Who is ill, and who has a pain that asks not to run, is told no metres, no caps and no weeks: what other rules ask of
the next runs gives way to that. What they found is told all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from daemon.records import Alert, Item
from rules import before, discover
from rules.said import Mark, MarkKind
from rules.state import RunnerState
from rules.verdicts import Rule, Stop, Text

_UNWELL = (MarkKind.ILL, MarkKind.INJURED)
_OF_LOAD = ("progression", "recovery")
"""The rooms of the rules that ask something of the next runs."""
OF_PAIN = "pain"
IS_ILL = Text("You marked this day as ill: while you feel ill, do not run.")
_NO_RUN = Text("no run today")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a runner stands on a day, as known today."""

    unwell: tuple[Mark, ...] = ()
    """The marks of that day as ill and as injured."""
    stops: tuple[tuple[str, Stop], ...] = ()
    """What stops every run as long as it stands, by rule: beside what has to be seen first, that alone."""
    resting: frozenset[str] = frozenset()
    """The rules that rest on a mark of that day."""

    @property
    def is_ill(self) -> bool:
        """True when the runner marked the day as ill."""
        return any(mark.kind is MarkKind.ILL for mark in self.unwell)

    @property
    def has_plan(self) -> bool:
        """False where no run is the answer, whatever the other rules allow."""
        return not (self.is_ill or self.stops)

    @property
    def stops_of_sites(self) -> tuple[tuple[str, Stop], ...]:
        """What stops every run, by rule: of each site what is to be read first."""
        by_site: dict[object, tuple[str, Stop]] = {}
        for rule, stop in self.stops:
            by_site.setdefault(stop.values["pain_site"], (rule, stop))
        return tuple(by_site.values())

    @property
    def keys(self) -> frozenset[tuple[str, str]]:
        """The alerts that stop every run, by rule and subject."""
        return frozenset((rule, stop.subject) for rule, stop in self.stops)

    def stops_of(self, *keys: tuple[str, str]) -> tuple[Stop, ...]:
        """Return what stops every run by these alerts, each named by rule and subject."""
        return tuple(stop for rule, stop in self.stops if (rule, stop.subject) in keys)

    @property
    def first(self) -> tuple[str, str] | None:
        """The alert whose advice comes before that of all others; None where nothing stops every run."""
        return (self.stops[0][0], self.stops[0][1].subject) if self.stops else None

    @property
    def title(self) -> Text | None:
        """What stands above a finding whose advice gives way; None where there is a plan."""
        return None if self.has_plan else _NO_RUN

    @property
    def do(self) -> Text:
        """What is asked where the advice of a finding gives way. It names no value."""
        if self.stops:
            return self.stops[0][1].do
        return IS_ILL if self.is_ill else Text("")

    def asks(self, rule: str, subject: str) -> bool:
        """Say whether what an alert asks holds on that day."""
        found = _rules().get(rule)
        if rule in self.resting:
            return False
        if found is None or self.has_plan:
            return True
        if found.room == OF_PAIN and self.stops:
            return self._stops_for(rule, subject)
        return found.on_hold is None and found.room not in _OF_LOAD

    def _stops_for(self, rule: str, subject: str) -> bool:
        """Say whether an alert on pain is itself what stops every run; only that one keeps its advice.

        What another one asks, to run up to 5 or to work on strength, is not for who must be seen first. Of a pain
        that asks for a step back the other alerts keep theirs: it is over with that pain, and would never be told.
        """
        return any(subject == stop.subject and (rule == name or not stop.until_seen) for name, stop in self.stops)

    def told[Told: (Alert, Item)](self, found: Told) -> Told:
        """Return an alert, or a line of a message, as it is told on that day: what it found, and what is asked.

        Where no run is the answer, or the rule rests, neither its texts nor its values hold how far one may go.
        """
        if self.asks(found.rule, found.subject):
            return found
        rule = _rules().get(found.rule)
        if rule is None or rule.on_hold is None:
            return found._replace(do=self.do)
        says = rule.on_hold
        values = {name: value for name, value in found.values.items() if f"{{{name}}}" in says}
        return found._replace(says=says, values=values, do=self.do)


def standing(state: RunnerState, *, settings: Mapping[str, object], day: date | None = None) -> Standing:
    """Return how a runner stands today, or on another `day`: by its marks, and by the pain of today.

    `settings` are those of the rules that are switched on.
    """
    day = day or state.today
    pains = [rule for rule in discover() if rule.room == OF_PAIN]
    stops = [
        (rule.name, outlook)
        for rule, outlook in before(state, state.today, settings, pains)
        if isinstance(outlook, Stop)
    ]
    first = [each for each in stops if each[1].until_seen]
    return Standing(
        unwell=_unwell_on(state, day),
        # red-flags before pain-response, and an emergency before all.
        stops=tuple(sorted(first or stops, key=lambda each: (each[0], each[1].stage), reverse=True)),
        resting=frozenset(rule.name for rule in discover() if state.marked(day, rule.rests)),
    )


def _unwell_on(state: RunnerState, day: date) -> tuple[Mark, ...]:
    """Return how the runner marked a day as not well: ill before injured, of each the mark that lasts longest."""
    marks = [mark for mark in state.marks if mark.first <= day <= mark.last]
    longest = {mark.kind: mark for mark in sorted(marks, key=lambda mark: mark.last)}
    return tuple(longest[kind] for kind in _UNWELL if kind in longest)


@cache
def _rules() -> Mapping[str, Rule]:
    return {rule.name: rule for rule in discover()}
