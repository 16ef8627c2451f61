"""`log pain`: one entry, the signs that somebody should see, and how far it allows running."""

import sys

import click
from rich.markup import escape

from daemon.before_standing import OF_PAIN, Standing, standing
from daemon.before_text import how_it_ends
from daemon.cli.group import House, athlete_option, now, pass_house, say, style_of
from daemon.cli.logged import follow_up, row_of, say_logged
from daemon.cli.typed import at_option, moment_of, understood
from daemon.cli.whole import Whole
from daemon.config import Athlete
from daemon.language import _, active
from daemon.runner import enabled, load_runner
from daemon.store.logs import add_pain
from daemon.vocabulary import (
    MOMENTS,
    RED_FLAGS,
    SITES,
    is_none,
    name_of,
    read_flag,
    read_moment,
    read_site,
    word_of,
    words,
)
from daemon.wording import Format
from rules import evaluate
from rules.pain_verdicts import GO_ON
from rules.said import Moment, PainEntry, RedFlag, Site
from rules.state import RunnerState
from rules.verdicts import Clear, Finding


@click.command(help=_("Log a pain, 0 to 10, and read how far it allows running. For example: log pain 4 --site knee"))
@click.argument("level", metavar=_("LEVEL"), type=Whole(0, 10))
@click.option("--site", "site_text", metavar=_("SITE"), help=_("Where it hurts: `shinguard advice` names the sites."))
@click.option(
    "--when",
    "moment_text",
    default="after",
    metavar=_("WHEN"),
    help=_("When it hurt: {known} (else {word}).", known=words(MOMENTS), word=word_of(Moment.AFTER, active())),
)
@click.option(
    "--flag",
    "flags",
    metavar=_("SIGN"),
    multiple=True,
    help=_("A sign that somebody should see, once or more often: {known}.", known=words(RED_FLAGS)),
)
@click.option("--no-flags", is_flag=True, help=_("There is no such sign: do not ask."))
@at_option
@athlete_option
@pass_house
def pain(
    house: House,
    level: int,
    site_text: str | None,
    moment_text: str,
    flags: tuple[str, ...],
    no_flags: bool,
    when: str | None,
    athlete: str | None,
) -> None:
    """One entry; where it hurts the signs are asked for, if there is somebody to ask."""
    runner = house.athlete(athlete)
    if site_text is None:
        raise click.UsageError(_("Where does it hurt? Add --site with one of: {known}.", known=words(SITES)))
    if flags and no_flags:
        raise click.UsageError(_("--flag and --no-flags contradict each other: leave one of them out."))
    with understood():
        site, moment, signs = read_site(site_text), read_moment(moment_text), frozenset(map(read_flag, flags))
        at = moment_of(when, runner)
    unknown = level > 0 and not flags and not no_flags
    if unknown and sys.stdin.isatty():
        signs, unknown = _ask_for_signs(), False
    with house.database.begin() as connection:
        entry = add_pain(
            connection, runner.name, at=at, site=site, moment=moment, level=level, red_flags=signs, now=now()
        )
        state = load_runner(connection, runner, now=now())
    say_logged(row_of(entry), style_of(runner))
    _say_what_counts(state, entry, style_of(runner))
    _say_what_follows(state, site, runner)
    if unknown:
        say(_("With any of these signs, say so too (--flag): {known}.", known=words(RED_FLAGS)))
    follow_up(house, runner)


def _ask_for_signs() -> frozenset[RedFlag]:
    """Ask once for all signs; what is not understood is asked again."""

    def read(answer: str) -> frozenset[RedFlag]:
        with understood():
            if is_none(answer):
                return frozenset()
            return frozenset(read_flag(part) for part in answer.split(",") if part.strip())

    say(_("Is any of these there?"))
    for flag in RedFlag:
        say(f"  {escape(word_of(flag, active())):12} {escape(name_of(flag, active()))}")
    answer: frozenset[RedFlag] = click.prompt(
        _("Their words, with commas between; just Enter if there is none"),
        default="",
        show_default=False,
        value_proc=read,
    )
    return answer


def _say_what_counts(state: RunnerState, entry: PainEntry, style: Format) -> None:
    """Print that more was logged of the same site on that day, where what follows is by that."""
    log = state.pain.by_site(state.now).get(entry.site)
    for day in log.between(entry.day, entry.day) if log else ():
        if entry.level < day.level:
            say(_("Of one day the highest counts: {level} of 10 on {day}.", level=day.level, day=style.day(day.day)))


def _say_what_follows(state: RunnerState, site: Site, runner: Athlete) -> None:
    """Print what the rules on pain say of a site, the loudest first; when they find nothing, why."""
    style = style_of(runner)
    asked = [rule for rule in enabled(runner) if rule.room == OF_PAIN]
    stands = standing(state, settings=runner.rules)
    said = evaluate(state, runner.rules, asked)
    here = [(rule.name, verdict) for rule, verdict in said if verdict.values.get("pain_site") == site]
    found = [(rule, verdict) for rule, verdict in here if isinstance(verdict, Finding)]
    # What comes first is said once: not at all where a finding of this site says it.
    first = "" if any((rule, each.subject) in stands.keys for rule, each in found) else _first_asked(stands, style)
    for rule, finding in sorted(found, key=lambda each: -each[1].severity):
        if stands.asks(rule, finding.subject):
            does = style.say(finding.do, finding.values)
        else:
            does, first = first, ""
        say(escape(f"{style.say(finding.says, finding.values)} {does}".rstrip()))
    for line in how_it_ends(stands.stops_of(*((rule, finding.subject) for rule, finding in found)), style):
        say(escape(line))
    quiet = next((verdict for _rule, verdict in here if isinstance(verdict, Clear)), None)
    if quiet is not None and not found:
        first = _first_asked(stands, style)
        if first:
            say(escape(first))
        if not first or quiet.because != GO_ON:
            say(escape(style.say(quiet.because, quiet.values)))


def _first_asked(stands: Standing, style: Format) -> str:
    """Return what another pain, or a day of illness, asks before a run is thought of, empty where none does."""
    if not stands.stops:
        return style.say(stands.do, {})
    _rule, stop = stands.stops[0]
    return f"{style.say(stop.says, stop.values)} {style.say(stop.do, stop.values)}"
