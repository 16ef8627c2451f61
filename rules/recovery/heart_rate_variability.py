"""heart-rate-variability: a week below the runner's own range, on three days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import exp, log
from typing import Annotated

from rules.evidence import Evidence, Grade
from rules.mornings import DAY, TINY, Beside, Series, Span, Weighed
from rules.records import DailyWellness
from rules.said import MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Sign, Text, Verdict, rule

DAYS_IN_A_ROW = 3
BACK = tuple(back * DAY for back in range(DAYS_IN_A_ROW))
WINDOWS = Beside(needed_lately=4, before_days=60, needed_before=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of heart-rate-variability, in standard deviations of the runner's own mornings."""

    deviations: Annotated[float, Between(0.5, 3)] = 1.0


EVIDENCE = Evidence(
    grade=Grade.C,
    note=Text(
        "The evidence is small and about how training is borne; there is none that it foretells an injury. One "
        "standard deviation on three days is a policy of ours."
    ),
)


@rule(
    Settings,
    title=Text("take it easy"),
    life=Life(repeat=timedelta(days=7), sign=Sign.TOGETHER),
    evidence=EVIDENCE,
    rests=(MarkKind.ILL,),
    judged=Judged.BY_DAY,
)
def heart_rate_variability(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Heart-rate variability below the runner's own range.

    What it watches

    The natural logarithm of the night's rMSSD, of one source; last night's must be known. The mean of seven days, of
    which four must be known, stands beside the 60 days before those seven, of which 30 must be known. It speaks when
    that mean is more than one standard deviation (that of a sample, divided by n - 1) below the mean of the 60 days,
    today and on both days before. Where the source gives its own verdict on this morning, as Garmin does, that verdict
    is taken instead. It is pushed only while another sign of the body speaks too; else it stands in the digest.

    Why it matters

    Grade C. When training, illness or short nights weigh on the body, the time between heartbeats tends to vary less.
    The evidence is small and about how training is borne; there is none that it foretells an injury. One night says
    little, which is why weeks are compared and three days are asked for.

    What to do

    Run easy or rest today, and see whether the mornings come back.

    Options

    deviations (1): how many standard deviations below the own mean the seven days must be.

    References

    None: the field's usual method; the numbers of days are a policy of ours.
    """
    today = state.today
    told = state.mornings.known_on(_verdict, today)
    if told:
        yield _as_told(state, told[0])
        return
    nights = state.mornings.of_today(_logarithm, today, days=WINDOWS.days + DAYS_IN_A_ROW - 1)
    if nights is None:
        yield NoData(lacks=Text("Last night's heart-rate variability is not known."))
        return
    days: list[Weighed] = []
    for back in BACK:
        known = WINDOWS.weigh(nights, today - back)
        days.append(known)
        if WINDOWS.is_enough(known) and not _is_below(known, settings):
            lately, _before = days[0]
            yield _within(lately)
            return
    unknown = [known for known in days if not WINDOWS.is_enough(known)]
    if unknown:
        yield WINDOWS.lacking(unknown[0], nights, today=today, in_a_row=DAYS_IN_A_ROW)
    else:
        yield _below(state, days[0], settings)


def _logarithm(morning: DailyWellness) -> float | None:
    known = morning.heart_rate_variability_ms
    return log(known) if known else None


def _verdict(morning: DailyWellness) -> bool | None:
    return morning.heart_rate_variability_low


def _is_below(known: Weighed, settings: Settings) -> bool:
    lately, before = known
    week = lately.mean
    # Half of all weeks are above the mean already.
    return week < before.mean and week < _limit(before, settings) - TINY


def _limit(before: Span, settings: Settings) -> float:
    return before.mean - settings.deviations * before.deviation


def _as_told(state: RunnerState, told: Series) -> Verdict:
    values = {"source": told.source}
    if not told[state.today]:
        return Clear(because=Text("{source} finds your heart-rate variability within your range."), values=values)
    return Finding(
        severity=Severity.NOTICE,
        says=Text("Heart-rate variability below your own range, says {source}."),
        do=Text("Easy or rest today, and see whether the mornings come back."),
        values=values,
        day=state.today,
        at=state.now,
        formula=Text("the verdict of {source} on this morning"),
    )


def _within(lately: Span) -> Clear:
    return Clear(
        because=Text("Heart-rate variability {week_ms} in 7 days is not three days below your range."),
        values={"week_ms": exp(lately.mean)},
    )


def _below(state: RunnerState, known: Weighed, settings: Settings) -> Finding:
    lately, before = known
    return Finding(
        severity=Severity.NOTICE,
        says=Text(
            "Heart-rate variability {week_ms} in 7 days, below your own range for three days (normal: {normal_ms})."
        ),
        do=Text("Easy or rest today, and see whether the mornings come back."),
        values={
            "week_ms": exp(lately.mean),
            "normal_ms": exp(before.mean),
            "least_ms": exp(_limit(before, settings)),
            "deviation_score": settings.deviations,
        },
        day=state.today,
        at=state.now,
        formula=Text(
            "{week_ms} < {least_ms}: the mean of 7 days, beside that of the 60 before them less {deviation_score} x "
            "the standard deviation, all of logarithms; likewise on the two days before"
        ),
    )
