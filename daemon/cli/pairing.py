"""`runs split` and `runs join`: the runner corrects which records are one run, for good."""

import click
from sqlalchemy import Connection

from daemon.asking import shown
from daemon.cli.group import House, athlete_option, fail, named_before, now, pass_house, say
from daemon.cli.logged import follow_up
from daemon.language import _
from daemon.store.pairings import COPIES_WITHIN, outing_of, set_apart, set_together
from rules.records import Activity


@click.command(help=_("Take a record out of its run. It is a run of its own from now on."))
@click.argument("run", metavar=_("ID"))
@athlete_option
@pass_house
def split(house: House, run: str, athlete: str | None) -> None:
    """One run becomes two."""
    runner = house.athlete(named_before(athlete))
    with house.database.begin() as connection:
        copies = _outing(connection, runner.name, run)
        left = ", ".join(sorted(copy.key for copy in copies if not copy.gone))
        if any(copy.gone for copy in copies if copy.key == run):
            fail(_("{run} was deleted in its source. What is left of this run is {left}.", run=run, left=left))
        if left == run:
            fail(_("{run} is made of one record: there is nothing to split.", run=run))
        others = ", ".join(set_apart(connection, runner.name, run, now=now()))
    say(_("{run} is a run of its own from now on, and no copy of {others}.", run=run, others=others))
    follow_up(house, runner)


@click.command(help=_("Make two runs one. Takes back what split them, too."))
@click.argument("run", metavar=_("ID"))
@click.argument("other", metavar=_("ID"))
@athlete_option
@pass_house
def join(house: House, run: str, other: str, athlete: str | None) -> None:
    """Two runs become one."""
    runner = house.athlete(named_before(athlete))
    with house.database.begin() as connection:
        ones, others = (_outing(connection, runner.name, each) for each in (run, other))
        if {copy.key for copy in ones} & {copy.key for copy in others}:
            fail(_("{run} and {other} are one run already.", run=run, other=other))
        one, another = _standing(ones, run), _standing(others, other)
        if abs(one.day - another.day) > COPIES_WITHIN:
            text = _("{run} and {other} lie more than a day apart: they cannot be one run.", run=run, other=other)
            fail(text)
        set_together(connection, runner.name, one.key, another.key, now=now())
    say(_("{run} and {other} are one run from now on.", run=run, other=other))
    follow_up(house, runner)


def _outing(connection: Connection, athlete: str, run: str) -> tuple[Activity, ...]:
    """Return all records of the run with this ID, some of which are not deleted."""
    copies = outing_of(connection, athlete, run)
    if all(copy.gone for copy in copies) or not any(copy.sport.family in ("run", "walk") for copy in copies):
        fail(_("There is no run {run}: see `shinguard runs list`.", run=shown(run)))
    return copies


def _standing(copies: tuple[Activity, ...], run: str) -> Activity:
    """Return the record of this name, or where it was deleted another of the same run."""
    left = [copy for copy in copies if not copy.gone]
    return next((copy for copy in left if copy.key == run), left[0])
