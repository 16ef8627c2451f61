"""`runs`: what is on record, and what of it counts."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from daemon.asking import shown
from daemon.cli.group import House, Uncut, athlete_option, fail, local_now, named_before, now, pass_house, say, style_of
from daemon.cli.logged import follow_up
from daemon.cli.merged import as_json as merged_as_json
from daemon.cli.merged import print_merged
from daemon.cli.pairing import join, split
from daemon.cli.whole import Whole
from daemon.config import Athlete
from daemon.language import _
from daemon.store.pairings import load_merged
from daemon.store.runs import Listed, list_runs
from daemon.store.said import accept, set_excluded

_WIDE = 110
"""Cells of a terminal on which a list has room for the names of copies, which `--merged` tells too."""


def _shown(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a list of runs takes."""
    merged = click.option(
        "--merged", is_flag=True, help=_("Only those made of several records: which they are, and why.")
    )
    days = click.option(
        "--days", default=30, show_default=True, metavar=_("DAYS"), type=Whole(1, 36500), help=_("How far back.")
    )
    json_ = click.option("--json", "json_", is_flag=True, help=_("For programs."))
    return merged(days(athlete_option(json_(pass_house(function)))))


@click.group(cls=Uncut, invoke_without_command=True, help=_("The runs on record, and which of them count."))
@_shown
@click.pass_context
def runs(context: click.Context, /, house: House, **asked: Any) -> None:
    """The list, unless `accept`, `exclude`, `include`, `split` or `join` follows."""
    if context.invoked_subcommand is None:
        _list(house, **asked)


@runs.command("list", help=_("The runs, newest first. With the IDs that other commands take."))
@_shown
def list_(house: House, athlete: str | None, **asked: Any) -> None:
    """All runners, or one."""
    _list(house, athlete=named_before(athlete), **asked)


runs.add_command(split)
runs.add_command(join)


@runs.command("accept", help=_("Count a run that was put aside. It looked implausible, and is right all the same."))
@click.argument("run", metavar=_("ID"))
@athlete_option
@pass_house
def accept_run(house: House, run: str, athlete: str | None) -> None:
    """Take a run as it is."""
    runner = house.athlete(named_before(athlete))
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
    _set(house, house.athlete(named_before(athlete)), run, counts=False)


@runs.command(help=_("Count a run again that was excluded."))
@click.argument("run", metavar=_("ID"))
@athlete_option
@pass_house
def include(house: House, run: str, athlete: str | None) -> None:
    """Count a run again."""
    _set(house, house.athlete(named_before(athlete)), run, counts=True)


def _list(house: House, *, days: int, athlete: str | None, merged: bool, json_: bool) -> None:
    found: list[dict[str, object]] = []
    for runner in house.in_turn(athlete, headings=not json_):
        today = local_now(runner).date()
        since = today - timedelta(days=days)
        with house.database.read() as connection:
            made = load_merged(connection, runner.name, since=since) if merged else ()
            listed = () if merged else list_runs(connection, runner.name, since=since, today=today)
        if json_:
            rows = [*map(merged_as_json, made), *map(_as_json, listed)]
            found.append({"athlete": runner.name, "runs": rows})
        elif merged:
            print_merged(made, style_of(runner))
        else:
            _print(runner, listed)
    if json_:
        click.echo(json.dumps({"athletes": found}, indent=2))


def _set(house: House, runner: Athlete, run: str, *, counts: bool) -> None:
    with house.database.begin() as connection:
        if not set_excluded(connection, runner.name, run, counts=counts, now=now()):
            fail(_("There is no run {run}: see `shinguard runs list`.", run=shown(run)))
    say(_("{run} counts from now on.", run=run) if counts else _("{run} does not count any more.", run=run))
    follow_up(house, runner)


def _print(runner: Athlete, listed: tuple[Listed, ...]) -> None:
    if not listed:
        say(_("No run is known in that time."))
        return
    style, console = style_of(runner), Console(highlight=False)
    is_wide = console.width >= _WIDE
    # An ID is typed: it is never cut.
    headings: list[Column | str] = [
        Column(_("ID"), no_wrap=True),
        _("Day"),
        Column(_("Distance"), no_wrap=True),
        _("Shoe"),
    ]
    if is_wide:
        headings.append(Column(_("Copies"), overflow="fold"))
    table = Table(*headings, Column(_("Notes"), overflow="fold"), box=None, pad_edge=False)
    for each in listed:
        run = each.run
        distance = _("unknown") if run.distance_m is None else style.distance(run.distance_m)
        day = style.weekday(run.day) if is_wide else style.short_day(run.day)
        row = [run.run_id, day, distance, each.shoe or ""]
        if is_wide:
            row.append(", ".join(copy for copy in run.copies if copy != run.run_id))
        table.add_row(*map(escape, (*row, ", ".join(_notes(each)))))
    console.print(table)


def _notes(each: Listed) -> Iterator[str]:
    run = each.run
    if each.is_excluded:
        yield _("excluded")
    if run.distance_m is None:
        yield _("put aside")
    if each.is_joined:
        yield _("joined by you")
    if each.is_split:
        yield _("split by you")
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
        "joined": each.is_joined,
        "split": each.is_split,
    }
