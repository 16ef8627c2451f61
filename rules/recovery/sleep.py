"""sleep: a week of nights shorter than the runner's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules.evidence import Evidence, Grade
from rules.mornings import Beside, Span
from rules.records import DailyWellness
from rules.said import MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Sign, Text, Verdict, rule

WINDOWS = Beside(needed_lately=5, before_days=42, needed_before=21)
DO = Text("Go to bed earlier tonight, and keep today's run easy.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of sleep."""

    shortfall_minutes: Annotated[float, Between(15, 180)] = 45.0
    least_hours: Annotated[float, Between(3, 9)] = 6.0


EVIDENCE = Evidence(
    grade=Grade.C,
    note=Text(
        "Johnston et al. found a ratio of 1.51 (1.13 to 2.02) for injury below 7 hours of sleep. It is indirect: this "
        "rule compares a watch's nights with the runner's own."
    ),
)


@rule(
    Settings,
    title=Text("sleep more"),
    life=Life(repeat=timedelta(days=14), sign=Sign.ALONE),
    evidence=EVIDENCE,
    rests=(MarkKind.ILL,),
    judged=Judged.BY_DAY,
)
def sleep(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Nights shorter than the runner's own, for a week.

    What it watches

    The time asleep as one source tells it. The mean of seven nights, of which last night and four others must be known,
    stands beside the 42 nights before those seven, of which 21 must be known. A mean that is 45 minutes or more below
    is a line in the digest. A mean below 6 hours is a message, at most once in 14 days, and needs no normal to compare
    with.

    Why it matters

    Grade C. Johnston et al. found a ratio of 1.51 (1.13 to 2.02) for injury below 7 hours of sleep. The usual advice is
    7 to 9 hours a night, and it is good advice; as an alarm on a watch's figures an absolute 7 hours would be wrong on
    two days of three. So the rule compares nights with the runner's own, and speaks of hours only below 6.

    What to do

    Go to bed earlier tonight, and keep today's run easy.

    Options

    shortfall_minutes (45): how far below the own mean the seven nights must be for a line in the digest.

    least_hours (6): a mean below this is a message.

    References

    None: Johnston et al. are named above as far as their record is known here.
    """
    today = state.today
    nights = state.mornings.of_today(_asleep, today, days=WINDOWS.days)
    if nights is None:
        yield NoData(lacks=Text("How long you slept last night is not known."))
        return
    known = WINDOWS.weigh(nights, today)
    lately, before = known
    is_enough = WINDOWS.is_enough(known)
    lately_s, before_s = lately.total, before.total
    least_s = round(settings.least_hours * 3600)
    if lately.count >= WINDOWS.needed_lately and lately_s < least_s * lately.count:
        yield _too_short(state, lately, least_s, normal_s=before_s // before.count if is_enough else None)
        return
    if not is_enough:
        yield WINDOWS.lacking(known, nights, today=today)
        return
    # Multiplied out, so that whole seconds are compared exactly.
    missed = before_s * lately.count - lately_s * before.count
    counts = lately.count * before.count
    needed_s = round(settings.shortfall_minutes * 60)
    values = {
        "week_s": lately_s // lately.count,
        "normal_s": before_s // before.count,
        "shortfall_s": missed // counts,
        "needed_s": needed_s,
        "known_count": lately.count,
    }
    if missed < needed_s * counts:
        yield Clear(
            because=Text("{week_s} of sleep a night in 7 days, beside your normal {normal_s}."),
            values=values,
        )
        return
    yield Finding(
        severity=Severity.INFO,
        says=Text("{week_s} of sleep a night in 7 days, {shortfall_s} less than your normal ({normal_s})."),
        do=DO,
        values=values,
        day=today,
        at=state.now,
        formula=Text(
            "{normal_s} - {week_s} is {needed_s} or more: the mean of {known_count} nights in 7 days, beside that of "
            "the 42 days before them"
        ),
    )


def _asleep(morning: DailyWellness) -> int | None:
    return morning.asleep_s


def _too_short(state: RunnerState, lately: Span, least_s: int, *, normal_s: float | None) -> Finding:
    values = {"week_s": lately.total // lately.count, "least_s": least_s, "known_count": lately.count}
    if normal_s is None:
        says = Text("{week_s} of sleep a night in 7 days: less than {least_s}.")
    else:
        says = Text("{week_s} of sleep a night in 7 days: less than {least_s}, and your normal is {normal_s}.")
        values["normal_s"] = normal_s
    return Finding(
        severity=Severity.NOTICE,
        says=says,
        do=DO,
        values=values,
        day=state.today,
        at=state.now,
        formula=Text("{week_s} < {least_s}: the mean of {known_count} nights in 7 days"),
    )
