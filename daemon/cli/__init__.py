"""The command line: one function a command, no logic.

The language is chosen before the commands are imported, so that their help speaks it too.
"""

import io
import os
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

from daemon.language import activate, languages, negotiate

__all__ = ["main"]


def main() -> None:
    """Run the command `shinguard`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a letter shows a question mark, and the command goes on.
            stream.reconfigure(errors="replace")
    activate(negotiate(_configured_language(sys.argv), os.environ))
    from daemon.cli.commands import run

    run()


def _configured_language(arguments: list[str]) -> str | None:
    """Return the language that the configuration asks for, as far as it can be read: its problems come later."""
    from daemon.cli.places import config_path

    named = next((path for option, path in pairwise(arguments) if option == "--config"), None)
    named = next((each.removeprefix("--config=") for each in arguments if each.startswith("--config=")), named)
    try:
        found = tomllib.loads(config_path(Path(named) if named else None).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    language = found.get("language")
    return language if language in languages() else None
