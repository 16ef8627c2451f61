"""subscription-lapsed: an app that the source switched off for want of a subscription."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rules import lacks
from rules.health import Trouble
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Life, Severity, Text, Verdict, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """subscription-lapsed has no options."""


@rule(
    Settings,
    title=Text("a subscription has lapsed"),
    life=Life(
        repeat=timedelta(days=7),
        outside_caps=True,
        well_again=True,
        standing=True,
        inhibits=("source-silent",),
        same_subject=True,
    ),
)
def subscription_lapsed(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A source that gives nothing without a paid subscription.

    What it watches

    Whether a source said, when it was last asked, that it switched the app off because its owner has no paid
    subscription. Strava does this.

    Why it matters

    Grade D: a policy of ours. The login is in order and logging in again does not help; until it is paid, or the runs
    come from elsewhere, no run comes in.

    What to do

    Renew the subscription at the source, or switch on Garmin.

    Options

    None.

    References

    None.
    """
    for source in (each for each in state.sources if each.has_login):
        values = {"source": source.source}
        if source.trouble is Trouble.SUBSCRIPTION_LAPSED:
            yield Finding(
                severity=Severity.WARNING,
                says=Text("{source} has switched this app off: the subscription of its owner has lapsed."),
                do=Text("Renew the subscription at {source}, or switch on Garmin. Logging in again does not help."),
                values=values,
                day=state.today,
                at=state.now,
                subject=source.source,
            )
        elif source.trouble is None and source.last_success is not None:
            yield Clear(because=Text("{source} answers."), values=values, subject=source.source)
        else:
            yield lacks.answer(source)
