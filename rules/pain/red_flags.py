"""red-flags: signs with which a person is seen by somebody first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from rules.evidence import Evidence, Grade
from rules.pain_days import Log
from rules.pain_verdicts import as_logged, as_stop
from rules.said import NO_END, PainEntry, RedFlag, Site
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Finding, Life, Severity, Stop, Text, Verdict, rule

JUST_MADE = timedelta(hours=1)
EMERGENCY_STAGE = len(RedFlag)
"""Above what any number of other signs comes to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """red-flags has no options."""


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("The signs are those that leaflets and physiotherapists name; care does not wait for a study."),
)


def _before(state: RunnerState, settings: Settings) -> Iterator[Stop]:
    """A sign stops the runs of all days until somebody has seen it, as long as its alert can be open."""
    for log in state.pain.lately(state.now):
        if log.newest.hurts and state.pain.once(_flagged, log.site, state.now):
            found = state.pain.once(_judge, (log.site, False), state.now)
            yield as_stop(log, found, state.today, last=NO_END)


@rule(Settings, title=Text("have that seen"), life=Life(standing=True), evidence=EVIDENCE, before=_before)
def red_flags(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Signs that somebody should see before you run on.

    What it watches

    The signs that you log with a pain: stabbing or unexplained pain, pain at night or at rest, swelling, warmth or
    redness, locking, giving way, pain on touching the bone, fever, a limp; and a loud snap with loss of function. It
    sends an alarm at once, also in quiet hours, in the first hour after you made the entry and not later. A further
    sign is told again. It stands until a later day is logged as 0-2 without a sign; the answer to that entry asks to
    have it seen all the same.

    Why it matters

    Grade D, and no less firm for it. These signs may mean something that training cannot mend and running can make
    worse. So it never carries a training plan.

    What to do

    Do not run, and be seen by your family doctor, or by the out-of-hours service when it cannot wait. After a loud snap
    with loss of function: the emergency number, 112 in the Netherlands.

    Options

    None.

    References

    None: the signs are common advice, which no study here stands behind.
    """
    for log in state.pain.lately(state.now):
        flagged = state.pain.once(_flagged, log.site, state.now)
        if flagged:
            is_new = any(state.now - entry.known_at <= JUST_MADE for entry in flagged)
            yield as_logged(log, state.pain.once(_judge, (log.site, is_new), state.now), state.today)


def _flagged(found: Mapping[Site, Log], site: Site) -> tuple[PainEntry, ...]:
    """Return the entries with a sign, oldest first, of the days since the last one that was logged as 0-2."""
    log = found[site]
    days = {day.day for day in log.stretch}
    return tuple(entry for entry in log.entries if entry.red_flags and entry.day in days)


def _judge(found: Mapping[Site, Log], key: tuple[Site, bool]) -> Finding:
    site, is_new = key
    log, flagged = found[site], _flagged(found, site)
    newest, seen = flagged[-1], log.signs
    values: Values = {
        "pain_site": log.site,
        "sign_flags": " ".join(seen),
        "sign_count": len(seen),
    }
    if RedFlag.SNAP in seen:
        says = Text("An emergency ({pain_site}): {sign_flags}.")
        do = Text("Call the emergency number now (112 in the Netherlands).")
    else:
        says = Text("Somebody should see this first ({pain_site}): {sign_flags}.")
        do = Text("Do not run. Have it seen by your family doctor, or by the out-of-hours service if it cannot wait.")
    return Finding(
        severity=Severity.ALARM if is_new else Severity.NOTICE,
        says=says,
        do=do,
        values=values,
        day=newest.day,
        at=newest.at,
        subject=log.stretch_subject,
        stage=len(seen) + (EMERGENCY_STAGE if RedFlag.SNAP in seen else 0),
        formula=Text("{sign_count} logged of the signs that are asked about; one is enough"),
    )
