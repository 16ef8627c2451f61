"""strain: much load on days that are alike, more than is usual for the runner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rules.evenness import EVIDENCE, Wording, judge
from rules.load import Unit
from rules.said import MarkKind
from rules.state import RunnerState
from rules.verdicts import Judged, Life, Text, Verdict, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """strain has no options."""


WORDINGS = {
    Unit.DISTANCE: Wording(
        value="strain_m",
        usual="usual_m",
        clear=Text("Strain {strain_m} in 7 days; 9 of 10 of your {window_days} before were below {usual_m}."),
        says=Text(
            "Much running on days that were alike: strain (distance x monotony) {strain_m}, while {usual_m} is high "
            "for you."
        ),
        formula=Text(
            "{strain_m} > {usual_m}: the distance of 7 days x their monotony, beside the 90th percentile of "
            "{window_days}"
        ),
    ),
    Unit.TRIMP: Wording(
        value="strain_score",
        usual="usual_score",
        divisor=1000,
        clear=Text("Strain {strain_score} in 7 days; 9 of 10 of your {window_days} before were below {usual_score}."),
        says=Text("Much load on days that were alike: strain {strain_score}, while {usual_score} is high for you."),
        formula=Text(
            "{strain_score} > {usual_score}: the TRIMP of 7 days x their monotony, beside the 90th percentile of "
            "{window_days}"
        ),
    ),
}


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

    Strain: the load of the seven days that end yesterday, times their monotony. It is a tip in the digest when it is
    above the 90th percentile of the same figure on the 84 days before. What load is, what monotony is and how many days
    they need stands under the rule monotony (`shinguard rules explain monotony`), and holds here too.

    Like monotony it has no upper end: six runs of 10 km and one of 10.1 km make 20,061 km of it. Where load is distance
    it is written like one, but nobody runs it: it is a distance times a bare number, to compare with your own.

    Why it matters

    Grade D: opinion. Much load is easier to bear with easy days in between. The figure is Foster's (1998), no better
    known than monotony, and it speaks as often: it is a tip and never a message.

    What to do

    Plan an easier week: less on the easy days, and a day off.

    Options

    None.

    References

    None: the figure is named above, the limit is the runner's own.
    """
    yield judge(
        state,
        lambda week: (week.strain, week.usual_strain),
        wordings=WORDINGS,
        do=Text("Plan an easier week: less on the easy days, and a day off."),
    )
