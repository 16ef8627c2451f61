"""The answer before the run: how far a day allows, and whether a distance is within it. Pure.

It is the minimum over the rules, each of which tells its ceiling from the function that its alert comes from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from daemon.before_standing import OF_PAIN, Standing, standing
from daemon.merge import SHORTEST_M
from rules import before, discover, evaluate
from rules.records import Shoe
from rules.said import Mark, MarkKind
from rules.shoes import shoe_worn
from rules.state import RunnerState
from rules.verdicts import Advice, Ceiling, Finding, NoData, Rule, Severity, Stop, Text, Verdict


class Reply(StrEnum):
    """The answer in a word."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A ceiling and whose it is."""

    rule: str
    ceiling: Ceiling
    most_m: int

    @property
    def is_no_room(self) -> bool:
        """True when it leaves less than what counts as a run at all."""
        return self.most_m < SHORTEST_M


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the rules say of a run on a day. On one without a plan the rules on load are not asked."""

    day: date
    standing: Standing
    limits: tuple[Limit, ...]
    """Of all severities, nearest first."""
    unlimited: tuple[tuple[str, Ceiling], ...]
    """Rules that are quiet about any distance on that day."""
    lacking: tuple[tuple[str, NoData], ...]
    resting: tuple[tuple[str, MarkKind], ...]
    """Rules that say nothing of that day, and the mark on which they rest: that is no want of data."""
    advice: tuple[tuple[str, Advice], ...]
    distance_m: int | None = None
    supposes_rest: bool
    """The day is to come: no run is counted between now and then."""
    unknown_since: date | None
    """The first day, before today, of which something may still come in."""
    has_run: bool
    """A run is on record at all."""
    is_by_hand: bool = False
    """No source is asked: what is known was imported, so that nothing is behind but the runner's own files."""

    @property
    def unwell(self) -> tuple[Mark, ...]:
        """The marks of that day as ill and as injured."""
        return self.standing.unwell

    @property
    def stops(self) -> tuple[tuple[str, Stop], ...]:
        """What stops a run on that day, by rule: of each site what is to be read first."""
        return tuple((rule, stop) for rule, stop in self.standing.stops_of_sites if self.day <= stop.last)

    @property
    def is_no(self) -> bool:
        """True when no run is the answer, whatever the distance."""
        return self.standing.is_ill or bool(self.stops)

    @property
    def binding(self) -> Limit | None:
        """The limit that is reached first."""
        return self.limits[0] if self.limits else None

    @property
    def has_no_room(self) -> bool:
        """True when what is left is less than a run."""
        return self.binding is not None and self.binding.is_no_room

    @property
    def is_stopped(self) -> bool:
        """True when no run is allowed, however much the week has left."""
        is_by_run = self.binding is not None and self.binding.ceiling.week_room_m is None
        return not self.standing.has_plan or (self.has_no_room and is_by_run)

    @property
    def is_of_race(self) -> bool:
        """True where no rule judges how far one run is, as on the day of a race: only a week may have a limit."""
        return bool(self.unlimited) and not any(limit.ceiling.run_m for limit in self.limits)

    @property
    def week(self) -> Limit | None:
        """The limit that is reached first in the seven days that end on that day."""
        weeks = [limit for limit in self.limits if limit.ceiling.week_room_m is not None]
        return min(weeks, key=lambda limit: limit.ceiling.week_room_m or 0, default=None)

    @property
    def nearest(self) -> tuple[Limit, ...]:
        """Of each rule the limit that is reached first; one that only warns, where it binds or is passed."""
        first: dict[str, Limit] = {}
        for limit in self.limits:
            first.setdefault(limit.rule, limit)
        said = (self.binding, *self.passed)
        return tuple(limit for limit in first.values() if limit.ceiling.severity < Severity.WARNING or limit in said)

    @property
    def passed(self) -> tuple[Limit, ...]:
        """The limits that the distance is beyond."""
        return tuple(limit for limit in self.limits if self.distance_m is not None and self.distance_m > limit.most_m)

    @property
    def limiting(self) -> frozenset[str]:
        """The rules that name a limit, whatever they lack besides."""
        return frozenset(limit.rule for limit in self.limits)

    @property
    def answered(self) -> frozenset[str]:
        """The rules whose answer is no already: what they lack could only make it a firmer one."""
        return frozenset(limit.rule for limit in self.limits if limit.is_no_room or limit in self.passed)

    @property
    def told(self) -> dict[str, Severity]:
        """What a run of that distance would make the rules tell for its length, by rule.

        A cap passed by a little is not told; that a return begins, or a day off is due, is told of a short run too.
        """
        worst: dict[str, Severity] = {}
        for limit in self.passed:
            if limit.ceiling.severity > Severity.INFO:
                worst[limit.rule] = max(limit.ceiling.severity, worst.get(limit.rule, Severity.INFO))
        return worst

    @property
    def reply(self) -> Reply:
        """No beyond any limit and where no run is the answer; yes only when every rule knew what it needs.

        Who is injured is never told yes: the rules on load rest then.
        """
        if self.is_no or self.passed:
            return Reply.NO
        knows = not self.unwell and not self.lacking and (self.limits or self.unlimited)
        return Reply.YES if knows else Reply.UNKNOWN


def answer(
    state: RunnerState,
    *,
    day: date,
    settings: Mapping[str, object],
    distance_m: int | None = None,
    rules: Iterable[Rule] | None = None,
) -> Answer:
    """Ask every rule about one run on a day, today or to come. Raise ValueError for a day that is past.

    A rule whose notices another one holds back that day (a return from a layoff) has no say but in its warnings.
    """
    on = tuple(rule for rule in (discover() if rules is None else rules) if rule.name in settings)
    stands = standing(state, settings=settings, day=day)
    asked = tuple(rule for rule in on if stands.has_plan or rule.room == OF_PAIN)
    said = tuple(
        (rule, outlook)
        for rule, outlook in before(state, day, settings, (rule for rule in asked if rule.name not in stands.resting))
        if stands.has_plan or isinstance(outlook, NoData)
    )
    ceilings = [(rule, outlook) for rule, outlook in said if isinstance(outlook, Ceiling)]
    held = {name for rule, ceiling in ceilings if ceiling.stands for name in rule.life.inhibits}
    heard = [
        (rule.name, ceiling)
        for rule, ceiling in ceilings
        if rule.name not in held or ceiling.severity >= Severity.WARNING
    ]
    limits = (
        Limit(rule=name, ceiling=ceiling, most_m=ceiling.most_m)
        for name, ceiling in heard
        if ceiling.most_m is not None
    )
    known_through, yesterday = state.history.known_through, state.today - timedelta(days=1)
    behind = known_through is not None and known_through < yesterday
    return Answer(
        day=day,
        standing=stands,
        limits=tuple(sorted(limits, key=lambda limit: (limit.most_m, limit.ceiling.severity, limit.rule))),
        unlimited=tuple((name, ceiling) for name, ceiling in heard if ceiling.most_m is None),
        lacking=tuple(
            (rule.name, outlook) for rule, outlook in said if isinstance(outlook, NoData) and rule.name not in held
        ),
        resting=tuple(rests(state, (rule for rule in asked if rule.before is not None), day=day)),
        advice=tuple((rule.name, outlook) for rule, outlook in said if isinstance(outlook, Advice)),
        distance_m=distance_m,
        supposes_rest=day > state.today,
        unknown_since=known_through + timedelta(days=1) if known_through is not None and behind else None,
        has_run=state.newest() is not None,
        is_by_hand=bool(state.sources) and all(source.interval is None for source in state.sources),
    )


def morning(state: RunnerState, settings: Mapping[str, object], rules: Iterable[Rule]) -> Iterator[tuple[str, Verdict]]:
    """Yield what the body says this morning, by the rules that read its signs and do not rest."""
    asked = (rule for rule in signs(rules) if not state.marked(state.today, rule.rests))
    for rule, verdict in evaluate(replace(state, judged=()), settings, asked):
        yield rule.name, verdict


def signs(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield the rules whose findings are signs of the body."""
    return (rule for rule in rules if rule.life.sign is not None)


def rests(state: RunnerState, rules: Iterable[Rule], *, day: date) -> Iterator[tuple[str, MarkKind]]:
    """Yield the rules that do not judge a day for how the runner marked it, each with the mark."""
    for rule in rules:
        if mark := state.marked(day, rule.rests):
            yield rule.name, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoeAfter:
    """A pair of shoes after the run."""

    name: str
    after_m: int | None
    """None: how far it has come is not known."""
    limit_m: int
    do: Text | None
    """What is to be done about it, if anything."""


def shoe_after(state: RunnerState, shoe: Shoe, *, distance_m: int, settings: Mapping[str, object]) -> ShoeAfter:
    """Return what a pair will have come to, and what shoe-worn will say of it; switched off, what it would."""
    own = settings.get("shoe-worn")
    options = own if isinstance(own, shoe_worn.Settings) else shoe_worn.Settings()
    after_m = None if shoe.total_m is None else shoe.total_m + distance_m
    worn = replace(state, shoes=(replace(shoe, total_m=after_m),))
    findings = [verdict for verdict in shoe_worn.shoe_worn(worn, options) if isinstance(verdict, Finding)]
    return ShoeAfter(
        name=shoe.name,
        after_m=after_m,
        limit_m=shoe_worn.limit_m(shoe, options),
        do=findings[0].do if findings else None,
    )
