"""`shoes alias` and `unalias`, `shoes split` and `unsplit`: which names are one pair, and which are two."""

import shlex
from collections.abc import Iterator
from datetime import timedelta

import click
from rich.markup import escape
from sqlalchemy import Connection

from daemon.asking import NotUnderstood, find_shoe, shown
from daemon.cli.group import House, athlete_option, local_now, pass_house, say, style_of
from daemon.cli.one_pair import one_pair, print_shoe, shoes_of, whose
from daemon.cli.origins import origin_name
from daemon.cli.typed import understood
from daemon.config import Athlete
from daemon.copies import origin
from daemon.footwear import Proposal
from daemon.language import _
from daemon.store import same_shoes as store
from rules.records import Shoe

_LATELY = timedelta(days=400)
_SPECIAL = set('"$`\\!')


@click.command(help=_("Say that two names are one pair. The first is another name of the second; quote each name."))
@click.argument("name", metavar=_("NAME"))
@click.argument("other", metavar=_("OTHER"))
@athlete_option
@pass_house
def alias(house: House, name: str, other: str, athlete: str | None) -> None:
    """Two pairs become one."""
    runner = whose(house, athlete)
    with house.database.begin() as connection, understood():
        known = shoes_of(connection, runner)
        shoe, named = (find_shoe(each, known, also_retired=True) for each in (name, other))
        if shoe.key == named.key:
            raise NotUnderstood(_("{name} and {other} are one pair already.", name=name, other=other))
        store.set_alias(connection, runner.name, shoe, named)
    say(escape(_("{name} is another name of {shoe} from now on.", name=shoe.name, shoe=named.name)))
    print_shoe(house, runner, named)


@click.command(help=_("Take an alias back: the name is a pair of its own again."))
@one_pair
def unalias(house: House, name: tuple[str, ...], athlete: str | None) -> None:
    """One pair becomes two."""
    runner = whose(house, athlete)
    with house.database.begin() as connection, understood():
        aliases = store.load_aliases(connection, runner.name)
        if not aliases:
            raise NotUnderstood(_("No shoe has an alias."))
        shoe = _alias_called(" ".join(name), aliases, shoes_of(connection, runner))
        store.set_alias(connection, runner.name, shoe, None)
    say(escape(_("{shoe} is a pair of its own again.", shoe=shoe.name)))
    print_shoe(house, runner, shoe)


@click.command(help=_("Say that one pair is two. With two names, quoted: that they are not one pair, as was asked."))
@click.argument("name", metavar=_("NAME"))
@click.argument("other", metavar=f"[{_('OTHER')}]", required=False)
@athlete_option
@pass_house
def split(house: House, name: str, other: str | None, athlete: str | None) -> None:
    """One pair becomes two, or two pairs stay two."""
    runner = whose(house, athlete)
    with house.database.begin() as connection, understood():
        known = shoes_of(connection, runner)
        shoe = find_shoe(name, known, also_retired=True)
        another = None if other is None else find_shoe(other, known, also_retired=True)
        if another is not None and another.key == shoe.key:
            text = _("{name} and {other} are one pair: `shinguard shoes split` takes one name.", name=name, other=other)
            raise NotUnderstood(text)
        store.split(connection, runner.name, shoe, another)
        now_two = [each for each in shoes_of(connection, runner) if shoe.ids & each.ids]
        if another is None and len(now_two) == 1:
            raise NotUnderstood(_why_one(connection, runner, shoe))
    if another is not None:
        say(escape(_("{shoe} and {other} stay two pairs.", shoe=shoe.name, other=another.name)))
        return
    names = ", ".join(each.key for each in now_two)
    say(escape(_("{shoe} is {count} pairs from now on: {names}.", shoe=shoe.name, count=len(now_two), names=names)))
    for each in now_two:
        print_shoe(house, runner, each)


@click.command(help=_("Take a split back. Pairs of one name that are worn on the same runs are one again."))
@one_pair
def unsplit(house: House, name: tuple[str, ...], athlete: str | None) -> None:
    """Two pairs become one again, where they would have been."""
    runner, wanted = whose(house, athlete), " ".join(name)
    with house.database.begin() as connection, understood():
        split_off = store.load_split(connection, runner.name, shoes_of(connection, runner))
        if not split_off:
            raise NotUnderstood(_("No shoe was split."))
        # Both halves may have that name: either will do.
        called = [each for each in split_off if each.name.casefold() == wanted.casefold()]
        shoe = called[0] if called else find_shoe(wanted, split_off, also_retired=True)
        store.unsplit(connection, runner.name, shoe)
    say(escape(_("{shoe} is not split any more.", shoe=shoe.name)))
    print_shoe(house, runner, shoe)


def load_proposals(house: House, runner: Athlete, shoes: tuple[Shoe, ...]) -> tuple[Proposal, ...]:
    """Return which of these pairs may be one."""
    since = local_now(runner).date() - _LATELY
    with house.database.read() as connection:
        return store.load_proposals(connection, runner.name, shoes, since=since)


def lines_of(proposals: tuple[Proposal, ...], runner: Athlete) -> Iterator[str]:
    """Yield a line for each, with the two commands that answer it."""
    whose_it_is = f" --athlete {shlex.quote(style_of(runner).athlete)}" if style_of(runner).athlete else ""
    for each in proposals:
        pair = f"{_quoted(each.other.name)} {_quoted(each.one.name)}{whose_it_is}"
        yield _(
            "Probably one pair: {one} ({origin}) and {other} ({other_origin}), worn on {runs} of the same runs."
            " If so: shinguard shoes alias {pair}. If not: shinguard shoes split {pair}.",
            one=each.one.name,
            origin=_origins(each.one),
            other=each.other.name,
            other_origin=_origins(each.other),
            runs=each.runs,
            pair=pair,
        )


def _alias_called(name: str, aliases: tuple[Shoe, ...], known: tuple[Shoe, ...]) -> Shoe:
    """Return the alias of that name, or the only one of the pair of that name. Raise NotUnderstood."""
    wanted, names = name.strip().casefold(), ", ".join(each.name for each in aliases)
    if any(wanted in (each.name.casefold(), each.key.casefold()) for each in aliases):
        return find_shoe(name, aliases, also_retired=True)
    with_alias = [shoe for shoe in known if any(shoe.ids & each.ids for each in aliases)]
    try:
        pair = find_shoe(name, with_alias, also_retired=True)
    except NotUnderstood:
        if not _is_known(wanted, known):
            raise NotUnderstood(
                _("There is no alias {name}; there are: {names}.", name=shown(name), names=names)
            ) from None
        other = find_shoe(name, known, also_retired=True)
        text = _(
            "You gave {shoe} no other name; these are the other names that you gave: {names}.",
            shoe=other.name,
            names=names,
        )
        raise NotUnderstood(text) from None
    own = [each for each in aliases if each.ids & pair.ids]
    called = [] if wanted in pair.name.casefold() else [each for each in own if wanted in each.name.casefold()]
    meant = called or own
    if len(meant) > 1:
        names = ", ".join(each.name for each in meant)
        raise NotUnderstood(_("You gave {shoe} several names: {names}. Write which.", shoe=pair.name, names=names))
    return meant[0]


def _is_known(wanted: str, known: tuple[Shoe, ...]) -> bool:
    called = (each.casefold() for shoe in known for each in (shoe.name, *shoe.other_names, shoe.key))
    return bool(wanted) and any(wanted in each for each in called)


def _quoted(name: str) -> str:
    """As a shell takes it; in double quotes, which every shell knows, where nothing in it is special between them."""
    return shlex.quote(name) if _SPECIAL & set(name) else f'"{name}"'


def _origins(shoe: Shoe) -> str:
    return ", ".join(sorted({origin_name(origin(*shoe_id)) for shoe_id in shoe.ids}))


def _why_one(connection: Connection, runner: Athlete, shoe: Shoe) -> str:
    aliases = [each.name for each in store.load_aliases(connection, runner.name) if shoe.ids & each.ids]
    if aliases:
        name = aliases[0]
        return _("You gave it the name {name} as well: `shinguard shoes unalias` takes that back.", name=name)
    return _("{shoe} is one pair in one place: there is nothing to split.", shoe=shoe.name)
