"""shoe-worn: a pair near, at or beyond its distance."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Annotated

from rules import wear
from rules.evidence import Evidence, Grade
from rules.records import Shoe, ShoeKind
from rules.settings import Between, metres
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Clear, Finding, Judged, Life, Severity, Text, Verdict, rule

_own_limit = attrgetter("limit_m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of shoe-worn."""

    limit_km: Annotated[float, Between(50, 3000)] = 700.0
    race_limit_km: Annotated[float, Between(50, 3000)] = 400.0


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text(
        "No study ties a distance to injury; 600 to 800 km is the usual advice, less for race shoes of light foam."
    ),
)


def limit_m(shoe: Shoe, settings: Settings) -> int:
    """Return the distance at which a pair is worn: its own limit, or else the rule's for its kind."""
    if shoe.limit_m:  # 0 is how a source says that none was set
        return shoe.limit_m
    return metres(settings.race_limit_km if shoe.kind is ShoeKind.RACE else settings.limit_km)


def with_limits(state: RunnerState, settings: Mapping[str, object]) -> RunnerState:
    """Return the state in which each pair has its limit, so that all rules on shoes go by one.

    It is the pair's own, or else what shoe-worn is set to in `settings` (those of `rules.evaluate`), or its default.
    """
    if all(map(_own_limit, state.shoes)):
        return state
    return replace(state, shoes=limited(state.shoes, settings))


def limited(shoes: Iterable[Shoe], settings: Mapping[str, object]) -> tuple[Shoe, ...]:
    """Return the pairs, each with its limit."""
    own = settings.get("shoe-worn")
    options = own if isinstance(own, Settings) else Settings()
    return tuple(replace(shoe, limit_m=limit_m(shoe, options)) for shoe in shoes)


def step_at(total_m: int, limit_m: int) -> int:
    """Return how many steps of a seventh a pair has made: 1 at six sevenths of the limit, 2 at the limit, and so on."""
    return max(0, 7 * total_m // limit_m - 5)


@rule(Settings, title=Text("look at your shoes"), life=Life(standing=True), evidence=EVIDENCE, judged=Judged.BY_WEAR)
def shoe_worn(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """The distance of each pair of shoes beside its limit.

    What it watches

    The distance of each pair that is in use. A line in the digest at six sevenths of the limit, a message at the
    limit, a warning at eight sevenths and again with every further seventh. The limit is 700 km, 400 km for a pair that
    is for races, or the pair's own, said here or in the source. Walks count: they wear the shoe.

    Why it matters

    Grade D: no study ties a distance to injury. Foam loses some of its spring over hundreds of kilometres, how fast
    depends on the runner and the shoe, and 600 to 800 km is the usual advice; race shoes of light foam last 250 to
    400. The number is a reminder to look, not a date of expiry.

    What to do

    Check sole and foam: does the shoe tilt on a flat floor, does it fold double easily, is it worn unevenly? Start a
    new pair on short runs, while the old one still serves.

    Options

    limit_km (700): the distance of a pair that has no limit of its own.

    race_limit_km (400): the same for a pair that you said is for races.

    References

    None: no study ties a distance to injury.
    """
    yield from state.once(wear.not_judged).values()
    for key, shoe, total_m in state.once(wear.judged):
        limit = limit_m(shoe, settings)
        values: Values = {"shoe": shoe.name, "distance_m": total_m, "limit_m": limit}
        step = step_at(total_m, limit)
        if step < 1:
            yield Clear(because=Text("{shoe}: {distance_m} of {limit_m}."), subject=key, values=values)
        else:
            yield _finding(key, step, limit, values, state)


def _finding(key: str, step: int, limit_m: int, values: Values, state: RunnerState) -> Finding:
    """Return what is said of a pair that has made a step or more."""
    if step == 1:
        severity, do = Severity.INFO, Text("Plan the next pair.")
    else:
        severity = Severity.NOTICE if step == 2 else Severity.WARNING
        do = Text(
            "Check sole and foam (tilting on a flat floor, folding double, uneven wear); "
            "start a new pair on short runs."
        )
    return Finding(
        severity=severity,
        says=Text("{shoe}: {distance_m} of {limit_m}."),
        do=do,
        values={
            **values,
            "digest_from_m": _starts(1, limit_m),
            "warning_from_m": _starts(3, limit_m),
            "further_m": limit_m // 7,
        },
        day=state.today,
        at=state.now,
        subject=key,
        # Where the step lies, in metres: when the limit is raised, the new one is a step that was not told yet.
        stage=_starts(step, limit_m),
        formula=Text(
            "{distance_m} of {limit_m}: a line in the digest from {digest_from_m} on, a message at {limit_m}, a "
            "warning at {warning_from_m} and again every {further_m}"
        ),
    )


def _starts(step: int, limit_m: int) -> int:
    """Return the metres at which a step begins."""
    return limit_m * (step + 5) // 7
