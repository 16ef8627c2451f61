"""`advice`: what to do about a painful site."""

from collections.abc import Iterator
from itertools import groupby

import click
from rich.console import Console
from rich.table import Table

from daemon.before_standing import standing
from daemon.before_text import how_it_ends
from daemon.cli.group import ConfigMissing, House, athlete_option, now, pass_house, style_of
from daemon.cli.typed import understood
from daemon.config import Athlete, ConfigError
from daemon.language import _, active
from daemon.runner import load_runner
from daemon.store.failing import DatabaseUnusable
from daemon.vocabulary import SITES, name_of, read_site, word_of, words
from daemon.wording import Format
from rules.guidance import Guidance, Line, guidance
from rules.said import RedFlag, Site


@click.command(help=_("What to do about pain at a site, and when to have it seen. Without a site: which there are."))
@click.argument("site", metavar=_("[SITE]..."), nargs=-1)
@athlete_option
@pass_house
def advice(house: House, site: tuple[str, ...], athlete: str | None) -> None:
    """One site. What its runner logged, where there is one, comes first."""
    if athlete is not None:
        house.athlete(athlete)
    console = Console(highlight=False, markup=False)
    if not site:
        console.print(_("Where does it hurt? There are: {known}.", known=words(SITES)))
        console.print(_("For example: {command}", command=f"shinguard advice {word_of(Site.KNEE, active())}"))
        return
    with understood():
        found = guidance(read_site(" ".join(site)))
    first = list(_comes_first(house, found.site, athlete))
    for line in first:
        console.print(line)
    name = name_of(found.site, active()).capitalize()
    if first:
        console.print(_("{site}: what is commonly advised, once that has been heeded.", site=name))
    else:
        console.print(_("{site}: what is commonly advised. When in doubt, take the smaller step.", site=name))
    console.print(_table(found))
    console.print(_("B: one good study in runners. D: opinion and custom."), style="dim")
    flags = " ".join(flag for flag in RedFlag if flag is not RedFlag.SNAP)
    signs = Format(active(), "metric").value("red_flags", flags)
    console.print(_("Do not run, and have it seen first, with: {signs}.", signs=signs))
    console.print(_("A loud snap and loss of function: emergency number (112 in the Netherlands)."))
    console.print(_("Shinguard is a guard-rail, not a doctor."), style="bold")


def _comes_first(house: House, site: Site, athlete: str | None) -> Iterator[str]:
    """Yield what a pain asks that was logged of this site, or of any that somebody has to see, and how that ends.

    Nothing without a configuration; where it or the database cannot be read, that what was logged is not known.
    """
    try:
        for runner in house.athletes(athlete):
            for line in _stops_of(house, runner, site):
                yield line if runner.alone else f"{runner.name}: {line}"
    except ConfigMissing:
        return
    except (ConfigError, DatabaseUnusable):
        yield _("What you logged of pain cannot be read: `shinguard doctor` says why.")


def _stops_of(house: House, runner: Athlete, site: Site) -> Iterator[str]:
    with house.database.read() as connection:
        stands = standing(load_runner(connection, runner, now=now()), settings=runner.rules)
    style = style_of(runner)
    stops = [stop for _rule, stop in stands.stops_of_sites if stop.until_seen or stop.values["pain_site"] == site]
    for stop in stops:
        yield f"{style.say(stop.says, stop.values)} {style.say(stop.do, stop.values)}"
    yield from how_it_ends(stops, style)


def _table(found: Guidance) -> Table:
    """A row for each part, and within it for each grade."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    table.add_column(style="dim", no_wrap=True)
    for heading, lines in _parts(found):
        for position, (grade, graded) in enumerate(groupby(lines, key=lambda line: line.grade)):
            table.add_row("" if position else heading, " ".join(_(line.says) for line in graded), grade.value)
    return table


def _parts(found: Guidance) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    return (
        (_("First days"), found.first_days),
        (_("Running on"), found.running_on),
        (_("Meanwhile"), found.meanwhile),
        (_("Mobility"), found.mobility),
        (_("Strength"), found.strength),
        (_("Way back"), found.way_back),
        (_("Who helps"), found.whom),
    )
