"""`rules list`, `rules explain`: what is watched, and why."""

import dataclasses

import click
from rich.console import Console
from rich.table import Table

from daemon.cli.group import ConfigMissing, House, athlete_option, fail, pass_house
from daemon.config import ConfigError
from daemon.language import _, paragraphs
from rules import discover
from rules.verdicts import Text

UNITS = ("_km", "_bpm", "_hours")
GRADES = Text(
    "Grades: A large studies in runners, B one good study, C small or indirect, D opinion or our policy, X tested and "
    "not supported."
)


@click.group(help=_("The rules: what they watch, and why."))
def rules() -> None:
    """`list` and `explain` follow."""


@rules.command("list", help=_("All rules, with what each is set to."))
@athlete_option
@pass_house
def list_rules(house: House, athlete: str | None) -> None:
    """One line a rule."""
    try:
        enabled = dict(house.athlete(athlete).rules)
    except (ConfigError, ConfigMissing):
        # Whoever looks at the rules before there is a configuration sees the defaults.
        enabled = {rule.name: rule.settings_type() for rule in discover()}
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Rule"), no_wrap=True)
    table.add_column(_("What it watches"))
    # A line an option, so that none is broken between its name and its value.
    table.add_column(_("Set to"), no_wrap=True)
    for rule in discover():
        settings = enabled.get(rule.name)
        options = _("off")
        if settings is not None:
            names = [field.name for field in dataclasses.fields(rule.settings_type)]
            options = "\n".join(f"{name} = {_written(name, getattr(settings, name))}" for name in names)
        table.add_row(rule.name, _(paragraphs(rule.explanation)[0]), options)
    Console(highlight=False).print(table)


def _written(name: str, value: object) -> str:
    """Write an option: a ratio with two decimals, what has a unit without more than it needs."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:g}" if name.endswith(UNITS) else f"{value:.2f}"


@rules.command(help=_("What a rule watches, why it matters, what to do, its options, and the evidence."))
@click.argument("name", metavar="RULE")
def explain(name: str) -> None:
    """The rule's own words."""
    found = next((rule for rule in discover() if rule.name == name), None)
    if found is None:
        known = ", ".join(rule.name for rule in discover())
        fail(_("There is no rule {rule}; there are: {known}.", rule=name, known=known))
    console = Console(highlight=False, markup=False)
    console.print(name, style="bold")
    for paragraph in paragraphs(found.explanation):
        heading = not paragraph.endswith((".", ")")) and len(paragraph) < 40
        console.print("\n" + _(paragraph) if heading else _(paragraph), style="bold" if heading else None)
    console.print("\n" + _(GRADES))
