"""`demo`, `sandbox`: try it without an account, a watch or a phone."""

from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.console import Console

from daemon.cli.group import fail, say
from daemon.cli.whole import Whole
from daemon.language import _, activate, languages
from daemon.reasons import reason


@click.command(help=_("Live ten weeks of a simulated runner. Each message is shown as on the phone."))
@click.option("--language", default="en", show_default=True, type=click.Choice(languages()), help=_("Of the messages."))
@click.option(
    "--folder",
    default=Path("build/demo"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar=_("FOLDER"),
    help=_("Made anew: configuration, database, and what the receiver captured (phone.jsonl, phone.svg)."),
)
@click.option("--receiver", metavar=_("ADDRESS"), help=_("An Apprise address in the place of the demo's own phone."))
def demo(language: str, folder: Path, receiver: str | None) -> None:
    """The whole way, in less than a minute."""
    from daemon.cli.showing import print_status
    from daemon.config import load
    from daemon.demo import DemoFailed, ends_at, tell_story
    from daemon.status import status
    from daemon.store.database import Database

    activate(language)
    try:
        tell_story(folder, language=language, console=Console(highlight=False), receiver=receiver)
    except DemoFailed as error:
        fail(_("The demo failed: {reason}", reason=error))
    config = load(folder / "shinguard.toml")
    [runner] = config.athletes
    database = Database(config.database)
    say()
    say("[bold]shinguard status[/bold]")
    print_status(runner, status(database, runner, now=ends_at()))
    database.close()
    say()
    say(_("This was a simulated runner. For your own runs: `.venv/bin/shinguard init`, and follow what it says."))


@click.command(help=_("Run stand-ins of Strava, Garmin and Intervals.icu on this machine. Ctrl-C ends them."))
@click.option(
    "--history",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar=_("FILE.csv"),
    help=_("Serve this history instead of the simulated season."),
)
@click.option(
    "--port",
    default=8711,
    show_default=True,
    type=Whole(0, 65533),
    metavar=_("PORT"),
    help=_("Strava's; Garmin's and Intervals.icu's are the next two."),
)
@click.option(
    "--end",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar=_("DATE"),
    help=_("The last day of the season (else today)."),
)
def sandbox(history: Path | None, port: int, end: datetime | None) -> None:
    """For anyone who wants to try."""
    from connectors.sandbox import HistoryError, read_history, season, serve
    from connectors.sandbox.server import Address
    from daemon.scheduler import end_on_signals

    def started(address: Address) -> None:
        say(_("Strava, Garmin and Intervals.icu answer on this machine. In your configuration:"))
        say()
        click.echo("[connectors.strava]")
        click.echo(f'client_id = "{address.client_id}"\nclient_secret = "{address.client_secret}"')
        click.echo(f'base_url = "{address.strava_url}"\n\n[connectors.garmin]\nbase_url = "{address.garmin_url}"\n')
        click.echo(f'[connectors.intervals]\napi_key = "{address.api_key}"\nbase_url = "{address.intervals_url}"\n')
        say(_("Then: shinguard login strava"))
        say(
            _(
                "and: shinguard login garmin --email {email} --mfa-code {code}   (password: {password})",
                email=address.email,
                code=address.mfa_code,
                password=address.password,
            )
        )
        say(_("Ctrl-C ends it."))

    last: date = end.date() if end else datetime.now(UTC).date()
    try:
        world = season(last) if history is None else read_history(history)
        serve(world, port=port, wait=end_on_signals(), started=started)
    except HistoryError as error:
        fail(_(error.says, **error.values))
    except OSError as error:
        fail(_("The port {port} cannot be used: {reason}", port=port, reason=reason(error)))
