"""`alerts`, `alerts show`: what is open, what was held back, and all there is to one alert."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from string import Formatter
from typing import Any

import click
from rich.markup import escape
from sqlalchemy import Connection

from daemon.asking import shown
from daemon.before_standing import standing
from daemon.before_text import how_it_ends
from daemon.cli.evidence import evidence_as_json, evidence_lines
from daemon.cli.group import House, Uncut, athlete_option, fail, now, pass_house, say, style_of
from daemon.cli.showing import SEVERITIES, alert_line
from daemon.config import Athlete
from daemon.config.as_toml import lines_of, options_of, table_of
from daemon.language import _, plural, speaking
from daemon.records import Alert, DigestLine, Key, Telling
from daemon.runner import load_runner
from daemon.status import Status, status
from daemon.status_json import alert_as_json
from daemon.store.alerts import alert_ids, load_alert
from daemon.store.digest_lines import load_digest
from daemon.store.runs import load_runs
from daemon.store.snoozes import load_snoozes
from daemon.telling import muted
from daemon.wording import Format, capital
from rules import discover
from rules.records import Run
from rules.verdicts import NO_FORMULA, Severity, Text

DIGEST_DAYS = 7


@click.group(
    cls=Uncut,
    invoke_without_command=True,
    help=_("The open alerts, each with what to do. With --digest: what was not pushed, and why."),
)
@athlete_option
@click.option("--digest", is_flag=True, help=_("What was not pushed in the last seven days, and why."))
@pass_house
@click.pass_context
def alerts(context: click.Context, house: House, athlete: str | None, digest: bool) -> None:
    """All runners, or one; `show` follows."""
    if context.invoked_subcommand is not None:
        return
    for runner in house.in_turn(athlete):
        if digest:
            for line in list(_digest(house, runner)) or [_("Nothing was held back.")]:
                say(escape(line))
        else:
            _print_alerts(runner, status(house.database, runner, now=now()))


def _print_alerts(runner: Athlete, found: Status) -> None:
    style = style_of(runner)
    if all(alert.severity is Severity.INFO for alert in found.alerts.values()):
        say(_("Nothing is open."))
    heading_due = True
    for number, alert in found.alerts.items():
        if alert.severity is Severity.INFO and heading_due:
            say(f"[bold]{_('For your information')}[/bold]")
            heading_due = False
        line = alert_line(found.standing.told(alert), style, silent_until=found.silent_until(alert))
        say(escape(f"{number}  {line}"))
        if found.standing.asks(*alert.key):
            say(escape(f"   {style.say(alert.do, alert.values)}"))


def _digest(house: House, runner: Athlete) -> Iterator[str]:
    style = style_of(runner)
    since = now() - timedelta(days=DIGEST_DAYS)
    with house.database.read() as connection:
        lines = load_digest(connection, runner.name, since=since)
        stands = standing(load_runner(connection, runner, now=now()), settings=runner.rules)
    for at, line in lines:
        day = capital(style.weekday(at.astimezone(runner.timezone).date()))
        says = style.say(stands.told(line.item).says, line.item.values)
        yield f"{day}  {line.item.rule}: {says} ({style.say(line.because, line.because_values)})"


@alerts.command(
    help=_("All there is to one alert, open or not. Its numbers, its runs, the evidence, and how to change it.")
)
@click.argument("number", metavar=_("NUMBER"))
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def show(house: House, number: str, athlete: str | None, json_: bool) -> None:
    """By the number that stands at the end of a message (#12)."""
    if not re.fullmatch("#?[0-9]{1,9}", number):
        raise click.UsageError(_("{number} is no number of an alert, such as 12 or #12.", number=shown(number)))
    wanted = int(number.removeprefix("#"))
    for runner in house.athletes(athlete):
        with house.database.read() as connection:
            alert = load_alert(connection, runner.name, wanted)
            if alert is None:
                continue
            runs = load_runs(connection, runner.name, alert.runs)
            held = _newest_held(connection, runner, alert)
            until = muted(alert, load_snoozes(connection, runner.name, now=now()), now=now())
            state = load_runner(connection, runner, now=now())
            numbers = alert_ids(connection, runner.name)
        stands = standing(state, settings=runner.rules)
        told = stands.told(alert)
        # Where its values hold nothing that is allowed, neither does its computation.
        alert = told if told.values == alert.values else told._replace(formula=NO_FORMULA)
        before = None if stands.asks(*alert.key) else stands.first
        if before is not None:
            # Here what another alert asks would read as if this one asked it.
            alert = alert._replace(do=Text(""))
        with speaking(runner.language):
            first = "" if before is None else _comes_first(before, numbers)
            if json_:
                found = {"id": wanted, "athlete": runner.name, **alert_as_json(alert, snoozed_until=until)}
                click.echo(
                    json.dumps(found | _more_as_json(alert, runs, runner) | {"comes_first": first or None}, indent=2)
                )
            else:
                ends = how_it_ends(stands.stops_of(alert.key), style_of(runner))
                _print_alert(wanted, alert, [first, *ends], runs, held, runner)
        return
    fail(_("There is no alert with the number {number}: see `shinguard alerts`.", number=wanted))


def _newest_held(connection: Connection, runner: Athlete, alert: Alert) -> DigestLine | None:
    """Return the last line of the digest about an alert, since it was opened."""
    lines = load_digest(connection, runner.name, since=alert.opened_at)
    return next((line for _at, line in reversed(lines) if (line.item.rule, line.item.subject) == alert.key), None)


def _comes_first(key: Key, numbers: Mapping[int, Key]) -> str:
    """Say which alert comes before the advice of another one."""
    rule, _subject = key
    number = next((number for number, known in numbers.items() if known == key), None)
    if number is None:
        return _("What {rule} asks comes first: see `shinguard today`.", rule=rule)
    return _("Alert #{number} ({rule}) comes first: see `shinguard alerts show {number}`.", number=number, rule=rule)


def _print_alert(
    number: int, alert: Alert, stands: Iterable[str], runs: tuple[Run, ...], held: DigestLine | None, runner: Athlete
) -> None:
    """Print all there is to an alert; `stands` says which other one comes first, if any, and how it ends."""
    style = style_of(runner)
    say(f"[bold]#{number} {alert.rule}[/bold]")
    _print(
        [
            style.say(alert.says, alert.values),
            *filter(None, (style.say(alert.do, alert.values), *stands)),
            *_life(alert, held, style),
        ]
    )
    if alert.formula:
        say(f"[bold]{_('How it is computed')}[/bold]")
        _print([style.say(alert.formula, alert.values), *_numbers(alert, style)])
    if alert.runs:
        say(f"[bold]{_('The runs that made it')}[/bold]")
        _print(_runs(alert, runs, style))
    say(f"[bold]{_('Evidence')}[/bold]")
    rule = next((each for each in discover() if each.name == alert.rule), None)
    _print(evidence_lines(rule.evidence if rule is not None else None))
    say(f"[bold]{_('Change it')}[/bold]")
    _print(_changes(number, alert, runner))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        say(f"  {escape(line)}")


def _life(alert: Alert, held: DigestLine | None, style: Format) -> Iterator[str]:
    """Say how severe it is, since when, and when and how the runner was told."""
    values = {"severity": _(SEVERITIES[alert.severity]), "day": style.day(alert.day)}
    yield _("Severity: {severity}. It is about {day}.", **values)
    opened = style.moment(alert.opened_at)
    if alert.is_open:
        yield _("Open since {opened}.", opened=opened)
    elif alert.closed_at is not None:
        yield _("Opened {opened}, over {closed}.", opened=opened, closed=style.moment(alert.closed_at))
    if alert.told_at is None:
        yield _("Not told yet.")
    elif alert.told_by is Telling.PUSH:
        yield _("Pushed {at}.", at=style.moment(alert.told_at))
    else:
        yield _("In the digest since {at}.", at=style.moment(alert.told_at))
    if held is not None and alert.told_by is not Telling.PUSH:
        yield _("Why it was not pushed: {because}", because=style.say(held.because, held.because_values))


def _numbers(alert: Alert, style: Format) -> Iterator[str]:
    """Yield the numbers that neither what it says nor its formula shows."""
    said = {name for text in (alert.says, alert.formula) for _text, name, *_how in Formatter().parse(text)}
    rest = {name: value for name, value in alert.values.items() if name not in said}
    width = max(map(len, rest), default=0)
    for name, value in rest.items():
        yield f"{name:<{width}}  {style.value(name, value)}"


def _runs(alert: Alert, runs: tuple[Run, ...], style: Format) -> Iterator[str]:
    """Yield a line a run, oldest first, and how many are not on record any more."""
    for run in runs:
        distance = _("unknown") if run.distance_m is None else style.distance(run.distance_m)
        yield f"{style.weekday(run.day)}  {distance}  {style.value('moving_s', run.moving_s)}  ({run.run_id})"
    gone = len(set(alert.runs) - {run.run_id for run in runs})
    if gone:
        yield plural(
            "{count} run is not on record any more, or not counted.",
            "{count} runs are not on record any more, or not counted.",
            gone,
        )


def _changes(number: int, alert: Alert, runner: Athlete) -> Iterator[str]:
    table = table_of(alert.rule, athlete="" if runner.alone else runner.name)
    settings = runner.rules.get(alert.rule)
    if settings is None:
        yield _("The rule is switched off.")
    else:
        options = list(lines_of(settings))
        if options:
            yield _("As it is set now, in the configuration:")
            yield from (f"  {line}" for line in (table, *options))
        yield _("To switch it off:")
        yield from (f"  {line}" for line in (table, "enabled = false"))
    about = str(number) if alert.is_open else alert.rule
    who = "" if runner.alone else f" --athlete {runner.name}"
    yield _("To hear nothing of it for a week: {command}", command=f"shinguard snooze {about}{who}")
    yield _("Why it exists: {command}", command=f"shinguard rules explain {alert.rule}")


def _more_as_json(alert: Alert, runs: tuple[Run, ...], runner: Athlete) -> dict[str, Any]:
    style = style_of(runner)
    rule = next((each for each in discover() if each.name == alert.rule), None)
    settings = runner.rules.get(alert.rule)
    return {
        "is_open": alert.is_open,
        "closed_at": None if alert.closed_at is None else alert.closed_at.isoformat(),
        "says": style.say(alert.says, alert.values),
        "do": style.say(alert.do, alert.values),
        "formula": style.say(alert.formula, alert.values) if alert.formula else None,
        "runs": [
            {"run": run.run_id, "day": run.day.isoformat(), "distance_m": run.distance_m, "moving_s": run.moving_s}
            for run in runs
        ],
        "evidence": None if rule is None else evidence_as_json(rule.evidence),
        "settings": None if settings is None else options_of(settings),
    }
