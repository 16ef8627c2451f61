"""Runs the command line, and says in words what a command fails with."""

import sys

import click

from connectors.base import LoginFailed
from daemon.cli.group import WRONG_CONFIGURATION, ConfigMissing, fail, group
from daemon.config import ConfigError
from daemon.language import _
from daemon.store.database import DatabaseUnusable


def run() -> None:
    """Run the command line to its exit code: 0 well, 1 not well, 2 the command or the configuration is wrong.

    `check` has a 3: it cannot be known.
    """
    try:
        group(prog_name="shinguard")
    except ConfigMissing as error:
        fail(str(error), exit_code=WRONG_CONFIGURATION)
    except ConfigError as error:
        for problem in error.problems:
            click.echo(f"{problem.path}: {problem.message}", err=True)
        sys.exit(WRONG_CONFIGURATION)
    except DatabaseUnusable as error:
        fail(str(error))
    except LoginFailed as error:
        fail(_(str(error)))
