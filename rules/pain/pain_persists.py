"""pain-persists: a pain that has lasted two weeks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.evidence import Evidence, Grade
from rules.pain_days import HURTS_FROM, Log
from rules.pain_verdicts import Reach, as_logged
from rules.said import Site
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Clear, Finding, Judged, Life, Severity, Text, Verdict, rule

PERSISTS_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """pain-persists has no options."""


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("Common advice; no study is known to us that tested when a runner with pain should be seen."),
)


@rule(
    Settings, title=Text("have that pain looked at"), life=Life(standing=True), evidence=EVIDENCE, judged=Judged.BY_LOG
)
def pain_persists(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A pain that does not go.

    What it watches

    The pain that you log, site by site. It speaks when two entries of 3 or more lie 14 days or more apart, no day
    between them was logged as 0-2, and never more than 14 days passed without an entry of 3 or more: after more it is
    another pain, which pain-returns watches. Told again when the pain gets worse: above 5, and above 7. An entry stands
    for seven days.

    Why it matters

    Grade D: common advice, not a finding. What two weeks have not mended may have a cause that time alone does not
    mend, and somebody who looks at it finds it sooner than a log does.

    What to do

    See a physiotherapist, also to look for the cause. Until then run only as far as pain-response allows.

    Options

    None.

    References

    None: no study is known to us that tested when a runner with pain should be seen.
    """
    for log in state.pain.lately(state.now):
        if log.bout:
            yield as_logged(log, state.pain.once(_judge, log.site, state.now), state.today)


def _judge(found: Mapping[Site, Log], site: Site) -> Verdict:
    log = found[site]
    newest, first = log.bout[-1], log.stretch[0]
    lasting_days = (newest.day - first.day).days
    values: Values = {
        "level_count": newest.level,
        "least_count": HURTS_FROM,
        "pain_site": log.site,
        "lasting_days": lasting_days,
        "first_day": first.day,
        "limit_days": PERSISTS_DAYS,
    }
    if lasting_days < PERSISTS_DAYS:
        because = Text("Pain ({pain_site}) since {first_day}: not yet {limit_days}.")
        return Clear(because=because, subject=log.subject, values=values)
    return Finding(
        severity=Severity.NOTICE,
        says=Text("Pain ({pain_site}) for {lasting_days}, now {level_count} of 10."),
        do=Text("See a physiotherapist: it has lasted too long to wait for rest to mend it."),
        values=values,
        day=newest.day,
        at=newest.at,
        subject=log.subject,
        stage=Reach.of(max(day.level for day in log.stretch)),
        formula=Text("{lasting_days} >= {limit_days} with pain from {least_count} on, since {first_day}"),
    )
