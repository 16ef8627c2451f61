"""strain: much load on days that are alike, more than is usual for the runner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rules.evenness import WINDOW_DAYS, LastWeek, last_week, runs_of
from rules.evidence import Evidence, Grade
from rules.load import Unit
from rules.records import MarkKind
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, Severity, Text, Verdict, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """strain has no options."""


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text(
        "The figure is Foster's (1998), for athletes who trained too much; no study is cited here that it foretells an "
        "injury in runners, and the limit is the runner's own."
    ),
)


@rule(
    Settings,
    title=Text("time for an easier week"),
    life=Life(repeat=timedelta(days=14), tip=True),
    evidence=EVIDENCE,
    rests=(MarkKind.INJURED,),
    judged=Judged.BY_DAY,
)
def strain(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Much load on days that are alike, more than is usual for the runner.

    What it watches

    Strain: the load of the seven days that end yesterday, times their monotony (mean by population standard
    deviation, a known day without a run counts as 0). It is a tip in the digest when it is above the 90th percentile of
    the same figure on the 84 days before. Load is Banister's TRIMP where maximal and resting heart rate are known and
    90 % of the runs of those weeks have a heart rate; else distance. It needs 84 days of history, and a figure on 56
    of the 84 days; a week with a missing day has none.

    Why it matters

    Grade D: opinion. Much load is easier to bear with easy days in between. The figure is Foster's (1998); no study is
    cited here that it foretells an injury in runners. By its making it speaks on about one day in ten, so it is a tip
    and never a message.

    What to do

    Plan an easier week: less on the easy days, and a day off.

    Options

    None.

    References

    None: the figure is named above, the limit is the runner's own.
    """
    found = state.once(last_week)
    if not isinstance(found, LastWeek):
        yield found
        return
    value, usual = found.figures.strain, found.usual.strain
    if found.unit is Unit.DISTANCE:
        values = {"strain_m": value, "usual_m": usual, "window_days": WINDOW_DAYS}
        clear = Text("Strain {strain_m} in 7 days; 9 of 10 of your {window_days} before were below {usual_m}.")
        says = Text("Much running on days that were alike: strain {strain_m}, while {usual_m} is high for you.")
        formula = Text(
            "{strain_m} > {usual_m}: the distance of 7 days x their monotony, beside the 90th percentile of "
            "{window_days}"
        )
    else:
        values = {"strain_score": value / 1000, "usual_score": usual / 1000, "window_days": WINDOW_DAYS}
        clear = Text("Strain {strain_score} in 7 days; 9 of 10 of your {window_days} before were below {usual_score}.")
        says = Text("Much load on days that were alike: strain {strain_score}, while {usual_score} is high for you.")
        formula = Text(
            "{strain_score} > {usual_score}: the TRIMP of 7 days x their monotony, beside the 90th percentile of "
            "{window_days}"
        )
    if value <= usual:
        yield Clear(because=clear, at=state.now, values=values)
        return
    yield Finding(
        severity=Severity.INFO,
        says=says,
        do=Text("Plan an easier week: less on the easy days, and a day off."),
        values=values,
        day=state.today,
        at=state.now,
        formula=formula,
        runs=runs_of(state),
    )
