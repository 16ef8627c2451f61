"""What a person types: `--at`, and that what is not understood is a mistake of the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from daemon.asking import NotUnderstood, read_past_moment
from daemon.cli.group import local_now
from daemon.config import Athlete
from daemon.language import _

at_option = click.option(
    "--at", "when", metavar=_("MOMENT"), help=_('When it was, like "2026-03-02 18:00", "yesterday 18:00" or 18:00.')
)


@contextmanager
def understood() -> Iterator[None]:
    """Turn what cannot be taken into a mistake of the command line; nothing is written then."""
    try:
        yield
    except NotUnderstood as error:
        raise click.UsageError(str(error)) from error


def moment_of(text: str | None, runner: Athlete) -> datetime:
    """Return the moment that `--at` says, now where it says none. Raise NotUnderstood."""
    here = local_now(runner)
    return here if text is None else read_past_moment(text, now=here)
