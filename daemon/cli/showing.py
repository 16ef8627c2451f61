"""`status`: what is known, on the screen or as JSON."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime

import click
from rich.markup import escape

from daemon.before_text import marked, rest
from daemon.cli.group import House, athlete_option, fail, now, pass_house, say, style_of
from daemon.cli.put_aside import few, file_and_day
from daemon.config import Athlete
from daemon.connect import FILES
from daemon.language import _, active, plural
from daemon.records import Alert
from daemon.starting import no_source
from daemon.status import Status, status
from daemon.status_json import as_json
from daemon.store.failing import DatabaseUnusable
from daemon.troubles import by_hand, doubt, first_import, stuck_import, what_and_do
from daemon.unread import translated
from daemon.vocabulary import source_name
from daemon.wording import Format
from rules.health import ReceiverHealth, SourceHealth
from rules.verdicts import Severity, Text

SEVERITIES = {
    Severity.INFO: Text("for information"),
    Severity.NOTICE: Text("notice"),
    Severity.WARNING: Text("warning"),
    Severity.ALARM: Text("alarm"),
}


@click.command(
    "status",
    help=_(
        "How the sources are, what is open, and what is silent and why. The exit code is 1 when nothing can be "
        "recorded."
    ),
)
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@click.option("--check", is_flag=True, help=_("Say nothing; the exit code is 1 when the service does not run."))
@pass_house
def status_command(house: House, athlete: str | None, json_: bool, check: bool) -> None:
    """All runners, or one."""
    runs = _service_runs(house)
    if check:
        sys.exit(0 if runs else 1)
    if json_:
        found = [as_json(status(house.database, each, now=now())) for each in house.athletes(athlete)]
        unusable = _unusable(house)
        click.echo(json.dumps({"service": runs, "unusable": unusable, "athletes": found}, indent=2))
        sys.exit(1 if unusable else 0)
    for runner in house.in_turn(athlete):
        print_status(runner, status(house.database, runner, now=now()))
    unusable = _unusable(house)
    if unusable is not None:
        fail(unusable)
    say(_("The service runs.") if runs else _("The service does not run: `shinguard run` starts it."))


def _unusable(house: House) -> str | None:
    """Return why the database can be read and not be written, or None."""
    try:
        house.database.try_writing()
    except DatabaseUnusable as error:
        return str(error)
    return None


def _service_runs(house: House) -> bool:
    try:
        with house.database.lock("service", timeout=0):
            return False
    except TimeoutError:
        return True


def print_status(runner: Athlete, found: Status) -> None:
    """Print the status of one runner."""
    style = style_of(runner)
    sources = [line for source in found.sources for line in _source(source, found, style)] or [no_source()]
    _print(_("Sources"), [*sources, *_unlinked(found)])
    receivers = [f"{receiver.name}: {_receiver(receiver, style)}" for receiver in found.receivers]
    if found.waiting:
        receivers.append(plural("{count} message waits.", "{count} messages wait.", found.waiting))
    if found.held is not None:
        until = f"{found.held.until:%H:%M}"
        held = plural(
            "{count} message waits until {until}.",
            "{count} messages wait until {until}.",
            found.held.count,
            until=until,
        )
        receivers.append(held)
    _print(_("Receivers"), receivers or [_("none: nothing can be pushed. Add one under notify.receivers.")])
    _print(_("Open alerts"), list(_numbered(found, style, info=False)) or [_("none")])
    _print(_("For your information"), _numbered(found, style, info=True))
    _print(_("Snoozed"), _snoozed(found, style))
    _print(_("Silent for want of data"), _silent(found, style))
    _print(_("At rest"), [*marked(found.standing.unwell, style), *rest(found.resting, style)])
    _print(_("Put aside"), _put_aside(found, style))


def _print(heading: str, lines: Iterable[str]) -> None:
    """Print a heading and what stands under it; nothing where that is nothing."""
    for position, line in enumerate(lines):
        if position == 0:
            say(f"[bold]{heading}[/bold]")
        say("  " + escape(line))


def _source(source: SourceHealth, found: Status, style: Format) -> Iterator[str]:
    """How it is; what to do stands last, on a line of its own that can be copied."""
    parts, do = [], ""
    if source.trouble is not None:
        what, do = what_and_do(source.source, source.trouble, source.cause, now=found.now, style=style)
        parts.append(what)
        if source.retry_at is not None:
            parts.append(_("Asked again from {until}.", until=style.moment(source.retry_at)))
    if source.interval is None:
        parts.append(by_hand(source, style))
    elif source.last_success is None:
        parts.append(_("Not synced yet.") if do else _("Not synced yet: `shinguard sync` asks it."))
    else:
        parts.append(_("Synced {at}.", at=style.moment(source.last_success)))
    if source.last_run_day is not None:
        parts.append(_("Newest run: {day}.", day=style.weekday(source.last_run_day)))
    yield f"{source_name(source.source, active())}: {' '.join(parts)}"
    if do:
        yield f"  {do}"
    if source.source in found.awaited:
        yield "  " + first_import(source.source, until=found.awaited[source.source], style=style)
    if source.source in found.stuck:
        yield "  " + stuck_import(source.source, style)
    yield from (f"  {line}" for line in _kept_back(source, found, style))


def _kept_back(source: SourceHealth, found: Status, style: Format) -> Iterator[str]:
    """What is not deleted, and what is."""
    if source.doubted_since is not None:
        yield from doubt(source.source, since=source.doubted_since, style=style)
    if source.source in found.retentions:
        days = found.retentions[source.source].days
        yield plural(
            "What it delivered is purged after {count} day: of older runs only the day is known, and rules that need "
            "more of them are silent.",
            "What it delivered is purged after {count} days: of older runs only the day is known, and rules that need "
            "more of them are silent.",
            days,
        )


def _unlinked(found: Status) -> Iterator[str]:
    for source in found.unlinked:
        name, command = source_name(source, active()), f"shinguard forget {source}"
        yield _(
            "{source}: not configured any more; what it brought is kept. To delete it: {command}",
            source=name,
            command=command,
        )


def _receiver(receiver: ReceiverHealth, style: Format) -> str:
    if receiver.failing_since is not None:
        return _("has refused since {at}", at=style.moment(receiver.failing_since))
    return _("not tried yet") if receiver.last_success is None else _("no trouble")


def _numbered(found: Status, style: Format, *, info: bool) -> Iterator[str]:
    """Yield the open alerts, or what is open for information only, each with its number."""
    for number, alert in found.alerts.items():
        if (alert.severity is Severity.INFO) is info:
            told = found.standing.told(alert)
            yield f"{number}  {alert_line(told, style, silent_until=found.silent_until(alert))}"


def _snoozed(found: Status, style: Format) -> Iterator[str]:
    """Yield the snoozes that no open alert shows."""
    shown = {(alert.rule, subject) for alert in found.alerts.values() for subject in (None, alert.subject)}
    for snooze in found.snoozes:
        if (snooze.rule, snooze.subject) not in shown:
            yield _("{rule} is silent until {until}.", rule=snooze.rule, until=style.moment(snooze.until))


def _silent(found: Status, style: Format) -> Iterator[str]:
    """Yield what rules lack; those that lack the same share a line."""
    rules: dict[str, list[str]] = {}
    for silent in found.silent:
        lacks = style.say(silent.no_data.lacks, silent.no_data.values)
        speaks_from = silent.no_data.speaks_from
        if speaks_from is not None and speaks_from > found.now.date():
            lacks += " " + _("Speaks from {day}.", day=style.day(speaks_from))
        rules.setdefault(lacks, []).append(silent.rule)
    for lacks, names in rules.items():
        yield f"{', '.join(dict.fromkeys(names))}: {lacks}"


def _put_aside(found: Status, style: Format) -> Iterator[str]:
    for run_id in found.implausible:
        yield _("{run}: its distance or speed cannot be right.", run=run_id)
        yield "  " + style.fill(_("If it is right all the same: shinguard runs accept {accept}"), {"accept": run_id})
    alike: dict[tuple[str, str, bool], list[str]] = {}
    for item in found.unreadable:
        alike.setdefault((item.source, translated(item.why), item.is_sentence), []).append(file_and_day(item, style))
    for (by, what, is_sentence), names in alike.items():
        source, times = source_name(by, active()), f" ({len(names)}x)" if len(names) > 1 else ""
        which = f" ({named})" if (named := few(names)) else ""
        if is_sentence or by == FILES:
            yield f"{source}{times}: {what}{which}"
        else:
            says = _("{source} sent something that cannot be read ({what}).", source=source, what=what)
            yield says + times + which


def alert_line(alert: Alert, style: Format, *, silent_until: datetime | None) -> str:
    """One line: the rule, what it says, since when, and until when the runner snoozed it."""
    says = style.say(alert.says, alert.values)
    line = f"{alert.rule} ({_(SEVERITIES[alert.severity])}, {style.day(alert.day)}): {says}"
    if silent_until is not None:
        line += " " + _("(snoozed until {until})", until=style.moment(silent_until))
    return line
