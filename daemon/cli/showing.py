"""`status`, `alerts`, `shoes`, `runs`: what is known, on the screen or as JSON."""

import json
import sys
from datetime import timedelta

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from daemon.cli.group import House, athlete_option, no_source, now, pass_house, say, style_of
from daemon.config import Athlete
from daemon.language import _, plural
from daemon.records import Alert
from daemon.status import Status, status
from daemon.status_json import as_json
from daemon.store.alerts import alert_ids, load_alerts, load_digest
from daemon.store.state import load_state
from daemon.troubles import next_step
from daemon.wording import Format
from rules.records import SourceHealth
from rules.verdicts import Severity, Text

DIGEST_DAYS = 7
SEVERITIES = {
    Severity.INFO: Text("for information"),
    Severity.NOTICE: Text("notice"),
    Severity.WARNING: Text("warning"),
    Severity.ALARM: Text("alarm"),
}


@click.command("status", help=_("How the sources are, what is open, and what is silent and why."))
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@click.option("--check", is_flag=True, help=_("Say nothing; the exit code is 1 when the service does not run."))
@pass_house
def status_command(house: House, athlete: str | None, json_: bool, check: bool) -> None:
    """All runners, or one."""
    runs = _service_runs(house)
    if check:
        sys.exit(0 if runs else 1)
    found = [(each, status(house.database, each, now=now())) for each in house.athletes(athlete)]
    if json_:
        click.echo(json.dumps({"service": runs, "athletes": [as_json(each) for _athlete, each in found]}, indent=2))
        return
    for runner, each in found:
        print_status(runner, each, alone=len(found) == 1)
    say(_("The service runs.") if runs else _("The service does not run: `shinguard run` starts it."))


def _service_runs(house: House) -> bool:
    try:
        with house.database.lock("service", timeout=0):
            return False
    except TimeoutError:
        return True


def print_status(runner: Athlete, found: Status, *, alone: bool) -> None:
    """Print the status of one runner; the name only where there are several."""
    style = style_of(runner)
    if not alone:
        say(f"[bold]{escape(runner.name)}[/bold]")
    say(f"[bold]{_('Sources')}[/bold]")
    for source in found.sources:
        say(f"  {source.source.capitalize()}: {escape(_source_line(source, found, style))}")
    if not found.sources:
        say("  " + no_source())
    say(f"[bold]{_('Receivers')}[/bold]")
    for receiver in found.receivers:
        since = receiver.failing_since
        works = _("no trouble") if since is None else _("has refused since {at}", at=style.moment(since))
        say(f"  {escape(receiver.name)}: {works}")
    if not found.receivers:
        say("  " + _("none: nothing can be pushed. Add one under notify.receivers."))
    if found.waiting:
        say("  " + plural("{count} message waits.", "{count} messages wait.", found.waiting))
    say(f"[bold]{_('Open alerts')}[/bold]")
    for number, alert in found.alerts.items():
        say(f"  {number}  {escape(alert_line(alert, style))}")
    if not found.alerts:
        say("  " + _("none"))
    if found.silent:
        say(f"[bold]{_('Silent for want of data')}[/bold]")
    for silent in found.silent:
        lacks = style.say(silent.no_data.lacks, silent.no_data.values)
        speaks_from = silent.no_data.speaks_from
        line = f"{silent.rule}: {lacks}"
        if speaks_from is not None and speaks_from > found.now.date():
            line += " " + _("Speaks from {day}.", day=style.day(speaks_from))
        say(f"  {escape(line)}")
    if found.implausible or found.unreadable:
        say(f"[bold]{_('Put aside')}[/bold]")
    for run_id in found.implausible:
        say("  " + _("{run}: its distance or speed cannot be right. If it is: shinguard runs accept {run}", run=run_id))
    for item in found.unreadable:
        unreadable = _("{source} sent something that cannot be read ({what}).")
        say("  " + escape(unreadable.format(source=item.source.capitalize(), what=item.what)))


def _source_line(source: SourceHealth, found: Status, style: Format) -> str:
    parts = []
    if source.trouble is not None:
        parts.append(next_step(source.source, source.trouble, source.cause, now=found.now, style=style))
        if source.retry_at is not None and source.retry_at > found.now:
            parts.append(_("Asked again from {until}.", until=style.moment(source.retry_at)))
    if source.last_success is None:
        parts.append(_("Not synced yet."))
    else:
        parts.append(_("Synced {at}.", at=style.moment(source.last_success)))
    if source.last_run_day is not None:
        parts.append(_("Newest run: {day}.", day=style.weekday(source.last_run_day)))
    return " ".join(parts)


def alert_line(alert: Alert, style: Format) -> str:
    """One line: the rule, what it says, since when."""
    says = style.say(alert.says, alert.values)
    return f"{alert.rule} ({style.say(SEVERITIES[alert.severity], {})}, {style.day(alert.day)}): {says}"


@click.command(help=_("The open alerts, each with what to do; or what was held back and why."))
@athlete_option
@click.option("--digest", is_flag=True, help=_("What was not pushed in the last seven days, and why."))
@pass_house
def alerts(house: House, athlete: str | None, digest: bool) -> None:
    """All runners, or one."""
    for runner in house.athletes(athlete):
        style = style_of(runner)
        local = now().astimezone(runner.timezone)
        with house.database.read() as connection:
            if digest:
                lines = load_digest(connection, runner.name, since=local - timedelta(days=DIGEST_DAYS))
                texts = [
                    f"{style.weekday(at.astimezone(runner.timezone).date())}  {line.item.rule}: "
                    f"{style.say(line.item.says, line.item.values)} "
                    f"({style.say(line.because, line.because_values)})"
                    for at, line in lines
                ]
            else:
                known = load_alerts(connection, runner.name, now=local)
                texts = [
                    f"{number}  {alert_line(known[key], style)}\n   {style.say(known[key].do, known[key].values)}"
                    for number, key in alert_ids(connection, runner.name).items()
                ]
        for text in texts or [_("Nothing was held back.") if digest else _("Nothing is open.")]:
            say(escape(text))


@click.command(help=_("The shoes: how far each has come, and its limit."))
@athlete_option
@pass_house
def shoes(house: House, athlete: str | None) -> None:
    """All runners, or one."""
    for runner in house.athletes(athlete):
        style = style_of(runner)
        with house.database.read() as connection:
            state = load_state(
                connection, runner.name, now=now().astimezone(runner.timezone), intervals=runner.intervals, receivers=()
            )
        table = Table(_("Shoe"), _("Distance"), _("Limit"), _("Sources"), box=None, pad_edge=False)
        for shoe in state.shoes:
            name = escape(shoe.name) + (f" ({_('retired')})" if shoe.retired else "")
            sources = ", ".join(each.capitalize() for each in (shoe.source, *(other for other, _id in shoe.other_ids)))
            limit = style.distance(shoe.limit_m) if shoe.limit_m else _("default")
            table.add_row(name, _("unknown") if shoe.total_m is None else style.distance(shoe.total_m), limit, sources)
        if state.shoes:
            Console(highlight=False).print(table)
        else:
            say(_("No shoes are known."))
