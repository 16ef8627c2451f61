"""`--at`: when something was, on the runner's clock."""

from datetime import datetime

import click

from daemon.asking import read_past_moment
from daemon.cli.group import local_now
from daemon.config import Athlete
from daemon.language import _

at_option = click.option(
    "--at", "when", metavar=_("MOMENT"), help=_('When it was, like "2026-03-02 18:00", "yesterday 18:00" or 18:00.')
)


def moment_of(text: str | None, runner: Athlete) -> datetime:
    """Return the moment that `--at` says, now where it says none. Raise NotUnderstood."""
    here = local_now(runner)
    return here if text is None else read_past_moment(text, now=here)
