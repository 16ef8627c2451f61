"""resting-heart-rate: two mornings above the runner's own normal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from typing import Annotated

from rules.evidence import Evidence, Grade, Study
from rules.mornings import (
    RESTING_DAYS,
    RESTING_NEEDED,
    Mornings,
    between,
    by_source,
    count,
    fullest,
    speaks_from,
    usual_bpm,
)
from rules.records import DailyWellness, MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Sign, Text, Verdict, rule

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of resting-heart-rate, in beats a minute above the runner's own median."""

    excess_bpm: Annotated[float, Between(2, 20)] = 5.0
    alone_bpm: Annotated[float, Between(2, 30)] = 7.0


EVIDENCE = Evidence(
    grade=Grade.C,
    note=Text("An old sign of overreaching and illness; there is no evidence that it foretells an injury."),
    studies=(
        Study(
            authors="Bosquet et al.",
            year=2008,
            journal="British Journal of Sports Medicine",
            doi="10.1136/bjsm.2007.042200",
            effect=Text("A review of heart rate as a sign of overreaching: small and mixed."),
        ),
        Study(
            authors="Thambawita et al.",
            year=2020,
            journal="PMData: a sports logging dataset, ACM Multimedia Systems Conference",
            effect=Text("The mornings of 16 people, on which this rule was tried: it spoke 6 times in 1,450 mornings."),
        ),
    ),
)


@rule(
    Settings,
    title=Text("take it easy"),
    life=Life(repeat=timedelta(days=7), sign=Sign.ALONE),
    evidence=EVIDENCE,
    rests=(MarkKind.ILL,),
    judged=Judged.BY_DAY,
)
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
    normal = usual_bpm(mornings, today)
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
            values=values | {"excess_bpm": floor(min(excess, before)), "needed_bpm": settings.excess_bpm},
            day=today,
            at=state.now,
            formula=Text("{value_bpm} - {baseline_bpm}, and yesterday likewise, are both {needed_bpm} or more"),
        )
    elif excess >= settings.alone_bpm:
        yield Finding(
            severity=Severity.INFO,
            says=Text("Resting heart rate {value_bpm} this morning, {excess_bpm} above your normal {baseline_bpm}."),
            do=Text("One morning says little; see tomorrow's."),
            values=values | {"excess_bpm": floor(excess), "needed_bpm": settings.alone_bpm},
            day=today,
            at=state.now,
            formula=Text("{value_bpm} - {baseline_bpm} is {needed_bpm} or more, this morning alone"),
        )


def _one_source(mornings: tuple[DailyWellness, ...], today: date) -> Mornings:
    """Return the values of the source that has today's; of several, the one with most mornings in the 28 days."""
    return _fullest([values for values in _by_source(mornings, today) if today in values], today)


def _by_source(mornings: tuple[DailyWellness, ...], today: date) -> list[Mornings]:
    first = today - (RESTING_DAYS + 1) * DAY
    return by_source(mornings, lambda morning: morning.resting_heart_rate_bpm, first=first, last=today)


def _fullest(sources: list[Mornings], today: date) -> Mornings:
    return fullest(sources, first=today - RESTING_DAYS * DAY, last=today - DAY)


def _excess(mornings: Mornings, day: date) -> float | None:
    normal = usual_bpm(mornings, day)
    return None if normal is None or day not in mornings else mornings[day] - normal


def _unknown(mornings: tuple[DailyWellness, ...], today: date) -> NoData:
    """Return what is lacking when this morning is not known: it alone, or more mornings too."""
    known = _fullest(_by_source(mornings, today), today)
    if usual_bpm(known, today) is None:
        return _young(known, today)
    return NoData(lacks=Text("This morning's resting heart rate is not known."))


def _young(mornings: Mornings, today: date) -> NoData:
    """Return NoData with the day on which there are enough mornings, if none is missed from today on."""
    return NoData(
        lacks=Text("Mornings known in the last 28 days: {known_count}; {needed_count} needed."),
        values={
            "known_count": len(between(mornings, today - RESTING_DAYS * DAY, today - DAY)),
            "needed_count": RESTING_NEEDED,
        },
        speaks_from=speaks_from(
            mornings,
            today,
            lambda days, day: count(days, day - RESTING_DAYS * DAY, day - DAY) >= RESTING_NEEDED,
        ),
    )
