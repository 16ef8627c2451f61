"""monotony: days that are more alike than is usual for the runner."""

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
    """monotony has no options."""


WORDINGS = dict.fromkeys(
    Unit,
    Wording(
        value="monotony_ratio",
        usual="usual_ratio",
        clear=Text("Monotony {monotony_ratio}; 9 of 10 of your {window_days} before were below {usual_ratio}."),
        says=Text("Your last 7 days were alike: monotony {monotony_ratio}, while {usual_ratio} is high for you."),
        formula=Text(
            "{monotony_ratio} > {usual_ratio}: the mean of 7 days' load by its standard deviation, beside the 90th "
            "percentile of {window_days}"
        ),
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

    It has no upper end: the more the days are alike, the less there is to divide by. Six runs of 10 km and one of
    10.1 km make it 286, and for seven days that are exactly alike there is none. So high it tells no more than that the
    days were alike.

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
    yield judge(
        state,
        lambda week: (week.monotony, week.usual_monotony),
        wordings=WORDINGS,
        do=Text("Make an easy day easier, or take a day off."),
    )
