"""What the rules on pain say alike: how bad it is, that it goes on, that it is over, that it stops every run."""

from datetime import date
from enum import IntEnum

from rules.body import STANDS_DAYS
from rules.pain_days import Log
from rules.verdicts import Clear, Finding, NoData, Severity, Stop, Text, Verdict

MOST_ALLOWED = 5
GO_ON = Text("Pain {level_count} of 10 ({pain_site}): up to 2 you can go on.")
SIGNS_ARE_OVER = Text(
    "Pain {level_count} of 10 ({pain_site}), without a sign: what you logged before ({sign_flags}) stops you no more. "
    "If nobody has seen it yet, have that done before you run."
)


class Reach(IntEnum):
    """How long a pain of a level asks for rest. Where one ends and the next begins is a policy of ours."""

    LIGHT = 0
    """Up to 5: 3-7 days of relative rest."""
    MODERATE = 1
    """6 and 7: 1-2 weeks without running."""
    SEVERE = 2
    """8 to 10: 2-4 weeks, with professional help."""

    @classmethod
    def of(cls, level: int) -> "Reach":
        """Return the reach of a level."""
        if level <= MOST_ALLOWED:
            return cls.LIGHT
        return cls.MODERATE if level <= 7 else cls.SEVERE


def as_logged(log: Log, verdict: Verdict, today: date) -> Verdict:
    """Return a verdict on pain as far as the log bears it out: not once it is down to 0-2, nor after a silent week.

    An alarm is about an entry that was made just now, however old the pain.
    """
    newest = log.newest
    quiet_days = (today - newest.day).days
    is_silent = quiet_days > STANDS_DAYS and isinstance(verdict, Finding) and verdict.severity < Severity.ALARM
    if newest.hurts and not is_silent:
        return verdict
    values: dict[str, int | str] = {"level_count": newest.level, "pain_site": log.site}
    if log.signs_end:
        return Clear(
            because=SIGNS_ARE_OVER, subject=verdict.subject, values=values | {"sign_flags": " ".join(log.signs)}
        )
    if not newest.hurts:
        return Clear(because=GO_ON, subject=verdict.subject, values=values)
    return NoData(
        lacks=Text(
            "Nothing was logged for {quiet_days} about the pain ({pain_site}): log how it is, 0 when it is gone."
        ),
        subject=verdict.subject,
        values=values | {"quiet_days": quiet_days},
    )


def as_stop(log: Log, found: Finding, today: date, *, last: date) -> Stop:
    """Return that a pain which still hurts stops every run through a day.

    After a silent week it says how that comes to an end.
    """
    said = as_logged(log, found, today)
    return Stop(
        says=said.lacks if isinstance(said, NoData) else found.says,
        do=found.do,
        values={**found.values, **said.values},
        subject=found.subject,
        last=last,
        stage=found.stage,
    )
