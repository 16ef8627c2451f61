"""`runs`: what is on record, and what of it counts."""

import json
from collections.abc import Iterator
from datetime import timedelta

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from daemon.asking import shown
from daemon.cli.group import House, athlete_option, fail, now, pass_house, say, style_of
from daemon.cli.logged import follow_up
from daemon.cli.whole import Whole
from daemon.config import Athlete
from daemon.language import _
from daemon.store.activities import accept
from daemon.store.said import Listed, list_runs, set_excluded


@click.group(help=_("The runs on record, and which of them count."))
def runs() -> None:
    """`list`, `accept`, `exclude` and `include` follow."""


@runs.command("list", help=_("The runs, newest first. With the IDs that other commands take."))
@click.option("--days", default=30, show_default=True, metavar=_("DAYS"), type=Whole(1, 36500), help=_("How far back."))
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def list_(house: House, days: int, athlete: str | None, json_: bool) -> None:
    """All runners, or one."""
    found: list[dict[str, object]] = []
    for runner in house.in_turn(athlete, headings=not json_):
        today = now().astimezone(runner.timezone).date()
        with house.database.read() as connection:
            listed = list_runs(connection, runner.name, since=today - timedelta(days=days), today=today)
        if json_:
            found.append({"athlete": runner.name, "runs": [_as_json(each) for each in listed]})
        else:
            _print(runner, listed)
    if json_:
        click.echo(json.dumps({"athletes": found}, indent=2))


@runs.command("accept", help=_("Count a run that was put aside. It looked implausible, and is right all the same."))
@click.argument("run", metavar=_("ID"))
@athlete_option
@pass_house
def accept_run(house: House, run: str, athlete: str | None) -> None:
    """Take a run as it is."""
    runner = house.athlete(athlete)
    with house.database.begin() as connection:
        if not accept(connection, runner.name, run, now=now()):
            fail(_("There is no run {run}: `shinguard status` names those that were put aside.", run=shown(run)))
    say(_("{run} counts from now on.", run=run))


@runs.command(help=_("Leave a run out. It was no run, or not yours; its copies are left out too."))
@click.argument("run", metavar=_("ID"))
@athlete_option
@pass_house
def exclude(house: House, run: str, athlete: str | None) -> None:
    """Leave a run out."""
    _set(house, house.athlete(athlete), run, counts=False)


@runs.command(help=_("Count a run again that was excluded."))
@click.argument("run", metavar=_("ID"))
@athlete_option
@pass_house
def include(house: House, run: str, athlete: str | None) -> None:
    """Count a run again."""
    _set(house, house.athlete(athlete), run, counts=True)


def _set(house: House, runner: Athlete, run: str, *, counts: bool) -> None:
    with house.database.begin() as connection:
        if not set_excluded(connection, runner.name, run, counts=counts, now=now()):
            fail(_("There is no run {run}: see `shinguard runs list`.", run=shown(run)))
    say(_("{run} counts from now on.", run=run) if counts else _("{run} does not count any more.", run=run))
    follow_up(house, runner)


def _print(runner: Athlete, listed: tuple[Listed, ...]) -> None:
    style = style_of(runner)
    # An ID is typed: it is never cut.
    headings = (Column(_("ID"), no_wrap=True), _("Day"), Column(_("Distance"), no_wrap=True), _("Shoe"))
    table = Table(*headings, Column(_("Copies"), overflow="fold"), _("Notes"), box=None, pad_edge=False)
    for each in listed:
        run = each.run
        distance = _("unknown") if run.distance_m is None else style.distance(run.distance_m)
        copies = ", ".join(copy for copy in run.copies if copy != run.run_id)
        row = (run.run_id, style.weekday(run.day), distance, each.shoe or "", copies, ", ".join(_notes(each)))
        table.add_row(*map(escape, row))
    if listed:
        Console(highlight=False).print(table)
    else:
        say(_("No run is known in that time."))


def _notes(each: Listed) -> Iterator[str]:
    run = each.run
    if each.is_excluded:
        yield _("excluded")
    if run.distance_m is None:
        yield _("put aside")
    if run.is_race:
        yield _("race")
    if run.is_workout:
        yield _("workout")
    if run.exertion is not None:
        yield _("felt {exertion} of 10", exertion=run.exertion)


def _as_json(each: Listed) -> dict[str, object]:
    run = each.run
    return {
        "id": run.run_id,
        "start": run.start.isoformat(),
        "sport": run.sport.value,
        "distance_m": run.distance_m,
        "moving_s": run.moving_s,
        "shoe": each.shoe,
        "copies": list(run.copies),
        "excluded": each.is_excluded,
        "race": run.is_race,
        "workout": run.is_workout,
        "exertion": run.exertion,
    }
