"""`write`: the letters that the service starts a process for."""

import click

from daemon.cli.group import House, athlete_option, now, pass_house
from daemon.cli.service import speak_to_the_log
from daemon.records import Kind


@click.command(hidden=True)
@click.argument("kind", type=click.Choice([Kind.MORNING.value, Kind.DIGEST.value]))
@athlete_option
@pass_house
def write(house: House, kind: str, athlete: str | None) -> None:
    """Write a letter whose time has come, and send it. The morning push asks the sources first: it is about today."""
    from daemon.writing import post_letter

    speak_to_the_log()
    for each in house.in_turn(athlete, headings=False):
        post_letter(house.database, each, Kind(kind), clock=now)
