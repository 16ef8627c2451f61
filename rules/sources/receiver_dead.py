"""receiver-dead: a receiver that takes no messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Life, Severity, Text, Verdict, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of receiver-dead."""

    after_hours: Annotated[float, Between(1, 168)] = 24.0


@rule(
    Settings,
    title=Text("a receiver takes no messages"),
    life=Life(repeat=timedelta(days=7), outside_caps=True, well_again=True, standing=True),
)
def receiver_dead(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A receiver that has refused messages for a day.

    What it watches

    Since when each receiver (a phone, a mailbox) has refused what was sent to it. It speaks after 24 hours, through
    the other receivers and in the status.

    Why it matters

    Grade D: a policy of ours. A warning that nobody gets is no warning.

    What to do

    Check the receiver's address in the configuration, and that the service behind it is there.

    Options

    after_hours (24): how long a receiver may refuse before it is told.

    References

    None.
    """
    for receiver in state.receivers:
        if receiver.failing_since is None:
            yield Clear(
                because=Text("{receiver} takes messages."),
                values={"receiver": receiver.name},
                subject=receiver.name,
            )
            continue
        failing = state.now - receiver.failing_since
        if failing >= timedelta(hours=settings.after_hours):
            yield Finding(
                severity=Severity.WARNING,
                says=Text("No message has reached {receiver} for {failing_hours}."),
                do=Text("Check its address under notify.receivers, and that the service behind it is there."),
                values={"receiver": receiver.name, "failing_hours": failing // timedelta(hours=1)},
                day=state.today,
                at=state.now,
                subject=receiver.name,
            )
