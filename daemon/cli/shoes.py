"""`shoes`: how far each pair has come, and what the runner says of them."""

import json
from collections.abc import Callable
from typing import Any

import click
from rich.markup import escape
from sqlalchemy import Connection

from daemon.asking import OF_A_LIMIT, RUN_BEFORE, NotUnderstood, find_shoe, read_distance
from daemon.cli.bars import print_closet
from daemon.cli.group import House, Uncut, athlete_option, local_now, now, pass_house, say, style_of
from daemon.cli.one_pair import one_pair, print_shoe, shoes_of, state_of, whose
from daemon.cli.same_pair import alias, lines_of, load_proposals, split, unalias, unsplit
from daemon.cli.typed import understood
from daemon.closet import as_json, closet
from daemon.config import Athlete
from daemon.language import _, active
from daemon.store import shoe_options as store
from daemon.store.shoes import load_own, source_with_total
from daemon.vocabulary import is_none, read_shoe_kind, read_sport, source_name
from rules.records import Shoe, Sport


@click.group(cls=Uncut, invoke_without_command=True, help=_("The shoes: how far each has come, and until when."))
@athlete_option
@click.option("--all", "all_", is_flag=True, help=_("Retired ones too."))
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
@click.pass_context
def shoes(context: click.Context, house: House, athlete: str | None, all_: bool, json_: bool) -> None:
    """All runners, or one; what is said of a pair follows."""
    if context.invoked_subcommand is not None:
        return
    if json_:
        click.echo(json.dumps({"athletes": [_as_json(house, each) for each in house.athletes(athlete)]}, indent=2))
        return
    for runner in house.in_turn(athlete):
        state = state_of(house, runner)
        print_closet(state, runner.rules, style=style_of(runner), with_retired=all_)
        for line in lines_of(load_proposals(house, runner, state.shoes), runner):
            say(escape(line))


def _told(function: Callable[..., Any]) -> Callable[..., Any]:
    """What can be told of a pair."""
    initial = click.option("--initial", metavar=_("DISTANCE"), help=_("What was run in it before: 120km."))
    limit = click.option(
        "--limit", metavar=_("DISTANCE"), help=_("When it is worn: 600km, or none for the usual limit.")
    )
    kind = click.option("--kind", metavar=_("KIND"), help=_("What it is for: daily, race or trail."))
    return initial(limit(kind(function)))


@shoes.command(help=_("Add a pair that no source knows. For example: add Blue Pegasus --initial 120km"))
@_told
@one_pair
def add(house: House, name: tuple[str, ...], athlete: str | None, **told: str | None) -> None:
    """One pair."""
    runner = whose(house, athlete)
    called = " ".join(" ".join(name).split())
    with house.database.begin() as connection, understood():
        known = [each for shoe in shoes_of(connection, runner) for each in (shoe.name, *shoe.other_names)]
        if not called:
            raise NotUnderstood(_("Write a name for the pair."))
        if called.casefold() in (each.casefold() for each in known):
            raise NotUnderstood(_("There is a shoe {name} already.", name=called))
        shoe = store.add_shoe(connection, runner.name, called, now=now())
        _write(connection, runner, shoe, **told)
    say(escape(_("{shoe} is added.", shoe=called)))
    print_shoe(house, runner, shoe)


@shoes.command(
    "set",
    help=_("Set the limit of a pair, its kind, and more. For example: set Pegasus --limit 600km --default-for run"),
)
@_told
@click.option(
    "--default-for",
    metavar=_("SPORT"),
    multiple=True,
    help=_("From today on, runs of this sport that name no shoe were run in it: run, trail-run, ..., or none."),
)
@one_pair
def set_(
    house: House, name: tuple[str, ...], athlete: str | None, default_for: tuple[str, ...], **told: str | None
) -> None:
    """One pair."""
    runner = whose(house, athlete)
    if not default_for and not any(told.values()):
        raise click.UsageError(_("Say what is to be set: --initial, --limit, --kind or --default-for."))
    with house.database.begin() as connection, understood():
        shoe = find_shoe(" ".join(name), shoes_of(connection, runner), also_retired=True)
        _write(connection, runner, shoe, **told)
        _write_defaults(connection, runner, shoe, default_for)
        keeper = source_with_total(connection, runner.name, shoe)
    if told["initial"] is not None and keeper is not None:
        named = {"source": source_name(keeper, active()), "shoe": shoe.name}
        line = _("{source} keeps the distance of {shoe}: what was run before is in it, and is not added.", **named)
        say(escape(line))
    print_shoe(house, runner, shoe)


for command in (alias, unalias, split, unsplit):
    shoes.add_command(command)


@shoes.command(help=_("Retire a pair, whatever its source says."))
@one_pair
def retire(house: House, name: tuple[str, ...], athlete: str | None) -> None:
    """One pair."""
    runner = whose(house, athlete)
    with house.database.begin() as connection, understood():
        shoe = find_shoe(" ".join(name), shoes_of(connection, runner))
        store.retire(connection, runner.name, shoe, now=local_now(runner))
    if shoe.default_for:
        say(escape(_("From tomorrow on {shoe} is no default pair any more.", shoe=shoe.name)))
    print_shoe(house, runner, shoe)


@shoes.command(help=_("Take a retired pair back into use, whatever its source says."))
@one_pair
def unretire(house: House, name: tuple[str, ...], athlete: str | None) -> None:
    """One pair."""
    runner = whose(house, athlete)
    with house.database.begin() as connection, understood():
        retired = [shoe for shoe in shoes_of(connection, runner) if shoe.retired]
        if not retired:
            raise NotUnderstood(_("No shoe is retired."))
        shoe = find_shoe(" ".join(name), retired, also_retired=True)
        store.unretire(connection, runner.name, shoe, today=local_now(runner).date())
    print_shoe(house, runner, shoe)


@shoes.command(help=_("Remove a pair that you added here. One that a source knows can be retired."))
@one_pair
def remove(house: House, name: tuple[str, ...], athlete: str | None) -> None:
    """One pair."""
    runner, wanted = whose(house, athlete), " ".join(name)
    with house.database.begin() as connection, understood():
        own = load_own(connection, runner.name)
        try:
            shoe = find_shoe(wanted, own, also_retired=True)
        except NotUnderstood:
            known = find_shoe(wanted, shoes_of(connection, runner), also_retired=True)
            text = _("{shoe} comes from a source: `shinguard shoes retire` takes it out of use.", shoe=known.name)
            raise NotUnderstood(text) from None
        store.remove_shoe(connection, runner.name, shoe, now=now())
    say(escape(_("{shoe} is removed.", shoe=shoe.name)))


def _write(
    connection: Connection, runner: Athlete, shoe: Shoe, *, initial: str | None, limit: str | None, kind: str | None
) -> None:
    if initial is not None:
        before_m = read_distance(initial, units=runner.units, bounds=RUN_BEFORE).kept_m
        store.set_initial(connection, runner.name, shoe, before_m)
    if limit is not None:
        limit_m = None if is_none(limit) else read_distance(limit, units=runner.units, bounds=OF_A_LIMIT).kept_m
        store.set_limit(connection, runner.name, shoe, limit_m)
    if kind is not None:
        store.set_kind(connection, runner.name, shoe, read_shoe_kind(kind))


def _write_defaults(connection: Connection, runner: Athlete, shoe: Shoe, default_for: tuple[str, ...]) -> None:
    today, sports = local_now(runner).date(), set[Sport]()
    for word in default_for:
        if is_none(word):
            for sport in shoe.default_for:
                store.set_default(connection, runner.name, sport, None, first_day=today)
        else:
            sports.add(read_sport(word))
    for sport in sports:
        store.set_default(connection, runner.name, sport, shoe, first_day=today)


def _as_json(house: House, runner: Athlete) -> dict[str, Any]:
    state = state_of(house, runner)
    return {
        "athlete": runner.name,
        "shoes": [as_json(pair) for pair in closet(state, runner.rules)],
        "maybe_one_pair": [
            {"shoes": [each.one.key, each.other.key], "runs": each.runs}
            for each in load_proposals(house, runner, state.shoes)
        ],
    }
