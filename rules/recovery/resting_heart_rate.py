"""resting-heart-rate: two mornings above the runner's own normal."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from statistics import median
from typing import Annotated

from rules.records import DailyWellness
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Life, NoData, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
BASELINE_DAYS = 28
NEEDED_MORNINGS = 14

Mornings = Mapping[date, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of resting-heart-rate, in beats a minute above the runner's own median."""

    excess_bpm: Annotated[float, Between(2, 20)] = 5.0
    alone_bpm: Annotated[float, Between(2, 30)] = 7.0


@rule(Settings, title=Text("take it easy"), life=Life(repeat=timedelta(days=7)))
def resting_heart_rate(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Resting heart rate above the runner's own normal on two mornings in a row.

    What it watches

    This morning's resting heart rate and yesterday's, each beside the median of the 28 days before it, of which 14 at
    least must be known and all are of one source. It speaks when both are 5 bpm or more above. A single high morning
    is silent; one of 7 bpm or more is a line in the digest.

    Why it matters

    Grade C. A raised resting heart rate is an old sign of doing too much, and the evidence for it is about overreaching
    and illness, small and mixed; there is none that it foretells an injury. Two mornings are asked for because single
    values jump: on the mornings of 16 people that PMData holds (Thambawita et al. 2020) the rule spoke 6 times in
    1,450, and the usual two standard deviations would have spoken five times as often.

    What to do

    Run easy or rest today. If you feel ill, do not run.

    Options

    excess_bpm (5): how far above normal both mornings must be.

    alone_bpm (7): how far above normal one morning must be for a line in the digest.

    References

    Bosquet et al. 2008, British Journal of Sports Medicine, doi 10.1136/bjsm.2007.042200

    Thambawita et al. 2020, PMData: a sports logging dataset, ACM Multimedia Systems Conference
    """
    today = state.today
    mornings = _one_source(state.mornings, today)
    if today not in mornings:
        yield _unknown(state.mornings, today)
        return
    normal = _normal(mornings, today)
    if normal is None:
        yield _young(mornings, today)
        return
    excess = mornings[today] - normal
    values = {"value_bpm": floor(mornings[today]), "baseline_bpm": floor(normal)}
    if excess < settings.excess_bpm:
        yield Clear(
            because=Text("Resting heart rate {value_bpm}, beside your normal {baseline_bpm}."),
            at=state.now,
            values=values,
        )
        return
    before = _excess(mornings, today - DAY)
    if before is not None and before >= settings.excess_bpm:
        yield Finding(
            severity=Severity.NOTICE,
            says=Text(
                "Resting heart rate {value_bpm}; two mornings at least {excess_bpm} above your normal ({baseline_bpm})."
            ),
            do=Text("Easy or rest today; if you feel ill, do not run."),
            values=values | {"excess_bpm": floor(min(excess, before))},
            day=today,
            at=state.now,
        )
    elif excess >= settings.alone_bpm:
        yield Finding(
            severity=Severity.INFO,
            says=Text("Resting heart rate {value_bpm} this morning, {excess_bpm} above your normal {baseline_bpm}."),
            do=Text("One morning says little; see tomorrow's."),
            values=values | {"excess_bpm": floor(excess)},
            day=today,
            at=state.now,
        )


def _one_source(mornings: tuple[DailyWellness, ...], today: date) -> Mornings:
    """Return the values of the source that has today's; of several, the one with most mornings in the 28 days."""
    return _fullest([values for values in _by_source(mornings, today) if today in values], today)


def _by_source(mornings: tuple[DailyWellness, ...], today: date) -> list[Mornings]:
    """Return the values of each source that has some of late, by the source's name."""
    recent = mornings[bisect_left(mornings, today - (BASELINE_DAYS + 1) * DAY, key=lambda morning: morning.day) :]
    by_source: dict[str, dict[date, float]] = {}
    for morning in recent:
        if morning.resting_heart_rate_bpm is not None:
            by_source.setdefault(morning.source, {})[morning.day] = morning.resting_heart_rate_bpm
    return [by_source[source] for source in sorted(by_source)]


def _fullest(sources: list[Mornings], today: date) -> Mornings:
    if len(sources) == 1:
        return sources[0]
    return max(sources, key=lambda mornings: len(_window(mornings, today)), default={})


def _window(mornings: Mornings, day: date) -> list[float]:
    first = day - BASELINE_DAYS * DAY
    return [bpm for other, bpm in mornings.items() if first <= other < day]


def _normal(mornings: Mornings, day: date) -> float | None:
    values = _window(mornings, day)
    return median(values) if len(values) >= NEEDED_MORNINGS else None


def _excess(mornings: Mornings, day: date) -> float | None:
    normal = _normal(mornings, day)
    return None if normal is None or day not in mornings else mornings[day] - normal


def _unknown(mornings: tuple[DailyWellness, ...], today: date) -> NoData:
    """Return what is lacking when this morning is not known: it alone, or more mornings too."""
    known = _fullest(_by_source(mornings, today), today)
    if _normal(known, today) is None:
        return _young(known, today)
    return NoData(lacks=Text("This morning's resting heart rate is not known."))


def _young(mornings: Mornings, today: date) -> NoData:
    """Return NoData with the day on which there are enough mornings, if none is missed from today on."""
    speaks_from = today
    known = set(mornings)
    while sum(speaks_from - BASELINE_DAYS * DAY <= day < speaks_from for day in known) < NEEDED_MORNINGS:
        known.add(speaks_from)
        speaks_from += DAY
    return NoData(
        lacks=Text("{known_count} of {needed_count} mornings known in the last 28."),
        values={"known_count": len(_window(mornings, today)), "needed_count": NEEDED_MORNINGS},
        speaks_from=speaks_from,
    )
