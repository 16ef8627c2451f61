"""What is to be noticed in a world, by a plain scan: sums over all days again and again, nothing of `rules/`.

It is there to be compared with: slow, and simple enough to be checked by eye.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from connectors.sandbox.world import Morning, Outing, World

_STEP_M = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """On this day the rule's condition holds. What `value` and `reference` are depends on the rule."""

    day: date
    rule: str
    value: float
    """W in metres; the session in metres; beats; metres on the shoe."""
    reference: float
    """R in metres; L in metres; the median in beats; the step that was passed in metres."""
    subject: str = ""


def facts(world: World, first: date, last: date) -> Iterator[Fact]:
    """Yield what is to be noticed from first to last, both included, by Garmin's distances, in order of days."""
    runs = [o for o in world.all_outings() if o.sport.endswith("Run") and "garmin" in o.services]
    mornings = list(world.mornings(date.min, last))
    for day in _days(first, last):
        yield from _resting_heart_rate(mornings, day)
        yield from _ramp(runs, day)
        yield from _spike(runs, day)
        yield from _shoes(world, day)


def total_m(runs: list[Outing], day: date) -> float:
    """Return W: the metres of the seven days that end on the day."""
    return sum(run.distance_m for run in runs if 0 <= (day - run.start.date()).days < 7)


def _ramp(runs: list[Outing], day: date) -> Iterator[Fact]:
    if any(run.start.date() == day for run in runs):
        week = total_m(runs, day)
        reference = max(total_m(runs, day - timedelta(days=back)) for back in range(7, 29))
        if reference and week > 1.10 * reference and week >= 10_000 and week - reference >= 2_000:
            yield Fact(day=day, rule="weekly-ramp", value=week, reference=reference)


def _spike(runs: list[Outing], day: date) -> Iterator[Fact]:
    before = [run.distance_m for run in runs if 1 <= (day - run.start.date()).days <= 30]
    for run in runs:
        if run.start.date() == day and len(before) >= 4:
            longest = max(before)
            if run.distance_m > 1.10 * longest and run.distance_m - longest > 1_000 and longest >= 3_000:
                rule = "race, silent" if run.is_race else "session-spike"
                yield Fact(day=day, rule=rule, value=run.distance_m, reference=longest)


def _resting_heart_rate(mornings: list[Morning], day: date) -> Iterator[Fact]:
    today, yesterday = (_above(mornings, day - timedelta(days=back)) for back in (0, 1))
    if today and yesterday and today[0] >= today[1] + 5 and yesterday[0] >= yesterday[1] + 5:
        yield Fact(day=day, rule="resting-heart-rate", value=today[0], reference=today[1])


def _above(mornings: list[Morning], day: date) -> tuple[int, float] | None:
    known = {m.day: m.resting_heart_rate_bpm for m in mornings if m.resting_heart_rate_bpm is not None}
    before = [known[d] for d in _days(day - timedelta(days=28), day - timedelta(days=1)) if d in known]
    return (known[day], median(before)) if day in known and len(before) >= 14 else None


def _shoes(world: World, day: date) -> Iterator[Fact]:
    outings = world.all_outings()
    for pair in world.every_pair():
        worn = [o for o in outings if o.pair == pair.key and "garmin" in o.services and o.start.date() <= day]
        after = pair.before_m + sum(o.distance_m for o in worn)
        before = after - sum(o.distance_m for o in worn if o.start.date() == day)
        if after // _STEP_M > before // _STEP_M and after >= 6 * _STEP_M:
            step = after // _STEP_M * _STEP_M
            yield Fact(day=day, rule="shoe-worn", value=after, reference=step, subject=pair.name)


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)
