"""source-silent: a source that no longer answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from rules import lacks
from rules.health import SourceHealth, Trouble
from rules.settings import Between
from rules.state import RunnerState
from rules.values import Values
from rules.verdicts import Clear, Finding, Life, NoData, Severity, Text, Verdict, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of source-silent."""

    least_hours: Annotated[float, Between(1, 168)] = 24.0


@rule(
    Settings,
    title=Text("your runs are not coming in"),
    life=Life(repeat=timedelta(days=7), outside_caps=True, well_again=True, standing=True),
)
def source_silent(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A source that has not been read for longer than is usual.

    What it watches

    The time since each source was last read with success, or since it was switched on when it never was. It speaks
    after 24 hours, or the interval at which the source is asked if that is longer. A source whose list lacks most of
    what is known, or all, is not believed, and counts as not read.

    Why it matters

    Grade D: a policy of ours. A day that was not read is not a day of rest, and without new runs the other rules
    cannot know anything. A guard that has gone blind must say so.

    What to do

    See what the program says of the source with: shinguard status

    Options

    least_hours (24): the shortest silence that is told.

    References

    None.
    """
    for source in state.sources:
        if source.interval is not None:
            yield _judge(source, state, settings, interval=source.interval)


def _is_doubted(source: SourceHealth) -> bool:
    """Say whether it answers, with a list that is not believed."""
    return source.doubted_since is not None and source.trouble is None


def _judge(source: SourceHealth, state: RunnerState, settings: Settings, *, interval: timedelta) -> Verdict:
    since = source.last_success or source.enabled_at
    silent = state.now - since
    values: Values = {"source": source.source, "silent_hours": silent // timedelta(hours=1)}
    too_long = silent > max(timedelta(hours=settings.least_hours), interval)
    if too_long and not source.asked_in_vain:
        return lacks.answer(source)
    if too_long:
        return Finding(
            severity=Severity.WARNING,
            says=_says(source),
            do=_do(source),
            values={**values, "login": source.source} if _is_doubted(source) else values,
            day=state.today,
            at=state.now,
            subject=source.source,
        )
    if source.last_success is None:
        return NoData(
            lacks=Text("Nothing was read from {source} yet."),
            values=values,
            subject=source.source,
        )
    return Clear(
        because=Text("{source} answers again."),
        values=values,
        subject=source.source,
    )


def _says(source: SourceHealth) -> Text:
    if _is_doubted(source):
        return Text(
            "Nothing was read from {source} for {silent_hours}: its list lacks most of what is known, or all, and "
            "cannot be believed."
        )
    if source.last_success is None:
        return Text("Nothing was read from {source} in the {silent_hours} since it was switched on.")
    return Text("Nothing was read from {source} for {silent_hours}: runs may be missing here.")


def _do(source: SourceHealth) -> Text:
    if _is_doubted(source):
        return Text(
            "Once its list is whole again, it counts by itself. If you deleted that much yourself: "
            "shinguard sync --source {login} --accept-deletions"
        )
    if source.trouble is Trouble.RATE_LIMITED:
        return Text(
            "It lets this program ask no more for now. Wait; if it lasts, set a longer interval_minutes for {source}."
        )
    return Text("See the reason with: shinguard status. Until it is read again, the other rules may stay silent.")
