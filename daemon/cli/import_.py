"""`import`: files and exports that a person has, brought in once."""

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.markup import escape

from connectors.base import LACKS_MOST
from daemon.asking import NotUnderstood, shown
from daemon.cli.group import House, athlete_option, fail, local_now, now, pass_house, say, style_of
from daemon.cli.put_aside import few, file_and_day, of_unknown_kind
from daemon.config import Athlete
from daemon.connect import FILES
from daemon.language import _, plural
from daemon.starting import nothing_by_itself
from daemon.store.keep import DatabaseKeep
from daemon.store.put_aside import unknown_kinds
from daemon.store.runs import list_runs
from daemon.unread import translated, unknown_kind_as_json
from daemon.vocabulary import SPORTS, read_sport, words
from daemon.wording import Format

if TYPE_CHECKING:
    from connectors.files.told import Told
    from daemon.pulling import Pulled

WRONG = 2
_EVER = date(1970, 1, 1)
_LATELY = timedelta(days=27)
"""Of so long before today a run that does not count makes the rules on load wrong."""
_SHOWN = 10
"""More names than this are only counted."""


@click.command(
    "import",
    help=_(
        "Bring in files and exports. FIT, GPX and TCX (packed or not), zip archives, what Strava and Garmin export, "
        "and folders with all of it. They stay where they are, and the same file twice is nothing new."
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False), metavar=_("PATH..."))
@athlete_option
@click.option(
    "--sport",
    metavar=_("SPORT"),
    help=_("What a file is that names no sport, or one that is not known, as Other: {known}.", known=words(SPORTS)),
)
@click.option("--again", is_flag=True, help=_("Read again what was brought in before."))
@click.option(
    "--accept-deletions",
    is_flag=True,
    help=_("Read an export again, and delete all that it lacks of what is known from it, however much it is."),
)
@click.option("--json", "json_", is_flag=True, help=_("For programs."))
@pass_house
def import_command(
    house: House,
    paths: tuple[Path, ...],
    athlete: str | None,
    sport: str | None,
    again: bool,
    accept_deletions: bool,
    json_: bool,
) -> None:
    """Take, judge, send, tell."""
    from connectors.files.pull import Import
    from daemon.cli.progress import Bars
    from daemon.pipeline import run_pass
    from daemon.pulling import bring_in

    runner = house.athlete(athlete)
    for path in paths:
        if not _is_there(path):
            fail(_("There is no file or folder {path}.", path=shown(str(path))), exit_code=WRONG)
    try:
        meant = None if sport is None else read_sport(sport)
    except NotUnderstood as error:
        fail(str(error), exit_code=WRONG)
    keep = DatabaseKeep(house.database, runner.name, FILES)
    files = Import([path.resolve() for path in paths], keep, now, sport=meant, again=again or accept_deletions)
    try:
        with Bars(quiet=json_) as bars:
            pulled = bring_in(
                house.database,
                runner.name,
                files,
                timezone=runner.timezone,
                clock=now,
                accept_deletions=accept_deletions,
                progress=bars.advance,
            )
        run_pass(house.database, runner, sources=(), clock=now)
    except KeyboardInterrupt:
        fail(_("Interrupted. What came in is kept; the same command goes on from there."))
    if json_:
        click.echo(json.dumps(_as_json(pulled, files.told), indent=2))
    else:
        for line in (
            *_summary(pulled, files.told, style_of(runner)),
            *_strange_before(house, runner, files.told),
            *_known_now(house, runner, pulled),
        ):
            say(escape(line))
    sys.exit(1 if pulled.busy or pulled.trouble or files.told.unreadable else 0)


def _summary(pulled: "Pulled", told: "Told", style: Format) -> Iterator[str]:
    """Say what came of it, the good first."""
    from daemon.cli.progress import counted

    if pulled.busy:
        yield _("Another process is bringing in files just now: try again when it is done.")
        return
    if pulled.trouble is not None:
        yield translated(pulled.detail)
    saved = pulled.saved
    yield (counted(saved) or _("Nothing new")) + "."
    if saved.suspicious:
        yield translated(LACKS_MOST)
    yield from _counts(told)
    yield from _named(_("These could not be read:"), [f"{name}: {translated(why)}" for name, why in told.unreadable])
    aside = [translated(what) for what in dict.fromkeys(told.put_aside)]
    yield from _named(_("About the export:"), aside)
    runs = [name for name, sport in told.guessed if sport.is_run]
    yield from _named(
        _("These name no sport, and were taken for runs by their speed (--sport and --again say otherwise):"), runs
    )
    yield from _strange(told, style)


def _strange(told: "Told", style: Format) -> Iterator[str]:
    """Name what may or may not be runs, a line a kind."""
    if not told.strange:
        return
    yield plural(
        "{count} recording is of a kind that is not known, and does not count as a run:",
        "{count} recordings are of a kind that is not known, and do not count as runs:",
        len(told.strange),
    )
    names_of: dict[str, list[str]] = {}
    for item in told.strange:
        names_of.setdefault(str(item.unknown_kind), []).append(file_and_day(item, style))
    for word, names in names_of.items():
        yield f"  {word} ({len(names)}): {few(names)}"
    yield _("If one was: `shinguard import --again --sport run` and its path.")


def _strange_before(house: House, runner: Athlete, told: "Told") -> Iterator[str]:
    """Name again what may or may not be runs where a file was known already: it is not read a second time."""
    if told.strange or not told.known:
        return
    with house.database.read() as connection:
        since = now().astimezone(runner.timezone).date() - _LATELY
        yield from of_unknown_kind(unknown_kinds(connection, runner.name, since=since), style_of(runner))


def _known_now(house: House, runner: Athlete, pulled: "Pulled") -> Iterator[str]:
    """Where something came in: what there is now, and where to look next."""
    saved = pulled.saved
    if not (saved.new or saved.changed or saved.deleted):
        return
    today = local_now(runner).date()
    with house.database.read() as connection:
        listed = list_runs(connection, runner.name, since=_EVER, today=today)
    aside = [each.run.run_id for each in listed if not each.is_excluded and each.run.is_aside]
    days = [each.run.day for each in listed if not each.is_excluded]
    if days:
        style = style_of(runner)
        span = {"first": style.full_day(min(days)), "last": style.full_day(max(days))}
        yield plural(
            "Known now: {count} run, on {last}.", "Known now: {count} runs, from {first} to {last}.", len(days), **span
        )
    if aside:
        yield plural(
            "{count} of them is put aside, since its distance or speed cannot be right: {which}.",
            "{count} of them are put aside, since their distance or speed cannot be right: {which}.",
            len(aside),
            which=few(aside),
        )
    yield _("`shinguard today` says how far to go, and `shinguard status` what each rule still lacks.")
    if not runner.connectors:
        yield nothing_by_itself()


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        fail(
            _("{path} cannot be opened. Look at the permissions of the folders above it.", path=shown(str(path))),
            exit_code=WRONG,
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
        "suspicious": pulled.saved.suspicious,
        "exports": list(told.exports),
        "recordings": told.recordings,
        "known": told.known,
        "empty": told.empty,
        "passed_over": told.passed_over,
        "unreadable": [{"file": name, "why": why} for name, why in told.unreadable],
        "put_aside": told.put_aside,
        "of_unknown_kind": [unknown_kind_as_json(item) for item in told.strange],
        "taken_for_runs": [name for name, sport in told.guessed if sport.is_run],
    }
