"""easy-share: too little of the running is easy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules import lacks
from rules.effort import HardTimes, hard_runs
from rules.evidence import Evidence, Grade
from rules.said import MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
SPAN_DAYS = 28
SPAN = SPAN_DAYS * DAY
NEEDED_RUNS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of easy-share."""

    least_percent: Annotated[float, Between(30, 100)] = 70.0


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("Most running easy, a little of it hard, is what coaches advise; no study is cited for the limit."),
)


@rule(
    Settings,
    title=Text("slow your easy runs down"),
    life=Life(repeat=timedelta(days=28), tip=True),
    evidence=EVIDENCE,
    rests=(MarkKind.INJURED,),
    judged=Judged.BY_DAY,
)
def easy_share(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """The share of easy running in four weeks: a tip in the digest.

    What it watches

    The running time of the 28 days through yesterday that was not hard. It speaks when that is less than 70 %. Hard is
    the time in heart rate zones 4 and 5; where the source does not tell it, all of a run whose mean heart rate is 0.95
    or more of the threshold_heart_rate that you set under [runner]. Everything below counts as easy, so the tip is a
    mild one. It needs 28 days of history and 8 runs, with 90 % of their moving time known to be hard or not, and 25 of
    the 28 days known; that all is well again it says only where each of them is.

    Why it matters

    Grade D: the documents that this program grew from advise to run most of the time easily and a little of it hard. No
    study is cited here for the limit.

    What to do

    Make the next easy run slower than feels right: slow enough to talk in whole sentences.

    Options

    least_percent (70): the tip comes below this share of easy running, in percent.

    References

    None: common coaching advice.
    """
    if state.history.first_run_day is not None:
        yield _judge(state, settings)


def _judge(state: RunnerState, settings: Settings) -> Verdict:
    history, today = state.history, state.today
    if lacking := lacks.before(history, today, needed_days=SPAN_DAYS):
        return lacking
    start, stop = history.before(today - SPAN), history.over_before(today, state.now)
    time = history.once(HardTimes, state.threshold_bpm).between(start, stop)
    if time.run_count < NEEDED_RUNS:
        return lacks.runs(time.run_count, needed_count=NEEDED_RUNS, span_days=SPAN_DAYS)
    if not time.is_known:
        return lacks.hard_time(time, span_days=SPAN_DAYS, last_day=today - DAY)
    easy_s = time.known_s - time.hard_s
    values = {
        "easy_percent": easy_s * 100 // time.known_s,
        "least_percent": settings.least_percent,
        "span_days": SPAN_DAYS,
        "easy_s": easy_s,
        "known_s": time.known_s,
    }
    if easy_s * 100 >= settings.least_percent * time.known_s:
        return lacks.any_day(history, today, days=SPAN_DAYS) or Clear(
            because=Text("{easy_percent} of your running in {span_days} was easy."), values=values
        )
    sessions = history.sessions[start:stop]
    return Finding(
        severity=Severity.INFO,
        says=Text(
            "{easy_percent} of your running time in {span_days} was easy; {least_percent} or more is the advice."
        ),
        do=Text("Make your next easy run slower than feels right: slow enough to talk in whole sentences."),
        values=values,
        day=today,
        at=state.now,
        formula=Text("{easy_s} easy of {known_s} is {easy_percent}: less than {least_percent}"),
        runs=hard_runs((run for session in sessions for run in session.runs), state.threshold_bpm),
    )
