"""`log`: what only the runner knows: pain, injuries, how hard a run felt, a run without a watch."""

import json
from datetime import date, timedelta

import click
from rich.markup import escape
from sqlalchemy import Connection

from daemon.asking import read_distance, read_duration, read_past_day, shown
from daemon.before import answer
from daemon.before_text import how_far
from daemon.cli.group import House, Uncut, athlete_option, fail, local_now, now, pass_house, say, style_of
from daemon.cli.logged import follow_up, print_rows, row_of, rows_of, say_logged, take_back
from daemon.cli.pain import pain
from daemon.cli.typed import at_option, moment_of, understood
from daemon.cli.whole import Whole
from daemon.config import Athlete
from daemon.language import _, active
from daemon.merge import believable
from daemon.runner import enabled, load_runner
from daemon.store.logs import add_injury
from daemon.store.runs import find_run
from daemon.store.said import log_run, set_exertion
from daemon.vocabulary import SITES, SPORTS, read_site, read_sport, word_of, words
from rules.history import DAY, History
from rules.records import Activity, Run, Sport


@click.group(cls=Uncut, help=_("Log what only you know. Pain, an injury, how hard a run felt, a run without a watch."))
def log() -> None:
    """Each command stores, then judges and sends what follows."""


log.add_command(pain)


@log.command(help=_("Log how hard a run felt, 1 to 10. It is the newest run, or --run. For example: log exertion 7"))
@click.argument("exertion", metavar=_("EXERTION"), type=Whole(1, 10))
@click.option("--run", "run_id", metavar=_("ID"), help=_("Which run: `shinguard runs list` names them."))
@athlete_option
@pass_house
def exertion(house: House, exertion: int, run_id: str | None, athlete: str | None) -> None:
    """One run."""
    runner = house.athlete(athlete)
    with house.database.begin() as connection:
        run = _newest_run(connection, runner) if run_id is None else _run_called(connection, runner, run_id)
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
    with understood():
        site, day = read_site(site_text), read_past_day(first, today=local_now(runner).date())
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
    with understood():
        asked = read_distance(" ".join(distance), units=runner.units)
        took = timedelta() if duration_text is None else read_duration(duration_text)
        start = local_now(runner) - took if when is None else moment_of(when, runner)
        sport = read_sport(sport_text)
    if not sport.is_run:
        known = words(each for each in SPORTS if each.is_run)
        raise click.UsageError(_("{text} is no run; there are: {known}.", text=sport_text, known=known))
    if start + took > local_now(runner):
        raise click.UsageError(_("That run would not be over yet: --at is when it began, --duration how long it took."))
    if took and not believable(asked.metres, int(took.total_seconds())):
        style = style_of(runner)
        values = {"distance": style.distance(asked.metres), "duration": style.value("took_s", took.total_seconds())}
        raise click.UsageError(_("{distance} in {duration} is faster than anybody runs: look at both.", **values))
    with house.database.begin() as connection:
        logged = log_run(
            connection,
            runner.name,
            start=start,
            distance_m=asked.metres,
            duration_s=int(took.total_seconds()),
            sport=sport,
            now=now(),
        )
        others = _at_that_time(load_runner(connection, runner, now=now()).history, logged)
    say_logged(row_of(logged), style_of(runner))
    for run in others:
        told = _(
            "{run} is on record at that time too, and both count. Are they one run? shinguard runs join {run} {logged}",
            run=run.run_id,
            logged=logged.key,
        )
        say(escape(told))
    follow_up(house, runner)
    _say_what_is_left(house, runner, logged.day)


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
        since = local_now(runner) - timedelta(days=days)
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


def _say_what_is_left(house: House, runner: Athlete, day: date) -> None:
    """Say how far the rest of today goes, or why it does not, where a run counts in the seven days that end today."""
    with house.database.read() as connection:
        state = load_runner(connection, runner, now=now())
    if day > state.today - timedelta(days=7):
        found = answer(state, day=state.today, settings=runner.rules, rules=enabled(runner))
        answered = " ".join(how_far(found, style_of(runner)))
        if not (found.unwell or found.is_no):
            answered = _("What is left today: {how_far}", how_far=answered)
        say(escape(answered))


def _at_that_time(history: History, logged: Activity) -> tuple[Run, ...]:
    """Return the runs that were under way while a logged one was, and are not taken for it."""
    sessions = history.sessions_between(logged.day - DAY, logged.day + DAY)
    return tuple(
        run
        for session in sessions
        for run in session.runs
        if logged.key not in run.copies and run.start <= logged.end and logged.start <= run.end
    )


def _newest_run(connection: Connection, runner: Athlete) -> Run:
    newest = load_runner(connection, runner, now=now()).newest()
    if newest is None:
        fail(_("No run is known yet."))
    return newest.runs[-1]


def _run_called(connection: Connection, runner: Athlete, run_id: str) -> Run:
    run = find_run(connection, runner.name, run_id)
    if run is None:
        fail(_("There is no run {run}: see `shinguard runs list`.", run=shown(run_id)))
    return run
