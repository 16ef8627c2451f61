"""`log`: what only the runner knows: pain, injuries, how hard a run felt, a run without a watch."""

import json
import sys
from datetime import datetime, timedelta

import click
from rich.markup import escape

from daemon.asking import NotUnderstood, read_distance, read_duration, read_past_day, read_past_moment, shown
from daemon.cli.group import House, Uncut, athlete_option, fail, now, pass_house, say, style_of
from daemon.cli.logged import follow_up, print_rows, row_of, rows_of, say_logged, take_back
from daemon.cli.whole import Whole
from daemon.config import Athlete
from daemon.language import _, active
from daemon.merge import believable
from daemon.runner import enabled, load_runner
from daemon.store.logs import add_injury, add_pain
from daemon.store.runs import find_run
from daemon.store.said import log_run, set_exertion
from daemon.vocabulary import (
    MOMENTS,
    RED_FLAGS,
    SITES,
    SPORTS,
    is_none,
    name_of,
    read_flag,
    read_moment,
    read_site,
    read_sport,
    word_of,
    words,
)
from rules import evaluate
from rules.records import Moment, RedFlag, Site, Sport
from rules.state import RunnerState
from rules.verdicts import Clear, Finding

ASKED_FROM = 3
"""From this level on the signs are asked for."""
at_option = click.option(
    "--at", "when", metavar=_("MOMENT"), help=_('When it was, like "2026-03-02 18:00", "yesterday 18:00" or 18:00.')
)


@click.group(cls=Uncut, help=_("Log what only you know. Pain, an injury, how hard a run felt, a run without a watch."))
def log() -> None:
    """Each command stores, then judges and sends what follows."""


@log.command(help=_("Log a pain, 0 to 10, and read how far it allows running. For example: log pain 4 --site knee"))
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
    """One entry; from 3 on the signs are asked for, where there is somebody to ask."""
    runner = house.athlete(athlete)
    if site_text is None:
        raise click.UsageError(_("Where does it hurt? Add --site with one of: {known}.", known=words(SITES)))
    if flags and no_flags:
        raise click.UsageError(_("--flag and --no-flags contradict each other: leave one of them out."))
    try:
        site, moment, signs = read_site(site_text), read_moment(moment_text), frozenset(map(read_flag, flags))
        at = _moment(when, runner)
    except NotUnderstood as error:
        raise click.UsageError(str(error)) from error
    unknown = level >= ASKED_FROM and not flags and not no_flags
    if unknown and sys.stdin.isatty():
        signs, unknown = _ask_for_signs(), False
    with house.database.begin() as connection:
        entry = add_pain(
            connection, runner.name, at=at, site=site, moment=moment, level=level, red_flags=signs, now=now()
        )
        state = load_runner(connection, runner, now=now())
    say_logged(row_of(entry), style_of(runner))
    _say_what_follows(state, site, runner)
    if unknown:
        say(_("With any of these signs, say so too (--flag): {known}.", known=words(RED_FLAGS)))
    follow_up(house, runner)


@log.command(help=_("Log how hard a run felt, 1 to 10. It is the newest run, or --run. For example: log exertion 7"))
@click.argument("exertion", metavar=_("EXERTION"), type=Whole(1, 10))
@click.option("--run", "run_id", metavar=_("ID"), help=_("Which run: `shinguard runs list` names them."))
@athlete_option
@pass_house
def exertion(house: House, exertion: int, run_id: str | None, athlete: str | None) -> None:
    """One run."""
    runner = house.athlete(athlete)
    with house.database.begin() as connection:
        if run_id is None:
            newest = load_runner(connection, runner, now=now()).newest()
            run = newest.runs[-1] if newest else None
        else:
            run = find_run(connection, runner.name, run_id)
        if run is None and run_id is None:
            fail(_("No run is known yet."))
        if run is None:
            fail(_("There is no run {run}: see `shinguard runs list`.", run=shown(run_id or "")))
        set_exertion(connection, runner.name, run, exertion, now=now())
    day = style_of(runner).weekday(run.day)
    say(escape(_("{run} of {day} felt {exertion} of 10.", run=run.run_id, day=day, exertion=exertion)))
    follow_up(house, runner)


@log.command(help=_("Log an injury. For twelve months limits are lower, and a return is slower."))
@click.option("--site", "site_text", metavar=_("SITE"), help=_("Where it is: `shinguard advice` names the sites."))
@click.option("--from", "first", default="today", metavar=_("DAY"), help=_("The day on which it began (else today)."))
@athlete_option
@pass_house
def injury(house: House, site_text: str | None, first: str, athlete: str | None) -> None:
    """One injury."""
    runner = house.athlete(athlete)
    if site_text is None:
        raise click.UsageError(_("Where is it? Add --site with one of: {known}.", known=words(SITES)))
    try:
        site, day = read_site(site_text), read_past_day(first, today=_local_now(runner).date())
    except NotUnderstood as error:
        raise click.UsageError(str(error)) from error
    with house.database.begin() as connection:
        added = add_injury(connection, runner.name, day=day, site=site)
    say_logged(row_of(added), style_of(runner))
    say(_("`shinguard advice {site}` says what to do about it.", site=word_of(site, active())))
    follow_up(house, runner)


@log.command("run", help=_("Log a run without a watch. For example: log run 8km --at 18:00 --duration 45min"))
@click.argument("distance", metavar=_("DISTANCE..."), nargs=-1, required=True)
@at_option
@click.option("--duration", "duration_text", metavar=_("TIME"), help=_("How long it took, like 45min or 1h10."))
@click.option(
    "--sport",
    "sport_text",
    default="run",
    metavar=_("SPORT"),
    help=_(
        "What kind of run it was: {known} (else {word}).",
        known=words(each for each in SPORTS if each.is_run),
        word=word_of(Sport.RUN, active()),
    ),
)
@athlete_option
@pass_house
def log_one_run(
    house: House,
    distance: tuple[str, ...],
    when: str | None,
    duration_text: str | None,
    sport_text: str,
    athlete: str | None,
) -> None:
    """One run; without --at it ended just now."""
    runner = house.athlete(athlete)
    try:
        asked = read_distance(" ".join(distance), units=runner.units)
        took = timedelta() if duration_text is None else read_duration(duration_text)
        start = _local_now(runner) - took if when is None else _moment(when, runner)
        sport = read_sport(sport_text)
    except NotUnderstood as error:
        raise click.UsageError(str(error)) from error
    if not sport.is_run:
        known = words(each for each in SPORTS if each.is_run)
        raise click.UsageError(_("{text} is no run; there are: {known}.", text=sport_text, known=known))
    if start + took > _local_now(runner):
        raise click.UsageError(_("That run would not be over yet: --at is when it began, --duration how long it took."))
    if took and not believable(asked.metres, int(took.total_seconds())):
        style = style_of(runner)
        values = {"distance": style.distance(asked.metres), "duration": style.value("took_s", took.total_seconds())}
        raise click.UsageError(_("{distance} in {duration} is faster than anybody runs: look at both.", **values))
    with house.database.begin() as connection:
        run = log_run(
            connection,
            runner.name,
            start=start,
            distance_m=asked.metres,
            duration_s=int(took.total_seconds()),
            sport=sport,
            now=now(),
        )
    say_logged(row_of(run), style_of(runner))
    follow_up(house, runner)


@log.command("list", help=_("What you logged and marked, newest first. By the IDs it can be deleted."))
@click.option(
    "--days", default=365, show_default=True, metavar=_("DAYS"), type=Whole(1, 36500), help=_("How far back.")
)
@athlete_option
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def list_(house: House, days: int, athlete: str | None, json_: bool) -> None:
    """All runners, or one."""
    found: list[dict[str, object]] = []
    for runner in house.in_turn(athlete, headings=not json_):
        since = _local_now(runner) - timedelta(days=days)
        with house.database.read() as connection:
            rows = rows_of(connection, runner.name, since=since)
        if json_:
            found.append({"athlete": runner.name, "logged": [row.as_json() for row in rows]})
        else:
            print_rows(rows, style_of(runner), nothing=_("Nothing is logged."))
    if json_:
        click.echo(json.dumps({"athletes": found}, indent=2))


@log.command(help=_("Take something back by its ID. `shinguard log list` shows the IDs, for example pain-3."))
@click.argument("what", metavar=_("ID"))
@athlete_option
@pass_house
def delete(house: House, what: str, athlete: str | None) -> None:
    """One thing of any kind."""
    runner = house.athlete(athlete)
    with house.database.begin() as connection:
        if not take_back(connection, runner.name, what, now=now()):
            fail(_("Nothing logged has the ID {what}: see `shinguard log list`.", what=shown(what)))
    say(_("{what} is deleted.", what=what))
    follow_up(house, runner)


def _local_now(runner: Athlete) -> datetime:
    return now().astimezone(runner.timezone)


def _moment(text: str | None, runner: Athlete) -> datetime:
    """Return when it was on the runner's clock, now unless something is said. Raise NotUnderstood."""
    here = _local_now(runner)
    return here if text is None else read_past_moment(text, now=here)


def _ask_for_signs() -> frozenset[RedFlag]:
    """Ask once for all signs; what is not understood is asked again."""

    def read(answer: str) -> frozenset[RedFlag]:
        try:
            if is_none(answer):
                return frozenset()
            return frozenset(read_flag(part) for part in answer.split(",") if part.strip())
        except NotUnderstood as error:
            raise click.UsageError(str(error)) from error

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


def _say_what_follows(state: RunnerState, site: Site, runner: Athlete) -> None:
    """Print what the rules on pain say of a site, the loudest first; when they find nothing, why."""
    style = style_of(runner)
    asked = [rule for rule in enabled(runner) if rule.room == "pain"]
    said = [verdict for _rule, verdict in evaluate(state, runner.rules, asked)]
    here = [verdict for verdict in said if verdict.values.get("pain_site") == site]
    found = sorted((each for each in here if isinstance(each, Finding)), key=lambda each: -each.severity)
    for finding in found:
        say(escape(f"{style.say(finding.says, finding.values)} {style.say(finding.do, finding.values)}"))
    quiet = next((each for each in here if isinstance(each, Clear)), None)
    if quiet is not None and not found:
        say(escape(style.say(quiet.because, quiet.values)))
