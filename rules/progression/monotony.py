"""monotony: days that are more alike than is usual for the runner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rules.evenness import WINDOW_DAYS, LastWeek, last_week, runs_of
from rules.evidence import Evidence, Grade
from rules.records import MarkKind
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, Severity, Text, Verdict, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """monotony has no options."""


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text(
        "The figure is Foster's (1998), for athletes who trained too much; no study is cited here that it foretells an "
        "injury in runners, and the limit is the runner's own."
    ),
)


@rule(
    Settings,
    title=Text("let your days differ"),
    life=Life(repeat=timedelta(days=14), tip=True),
    evidence=EVIDENCE,
    rests=(MarkKind.INJURED,),
    judged=Judged.BY_DAY,
)
def monotony(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Days that are more alike than is usual for the runner.

    What it watches

    Monotony: the mean load of the seven days that end yesterday, divided by their population standard deviation; a
    known day without a run counts as 0. It is a tip in the digest when it is above the 90th percentile of the same
    figure on the 84 days before. Load is Banister's TRIMP where maximal and resting heart rate are known and 90 % of
    the runs of those weeks have a heart rate; else distance. It needs 84 days of history, and a figure on 56 of the
    84 days; a week with a missing day has none.

    Why it matters

    Grade D: opinion. The same distance day after day leaves neither a hard day nor an easy one. The figure is
    Foster's (1998); no study is cited here that it foretells an injury in runners. By its making it speaks on about one
    day in ten, so it is a tip and never a message.

    What to do

    Make an easy day easier, or take a day off; let the long run be the long one.

    Options

    None.

    References

    None: the figure is named above, the limit is the runner's own.
    """
    found = state.once(last_week)
    if not isinstance(found, LastWeek):
        yield found
        return
    values = {
        "monotony_ratio": found.figures.monotony,
        "usual_ratio": found.usual.monotony,
        "window_days": WINDOW_DAYS,
    }
    if found.figures.monotony <= found.usual.monotony:
        yield Clear(
            because=Text("Monotony {monotony_ratio}; 9 of 10 of your {window_days} before were below {usual_ratio}."),
            at=state.now,
            values=values,
        )
        return
    yield Finding(
        severity=Severity.INFO,
        says=Text("Your last 7 days were alike: monotony {monotony_ratio}, while {usual_ratio} is high for you."),
        do=Text("Make an easy day easier, or take a day off."),
        values=values,
        day=state.today,
        at=state.now,
        formula=Text(
            "{monotony_ratio} > {usual_ratio}: the mean of 7 days' load by its standard deviation, beside the 90th "
            "percentile of {window_days}"
        ),
        runs=runs_of(state),
    )
