"""Runs the command line, and says in words what a command fails with."""

import errno
import logging
import sys

import click

from connectors.base import LoginFailed
from daemon.cli.group import WRONG_CONFIGURATION, ConfigMissing, fail, group
from daemon.config import ConfigError
from daemon.language import _
from daemon.store.failing import DatabaseUnusable

log = logging.getLogger(__name__)


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
    except Exception as error:
        # The last catch: Python's own would write out, unmasked, what stands in the exception.
        fail(_of_last_resort(error))


def _of_last_resort(error: Exception) -> str:
    """Log what nobody foresaw, and return a sentence. Where a person reads, the log shows it at --debug only."""
    is_read = not log.isEnabledFor(logging.INFO)
    log.log(logging.DEBUG if is_read else logging.ERROR, "a mistake of Shinguard's", exc_info=error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _(
            "The disk is full, and this could not be written; what was written before is safe. Make room, then do the "
            "same again."
        )
    if is_read:
        return _(
            "Shinguard made a mistake ({kind_of_error}) and could not finish; what was saved before is kept. The same "
            "command as `shinguard --debug ...` shows where.",
            kind_of_error=type(error).__name__,
        )
    return _(
        "Shinguard made a mistake ({kind_of_error}) and could not finish; what was saved before is kept. The log says "
        "where.",
        kind_of_error=type(error).__name__,
    )
