"""What the commands about one pair of shoes share."""

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy import Connection

from daemon.cli.bars import print_pair
from daemon.cli.group import House, athlete_option, named_before, now, pass_house, style_of
from daemon.closet import closet
from daemon.config import Athlete
from daemon.language import _
from daemon.runner import load_runner
from rules.records import Shoe
from rules.state import RunnerState


def one_pair(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a command about one pair takes: its name, in one word or in several, and whose it is."""
    return athlete_option(pass_house(click.argument("name", metavar=_("NAME..."), nargs=-1, required=True)(function)))


def whose(house: House, athlete: str | None) -> Athlete:
    """Return whom the command is about."""
    return house.athlete(named_before(athlete))


def state_of(house: House, runner: Athlete) -> RunnerState:
    """Return the runner as known now."""
    with house.database.read() as connection:
        return load_runner(connection, runner, now=now())


def shoes_of(connection: Connection, runner: Athlete) -> tuple[Shoe, ...]:
    """Return the pairs of a runner, as they are joined now."""
    return load_runner(connection, runner, now=now()).shoes


def print_shoe(house: House, runner: Athlete, shoe: Shoe) -> None:
    """Print what holds now of the pair that this one belongs to."""
    pairs = closet(state_of(house, runner), runner.rules)
    held = next(pair for pair in pairs if (shoe.source, shoe.source_id) in pair.shoe.ids)
    print_pair(held, style=style_of(runner))
