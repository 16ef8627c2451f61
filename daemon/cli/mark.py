"""`mark`: days that are not like others: a race, a holiday, ill, injured."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import click
from rich.markup import escape

from daemon.asking import read_any_day, shown
from daemon.before_text import marked, rest
from daemon.cli.group import House, Uncut, athlete_option, fail, in_words, local_now, now, pass_house, say, style_of
from daemon.cli.logged import follow_up, mark_rows, print_rows, row_of, say_logged, take_back
from daemon.cli.typed import understood
from daemon.cli.whole import Whole
from daemon.config import Athlete
from daemon.language import _, active
from daemon.runner import enabled
from daemon.store.logs import add_mark, end_mark, load_marks, standing_mark
from daemon.vocabulary import MARKS, name_of, read_mark, word_of
from rules.said import NO_END, Mark, MarkKind
from rules.verdicts import Text

_FOLLOWS = {
    MarkKind.RACE: Text("How far you race is not judged; what the week comes to is."),
    MarkKind.ILL: Text("While you are ill the answer of `shinguard check` is no."),
    MarkKind.INJURED: Text(
        "While you are injured `shinguard check` never says yes. `shinguard log injury` lowers the limits of the "
        "twelve months after it."
    ),
}
"""What a mark of today or later means for the next runs."""
LONGEST = timedelta(days=366)
"""A longer span is a slip of the pen, and would keep rules silent for years."""
UNTIL_OVER = (MarkKind.ILL, MarkKind.INJURED)
"""Nobody knows beforehand how long these last: without a last day they hold until the runner ends them."""


class Marking(Uncut):
    """Takes the word of a mark, in any language, for a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the marks by the words of the language that is spoken, then the other commands."""
        return [*(word_of(kind, active()) for kind in MARKS), *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        known = super().get_command(ctx, cmd_name)
        if known is not None:
            return known
        with understood():
            return in_words(_marking(read_mark(cmd_name)))


@click.group(
    cls=Marking,
    help=_(
        "Mark days as race, holiday, ill or injured. A race is not judged, and rules rest while you are ill, away or "
        "injured."
    ),
)
def mark() -> None:
    """For example: mark ill --from 2026-03-02 --to 2026-03-06."""


def _marking(kind: MarkKind) -> click.Command:
    otherwise = _("The last day (else it holds until `shinguard mark over`).")
    otherwise = otherwise if kind in UNTIL_OVER else _("The last day (else the first).")

    @click.command(word_of(kind, active()), help=_("Mark days: {mark}.", mark=name_of(kind, active())))
    @click.option("--from", "from_text", metavar=_("DAY"), help=_("The first day (else today)."))
    @click.option("--to", "to_text", metavar=_("DAY"), help=otherwise)
    @athlete_option
    @pass_house
    def mark_days(house: House, from_text: str | None, to_text: str | None, athlete: str | None) -> None:
        """One span of days."""
        runner = house.athlete(athlete)
        style = style_of(runner)
        today = local_now(runner).date()
        with understood():
            first = today if from_text is None else read_any_day(from_text, today=today)
            without = NO_END if kind in UNTIL_OVER else first
            last = without if to_text is None else read_any_day(to_text, today=today)
        known_last = max(first, today) if last == NO_END else last
        between = {"first": style.full_day(first), "last": style.full_day(known_last)}
        if last < first and from_text is None:
            raise click.UsageError(_("--to ({last}) is before today: add --from with the first day.", **between))
        if last < first:
            raise click.UsageError(_("--to ({last}) is before --from ({first}): turn them round.", **between))
        if known_last - first >= LONGEST:
            raise click.UsageError(_("{first} to {last} is more than a year: mark it in parts.", **between))
        with house.database.begin() as connection:
            standing = standing_mark(connection, runner.name, kind)
            if standing is not None and standing.first <= last:
                already = _("You have such a mark already ({what}).", what=f"mark-{standing.mark_id}")
                raise click.UsageError(" ".join([already, *marked([standing], style)]))
            added = add_mark(connection, runner.name, kind=kind, first=first, last=last, now=now())
        say_logged(row_of(added), style)
        for line in _what_follows(added, runner, today=today):
            say(escape(line))
        if added.has_no_end:
            over = {"over": word_of(kind, active())}
            say(escape(style.say(Text("When it is over: shinguard mark over {over}"), over)))
        follow_up(house, runner)

    return mark_days


def _what_follows(added: Mark, runner: Athlete, *, today: date) -> Iterator[str]:
    """Yield what a mark means for the next runs where it is not over, and which rules rest on it."""
    if added.kind in _FOLLOWS and added.last >= today:
        yield _(_FOLLOWS[added.kind])
    yield from rest(((rule.name, added.kind) for rule in enabled(runner) if added.kind in rule.rests), style_of(runner))


@mark.command(help=_("Say that you are well again, or not injured any more. For example: mark over ill"))
@click.argument("what", metavar=_("MARK"))
@click.option("--from", "from_text", default="today", metavar=_("DAY"), help=_("The first day after it (else today)."))
@athlete_option
@pass_house
def over(house: House, what: str, from_text: str, athlete: str | None) -> None:
    """One mark without a last day."""
    runner = house.athlete(athlete)
    today = local_now(runner).date()
    with understood():
        kind = read_mark(what)
        last = read_any_day(from_text, today=today) - timedelta(days=1)
    with house.database.begin() as connection:
        standing = standing_mark(connection, runner.name, kind)
        if standing is None:
            fail(
                _(
                    "You have no mark as {mark} without a last day: see `shinguard mark list`.",
                    mark=name_of(kind, active()),
                )
            )
        ended = end_mark(connection, runner.name, standing, last=last, now=now())
        # Another one, which has a last day, may hold on.
        holding = {each.kind for each in load_marks(connection, runner.name, since=today) if each.first <= today}
    if ended is None:
        if kind not in holding:
            say(_("You are no longer marked as {mark}.", mark=name_of(kind, active())))
        say(_("{what} is deleted.", what=f"mark-{standing.mark_id}"))
    else:
        say_logged(row_of(ended), style_of(runner))
    follow_up(house, runner)


@mark.command("list", help=_("The marks, the last to begin first. By the IDs they can be deleted."))
@click.option(
    "--days", default=365, show_default=True, metavar=_("DAYS"), type=Whole(1, 36500), help=_("How far back.")
)
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def list_marks(house: House, days: int, athlete: str | None, json_: bool) -> None:
    """All runners, or one."""
    found: list[dict[str, object]] = []
    for runner in house.in_turn(athlete, headings=not json_):
        since = local_now(runner).date() - timedelta(days=days)
        with house.database.read() as connection:
            rows = mark_rows(connection, runner.name, since=since)
        if json_:
            found.append({"athlete": runner.name, "marks": [row.as_json() for row in rows]})
        else:
            print_rows(rows, style_of(runner), nothing=_("No day is marked."))
    if json_:
        click.echo(json.dumps({"athletes": found}, indent=2))


@mark.command("delete", help=_("Take a mark back by its ID. `shinguard mark list` shows the IDs."))
@click.argument("what", metavar=_("ID"))
@athlete_option
@pass_house
def delete_mark(house: House, what: str, athlete: str | None) -> None:
    """One mark."""
    runner = house.athlete(athlete)
    number = what.removeprefix("mark-")
    with house.database.begin() as connection:
        if not take_back(connection, runner.name, f"mark-{number}", now=now()):
            fail(_("There is no mark {what}: see `shinguard mark list`.", what=shown(what)))
    say(_("{what} is deleted.", what=f"mark-{number}"))
    follow_up(house, runner)
