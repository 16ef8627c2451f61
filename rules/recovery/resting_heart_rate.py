"""resting-heart-rate: two mornings above the runner's own normal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from typing import Annotated

from rules.evidence import Evidence, Grade, Study
from rules.mornings import DAY, RESTING_DAYS, RESTING_NEEDED, Mornings, Series, count, resting, speaks_from
from rules.said import MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Sign, Text, Verdict, rule


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
    pulse = state.mornings.of_today(resting, today, days=RESTING_DAYS + 1)
    if pulse is None:
        yield _unknown(state.mornings, today)
        return
    normal = pulse.usual(today)
    if normal is None:
        yield _young(pulse, today)
        return
    excess = pulse[today] - normal
    values = {"value_bpm": floor(pulse[today]), "baseline_bpm": floor(normal)}
    if excess < settings.excess_bpm:
        yield Clear(
            because=Text("Resting heart rate {value_bpm}, beside your normal {baseline_bpm}."),
            values=values,
        )
        return
    before = _excess(pulse, today - DAY)
    if before is not None and before >= settings.excess_bpm:
        yield Finding(
            severity=Severity.NOTICE,
            says=Text(
                "Resting heart rate {value_bpm}, two mornings at least {excess_bpm} above your normal {baseline_bpm}."
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
            says=Text(
                "Resting heart rate {value_bpm}, {excess_bpm} above your normal {baseline_bpm}, on a single morning."
            ),
            do=Text("One morning says little; see the next one."),
            values=values | {"excess_bpm": floor(excess), "needed_bpm": settings.alone_bpm},
            day=today,
            at=state.now,
            formula=Text("{value_bpm} - {baseline_bpm} is {needed_bpm} or more, this morning alone"),
        )


def _excess(pulse: Series, day: date) -> float | None:
    normal = pulse.usual(day)
    return None if normal is None or day not in pulse else pulse[day] - normal


def _unknown(mornings: Mornings, today: date) -> NoData:
    """Return what is lacking when this morning is not known: it alone, or more mornings too."""
    pulse = mornings.fullest(resting, today - DAY, days=RESTING_DAYS)
    if pulse is None or pulse.usual(today) is None:
        return _young(pulse, today)
    return NoData(lacks=Text("This morning's resting heart rate is not known."))


def _young(pulse: Series | None, today: date) -> NoData:
    """Return NoData with the day on which there are enough mornings, if none is missed from today on."""
    known = [] if pulse is None else pulse.known(today - DAY, days=RESTING_DAYS)
    return NoData(
        lacks=Text("Mornings known in the last 28 days: {known_count}; {needed_count} needed."),
        values={"known_count": len(known), "needed_count": RESTING_NEEDED},
        speaks_from=speaks_from(
            known, today, lambda days, day: count(days, day - 1, days=RESTING_DAYS) >= RESTING_NEEDED
        ),
    )
