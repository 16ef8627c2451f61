"""shoe-forecast: when a pair comes to its limit at the use of the last eight weeks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from rules import wear
from rules.evidence import Evidence, Grade
from rules.records import Shoe
from rules.settings import Between
from rules.shoes import shoe_worn
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Text, Verdict, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of shoe-forecast."""

    ahead_days: Annotated[int, Between(7, 365)] = 56


_USUAL = shoe_worn.Settings()
"""Where a pair has no limit: `rules.evaluate` gives each the one that holds."""

EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("Arithmetic: the distance that is left over the distance of eight weeks. No study ties it to injury."),
)


@rule(Settings, title=Text("plan your next pair"), life=Life(standing=True), evidence=EVIDENCE, judged=Judged.BY_WEAR)
def shoe_forecast(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """The day on which a pair comes to its limit.

    What it watches

    Each pair that is in use: how far it is from its limit, and how far it was worn, walks too, in the 56 days that end
    today. From these follows the day of the limit. A line in the digest, once, when that day is 56 days ahead or less;
    `shinguard shoes` shows it always. It needs 50 of the 56 days before today to be known; that the limit is further
    off it says only where each of the 56 is, but for today. A pair that was not worn in them has no day, nor has one
    whose limit is more than two years ahead.

    Why it matters

    Grade D: no study ties a distance to injury, and the use of eight weeks is only a guess at that of the next. It is
    there so that the next pair is in the house, and has had some short runs, before the old one is done.

    What to do

    Buy the next pair in time, and wear both in turn for some weeks.

    Options

    ahead_days (56): how many days ahead the limit is told.

    References

    None: no study ties a distance to injury.
    """
    yield from state.once(wear.not_judged).values()
    lacking = wear.lacking(state, wear.USE_DAYS)
    missing = wear.any_day(state, wear.USE_DAYS - 1)
    for key, shoe, total_m in state.once(wear.judged):
        said = lacking or _judge(key, shoe, total_m, state, settings)
        if missing and isinstance(said, Clear) and total_m < shoe_worn.limit_m(shoe, _USUAL):
            said = missing  # with what was worn on a missing day the limit may be near
        yield said._replace(subject=key) if isinstance(said, NoData) else said


def _judge(key: str, shoe: Shoe, total_m: int, state: RunnerState, settings: Settings) -> Verdict:
    at, limit_m, worn = state.once(wear.moment), shoe_worn.limit_m(shoe, _USUAL), state.on_foot.worn(key)
    start, stop = worn.places(wear.USE_DAYS, at)
    worn_m = worn.metres(start, stop)
    left_days = wear.days_left(total_m, worn_m, limit_m)
    if left_days is None:
        return _without_day(key, shoe, total_m, limit_m)
    values: Values = {
        "shoe": shoe.name,
        "distance_m": total_m,
        "limit_m": limit_m,
        "limit_day": date.fromordinal(at.day + left_days),
        "left_m": limit_m - total_m,
        "left_days": left_days,
        "worn_m": worn_m,
        "use_days": wear.USE_DAYS,
    }
    if left_days > settings.ahead_days:
        because = Text("{shoe} comes to {limit_m} around {limit_day}.")
        return Clear(because=because, subject=key, values=values)
    return Finding(
        severity=Severity.INFO,
        says=Text("{shoe} comes to {limit_m} around {limit_day}, at the use of the last {use_days}."),
        do=Text("Have the next pair ready by then, and wear both in turn for some weeks."),
        values=values,
        day=state.today,
        at=state.now,
        subject=key,
        formula=Text("{limit_m} - {distance_m} = {left_m}; at {worn_m} in {use_days} that is {left_days}"),
        runs=worn.run_ids(start, stop),
    )


def _without_day(key: str, shoe: Shoe, total_m: int, limit_m: int) -> Clear:
    because = Text("{shoe} was not worn enough to say when it comes to {limit_m}.")
    if total_m >= limit_m:
        because = Text("{shoe} has come to its limit of {limit_m}.")
    return Clear(because=because, subject=key, values={"shoe": shoe.name, "limit_m": limit_m})
