"""The command itself, and what its commands share."""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from daemon.cli.places import config_path
from daemon.config import Athlete, Config, load
from daemon.language import _, activate, speaking
from daemon.log import configure, hide
from daemon.starting import no_configuration
from daemon.store.database import Database

if TYPE_CHECKING:
    from daemon.wording import Format


_UNCUT = 1000
"""Characters, more than any first sentence has."""
WRONG_CONFIGURATION = 2
"""The exit code of a configuration or a command line that cannot be used; the service's unit knows it."""


class ConfigMissing(Exception):
    """There is no file; the text says what to do."""


@dataclass
class House:
    """What a command works with, opened when it is first needed."""

    path: Path

    @cached_property
    def config(self) -> Config:
        """The configuration. Raise ConfigMissing or ConfigError."""
        if not self.path.exists():
            raise ConfigMissing(no_configuration(self.path))
        config = load(self.path)
        for athlete in config.athletes:
            for address in athlete.notify.receivers.values():
                hide(address.reveal())
        return config

    @cached_property
    def database(self) -> Database:
        """The database, its tables made, open until the command is over. Raise DatabaseUnusable."""
        database = Database(self.config.database)
        click.get_current_context().find_root().call_on_close(database.close)
        database.upgrade()
        return database

    def athletes(self, name: str | None) -> tuple[Athlete, ...]:
        """Return the named athlete, or all."""
        found = tuple(each for each in self.config.athletes if name in (None, each.name))
        if not found:
            from daemon.asking import shown

            asked, known = shown(name or ""), ", ".join(each.name for each in self.config.athletes)
            if all(each.alone for each in self.config.athletes):
                raise click.UsageError(
                    _("There is no athlete {name}: there is one runner, so leave --athlete out.", name=asked)
                )
            raise click.UsageError(_("There is no athlete {name}; there are: {known}.", name=asked, known=known))
        return found

    def in_turn(self, name: str | None, *, headings: bool = True) -> Iterator[Athlete]:
        """Yield the named athlete, or all, the command speaking each one's language; of several, print the names."""
        found = self.athletes(name)
        if len(found) == 1:
            activate(found[0].language)
        for athlete in found:
            with speaking(athlete.language):
                if headings and len(found) > 1:
                    say_name(athlete.name)
                yield athlete

    def athlete(self, name: str | None) -> Athlete:
        """Return the named athlete, or the only one."""
        found = self.athletes(name)
        if len(found) > 1:
            known = ", ".join(each.name for each in found)
            raise click.UsageError(_("Say whom you mean: --athlete with one of {known}.", known=known))
        activate(found[0].language)
        return found[0]


pass_house = click.make_pass_decorator(House)

COMMANDS = {
    "advice": "advice.advice",
    "alerts": "alerts.alerts",
    "backtest": "backtest.backtest",
    "check": "before.check",
    "demo": "trying.demo",
    "digest": "digest.digest",
    "doctor": "setup.doctor",
    "export": "export.export",
    "forget": "forget.forget_command",
    "import": "import_.import_command",
    "init": "setup.init",
    "load": "load.load",
    "log": "log.log",
    "login": "login.login",
    "mark": "mark.mark",
    "mornings": "changing.mornings",
    "notify": "setup.notify",
    "rules": "rules.rules",
    "run": "service.run",
    "runs": "runs.runs",
    "sandbox": "trying.sandbox",
    "send": "service.send",
    "shoes": "shoes.shoes",
    "snooze": "changing.snooze",
    "status": "showing.status_command",
    "sync": "service.sync",
    "today": "before.today",
    "write": "write.write",
}
"""Name -> module of this package, and what in it."""


class Uncut(click.Group):
    """Lists the first sentence of each command whole: on a narrow terminal it is wrapped, never cut."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with what they do."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, each.get_short_help_str(limit=_UNCUT)) for name, each in commands if each and not each.hidden]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)


class Lazily(Uncut):
    """Imports a command when it is called: the service must not carry what only the screen needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(".")
        command: click.Command = getattr(import_module(f"daemon.cli.{module}"), attribute)
        return in_words(command)


def in_words[Known: click.Command](command: Known) -> Known:
    """Give a command, with those under it, a usage line in the language that is spoken."""
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        needed = not command.invoke_without_command
        command.subcommand_metavar = _("COMMAND [ARGUMENTS]...") if needed else _("[COMMAND] [ARGUMENTS]...")
        for each in command.commands.values():
            in_words(each)
    return command


def athlete_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option that all commands about one runner take."""
    return click.option("--athlete", metavar=_("NAME"), help=_("Which runner of the household."))(function)


def named_before(athlete: str | None) -> str | None:
    """Return whom a command is about: `--athlete` may stand before its name, too."""
    parent = click.get_current_context().parent
    return athlete or (parent.params["athlete"] if parent else None)


@click.group(
    cls=Lazily,
    help=_(
        "Shinguard watches a runner's load, recovery and shoes, and tells your phone when something leaves your normal."
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--config",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE"),
    help=_("The configuration (else SHINGUARD_CONFIG, else the platform's usual place)."),
)
@click.option("--debug", is_flag=True, help=_("Log everything that is not secret."))
@click.version_option(package_name="shinguard", message="%(prog)s %(version)s")
@click.pass_context
def group(context: click.Context, path: Path | None, debug: bool) -> None:
    """Open nothing yet."""
    configure(logging.DEBUG if debug else logging.ERROR)
    context.obj = House(config_path(path))


in_words(group)


def fail(sentence: str, *, exit_code: int = 1) -> NoReturn:
    """Say what is wrong, and end."""
    click.echo(sentence, err=True)
    sys.exit(exit_code)


def now() -> datetime:
    """The clock of every command that a person runs."""
    return datetime.now(UTC)


def local_now(athlete: Athlete) -> datetime:
    """The same on a runner's clock."""
    return now().astimezone(athlete.timezone)


def style_of(athlete: Athlete) -> "Format":
    """How this runner reads values."""
    from daemon import wording

    return wording.style_of(athlete)


def say_name(name: str) -> None:
    """Print whose block follows."""
    from rich.markup import escape

    say(f"[bold]{escape(name)}[/bold]")


def say(text: str = "") -> None:
    """Print a line as it is, on a narrow terminal too."""
    from rich.console import Console

    Console(highlight=False, soft_wrap=True).print(text)
