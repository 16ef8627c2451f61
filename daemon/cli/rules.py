"""`rules list`, `rules explain`: what is watched, how it stands, and why."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from daemon.asking import shown
from daemon.cli.evidence import evidence_as_json, evidence_lines
from daemon.cli.group import ConfigMissing, House, Uncut, athlete_option, fail, local_now, now, pass_house, style_of
from daemon.config import Athlete, ConfigError
from daemon.config.as_toml import lines_of, options_of, table_of
from daemon.language import _, paragraphs
from daemon.records import Alert
from daemon.status import Silent, status
from daemon.store.alerts import last_findings
from daemon.store.failing import DatabaseUnusable
from daemon.vocabulary import name_of
from rules import discover
from rules.said import MarkKind
from rules.verdicts import Rule, Text

NO_GRADE = "-"
REFERENCES = Text("References")
GRADES = Text(
    "Grades: A large studies in runners, B one good study, C small or indirect, D opinion or our policy, X tested and "
    "not supported. A plus or a minus leans to the next grade; - is about the program itself."
)


@dataclass(frozen=True, slots=True)
class _Known:
    """How the rules stand with one runner; all of it empty before there is a configuration or a database."""

    runner: Athlete | None = None
    silent: Mapping[str, Silent] = field(default_factory=dict)
    """By rule: those that can say nothing for want of data."""
    resting: Mapping[str, MarkKind] = field(default_factory=dict)
    """By rule: those that rest on how the runner marked today."""
    snoozed: Mapping[str, datetime] = field(default_factory=dict)
    """Until when, by rule."""
    findings: Mapping[str, tuple[int, Alert]] = field(default_factory=dict)
    """By rule: what it found last, with the number of the alert."""

    def settings(self, rule: Rule) -> object | None:
        """Return what a rule is set to, None where it is switched off."""
        return rule.settings_type() if self.runner is None else self.runner.rules.get(rule.name)


@click.group(cls=Uncut, help=_("The rules: what they watch, and why."))
def rules() -> None:
    """`list` and `explain` follow."""


@rules.command(
    "list", help=_("All rules, and how each stands. With the grade of its evidence, and what it found last.")
)
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def list_rules(house: House, athlete: str | None, json_: bool) -> None:
    """One line a rule."""
    known = _known(house, athlete)
    if json_:
        click.echo(json.dumps([_as_json(rule, known) for rule in discover()], indent=2))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Rule"), no_wrap=True)
    table.add_column(_("Grade"), no_wrap=True)
    if known.runner is None:
        # Whoever looks at the rules before there is a configuration sees what they are for.
        table.add_column(_("What it watches"))
    else:
        table.add_column(_("State"))
        table.add_column(_("Last finding"))
    for rule in discover():
        grade = NO_GRADE if rule.evidence is None else rule.evidence.grade.value
        if known.runner is None:
            table.add_row(rule.name, grade, _(paragraphs(rule.explanation)[0]))
        else:
            table.add_row(rule.name, grade, _state(rule, known, known.runner), _found(rule, known, known.runner))
    console = Console(highlight=False)
    console.print(table)
    console.print("\n" + escape(_(GRADES)))


def _known(house: House, athlete: str | None) -> _Known:
    try:
        runner = house.athlete(athlete)
    except (ConfigError, ConfigMissing):
        return _Known()
    try:
        found = status(house.database, runner, now=now())
        with house.database.read() as connection:
            findings = last_findings(connection, runner.name)
    except DatabaseUnusable:
        return _Known(runner)
    return _Known(
        runner,
        silent={each.rule: each for each in found.silent if each.is_whole},
        resting=dict(found.resting),
        snoozed={each.rule: each.until for each in found.snoozes if each.subject is None},
        findings=findings,
    )


def _state(rule: Rule, known: _Known, runner: Athlete) -> str:
    style, silent = style_of(runner), known.silent.get(rule.name)
    if known.settings(rule) is None:
        return _("off")
    if rule.name in known.snoozed:
        return _("snoozed until {until}", until=style.moment(known.snoozed[rule.name]))
    if rule.name in known.resting:
        return _("at rest: marked as {mark}", mark=name_of(known.resting[rule.name], style.language))
    if silent is None:
        return _("on")
    speaks_from = silent.no_data.speaks_from
    if speaks_from is None or speaks_from <= local_now(runner).date():
        return _("silent for want of data")
    return _("silent: speaks from {day}", day=style.day(speaks_from))


def _found(rule: Rule, known: _Known, runner: Athlete) -> str:
    if rule.name not in known.findings:
        return _("never")
    number, alert = known.findings[rule.name]
    style = style_of(runner)
    return escape(f"#{number} {style.full_day(alert.day)}: {style.say(alert.says, alert.values)}")


def _as_json(rule: Rule, known: _Known) -> dict[str, Any]:
    settings, silent = known.settings(rule), known.silent.get(rule.name)
    speaks_from = None if silent is None else silent.no_data.speaks_from
    number, alert = known.findings.get(rule.name, (None, None))
    return {
        "rule": rule.name,
        "room": rule.room,
        "evidence": evidence_as_json(rule.evidence),
        "enabled": settings is not None,
        "settings": None if settings is None else options_of(settings),
        "silent": silent is not None,
        "resting": known.resting.get(rule.name),
        "speaks_from": None if speaks_from is None else speaks_from.isoformat(),
        "snoozed_until": known.snoozed[rule.name].isoformat() if rule.name in known.snoozed else None,
        "last_finding": None
        if alert is None
        else {
            "id": number,
            "day": alert.day.isoformat(),
            "severity": alert.severity.name.lower(),
            "is_open": alert.is_open,
        },
    }


@rules.command(help=_("What a rule watches, and why. Also what to do, its options, and the evidence."))
@click.argument("name", metavar=_("RULE"))
@athlete_option
@pass_house
def explain(house: House, name: str, athlete: str | None) -> None:
    """The rule's own words, and what it is set to."""
    wanted = "-".join(re.split(r"[\s_-]+", name.strip().lower()))
    found = next((rule for rule in discover() if rule.name == wanted), None)
    if found is None:
        known = ", ".join(rule.name for rule in discover())
        fail(_("There is no rule {rule}; there are: {known}.", rule=shown(name), known=known))
    console = Console(highlight=False, markup=False)
    console.print(found.name, style="bold")
    for paragraph in _words(found):
        heading = not paragraph.endswith((".", ")")) and len(paragraph) < 40
        console.print("\n" + _(paragraph) if heading else _(paragraph), style="bold" if heading else None)
    console.print("\n" + _(REFERENCES), style="bold")
    for line in _references(found):
        console.print(line)
    console.print("\n" + _("As it is set now, in the configuration:"), style="bold")
    for line in _set(found, house, athlete):
        console.print(line)
    console.print("\n" + _(GRADES))


def _words(rule: Rule) -> Iterator[str]:
    """Yield the paragraphs before the references."""
    for paragraph in paragraphs(rule.explanation):
        if paragraph == REFERENCES:
            return
        yield paragraph


def _references(rule: Rule) -> Iterator[str]:
    """Yield what is known for and against it; of a rule about the program itself its own words."""
    if rule.evidence is not None:
        return evidence_lines(rule.evidence)
    written = paragraphs(rule.explanation)
    return (_(paragraph) for paragraph in written[written.index(REFERENCES) + 1 :])


def _set(rule: Rule, house: House, athlete: str | None) -> Iterator[str]:
    """Yield the table of a rule with its options: the runner's own where it is clear who asks, else the defaults."""
    try:
        found = house.athletes(athlete)
    except (ConfigError, ConfigMissing):
        found = ()
    runner = found[0] if len(found) == 1 else None
    settings = rule.settings_type() if runner is None else runner.rules.get(rule.name)
    yield table_of(rule.name, athlete="" if runner is None or runner.alone else runner.name)
    yield "enabled = false" if settings is None else "enabled = true"
    if settings is not None:
        yield from lines_of(settings)
