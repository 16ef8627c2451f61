"""shoe-rotation: four weeks in one pair."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules import wear
from rules.evidence import Evidence, Grade, Study
from rules.settings import Between
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Text, Verdict, rule

WINDOW_DAYS = 28
NEEDED_M = 40_000
NEEDED_NAMED_PERCENT = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of shoe-rotation."""

    share_percent: Annotated[int, Between(50, 99)] = 90


EVIDENCE = Evidence(
    grade=Grade.B,
    note=Text("One prospective study in runners; who owns several pairs may differ from others in more than that."),
    studies=(
        Study(
            authors="Malisoux et al.",
            year=2015,
            journal="Scandinavian Journal of Medicine and Science in Sports",
            doi="10.1111/sms.12154",
            effect=Text("Several pairs in turn, beside a single one: 0.61 (0.39 to 0.97)."),
        ),
    ),
)


@rule(
    Settings,
    title=Text("run in another pair, too"),
    life=Life(repeat=timedelta(days=60), tip=True),
    evidence=EVIDENCE,
    judged=Judged.BY_WEAR,
)
def shoe_rotation(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Nearly all running in one pair of shoes.

    What it watches

    The distance of the runs of 28 days, today the last, and how much of it each pair had. It gives a tip in the digest
    when one pair had more than 90 %, and again after 60 days. It needs 25 of the 28 days before today to be known, 40
    km of running, and that runs of 90 % of that distance name a shoe. That all is well it says only where each of the
    28 days is known, but for today.

    Why it matters

    Grade B: in one prospective study, runners who wore several pairs in turn had fewer injuries than those who wore a
    single one: 0.61 (0.39 to 0.97). The idea is that another shoe loads the same tissues a little differently. The
    study was observational: runners with several pairs may differ from others in more than their shoes.

    What to do

    Do one run a week in another pair, best of another model, and let that be a short one at first. An old pair that is
    not worn out will do.

    Options

    share_percent (90): the share of 28 days in one pair above which it speaks.

    References

    Malisoux et al. 2015, Scandinavian Journal of Medicine and Science in Sports, doi 10.1111/sms.12154
    """
    if not state.shoes:
        return
    if lacking := wear.lacking(state, WINDOW_DAYS):
        yield lacking
        return
    at, on_foot = state.once(wear.moment), state.on_foot
    run_m, named_m = on_foot.runs.metres_in(WINDOW_DAYS, at), on_foot.named.metres_in(WINDOW_DAYS, at)
    values: Values
    if run_m < NEEDED_M:
        values = {"run_m": run_m, "needed_m": NEEDED_M, "window_days": WINDOW_DAYS}
        yield NoData(lacks=Text("{run_m} of the {needed_m} needed in {window_days}."), values=values)
        return
    if named_m * 100 < run_m * NEEDED_NAMED_PERCENT:
        lacks = Text("Of {run_m} in {window_days}, runs of {named_m} name a shoe; {needed_percent} needed.")
        values = {
            "run_m": run_m,
            "named_m": named_m,
            "needed_percent": NEEDED_NAMED_PERCENT,
            "window_days": WINDOW_DAYS,
        }
        yield NoData(lacks=lacks, values=values)
        return
    worn = [on_foot.ran(shoe.key).metres_in(WINDOW_DAYS, at) for shoe in state.shoes]
    worn_m = max(worn)
    shoe = state.shoes[worn.index(worn_m)]
    values = {
        "run_m": run_m,
        "named_m": named_m,
        "window_days": WINDOW_DAYS,
        "shoe": shoe.name,
        "worn_m": worn_m,
        "share_percent": worn_m * 100 // run_m,
        "limit_percent": settings.share_percent,
    }
    if worn_m * 100 <= run_m * settings.share_percent:
        because = Text("{share_percent} of {window_days} was in {shoe}, the rest in others.")
        yield wear.any_day(state, WINDOW_DAYS - 1) or Clear(because=because, values=values)
        return
    ran = on_foot.ran(shoe.key)
    yield Finding(
        severity=Severity.INFO,
        says=Text("{worn_m} of the {run_m} of the last {window_days} ({share_percent}) was in one pair, {shoe}."),
        do=Text("Do one run a week in another pair, a short one at first: it loads you a little differently."),
        values=values,
        day=state.today,
        at=state.now,
        formula=Text("{worn_m} / {run_m} > {limit_percent} in {window_days}"),
        runs=ran.run_ids(*ran.places(WINDOW_DAYS, at)),
    )
