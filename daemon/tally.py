"""How much a replay would have said: messages by rule and by active days, and what was held back. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from daemon.backtest import Told
from daemon.records import Telling
from rules.records import Run
from rules.values import Values
from rules.verdicts import Severity, Text

ACTIVE_AFTER = timedelta(days=28)
"""So long after the first run on record a day can be active."""
ACTIVE_WITHIN_DAYS = 28
ACTIVE_M = 20_000
_Frozen = tuple[tuple[str, int | float | str | date], ...]
"""Values that can be counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Why something was not pushed, and how often."""

    because: Text
    values: Values
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came of a replay. A message of two rules counts for each of them, and once in the sum."""

    active_days: int
    messages: int
    by_rule: Mapping[str, int]
    """Messages in which the rule spoke."""
    held: Mapping[str, tuple[Held, ...]]
    """Rule -> why it was held back, the most frequent reason first. Lines that are never pushed are not held."""
    lines: Mapping[str, int]
    """Rule -> its lines in the digest that are never pushed."""

    def per_30(self, messages: int) -> float | None:
        """Return messages per 30 active days, None when there was no active day."""
        return 30 * messages / self.active_days if self.active_days else None


def tally(told: Iterable[Told], *, active_days: int) -> Tally:
    """Count what is told."""
    messages: set[tuple[str, int]] = set()
    held: Counter[tuple[str, Text, _Frozen]] = Counter()
    lines: Counter[str] = Counter()
    for each in told:
        if each.message_id is not None:
            messages.add((each.item.rule, each.message_id))
        elif each.how == Telling.DIGEST and each.item.severity == Severity.INFO:
            lines[each.item.rule] += 1
        elif each.how == Telling.DIGEST:
            held[each.item.rule, each.because, tuple(sorted(each.because_values.items()))] += 1
    rules = sorted({rule for rule, _, _ in held})
    return Tally(
        active_days=active_days,
        messages=len({number for _, number in messages}),
        by_rule=Counter(rule for rule, _ in messages),
        held={
            rule: tuple(
                Held(because=because, values=dict(values), count=count)
                for (other, because, values), count in held.most_common()
                if other == rule
            )
            for rule in rules
        },
        lines=lines,
    )


def active_days(runs: Iterable[Run], *, first: date, last: date) -> tuple[date, ...]:
    """Return the days from first to last with 20 km or more in the 28 days that end on them.

    The first 28 days on record do not count. A run of unknown distance adds nothing.
    """
    metres: Counter[date] = Counter()
    for run in runs:
        metres[run.day] += run.distance_m or 0
    return tuple(_active(metres, first, last)) if metres else ()


def _active(metres: Mapping[date, int], first: date, last: date) -> Iterator[date]:
    begins = min(metres)
    lately_m = 0
    for number in range((last - begins).days + 1):
        day = begins + timedelta(days=number)
        lately_m += metres.get(day, 0) - metres.get(day - timedelta(days=ACTIVE_WITHIN_DAYS), 0)
        if lately_m >= ACTIVE_M and day >= max(first, begins + ACTIVE_AFTER):
            yield day
