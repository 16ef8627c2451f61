"""Pairs of shoes as bars, with words beside: colour is never the only sign."""

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from daemon.cli.origins import origin_name
from daemon.closet import Pair, Standing, closet
from daemon.copies import origin
from daemon.language import _, active, plural
from daemon.store.shoes import OWN
from daemon.vocabulary import name_of
from daemon.wording import Format
from rules import wear
from rules.records import ShoeKind
from rules.state import RunnerState
from rules.verdicts import Text

MOST_CELLS = 24
LEAST_CELLS = 8
NAME_CELLS = 24
_FIGURES_CELLS = 26
"""What the distance beside a bar takes, and the spaces between."""
WORDS = {
    Standing.UNKNOWN: Text("its distance is not known"),
    Standing.IN_USE: Text("in use"),
    Standing.NEAR: Text("near its limit"),
    Standing.AT: Text("its limit is reached: check sole and foam"),
    Standing.BEYOND: Text("far beyond its limit: check sole and foam"),
    Standing.RETIRED: Text("retired"),
}
_COLOURS = {
    Standing.UNKNOWN: "default",
    Standing.IN_USE: "green",
    Standing.NEAR: "yellow",
    Standing.AT: "red",
    Standing.BEYOND: "red",
    Standing.RETIRED: "dim",
}


def print_closet(state: RunnerState, settings: Mapping[str, object], *, style: Format, with_retired: bool) -> None:
    """Print the pairs of one runner, and what there is to know of all of them."""
    pairs = list(closet(state, settings))
    shown = [pair for pair in pairs if with_retired or not pair.shoe.retired]
    console = _console()
    if not pairs:
        console.print(_("No shoes are known."))
        return
    console.print(_table(shown, style, console))
    if lacking := wear.lacking(state, wear.USE_DAYS):
        console.print(_("No dates yet: {lacks}", lacks=style.say(lacking.lacks, lacking.values)))
    if hidden := len(pairs) - len(shown):
        more = plural(
            "{count} retired pair is not shown; --all shows it.",
            "{count} retired pairs are not shown; --all shows them.",
            hidden,
        )
        console.print(more)


def print_pair(pair: Pair, *, style: Format) -> None:
    """Print one pair."""
    console = _console()
    console.print(_table([pair], style, console))


def _console() -> Console:
    return Console(highlight=False, markup=False)


def _table(pairs: list[Pair], style: Format, console: Console) -> Table:
    """A name beside a bar; under the bar what it means, and what is known of the pair."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bold", max_width=NAME_CELLS, overflow="fold")
    table.add_column()
    widest = min(NAME_CELLS, max((len(pair.shoe.name) for pair in pairs), default=0))
    cells = max(LEAST_CELLS, min(MOST_CELLS, console.width - widest - _FIGURES_CELLS))
    is_ascii = console.options.ascii_only
    for pair in pairs:
        bar = _bar(pair, cells, is_ascii=is_ascii).append(f"  {_figures(pair, style)}")
        table.add_row(pair.shoe.name, Styled("\n").join([bar, Styled("; ".join(_state_of(pair, style)))]))
        table.add_row("", Styled("; ".join(_more(pair)), style="dim"))
    return table


def _bar(pair: Pair, cells: int, *, is_ascii: bool) -> Styled:
    """Full cells for what was run: none before the first whole one, all at the limit and beyond."""
    full, empty = ("#", "-") if is_ascii else ("█", "░")
    ran = min(cells, (pair.shoe.total_m or 0) * cells // pair.limit_m)
    return Styled(full * ran, style=_COLOURS[pair.standing]).append(empty * (cells - ran), style="dim")


def _figures(pair: Pair, style: Format) -> str:
    limit = style.distance(pair.limit_m)
    if pair.shoe.total_m is None:
        return _("unknown, of {limit}", limit=limit)
    return _("{distance} of {limit}", distance=style.distance(pair.shoe.total_m), limit=limit)


def _state_of(pair: Pair, style: Format) -> Iterator[str]:
    rests = pair.worn_m == 0 and not pair.shoe.retired
    if pair.standing is not Standing.IN_USE or not rests:
        yield _(WORDS[pair.standing])
    if rests:
        yield _("not worn in the last 8 weeks")
    if pair.limit_day is not None:
        yield _("{limit} around {day}", limit=style.distance(pair.limit_m), day=style.full_day(pair.limit_day))


def _more(pair: Pair) -> Iterator[str]:
    shoe = pair.shoe
    if shoe.kind is not ShoeKind.DAILY:
        yield name_of(shoe.kind, active())
    if shoe.default_for:
        sports = ", ".join(name_of(sport, active()) for sport in sorted(shoe.default_for))
        yield _("default pair for {sports}", sports=sports)
    if shoe.other_names:
        yield _("also called {names}", names=", ".join(shoe.other_names))
    sources = sorted({origin_name(origin(*shoe_id)) for shoe_id in shoe.ids if shoe_id[0] != OWN})
    if sources:
        yield _("from {sources}", sources=", ".join(sources))
    if any(source == OWN for source, _id in shoe.ids):
        yield _("added here")
