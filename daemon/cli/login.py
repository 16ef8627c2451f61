"""`login strava`, `login garmin`: what a person does once. The service itself never logs in."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from connectors.base import AnotherAccount
from daemon.cli.group import House, Uncut, athlete_option, fail, now, pass_house, style_of
from daemon.cli.whole import Whole
from daemon.config import Athlete
from daemon.language import _
from daemon.store.keep import DatabaseKeep
from daemon.store.sources import has_brought
from daemon.store.syncs import logged_in

WAIT_S = 300.0
"""How long the browser may take."""


@click.group(cls=Uncut, help=_("Log in to a source, once. Shinguard keeps tokens only, never a password."))
def login() -> None:
    """A source's own command follows."""


@login.command(help=_("Log in to Strava in a browser, here or on another machine."))
@athlete_option
@click.option("--no-browser", is_flag=True, help=_("This machine has no browser: paste the address it ends up at."))
@click.option(
    "--port",
    default=0,
    type=Whole(0, 65535),
    metavar=_("PORT"),
    help=_("Port of this machine for the way back (else a free one)."),
)
@pass_house
def strava(house: House, athlete: str | None, no_browser: bool, port: int) -> None:
    """The OAuth flow."""
    from connectors.strava import login as flow
    from connectors.strava.settings import Settings

    runner = house.athlete(athlete)
    settings = runner.connectors.get("strava")
    if not isinstance(settings, Settings):
        fail(_("Strava is not configured: add [connectors.strava] with client_id and client_secret."))
    keep = DatabaseKeep(house.database, runner.name, "strava")
    state = flow.new_state()
    if no_browser:
        click.echo(_("Open this address in a browser, on any machine:"))
        click.echo("\n  " + flow.authorize_url(settings, redirect=flow.PASTED_REDIRECT, state=state) + "\n")
        click.echo(
            _("Then copy the address of the page that you end up at (the browser cannot open it; that is expected).")
        )
        address = click.prompt(_("The address"), prompt_suffix=": ")
    else:
        thanks = _("Back to the terminal: it says whether the login worked.")
        denied = _("This login was not allowed, or the page belongs to an earlier one. Start again in the terminal.")
        with flow.listen(state, port=port, thanks=thanks, denied=denied) as callback:
            click.echo(_("Open this address in a browser on this machine:"))
            click.echo("\n  " + flow.authorize_url(settings, redirect=callback.redirect, state=state) + "\n")
            text = _("Waiting for the browser to come back ... (none here? shinguard login {login} --no-browser)")
            click.echo(style_of(runner).fill(text, {"login": "strava"}))
            address = callback.wait(WAIT_S)
    with _account(house, runner, "strava") as is_bound:
        flow.finish(settings, keep, address=address, state=state, same_account=is_bound)
    _done(house, runner, "strava")


@login.command(help=_("Log in to Garmin with e-mail and password. If Garmin sends a code, it is asked for too."))
@athlete_option
@click.option("--email", metavar=_("EMAIL"), help=_("Else it is asked for."))
@click.option("--password-stdin", is_flag=True, help=_("Read the password from standard input instead of asking."))
@click.option("--mfa-code", metavar=_("CODE"), help=_("The code, if you have it already; else it is asked for."))
@pass_house
def garmin(house: House, athlete: str | None, email: str | None, password_stdin: bool, mfa_code: str | None) -> None:
    """E-mail, password, code; the tokens that come of it are kept, the rest forgotten."""
    from connectors.garmin import login as flow
    from connectors.garmin.settings import Settings

    runner = house.athlete(athlete)
    settings = runner.connectors.get("garmin")
    if not isinstance(settings, Settings):
        fail(_("Garmin is not configured: add [connectors.garmin]."))
    address = email or click.prompt(_("E-mail"))
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt(_("Password (it is not kept)"), hide_input=True)
    with _account(house, runner, "garmin") as is_bound:
        flow.login(
            settings,
            DatabaseKeep(house.database, runner.name, "garmin"),
            email=address,
            password=password,
            ask_mfa=_mfa(mfa_code),
            same_account=is_bound,
        )
    _done(house, runner, "garmin")


def _mfa(code: str | None) -> Callable[[], str]:
    def ask() -> str:
        answer: str = code or click.prompt(_("The code that Garmin sent you"))
        return answer

    return ask


@contextmanager
def _account(house: House, runner: Athlete, source: str) -> Iterator[bool]:
    """Give whether the account must stay the same, as it must while its runs are on record; say so of another one."""
    with house.database.read() as connection:
        is_bound = has_brought(connection, runner.name, source)
    try:
        yield is_bound
    except AnotherAccount:
        text = _(
            "This is another {source} account than the one whose runs are on record; the old login stays. Log in to "
            "that one, or first delete what it brought: shinguard forget {login}"
        )
        fail(style_of(runner).fill(text, {"source": source, "login": source}))


def _done(house: House, runner: Athlete, source: str) -> None:
    with house.database.begin() as connection:
        logged_in(connection, runner.name, source, now=now())
    click.echo(_("Logged in. Now `shinguard sync` brings your runs in."))
