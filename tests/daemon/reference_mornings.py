"""What the rules say of nights, mornings and strength training, worked out the slow and obvious way.

It follows the words of the rules and shares no code with them: it imports nothing of the program.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log
from statistics import mean, stdev

from tests.daemon.reference import days
from tests.daemon.reference_runner import TINY, Mark, Said, said, since

Night = Mapping[date, float]
"""One figure of one source, by morning."""


@dataclass(frozen=True)
class Sleeper:
    """What the watches tell, by source, and the days with strength training."""

    asleep: Mapping[str, Night]
    variability: Mapping[str, Night]
    low: Mapping[str, Mapping[date, bool]]
    """The source's own verdict."""
    stress: Mapping[str, Night]
    strength: Sequence[date]
    marks: Sequence[Mark] = ()
    anew: date | None = None
    """The runner said that mornings begin anew on this day."""

    def rests(self, day: date, *kinds: str) -> bool:
        return any(kind in kinds and first <= day <= last for kind, first, last in self.marks)


def of_nights(sleeper: Sleeper, *, first: date, until: date) -> Iterator[Said]:
    """Yield what is found on each morning."""
    for number in range((until - first).days + 1):
        day = first + days(number)
        if not sleeper.rests(day, "ill"):
            yield from variability(sleeper, day)
            yield from sleep(sleeper, day)
            yield from stress(sleeper, day)
        if not sleeper.rests(day, "holiday", "injured"):
            yield from strength(sleeper, day)


def variability(sleeper: Sleeper, day: date) -> Iterator[Said]:
    """A source's own verdict, else a week of logarithms below the 60 days before it, on three days."""
    told = {source: low[day] for source, low in sorted(sleeper.low.items()) if day in low}
    if told:
        source = next(iter(told))
        if told[source]:
            yield said(day, "heart-rate-variability", "NOTICE", source=source)
        return
    nights = of_one_source(sleeper.variability, day, sleeper.anew, reach=69)
    found = [below_range(nights, day - days(back)) for back in range(3)]
    if all(found) and found[0]:
        yield said(day, "heart-rate-variability", "NOTICE", "-", **found[0])


def below_range(nights: Night, day: date) -> dict[str, object] | None:
    week = [log(value) for value in between(nights, day - days(6), day)]
    before = [log(value) for value in between(nights, day - days(66), day - days(7))]
    if len(week) < 4 or len(before) < 30:
        return None
    least = mean(before) - stdev(before)
    if mean(week) >= least - TINY:
        return None
    return {"week_ms": exp(mean(week)), "normal_ms": exp(mean(before)), "least_ms": exp(least)}


def sleep(sleeper: Sleeper, day: date) -> Iterator[Said]:
    """A week below six hours, or 45 minutes below the six weeks before it."""
    nights = of_one_source(sleeper.asleep, day, sleeper.anew, reach=49)
    week = between(nights, day - days(6), day)
    before = between(nights, day - days(48), day - days(7))
    if day not in nights or len(week) < 5:
        return
    values: dict[str, object] = {"week_s": mean(week) // 1, "known_count": len(week)}
    if len(before) >= 21:
        values["normal_s"] = mean(before) // 1
    if mean(week) < 6 * 3600:
        yield said(day, "sleep", "NOTICE", "-", **values)
    elif len(before) >= 21 and mean(before) - mean(week) >= 45 * 60:
        yield said(day, "sleep", "INFO", "-", **values, shortfall_s=(mean(before) - mean(week)) // 1)


def stress(sleeper: Sleeper, day: date) -> Iterator[Said]:
    """A week above the six weeks before it by more than one standard deviation."""
    scores = of_one_source(sleeper.stress, day, sleeper.anew, reach=49)
    week = between(scores, day - days(6), day)
    before = between(scores, day - days(48), day - days(7))
    if day not in scores or len(week) < 5 or len(before) < 21:
        return
    most = mean(before) + stdev(before)
    if mean(week) > most + TINY:
        yield said(day, "stress", "NOTICE", week_score=mean(week), normal_score=mean(before), most_score=most)


def strength(sleeper: Sleeper, day: date) -> Iterator[Said]:
    """Fewer than four sessions in two weeks, where some are on record in twelve weeks, the first two weeks ago."""
    on_record = [each for each in sleeper.strength if day - days(84) <= each < day]
    lately = [each for each in on_record if each >= day - days(14)]
    if on_record and min(on_record) <= day - days(14) and len(lately) < 4:
        yield said(day, "strength", "INFO", session_count=len(lately), needed_count=4)


def of_one_source(by_source: Mapping[str, Night], day: date, anew: date | None, *, reach: int) -> Night:
    """Return the source that has this morning; of several the one with most of the days that count, then by name."""
    first = since(day - days(reach - 1), day, anew)
    counted = [
        {morning: value for morning, value in nights.items() if first <= morning <= day}
        for _, nights in sorted(by_source.items())
        if day in nights
    ]
    return max(counted, key=len, default={})


def between(nights: Night, first: date, last: date) -> list[float]:
    return [value for day, value in nights.items() if first <= day <= last]
