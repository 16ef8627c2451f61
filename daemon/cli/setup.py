"""`init`, `doctor`, `notify test`: from nothing to a phone that rings."""

import sys

import click

from daemon.cli.group import House, athlete_option, fail, now, pass_house, say, style_of
from daemon.language import _
from daemon.starting import AlreadyThere, write_configuration


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


@click.group(help=_("The receivers of messages."))
def notify() -> None:
    """`test` follows."""


@notify.command("test", help=_("Send a test message to every receiver. The exit code is 1 when one does not take it."))
@athlete_option
@pass_house
def notify_test(house: House, athlete: str | None) -> None:
    """One message to each."""
    from daemon.notify import Refused, check_url, label, send
    from daemon.wording import Message
    from rules.verdicts import Severity

    well = True
    says = _("This is a test: messages arrive here.")
    message = Message(title="Shinguard", says=says, do="", severity=Severity.INFO)
    for runner in house.athletes(athlete):
        style = style_of(runner)
        if not runner.notify.receivers:
            say(_("{athlete} has no receiver: add one under notify.receivers.", athlete=runner.name))
            well = False
        for name, address in runner.notify.receivers.items():
            problem = check_url(address)
            outcome = None if problem else send(address, message)
            if problem is None and not isinstance(outcome, Refused):
                say(_("{receiver} ({label}...): sent", receiver=name, label=label(address)))
                continue
            well = False
            reason = problem or (style.say(outcome.why, outcome.values) if isinstance(outcome, Refused) else "")
            say(_("{receiver}: {reason}", receiver=name, reason=reason))
    sys.exit(0 if well else 1)


@click.command(help=_("Check the installation, the configuration, the database, the logins and the receivers."))
@pass_house
def doctor(house: House) -> None:
    """A line a check; the exit code is 1 when one is not well."""
    from daemon.checkup import checkup

    well = True
    for finding in checkup(house.path, now=now()):
        mark = "[green]✓[/green]" if finding.well else "[red]✗[/red]"
        say(f"{mark} {finding.text}")
        well = well and finding.well
    sys.exit(0 if well else 1)
