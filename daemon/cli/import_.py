"""`import`: files and exports that a person has, brought in once."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from daemon.asking import NotUnderstood, shown
from daemon.cli.group import House, athlete_option, fail, now, pass_house, say
from daemon.connect import FILES
from daemon.language import _, plural
from daemon.store.database import DatabaseKeep
from daemon.vocabulary import SPORTS, read_sport, words

if TYPE_CHECKING:
    from connectors.files.taking import Told
    from daemon.pulling import Pulled

WRONG = 2
_SHOWN = 10
"""More names than this are only counted."""


@click.command(
    "import",
    help=_(
        "Bring in files and exports. FIT, GPX and TCX (packed or not), zip archives, what Strava and Garmin export, "
        "and folders with all of it. They stay where they are, and the same file twice is nothing new."
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=_("PATH..."))
@athlete_option
@click.option(
    "--sport", metavar=_("SPORT"), help=_("What a file that names no sport is: {known}.", known=words(SPORTS))
)
@click.option("--again", is_flag=True, help=_("Read again what was brought in before."))
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def import_command(
    house: House, paths: tuple[Path, ...], athlete: str | None, sport: str | None, again: bool, json_: bool
) -> None:
    """Take, judge, send, tell."""
    from connectors.files.pull import Import
    from daemon.cli.progress import Bars
    from daemon.pipeline import run_pass
    from daemon.pulling import bring_in

    runner = house.athlete(athlete)
    for path in paths:
        if not path.exists():
            fail(_("There is no file or folder {path}.", path=shown(str(path))), exit_code=WRONG)
    try:
        meant = None if sport is None else read_sport(sport)
    except NotUnderstood as error:
        fail(str(error), exit_code=WRONG)
    keep = DatabaseKeep(house.database, runner.name, FILES)
    files = Import([path.resolve() for path in paths], keep, now, sport=meant, again=again)
    try:
        with Bars(quiet=json_) as bars:
            pulled = bring_in(
                house.database, runner.name, files, timezone=runner.timezone, clock=now, progress=bars.advance
            )
    except KeyboardInterrupt:
        fail(_("Interrupted. What came in is kept; the same command goes on from there."))
    run_pass(house.database, runner, sources=(), clock=now)
    if json_:
        click.echo(json.dumps(_as_json(pulled, files.told), indent=2))
    else:
        for line in _summary(pulled, files.told):
            say(escape(line))
    sys.exit(1 if pulled.busy or pulled.trouble or files.told.unreadable else 0)


def _summary(pulled: "Pulled", told: "Told") -> Iterator[str]:
    """Say what came of it, the good first."""
    if pulled.busy:
        yield _("Another process is bringing in files just now: try again when it is done.")
        return
    if pulled.trouble is not None:
        yield _(pulled.detail)
    saved = pulled.saved
    parts = (
        (saved.new, plural("{count} new activity", "{count} new activities", saved.new)),
        (saved.changed, plural("{count} changed", "{count} changed", saved.changed)),
        (saved.deleted, plural("{count} deleted", "{count} deleted", saved.deleted)),
    )
    yield (", ".join(text for count, text in parts if count) or _("Nothing new")) + "."
    yield from _counts(told)
    yield from _named(_("These could not be read:"), [f"{name}: {_(why)}" for name, why in told.unreadable])
    yield from _named(_("Of the export this was put aside:"), list(dict.fromkeys(told.put_aside)))
    runs = [name for name, sport in told.guessed if sport.is_run]
    yield from _named(
        _("These name no sport, and were taken for runs by their speed (--sport and --again say otherwise):"), runs
    )


def _counts(told: "Told") -> Iterator[str]:
    if told.exports:
        exports = ", ".join(export.capitalize() for export in told.exports)
        yield _("Exports read: {exports}.", exports=exports)
    if told.recordings:
        yield plural("{count} recording read.", "{count} recordings read.", told.recordings)
    if told.known:
        yield plural("{count} file was known already.", "{count} files were known already.", told.known)
    if told.empty:
        yield plural(
            "{count} file holds no activity: a course, say, or the settings of a watch.",
            "{count} files hold no activity: courses, say, or the settings of a watch.",
            told.empty,
        )
    if told.passed_over:
        yield plural(
            "{count} file of another kind was passed over.",
            "{count} files of other kinds were passed over.",
            told.passed_over,
        )


def _named(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield heading
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield "  " + _("and {count} more (--json names them all)", count=len(lines) - _SHOWN)


def _as_json(pulled: "Pulled", told: "Told") -> dict[str, Any]:
    return {
        "busy": pulled.busy,
        "trouble": pulled.detail or None,
        "new": pulled.saved.new,
        "changed": pulled.saved.changed,
        "deleted": pulled.saved.deleted,
        "exports": list(told.exports),
        "recordings": told.recordings,
        "known": told.known,
        "empty": told.empty,
        "passed_over": told.passed_over,
        "unreadable": [{"file": name, "why": why} for name, why in told.unreadable],
        "put_aside": told.put_aside,
        "taken_for_runs": [name for name, sport in told.guessed if sport.is_run],
    }
