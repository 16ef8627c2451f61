"""`init`, `doctor`, `notify test`: from nothing to a phone that rings."""

import sys

import click
from rich.markup import escape

from daemon.cli.group import House, Uncut, athlete_option, fail, now, pass_house, say, say_name, style_of
from daemon.language import _
from daemon.starting import AlreadyThere, no_receiver, write_configuration


@click.command(help=_("Write a configuration to start with. An existing file is left alone."))
@pass_house
def init(house: House) -> None:
    """A topic of ntfy that nobody can guess, and comments for the rest."""
    try:
        topic = write_configuration(house.path)
    except AlreadyThere:
        fail(_("{path} exists already; it was left as it is.", path=house.path))
    say(_("Written: {path}", path=house.path))
    say(_("Your phone: install the app ntfy and subscribe to the topic {topic}. Keep it secret.", topic=topic))
    say(_("Next: fill in the sources in that file, then `shinguard login strava` or `shinguard login garmin`,"))
    say(_("`shinguard notify test`, `shinguard sync`, and `shinguard run`."))
    say(_("Files and exports that you have need no source: `shinguard import` and their paths."))


@click.group(cls=Uncut, help=_("The receivers of messages."))
def notify() -> None:
    """`test` follows."""


@notify.command("test", help=_("Send a test message to every receiver. The exit code is 1 when one does not take it."))
@athlete_option
@pass_house
def notify_test(house: House, athlete: str | None) -> None:
    """One message to each."""
    from daemon.message import Message
    from daemon.notify import Refused, check_url, label, send
    from rules.verdicts import Severity

    well = True
    for runner in house.in_turn(athlete):
        style = style_of(runner)
        says = _("This is a test: messages arrive here.")
        message = Message(title="Shinguard", says=says, do="", severity=Severity.INFO)
        if not runner.notify.receivers:
            say(no_receiver())
            well = False
        for name, address in runner.notify.receivers.items():
            problem = check_url(address)
            outcome = None if problem else send(address, message)
            if problem is None and not isinstance(outcome, Refused):
                say(escape(_("{receiver} ({label}...): sent", receiver=name, label=label(address))))
                continue
            well = False
            reason = problem or (style.say(outcome.why, outcome.values) if isinstance(outcome, Refused) else "")
            say(escape(_("{receiver}: {reason}", receiver=name, reason=reason)))
    sys.exit(0 if well else 1)


@click.command(
    help=_(
        "Check what Shinguard needs. The installation, the configuration, the database, the logins and the receivers."
    )
)
@pass_house
def doctor(house: House) -> None:
    """A line a check; the exit code is 1 when one is not well."""
    from daemon.checkup import Mark, checkup

    marks = {Mark.WELL: "[green]✓[/green]", Mark.WARNING: "[yellow]![/yellow]", Mark.NOT_WELL: "[red]✗[/red]"}
    if not _shows("✓✗"):
        marks = {Mark.WELL: "ok", Mark.WARNING: "! ", Mark.NOT_WELL: "!!"}
    well, athlete = True, ""
    for finding in checkup(house.path, now=now()):
        if finding.athlete != athlete:
            athlete = finding.athlete
            say_name(athlete)
        say(f"{marks[finding.mark]} {escape(finding.text)}")
        well = well and finding.mark is not Mark.NOT_WELL
    sys.exit(0 if well else 1)


def _shows(letters: str) -> bool:
    """Say whether the terminal has these letters."""
    try:
        letters.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
