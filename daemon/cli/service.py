"""`run`, `sync`, `send`: the service and its passes."""

import logging
import sys

import click

from daemon.cli.group import WRONG_CONFIGURATION, House, athlete_option, fail, now, pass_house, say
from daemon.language import _, active
from daemon.log import configure
from daemon.starting import no_source


def speak_to_the_log() -> None:
    """A command that nobody watches says in the log what changes; `--debug` says more."""
    configure(min(logging.INFO, logging.getLogger().level))


@click.command(help=_("Run the service until it is told to stop. It pulls, judges and sends, again and again."))
@pass_house
def run(house: House) -> None:
    """Run until SIGTERM or SIGINT."""
    from daemon.posts import post_as_json, posts_of
    from daemon.resident import Orders, become_resident
    from daemon.scheduler import Errand

    speak_to_the_log()
    errands = tuple(
        Errand(athlete=athlete.name, source=source, interval_s=interval.total_seconds())
        for athlete in house.config.athletes
        for source, interval in athlete.intervals.items()
    )
    if not errands:
        # As any mistake in the file: a supervisor that starts it again changes nothing.
        fail(no_source(), exit_code=WRONG_CONFIGURATION)
    # Brings the tables up to date: the resident process does not know how.
    house.database.close()
    level = logging.getLogger().level
    options = ("--config", str(house.path.absolute()), *(("--debug",) if level <= logging.DEBUG else ()))
    become_resident(
        Orders(
            command=(sys.executable, "-m", "daemon", *options),
            database=house.config.database,
            errands=errands,
            posts=tuple(post_as_json(post) for athlete in house.config.athletes for post in posts_of(athlete)),
            language=active(),
            log_level=level,
        )
    )


@click.command(help=_("Pull, judge and send once. The exit code is 1 when a source or a receiver did not answer."))
@athlete_option
@click.option("--source", "only", metavar=_("NAME"), help=_("Only this source."))
@click.option(
    "--accept-deletions",
    is_flag=True,
    help=_("Ask for the whole history, and delete all that is not listed any more, however much it is."),
)
@click.option("--quiet", is_flag=True, help=_("Print nothing; the log says what changed."))
@pass_house
def sync(house: House, athlete: str | None, only: str | None, accept_deletions: bool, quiet: bool) -> None:
    """One pass for each athlete."""
    from daemon.asking import shown
    from daemon.cli.progress import Bars, say_aside, say_pass
    from daemon.pipeline import run_pass

    if quiet:
        speak_to_the_log()
    wanted = None if only is None else only.lower()
    asked = {
        each.name: [name for name in each.connectors if wanted in (None, name)] for each in house.athletes(athlete)
    }
    if not any(asked.values()):
        known = ", ".join(sorted({source for each in house.athletes(athlete) for source in each.connectors}))
        if only is None or not known:
            fail(no_source())
        fail(_("{name} is not configured as a source; there are: {known}.", name=shown(only), known=known))
    well = True
    for each in house.in_turn(athlete, headings=not quiet):
        sources = asked[each.name]
        if not sources and wanted is None:
            say(no_source())
            well = False
        if not sources:
            continue
        began = now()
        with Bars(quiet=quiet) as bars:
            done = run_pass(
                house.database,
                each,
                sources=sources,
                clock=now,
                # The service's own syncs, and those of a timer, are quiet.
                by_hand=not quiet,
                accept_deletions=accept_deletions,
                progress=bars.advance,
            )
        if not quiet:
            say_pass(each, done, now=now())
            say_aside(house.database, each, done, since=began)
        well = well and done.well
    sys.exit(0 if well else 1)


@click.command(hidden=True)
@athlete_option
@pass_house
def send(house: House, athlete: str | None) -> None:
    """Send what waits: the service starts this when quiet hours are over."""
    from daemon.pipeline import run_pass

    speak_to_the_log()
    for each in house.athletes(athlete):
        run_pass(house.database, each, sources=(), clock=now)
