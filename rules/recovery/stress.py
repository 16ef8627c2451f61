"""stress: a week above the runner's own usual score."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules.evidence import Evidence, Grade
from rules.mornings import TINY, Beside
from rules.records import DailyWellness
from rules.said import MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Sign, Text, Verdict, rule

WINDOWS = Beside(needed_lately=5, before_days=42, needed_before=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of stress, in standard deviations of the runner's own days."""

    deviations: Annotated[float, Between(0.5, 3)] = 1.0


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("A policy of ours: the score is each maker's own, and no study is cited for it."),
)


@rule(
    Settings,
    title=Text("take it easy"),
    life=Life(repeat=timedelta(days=7), sign=Sign.TOGETHER),
    evidence=EVIDENCE,
    rests=(MarkKind.ILL,),
    judged=Judged.BY_DAY,
)
def stress(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """The watch's stress score above the runner's own usual.

    What it watches

    The score that the source itself gives each day, 0 to 100, as told on the morning after, of one source. The mean of
    the last seven, of which yesterday's and four others must be known, stands beside the 42 before those seven, of
    which 21 must be known. It speaks when that mean is more than one standard deviation (that of a sample, divided by
    n - 1) above the mean of the 42. It is pushed only while another sign of the body speaks too; else it stands in the
    digest.

    Why it matters

    Grade D: a policy of ours. Makers work the score out of the heart's rhythm and do not say how; no study is cited for
    it. It is here because work, worry and illness take from the same body as running does.

    What to do

    Run easy or rest today, and make room for a quiet evening.

    Options

    deviations (1): how many standard deviations above the own mean the seven days must be.

    References

    None: the score is each maker's own.
    """
    today = state.today
    scores = state.mornings.of_today(_score, today, days=WINDOWS.days)
    if scores is None:
        yield NoData(lacks=Text("Yesterday's stress score is not known."))
        return
    known = WINDOWS.weigh(scores, today)
    if not WINDOWS.is_enough(known):
        yield WINDOWS.lacking(known, scores, today=today)
        return
    lately, before = known
    week, normal = lately.mean, before.mean
    most = normal + settings.deviations * before.deviation
    values = {
        "week_score": week,
        "normal_score": normal,
        "most_score": most,
        "deviation_score": settings.deviations,
    }
    if week <= most + TINY:
        yield Clear(
            because=Text("Stress score {week_score} in 7 days, beside your normal {normal_score}."),
            values=values,
        )
        return
    yield Finding(
        severity=Severity.NOTICE,
        says=Text("Stress score {week_score} in 7 days, above your own range (normal: {normal_score})."),
        do=Text("Easy or rest today, and make room for a quiet evening."),
        values=values,
        day=today,
        at=state.now,
        formula=Text(
            "{week_score} > {most_score}: the mean of 7 days, beside that of the 42 before them plus {deviation_score} "
            "x the standard deviation"
        ),
    )


def _score(morning: DailyWellness) -> float | None:
    return morning.stress_score
