"""new-shoe: much of a week in a pair that is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from rules import wear
from rules.evidence import Evidence, Grade
from rules.settings import Between, metres
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Clear, Finding, Judged, Life, Severity, Text, Verdict, rule

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of new-shoe."""

    new_km: Annotated[float, Between(10, 200)] = 50.0
    share_percent: Annotated[int, Between(5, 95)] = 30


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("Common advice: begin a new pair on short runs. No study of it is known to us."),
)


@rule(Settings, title=Text("go easy on new shoes"), life=Life(standing=True), evidence=EVIDENCE, judged=Judged.BY_WEAR)
def new_shoe(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Much of a week in a new pair.

    What it watches

    Each pair in use that has come less than 50 km: how much of the running of the seven days that end today it had. A
    line in the digest, once a pair, when that is more than 30 %. It needs 6 of the 7 days before today to be known;
    that all is well it says only where each of the seven is, but for today.

    Why it matters

    Grade D: another shoe, most of all one with another drop or another foam, loads calf, Achilles tendon and foot in
    another way, and a new one has to prove that it fits. That is mechanism and common advice; no study of it is known
    to us.

    What to do

    Wear the new pair on short runs first, and the pair that you are used to for the others.

    Options

    new_km (50): a pair that has come less far than this is new.

    share_percent (30): the share of the week above which it speaks.

    References

    None: no study of it is known to us.
    """
    yield from state.once(wear.not_judged).values()
    new_m = metres(settings.new_km)
    for key, shoe, total_m in state.once(wear.judged):
        values: Values = {"shoe": shoe.name, "distance_m": total_m, "new_m": new_m}
        if total_m >= new_m:
            yield Clear(because=Text("{shoe} is not new any more."), subject=key, values=values)
        else:
            yield wear.lacking(state, WEEK_DAYS, subject=key) or _judge(key, values, state, settings)


def _judge(key: str, its: Values, state: RunnerState, settings: Settings) -> Verdict:
    """Judge the week of a new pair."""
    at, ran = state.once(wear.moment), state.on_foot.ran(key)
    start, stop = ran.places(WEEK_DAYS, at)
    worn_m, week_m = ran.metres(start, stop), state.on_foot.runs.metres_in(WEEK_DAYS, at)
    values: Values = {
        **its,
        "worn_m": worn_m,
        "week_m": week_m,
        "week_days": WEEK_DAYS,
        "share_percent": worn_m * 100 // max(1, week_m),
        "limit_percent": settings.share_percent,
    }
    if worn_m * 100 <= week_m * settings.share_percent:
        because = Text("{shoe} is new, and had {worn_m} of {week_m} in {week_days}.")
        return wear.any_day(state, WEEK_DAYS - 1, subject=key) or Clear(because=because, subject=key, values=values)
    return Finding(
        severity=Severity.INFO,
        says=Text(
            "{shoe} is new ({distance_m}) and had {share_percent} of the last {week_days}: {worn_m} of {week_m}."
        ),
        do=Text("Wear it on short runs first, and the pair that you are used to for the others."),
        values=values,
        day=state.today,
        at=state.now,
        subject=key,
        formula=Text("{worn_m} / {week_m} > {limit_percent} in {week_days}, with {distance_m} < {new_m}"),
        runs=ran.run_ids(start, stop),
    )
