"""How a replay is shown: each message, what was held back, and how often it would have been."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from daemon.backtest import Told
from daemon.cli.showing import SEVERITIES
from daemon.foretold import BEFORE, Foretold
from daemon.language import _, plural
from daemon.records import Telling
from daemon.tally import ACTIVE_M, Tally, tally
from daemon.telling import FOR_INFORMATION
from daemon.wording import Format
from rules.verdicts import Rule, Severity

BAR_AFTER_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came of a replay, from first to last."""

    first: date
    last: date
    told: tuple[Told, ...]
    active_days: int
    foretold: Foretold
    rules: tuple[Rule, ...]
    """The enabled ones that were lived again."""
    not_replayed: tuple[Rule, ...]
    has_mornings: bool

    @property
    def tally(self) -> Tally:
        """The same in numbers."""
        return tally(self.told, active_days=self.active_days)

    @property
    def pushed(self) -> dict[tuple[date, str, str], Told]:
        """What went to the phone, by (day, rule, subject)."""
        return {
            (told.at.date(), told.item.rule, told.item.subject): told for told in self.told if told.how == Telling.PUSH
        }

    @property
    def outcome(self) -> list[tuple[datetime, str, str, Severity, Telling | None]]:
        """What was told, how gravely and by which way, whatever the words."""
        return [(told.at, told.item.rule, told.item.subject, told.item.severity, told.how) for told in self.told]


def with_bar(
    told: Iterable[Told], *, last: date, console: Console | None = None, clock: Callable[[], float] = monotonic
) -> Iterator[Told]:
    """Pass on what comes; from the second second on, a terminal shows how far it is."""
    shown = Console(stderr=True) if console is None else console
    begun, first = clock(), None
    bar: Progress | None = None
    with ExitStack() as stack:
        for each in told:
            day = each.at.date()
            first = first or day
            if bar is None and shown.is_terminal and clock() - begun > BAR_AFTER_S:
                bar = Progress(TextColumn("{task.description}"), BarColumn(), console=shown, transient=True)
                stack.enter_context(bar)
                bar.add_task(_("Living it again"), total=(last - first).days)
            if bar is not None:
                bar.update(bar.task_ids[0], completed=(day - first).days)
            yield each


def print_replayed(found: Replayed, style: Format) -> None:
    """Print each message and digest line, then the sums."""
    console = _console()
    for told in found.told:
        if told.how is not None:
            _print_told(console, told, style)
    _print_heading(console, found, style)
    _print_sums(console, {"": found}, style)
    for rule, reasons in found.tally.held.items():
        for held in reasons:
            line = plural(
                "{rule}, held back {count} time: {reason}",
                "{rule}, held back {count} times: {reason}",
                held.count,
                rule=rule,
                reason=style.say(held.because, held.values),
            )
            console.print(line)
    _print_foretold(console, {"": found}, style)
    _print_notes(console, found)


def print_side_by_side(as_it_is: Replayed, changed: Replayed, style: Format, *, setting: str) -> None:
    """Print the sums of two replays, and the messages that only one of them has."""
    console = _console()
    for title, one, other in (
        (_("Only as it is:"), as_it_is, changed),
        (_("Only with {setting}:", setting=setting), changed, as_it_is),
    ):
        only = [told for key, told in one.pushed.items() if key not in other.pushed]
        if only:
            console.print(title)
        for told in only:
            _print_told(console, told, style)
    _print_heading(console, as_it_is, style)
    replays = {_("as it is"): as_it_is, setting: changed}
    named = {"one": _("as it is"), "other": setting}
    if as_it_is.outcome == changed.outcome:
        console.print(_("{one} -> {other}: nothing differs.", **named))
    else:
        console.print(_("{one} -> {other}, where they differ:", **named))
    _print_sums(console, replays, style)
    _print_foretold(console, replays, style)
    _print_notes(console, as_it_is)


def _console() -> Console:
    return Console(highlight=False, markup=False, soft_wrap=True)


def _print_told(console: Console, told: Told, style: Format) -> None:
    severity = style.say(SEVERITIES[told.item.severity], {})
    says = style.say(told.item.says, told.item.values)
    console.print(f"{style.full_day(told.at.date())}  {told.item.rule} ({severity}): {says}")
    if told.due_at is not None:
        line = _("Pushed {moment}, message {number}.", moment=style.moment(told.due_at), number=told.message_id)
    elif told.because == FOR_INFORMATION:
        # The severity said so.
        line = _("In the digest.")
    else:
        line = _("In the digest: {reason}", reason=style.say(told.because, told.because_values))
    console.print(f"    {line}")


def _print_heading(console: Console, found: Replayed, style: Format) -> None:
    console.print()
    console.print(
        plural(
            "{first} to {last}: {count} active day ({least} or more in 28 days, after the first 28).",
            "{first} to {last}: {count} active days ({least} or more in 28 days, after the first 28).",
            found.active_days,
            least=style.distance(ACTIVE_M),
            first=style.full_day(found.first),
            last=style.full_day(found.last),
        )
    )
    console.print()


def _print_sums(console: Console, replays: dict[str, Replayed], style: Format) -> None:
    """Print a line for each rule that spoke; of two replays both figures, where they differ."""
    table = Table(box=None, pad_edge=False)
    table.add_column(_("Rule"), no_wrap=True)
    for heading in (_("Messages"), _("per 30 active days"), _("Held back"), _("Digest only")):
        table.add_column(heading, justify="right")
    tallies = [found.tally for found in replays.values()]
    silent = []
    for rule in sorted({rule.name for found in replays.values() for rule in found.rules}):
        counts = [each.by_rule.get(rule, 0) for each in tallies]
        held = [sum(reason.count for reason in each.held.get(rule, ())) for each in tallies]
        lines = [each.lines.get(rule, 0) for each in tallies]
        if any((*counts, *held, *lines)):
            table.add_row(rule, *_figures(counts, tallies, style), _both(map(str, held)), _both(map(str, lines)))
        else:
            silent.append(rule)
    sums = [each.messages for each in tallies]
    table.add_row(_("together"), *_figures(sums, tallies, style), style="bold")
    console.print(table)
    if silent:
        console.print(_("Had nothing to say: {rules}.", rules=", ".join(silent)))


def _figures(counts: list[int], tallies: list[Tally], style: Format) -> list[str]:
    rates = [each.per_30(count) for count, each in zip(counts, tallies, strict=True)]
    return [_both(map(str, counts)), _both("-" if rate is None else style.rate(rate) for rate in rates)]


def _both(figures: Iterable[str]) -> str:
    return " -> ".join(dict.fromkeys(figures))


def _print_foretold(console: Console, replays: dict[str, Replayed], style: Format) -> None:
    """Print before how many injuries and pains a message had come, beside what chance alone gives."""
    for name, found in replays.items():
        counts = found.foretold
        if not counts.troubles:
            return
        console.print()
        if name:
            console.print(f"{name}:")
        console.print(
            _(
                "Injuries, and pains of 3 and more, that began: {count}. A message about body or load came in the "
                "{days} before {told_count} of them, and none before {untold_count}.",
                count=counts.troubles,
                days=style.value("before_days", BEFORE.days),
                told_count=counts.told_before,
                untold_count=counts.troubles - counts.told_before,
            )
        )
        if counts.usual_percent is not None:
            console.print(
                _(
                    "For comparison: of all active days, {percent} had one in the {days} before. With few cases a "
                    "difference can be chance.",
                    percent=style.value("usual_percent", counts.usual_percent),
                    days=style.value("before_days", BEFORE.days),
                )
            )


def _print_notes(console: Console, found: Replayed) -> None:
    silent = ", ".join(rule.name for rule in found.not_replayed)
    if silent:
        console.print()
        console.print(_("Not lived again, since their past is not on record: {rules}.", rules=silent))
    if not found.has_mornings:
        console.print(_("No mornings are on record: what rests on them is silent."))
