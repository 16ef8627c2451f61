"""What `sync` shows: a bar while pages come in, a line a source when they have."""

from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn

from daemon.cli.put_aside import of_unknown_kind
from daemon.config import Athlete
from daemon.connect import FILES
from daemon.language import _, active, plural
from daemon.pipeline import Pass
from daemon.pulling import Pulled
from daemon.starting import no_receiver
from daemon.store.activities import Saved
from daemon.store.database import Database
from daemon.store.inbox import InboxNow, inbox_now
from daemon.store.put_aside import came_of_unknown_kind
from daemon.troubles import next_step
from daemon.unread import translated
from daemon.vocabulary import source_name
from daemon.wording import style_of
from rules.verdicts import Severity


class Bars:
    """A bar for each source that brings activities; nothing without a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        console = Console(stderr=True)
        self._progress = Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def advance(self, source: str, seen: int, expected: int | None) -> None:
        """Show how far a source has come (`daemon.arrivals.Progress`)."""
        if source not in self._tasks:
            self._tasks[source] = self._progress.add_task(source_name(source, active()), total=expected)
        self._progress.update(self._tasks[source], completed=seen, total=expected)


def say_pass(athlete: Athlete, done: Pass, *, now: datetime) -> None:
    """Print a line a source and a line a message."""
    console = Console(highlight=False)
    for pulled in done.pulled:
        line = f"{source_name(pulled.source, active())}: {_how_it_went(athlete, pulled, now)}"
        console.print(line, markup=False, soft_wrap=True)
    style = style_of(athlete)
    for sent in done.sent:
        if sent.refused is None:
            text = _("Sent to {receiver}: {title}", receiver=sent.receiver, title=sent.message.title)
        else:
            reason = style.say(sent.refused.why, sent.refused.values)
            text = _("{receiver} did not take a message: {reason}", receiver=sent.receiver, reason=reason)
        console.print(text, markup=False, soft_wrap=True)
    if not athlete.notify.receivers and any(line.item.severity >= Severity.ALARM for line in done.decision.digest):
        console.print(no_receiver(), markup=False, soft_wrap=True)


def say_aside(database: Database, athlete: Athlete, done: Pass, *, since: datetime) -> None:
    """Print what did not come in from the inbox, and of what came in since an instant what may be runs and counts as
    none: it would look like no news.

    Where the inbox could not be looked into, the line of the pass says so, and what was known before is of no use.
    """
    with database.read() as connection:
        strange = came_of_unknown_kind(connection, athlete.name, since=since)
    lines = list(of_unknown_kind(strange, style_of(athlete)))
    if any(each.source == FILES and not each.busy and each.trouble is None for each in done.pulled):
        lines = [*_inbox_lines(inbox_now(database, athlete.name)), *lines]
    console = Console(highlight=False)
    for line in lines:
        console.print(f"  {line}", markup=False, soft_wrap=True)


def counted(saved: Saved) -> str:
    """Say how many activities came in, changed and went; nothing where none did."""
    parts = (
        (saved.new, plural("{count} new activity", "{count} new activities", saved.new)),
        (saved.changed, plural("{count} changed", "{count} changed", saved.changed)),
        (saved.deleted, plural("{count} deleted", "{count} deleted", saved.deleted)),
    )
    return ", ".join(text for count, text in parts if count)


def _inbox_lines(inbox: InboxNow) -> Iterator[str]:
    if inbox.waiting:
        yield plural(
            "{count} file waits until it is the same in two scans: in half a minute `shinguard sync` takes it.",
            "{count} files wait until they are the same in two scans: in half a minute `shinguard sync` takes them.",
            inbox.waiting,
        )
    if inbox.rejected:
        yield plural(
            "{count} file could not be read: the reason lies in the folder rejected of the inbox.",
            "{count} files could not be read: the reasons lie in the folder rejected of the inbox.",
            inbox.rejected,
        )


def _how_it_went(athlete: Athlete, pulled: Pulled, now: datetime) -> str:
    if pulled.busy:
        return _("another process is asking it just now")
    if pulled.trouble is not None:
        if pulled.source == FILES:
            return translated(pulled.detail)
        style = style_of(athlete)
        text = next_step(pulled.source, pulled.trouble, pulled.cause, now=now, style=style)
        if pulled.waits_until is not None:
            text += " " + _("Asked again from {until}.", until=style.moment(pulled.waits_until))
        return text
    saved = pulled.saved
    if saved.suspicious:
        return _(
            "its list lacks most of what is known, or all. Nothing was deleted: `shinguard status` says what to do."
        )
    return counted(saved) or _("nothing new")
